package grammar

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

// run is a name where it stands: tokens [first, last).
type run struct {
	span
	ent     int // -1 when it can be several
	words   []string
	subject bool // a subject by its place: in the nominative
}

// entity is a person or a body of the article.
type entity struct {
	runs  []int
	words []string // of its longest name, in small letters
	feat  feature
	body  bool
	roles []string // in small letters
	of    []string // of the roles, those that stand with a complement: "mayor of"
}

// people are those whom the article names.
type people struct {
	runs       []run
	ents       []entity
	bySurname  map[string][]int // by each nominative that a surname can be of
	byFirst    map[string][]int
	byRole     map[string][]int
	lowerSeen  map[string]bool
	of         map[office][]string // what stands behind a role of somebody
	called     map[string]int      // how often the text has a role, by its nominative
	surnames   map[string]bool     // what has a capital inside a sentence; where nouns have, what stands behind a first name
	utterances int
}

// office is somebody in a role.
type office struct {
	ent  int
	role string
}

// most is how many people with one name are compared; with more, nobody can tell them
// apart.
const most = 12

// findPeople finds the names of the article and leads each to whom it means.
func (d *doc) findPeople() {
	for _, t := range d.toks {
		if t.kind == word && t.caps == small {
			d.lowerSeen[t.low] = true
		}
		if t.is(clsRole) {
			d.called[t.lemma]++
		}
	}
	d.eachParagraph(func(first, last int) {
		if d.lang.on("nouns have capitals") {
			d.noteSurnames(first, last)
		} else {
			d.noteInside(first, last)
		}
	})
	d.eachParagraph(func(first, last int) {
		if d.lang.on("nouns have capitals") {
			d.eachName(first, last, func(_, end int) { d.surnames[d.toks[end-1].low] = true })
		}
	})
	d.eachParagraph(func(first, last int) {
		d.eachName(first, last, func(i, end int) {
			r := run{span: span{i, end}, ent: -1}
			for k := i; k < end; k++ {
				d.toks[k].run = len(d.runs) + 1
				if d.toks[k].kind == word {
					r.words = append(r.words, strings.TrimSuffix(d.toks[k].low, "."))
				}
			}
			d.runs = append(d.runs, r)
		})
	})
	d.cutPlaces()
	d.joinNames()
	d.noteRoles()
	d.findKoreans()
}

// cutPlaces takes off a name what belongs to the role before it, where the rest stands by
// itself elsewhere: "мэр Тарту Иво Кальдре".
func (d *doc) cutPlaces() {
	whole := map[string]bool{}
	for _, r := range d.runs {
		if len(r.words) == 2 {
			whole[strings.Join(r.words, " ")] = true
		}
	}
	for i := range d.runs {
		r := &d.runs[i]
		if len(r.words) == 3 && !d.toks[r.first].is(clsFirst) && whole[strings.Join(r.words[1:], " ")] {
			d.toks[r.first].run = 0
			r.first, r.words = r.first+1, r.words[1:]
		}
	}
}

// eachParagraph calls f for the tokens of each paragraph that is read, d.lang being its
// language.
func (d *doc) eachParagraph(f func(first, last int)) {
	for pi := range d.paras {
		if d.langs[pi] != nil {
			d.lang = d.langs[pi]
			f(d.first[pi], d.first[pi+1])
		}
	}
}

// eachName calls f for each name among tokens [first, last).
func (d *doc) eachName(first, last int, f func(first, end int)) {
	for i := first; i < last && !d.lang.on("particles"); i++ {
		if end := d.nameEnd(i, last); end > i {
			if !d.endsBody(i, end) {
				f(i, end)
			}
			i = end - 1
		}
	}
}

// endsBody reports whether tokens [i, end) are the end of a body's name, "Nacional" of
// "el Banco Nacional", and marks them as no name of their own.
func (d *doc) endsBody(i, end int) bool {
	if !d.lang.caseless() || i == 0 || !d.toks[i-1].is(clsBody|clsNoun|clsTime) || d.sentenceStart(i-1) || d.toks[i-1].caps == small || d.apart(i) || d.toks[i].is(clsFirst) {
		return false
	}
	for k := i; k < end; k++ {
		d.toks[k].cls |= clsNoun
	}
	return true
}

// sentenceStart reports whether the capital of token i may be that of a sentence.
func (d *doc) sentenceStart(i int) bool {
	s := d.sents[d.toks[i].sent]
	if i == s.first {
		return true
	}
	switch d.toks[i-1].kind {
	case colon, quoted, dash, openParen, other, stop:
		return true
	}
	return false
}

