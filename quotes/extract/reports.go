package extract

import (
	"verbatim/quotes"
)

// report is what a sentence without quotation marks says that somebody said: the
// words [from, to) of the article's own, and those from again on when the cue
// stands in their midst.
type report struct {
	read     reading
	from, to int // tokens
	again    int // 0: nothing
	end      int
}

// statements reads what a sentence reports: "Smith said the bridge was safe,
// adding that ...", "The bridge is safe, Smith said", "..., according to the
// agency". Words that hold a quotation are left to the quotation.
func (d *cast) statements(s sentence) []report {
	first, last := s.first, s.last
	for last > first && d.toks[last-1].kind == stop {
		last--
	}
	first = d.skipDateline(first, last)
	if last-first < 4 || last-first > 120 {
		return nil
	}
	var rs []report
	if r, ok := d.headlineReport(s, first, last); ok {
		rs = append(rs, r)
	} else if r, ok := d.accordingReport(first, last); ok {
		rs = append(rs, r)
	} else if r, ok := d.trailingReport(first, last); ok {
		rs = append(rs, r)
	} else if r, ok := d.leadingReport(first, last); ok {
		rs = append(rs, r)
		// What is said behind it is a report of its own.
		for n := 0; n < 4; n++ {
			l := &rs[len(rs)-1]
			cut, next := d.nextCue(l.read, l.from, last)
			if cut < 0 {
				break
			}
			l.to = cut
			rs = append(rs, next)
		}
	} else if r, ok := d.participleReport(first, last); ok {
		rs = append(rs, r)
	}
	kept := rs[:0]
	for _, r := range rs {
		if r.to-r.from >= 2 && !d.hasQuote(r.from, r.to) && (r.again == 0 || !d.hasQuote(r.again, r.end)) {
			kept = append(kept, r)
		}
	}
	return kept
}

func (d *prose) hasQuote(from, to int) bool {
	for i := from; i < to; i++ {
		if d.toks[i].kind == quoted && !d.regionAt(i).makeshift {
			return true
		}
	}
	return false
}

// behindThat moves over "that" and over the one spoken to in "telling him that".
func (d *prose) behindThat(from, last int) int {
	for k := from; k < last && k < from+5; k++ {
		if d.toks[k].kind != word {
			break
		}
		if d.low(k) == "that" {
			return k + 1
		}
	}
	return from
}

// nextParticiple finds ", adding" behind token i: the comma and the verb.
func (d *prose) nextParticiple(i, last int) (cut, verb int) {
	for k := i + 1; k+1 < last; k++ {
		if d.toks[k].kind != comma && d.toks[k].kind != dash {
			continue
		}
		v := k + 1
		for v < last && (d.toks[v].cls.is(clsConj) || d.toks[v].cls.is(clsAdv) && d.toks[v].kind == word) {
			v++
		}
		if v < last && d.toks[v].kind == word && d.toks[v].caps == lower && d.toks[v].cls.is(clsSay|clsTell|clsJudge) && d.toks[v].cls.is(formIng) && last-v > 3 {
			return k, v
		}
	}
	return -1, -1
}

// nextCue finds where the content of the reading r, begun at token i, ends
// because more is said: ", adding", "and said", ", but Jones said".
func (d *cast) nextCue(r reading, i, last int) (int, report) {
	for k := i + 1; k+2 < last; k++ {
		t := &d.toks[k]
		if t.kind != comma && t.kind != dash && t.kind != semicolon && !(t.kind == word && t.caps == lower && (d.low(k) == "and" || d.low(k) == "but")) {
			continue
		}
		v := k + 1
		for v < last && d.toks[v].kind == word && d.mention(v) == nil && (d.toks[v].cls.is(clsConj) || d.toks[v].cls.is(clsAdv) && !d.toks[v].cls.is(clsDet|clsPron) || d.low(v) == "while" || d.low(v) == "although" || d.low(v) == "though") {
			v++
		}
		if v+2 >= last || d.toks[v].kind != word {
			continue
		}
		c := d.toks[v].cls
		conj := v > k+1 || t.kind == word
		switch {
		case d.toks[v].caps == lower && c.is(clsSay|clsTell|clsJudge) && c.is(formIng) && t.kind != word,
			d.toks[v].caps == lower && c.is(clsSay|clsTell) && c.is(formPast|formThird) && conj && !c.is(clsNounlike|clsRole|clsBody):
			next := report{read: r, from: d.behindThat(d.cueEnd(v)+1, last), to: last}
			next.read.cue = [2]int{v, d.cueEnd(v)}
			return k, next
		case t.kind != word && (conj || t.kind == semicolon):
			o := d.subjectVerb(v, last, false)
			if o.found && o.cue[0] < v+8 && d.toks[o.cue[0]].cls.is(clsSay|clsTell) && o.cue[1]+1 < last && d.toks[o.cue[1]+1].kind != comma {
				o.pattern = patThat
				return k, report{read: o, from: d.behindThat(o.cue[1]+1, last), to: last}
			}
		}
	}
	return -1, report{}
}

