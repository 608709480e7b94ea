package grammar

import (
	"context"
	"slices"
)

// An interview or an article about one person tells once who speaks: whatever else it
// quotes is that person's, as long as it speaks of nobody else.

// profile gives what nothing attributes to the one person who speaks in an article.
func (r *reader) profile(ctx context.Context) {
	ent, said := r.onlySpeaker()
	if ent < 0 || r.dialogue() {
		return
	}
	for i := range r.turns {
		if ctx.Err() != nil {
			return
		}
		t := &r.turns[i]
		r.lang = r.langs[t.para]
		p := &r.pieces[t.pieces[0]]
		if t.voice.known() || t.read.doubted || p.dashed || r.torn(t) || r.nameInMarks(p.at) || r.lang.on("particles") || r.spokenOf(ent, p) {
			continue
		}
		at := p.at
		sure := .97
		switch who := t.read.who; {
		case t.read.found():
			at = who.first
			switch {
			case who.omitted && r.nothingBefore(at, r.sents[r.toks[at].sent].first):
			case (who.leftOut || who.pronoun && who.feat&(masculine|feminine) != 0 && !r.calledOther(ent, who, r.first[t.para], at)) && r.mayBe(ent, who):
			default:
				continue
			}
			sure = .9
		case r.answer(t):
			sure = 1
		case said < 2 || !r.wholeQuotation(t) || i > 0 && r.turns[i-1].para == t.para && !r.turns[i-1].voice.known() && !r.passed(i-1):
			continue
		}
		mention, ok := r.stillAbout(ent, at)
		if !ok {
			continue
		}
		if !t.read.found() {
			t.read = reading{by: carried, who: mention, cue: mention.span, verb: -1}
		}
		t.voice = voice{ent: ent, sure: sure}
	}
}

// onlySpeaker is the one person who speaks in the article, and in how many turns; -1 where
// nobody does, or somebody else too.
func (r *reader) onlySpeaker() (ent, turns int) {
	ent = -1
	for i := range r.turns {
		switch t := &r.turns[i]; {
		case t.voice.body != "" || t.voice.described != "", t.voice.ent >= 0 && ent >= 0 && t.voice.ent != ent:
			return -1, 0
		case t.voice.ent >= 0:
			if ent = t.voice.ent; r.ents[ent].body || !r.mayGoOn(ent) || !r.surelyPerson(ent) && len(r.ents[ent].runs) < 2 {
				return -1, 0
			}
			turns++
		case t.read.found() && t.read.who.head >= 0 && !t.read.who.pronoun && (r.toks[t.read.who.head].is(clsBody|clsPlural) || r.toks[t.read.who.first].has(indefinite)):
			return -1, 0 // "said a neighbour"
		}
	}
	return ent, turns
}

// mayBe reports whether a pronoun or the form of a verb does not tell of another gender.
func (r *reader) mayBe(ent int, who subject) bool {
	f, g := r.ents[ent].feat&gender, who.feat&gender
	return f == 0 || g == 0 || f&g != 0
}

// answer reports whether a turn is a paragraph that answers the question before it.
func (r *reader) answer(t *turn) bool {
	if t.para == 0 || r.langs[t.para-1] != r.lang || r.pieces[t.pieces[0]].at != r.first[t.para] {
		return false
	}
	first, last := r.first[t.para-1], r.first[t.para]
	if first == last || r.speechIn(span{first, last}) {
		return false
	}
	prev := r.paras[t.para-1]
	return lastSign(r.text[prev.Start:prev.End]) == '?'
}

// wholeQuotation reports whether a turn without a cue is a sentence or a paragraph of its own.
func (r *reader) wholeQuotation(t *turn) bool {
	p := &r.pieces[t.pieces[0]]
	n, small := r.wordsOf(p)
	if r.wholeParagraph(t) {
		return n > 5 && (!small || n > 8)
	}
	return n > 5 && !small && len(t.pieces) == 1 && r.alone(p.at, r.around(p.at)) && !r.cueBehind(p.at)
}

// stillAbout returns the last mention of somebody before token at, and whether the text
// since then, from the paragraph before the last on, speaks of nobody else.
func (r *reader) stillAbout(ent, at int) (mention subject, ok bool) {
	pi := r.paraOf(at)
	from, here := r.first[max(0, pi-2)], r.first[pi]
	for k := at - 1; k >= from; k-- {
		t := &r.toks[k]
		if n := t.run - 1; n >= 0 && r.runs[n].first == k {
			if r.runs[n].ent == ent {
				return r.nameSubject(k, n), true
			}
			if !r.isBody(n) && (r.runs[n].ent < 0 || r.isPerson(r.runs[n].ent)) && (k >= here || r.stands(n, from)) {
				return subject{}, false
			}
		}
		if t.run == 0 && t.is(clsRole) && !t.is(clsKin) && !r.governed(k, from) && !slices.Contains(r.ents[ent].roles, r.roleKey(k)) && k > from && r.toks[k-1].is(clsDet) {
			return subject{}, false // "the mayor"
		}
	}
	n := r.ents[ent].runs[0]
	return r.nameSubject(r.runs[n].first, n), true
}

// paraOf is the paragraph of token k.
func (d *doc) paraOf(k int) int {
	pi, found := slices.BinarySearch(d.first, k)
	if !found {
		pi--
	}
	for pi+1 < len(d.first) && d.first[pi+1] == d.first[pi] {
		pi++ // empty paragraphs
	}
	return pi
}