// mayName reports whether token i can be a word of a name.
func (d *doc) mayName(i int) bool {
	t := &d.toks[i]
	if t.kind != word || t.caps == small || t.caps == uncased || utf8.RuneCountInString(t.low) == 1 && !t.dotted || strings.Contains(t.low, ".") {
		return false
	}
	if t.caps == all && (strings.Trim(t.low, "ivxlcіхсм") == "" || strings.ContainsAny(t.low, "0123456789")) {
		return false // XVII, A4
	}
	if d.betweenPlaces(t) {
		return false // "Paris-Berlin"
	}
	if t.is(clsTime|clsNoun|clsTitle|cue) && !t.is(clsFirst) || t.is(function) && t.caps == initial && !t.is(clsFirst) {
		return false
	}
	return true
}

// inHeading reports whether token i stands among words of capitals only, as in a heading.
func (d *doc) inHeading(i int) bool {
	n := 0
	for k := max(0, i-3); k < len(d.toks) && k < i+4; k++ {
		if d.toks[k].kind == word && d.toks[k].caps == all && d.toks[k].end-d.toks[k].start > 1 {
			n++
		}
	}
	return n > 3
}

// betweenPlaces reports whether a word joins nouns that are no names of people.
func (d *doc) betweenPlaces(t *token) bool {
	if t.cls != 0 || strings.IndexByte(t.low, '-') < 0 {
		return false
	}
	for w := range strings.SplitSeq(t.low, "-") {
		if !d.lang.words[w].is(clsNoun) {
			return false
		}
	}
	return true
}

// nameEnd returns where the name that begins at token i ends; i if none does.
func (d *doc) nameEnd(i, limit int) int {
	t := &d.toks[i]
	if k := d.surnameBehind(i, limit); k > i {
		return max(i, d.nameEnd(k, limit))
	}
	if !d.mayName(i) || t.is(clsRole|clsBody) && !t.is(clsFirst) {
		return i
	}
	if d.lang.caseless() && (t.is(clsAdjective) && !t.is(clsFirst) || t.caps == all && d.inHeading(i)) {
		return i
	}
	start := d.sentenceStart(i)
	if start && d.lowerSeen[t.low] && !t.is(clsFirst) {
		return i
	}
	if d.lang.on("nouns have capitals") && !d.namesPerson(i) {
		return i
	}
	if start && t.cls == 0 && d.lang.verbal(t.low) && i+1 < limit && d.mayName(i+1) && !d.apart(i+1) {
		return i // "Випроводила Санджив"
	}
	if start && !t.is(clsFirst) && !d.surnames[t.low] && i+1 < limit && d.toks[i+1].is(clsFirst) && d.toks[i+1].caps != small && len(d.lang.endings) > 0 && !(i+2 < limit && d.lang.patronymic(d.toks[i+2].low)) {
		return i // "Пальці Олена"
	}
	end := i + 1
	for end < limit {
		n := &d.toks[end]
		if d.lang.on("nouns have capitals") && n.caps != small && d.surnameEnds(i, end) {
			break
		}
		if n.kind == word && n.is(clsParticle) && end+1 < limit && d.mayParticle(end, limit) && (!d.lang.on("nouns have capitals") || d.leadsParticle(i, end)) {
			if d.lang.on("particle behind first name") && n.is(clsPrep) && !d.toks[end-1].is(clsFirst) {
				break // "Paul Martin de Lafarge"
			}
			end++
			continue
		}
		if !d.mayName(end) && !(d.toks[end-1].is(clsFirst) && n.kind == word && n.caps == initial && (n.is(clsTime) || d.lang.caseless() && n.is(clsNoun|cue) && !n.is(clsRole))) || d.apart(end) {
			break
		}
		if d.lang.caseless() && n.is(clsFirst) && i > 0 && d.toks[i-1].is(clsPrep|clsDet) && !d.apart(i) && !d.toks[end-1].is(clsFirst) && !d.toks[end-1].dotted {
			break // "le ministre de l'Intérieur Paul Martin"
		}
		if n.is(clsRole|clsBody) && !d.toks[end-1].is(clsFirst) && !d.toks[end-1].dotted && !(d.toks[end-1].is(clsParticle) && d.toks[end-1].caps == initial) {
			break
		}
		if d.startsAnother(i, end, limit) || d.casesPart(end) || d.startsForeign(end) || d.toks[end-1].caps == all && n.caps == initial && end == i+1 && !t.dotted {
			break
		}
		end++
	}
	if end == i+1 && i > 0 && d.toks[i-1].is(clsDet) && d.lang.on("nouns have capitals") && !t.is(clsFirst) && t.caps != all {
		return i
	}
	for d.lang.caseless() && end > i+1 && d.toks[end-1].is(clsParticle) {
		end--
	}
	if start && end == i+1 && !t.is(clsFirst) && t.caps != all && !d.knownSurname(t.low) && !d.besideCue(i, end) {
		return i
	}
	return end
}

// knownSurname reports whether a word, in some case, has a capital inside a sentence.
func (d *doc) knownSurname(w string) bool {
	return slices.ContainsFunc(d.lang.bases(w), func(b string) bool { return d.surnames[b] })
}

