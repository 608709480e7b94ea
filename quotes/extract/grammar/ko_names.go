package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// tellNames notes the names that somebody's title, trade or age beside them tells.
func (d *doc) tellNames(i int) {
	w := d.toks[i].low
	for _, p := range parts(w) { // 홍길동씨는
		for _, s := range []string{"씨", "군", "양", "님"} {
			stem, ok := strings.CutSuffix(p.stem, s)
			if named, short := d.lang.nameForm(stem); ok && named && !short && !d.lang.known(p.stem) {
				d.tell(stem)
			}
		}
	}
	if _, ok := d.title(i); ok {
		if n := d.nameBefore(i); n >= 0 {
			d.tell(d.toks[n].low)
		} else if j := i - 1; d.follows(i) && d.follows(j) && d.foreignPair(j-1) {
			d.tell(d.toks[j-1].low + " " + d.toks[j].low)
		} else if d.foreignAlone(i) {
			d.tellWord(i - 1)
		} else if n := d.foreignOpening(i); n >= 0 {
			d.tell(d.toks[n].low + " " + d.toks[n+1].low)
		}
	}
	if p, ok := d.title(i); ok && p.mark == bare && i+1 < len(d.toks) && d.toks[i+1].kind == word && d.follows(i+1) {
		d.tellTail(i+1, false) // 배우 이학주는
		d.tellStranger(i + 1)
	}
	if i+2 < len(d.toks) && d.toks[i+1].kind == openParen && d.toks[i+1].start == d.toks[i].end && d.toks[i+2].kind == number {
		if age := d.toks[i+2].end - d.toks[i+2].start; age == 2 {
			d.tellTail(i, false) // 홍길동(45)
		}
	}
	d.tellOriginal(i)
	if e := d.lang.words[w]; e.is(clsFirst) && i+1 < len(d.toks) && d.toks[i+1].kind == word && d.follows(i+1) {
		d.tellForeign(i)
	}
}

// tellStranger notes the name of one word that token i is, where the article has it as the
// subject more than once: 래퍼 딘딘은.
func (d *doc) tellStranger(i int) {
	for _, p := range parts(d.toks[i].low)[1:] {
		if p.mark.leads() && d.strangeWord(p.stem) && d.korean.led[p.stem] > 1 {
			d.tellOne(p.stem)
			return
		}
	}
}

// strangeWord reports whether a word can be a name of which nothing is known.
func (d *doc) strangeWord(w string) bool {
	return utf8.RuneCountInString(w) > 1 && hangul(w) && d.lang.words[w].cls == 0 && !d.lang.known(w) && !d.lang.bodily(w) &&
		!d.lang.adverbial(w) && !d.adnominal(w) && !slices.ContainsFunc([]string{"들", "가", "자", "님", "생", "씨", "꾼", "측", "진", "장", "관"}, func(s string) bool {
		return strings.HasSuffix(w, s) && (s == "들" || utf8.RuneCountInString(w) > 2)
	})
}

// tellOriginal notes a foreign name whose original stands behind it in brackets: 조엘
// 마봉가(Joel Mabonga).
func (d *doc) tellOriginal(i int) {
	if i+2 >= len(d.toks) || d.toks[i+1].kind != openParen || d.toks[i+1].start != d.toks[i].end || !hangul(d.toks[i].low) {
		return
	}
	if n := &d.toks[i+2]; n.kind == number && n.end-n.start == 2 { // 조엘 마봉가(34·가봉)
		named, _ := d.lang.nameForm(d.toks[i].low)
		if !named && d.follows(i) && d.opens(i-1) && d.foreignKorean(i-1) && d.foreignKorean(i) && len(parts(d.toks[i-1].low)) == 1 {
			d.tell(d.toks[i-1].low + " " + d.toks[i].low)
		}
		return
	}
	n := 0
	for k := i + 2; k < len(d.toks) && k < i+6 && d.toks[k].kind == word; k++ {
		if d.toks[k].caps != initial {
			return
		}
		n++
	}
	switch {
	case n > 1 && d.follows(i) && hangul(d.toks[i-1].low) && !d.lang.known(d.toks[i-1].low) && !d.endsPhrase(i-1):
		d.tell(d.toks[i-1].low + " " + d.toks[i].low)
	}
}

