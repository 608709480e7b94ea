package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Where all nouns have capitals, what stands around a word tells whether it is a name.

// namesPerson reports, where all nouns have capitals, whether token i is the first word of
// somebody's name: a first name, an initial, or beside what only people have.
func (d *doc) namesPerson(i int) bool {
	t := &d.toks[i]
	if t.is(clsFirst) || t.dotted || t.caps == all || d.family[t.low] || d.surnames[t.low] && !d.isNoun(t.low) {
		return true
	}
	if d.leadsToFullName(i + 1) {
		if t.cls == 0 && d.toks[i+1].is(clsFirst) && !strings.HasSuffix(t.low, "s") && (i == 0 || d.toks[i-1].kind != word || d.toks[i-1].caps == small) {
			t.cls |= clsRole // "Vorstandsmitglied Anna Seidl"
		}
		return false
	}
	if d.isNoun(t.low) || t.is(clsNoun|clsBody|clsRole) || strings.HasSuffix(t.low, "s") && i+1 < len(d.toks) && d.toks[i+1].is(clsRole) {
		return false // "Liverpools Trainer Jürgen Klopp"
	}
	if d.lang.endsNoun(t.low) || d.glued(i) || d.behindStub(i) || d.stub(i) > i {
		return false
	}
	if i > 0 && d.toks[i-1].is(clsDet) && d.toks[i-1].sent == t.sent {
		return false
	}
	end := i + 1 // of the run of capitals
	for end < len(d.toks) && end < i+4 && (d.mayName(end) && !d.toks[end].is(clsBody) || d.toks[end].is(clsParticle) && d.mayParticle(end, len(d.toks))) && !d.apart(end) {
		end++
	}
	if end == i+2 && d.family[d.toks[i+1].low] && d.lang.trade(t.low) {
		t.cls |= clsRole // "Demokrat Huber sagte"
		return false
	}
	if end < len(d.toks) && d.toks[end].is(cue) && d.opensClause(i) {
		return end > i+1 || !d.subjectBehind(end+1)
	}
	if end >= i+2 && d.behindAge(i) {
		if end > i+2 && d.lang.age(d.toks[i-1].low) || d.lang.trade(t.low) {
			t.cls |= clsRole // "der 24-jährige Milizionär Jan Voss"
			return false
		}
		return true
	}
	if end >= i+2 && d.besideApposition(i, end) || end == i+2 && d.surnames[d.toks[i+1].low] && d.mayBeFirst(i) {
		return true
	}
	if i == 0 || d.apart(i) {
		return false
	}
	p := &d.toks[i-1]
	if end == i+1 && (d.genitiveOf(i) || p.has(oblique) && !p.has(nominative) && strings.HasSuffix(p.low, "s") && !(i > 1 && d.toks[i-2].is(clsDet|clsAdjective))) {
		return false // "Königs Publikum"
	}
	switch {
	case p.is(cue|clsSeparable) && end == i+1 && (strings.Contains(t.low, "-") && d.lang.trade(t.low) || d.isObject(i)):
		return false // "sagte NDR-Kommentator und Ex-Profi Max Huber"
	case p.is(cue|clsSeparable) && end == i+2 && strings.Contains(t.low, "-") && d.family[d.toks[i+1].low]:
		t.cls |= clsRole // "sagte SPD-Mann Huber"
		return false
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
	if d.sentenceStart(i) && d.family[d.toks[i+1].low] {
		return false // "Wovor Seidl warnt"
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
	if i > 0 && d.toks[i-1].kind == word && d.toks[i-1].caps == initial && !d.sentenceStart(i-1) && !d.toks[i-1].is(clsRole|clsTitle) && !d.apart(i) {
		return false // "des Deutschen Roten Kreuzes (DRK)"
	}
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

// subjectBehind reports whether the subject of a verb can stand at token k, right behind it:
// what stands before the verb is then none. "Ebenso äußerte sich Voss", "Sinngemäß sagte er".
func (d *doc) subjectBehind(k int) bool {
	for k < len(d.toks) && d.toks[k].kind == word && d.toks[k].run == 0 && d.toks[k].is(clsAdv) {
		k++
	}
	if k >= len(d.toks) || d.toks[k].kind != word {
		return false
	}
	t := &d.toks[k]
	if t.is(clsPron) && !t.has(oblique|possessive) && t.feat&(gender|plural) != 0 {
		return true
	}
	return t.is(clsDet) && !t.has(oblique) && t.feat&masculine != 0 || t.caps != small && !t.is(function)
}

// glued reports whether a hyphen joins the word at token i to what stands before it: the
// "“Job”-Turbo".
func (d *doc) glued(i int) bool {
	return i > 1 && d.toks[i-1].kind == dash && d.toks[i-1].end == d.toks[i].start && d.toks[i-2].end == d.toks[i-1].start
}

// stub returns the sign or the conjunction behind the first part of a compound at token k that
// ends with a hyphen, k if none stands there: "Bau-, Verkehrs- und Umweltdirektor".
func (d *doc) stub(k int) int {
	if k+2 >= len(d.toks) || d.toks[k].kind != word || d.toks[k+1].kind != dash || d.toks[k+1].start != d.toks[k].end || !d.lang.on("nouns have capitals") {
		return k
	}
	if n := &d.toks[k+2]; n.kind == comma || n.is(clsConj) {
		return k + 2
	}
	return k
}

// genitiveOf reports whether the one word at token i is of what the role before it, which has
// an article, is: "der Vertreter Norwegens". People have no article there, or another name.
func (d *doc) genitiveOf(i int) bool {
	if i < 2 || !d.toks[i-1].is(clsRole) || !strings.HasSuffix(d.toks[i].low, "s") {
		return false
	}
	for k := i - 2; k >= 0 && k > i-5 && d.toks[k].kind == word; k-- {
		if d.toks[k].is(clsDet) {
			return true
		}
	}
	return false
}

// endsNoun reports whether a word ends as nouns do that are nobody's name: "Zeitung".
func (l *language) endsNoun(w string) bool {
	return slices.ContainsFunc(l.nouns, func(s string) bool {
		return strings.HasSuffix(w, s) && utf8.RuneCountInString(w) > utf8.RuneCountInString(s)+3
	})
}

// callsSomebody reports whether the word at token i tells where somebody is from and not his
// name: "de 21-jarige Limburger".
func (d *doc) callsSomebody(i int) bool {
	t := &d.toks[i]
	if i == 0 || !d.lang.on("verb second") || t.is(clsFirst) || !d.lang.calls(t.low) {
		return false
	}
	p := &d.toks[i-1]
	return p.kind == word && !d.apart(i) && (p.is(clsDet|clsAdjective) || d.lang.age(p.low))
}

// tradeBefore reports whether the first word of a sentence tells what somebody is whose first
// name follows: "Boogschutter Jan Visser". Nouns have no capital else.
func (d *doc) tradeBefore(i, limit int) bool {
	t := &d.toks[i]
	return d.lang.on("verb second") && d.lang.caseless() && d.sentenceStart(i) && t.cls&^clsRole == 0 && i+2 < limit && d.toks[i+1].is(clsFirst) && d.toks[i+1].caps == initial && d.toks[i+2].kind == word && d.toks[i+2].caps == initial && (d.lang.calls(t.low) || utf8.RuneCountInString(t.low) > 9)
}

// attributeEnd returns the adjective at which what an article and its noun have between them
// ends, k if token k, behind the article at i, begins no such words: "die in Köln geborene
// Anna Seidl", "der für Banken zuständige Sprecher Olaf Wintermann".
func (d *doc) attributeEnd(i, k, hi int) int {
	if !d.lang.on("nouns have capitals") || k != i+1 || !d.toks[i].is(clsDet) || d.toks[i].has(oblique) {
		return k
	}
	for j := k + 1; j+1 < hi && j < k+8 && d.toks[j].kind == word && !d.toks[j].is(cue|clsThat|clsAux); j++ {
		t, n := &d.toks[j], &d.toks[j+1]
		if t.caps == small && t.cls == 0 && strings.HasSuffix(t.low, "e") && n.kind == word && n.caps != small && (n.run > 0 || n.is(clsRole)) {
			return j
		}
	}
	return k
}

// joinedNoun reports whether the word at token i is a noun in small letters that a hyphen joins
// to a name: "Oranje-spits", "Brooklyn-ster".
func (d *doc) joinedNoun(i int) bool {
	t := &d.toks[i]
	k := strings.LastIndexByte(t.low, '-')
	if k < 0 || t.kind != word || t.is(clsFirst) || !d.lang.on("verb second") || !d.lang.caseless() {
		return false
	}
	return len(t.low)-k > 3 && strings.HasSuffix(d.text[t.start:t.end], t.low[k+1:])
}

// possessor reports whether the one word at token i is a name whose "s" tells whose is what
// stands behind it: "Deans advocaat". Names have one form else.
func (d *doc) possessor(i, limit int) bool {
	t := &d.toks[i]
	base, ok := strings.CutSuffix(t.low, "s")
	if !ok || !d.lang.on("verb second") || !d.lang.caseless() || t.is(clsFirst) || i+1 >= limit {
		return false
	}
	n := &d.toks[i+1]
	return n.kind == word && n.caps == small && !n.is(function|cue) && (d.lang.words[base].is(clsFirst) || d.surnames[base])
}

// wordInName reports whether the word at token k, inside a sentence and behind a word of a
// name, can only belong to it: nothing else gives a small word a capital there. "Jan Visser
// Kan".
func (d *doc) wordInName(k int) bool {
	t := &d.toks[k]
	return d.lang.on("verb second") && d.lang.caseless() && t.kind == word && t.caps == initial && t.is(function|cue) && !t.is(clsPron|clsDet|clsPrep|clsTime|clsNoun) && !d.sentenceStart(k)
}

// endsWithNoun reports, where all nouns have capitals, whether the last of the words that a
// hyphen joins makes a noun of them: "Karl-Voss-Straße".
func (d *doc) endsWithNoun(t *token) bool {
	k := strings.LastIndexByte(t.low, '-')
	if k < 0 || !d.lang.on("nouns have capitals") {
		return false
	}
	w := t.low[k+1:]
	return d.lang.words[w].is(clsNoun|clsWork|clsBody|clsTime) && !d.lang.words[w].is(clsFirst) || slices.ContainsFunc(d.lang.nouns, func(s string) bool { return strings.HasSuffix(w, s) })
}