// startsForeign reports whether one of token k and the token before it is in Latin letters
// and the other is not.
func (d *doc) startsForeign(k int) bool { return d.inLatin(k) != d.inLatin(k-1) }

func (d *doc) inLatin(k int) bool {
	r, _ := utf8.DecodeRuneInString(d.text[d.toks[k].start:])
	return d.toks[k].kind == word && unicode.Is(unicode.Latin, r)
}

// startsAnother reports whether a first name at token k, with a surname behind it, begins
// a name of its own behind a word that is none: "мер Полтави Олександр Мамай".
func (d *doc) startsAnother(first, k, limit int) bool {
	if !d.toks[k].is(clsFirst) || k+1 >= limit || !d.mayName(k+1) || d.apart(k+1) || d.lang.patronymic(d.toks[k+1].low) {
		return false
	}
	for j := first; j < k; j++ {
		if d.toks[j].is(clsFirst|clsParticle) || d.toks[j].dotted {
			return false
		}
	}
	return true
}

// casesPart reports whether the word before token k is in another case than a nominative
// and the one at k looks like one: "напередодні Євромайдану Гришко виступив".
func (d *doc) casesPart(k int) bool {
	p, t := &d.toks[k-1], &d.toks[k]
	return len(d.lang.endings) > 0 && !p.is(clsFirst|clsParticle) && !p.dotted && p.kind == word &&
		d.lang.onlyOblique(p.low) && !d.lang.onlyOblique(t.low)
}

// verbal reports whether a word ends as verbs do.
func (l *language) verbal(w string) bool {
	return slices.ContainsFunc(l.verbs, func(s string) bool {
		return strings.HasSuffix(w, s) && utf8.RuneCountInString(w) > utf8.RuneCountInString(s)+2
	})
}

// patronymic reports whether a word is made of a father's name: "Петрович".
func (l *language) patronymic(w string) bool {
	return slices.ContainsFunc(l.fathers, func(s string) bool { return strings.HasSuffix(w, s) && len(w) > len(s)+2 })
}

// surnameEnds reports, where all nouns have capitals, whether the name from token i on is
// over before token end: behind a surname that stands first, or in the genitive.
func (d *doc) surnameEnds(i, end int) bool {
	p := &d.toks[end-1]
	if p.is(clsFirst|clsParticle) || p.dotted || p.kind != word {
		return false
	}
	return end-1 == i && d.surnames[p.low] && !d.surnames[d.toks[end].low] || strings.HasSuffix(p.low, "s") && !strings.HasSuffix(p.low, "ss") && end-1 > i
}

// leadsParticle reports, where all nouns have capitals, whether a particle at token end
// goes on with the name from token i on: behind a first name or another particle.
func (d *doc) leadsParticle(i, end int) bool {
	p := &d.toks[end-1]
	return p.is(clsFirst|clsParticle) || p.dotted || end == i+1 && i > 0 && d.toks[i-1].is(clsTitle|clsRole)
}

// mayParticle reports whether the particle at token i leads on to a name.
func (d *doc) mayParticle(i, limit int) bool {
	for k := i + 1; k < limit && k < i+4; k++ {
		if d.mayName(k) {
			return true
		}
		if !d.toks[k].is(clsParticle) {
			return false
		}
	}
	return false
}

// surnameBehind returns the token to which particles with a capital lead from token i on,
// "Van den Berg"; i if they do not.
func (d *doc) surnameBehind(i, limit int) int {
	t := &d.toks[i]
	if !d.lang.on("particles have capitals") || t.caps != initial || !t.is(clsParticle) || !t.is(function) || d.sentenceStart(i) && !t.is(clsPrep) {
		return i
	}
	k := i + 1
	for k < limit && d.toks[k].kind == word && d.toks[k].is(clsParticle) && d.toks[k].is(function) {
		k++
	}
	if k >= limit || !d.mayName(k) || d.apart(k) || d.toks[k].is(clsFirst|clsRole|clsBody) || d.toks[k].caps != initial {
		return i
	}
	return k
}

// apart reports whether more than a space parts token i from the one before it.
func (d *doc) apart(i int) bool {
	return strings.TrimSpace(d.text[d.toks[i-1].end:d.toks[i].start]) != ""
}

// noteInside notes what has a capital inside a sentence.
func (d *doc) noteInside(first, last int) {
	for i := first; i < last; i++ {
		if t := &d.toks[i]; t.kind == word && t.caps != small && !t.is(clsRole|clsBody) && d.mayName(i) && !d.sentenceStart(i) {
			for _, b := range d.lang.bases(t.low) {
				d.surnames[b] = true
			}
		}
	}
}

