package grammar

// Who has spoken goes on in an infinitive: “...”, said Smith. And to add: “...”

// goesOnSaying reports whether the word at token k is the infinitive of a verb of saying by which
// whoever has spoken goes on: behind "before", or behind "and" with which a sentence begins.
func (d *doc) goesOnSaying(k, first int) bool {
	if k-2 < first || !d.lang.toSay[d.toks[k].low] || !d.toks[k-1].genitive() {
		return false
	}
	t := &d.toks[k-2]
	return t.kind == word && t.is(clsBeforeSaying) && (t.caps == initial || !t.is(clsConj))
}

// saidBefore is the subject of a verb of saying in the infinitive at token v with which a sentence
// begins: whoever has spoken.
func (d *doc) saidBefore(v int) subject {
	if !d.lang.toSay[d.toks[v].low] {
		return subject{}
	}
	return subject{span: span{v, v + 1}, run: -1, head: -1, omitted: true, ok: true}
}

// infinitive reports whether the word at token k ends as infinitives do, which have an object of
// their own: "continue de soutenir Macron".
func (d *doc) infinitive(k, hi int) bool {
	if k >= hi || d.toks[k].kind != word || d.toks[k].cls != 0 {
		return false
	}
	return d.lang.toSay[d.toks[k].low] || d.lang.infinitive(d.toks[k].low)
}

// calledSo reports whether the name behind the verb at token v, which calls somebody something, is
// of whom it calls so, and no subject: "a qualifié Macron de “...”".
func (d *doc) calledSo(s subject, v, hi int) bool {
	return d.lang.subjectsStand() && d.toks[v].is(clsJudge) && s.first == v+1 && s.run >= 0 && s.last < hi && d.toks[s.last].genitive()
}
