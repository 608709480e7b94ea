package extract

import (
	"unicode"

	"verbatim/quotes"
)

// readLed reads paragraphs without marks that a line leads to: "Professor Dana
// Wolfe, head of the institute, said:". Press releases set them so. Where a page
// lost what was embedded in it, narration follows such a line: the speaker must
// mean himself, or three lines lead to words in that way. Then what stands below them
// up to the next such line, if it is no more than two paragraphs, is words too.
func (d *reader) readLed() {
	type led struct {
		pi int
		r  reading
	}
	var all []led
	for pi := 1; pi < len(d.paras); pi++ {
		if d.layout.taken[pi] || d.layout.taken[pi-1] || !d.saidBelow(pi) {
			continue
		}
		if r := d.saidAbove(pi); r.found {
			all = append(all, led{pi, r})
		}
	}
	for i, l := range all {
		if len(all) < 3 && !d.selfIn(l.pi) {
			continue
		}
		v := d.voiceOf(l.r.who, d.paras[l.pi-1].lastSent-1, "")
		if len(v.speakers) != 1 || v.ent < 0 {
			continue
		}
		next := len(d.paras)
		if i+1 < len(all) {
			next = all[i+1].pi - 1
		}
		last := l.pi
		for last+1 < next && d.saidBelow(last+1) && (d.selfIn(last+1) || len(all) >= 3 && next-last <= 3 && next < len(d.paras)) && !d.tellsOf(last+1, v.ent) {
			last++
		}
		if d.tellsOf(l.pi, v.ent) {
			continue
		}
		var words []quotes.Span
		for pi := l.pi; pi <= last; pi++ {
			if s, ok := trimmed(d.text, d.paras[pi].start, d.paras[pi].end); ok {
				words = append(words, s)
			}
		}
		d.enterBlock(l.pi, last, words, v, patLead, l.r)
	}
}

// saidAbove reads the line above paragraph pi that consists of a name and a verb of
// saying, or tells that he gives a statement: "Smith, the mayor, said:".
func (d *reader) saidAbove(pi int) reading {
	above := &d.paras[pi-1]
	if above.lastSent-above.firstSent != 1 || above.end-above.start > 250 || len(above.regions) > 0 {
		return reading{}
	}
	r := d.ledBy(pi)
	if r.found && r.who.name != nil && r.who.also == nil && d.toks[r.cue[0]].kind == colon && d.givesFollowing(r.who.last+1, r.cue[0]) {
		return r // "issued the following statement:"
	}
	if !r.found || r.who.name == nil || r.who.also != nil || !d.toks[r.cue[0]].cls.is(clsSay) || d.toks[r.cue[1]+1].kind != colon {
		return reading{}
	}
	switch d.low(r.cue[0]) {
	case "said", "says", "added", "adds", "commented", "comments":
		return r
	}
	return reading{}
}

// saidBelow reports whether paragraph pi can be words that a line leads to: a
// paragraph of whole sentences without marks, and no heading and no item of a list.
func (d *reader) saidBelow(pi int) bool {
	p := &d.paras[pi]
	s := d.text[p.start:p.end]
	if d.layout.taken[pi] || len(p.regions) > 0 || p.foreign || p.firstSent >= p.lastSent || d.heads(pi) || bullet.MatchString(s) || !endsAsSpeech(s) || s[len(s)-1] == ':' || wordCount(s) < 8 {
		return false
	}
	return !unicode.IsLower(firstRune(s)) && !aboutSpeech.MatchString(s)
}

// tellsOf reports whether paragraph pi names the speaker, or has words that
// somebody reports: then it is told and not spoken.
func (d *reader) tellsOf(pi, ent int) bool {
	for si := d.paras[pi].firstSent; si < d.paras[pi].lastSent; si++ {
		s := d.sents[si]
		for i := s.first; i < s.last; i++ {
			if m := d.mention(i); m != nil && m.ent == ent {
				return true
			}
		}
		for _, r := range d.statements(s) {
			if r.read.who.name != nil || r.read.who.pronoun && pronounSex(d.low(r.read.who.head)) != 0 {
				return true
			}
		}
	}
	return false
}