// besideCue reports whether a verb of saying stands right beside tokens [first, last).
func (d *doc) besideCue(first, last int) bool {
	return last < len(d.toks) && d.toks[last].is(cue) || first > 0 && d.toks[first-1].is(cue)
}

// namesPerson reports, where all nouns have capitals, whether token i is the first word of
// somebody's name: a first name, an initial, or beside what only people have.
func (d *doc) namesPerson(i int) bool {
	t := &d.toks[i]
	if t.is(clsFirst) || t.dotted || t.caps == all || d.surnames[t.low] {
		return true
	}
	if t.is(clsNoun|clsBody|clsRole) || strings.HasSuffix(t.low, "s") && i+1 < len(d.toks) && d.toks[i+1].is(clsRole) {
		return false // "Liverpools Trainer Jürgen Klopp"
	}
	if i > 0 && d.toks[i-1].is(clsDet) && d.toks[i-1].sent == t.sent {
		return false
	}
	end := i + 1 // of the run of capitals
	for end < len(d.toks) && end < i+4 && (d.mayName(end) && !d.toks[end].is(clsBody) || d.toks[end].is(clsParticle) && d.mayParticle(end, len(d.toks))) && !d.apart(end) {
		end++
	}
	if end < len(d.toks) && d.toks[end].is(cue) && d.opensClause(i) {
		return true
	}
	if end >= i+2 && d.besideApposition(i, end) || end == i+2 && d.surnames[d.toks[i+1].low] && d.mayBeFirst(i) {
		return true
	}
	if i == 0 || d.apart(i) {
		return false
	}
	p := &d.toks[i-1]
	switch {
	case p.is(clsTitle|clsRole) && !p.is(clsPlural):
		return true
	case p.is(cue|clsSeparable) && end > i+1 && d.lang.trade(t.low):
		t.cls |= clsRole // "sagte Forstwirt Huber"
		return false
	case p.is(cue|clsSeparable) && d.lang.trade(t.low) && end+1 < len(d.toks) && d.toks[end].is(clsConj) && d.toks[end+1].caps != small:
		t.cls |= clsRole // "sagte Landwirt und Autor Max Huber"
		return false
	case p.is(cue | clsSeparable), p.is(clsAccording|clsAs) && end > i+1:
		return true
	}
	return false
}

// mayBeFirst reports whether the word at token i, before a surname, may be a first name
// that the language does not list: nothing before it makes a noun of it.
func (d *doc) mayBeFirst(i int) bool {
	t := &d.toks[i]
	if t.cls != 0 || t.caps != initial || d.lowerSeen[t.low] || strings.Contains(t.low, "-") || d.lang.trade(t.low) {
		return false
	}
	if i == 0 {
		return true
	}
	p := &d.toks[i-1]
	return p.kind != word || p.sent != t.sent || p.cls != 0 && !p.is(clsDet|clsAdjective)
}

// besideApposition reports whether what two capitals or more at tokens [i, end) may name
// stands behind a role and a comma, before one, or before a party in brackets.
func (d *doc) besideApposition(i, end int) bool {
	if end >= len(d.toks) {
		return false
	}
	n := &d.toks[end]
	switch {
	case n.kind == openParen && end+2 < len(d.toks) && d.toks[end+2].kind == closeParen:
		return d.toks[end+1].kind == number || d.toks[end+1].caps != small
	case n.kind != comma:
		return false
	}
	for k := end + 1; k < len(d.toks) && k < end+4 && d.toks[k].kind == word; k++ {
		if d.toks[k].is(clsRole) && !d.toks[k].has(oblique) {
			return true
		}
	}
	if i < 2 || d.toks[i-1].kind != comma {
		return false
	}
	for k := i - 2; k >= 0 && k > i-9 && d.toks[k].kind == word; k-- {
		if d.toks[k].is(clsRole) {
			return true
		}
	}
	return false
}

// opensClause reports whether nothing stands before token i in its clause that could make
// a noun of it.
func (d *doc) opensClause(i int) bool {
	if d.sents[d.toks[i].sent].first == i {
		return true
	}
	p := &d.toks[i-1]
	return p.kind != word && p.kind != number || p.is(clsThat)
}

// trade reports whether a word ends as one for what people do for a living.
func (l *language) trade(w string) bool {
	for _, s := range l.trades {
		if strings.HasSuffix(w, s) && len(w) >= 8 {
			return true
		}
	}
	return false
}

// noteSurnames notes what stands behind first names, initials and titles, where all nouns
// have capitals; elsewhere a capital inside a sentence tells a name.
func (d *doc) noteSurnames(first, last int) {
	for i := first; i+1 < last; i++ {
		t := &d.toks[i]
		if !t.is(clsFirst|clsTitle) && !t.dotted || t.kind != word || t.caps == small {
			continue
		}
		k := i + 1
		for k < last && d.toks[k].kind == word && (d.toks[k].is(clsParticle|clsFirst) || d.toks[k].dotted) {
			k++
		}
		if k < last && k > i && d.mayName(k) && !d.apart(k) && !d.toks[k].is(clsBody) {
			d.surnames[d.toks[k].low] = true
			d.surnames[d.toks[k].low+"s"] = true
		}
	}
}

