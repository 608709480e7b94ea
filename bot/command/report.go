package command

import (
	"slices"
	"strings"

	"verbatim/bot/messages"
	"verbatim/quotes"
)

// A report is the source's own sentence about what somebody said. It is shown as
// that sentence, the reported clause emphasised, and never like a quotation; the
// line over it says whose it is and whether he stands by it.

// Report lays out one attribution of kind indirect, for a list of what an article
// holds: the line over the sentence, and the sentence, or the clause alone where
// the record does not have it. words are those of the quotation.
func Report(words string, a quotes.Attribution, m *messages.Catalogue) (over Line, sentence []Run) {
	l := layout{m: m.Plain()}
	return l.over(a), reportRuns(words, nil, a)
}

// over returns the line over a report.
func (l layout) over(a quotes.Attribution) Line {
	return Line{Parts: slices.Concat([]Part{{Text: l.m.NotQuoted()}, {Text: choiceSeparator}}, l.reportLine(a)), Minor: true}
}

// ofReport returns what stands for the speakers where a report is one of several
// things that sources say: "Reported: Ann Lee denied this".
func (l layout) ofReport(a quotes.Attribution) []Part {
	before, after := l.m.ReportedOf()
	return slices.Concat([]Part{{Text: before}}, l.reportLine(a), []Part{{Text: after}})
}

// reportLine returns "Ann Lee (minister) and Bob Ray denied this".
func (l layout) reportLine(a quotes.Attribution) []Part {
	before, after := l.m.Reported(string(a.Polarity))
	parts := []Part{{Text: before}}
	if len(a.Speakers) == 0 {
		return append(parts, Part{Text: l.m.Somebody()}, Part{Text: after})
	}
	used := 0
	for i, s := range a.Speakers {
		name, role, written := line(s.Name, maxPerson), line(s.Role, maxRole), line(s.AsWritten, maxCue)
		if used += messages.Len16(name + role + written); i > 0 && used > maxPeople {
			parts = append(parts, Part{Text: " " + l.m.AndMore(len(a.Speakers)-i)})
			break
		}
		switch {
		case i == 0:
		case i == len(a.Speakers)-1:
			parts = append(parts, Part{Text: " " + l.m.And() + " "})
		default:
			parts = append(parts, Part{Text: ", "})
		}
		parts = append(parts, Part{Text: name, Strong: true})
		var about []string
		if role != "" {
			about = append(about, role)
		}
		if written != "" && written != name {
			about = append(about, l.m.AsWritten(written))
		}
		if len(about) > 0 {
			parts = append(parts, Part{Text: " ("}, Part{Text: strings.Join(about, ", ")}, Part{Text: ")"})
		}
	}
	return append(parts, Part{Text: after})
}

// hasSentence reports whether the spans of a report's clause are such, of the
// sentence around it.
func hasSentence(a quotes.Attribution) bool {
	end := 0
	for _, s := range a.ContextSpans {
		if s.Start < end || s.End <= s.Start || s.End > len(a.Context) {
			return false
		}
		end = s.End
	}
	return end > 0
}

// reportRuns cuts the sentence where the reported clause and matched words begin
// and end.
func reportRuns(words string, matched []quotes.Span, a quotes.Attribution) []Run {
	t := marked{text: words, matched: merge(words, matched), reported: []quotes.Span{{Start: 0, End: len(words)}}, partings: a.Partings(words)}
	if hasSentence(a) {
		t = marked{text: a.Context, matched: inSentence(words, t.matched, a.ContextSpans), reported: a.ContextSpans}
	}
	out := t.runs()
	for i := range out { // a sentence is one line, wherever the source breaks it
		out[i].Text = strings.ReplaceAll(out[i].Text, "\n", " ")
	}
	return out
}

// inSentence returns where matched words stand in the sentence, whose clause the
// spans are: the words are these, joined by a space. Where they are other words'
// nothing is matched.
func inSentence(words string, matched, clause []quotes.Span) []quotes.Span {
	var out []quotes.Span
	at, next := 0, 0 // of words: where the segment begins; the first match that may reach into it
	for i, s := range clause {
		if i > 0 {
			at++
		}
		size := s.End - s.Start
		for next < len(matched) && matched[next].End <= at {
			next++
		}
		for _, m := range matched[next:] {
			if m.Start >= at+size {
				break
			}
			from, to := max(m.Start, at)-at, min(m.End, at+size)-at
			out = append(out, quotes.Span{Start: s.Start + from, End: s.Start + to})
		}
		at += size
	}
	if at != len(words) {
		return nil
	}
	return out
}

// marked is a text with what a reader shall see in it. Spans are in order and
// apart, partings as in [quotes.Partings].
type marked struct {
	text              string
	matched, reported []quotes.Span
	partings          []int
}

// runs cuts the text, made clean, where anything begins or ends.
func (t marked) runs() []Run {
	var at []int
	for _, s := range slices.Concat(t.matched, t.reported) {
		at = append(at, s.Start, s.End)
	}
	for _, p := range t.partings {
		at = append(at, p+1)
	}
	at = append(at, len(t.text))
	slices.Sort(at)
	at = slices.Compact(at)
	clean, moved := messages.CleanAt(t.text, at)
	var out []Run
	done, from := 0, 0
	for i, end := range moved {
		if end > done {
			out = append(out, Run{Text: clean[done:end], Matched: covers(&t.matched, from), Reported: covers(&t.reported, from)})
			done = end
		}
		from = at[i]
		if len(t.partings) > 0 && t.partings[0]+1 == from {
			out = append(out, Run{Text: quotes.PartingMark + " ", Reported: covers(&t.reported, from)})
			t.partings = t.partings[1:]
		}
	}
	return out
}

// covers reports whether one of the spans has a place, and drops those before
// it: places are asked for in ascending order.
func covers(spans *[]quotes.Span, at int) bool {
	for len(*spans) > 0 && (*spans)[0].End <= at {
		*spans = (*spans)[1:]
	}
	return len(*spans) > 0 && (*spans)[0].Start <= at
}
