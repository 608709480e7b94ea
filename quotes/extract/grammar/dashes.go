package grammar

import (
	"slices"
)

// The press of some languages opens speech with a dash as tales do, but there the lines are
// not a conversation: who is left out is who spoke last.

// dashes reports whether dashes open the lines, in a language whose press quotes so too.
func (r *reader) dashes(lines []line) bool {
	return slices.ContainsFunc(lines, func(l line) bool {
		return r.pieces[l.turns[0].pieces[0]].dashed && r.langs[l.para].on("dash opens speech within paragraphs")
	})
}

// sameUtterance returns the turn of which t can be a part: the last one, or one a little
// before it that a dash opens, where the narrator between them quotes something.
func (r *reader) sameUtterance(t *turn) *turn {
	n := len(r.turns)
	if n == 0 {
		return nil
	}
	p := &r.pieces[t.pieces[0]]
	for k := n - 1; p.dashed && k >= 0 && k > n-5 && r.turns[k].para == t.para; k-- {
		if prev := &r.turns[k]; r.pieces[prev.pieces[len(prev.pieces)-1]].utterance == p.utterance {
			return prev
		}
	}
	return &r.turns[n-1]
}

// partsCompany reports whether the turn t, at token q, is not of who speaks in prev, though
// one dash opens both: a cue of its own names another, or the narrator goes on behind the
// sentence of the cue, and there names another.
func (r *reader) partsCompany(prev, t *turn, last, q int) bool {
	if !r.lang.on("dash opens speech within paragraphs") || !r.pieces[t.pieces[0]].dashed {
		return false
	}
	if !prev.read.found() {
		return t.read.found() && r.cueBehind(last) // somebody whom the text does not name said so
	}
	if who := t.read.who; t.read.found() && !who.pronoun && !who.omitted && !who.leftOut {
		v := r.voiceOf(t.read)
		return !v.known() || v.ent != prev.voice.ent || v.body != prev.voice.body
	}
	behind := r.sents[r.toks[last].sent].last
	for k := behind; k < q; k++ {
		if n := r.toks[k].run; n > 0 && r.runs[n-1].first == k && r.runs[n-1].ent != prev.voice.ent && !r.isBody(n-1) && r.stands(n-1, behind) {
			return true
		}
	}
	return false
}

// goesOnInDashes gives the turn t, the whole of a paragraph that a dash opens, to who said
// something last, in words or not, where no tale is told and he has asked nothing.
func (r *reader) goesOnInDashes(t *turn, q int) {
	p := &r.pieces[t.pieces[0]]
	n, small := r.wordsOf(p)
	if !p.dashed || p.narrated || r.tale || small || n < 6 || q != r.first[r.para] || q+1 != r.first[r.para+1] || !r.lang.on("dash opens speech within paragraphs") {
		return
	}
	e := r.spokeLast(subject{}, q, r.isPerson)
	if e < 0 || r.spokenOf(e, p) {
		return
	}
	if n := len(r.turns); n > 0 && r.turns[n-1].para >= r.para-1 {
		last := &r.turns[n-1]
		prev := &r.pieces[last.pieces[len(last.pieces)-1]]
		if last.voice.ent != e || lastSign(r.text[prev.start:prev.end]) == '?' || last.read.doubted {
			return
		}
	}
	who := r.mentionBefore(e, subject{span: span{q, q + 1}})
	if who.run < 0 {
		return
	}
	t.read = reading{by: carried, who: who, cue: who.span, verb: -1}
	t.voice = voice{ent: e, sure: .97}
}
