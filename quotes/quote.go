// Package quotes says what a quotation is: the words, who said them, how that
// is known and where it was published. Every other room passes these types on;
// none of them changes what they mean.
//
// A [Quote] is a wording. Facts about it belong to its attributions, one for
// each place where the words were found, so that two sources which name two
// speakers are both heard. The [ID] depends on the words alone.
//
// All types are plain values: safe to copy, and safe for concurrent use as
// long as nobody writes to a shared slice.
package quotes

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Quote is one wording with every attribution that was found for it.
type Quote struct {
	ID    ID     `json:"id"`
	Words string `json:"words"` // verbatim, editorial [brackets] kept; LF line ends
	// Lang is a BCP 47 tag such as "en" or "uk"; empty when nobody said.
	Lang string   `json:"lang,omitempty"`
	Tags []string `json:"tags,omitempty"`
	// Scope is the guild ID that alone may read the quotation; empty: everyone.
	Scope string `json:"scope,omitempty"`
	// Edited says that a moderator gave it other words than the source has. No record
	// has it: it is what a decision gives.
	Edited bool `json:"edited,omitempty"`
	// Attributions are in the order of [Attribution.Compare]; the first one leads.
	Attributions []Attribution `json:"attributions"`
}

// Language returns the language of a BCP 47 tag in small letters, without script
// and region: "pt" of "pt-BR".
func Language(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		tag = tag[:i]
	}
	return strings.ToLower(tag)
}

// Attribution is what one place in one source says about a wording.
type Attribution struct {
	// Speakers is empty when nobody is named. It is never filled by guess.
	Speakers []Speaker `json:"speakers,omitempty"`
	Kind     Kind      `json:"kind"`
	Polarity Polarity  `json:"polarity,omitempty"` // of a report; empty: asserted
	Cue      string    `json:"cue,omitempty"`      // the reporting verb as written: "said", "according to"
	Context  string    `json:"context,omitempty"`  // the sentence around the words
	// ContextSpans are the words as bytes of Context, for a report: what a card
	// emphasises in the source's own sentence. Empty when the sentence is cut short.
	ContextSpans []Span `json:"context_spans,omitempty"`
	Status       Status `json:"status"`
	Unsure       Doubt  `json:"unsure,omitempty"` // why the status is review
	// Checked says that a moderator read it in the source and found it right. No
	// record has it: it is what a decision gives.
	Checked bool   `json:"checked,omitempty"`
	Said    Date   `json:"said,omitempty"` // when it was said, if the source tells
	Via     string `json:"via,omitempty"`  // through whom it reached the source: "Yonhap"
	Source  Source `json:"source"`
}

// Speaker is a person or a body to whom words are attributed.
type Speaker struct {
	Name      string `json:"name"`                 // canonical: "Volodymyr Zelenskyy"
	AsWritten string `json:"as_written,omitempty"` // in the source: "the agency"; empty when equal to Name
	Role      string `json:"role,omitempty"`       // as written: "Ukrainian President"
	Body      bool   `json:"body,omitempty"`       // an organisation, not a person
	// Short says that the source names the speaker nowhere in full: Name is what it
	// calls him ("Wen", "a neighbour"), and may fit others too.
	Short bool `json:"short,omitempty"`
}

// Source is where the words stand.
type Source struct {
	Title     string `json:"title,omitempty"`
	Publisher string `json:"publisher,omitempty"`
	Author    string `json:"author,omitempty"`
	Published Date   `json:"date,omitempty"`
	URL       string `json:"url,omitempty"`
	Place     string `json:"place,omitempty"` // the place in the work: "Genesis 1:1", "Article 3"
	File      string `json:"file,omitempty"`  // slash-separated path inside the corpus folder
	Line      int    `json:"line,omitempty"`  // first line of the words in File, from 1; 0 when unknown
	Spans     []Span `json:"spans,omitempty"` // the words in an article's text
}

// Span is a half-open range of bytes, [Start, End). In JSON it is [start, end].
type Span struct {
	Start, End int
}

// MarshalJSON writes the span as a pair of numbers.
func (s Span) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%d,%d]", s.Start, s.End), nil
}

// UnmarshalJSON reads a pair of numbers. A pair that is no range is an error.
func (s *Span) UnmarshalJSON(b []byte) error {
	var pair [2]int
	if err := json.Unmarshal(b, &pair); err != nil {
		return fmt.Errorf("reading a span: %w", err)
	}
	if pair[0] < 0 || pair[1] < pair[0] {
		return fmt.Errorf("reading a span: [%d, %d] is no range", pair[0], pair[1])
	}
	s.Start, s.End = pair[0], pair[1]
	return nil
}

// Kind tells how close to the speaker's own words a quotation is.
type Kind string

// The kinds, from the closest to the speaker's own words to the farthest.
const (
	Direct   Kind = "direct"   // at least a clause of the speaker's own words
	Partial  Kind = "partial"  // a phrase of the speaker's inside the source's sentence
	Indirect Kind = "indirect" // the source's words, reporting what was said
)

// Polarity tells whether the speaker of a report stands by it.
type Polarity string

// The polarities. What is not asserted never counts as said by the speaker.
const (
	Asserted    Polarity = ""            // the speaker says so
	Denied      Polarity = "denied"      // the speaker denies, rejects or doubts it, or did not say it
	Asked       Polarity = "asked"       // the speaker asks whether it is so
	Conditional Polarity = "conditional" // it was said to be so under a condition, or is expected to be said
)

