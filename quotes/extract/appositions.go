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