// joinNames leads every run to its entity, long names first.
func (d *doc) joinNames() {
	order := make([]int, len(d.runs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return len(d.runs[b].words) - len(d.runs[a].words) })
	for _, i := range order {
		d.joinName(i)
	}
}

func (d *doc) joinName(i int) {
	r := &d.runs[i]
	lang := d.languageAt(r.first)
	if lang.on("nouns have capitals") && d.otherFirstName(lang, r) {
		return
	}
	last := lang.bases(r.words[len(r.words)-1])
	found := -1
	for n, list := range []map[string][]int{d.bySurname, d.byFirst} {
		if n == 1 && (len(r.words) > 1 || found >= 0) {
			break
		}
		for _, b := range last {
			for _, e := range list[b] {
				if e != found && d.sameName(lang, r.words, d.ents[e].words) && !(len(r.words) == 1 && lang.twoFirstNames(r.words[0], d.ents[e].words[0])) {
					if found >= 0 {
						if len(r.words) == 1 {
							return // nobody knows which
						}
						continue
					}
					found = e
				}
			}
		}
	}
	if found < 0 && len(r.words) == 2 && lang.patronymic(r.words[1]) {
		found = d.onlyFirst(lang, r.words[0])
	}
	if found < 0 {
		found = len(d.ents)
		d.ents = append(d.ents, entity{words: r.words, body: len(r.words) == 1 && d.toks[r.first].caps == all || !lang.latin && d.inLatin(r.first)})
		for _, b := range last {
			if len(d.bySurname[b]) < most {
				d.bySurname[b] = append(d.bySurname[b], found)
			}
		}
		if len(r.words) > 1 {
			for _, b := range lang.bases(r.words[0]) {
				if len(d.byFirst[b]) < most {
					d.byFirst[b] = append(d.byFirst[b], found)
				}
			}
		}
	}
	r.ent = found
	e := &d.ents[found]
	e.runs = append(e.runs, i)
	for k := r.first; k < r.last; k++ {
		if t := &d.toks[k]; t.is(clsFirst) && e.feat == 0 {
			e.feat |= t.feat & gender
		}
	}
}

// twoFirstNames reports whether two words are the nominatives of two first names: Мар'ян
// and Мар'яна.
func (l *language) twoFirstNames(a, b string) bool {
	x, y := l.words[a], l.words[b]
	return a != b && x.is(clsFirst) && y.is(clsFirst) && x.has(nominative) && y.has(nominative)
}

// otherFirstName reports whether a word stands before a surname that may be the first name
// of somebody else: "Kate Moss", where only Lila Moss is known.
func (d *doc) otherFirstName(lang *language, r *run) bool {
	if len(r.words) > 1 || r.first == 0 || d.apart(r.first) || d.toks[r.first].caps == all {
		return false
	}
	p := &d.toks[r.first-1]
	return p.kind == word && p.caps == initial && p.cls == 0 && p.run == 0 && !d.lowerSeen[p.low] && !strings.Contains(p.low, "-") && !lang.trade(p.low)
}

// onlyFirst returns the one person with a first name, -1 if there are none or several.
func (d *doc) onlyFirst(lang *language, w string) int {
	found := -1
	for _, b := range lang.bases(w) {
		for _, e := range d.byFirst[b] {
			if found >= 0 && e != found {
				return -1
			}
			found = e
		}
	}
	return found
}

// sameName reports whether each word of the shorter name is, in some case, one of the
// longer, or its initial.
func (d *doc) sameName(l *language, a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	j := 0
	for _, w := range a {
		for j < len(b) && !l.sameWord(w, b[j]) {
			j++
		}
		if j == len(b) {
			return false
		}
		j++
	}
	return true
}

// sameWord reports whether two words of names can be cases of one, or one the other's
// initial.
func (l *language) sameWord(a, b string) bool {
	if a == b {
		return true
	}
	if ra, rb := utf8.RuneCountInString(a), utf8.RuneCountInString(b); ra == 1 && strings.HasPrefix(b, a) || rb == 1 && strings.HasPrefix(a, b) {
		return true
	}
	if len(l.endings) == 0 {
		return false
	}
	as, bs := l.bases(a), l.bases(b)
	return slices.ContainsFunc(as, func(w string) bool { return slices.Contains(bs, w) })
}

func (d *doc) languageAt(i int) *language {
	at := d.toks[i].start
	pi, _ := slices.BinarySearchFunc(d.paras, at, func(p Paragraph, at int) int {
		if p.End <= at {
			return -1
		}
		return 1
	})
	return d.langs[pi]
}

