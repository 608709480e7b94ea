package command

import (
	"strings"
	"unicode"

	"verbatim/bot/messages"
	"verbatim/search"
)

// Again is the search that a sentence of [NothingFound] proposes.
type Again struct {
	Label string // of the button that asks it; "" when there is none
	Query search.Query
}

// NothingFound says why a query found nothing and what to do next, in one or two
// sentences: of several reasons the one that is removed most easily.
func NothingFound(m *messages.Catalogue, q search.Query, result search.Result) (string, Again) {
	why := result.ZeroResult
	if why == nil {
		why = &search.ZeroResult{}
	}
	suggested := Again{Query: q}
	if result.Suggestion != "" {
		suggested.Query.Words, suggested.Label = result.Suggestion, m.Plain().SearchFor(result.Suggestion)
	}
	switch {
	case result.NotQuoted != "":
		return m.NothingOf(result.NotQuoted, result.Suggestion), suggested
	case why.Speaker != nil:
		found, again := withoutName(m, q, why.Without, search.SpeakerPart)
		if near := why.Speaker.Near; len(near) > 0 {
			again = Again{m.Plain().SearchWith(near[0]), q}
			again.Query.Filter.Speaker = near[0]
		}
		return m.UnknownSpeaker(q.Filter.Speaker, why.Speaker.Near, found), again
	case why.Source != nil:
		found, again := withoutName(m, q, why.Without, search.SourcePart)
		if near := why.Source.Near; len(near) > 0 {
			again = Again{m.Plain().SearchWith(near[0]), q}
			again.Query.Filter.Source = near[0]
		}
		return m.UnknownSource(q.Filter.Source, why.Source.Near, found), again
	case len(why.Without) > 0:
		// People are surest of the speaker: the last part is left out most easily.
		return without(m, q, why.Without[len(why.Without)-1])
	case len(why.Words) > 0:
		return wordsUnknown(m, why.Words, result.Suggestion), suggested
	case why.Apart:
		return m.WordsApart(result.Suggestion), suggested
	case !strings.ContainsFunc(q.Words, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }):
		return m.NoWords(), Again{}
	}
	return m.NothingFound(q.Words, result.Suggestion), suggested
}

// withoutName is how many quotations leaving out one part of the filter finds,
// and the search that finds them.
func withoutName(m *messages.Catalogue, q search.Query, all []search.Without, p search.Part) (int, Again) {
	for _, w := range all {
		if len(w.Parts) == 1 && w.Parts[0] == p {
			_, again := without(m, q, w)
			return w.Found, again
		}
	}
	return 0, Again{}
}

// without tells what is found without parts of the filter.
func without(m *messages.Catalogue, q search.Query, w search.Without) (string, Again) {
	plain, again := m.Plain(), Again{Query: q}
	for _, p := range w.Parts {
		again.Query.Filter = again.Query.Filter.Without(p)
	}
	if len(w.Parts) > 1 {
		again.Label = plain.SearchWithoutFilters()
		return m.WithoutFilter(w.Found), again
	}
	switch w.Parts[0] {
	case search.SpeakerPart:
		again.Label = plain.SearchWithoutSpeaker()
		return m.WithoutSpeaker(q.Filter.Speaker, w.Found), again
	case search.SourcePart:
		again.Label = plain.SearchWithoutSource()
		return m.WithoutSource(q.Filter.Source, w.Found), again
	case search.DatesPart:
		again.Label = plain.SearchWithoutDates()
		return m.WithoutDates(w.Found), again
	case search.LanguagePart:
		again.Label = plain.SearchAllLanguages()
		return m.WithoutLanguage(q.Filter.Language, w.Found), again
	}
	return m.WithoutKind(w.Found), Again{} // the command line's filter: it has no buttons
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