// participleReport reads "Smith left the room, saying that ...".
func (d *cast) participleReport(first, last int) (report, bool) {
	cut, v := d.nextParticiple(first, last)
	if cut < 0 {
		return report{}, false
	}
	p, doubt, ok := d.clauseSubject(first, cut, true)
	if !ok || !d.canSpeak(p) {
		return report{}, false
	}
	r := reading{who: p, found: true, cue: [2]int{v, d.cueEnd(v)}, pattern: patThat, doubt: doubt}
	return report{read: r, from: d.behindThat(r.cue[1]+1, last), to: last}, true
}

// headlineReport reads "Smith: The bridge is safe" in the first line of a text.
func (d *cast) headlineReport(s sentence, first, last int) (report, bool) {
	if s.para != 0 || last-first > 30 {
		return report{}, false
	}
	for i := first + 1; i < last-2 && i < first+8; i++ {
		if d.toks[i].kind != colon {
			continue
		}
		m := d.mention(i - 1)
		if m == nil || m.kind == roleOnly || d.toks[m.last].possessive() || m.first > first+1 {
			return report{}, false
		}
		p := np{first: m.first, last: m.last, head: m.last, name: m}
		return report{read: reading{who: p, found: true, cue: [2]int{i, i}, pattern: patHeadline}, from: i + 1, to: last}, true
	}
	return report{}, false
}

func (d *cast) accordingReport(first, last int) (report, bool) {
	for i := first; i < last; i++ {
		if !d.isAccording(i, last) {
			continue
		}
		p, ok := d.phraseAt(i+2, last)
		if !ok {
			return report{}, false
		}
		read := reading{who: d.namedBeside(p, last), found: true, cue: [2]int{i, i + 1}, pattern: patAccording}
		if i <= first+1 { // According to Smith, ...
			for j := read.who.last + 1; j < last; j++ {
				if d.toks[j].kind == comma && last-j > 4 {
					return report{read: read, from: j + 1, to: last}, true
				}
			}
			return report{}, false
		}
		to := i
		for to > first && d.toks[to-1].kind == comma {
			to--
		}
		return report{read: read, from: first, to: to}, to-first >= 3
	}
	return report{}, false
}

// trailingReport reads "..., Smith said on Monday." and "..., said Smith."
func (d *cast) trailingReport(first, last int) (report, bool) {
	for i := last - 2; i > first+1 && i > last-40; i-- {
		if d.toks[i].kind != comma {
			continue
		}
		if i+1 < last && d.speechVerb(i+1, last) && d.toks[i+1].cls.is(clsSay) && d.toks[i+1].cls.is(formPast|formThird) {
			if p, ok := d.phraseAt(d.cueEnd(i+1)+1, last); ok && p.name != nil && d.closes(d.behind(p, last), last) {
				return report{read: reading{who: p, found: true, cue: [2]int{i + 1, d.cueEnd(i + 1)}, pattern: patTrailing}, from: first, to: i}, true
			}
		}
		r := d.subjectVerb(i+1, last, false)
		if r.found && d.toks[r.cue[0]].cls.is(clsSay) && r.cue[1]+3 < last && d.toks[r.cue[1]+1].kind == comma {
			// "The bridge, Smith said, is safe."
			r.pattern = patTrailing
			return report{read: r, from: first, to: i, again: r.cue[1] + 2, end: last}, true
		}
		if r.found && d.toks[r.cue[0]].cls.is(speech) && d.closes(r.cue[1]+1, last) && last-r.cue[1] < 14 {
			r.pattern = patTrailing
			return report{read: r, from: first, to: i}, true
		}
	}
	return report{}, false
}