// foreignKorean reports whether token i can be a word of a foreign name.
func (d *doc) foreignKorean(i int) bool {
	w := d.toks[i].low
	return utf8.RuneCountInString(w) > 1 && hangul(w) && !d.lang.known(w) && !d.lang.bodily(w)
}

// tellTail notes the name that token i is, but for its particle.
func (d *doc) tellTail(i int, weak bool) {
	best := ""
	for _, p := range parts(d.toks[i].low) {
		ok, short := d.lang.nameForm(p.stem)
		if !ok || d.lang.known(p.stem) || short && d.korean.seen[p.stem] < 2 {
			continue
		}
		if weak && (!p.mark.leads() && p.mark != owner || short || d.lang.bodily(p.stem) && d.korean.led[p.stem] < 2) {
			continue
		}
		if p.mark == bare && d.isParted(p.stem) {
			continue
		}
		if best == "" || d.korean.seen[p.stem] > d.korean.seen[best] {
			best = p.stem
		}
	}
	if best != "" {
		d.tell(best)
	}
}

// tellForeign notes a foreign name whose first word is at token i.
func (d *doc) tellForeign(i int) {
	best := ""
	if _, ok := d.title(i + 1); ok {
		return
	}
	for _, p := range parts(d.toks[i+1].low) {
		n := utf8.RuneCountInString(p.stem)
		if n < 2 && d.korean.seen[p.stem] < 2 || d.lang.known(p.stem) || p.mark != bare && n < 2 {
			continue
		}
		if best == "" || d.korean.seen[p.stem] > d.korean.seen[best] || p.mark.leads() && d.korean.seen[p.stem] == d.korean.seen[best] {
			best = p.stem
		}
	}
	if best != "" && (utf8.RuneCountInString(d.toks[i].low) > 1 || d.korean.seen[best] > 1) {
		d.tell(d.toks[i].low + " " + best)
	}
}

// foreignPair reports whether tokens i and i+1 are a foreign name before a title: two
// words that are nothing else, and that the article has more than once.
func (d *doc) foreignPair(i int) bool {
	a, b := d.toks[i].low, d.toks[i+1].low
	for _, w := range []string{a, b} {
		if utf8.RuneCountInString(w) < 2 || d.lang.known(w) || d.lang.bodily(w) || !hangul(w) {
			return false
		}
	}
	return d.korean.pairs[a+" "+b] > 1
}

// foreignOpening returns the first of the two words with which a sentence opens and which
// are nothing else than a foreign name before the body and the title at token i: 프레디
// 마마니 볼리비아 외무부 차관은. It is -1 if they are not.
func (d *doc) foreignOpening(i int) int {
	n := d.sents[d.toks[i].sent].first
	for n < i && d.toks[n].is(clsAdv|clsTime|clsConj) {
		n++
	}
	if i-n < 3 || i-n > 7 {
		return -1
	}
	for k := n; k <= i; k++ {
		if d.toks[k].kind != word || k > n && k < n+2 && !d.follows(k) || k < i && k > n+1 && d.endsPhrase(k) {
			return -1
		}
	}
	for k := n; k < n+2; k++ {
		if w := d.toks[k].low; !d.strangeWord(w) || len(parts(w)) > 1 || utf8.RuneCountInString(w) > 5 {
			return -1
		}
	}
	if w := d.toks[n+2].low; !d.toks[n+2].is(clsBody|clsNoun) && !d.lang.known(w) && !latin(w) {
		return -1
	}
	return n
}

