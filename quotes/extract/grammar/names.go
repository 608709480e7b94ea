package grammar

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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
	ties  []string // whose father, wife, lawyer or spokesman somebody is called

	name  string // see nameOf; empty until it is asked for
	short bool
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
	family     map[string]bool     // where nouns have capitals, what stands behind a listed first name or a title
	nouns      map[string]noun     // there, how often words with a capital have a determiner
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
func (d *doc) findPeople(ctx context.Context) {
	for _, t := range d.toks {
		if t.kind == word && t.caps == small {
			d.lowerSeen[t.low] = true
		}
		if t.is(clsRole) {
			d.called[t.lemma]++
		}
	}
	d.eachParagraph(ctx, func(first, last int) {
		if d.lang.on("nouns have capitals") {
			d.noteSurnames(first, last)
			d.noteNouns(first, last)
		} else {
			d.noteInside(first, last)
			d.noteBeside(first, last)
		}
	})
	d.eachParagraph(ctx, func(first, last int) {
		if d.lang.on("nouns have capitals") {
			d.eachName(ctx, first, last, func(_, end int) { d.surnames[d.toks[end-1].low] = true })
		}
	})
	d.eachParagraph(ctx, func(first, last int) {
		d.eachName(ctx, first, last, func(i, end int) {
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
	for _, step := range [...]func(){d.cutPlaces, d.joinNames, d.noteRoles, func() { d.findKoreans(ctx) }} {
		if ctx.Err() != nil {
			return
		}
		step()
	}
}

// cutPlaces takes off a name what belongs to the role before it, where the rest stands by
// itself elsewhere: "мэр Тарту Иво Кальдре".
func (d *doc) cutPlaces() {
	whole, times := map[string]bool{}, map[string]int{}
	for _, r := range d.runs {
		if len(r.words) == 2 {
			whole[strings.Join(r.words, " ")] = true
		}
		times[strings.Join(r.words, " ")]++
		if n := len(r.words); n > 1 {
			times[r.words[n-1]]++
		}
	}
	for i := range d.runs {
		r := &d.runs[i]
		if d.languageAt(r.first).on("nouns have capitals") {
			d.cutNouns(r, times)
		}
		governed := r.first > 0 && d.toks[r.first-1].is(clsPrep) && d.languageAt(r.first).caseless() // "of Miranda Henrique Capriles"
		d.lang = d.languageAt(r.first)
		if l := d.lang; !governed && l.on("subject left out") && r.first+1 < len(d.toks) && (!d.toks[r.first+1].is(clsFirst) || d.ownsFirstName(r.first, r.first+1)) {
			continue // two surnames: "Stalin Vega Rivas", "Vega Rivas"
		}
		if len(r.words) == 3 && ((!d.toks[r.first].is(clsFirst) || governed) && !d.toks[r.first+1].is(clsParticle) && !d.doubleSurname(&d.toks[r.first+1], &d.toks[r.last-1]) && whole[strings.Join(r.words[1:], " ")] || d.ofPlace(r)) {
			d.toks[r.first].run = 0
			r.first, r.words = r.first+1, r.words[1:]
		}
	}
}

// eachParagraph calls f for the tokens of each paragraph that is read, d.lang being its
// language.
func (d *doc) eachParagraph(ctx context.Context, f func(first, last int)) {
	for pi := range d.paras {
		if ctx.Err() != nil {
			return
		}
		if d.langs[pi] != nil {
			d.lang = d.langs[pi]
			f(d.first[pi], d.first[pi+1])
		}
	}
}

// eachName calls f for each name among tokens [first, last).
func (d *doc) eachName(ctx context.Context, first, last int, f func(first, end int)) {
	for i := first; i < last && !d.lang.on("particles") && ctx.Err() == nil; i++ {
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
	p := i - 1
	for p > 0 && d.toks[p].is(clsRole) && d.toks[p].caps == initial && !d.apart(p) && d.toks[p-1].is(clsBody) {
		p-- // "la Fondation Roi Baudouin"
	}
	if i > 0 && d.adjectiveOfBody(i, end) {
		return true
	}
	if d.lang.on("nouns have capitals") && d.calledAfter(i, end) {
		return true
	}
	if !d.lang.caseless() || i == 0 || !d.toks[p].is(clsBody|clsNoun|clsTime) || d.sentenceStart(p) || d.toks[p].caps == small || d.apart(i) || d.toks[i].is(clsFirst) && p == i-1 && !d.namedAfter(p) {
		return false
	}
	if d.toks[p].caps == all && end > i+1 {
		return false // "l'AFP Lucie Martin"
	}
	if end > i+1 && p == i-1 && d.toks[p].cls&^clsNoun == 0 && d.governed(p, 0) && d.besideCue(i, end) {
		return false // "the envoy for Libya John Brown thanks"
	}
	for k := p + 1; k < end; k++ {
		d.toks[k].cls = d.toks[k].cls&^clsRole | clsNoun
	}
	return true
}

// adjectiveOfBody reports whether the one word of a name, tokens [i, end), is an adjective that
// belongs to the body before it: "Prokuratura Krajowa".
func (d *doc) adjectiveOfBody(i, end int) bool {
	t, p := &d.toks[i], &d.toks[i-1]
	return end == i+1 && t.caps == initial && !t.is(clsFirst) && p.is(clsBody) && !p.is(clsRole) && p.caps == initial && !d.apart(i) && d.lang.adjunct(t.low)
}

// adjunct reports whether a word ends as adjectives do that belong to the name of a body.
func (l *language) adjunct(w string) bool {
	return slices.ContainsFunc(l.adjuncts, func(s string) bool { return strings.HasSuffix(w, s) && len(w) > len(s)+2 })
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
	if t.caps == all && t.is(function) && !t.is(clsFirst) && !d.lang.caseless() && (i > 0 && d.toks[i-1].caps == all || i+1 < len(d.toks) && d.toks[i+1].caps == all) {
		return false // "DOWIEDZ SIĘ WIĘCEJ"
	}
	if d.betweenPlaces(t) || d.endsWithNoun(t) {
		return false // "Paris-Berlin", "Karl-Voss-Straße"
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
		return max(k+1, d.nameEnd(k, limit))
	}
	if !d.mayName(i) || t.is(clsRole|clsBody) && !t.is(clsFirst) && !d.roleAsSurname(i) {
		return i
	}
	if d.lang.caseless() && (t.is(clsAdjective) && !t.is(clsFirst) || t.caps == all && d.inHeading(i)) {
		return i
	}
	if t.is(clsFirst) && t.is(clsNoun) && i > 0 && d.toks[i-1].is(clsNoun) && d.toks[i-1].caps == initial && !d.apart(i) && d.romance() {
		return i // "Casa Blanca"
	}
	start := d.sentenceStart(i)
	if d.demonym(i) {
		return i
	}
	if start && (d.lowerSeen[t.low] || t.cls == 0 && d.lang.caseless() && d.lang.endsAdverb(t.low) || d.belongsTo(i, limit)) && !t.is(clsFirst) {
		return i
	}
	if d.lang.on("nouns have capitals") && (!d.namesPerson(i) || d.retired(i)) || d.callsSomebody(i) || d.tradeBefore(i, limit) || d.joinedNoun(i) || d.possessor(i, limit) {
		return i
	}
	if start && t.cls == 0 && d.lang.verbal(t.low) && i+1 < limit && d.mayName(i+1) && !d.apart(i+1) {
		return i // "Випроводила Санджив"
	}
	if start && t.cls == 0 && !d.surnames[t.low] && i+1 < limit && d.toks[i+1].is(clsFirst) && d.lang.subjectsStand() && d.infinitive(i, limit) {
		return i // "Réécouter Lucie Martin"
	}
	if start && !t.is(clsFirst) && !d.surnames[t.low] && i+1 < limit && d.toks[i+1].is(clsFirst) && d.toks[i+1].caps != small && len(d.lang.endings) > 0 && !(i+2 < limit && d.lang.patronymic(d.toks[i+2].low)) {
		return i // "Пальці Олена"
	}
	if start && t.cls == 0 && !d.surnames[t.low] && i+1 < limit && d.mayName(i+1) && !d.apart(i+1) && d.caseOfKnown(d.toks[i+1].low) {
		return i // "Жизнь Берлиоза"
	}
	end := i + 1
	for end < limit {
		n := &d.toks[end]
		if d.lang.on("nouns have capitals") && n.caps != small && d.surnameEnds(i, end) {
			break
		}
		if n.kind == word && n.is(clsParticle) && end+1 < limit && d.mayParticle(end, limit) && (!d.lang.on("nouns have capitals") || d.leadsParticle(i, end)) {
			if d.lang.caseless() && n.caps == small && d.toks[end+1].caps == all && t.caps == initial {
				break // "Ivan Petrenko de NSA"
			}
			if d.lang.on("particle behind first name") && n.is(clsPrep) && n.caps == small && !d.toks[end-1].is(clsFirst) && !(d.toks[end-1].is(clsParticle) && d.toks[end-1].caps == initial) && !d.behindParticles(end+2) && !(end == i+1 && i > 0 && d.toks[i-1].is(clsTitle) && d.lang.on("particles behind titles")) {
				break // "Paul Martin de Lafarge", but "Wim De Backer"
			}
			end++
			continue
		}
		if d.ordinal(end) {
			end++
			break
		}
		if d.joinedNoun(end) && end+1 < limit && d.toks[end+1].is(clsFirst) {
			break // "de Blauw Groen-ster Demi Smit"
		}
		if !d.mayName(end) && !d.behindParticles(end) && !d.wordInName(end) && !(d.toks[end-1].is(clsFirst) && n.kind == word && n.caps == initial && (n.is(clsTime) || d.lang.caseless() && n.is(clsNoun|clsOpener|cue) && !n.is(clsRole|clsPrep|clsConj|clsDet|clsPron|clsThat|clsIf) || d.lang.on("nouns have capitals") && n.is(function) && !n.is(clsPron|clsDet))) || d.apart(end) {
			break
		}
		if d.lang.caseless() && n.is(clsFirst) && i > 0 && d.toks[i-1].is(clsPrep|clsDet) && !d.apart(i) && !d.toks[end-1].is(clsFirst) && !d.toks[end-1].dotted {
			break // "le ministre de l'Intérieur Paul Martin"
		}
		if n.is(clsRole|clsBody) && !(n.is(clsKin) && d.lang.caseless()) && !(d.toks[end-1].is(clsFirst) && !(d.lang.on("nouns have capitals") && (d.toks[end-1].has(oblique) || n.is(clsBody) && n.has(oblique)))) && !d.toks[end-1].dotted && !(d.toks[end-1].is(clsParticle) && d.toks[end-1].caps == initial) {
			break
		}
		if d.lang.on("nouns have capitals") && d.startsFullName(i, end, limit) {
			break // "hätte Anna Seidl Karl Voss geschrieben"
		}
		if d.startsAnother(i, end, limit) || d.casesPart(end) || d.startsForeign(end) || d.toks[end-1].caps == all && n.caps == initial && (end == i+1 || t.caps == all && !d.lang.caseless()) && !t.dotted {
			break
		}
		end++
	}
	if end == i+1 && d.lang.on("nouns have capitals") && (i > 0 && d.toks[i-1].is(clsDet) && !t.is(clsFirst) && t.caps != all && !(i > 1 && d.toks[i-1].is(clsParticle) && d.toks[i-2].is(clsParticle) && d.family[t.low]) || t.is(clsFirst) && d.isNoun(t.low) && !d.family[t.low] || d.halfFirst(t) || !t.is(clsFirst) && end < limit && d.startsAnother(i, end, limit)) {
		return i
	}
	if d.lang.on("particles behind titles") && end == i+1 && t.dotted && t.end-t.start < 4 {
		return i // an initial alone: "the opponent N. 1"
	}
	for d.lang.caseless() && end > i+1 && d.toks[end-1].is(clsParticle) {
		end--
	}
	if start && end == i+1 && t.is(clsFirst) && t.is(clsAdv|clsPron|clsAux) && d.lang.on("subject left out") {
		return i // "Ali" is "there" too
	}
	if start && end == i+1 && !t.is(clsFirst) && t.caps != all && !d.knownSurname(t.low) && !d.besideCue(i, end) && !d.agedBehind(end, limit) {
		return i
	}
	return end
}

// knownSurname reports whether a word, in some case, has a capital inside a sentence.
func (d *doc) knownSurname(w string) bool {
	return slices.ContainsFunc(d.lang.bases(w), func(b string) bool { return d.surnames[b] })
}

// caseOfKnown reports whether a word is another case of what has a capital inside a sentence.
func (d *doc) caseOfKnown(w string) bool {
	return slices.ContainsFunc(d.lang.bases(w)[1:], func(b string) bool { return d.surnames[b] })
}

// startsForeign reports whether one of token k and the token before it is in Latin letters
// and the other is not.
func (d *doc) startsForeign(k int) bool { return d.inLatin(k) != d.inLatin(k-1) }

func (d *doc) inLatin(k int) bool {
	r, _ := utf8.DecodeRuneInString(d.text[d.toks[k].start:])
	return d.toks[k].kind == word && unicode.Is(unicode.Latin, r)
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
	n := &d.toks[end]
	if base, ok := strings.CutSuffix(n.low, "s"); end-1 == i && (ok && d.family[base] || d.family[p.low] && d.family[n.low]) {
		return true // "Vorschlag Seidls"; "nannte Voss Seidl"
	}
	if d.doubleSurname(p, n) {
		return false
	}
	if end+1 < len(d.toks) && d.family[d.toks[end+1].low] && d.toks[end+1].caps == initial && !d.apart(end+1) && !d.isNoun(n.low) {
		return false // "Tedros Adhanom Ghebreyesus", who is called Tedros too
	}
	return end-1 == i && d.surnames[p.low] && !d.surnames[n.low] || strings.HasSuffix(p.low, "s") && !strings.HasSuffix(p.low, "ss") && end-1 > i
}

// leadsParticle reports, where all nouns have capitals, whether a particle at token end
// goes on with the name from token i on: behind a first name or another particle.
func (d *doc) leadsParticle(i, end int) bool {
	p := &d.toks[end-1]
	if d.toks[end].is(clsDet) && !p.is(clsParticle) {
		return false // "als Anna Günther den Bericht las"
	}
	return p.is(clsFirst|clsParticle) || p.dotted || !d.toks[end].is(clsPrep) && end == i+1 && i > 0 && d.toks[i-1].is(clsTitle|clsRole)
}

// mayParticle reports whether the particle at token i leads on to a name.
func (d *doc) mayParticle(i, limit int) bool {
	for k := i + 1; k < limit && k < i+4; k++ {
		if d.mayName(k) || d.behindParticles(k) {
			return true
		}
		if !d.toks[k].is(clsParticle) {
			return false
		}
	}
	return false
}

// apart reports whether more than a space parts token i from the one before it.
func (d *doc) apart(i int) bool {
	return strings.TrimSpace(strings.ReplaceAll(d.text[d.toks[i-1].end:d.toks[i].start], softHyphen, "")) != ""
}

// noteInside notes what has a capital inside a sentence.
func (d *doc) noteInside(first, last int) {
	for i := first; i < last; i++ {
		if t := &d.toks[i]; t.kind == word && t.caps != small && (!t.is(clsRole|clsBody) || i > first && d.toks[i-1].is(clsFirst) && d.toks[i-1].caps == initial && !d.apart(i)) && d.mayName(i) && !d.sentenceStart(i) {
			for _, b := range d.lang.bases(t.low) {
				d.surnames[b] = true
			}
		}
	}
}

// noteBeside notes what stands beside a verb of saying, at the beginning of a sentence too.
func (d *doc) noteBeside(first, last int) {
	for i := first; i < last; i++ {
		if t := &d.toks[i]; t.kind == word && t.caps == initial && t.cls == 0 && !d.lowerSeen[t.low] && i+1 < last && d.toks[i+1].is(cue) && d.toks[i+1].caps == small && d.mayName(i) {
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
