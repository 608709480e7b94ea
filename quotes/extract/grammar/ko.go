package grammar

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Korean has no capitals: names are found by what stands around them. A person's title
// stands behind the name (김헌 교수는), somebody's trade before it (배우 이학주는), and
// particles hang on the last word of a phrase and tell what it is to the verb.

// mark is what a particle makes of the word before it.
type mark uint8

const (
	bare    mark = iota
	topic        // 은, 는
	agent        // 이, 가, 께서
	also         // 도
	owner        // 의
	object       // 을, 를
	place        // 에, 에서, 에게, 으로
	along        // 와, 과: of two
	adjunct      // any other
)

// leads reports whether a word with the mark can be the subject.
func (m mark) leads() bool { return m == topic || m == agent || m == also }

// particles, longer ones before their own ends. Behind a final consonant stands the one,
// behind a vowel the other; behind "both" either.
var particles = []struct {
	form string
	mark mark
	behind
}{
	{"께서는", topic, both},
	{"께서도", also, both},
	{"께서", agent, both},
	{"에게서는", place, both},
	{"에게서", place, both},
	{"에게는", place, both},
	{"에게도", place, both},
	{"에게", place, both},
	{"한테", place, both},
	{"에서는", place, both},
	{"에서도", place, both},
	{"에서의", owner, both},
	{"에서", place, both},
	{"에는", place, both},
	{"에도", place, both},
	{"에", place, both},
	{"으로부터", place, consonant},
	{"로부터", place, vowel},
	{"으로서는", place, consonant},
	{"으로서", place, consonant},
	{"로서는", place, vowel},
	{"로서", place, vowel},
	{"으로는", place, consonant},
	{"으로도", place, consonant},
	{"으로", place, consonant},
	{"로는", place, vowel},
	{"로도", place, vowel},
	{"로", place, vowel},
	{"까지", adjunct, both},
	{"부터", adjunct, both},
	{"보다", adjunct, both},
	{"처럼", adjunct, both},
	{"만큼", adjunct, both},
	{"마저", adjunct, both},
	{"조차", adjunct, both},
	{"이라는", adjunct, consonant},
	{"라는", adjunct, vowel},
	{"이자", adjunct, consonant},
	{"과는", adjunct, consonant},
	{"와는", adjunct, vowel},
	{"과의", owner, consonant},
	{"와의", owner, vowel},
	{"과", along, consonant},
	{"와", along, vowel},
	{"만은", adjunct, both},
	{"만", adjunct, both},
	{"은", topic, consonant},
	{"는", topic, vowel},
	{"이", agent, consonant},
	{"가", agent, vowel},
	{"도", also, both},
	{"의", owner, both},
	{"을", object, consonant},
	{"를", object, vowel},
}

type behind uint8

const (
	both behind = iota
	consonant
	vowel
)

// part is a word cut into what it names and the particle on it.
type part struct {
	stem string
	mark mark
}

// parts returns how a word can be cut: uncut first, then from the longest particle on.
func parts(w string) []part {
	out := []part{{w, bare}}
	for _, p := range particles {
		if stem, ok := strings.CutSuffix(w, p.form); ok && stem != "" && p.fits(stem) {
			out = append(out, part{stem, p.mark})
		}
	}
	return out
}

// fits reports whether a particle can stand behind a stem.
func (b behind) fits(stem string) bool {
	r, _ := utf8.DecodeLastRuneInString(stem)
	if r < '가' || r > '힣' {
		return true
	}
	final := (r - '가') % 28
	return b == both || (b == consonant) == (final != 0) || b == vowel && final == 8
}

// korean is what the names of an article are found by.
type korean struct {
	seen   map[string]int    // words without their particles
	led    map[string]int    // the same, as subjects only
	held   map[string]int    // the same, with particles that no stem of a verb has: 를, 의
	pairs  map[string]int    // two words in a row
	before map[string]int    // what stands right before a title
	prev   map[string]string // a word that stands before another and can be a first name
	names  map[string]int    // full names, and the last words of foreign ones, to entities
	family map[string][]int
	titled map[int]int // the token of a title: the run of the name that it belongs to
	told   map[string]bool
}