// foreignAlone reports whether a foreign surname stands before the title at token i: a word
// that the article has mostly before titles.
func (d *doc) foreignAlone(i int) bool {
	if !d.follows(i) {
		return false
	}
	w := d.toks[i-1].low
	if p, _ := d.title(i); d.lang.words[p.stem].is(clsTitle) {
		return false
	}
	n := d.korean.before[w]
	return utf8.RuneCountInString(w) > 2 && hangul(w) && !d.lang.known(w) && !d.lang.knownPart(w) && !d.lang.bodily(w) && !d.adnominal(w) && n > 1 && 2*n >= d.korean.seen[w]
}

// tellWord notes the foreign surname at token i, with the word before it where the article
// has that nowhere else.
func (d *doc) tellWord(i int) {
	w := d.toks[i].low
	if a := d.korean.prev[w]; a != "" && d.korean.seen[a] == d.korean.pairs[a+" "+w] {
		d.tell(a + " " + w)
	}
	d.tellOne(w)
}

// tellOne notes a name of one word and returns whose it is.
func (d *doc) tellOne(w string) int {
	ent, ok := d.korean.names[w]
	if !ok {
		ent = len(d.ents)
		d.korean.names[w] = ent
		d.ents = append(d.ents, entity{words: []string{w}})
	}
	return ent
}

// tell notes a name.
func (d *doc) tell(name string) {
	k := &d.korean
	if _, ok := k.names[name]; ok {
		return
	}
	first, last, foreign := strings.Cut(name, " ")
	e := entity{words: []string{first, last}}
	if !foreign {
		n := 1
		if rs := []rune(name); len(rs) == 4 {
			n = 2
		}
		at := len(string([]rune(name)[:n]))
		e.words = []string{name[:at], name[at:]}
		k.family[e.words[0]] = append(k.family[e.words[0]], len(d.ents))
	}
	k.names[name], k.told[name] = len(d.ents), true
	if foreign && utf8.RuneCountInString(last) > 1 && !d.lang.known(last) {
		if _, ok := k.names[last]; !ok {
			k.names[last] = len(d.ents)
		}
	}
	d.ents = append(d.ents, e)
}

// tellSubjects notes names that nothing tells but their form, where they stand as the
// subject more than once or before quoted words.
func (d *doc) tellSubjects(i int) {
	for _, p := range parts(d.toks[i].low)[1:] {
		if ok, short := d.lang.nameForm(p.stem); ok && !short && (p.mark.leads() && d.korean.seen[p.stem] > 1 || (p.mark.leads() || p.mark == owner) && d.beforeWords(i)) {
			d.tellTail(i, true)
		}
	}
}

// beforeWords reports whether quoted words stand right behind token i.
func (d *doc) beforeWords(i int) bool {
	return i+1 < len(d.toks) && d.toks[i+1].kind == quoted && d.toks[i+1].sent == d.toks[i].sent
}

// markNames makes a run of the name at token i and cuts the particle off it.
func (d *doc) markNames(i int) {
	if d.toks[i].run > 0 {
		return
	}
	if i+1 < len(d.toks) && d.toks[i+1].kind == word && d.follows(i+1) {
		for _, p := range parts(d.toks[i+1].low) {
			if ent, ok := d.korean.names[d.toks[i].low+" "+p.stem]; ok {
				d.newRun(i, i+2, ent, p)
				d.runs[len(d.runs)-1].words = d.ents[ent].words
				return
			}
		}
	}
	for _, p := range parts(d.toks[i].low) {
		ent, ok := d.korean.names[p.stem]
		if !ok {
			for _, s := range []string{"씨", "군", "양", "님"} {
				if stem, cut := strings.CutSuffix(p.stem, s); cut && !ok {
					if ent, ok = d.korean.names[stem]; ok {
						p.stem = stem
					}
				}
			}
		}
		if !ok {
			continue
		}
		d.newRun(i, i+1, ent, p)
		if e := &d.ents[ent]; p.stem == strings.Join(e.words, "") {
			d.runs[len(d.runs)-1].words = e.words
		}
		return
	}
}

