package grammar

import "context"

// reach is in how many paragraphs around his words somebody is heard of.
const reach = 4

// amid gives sentences in marks that nothing attributes to whoever speaks right before and
// right behind them, where nobody else is spoken of beside them. In a conversation they would
// be the other's.
func (r *reader) amid(ctx context.Context) {
	if r.conversation() || r.dialogue() {
		return
	}
	end := r.para
	defer func() { r.para = end }()
	for i := range r.turns {
		if ctx.Err() != nil {
			return
		}
		t := &r.turns[i]
		r.lang, r.para = r.langs[t.para], t.para
		if t.read.found() || !r.wholeSentence(t) {
			continue
		}
		from, ok := r.between(i)
		if !ok || !r.nobodyBeside(t, from.voice.ent) {
			continue
		}
		t.read = reading{by: carried, who: from.read.who, cue: from.read.cue, verb: -1}
		t.voice = from.voice
		t.voice.role, t.voice.sure = "", min(t.voice.sure, .96)
	}
}

// dialogue reports whether most paragraphs that somebody's words open follow another such one,
// and somebody asks in one: people talk, though the text may name only one of them.
func (r *reader) dialogue() bool {
	lines, pairs, prev, asks := 0, 0, -1, false
	for i := range r.turns {
		t := &r.turns[i]
		if r.pieces[t.pieces[0]].at != r.first[t.para] || t.para == prev {
			continue
		}
		lines++
		p := &r.pieces[t.pieces[len(t.pieces)-1]]
		asks = asks || lastSign(r.text[p.start:p.end]) == '?'
		if prev >= 0 && t.para == prev+1 {
			pairs++
		}
		prev = t.para
	}
	return asks && pairs > 3 && 2*pairs > lines
}

// wholeSentence reports whether a turn is one whole sentence or more, in marks that are
// whole, and asks nothing.
func (r *reader) wholeSentence(t *turn) bool {
	p := &r.pieces[t.pieces[0]]
	n, small := r.wordsOf(p)
	if n < 5 || small || p.dashed || p.torn || p.narrated || len(t.pieces) > 1 || r.lang.on("particles") {
		return false
	}
	switch lastSign(r.text[p.start:p.end]) {
	case '.', '!', '…':
	default:
		return false
	}
	return r.alone(p.at, r.sents[r.toks[p.at].sent]) && !r.nameInMarks(p.at)
}

// between returns the turn before turn i if he who speaks in it speaks in the turn behind too,
// both of them near.
func (r *reader) between(i int) (from turn, ok bool) {
	a, b := i-1, i+1
	for a >= 0 && r.passed(a) && r.turns[a].para >= r.turns[i].para-reach {
		a--
	}
	for b < len(r.turns) && r.passed(b) && r.turns[b].para <= r.turns[i].para+reach {
		b++
	}
	if a < 0 || b >= len(r.turns) || r.turns[a].para < r.turns[i].para-reach || r.turns[b].para > r.turns[i].para+reach {
		return turn{}, false
	}
	from, to := r.turns[a], &r.turns[b]
	if !from.read.found() || !to.read.found() || from.voice.ent < 0 || from.voice.ent != to.voice.ent || from.read.doubted || to.read.doubted || r.ents[from.voice.ent].body {
		return turn{}, false
	}
	first, last := r.pieces[from.pieces[len(from.pieces)-1]].at, r.pieces[to.pieces[0]].at
	return from, r.speaksOnlyOf(from.voice.ent, first, last)
}

// passed reports whether turn i says nothing of who speaks around it.
func (r *reader) passed(i int) bool {
	t := &r.turns[i]
	return !t.read.found() && !r.cueBehind(r.pieces[t.pieces[len(t.pieces)-1]].at)
}

// nobodyBeside reports whether neither the paragraph of a turn nor the one before it speaks of
// anybody but one person, and the words do not name him.
func (r *reader) nobodyBeside(t *turn, ent int) bool {
	p := &r.pieces[t.pieces[0]]
	return !r.spokenOf(ent, p) && r.speaksOnlyOf(ent, r.first[max(0, t.para-1)], r.first[t.para+1])
}

// speaksOnlyOf reports whether nobody but one person is or may be the subject of something in
// tokens [first, last).
func (r *reader) speaksOnlyOf(ent, first, last int) bool {
	for k := first; k < last; k++ {
		t := &r.toks[k]
		if t.kind != word {
			continue
		}
		if n := t.run; n > 0 {
			run := &r.runs[n-1]
			if run.first == k && run.ent != ent && !r.isBody(n-1) && (run.ent < 0 || r.isPerson(run.ent) || r.saysBesides(run.ent)) && r.stands(n-1, r.sents[t.sent].first) {
				return false
			}
			continue
		}
		if t.is(clsPlural) || t.is(clsUnnamed) || t.is(cue) && r.besides(k, ent) {
			return false
		}
		if t.is(clsRole) && !t.has(oblique) && !(k+1 < last && r.toks[k+1].run > 0) && !r.governed(k, r.sents[t.sent].first) && !r.holds(ent, k) {
			return false
		}
	}
	return true
}

// holds reports whether the role at token k is, or may be, that of somebody.
func (r *reader) holds(ent, k int) bool {
	list := r.byRole[r.roleKey(k)]
	return len(list) == 1 && list[0] == ent
}

// besides reports whether the verb of saying at token k has another subject than one person.
func (r *reader) besides(k, ent int) bool {
	s := r.sents[r.toks[k].sent]
	who := r.subjectOf(k, s.first, s.last)
	if who.pronoun {
		return false
	}
	if !who.ok {
		return r.toks[k].is(clsSay)
	}
	if who.run >= 0 {
		return r.runs[who.run].ent != ent
	}
	v := r.lead(who, who.first)
	return v.ent != ent
}
