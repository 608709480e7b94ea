package extract

import "strings"

// apposition finds the role behind the name that ends at token last: ", the
// U.S. Coordinator for ... at the National Security Council,". It ends before a
// relative clause. The article before it is left out.
func (d *prose) apposition(last int) (from, to int, ok bool) {
	from = d.appositionStart(last)
	if from < 0 {
		return 0, 0, false
	}
	i, head := from, false
	for ; i < len(d.toks) && i < from+24; i++ {
		t := &d.toks[i]
		if d.campus(i) {
			continue
		}
		if t.kind != word && t.kind != number || t.cls.is(clsSub) && !t.cls.is(clsPrep) || t.cls.is(clsAux) && !t.cls.is(clsMonth) {
			break
		}
		if head && i > from && t.kind == word && t.caps == lower && strings.HasSuffix(d.str(i), "ing") && !t.cls.is(clsRole|clsBody|clsField) && !(t.cls.is(clsRank) && i+1 < len(d.toks) && d.toks[i+1].cls.is(clsRole)) && !d.toks[i-1].cls.is(clsPrep|clsDet|clsConj) {
			return from, i, true // "a teacher standing in her kitchen"
		}
		if !head && t.cls.is(clsPrep|clsConj|clsPron) && !t.cls.is(clsRole|clsAdv) {
			return 0, 0, false
		}
		head = head || t.cls.is(clsRole)
	}
	if !head || i >= len(d.toks) || i == from {
		return 0, 0, false
	}
	for k := from + 1; k < i; k++ {
		if t := &d.toks[k]; t.caps == lower && t.cls.is(clsSay|clsTell) && t.cls.is(formPast|formThird) && !t.cls.is(clsNounlike|clsRole|clsBody) {
			return 0, 0, false // "a shoot with Jones, the source said"
		}
	}
	if k := d.toks[i].kind; k == comma || k == stop || k == dash || d.toks[i].cls.is(clsSub) {
		return from, i, true
	}
	return 0, 0, false
}

// campus reports whether the comma at token i stands inside the name of a university of a
// state, before the town: "the University of California, Davis".
func (d *prose) campus(i int) bool {
	if d.toks[i].kind != comma || i+2 >= len(d.toks) || !d.capitalWord(i+1) || !d.capitalWord(i-1) {
		return false
	}
	k := i - 2
	if d.capitalWord(k) {
		k-- // "North Carolina"
	}
	if d.wordAt(k) != "of" || d.wordAt(k-1) != "university" {
		return false
	}
	end := i + 2
	if d.capitalWord(end) {
		end++
	}
	switch d.toks[end].kind {
	case comma, stop, quoted, dash:
		return true
	}
	return d.toks[end].cls.is(clsSub) || d.wordAt(end) == "and"
}

// unclosed takes the name before a comma for the speaker where the phrase p behind it
// tells what he is and the second comma was forgotten: "Jane Smith, a lawyer from Hull
// explains".
func (d *cast) unclosed(p np, lb int) np {
	c := p.first - 1
	if p.name != nil || p.pronoun || p.also != nil || c-1 < lb || d.toks[c].kind != comma || !d.tellsOne(p) {
		return p
	}
	m := d.mention(c - 1)
	if m == nil || m.last != c-1 || m.first < lb || m.kind != person || !d.fullName(m) || d.toks[m.last].possessive() {
		return p
	}
	if m.first > lb {
		switch t := &d.toks[m.first-1]; {
		case t.kind == quoted, d.low(m.first-1) == "as", d.low(m.first-1) == "but", d.low(m.first-1) == "that":
		default:
			return p // "In a letter to Jane Smith, a lawyer said"
		}
	}
	role := p
	role.last = max(p.last, d.tail(p))
	return np{first: m.first, last: m.last, head: m.last, name: m, role: &role}
}

// tellsOne reports whether a phrase without a name tells what one person is: "a lawyer",
// "one of the lawyers".
func (d *cast) tellsOne(p np) bool {
	switch d.low(p.first) {
	case "a", "an":
		return d.toks[p.head].cls.is(clsRole) && !pluralNoun(d.low(p.head))
	case "one":
		return d.low(p.first+1) == "of"
	}
	return d.officeOfBody(p)
}

// officeOfBody reports whether a phrase without an article is an office and of what:
// "chair of the Harbour Association".
func (d *cast) officeOfBody(p np) bool {
	if d.toks[p.first].cls.is(clsDet | clsPoss) {
		return false
	}
	if m := d.mention(p.first); m != nil && m.kind == roleOnly {
		return m.last > m.first+1 && d.toks[m.first].cls.is(clsRole) && !pluralNoun(d.low(m.first))
	}
	switch d.wordAt(p.last + 1) {
	case "of", "at", "for":
		return d.toks[p.head].cls.is(clsRole) && !pluralNoun(d.low(p.head))
	}
	return false
}

// verbUnclosed returns the verb of saying behind the apposition at the comma c that no
// second comma closes; -1 if there is none.
func (d *cast) verbUnclosed(c, limit int) int {
	p, ok := d.phraseAt(c+1, limit)
	if !ok || p.name != nil || p.pronoun || !d.tellsOne(p) {
		return -1
	}
	for k := p.last + 1; k < limit && k < p.last+14 && (d.toks[k].kind == word || d.toks[k].kind == number) && !d.relative(k); k++ {
		if d.speechVerb(k, limit) && d.toks[k].cls.is(speech) && d.verbAt(k, c).is(formPast|formThird) && d.closes(d.cueEnd(k)+1, limit) {
			return k
		}
	}
	return -1
}

// appositionStart returns the first token of an apposition behind token last, or
// -1: behind a party in brackets, a comma, an age and an article.
func (d *prose) appositionStart(last int) int {
	i := last + 1
	if i < len(d.toks) && d.toks[i].kind == openParen { // (R-Ky.), (34)
		for n := 0; i < len(d.toks) && d.toks[i].kind != closeParen && n < 8; n++ {
			i++
		}
		i++
	}
	if i+2 >= len(d.toks) || d.toks[i].kind != comma {
		return -1
	}
	i++
	if d.toks[i].kind == number && i+1 < len(d.toks) && d.toks[i+1].kind == comma { // , 34,
		i += 2
	}
	if i < len(d.toks) && d.toks[i].cls.is(clsDet) && !d.toks[i].cls.is(clsSub) {
		i++
	}
	return i
}

// titleAside reports whether the quotation at token q is a title by which an apposition or
// a relative clause behind a full name tells who somebody is: "Jane Smith, host of “The
// Late Tide,” said".
func (d *cast) titleAside(q int) bool {
	words := strings.TrimRight(strings.TrimSpace(d.wordsAt(q)), ",.")
	n := wordCount(words)
	if n == 0 || n > 8 || n == 1 && !startsUpper(words) || n > 1 && !titleCase(words) {
		return false
	}
	tells := false
	for k := q - 1; k > 0 && k > q-14; k-- {
		switch t := &d.toks[k]; {
		case t.kind == comma:
			m := d.mention(k - 1)
			return tells && m != nil && m.last == k-1 && d.named(m)
		case t.kind != word && t.kind != number:
			return false
		default:
			tells = tells || t.cls.is(clsRole) && t.caps == lower || d.low(k) == "who" && d.toks[k-1].kind == comma
		}
	}
	return false
}
