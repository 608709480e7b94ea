package grammar

// sayingSubject finds whose the gerund at token v is: "Smith thanked them, saying that". It
// is the subject of the verb of saying before it, else what its clause begins with.
func (d *doc) sayingSubject(v, lo int) subject {
	switch k := d.clauseOf(v, lo); {
	case k == d.sents[d.toks[v].sent].first:
		if s := d.saidAhead(v); s.ok {
			return s
		}
		return d.saidBefore(v)
	case d.lang.on("comma before gerunds") && d.toks[k-1].kind != comma && d.toks[k-1].kind != quoted:
		return subject{} // "protesters denouncing the law"
	}
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

// clauseOf returns where the clause of the gerund at token v begins, with what may stand
// before it: "while also saying".
func (d *doc) clauseOf(v, lo int) int {
	for v > lo && d.toks[v-1].kind == word && d.toks[v-1].run == 0 && d.toks[v-1].is(clsAdv|clsPrep|clsConj) {
		v--
	}
	return v
}

// saidAhead returns the subject of the clause behind that of a gerund at token v with which
// the sentence begins: Saying that it was “...”, Smith left.
func (d *doc) saidAhead(v int) subject {
	last := min(d.sents[d.toks[v].sent].last, v+40)
	for k := v + 1; k < last; k++ {
		if d.toks[k].kind != comma {
			continue
		}
		if who := d.behind(k+1, last); who.ok && who.near && !who.joined {
			return who
		}
	}
	return subject{}
}