// noteRoles notes what the article calls whom it names: "міністр Петренко", "Petrenko, the
// minister".
func (d *doc) noteRoles() {
	for i := range d.runs {
		r := &d.runs[i]
		if r.ent < 0 {
			continue
		}
		lang := d.languageAt(r.first)
		if d.ents[r.ent].body || d.clearlyOblique(r) && len(d.ents[r.ent].words) == 1 {
			continue
		}
		d.genderByVerb(r)
		if h := d.roleBefore(r.first); h >= 0 && !(h < r.first-1 && d.toks[r.first-1].is(clsBody) && !d.toks[r.first].is(clsFirst)) && (h == r.first-1 || len(d.ents[r.ent].words) > 1) {
			d.giveRole(lang, r.ent, h)
		}
		if k := r.first - 1; k >= 0 && d.toks[k].kind == word && d.toks[k].cls == 0 && d.toks[k].caps == small && d.toks[k].sent == d.toks[r.first].sent {
			d.giveRole(lang, r.ent, k) // "чуднівчанка Олена"
		}
		if k := r.last; k+1 < len(d.toks) && (d.toks[k].kind == comma || d.toks[k].kind == openParen) {
			k++
			for n := 0; n < 3 && k < len(d.toks) && d.toks[k].kind == word && !d.toks[k].is(clsRole|clsPrep|clsConj|clsThat|clsAux|cue) && d.toks[k].run == 0; n++ {
				k++
			}
			if k < len(d.toks) && d.toks[k].is(clsRole) && d.toks[k].sent == d.toks[r.first].sent && !(k+2 < len(d.toks) && d.toks[k+1].run > 0 && d.toks[k+1].run == d.toks[k+2].run) {
				d.giveRole(lang, r.ent, k)
			}
		}
	}
}

// genderByVerb gives somebody the gender of the verb of saying right beside a name.
func (d *doc) genderByVerb(r *run) {
	e := &d.ents[r.ent]
	if e.feat&gender != 0 || len(d.languageAt(r.first).endings) == 0 {
		return
	}
	if k := r.first - 1; k >= 0 && d.toks[k].is(cue) && d.toks[k].sent == d.toks[r.first].sent {
		e.feat |= d.toks[k].feat & (masculine | feminine)
	} else if k := r.last; k < len(d.toks) && d.toks[k].is(cue) && d.toks[k].sent == d.toks[r.first].sent {
		e.feat |= d.toks[k].feat & (masculine | feminine)
	}
}

func (d *doc) giveRole(l *language, ent, at int) {
	t := &d.toks[at]
	e := &d.ents[ent]
	if e.feat&gender == 0 {
		e.feat |= t.feat & gender
	}
	if t.is(clsTitle) && !t.is(clsRole) || t.is(clsKin) {
		return
	}
	role := d.roleKey(at)
	if t.is(clsRole) && !slices.Contains(e.roles, role) {
		e.roles = append(e.roles, role)
	}
	if of := d.complement(at); of != "" && len(d.of[office{ent, role}]) < most {
		d.of[office{ent, role}] = append(d.of[office{ent, role}], of)
	}
	keys := []string{role}
	if k := d.complementKey(at); k != "" && t.is(clsRole) {
		keys = append(keys, k)
		e.of = append(e.of, role)
	}
	for _, k := range keys {
		if list := d.byRole[k]; !slices.Contains(list, ent) && len(list) < most {
			d.byRole[k] = append(list, ent)
		}
	}
}

// complementKey is the role at a token with the noun that a particle joins to it,
// "president of republic"; empty without one.
func (d *doc) complementKey(at int) string {
	k := at + 1
	if k >= len(d.toks) || d.toks[k].kind != word || !d.toks[k].is(clsParticle) {
		return ""
	}
	for k++; k < len(d.toks) && d.toks[k].kind == word && d.toks[k].is(clsDet) && d.toks[k].caps != initial; k++ {
	}
	if k >= len(d.toks) || d.toks[k].kind != word {
		return ""
	}
	return d.roleKey(at) + " of " + d.toks[k].low
}

// hasOther reports whether the article gives somebody the role at a token with another
// complement than stands there: the president of the chamber is not that of the republic.
func (d *doc) hasOther(ent, at int) bool {
	key := d.complementKey(at)
	return key != "" && !slices.Contains(d.byRole[key], ent) && slices.Contains(d.ents[ent].of, d.roleKey(at))
}

// complement returns the word behind the role at token k that tells of what: a country or
// a body.
func (d *doc) complement(k int) string {
	if k+1 >= len(d.toks) {
		return ""
	}
	if t := &d.toks[k+1]; t.kind == word && (t.is(clsNoun|clsBody) || t.caps == all) && t.sent == d.toks[k].sent {
		return t.low
	}
	return ""
}

