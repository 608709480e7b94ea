package cli

import (
	"cmp"
	"time"

	"verbatim/quotes"
	"verbatim/search"
)

// answerJSON is a line of ask --json. Its names are a promise to other
// programs.
type answerJSON struct {
	Query  string    `json:"query"`
	TookUS int64     `json:"took_us"`
	Hits   []hitJSON `json:"hits"`
	// ReadAs is what the query was taken for, if not for what was typed.
	ReadAs string `json:"read_as,omitempty"`
	// Unquoted: nothing has the words between quotation marks in a row, and what was
	// found has them otherwise.
	Unquoted bool `json:"unquoted,omitempty"`
	// NotQuoted is whose words were asked for, if nothing is quoted of him.
	NotQuoted string `json:"not_quoted,omitempty"`
	// Suggestion is a query that finds something, Missing why this one found
	// nothing; only if it did.
	Confidence search.Confidence `json:"confidence"`
	Unfound    []string          `json:"unfound,omitempty"` // words that the first hit lacks
	Suggestion string            `json:"suggestion,omitempty"`
	Missing    *missingJSON      `json:"missing,omitempty"`
	// Error says why one of several questions was not answered.
	Error string `json:"error,omitempty"`
}

// missingJSON is [search.ZeroResult]: what is not a reason is left out.
type missingJSON struct {
	Words   []unknownJSON `json:"words,omitempty"`   // that no quotation has
	Speaker *unknownJSON  `json:"speaker,omitempty"` // of the filter, if nobody is called so
	Source  *unknownJSON  `json:"source,omitempty"`  // of the filter, if nothing is called so
	Without []withoutJSON `json:"without,omitempty"` // parts of the filter that exclude something
	Apart   bool          `json:"apart,omitempty"`   // all words are there, but not together
}

type unknownJSON struct {
	Text string   `json:"text"`
	Near []string `json:"near"` // the nearest first
}

type withoutJSON struct {
	Parts []search.Part `json:"parts"`
	Found int           `json:"found"` // quotations, without these parts
}

func newMissingJSON(m *search.ZeroResult) *missingJSON {
	if m == nil {
		return nil
	}
	unknown := func(u *search.Unknown) *unknownJSON {
		if u == nil {
			return nil
		}
		return &unknownJSON{Text: u.Text, Near: append([]string{}, u.Near...)}
	}
	out := &missingJSON{Speaker: unknown(m.Speaker), Source: unknown(m.Source), Apart: m.Apart}
	for _, w := range m.Words {
		out.Words = append(out.Words, *unknown(&w))
	}
	for _, w := range m.Without {
		out.Without = append(out.Without, withoutJSON(w))
	}
	return out
}

type hitJSON struct {
	ID    quotes.ID `json:"id"`
	Score float64   `json:"score"`
	Text  string    `json:"text"`
	// Partings are where something, such as a cue, stood between the words: bytes
	// into Text, of spaces that join two segments.
	Partings []int `json:"partings,omitempty"`
	// Kind, Polarity, Speaker and Partings are those of the lead attribution.
	Kind         quotes.Kind       `json:"kind"`
	Polarity     string            `json:"polarity,omitempty"` // see polarity
	Speaker      leadJSON          `json:"speaker"`            // the first one; empty when nobody is named
	Attributions []attributionJSON `json:"attributions"`
	// Alike are near duplicates, which have no hit of their own.
	Alike []quotes.ID `json:"alike,omitempty"`
	// Explain is there with --explain.
	Explain *explanationJSON `json:"explain,omitempty"`
}

type leadJSON struct {
	Name string `json:"name"`
	Role string `json:"role"`
}

type speakerJSON struct {
	Name      string `json:"name"`
	Role      string `json:"role"`
	AsWritten string `json:"as_written,omitempty"`
	Body      bool   `json:"body,omitempty"`
	Short     bool   `json:"short,omitempty"` // the source names him nowhere in full
}

type attributionJSON struct {
	Speakers []speakerJSON `json:"speakers"`
	Kind     quotes.Kind   `json:"kind"`
	Polarity string        `json:"polarity,omitempty"` // see polarity
	Cue      string        `json:"cue"`
	Context  string        `json:"context"`
	// ContextSpans are the words of a report as bytes of Context.
	ContextSpans []quotes.Span `json:"context_spans,omitempty"`
	Status       quotes.Status `json:"status"`
	Said         quotes.Date   `json:"said"`
	Via          string        `json:"via"`
	Source       sourceJSON    `json:"source"`
}

type sourceJSON struct {
	Title     string      `json:"title"`
	Publisher string      `json:"publisher"`
	Author    string      `json:"author"`
	Date      quotes.Date `json:"date"`
	URL       string      `json:"url"`
	Place     string      `json:"place,omitempty"`
	File      string      `json:"file"`
	Line      int         `json:"line"`
}

func newAnswerJSON(query string, took time.Duration, result search.Result) answerJSON {
	a := answerJSON{Query: query, TookUS: took.Microseconds(), ReadAs: result.ReadAs, Unquoted: result.Unquoted, NotQuoted: result.NotQuoted, Confidence: cmp.Or(result.Confidence, search.NothingClose), Unfound: result.Unfound, Suggestion: result.Suggestion, Missing: newMissingJSON(result.ZeroResult)}
	a.Hits = make([]hitJSON, 0, len(result.Hits))
	for _, h := range result.Hits {
		lead, _ := h.Quote.Lead()
		hit := hitJSON{
			ID: h.Quote.ID, Score: h.Score, Text: h.Quote.Words, Partings: lead.Partings(h.Quote.Words),
			Kind: lead.Kind, Polarity: polarity(lead.Kind, lead.Polarity),
		}
		if len(lead.Speakers) > 0 {
			hit.Speaker = leadJSON{Name: lead.Speakers[0].Name, Role: lead.Speakers[0].Role}
		}
		hit.Attributions = make([]attributionJSON, 0, len(h.Quote.Attributions))
		for _, att := range h.Quote.Attributions {
			hit.Attributions = append(hit.Attributions, newAttributionJSON(att))
		}
		for _, other := range h.NearDuplicates {
			hit.Alike = append(hit.Alike, other.ID)
		}
		hit.Explain = newExplanationJSON(h.Explanation)
		a.Hits = append(a.Hits, hit)
	}
	return a
}

// polarity returns what JSON says of a report: "asserted", "denied", "asked" or
// "conditional"; "", which is left out, of words that are the speaker's own.
func polarity(k quotes.Kind, p quotes.Polarity) string {
	if k != quotes.Indirect {
		return ""
	}
	return p.String()
}

func newSpeakerJSON(s quotes.Speaker) speakerJSON {
	return speakerJSON{Name: s.Name, Role: s.Role, AsWritten: s.AsWritten, Body: s.Body, Short: s.Short}
}

func newAttributionJSON(a quotes.Attribution) attributionJSON {
	s := a.Source
	out := attributionJSON{
		Speakers: make([]speakerJSON, 0, len(a.Speakers)),
		Kind:     a.Kind, Polarity: polarity(a.Kind, a.Polarity), Cue: a.Cue, Context: a.Context, ContextSpans: a.ContextSpans,
		Status: a.Status, Said: a.Said, Via: a.Via,
		Source: sourceJSON{
			Title: s.Title, Publisher: s.Publisher, Author: s.Author, Date: s.Published,
			URL: s.URL, Place: s.Place, File: s.File, Line: s.Line,
		},
	}
	for _, speaker := range a.Speakers {
		out.Speakers = append(out.Speakers, newSpeakerJSON(speaker))
	}
	return out
}
