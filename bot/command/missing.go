package command

import (
	"verbatim/bot/messages"
	"verbatim/search"
)

// NothingFound says why a query found nothing and what to do next, in one or two
// sentences: of several reasons the one that is removed most easily.
func NothingFound(m *messages.Catalogue, q search.Query, result search.Result) string {
	why := result.Missing
	if why == nil {
		return m.NothingFound(q.Words, result.Suggestion)
	}
	switch {
	case why.Speaker != nil:
		return m.UnknownSpeaker(q.Filter.Speaker, why.Speaker.Near, foundWithout(why, search.SpeakerPart))
	case why.Source != nil:
		return m.UnknownSource(q.Filter.Source, why.Source.Near, foundWithout(why, search.SourcePart))
	case len(why.Without) > 0:
		// People are surest of the speaker: the last part is left out most easily.
		return without(m, q.Filter, why.Without[len(why.Without)-1])
	case why.Unquoted > 0:
		return m.NotExactly(why.Unquoted)
	case len(why.Words) > 0:
		return wordsUnknown(m, why.Words, result.Suggestion)
	case why.Apart:
		return m.WordsApart(result.Suggestion)
	}
	return m.NothingFound(q.Words, result.Suggestion)
}

// foundWithout is how many quotations leaving out one part of the filter finds.
func foundWithout(why *search.Missing, p search.Part) int {
	for _, w := range why.Without {
		if len(w.Parts) == 1 && w.Parts[0] == p {
			return w.Found
		}
	}
	return 0
}

func without(m *messages.Catalogue, f search.Filter, w search.Without) string {
	if len(w.Parts) > 1 {
		return m.WithoutFilter(w.Found)
	}
	switch w.Parts[0] {
	case search.SpeakerPart:
		return m.WithoutSpeaker(f.Speaker, w.Found)
	case search.SourcePart:
		return m.WithoutSource(f.Source, w.Found)
	case search.DatesPart:
		return m.WithoutDates(w.Found)
	}
	return m.WithoutKind(w.Found)
}

// wordsUnknown names the words, and words near them unless there is a whole query
// to try that is not just one of these.
func wordsUnknown(m *messages.Catalogue, unknown []search.Unknown, suggestion string) string {
	var words, near []string
	for _, u := range unknown {
		words = append(words, u.Text)
		if len(u.Near) > 0 {
			near = append(near, u.Near[0])
		}
	}
	if len(unknown) == 1 && len(unknown[0].Near) > 0 {
		near = unknown[0].Near
		if suggestion == near[0] {
			suggestion = ""
		}
	}
	return m.WordsUnknown(words, near, suggestion)
}