// findKoreans finds the names of the Korean paragraphs.
func (d *doc) findKoreans(ctx context.Context) {
	k := &d.korean
	*k = korean{
		seen: map[string]int{}, held: map[string]int{}, before: map[string]int{}, prev: map[string]string{}, led: map[string]int{}, pairs: map[string]int{}, names: map[string]int{},
		family: map[string][]int{}, titled: map[int]int{}, told: map[string]bool{},
	}
	d.eachKorean(ctx, d.countWords)
	d.eachKorean(ctx, d.tellNames)
	d.eachKorean(ctx, d.tellSubjects)
	d.eachKorean(ctx, d.markNames)
	d.eachKorean(ctx, d.markTitles)
}

func (d *doc) eachKorean(ctx context.Context, f func(i int)) {
	d.eachParagraph(ctx, func(first, last int) {
		for i := first; i < last && d.lang.on("particles") && ctx.Err() == nil; i++ {
			if d.toks[i].kind == word {
				f(i)
			}
		}
	})
}

func (d *doc) countWords(i int) {
	w := d.toks[i].low
	if d.follows(i) {
		if p, ok := d.title(i); ok && !d.lang.words[p.stem].is(clsTitle) {
			d.korean.before[d.toks[i-1].low]++
		}
	}
	for _, p := range parts(w) {
		d.korean.seen[p.stem]++
		switch {
		case p.mark.leads():
			d.korean.led[p.stem]++
		case p.mark == object || p.mark == owner || p.mark == along || strings.HasPrefix(w[len(p.stem):], "에게"):
			d.korean.held[p.stem]++
		}
		if d.follows(i) {
			a := d.toks[i-1].low
			d.korean.pairs[a+" "+p.stem]++
			if utf8.RuneCountInString(a) > 1 && hangul(a) && !d.lang.known(a) && len(parts(a)) == 1 {
				d.korean.prev[p.stem] = a
			}
		}
	}
}

// follows reports whether nothing but a space parts token i from a word before it.
func (d *doc) follows(i int) bool {
	return i > 0 && d.toks[i-1].kind == word && d.toks[i-1].sent == d.toks[i].sent && !d.apart(i)
}

// nameForm reports whether a word is made as names are: of a surname and, usually, two
// syllables; short says that it is one syllable only.
func (l *language) nameForm(w string) (ok, short bool) {
	rs := []rune(w)
	given := func(rs []rune) bool {
		return rs[len(rs)-1] != '가' && !slices.ContainsFunc(rs, func(r rune) bool { return !l.words[string(r)].is(clsSyllable) })
	}
	switch {
	case len(rs) == 4 && l.words[string(rs[:2])].is(clsSurname):
		return given(rs[2:]), false
	case len(rs) == 3 || len(rs) == 2:
		return l.words[string(rs[0])].is(clsSurname) && given(rs[1:]), len(rs) == 2
	}
	return false, false
}

// known reports whether a word is something else than a name.
func (l *language) known(w string) bool {
	e := l.words[w]
	return e.is(clsRole|clsPlural|clsBody|clsNoun|clsTime|clsAdv|clsThat|clsConj|clsDet|cue|clsThink) || l.compound(w).cls != 0
}

// knownPart reports whether a word is something else than a name, but for its particle.
func (l *language) knownPart(w string) bool {
	return slices.ContainsFunc(parts(w)[1:], func(p part) bool { return p.mark != also && utf8.RuneCountInString(p.stem) > 1 && l.known(p.stem) })
}

// isParted reports whether the article has the word at token i with other particles too:
// 두산은 is no name beside 두산이.
func (d *doc) isParted(w string) bool {
	return slices.ContainsFunc(parts(w)[1:], func(p part) bool {
		return utf8.RuneCountInString(p.stem) > 1 && d.korean.seen[p.stem] > d.korean.seen[w]
	})
}

// bodily reports whether a word ends as the names of bodies and places do.
func (l *language) bodily(w string) bool {
	return slices.ContainsFunc(l.bodies, func(s string) bool { return strings.HasSuffix(w, s) && len(w) > 2*len(s) })
}