// newRun makes a run of tokens [first, last), the last of which is cut as p says.
func (d *doc) newRun(first, last, ent int, p part) {
	d.cut(last-1, p)
	d.runs = append(d.runs, run{span: span{first, last}, ent: ent, words: []string{p.stem}})
	for k := first; k < last; k++ {
		d.toks[k].run = len(d.runs)
	}
	if ent >= 0 {
		d.ents[ent].runs = append(d.ents[ent].runs, len(d.runs)-1)
	}
}

func (d *doc) cut(i int, p part) {
	t := &d.toks[i]
	t.low, t.mark = p.stem, p.mark
	t.end = t.start + len(p.stem)
	t.entry = d.lang.words[p.stem]
}

// markTitles leads the title at token i to the name that it belongs to: the full one, or a
// surname alone.
func (d *doc) markTitles(i int) {
	if d.toks[i].run > 0 {
		return
	}
	p, ok := d.title(i)
	if !ok {
		return
	}
	if n := d.runBefore(i); n >= 0 {
		d.cut(i, p)
		d.korean.titled[i] = n
		if ent := d.runs[n].ent; ent >= 0 {
			d.korean.giveTitle(d, ent, p.stem)
		}
		return
	}
	from := i - 1
	if d.follows(i) && d.follows(from) && (d.toks[from].low == "전" || d.toks[from].low == "현") {
		from-- // 김 전 의원은
	}
	if !d.follows(i) || !d.lang.words[d.toks[from].low].is(clsSurname) || d.toks[from].run > 0 {
		return
	}
	if ent := d.ofFamily(d.toks[from].low, p.stem); ent >= 0 {
		d.newRun(from, i+1, ent, p)
		d.runs[len(d.runs)-1].words = []string{d.toks[from].low}
	}
}

func (k *korean) giveTitle(d *doc, ent int, title string) {
	e := &d.ents[ent]
	for _, role := range []string{title, d.lang.baseTitle(title)} {
		if role != "" && !slices.Contains(e.roles, role) {
			e.roles = append(e.roles, role)
			d.byRole[role] = append(d.byRole[role], ent)
		}
	}
}

// baseTitle is the title that a longer one ends in: 금융위원장, 위원장.
func (l *language) baseTitle(w string) string {
	for i := range w {
		if i > 0 && l.words[w[i:]].is(clsRole) && utf8.RuneCountInString(w[i:]) > 1 {
			return w[i:]
		}
	}
	return ""
}

// ofFamily returns the one person of a surname whom a title can mean, -1 if there is none
// or more than one.
func (d *doc) ofFamily(surname, title string) int {
	list := d.korean.family[surname]
	if len(list) == 1 && (len(d.ents[list[0]].roles) == 0 || d.lang.words[title].is(clsTitle)) {
		return list[0]
	}
	found := -1
	for _, e := range list {
		roles := d.ents[e].roles
		if slices.Contains(roles, title) || slices.Contains(roles, d.lang.baseTitle(title)) {
			if found >= 0 {
				return -1
			}
			found = e
		}
	}
	return found
}

// runBefore returns the run to which the title at token i belongs, -1 if there is none.
func (d *doc) runBefore(i int) int {
	lo := d.sents[d.toks[i].sent].first
	for j, n := i-1, 0; j >= lo && n < 8; j, n = j-1, n+1 {
		t := &d.toks[j]
		if t.kind == closeParen {
			j = d.opening(j, lo)
			continue
		}
		if t.run > 0 {
			if t.mark != bare {
				return -1
			}
			return t.run - 1
		}
		if t.kind == number || t.kind == other && d.joint(j) {
			continue
		}
		if t.kind != word || t.is(clsTime|clsConj|clsPlural) || d.someone(j) || d.endsPhrase(j) {
			return -1
		}
		if _, ok := d.korean.titled[j]; ok {
			return d.korean.titled[j]
		}
	}
	return -1
}
