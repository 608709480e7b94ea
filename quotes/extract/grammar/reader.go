package grammar

import (
	"verbatim/quotes"
)

// turn is a quotation on its way.
type turn struct {
	pieces []int
	read   reading
	voice  voice
	para   int
}

// reader goes through the paragraphs and attributes what is said in them.
type reader struct {
	*doc
	para           int
	turns          []turn
	last, lastPara int // who spoke last, and in which paragraph; -1 for nobody
}

// paragraph attributes the pieces of paragraph pi.
func (r *reader) paragraph(pi int) {
	r.para = pi
	for q := r.first[pi]; q < r.first[pi+1]; q++ {
		if r.toks[q].kind != quoted {
			continue
		}
		p := &r.pieces[r.toks[q].piece]
		if _, ok := trimmed(r.text, p.start, p.end); !ok {
			continue
		}
		t := turn{pieces: []int{r.toks[q].piece}, para: pi, voice: voice{ent: -1}}
		t.read = r.read(q)
		n := len(r.turns)
		if n > 0 && r.goesOn(&r.turns[n-1], &t, q) {
			prev := &r.turns[n-1]
			prev.pieces = append(prev.pieces, t.pieces...)
			if !prev.read.found() && t.read.found() {
				prev.read = t.read
				prev.voice = r.voiceOf(t.read)
			}
			continue
		}
		if t.read.found() {
			t.voice = r.voiceOf(t.read)
		}
		r.turns = append(r.turns, t)
	}
}

func (r *reader) voiceOf(rd reading) voice {
	v := r.lead(rd.who, rd.who.first)
	if v.ent >= 0 {
		r.last, r.lastPara = v.ent, r.para
		if rd.who.run >= 0 && rd.by != according && rd.verb >= 0 {
			r.runs[rd.who.run].subject = true
		}
		if rd.verb >= 0 && r.ents[v.ent].feat&gender == 0 && !r.ents[v.ent].body {
			r.ents[v.ent].feat |= r.toks[rd.verb].feat & (masculine | feminine)
		}
	}
	return v
}

// goesOn reports whether the turn t, at token q, goes on with what prev says: it is of the
// same utterance, or nothing but the cue of prev stands between them.
func (r *reader) goesOn(prev, t *turn, q int) bool {
	last := &r.pieces[prev.pieces[len(prev.pieces)-1]]
	p := &r.pieces[t.pieces[0]]
	if last.utterance == p.utterance {
		return true
	}
	if t.read.cue == prev.read.cue {
		t.read = reading{} // it is that of the words before: “...”, so Smith, “...”
	}
	if prev.para != t.para || t.read.found() || !prev.read.found() {
		return false
	}
	n, small := r.wordsOf(p)
	switch {
	case q == last.at+1: // “...” “...”
		return !small
	case prev.read.cue.first > last.at && prev.read.cue.last <= q:
		k := q - 1
		for k > last.at && (r.toks[k].kind == dash || r.toks[k].kind == comma || r.toks[k].kind == colon) {
			k--
		}
		if r.toks[k].sent == r.toks[q].sent {
			return r.toks[q-1].kind != word && k-max(prev.read.who.last, prev.read.cue.last) < 6
		}
		return r.toks[k].sent == r.toks[last.at].sent && q == r.sents[r.toks[q].sent].first && !small && n > 2
	}
	return false
}

// emit returns the turns as quotations.
func (r *reader) emit() []Quotation {
	var out []Quotation
	for i := range r.turns {
		out = append(out, r.quotation(&r.turns[i]))
	}
	return out
}

func (r *reader) quotation(t *turn) Quotation {
	var q Quotation
	torn, words := false, 0
	for _, i := range t.pieces {
		p := &r.pieces[i]
		if s, ok := trimmed(r.text, p.start, p.end); ok {
			q.Segments = append(q.Segments, s)
			n, _ := r.wordsOf(p)
			words += n
			torn = torn || p.torn
		}
	}
	first := &r.pieces[t.pieces[0]]
	s := r.sents[r.toks[first.at].sent]
	q.Sentence = quotes.Span{Start: r.toks[s.first].start, End: r.toks[s.last-1].end}
	q.Kind = r.kindOf(t, first, words)
	q.Construction = names[t.read.by]
	if !t.read.found() {
		q.Doubt = quotes.DoubtSpeaker
		if r.nameInMarks(first.at) || words <= 2 {
			q.Doubt = quotes.DoubtSpeech
		}
		return q
	}
	cue := r.spanOf(t.read.cue.first, t.read.cue.last)
	q.CueSpan = &cue
	q.Sure = sure[t.read.by] * t.voice.sure
	if words < 5 {
		q.Sure *= .97
	}
	switch {
	case t.read.doubted:
		q.Sure, q.Doubt = q.Sure*.4, quotes.DoubtUnsaid
	case torn:
		q.Sure, q.Doubt = q.Sure*.5, quotes.DoubtMarks
	case !t.voice.known():
		q.Doubt = t.voice.why
	}
	if t.voice.known() {
		who := t.read.who
		from := who.first
		if who.run >= 0 {
			from = r.runs[who.run].first
		}
		sp := quotes.Speaker{Name: t.voice.body, Body: true}
		if t.voice.ent >= 0 {
			sp = r.speaker(t.voice.ent, from, who.last, t.voice.role)
		}
		span := r.spanOf(from, who.last)
		q.Speaker, q.SpeakerSpan = &sp, &span
	}
	return q
}

func (r *reader) spanOf(first, last int) quotes.Span {
	return quotes.Span{Start: r.toks[first].start, End: r.toks[last-1].end}
}

// kindOf tells whether at least a clause is the speaker's own.
func (r *reader) kindOf(t *turn, first *piece, words int) quotes.Kind {
	_, small := r.wordsOf(first)
	switch t.read.by {
	case inverted, after, led, label, neutral:
		if small && words < 4 && t.read.by != inverted {
			return quotes.Partial
		}
		if small && t.read.by != led && t.read.by != label {
			return quotes.Partial
		}
		return quotes.Direct
	}
	if small || words < 4 || t.read.by == that {
		return quotes.Partial
	}
	return quotes.Direct
}

var names = [...]string{
	none: "none", inverted: "inverted", after: "after", led: "led", label: "label", neutral: "neutral",
	that: "that", according: "according", trailing: "trailing", carried: "carried",
}