// leadingReport reads "Smith said that ...": the first reporting verb of the
// sentence that has a subject, and what follows it.
func (d *cast) leadingReport(first, last int) (report, bool) {
	for v := first; v < last-2 && v < first+60; v++ {
		t := &d.toks[v]
		if t.kind != word || t.caps != lower && !t.headline || !t.cls.is(anyCue) && !d.particle(v) {
			continue
		}
		form := d.verbAt(v, first)
		if form&(formPast|formThird|formBase) == 0 {
			continue
		}
		p, doubt, ok := d.subjectBefore(v, first)
		if !ok || !d.canSpeak(p) || p.pronoun && d.low(p.head) == "you" {
			continue
		}
		r := reading{who: p, found: true, cue: [2]int{v, d.cueEnd(v)}, pattern: patThat, doubt: doubt}
		from := r.cue[1] + 1
		if t.cls.is(clsTell) {
			if w, ok := d.phraseAt(from, last); ok {
				_, end := d.withTail(w, last)
				if end >= last {
					continue // "told The New York Times" and nothing more
				}
				if end < last && (d.low(end) == "that" || !t.cls.is(clsSay)) {
					r.toWhom = &w
					from = end
				}
			}
		}
		that := false
		for k := from; k < last && k < from+6; k++ {
			if d.toks[k].kind == word && d.low(k) == "that" {
				from, that = k+1, true
				break
			}
			if !d.timeWord(k) && !d.toks[k].cls.is(clsPrep|clsTime) && d.mention(k) == nil && d.toks[k].kind == word {
				break
			}
		}
		if last-from < 3 {
			continue
		}
		if !that && t.cls.is(clsSay|clsTell) {
			from = d.behindTime(from, last)
		}
		if !that && !d.reportable(v, from, last) {
			continue
		}
		if that {
			r.pattern = patReport
		}
		return report{read: r, from: from, to: last}, true
	}
	return report{}, false
}

// behindTime moves over when and where something was said: "said after the
// convention he would", "said Tuesday the plan". It stops at a "that" or at the
// subject of what was said, and stays where it is if it finds neither.
func (d *cast) behindTime(from, last int) int {
	if !d.toks[from].cls.is(clsPrep) && !d.timeWord(from) {
		return from
	}
	if d.timeWord(from) && from+1 < last && !d.toks[from+1].cls.is(clsPrep) {
		return from + 1
	}
	for k := from + 1; k+2 < last && k < from+14; k++ {
		t := &d.toks[k]
		if t.kind == quoted || t.kind == colon {
			break
		}
		if t.kind != word || d.mention(k) != nil {
			continue
		}
		if d.low(k) == "that" && !d.toks[k-1].cls.is(clsPrep) {
			return k + 1
		}
		if subjectPronouns[d.low(k)] && d.low(k) != "who" && d.low(k) != "it" && d.low(k) != "you" && !d.toks[k-1].cls.is(clsSub|clsPrep|clsConj) {
			return k
		}
	}
	return from
}

// reportable reports whether what follows a verb without "that" is its content.
func (d *cast) reportable(v, from, last int) bool {
	t := &d.toks[v]
	n := &d.toks[from]
	if n.kind != word && n.kind != number && n.kind != openParen {
		return false
	}
	if !t.cls.is(clsSay|clsTell|clsThink|clsShow|clsJudge) && !d.particle(v) || t.cls.is(clsDeed) && !t.cls.is(clsSay) {
		return false
	}
	if n.cls.is(clsPrep) && !n.cls.is(clsDet|clsPron) && !d.particle(v) && !d.isInfinitive(from) {
		return false // "said in an interview"
	}
	return !n.cls.is(clsConj) && !d.timeWord(from)
}

func (d *prose) isInfinitive(i int) bool { return d.low(i) == "to" }

// emitReport keeps a report as a quotation of kind indirect.
func (d *reader) emitReport(r report, v voice, si int) {
	start, end := int(d.toks[r.from].start), int(d.toks[r.to-1].full)
	seg, ok := trimmed(d.text, start, end)
	if !ok {
		return
	}
	s := d.sents[si]
	segs := []quotes.Span{seg}
	if r.again > 0 {
		if more, ok := trimmed(d.text, int(d.toks[r.again].start), int(d.toks[r.end-1].full)); ok {
			segs = append(segs, more)
		}
	}
	q := Quotation{
		Text: joined(d.text, segs), Kind: quotes.Indirect, Segments: segs,
		Context: d.around(s, seg),
	}
	cue := d.span(r.read.cue[0], r.read.cue[1])
	q.CueSpan, q.Cue = &cue, d.text[cue.Start:cue.End]
	span := v.span
	if len(v.speakers) > 0 {
		q.Speakers, q.SpeakerSpan = v.speakers, &span
	}
	q.Confidence = sure[r.read.pattern] * v.sure
	if r.read.doubt {
		q.Confidence *= .7
	}
	q.Status = quotes.Extracted
	if q.Confidence < served {
		q.Status = quotes.Review
	}
	q.Via = d.viaOf(r.read, s)
	if r.from > r.read.cue[1] {
		q.Said = d.saidOn(r.read.cue[1]+1, r.from)
	} else {
		q.Said = d.saidOn(r.read.cue[1]+1, s.last)
	}
	if q.Via == "" && si+1 < len(d.sents) {
		q.Via = d.viaBehind(d.sents[si+1])
	}
	d.out = append(d.out, q)
	d.by = append(d.by, r.read.pattern)
}