// title returns the title that token i is, without its particle.
func (d *doc) title(i int) (part, bool) {
	for _, p := range parts(d.toks[i].low) {
		if stem, ok := strings.CutSuffix(p.stem, "님"); ok && d.lang.words[stem].is(clsRole) {
			return p, true
		}
		e := d.lang.words[p.stem]
		if e.is(clsPlural) {
			return part{}, false
		}
		if e.is(clsRole | clsTitle) {
			return p, true
		}
		if e.cls == 0 && d.lang.compound(p.stem).is(clsRole) {
			return p, true
		}
	}
	return part{}, false
}

func hangul(w string) bool {
	return !strings.ContainsFunc(w, func(r rune) bool { return !unicode.Is(unicode.Hangul, r) })
}

// governs reports whether the word at token j is a verb before what it tells of, and no name:
// its object stands right before it, or what is said. 연구를 주도한 조교수, “…”이라고 전제한 그는
func (d *doc) governs(j int) bool {
	if j == 0 || d.toks[j-1].kind != word || !d.follows(j) || !d.adnominal(d.toks[j].low) || j+1 < len(d.toks) && d.follows(j+1) && d.titled(j+1) {
		return false
	}
	w := d.toks[j-1].low
	return strings.HasSuffix(w, "을") || strings.HasSuffix(w, "를") || quotative(w) == said
}

// university reports whether the word at token j is short for a university: what somebody
// teaches there stands behind it. 강원대 정치외교학과 교수
func (d *doc) university(j int) bool {
	w := d.toks[j].low
	if !strings.HasSuffix(w, "대") || utf8.RuneCountInString(w) < 3 || j+1 >= len(d.toks) || d.toks[j+1].kind != word || !d.follows(j+1) {
		return false
	}
	next := parts(d.toks[j+1].low)
	return slices.ContainsFunc(next, func(p part) bool {
		return slices.ContainsFunc([]string{"학과", "학부", "학과장", "대학", "대학원", "교수", "총장", "학장"}, func(s string) bool { return strings.HasSuffix(p.stem, s) })
	})
}

func (d *doc) titled(j int) bool { _, ok := d.title(j); return ok }

// nameBefore returns the token of the name to which the title at token i belongs: right
// before it, or before the body in which it is held (김득의 금융정의연대 대표); -1 if there
// is none.
func (d *doc) nameBefore(i int) int {
	lo := d.sents[d.toks[i].sent].first
	for j, n := i-1, 0; j >= lo && n < 7; j, n = j-1, n+1 {
		if d.toks[j].kind == closeParen {
			j = d.opening(j, lo)
			continue
		}
		t := &d.toks[j]
		if t.kind == other && d.joint(j) {
			continue
		}
		if t.kind == number {
			n--
			continue
		}
		if t.kind != word || t.is(clsTime|clsConj|clsPlural) || d.someone(j) {
			break
		}
		ok, short := d.lang.nameForm(t.low)
		if d.placeBehindName(j) {
			continue
		}
		if d.told(j) {
			return j
		}
		if d.governs(j) || d.objectOf(j) {
			break
		}
		if d.university(j) {
			continue
		}
		ok = ok || n < 3 && d.opens(j) && utf8.RuneCountInString(t.low) == 3 && t.cls == 0 && d.lang.words[string([]rune(t.low)[0])].is(clsSurname)
		if ok && !d.lang.known(t.low) && !d.lang.knownPart(t.low) && !d.isParted(t.low) && !(short && !d.shortly(j, i) && (n > 0 || d.korean.seen[t.low] < 2)) && !(n > 0 && d.lang.bodily(t.low) && d.korean.led[t.low] == 0) {
			return j
		}
		if d.endsPhrase(j) {
			break
		}
	}
	return -1
}

// objectOf reports whether the word at token j is the object of the verb before a noun behind it:
// 강연을 맡은 교수
func (d *doc) objectOf(j int) bool {
	w := d.toks[j].low
	return (strings.HasSuffix(w, "을") || strings.HasSuffix(w, "를")) && j+1 < len(d.toks) && d.toks[j+1].kind == word && d.follows(j+1) && d.adnominal(d.toks[j+1].low)
}