// String returns the polarity's name, "asserted" for the zero value.
func (p Polarity) String() string {
	if p == Asserted {
		return "asserted"
	}
	return string(p)
}

// Status tells whether and why an attribution may be served.
type Status string

// The statuses.
const (
	Curated   Status = "curated"   // a person wrote the record
	Extracted Status = "extracted" // read out of an article, sure enough to serve
	Review    Status = "review"    // read out of an article, not sure enough; never served
	Hidden    Status = "hidden"    // a moderator's decision; never served
)

// Doubt tells why what was read out of an article waits for a review: the weightiest
// reason.
type Doubt string

// The reasons.
const (
	DoubtSpeech   Doubt = "speech"   // it may not be speech: a title, a term, a word that is mocked
	DoubtMarks    Doubt = "marks"    // its quotation marks may not belong together
	DoubtUnsaid   Doubt = "unsaid"   // the source may deny or suppose that it was said, or hear it from somebody else
	DoubtSpeaker  Doubt = "speaker"  // it is not clear who speaks
	DoubtPronoun  Doubt = "pronoun"  // it is not clear whom a pronoun means
	DoubtName     Doubt = "name"     // the speaker may be no person or body, or not that one
	DoubtNested   Doubt = "nested"   // somebody tells what another one said: the words may be either's
	DoubtReport   Doubt = "report"   // the report may be incomplete, or nothing that somebody said
	DoubtLanguage Doubt = "language" // it stands in a language that is not read
)

// Served reports whether an attribution of this status may be shown.
func (s Status) Served() bool { return s == Curated || s == Extracted }

// Lead returns the attribution that a card shows first, and false when no
// attribution may be served.
func (q Quote) Lead() (Attribution, bool) {
	best, found := Attribution{}, false
	for _, a := range q.Attributions {
		if a.Status.Served() && (!found || a.Compare(best) < 0) {
			best, found = a, true
		}
	}
	return best, found
}

// Served reports whether any attribution of the quotation may be shown.
func (q Quote) Served() bool {
	return slices.ContainsFunc(q.Attributions, func(a Attribution) bool { return a.Status.Served() })
}

var statusOrder = [...]Status{Curated, Extracted, Review, Hidden}

var kindOrder = [...]Kind{Direct, Partial, Indirect}

// Compare orders attributions by how well they speak for the quotation:
// curated before extracted, direct before partial before indirect, what the
// speaker asserts before what he denies or asks, dated before undated, the
// earliest first. What is still equal is ordered by its place, so that the order
// never depends on the order of reading.
func (a Attribution) Compare(b Attribution) int {
	dateA, dateB := a.when(), b.when()
	return cmp.Or(
		cmp.Compare(slices.Index(statusOrder[:], a.Status), slices.Index(statusOrder[:], b.Status)),
		cmp.Compare(slices.Index(kindOrder[:], a.Kind), slices.Index(kindOrder[:], b.Kind)),
		compareFound(a.Polarity == Asserted, b.Polarity == Asserted),
		cmp.Compare(a.Polarity, b.Polarity),
		compareFound(dateA != "", dateB != ""),
		cmp.Compare(dateA, dateB),
		cmp.Compare(a.Source.File, b.Source.File),
		cmp.Compare(a.Source.Line, b.Source.Line),
		cmp.Compare(a.Source.Title, b.Source.Title),
		slices.CompareFunc(a.Source.Spans, b.Source.Spans, func(s, t Span) int {
			return cmp.Or(cmp.Compare(s.Start, t.Start), cmp.Compare(s.End, t.End))
		}),
		slices.CompareFunc(a.Speakers, b.Speakers, func(s, t Speaker) int {
			return cmp.Or(cmp.Compare(s.Name, t.Name), cmp.Compare(s.Role, t.Role))
		}),
	)
}

// when is the first day on which the words can have been known, or "".
func (a Attribution) when() string {
	for _, d := range []Date{a.Said, a.Source.Published} {
		if first, _, ok := d.Range(); ok {
			return first
		}
	}
	return ""
}

func compareFound(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	default:
		return 1
	}
}

// Merge returns the one quotation that readings of the same wording are, at
// least one: the words of the best attributed one, the attributions of all in
// order, the tags of all. An attribution that several have is kept once. The
// IDs must be equal; a scope that not all have is the narrower one. It takes
// n log n, and changes no reading.
func Merge(readings ...Quote) Quote {
	type led struct {
		Quote
		lead Attribution
		none bool
	}
	all := make([]led, len(readings))
	total := 0
	for i, q := range readings {
		lead, ok := q.Lead()
		all[i] = led{q, lead, !ok}
		total += len(q.Attributions)
	}
	slices.SortStableFunc(all, func(a, b led) int {
		if a.none || b.none {
			return compareFound(!a.none, !b.none)
		}
		return a.lead.Compare(b.lead)
	})
	merged := all[0].Quote
	merged.Attributions, merged.Tags = make([]Attribution, 0, total), nil
	seen := map[string]bool{}
	for _, q := range all {
		merged.Attributions = append(merged.Attributions, q.Attributions...)
		merged.Lang = cmp.Or(merged.Lang, q.Lang)
		merged.Scope = cmp.Or(merged.Scope, q.Scope)
		for _, tag := range q.Tags {
			if !seen[tag] {
				seen[tag] = true
				merged.Tags = append(merged.Tags, tag)
			}
		}
	}
	slices.SortFunc(merged.Attributions, Attribution.Compare)
	merged.Attributions = slices.CompactFunc(merged.Attributions, func(x, y Attribution) bool {
		return x.Compare(y) == 0
	})
	return merged
}