// stem cuts off a word what its cases change.
func stem(w string) string {
	n := utf8.RuneCountInString(w) - 2
	for i := range w {
		if n--; n < 0 && i > 0 {
			return w[:i]
		}
	}
	return w
}

// roleKey is the nominative of the role at a token, or of the longer one that ends there:
// "premier ministre".
func (d *doc) roleKey(at int) string {
	t := &d.toks[at]
	if at > 0 {
		for _, p := range d.languageAt(at).phrases[d.toks[at-1].low] {
			if p.is(clsRole) && len(p.words) == 2 && p.words[1] == t.low {
				return d.toks[at-1].low + " " + t.low
			}
		}
	}
	if t.lemma != "" {
		return strings.ToLower(t.lemma)
	}
	return t.low
}

// roleBefore returns the token of the role or title to which the name at token i belongs,
// -1 if there is none: right before it, or before its complement ("голова комітету Петренко").
func (d *doc) roleBefore(i int) int {
	lo := d.sents[d.toks[i].sent].first
	if i-1 > lo && d.toks[i-1].kind == comma && d.closesApposition(i) {
		i--
	}
	for k, n := i-1, 0; k >= lo && n < 8; k, n = k-1, n+1 {
		t := &d.toks[k]
		switch {
		case t.kind == quoted || t.kind == word && (t.is(clsRole) || t.is(clsTitle) && n == 0):
			if t.kind == word {
				k = d.roleHead(k, lo)
				for k > lo && d.toks[k-1].is(clsRole) && d.toks[k-1].has(nominative) && t.has(oblique) {
					k--
				}
				return k
			}
		case t.kind != word, t.run > 0 && n == 0, t.is(cue | clsThat | clsConj | clsPron | clsThink):
			return -1
		case d.languageAt(i).caseless() && (t.is(clsAux|clsNeg) && !t.is(clsPrep) || n == 0 && t.is(clsPrep) && !t.is(clsNoun) || d.looseVerb(k, i)):
			return -1
		}
	}
	return -1
}

// roleHead returns the role of which the one at token k is only the adjective: "ministre
// délégué".
func (d *doc) roleHead(k, lo int) int {
	for k > lo && d.toks[k].is(clsAdjective) && d.toks[k-1].is(clsRole) {
		k--
	}
	return k
}

// looseVerb reports whether token k, between a role and a name, can be their verb: nothing
// is known of it, and it completes nothing.
func (d *doc) looseVerb(k, i int) bool {
	t := &d.toks[k]
	return t.cls == 0 && t.run == 0 && t.caps == small && k > 0 && !d.toks[k-1].is(clsPrep|clsDet|clsRole)
}

// closesApposition reports whether the name at token i, behind a comma, tells who the role
// before it is: nothing goes on with it but another sign or a verb of saying.
func (d *doc) closesApposition(i int) bool {
	t := &d.toks[i]
	if t.run == 0 || !d.languageAt(i).caseless() || d.runs[t.run-1].first != i {
		return false
	}
	last := d.runs[t.run-1].last
	return last >= len(d.toks) || d.toks[last].kind != word && d.toks[last].kind != number || d.toks[last].is(cue)
}

// nameOf returns the fullest name of an entity in the nominative, or as written if the
// article has none.
func (d *doc) nameOf(ent int) (name string, short bool) {
	e := &d.ents[ent]
	best, score := e.runs[0], -100
	fullest := best
	for n, ri := range e.runs {
		r := &d.runs[ri]
		s := 4*len(r.words) - n/50
		if r.subject {
			s += 2
		}
		if !d.looksNominative(r, e) {
			s -= 20
		}
		if d.languageAt(r.first).patronymic(r.words[len(r.words)-1]) {
			s -= 4
		}
		for k := r.first; k < r.last; k++ {
			if d.toks[k].dotted {
				s -= 3
			}
		}
		if s > score {
			best, score = ri, s
		}
		if len(r.words) > len(d.runs[fullest].words) {
			fullest = ri
		}
	}
	r := &d.runs[best]
	if f := &d.runs[fullest]; len(f.words) > len(r.words) {
		if name := d.inNominative(f, e); name != "" {
			return name, false
		}
	} else if len(r.words) > 1 && !d.looksNominative(r, e) {
		if name := d.inNominative(r, e); name != "" {
			return name, false
		}
	}
	return d.written(r.first, r.last), len(r.words) == 1 && !e.body
}

