package command

import (
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// Bounds of what the line of a dispute says of each source, in UTF-16 code units.
const (
	maxDisputant = 50
	maxAccount   = 80
)

// accounts is what the attributions behind the leading one add to it.
type accounts struct {
	disputing []quotes.Attribution // name other speakers
	unsaid    []quotes.Attribution // reports of what nobody says
	elsewhere []quotes.Source      // the same once more; a denial is not where it was said
}

// accountsOf sorts served attributions, each speaker and source once. Spellings of
// one person, or of one of several, are no other speakers.
func (l layout) accountsOf(all []quotes.Attribution, lead quotes.Attribution) accounts {
	var out accounts
	said := []quotes.Attribution{lead}
	sources := map[string]bool{l.sourceKey(lead.Source): true}
	known := func(a quotes.Attribution) bool {
		for _, other := range said {
			if other.Polarity == a.Polarity && (speakerKey(a) == speakerKey(other) || search.SameSpeakers(a.Speakers, other.Speakers)) {
				return true
			}
		}
		return false
	}
	for _, a := range all {
		asserted := a.Polarity == quotes.Asserted
		if !a.Status.Served() || asserted && search.NobodyNamed(a.Speakers) || known(a) {
			continue
		}
		said = append(said, a)
		sources[l.sourceKey(a.Source)] = true
		if asserted {
			out.disputing = append(out.disputing, a)
		} else {
			out.unsaid = append(out.unsaid, a)
		}
	}
	for _, a := range all {
		if key := l.sourceKey(a.Source); a.Status.Served() && a.Polarity == lead.Polarity && !sources[key] {
			sources[key] = true
			out.elsewhere = append(out.elsewhere, a.Source)
		}
	}
	return out
}

// disputes tell who else is named for the words, and who does not say so.
func (l layout) disputes(lead quotes.Attribution, o accounts) []Line {
	var lines []Line
	if len(o.disputing) > 0 {
		lines = append(lines, Line{Parts: l.dispute(lead, o.disputing, true)})
	}
	for _, a := range o.unsaid[:min(listed, len(o.unsaid))] {
		lines = append(lines, Line{Parts: append(append(l.ofReport(a), Part{Text: choiceSeparator}), l.source(a.Source, false)...)})
	}
	if more := len(o.unsaid) - listed; more > 0 {
		lines = append(lines, Line{Parts: []Part{{Text: l.m.AndMore(more)}}, Minor: true})
	}
	return lines
}

// dispute says who else is named for the words. It is a dispute if two are; a
// report is the words of its source, and others may say the same. With sources it
// says where.
func (l layout) dispute(lead quotes.Attribution, others []quotes.Attribution, sources bool) []Part {
	heading := l.m.OtherSpeakers(len(others))
	if lead.Kind != quotes.Indirect && (len(others) > 1 || !search.NobodyNamed(lead.Speakers)) {
		heading = l.m.Disputed(len(others))
	}
	parts := []Part{{Text: heading, Strong: true}, {Text: " "}}
	for i, a := range others[:min(listed, len(others))] {
		switch {
		case i == 0:
		case i == len(others)-1:
			parts = append(parts, Part{Text: " " + l.m.And() + " "})
		default:
			parts = append(parts, Part{Text: ", "})
		}
		parts = append(parts, Part{Text: line(a.Speakers[0].Name, maxDisputant), Strong: true})
		if more := len(a.Speakers) - 1; more > 0 {
			parts = append(parts, Part{Text: " " + l.m.AndMore(more)})
		}
		if sources {
			parts = append(parts, Part{Text: " ("}, Part{Text: l.account(a.Source)}, Part{Text: ")"})
		}
	}
	if more := len(others) - listed; more > 0 {
		parts = append(parts, Part{Text: " " + l.m.AndMore(more)})
	}
	return parts
}

// account names a source in brackets.
func (l layout) account(s quotes.Source) string {
	return messages.Shorten(Line{Parts: l.source(s, false)}.text(), maxAccount)
}

// also names other sources with the same words.
func (l layout) also(elsewhere []quotes.Source) Line {
	if len(elsewhere) == 0 {
		return Line{}
	}
	parts := []Part{{Text: l.m.Also()}}
	for i, s := range elsewhere[:min(listed, len(elsewhere))] {
		between := "; "
		if i == 0 {
			between = " "
		}
		parts = append(append(parts, Part{Text: between}), l.source(s, false)...)
	}
	if more := len(elsewhere) - listed; more > 0 {
		parts = append(parts, Part{Text: "; "}, Part{Text: l.m.AndMore(more)})
	}
	return Line{Parts: parts, Minor: true}
}
