package grammar

// sayingSubject finds whose the gerund at token v is: "Smith thanked them, saying that". It
// is the subject of the verb of saying before it, else what its clause begins with.
func (d *doc) sayingSubject(v, lo int) subject {
	from := lo
	for k := v - 1; k >= lo && from == lo; k-- {
		t := &d.toks[k]
		switch {
		case t.kind == word && t.run == 0 && t.is(cue|clsJudge) && !t.is(clsSaying):
			return d.subjectOf(k, lo, v)
		case k > lo && (t.is(clsConj) && d.toks[k-1].kind == comma || d.toks[k-1].is(clsPrep|clsDet) && t.is(clsPron) && t.feat == 0 && t.run == 0):
			from = k + 1 // another clause: ", and", "during which"
		}
	}
	k := d.skipPhrases(from, v)
	if k < v && d.toks[k].kind == comma {
		k++
	}
	if s := d.behind(k, v); s.ok && !s.joined && !s.pronoun {
		switch {
		case s.run < 0, d.runs[s.run].first == k, s.head >= 0 && d.roleBefore(d.runs[s.run].first) == s.head:
			return s
		case s.head >= 0: // "the mayor answered the minister Smith, saying"
			return d.headAlone(s.first, s.head+1, s.head)
		}
	}
	if from > lo || !d.nothingBefore(v, lo) {
		return subject{}
	}
	return subject{span: span{v, v + 1}, run: -1, head: -1, omitted: true, ok: true}
}