// inNominative puts a name in another case into the nominative, word by word: first names
// as the language has them, others as the article does; "" if it cannot.
func (d *doc) inNominative(f *run, e *entity) string {
	lang := d.languageAt(f.first)
	var out []string
	changed, unknown := false, false
	for k := f.first; k < f.last; k++ {
		t := &d.toks[k]
		w := d.text[t.start:t.end]
		switch {
		case t.is(clsFirst) && !t.has(nominative) && t.lemma != "":
			w, changed = t.lemma, true
		case lang.fatherly(t.low) != "":
			w, changed = upper(lang.fatherly(t.low)), true
		case d.obliqueOf(lang, t.low, e):
			if w = d.attested(lang, t.low, e); w == "" {
				return ""
			}
			changed = true
		case changed && lang.surname(w, e.feat) != "":
			w = lang.surname(w, e.feat)
		case !t.is(clsFirst) && k == f.last-1 && len(e.runs) == 1:
			return ""
		case !t.is(clsFirst) && k < f.last-1 && !lang.patronymic(t.low):
			unknown = true
		}
		out = append(out, w)
	}
	if changed && unknown {
		return ""
	}
	return strings.Join(out, " ")
}

// fatherly returns the nominative of a patronymic in another case, "" for other words.
func (l *language) fatherly(w string) string {
	if l.patronymic(w) {
		for _, b := range l.bases(w)[1:] {
			if l.patronymic(b) {
				return b
			}
		}
	}
	return ""
}

// surname returns the nominative of somebody's surname in another case, where its ending
// and the gender leave no doubt; "" where they do.
func (l *language) surname(w string, g feature) string {
	for _, e := range l.surnames {
		if stem, ok := strings.CutSuffix(w, e.from); ok && e.feat&g != 0 && g&gender == e.feat && utf8.RuneCountInString(stem) > 1 {
			return stem + e.to
		}
	}
	return ""
}

// attested returns the nominative of w that the article has for the same person.
func (d *doc) attested(lang *language, w string, e *entity) string {
	bases := lang.bases(w)[1:]
	for n, ri := range e.runs {
		if n > 50 {
			break
		}
		for k := d.runs[ri].first; k < d.runs[ri].last; k++ {
			if t := &d.toks[k]; t.low != w && slices.Contains(bases, t.low) {
				return d.text[t.start:t.end]
			}
		}
	}
	return ""
}

// written returns tokens as the text has them, in one line.
func (d *doc) written(first, last int) string {
	return strings.Join(strings.Fields(d.text[d.toks[first].start:d.toks[last-1].end]), " ")
}

// looksNominative reports whether no word of a run is an oblique case of how the article
// writes it elsewhere.
func (d *doc) looksNominative(r *run, e *entity) bool {
	lang := d.languageAt(r.first)
	if len(lang.endings) == 0 {
		return true
	}
	for k := r.first; k < r.last; k++ {
		t := &d.toks[k]
		if t.is(clsFirst) {
			if t.has(oblique) && !t.has(nominative) {
				return false
			}
			continue
		}
		if d.obliqueOf(lang, t.low, e) {
			return false
		}
	}
	return true
}

// mayBeOblique reports whether a name of one word can be another case and the article
// nowhere shows that it is not.
func (d *doc) mayBeOblique(i int) bool {
	r := &d.runs[i]
	if len(r.words) > 1 || d.toks[r.first].is(clsFirst) {
		return false
	}
	if r.ent >= 0 {
		for n, k := range d.ents[r.ent].runs {
			if o := &d.runs[k]; n < 50 && (o.subject || len(o.words) > 1) && o.words[len(o.words)-1] == r.words[0] && d.looksNominative(o, &d.ents[r.ent]) {
				return false
			}
		}
	}
	return len(d.languageAt(r.first).bases(r.words[0])) > 1
}

// clearlyOblique reports whether a name of one word has an ending of another case that no
// nominative has.
func (d *doc) clearlyOblique(r *run) bool {
	return d.languageAt(r.first).onlyOblique(r.words[len(r.words)-1]) && !d.toks[r.first].is(clsFirst)
}

// onlyOblique reports whether a word ends as names do in other cases than the nominative,
// and no nominative does.
func (l *language) onlyOblique(w string) bool {
	other := false
	for _, e := range l.endings {
		if e.to != "" && strings.HasSuffix(w, e.to) {
			return false
		}
		other = other || strings.HasSuffix(w, e.from)
	}
	return other
}

// obliqueOf reports whether the article writes, for the same person, a nominative of which
// w is another case.
func (d *doc) obliqueOf(lang *language, w string, e *entity) bool {
	bases := lang.bases(w)[1:]
	for n, ri := range e.runs {
		if n > 50 {
			break
		}
		for _, o := range d.runs[ri].words {
			if o != w && slices.Contains(bases, o) && !slices.Contains(lang.bases(o)[1:], w) {
				return true
			}
		}
	}
	return false
}

// speaker makes of an entity whom a quotation is given to.
func (d *doc) speaker(ent, first, last int, role string) quotes.Speaker {
	name, short := d.nameOf(ent)
	s := quotes.Speaker{Name: name, Role: role, Body: d.ents[ent].body, Short: short}
	if as := d.written(first, last); as != name {
		s.AsWritten = as
	}
	return s
}

func upperFirst(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}
