package extract

import (
	"verbatim/quotes"
)

// report is what a sentence without quotation marks says that somebody said:
// the words [from, to) of the article's own.
type report struct {
	read     reading
	from, to int // tokens
}

// statement reads a sentence that reports speech: "Smith said the bridge was
// safe", "The bridge is safe, Smith said", "..., according to the agency".
func (d *doc) statement(s sentence) (report, bool) {
	first, last := s.first, s.last
	for last > first && d.toks[last-1].kind == stop {
		last--
	}
	first = d.skipDateline(first, last)
	if last-first < 4 || last-first > 120 {
		return report{}, false
	}
	if r, ok := d.accordingReport(first, last); ok {
		return r, true
	}
	if r, ok := d.trailingReport(first, last); ok {
		return r, true
	}
	return d.leadingReport(first, last)
}

func (d *doc) accordingReport(first, last int) (report, bool) {
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
			for j := p.last + 1; j < last; j++ {
				if d.toks[j].kind == comma && last-j > 4 {
					return report{read, j + 1, last}, true
				}
			}
			return report{}, false
		}
		to := i
		for to > first && d.toks[to-1].kind == comma {
			to--
		}
		return report{read, first, to}, to-first >= 3
	}
	return report{}, false
}

// trailingReport reads "..., Smith said on Monday." and "..., said Smith."
func (d *doc) trailingReport(first, last int) (report, bool) {
	for i := last - 2; i > first+2 && i > last-40; i-- {
		if d.toks[i].kind != comma {
			continue
		}
		if i+1 < last && d.speechVerb(i+1, last) && d.toks[i+1].cls.is(clsSay) && d.toks[i+1].cls.is(formPast|formThird) {
			if p, ok := d.phraseAt(d.cueEnd(i+1)+1, last); ok && p.name != nil {
				return report{reading{who: p, found: true, cue: [2]int{i + 1, d.cueEnd(i + 1)}, pattern: patTrailing}, first, i}, true
			}
		}
		r := d.subjectVerb(i+1, last, false)
		if r.found && d.toks[r.cue[0]].cls.is(speech) && d.closes(r.cue[1]+1, last) && last-r.cue[1] < 14 {
			r.pattern = patTrailing
			return report{r, first, i}, true
		}
	}
	return report{}, false
}

// leadingReport reads "Smith said that ...": the first reporting verb of the
// sentence that has a subject, and what follows it.
func (d *doc) leadingReport(first, last int) (report, bool) {
	for v := first; v < last-2 && v < first+60; v++ {
		t := &d.toks[v]
		if t.kind != word || t.caps != lower || !t.cls.is(speech|clsThink|clsShow) && !d.particle(v) {
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
		if !that && !d.reportable(v, from, last) {
			continue
		}
		if that {
			r.pattern = patReport
		}
		return report{r, from, last}, true
	}
	return report{}, false
}

// reportable reports whether what follows a verb without "that" is its content.
func (d *doc) reportable(v, from, last int) bool {
	t := &d.toks[v]
	n := &d.toks[from]
	if n.kind != word && n.kind != number && n.kind != openParen {
		return false
	}
	if t.cls.is(clsThink) && !t.cls.is(speech) {
		return t.cls.is(clsShow) && false
	}
	return !n.cls.is(clsConj) && !d.timeWord(from)
}

// emitReport keeps a report as a quotation of kind indirect.
func (d *doc) emitReport(r report, v voice, si int) {
	start, end := int(d.toks[r.from].start), int(d.toks[r.to-1].full)
	seg, ok := trimmed(d.text, start, end)
	if !ok {
		return
	}
	s := d.sents[si]
	q := Quotation{
		Text: d.text[seg.Start:seg.End], Kind: quotes.Indirect, Segments: []quotes.Span{seg},
		Context: d.text[d.toks[s.first].start:d.toks[s.last-1].full],
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
	d.out = append(d.out, q)
	d.by = append(d.by, r.read.pattern)
}