// placeBehindName reports whether the word at token j is a place or a company behind the name of
// somebody, though it is made as names are: 이영수 나루면 청년회장, 이영수 ㈜금화 대표
func (d *doc) placeBehindName(j int) bool {
	if j == 0 {
		return false
	}
	if p := &d.toks[j-1]; p.kind == other && p.end == d.toks[j].start && d.text[p.start:p.end] == "㈜" {
		return true
	}
	w := d.toks[j].low
	if !d.follows(j) || !slices.ContainsFunc([]string{"군", "면", "읍", "동", "시", "구", "리", "도"}, func(s string) bool { return strings.HasSuffix(w, s) }) {
		return false
	}
	name := d.toks[j-1].low
	ok, short := d.lang.nameForm(name)
	return ok && !short && !d.lang.known(name) && !d.lang.knownPart(name) && !d.isParted(name) && !d.endsPhrase(j-1)
}

// someone reports whether token j says that somebody is not named: 한 의원, 다른 교수.
func (d *doc) someone(j int) bool {
	switch d.toks[j].low {
	case "한", "어떤", "다른", "모":
		return true
	}
	return false
}

// shortly reports whether the article has the surname of the name at token j before the
// title at token i too: 이용 … 의원, 이 의원.
func (d *doc) shortly(j, i int) bool {
	r, _ := utf8.DecodeRuneInString(d.toks[j].low)
	p, _ := d.title(i)
	return d.korean.pairs[string(r)+" "+p.stem] > 0 || d.korean.pairs[string(r)+" "+d.lang.baseTitle(p.stem)] > 0
}

// opens reports whether nothing but adverbs stands before token j in its sentence.
func (d *doc) opens(j int) bool {
	for k := d.sents[d.toks[j].sent].first; k < j; k++ {
		if !d.toks[k].is(clsAdv | clsTime | clsConj) {
			return false
		}
	}
	return true
}

// joint reports whether token j is a sign inside the names of bodies: 두산·롯데, ㈜한솔.
func (d *doc) joint(j int) bool {
	s := d.text[d.toks[j].start:d.toks[j].end]
	return s == "·" || s == "㈜" || s == "ㆍ" || s == "&" || s == "/"
}

// opening returns the bracket that opens what the one at token j closes, if it is near.
func (d *doc) opening(j, lo int) int {
	for k := j - 1; k >= lo && k > j-30; k-- {
		if d.toks[k].kind == openParen {
			return k
		}
	}
	return j
}

func (d *doc) told(i int) bool { return d.korean.told[d.toks[i].low] }

// endsPhrase reports whether what is on the word at token i parts it from the next one.
func (d *doc) endsPhrase(i int) bool {
	t := &d.toks[i]
	if t.is(clsRole | clsBody | clsNoun | clsDet) {
		return false
	}
	for _, p := range parts(t.low)[1:] {
		switch p.mark {
		case topic, object, owner, place:
			return utf8.RuneCountInString(p.stem) > 1 || p.mark == object
		}
	}
	return t.is(cue|clsThink|clsAdv) || d.adnominal(t.low) || slices.ContainsFunc(connectives, func(s string) bool { return strings.HasSuffix(t.low, s) })
}

// connectives end the verb of a clause that another follows.
var connectives = []string{"하며", "하고", "면서", "지만", "는데", "해서", "하자", "라며", "다며", "라고", "다고", "으며", "했고", "였고", "다"}

// adnominal reports whether a word ends as verbs before a noun do: 발의한, 이끄는.
func (d *doc) adnominal(w string) bool {
	if utf8.RuneCountInString(w) < 2 {
		return false
	}
	ends := func(list string) bool {
		return slices.ContainsFunc(strings.Fields(list), func(s string) bool {
			stem, ok := strings.CutSuffix(w, s)
			return ok && !d.lang.words[stem].is(clsRole|clsBody)
		})
	}
	if d.lang.known(w) {
		return false
	}
	return ends("한 된 던 는 할 될 낸 든") || utf8.RuneCountInString(w) > 2 && ends("진 운 른 난 린 킨 친 선 온 준 본 긴 있을 없을 않을")
}
