package corpus

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// Format is how a [Writer] writes.
type Format string

// The formats.
const (
	JSONLines Format = "jsonl"
	CSV       Format = "csv"
)

// Formats returns all formats. Each is the ending of a file that a [Reader] reads so.
func Formats() []Format { return []Format{JSONLines, CSV} }

// Writer writes quotations as a file that a [Reader] reads without a difference, but
// that all of it is curated then, and stands in another file: words, speakers, what is
// known of the source, kind, polarity, context, where something parted the words. It
// writes a record for each attribution that may be served, and nothing of others. A
// record that is longer than a [Reader] takes is the one thing that it cannot give back.
//
// A cell of a table that a program could take for a formula begins with an apostrophe,
// which the reader takes away again.
type Writer struct {
	w       *bufio.Writer
	format  Format
	records int
}

// NewWriter returns a writer to w.
func NewWriter(w io.Writer, f Format) *Writer { return &Writer{w: bufio.NewWriter(w), format: f} }

// Write writes a quotation.
func (w *Writer) Write(q quotes.Quote) error {
	for _, a := range q.Attributions {
		if !a.Status.Served() {
			continue
		}
		if err := w.record(exportOf(q, a)); err != nil {
			return fmt.Errorf("writing a record: %w", err)
		}
		w.records++
	}
	return nil
}

// Close writes what is left. A table has its first line also if there is nothing in it.
func (w *Writer) Close() error {
	if w.records == 0 && w.format == CSV {
		w.header()
	}
	if err := w.w.Flush(); err != nil {
		return fmt.Errorf("writing records: %w", err)
	}
	return nil
}

func (w *Writer) record(r exported) error {
	if w.format == CSV {
		if w.records == 0 {
			w.header()
		}
		return w.row(r.cells())
	}
	e := json.NewEncoder(w.w)
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// exported is a record as JSON Lines have it, in the names that meaningOf knows.
type exported struct {
	Text         string           `json:"text"`
	Speakers     []quotes.Speaker `json:"speakers,omitempty"`
	Source       *exportedSource  `json:"source,omitempty"`
	Kind         quotes.Kind      `json:"kind,omitempty"` // not where it is direct
	Polarity     quotes.Polarity  `json:"polarity,omitempty"`
	Said         quotes.Date      `json:"said,omitempty"`
	Cue          string           `json:"cue,omitempty"`
	Via          string           `json:"via,omitempty"`
	Context      string           `json:"context,omitempty"`
	ContextSpans []quotes.Span    `json:"context_spans,omitempty"`
	Spans        []quotes.Span    `json:"spans,omitempty"` // where something parts the words
	Lang         string           `json:"lang,omitempty"`
	Tags         []string         `json:"tags,omitempty"`
	Scope        string           `json:"scope,omitempty"`
}

type exportedSource struct {
	Title     string      `json:"title,omitempty"`
	Publisher string      `json:"publisher,omitempty"`
	Author    string      `json:"author,omitempty"`
	Published quotes.Date `json:"date,omitempty"`
	URL       string      `json:"url,omitempty"`
	Place     string      `json:"place,omitempty"`
}

// exportOf makes the record of an attribution.
func exportOf(q quotes.Quote, a quotes.Attribution) exported {
	r := exported{
		Text: record.Marked(withMarks(q.Words)), Speakers: a.Speakers, Polarity: a.Polarity, Said: a.Said, Cue: a.Cue, Via: a.Via,
		Context: a.Context, ContextSpans: a.ContextSpans, Lang: q.Lang, Scope: q.Scope,
	}
	if a.Kind != quotes.Direct {
		r.Kind = a.Kind
	}
	if s := (exportedSource{a.Source.Title, a.Source.Publisher, a.Source.Author, a.Source.Published, a.Source.URL, a.Source.Place}); s != (exportedSource{}) {
		r.Source = &s
	}
	if len(a.Partings(q.Words)) > 0 {
		r.Spans = a.Source.Spans
	}
	// A reader folds the white space of a context, after which spans mean other bytes.
	if record.CleanLine(a.Context) != a.Context {
		r.ContextSpans = nil
	}
	for _, t := range q.Tags {
		if strings.HasPrefix(t, "#") { // a reader takes one away
			t = "#" + t
		}
		r.Tags = append(r.Tags, t)
	}
	return r
}

// withMarks puts such quotation marks around words that a reader which takes marks
// away is left with the words: it takes away as many pairs as there are, up to
// maxWrapped.
func withMarks(words string) string {
	if record.WithoutMarks(words) == words {
		return words
	}
	pairs := [][2]string{{"“", "”"}, {"«", "»"}, {"「", "」"}, {"『", "』"}, {"‹", "›"}}
	for _, outer := range pairs {
		for _, inner := range pairs {
			wrapped := outer[0] + inner[0] + words + inner[1] + outer[1]
			if record.WithoutMarks(wrapped) == words {
				return wrapped
			}
		}
	}
	return words // with marks that belong to nothing; the ID is the same in any case
}

// columns are those of a table.
var columns = [...]string{
	"text", "speaker", "role", "title", "publisher", "source_author", "date", "url", "place", "kind", "polarity", "said",
	"cue", "via", "context", "context_spans", "spans", "lang", "tags", "scope",
}

// cells are a record as a row. What a cell alone cannot say is a JSON list or object
// in it: see cellValue.
func (r exported) cells() [len(columns)]string {
	var source exportedSource
	if r.Source != nil {
		source = *r.Source
	}
	speaker, role := "", ""
	switch plain := len(r.Speakers) == 1 && r.Speakers[0] == (quotes.Speaker{Name: r.Speakers[0].Name, Role: r.Speakers[0].Role}); {
	case plain && !format.IsJSONCell(r.Speakers[0].Name) && record.ReadsAsName(r.Speakers[0].Name):
		speaker, role = r.Speakers[0].Name, r.Speakers[0].Role
	case len(r.Speakers) > 0:
		speaker = asJSON(r.Speakers)
	}
	title := source.Title
	if record.WebURL(title) != "" || format.IsJSONCell(title) || record.Unmarked(title) != title { // an address would be that of the source
		title = asJSON(exportedSource{Title: title})
	}
	tags := strings.Join(r.Tags, ", ")
	if format.IsJSONCell(tags) || slices.ContainsFunc(r.Tags, func(t string) bool { return strings.ContainsAny(t, ",;|") }) {
		tags = asJSON(r.Tags)
	}
	return [len(columns)]string{
		r.Text, speaker, role, title, source.Publisher, source.Author, string(source.Published), source.URL, source.Place, string(r.Kind), string(r.Polarity), string(r.Said),
		r.Cue, r.Via, r.Context, spansCell(r.ContextSpans), spansCell(r.Spans), r.Lang, tags, r.Scope,
	}
}

func spansCell(spans []quotes.Span) string {
	if len(spans) == 0 {
		return ""
	}
	return asJSON(spans)
}

// asJSON writes what has no errors: texts, numbers and truths.
func asJSON(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(v)
	return strings.TrimSuffix(b.String(), "\n")
}

// header writes the first line, behind the mark by which spreadsheets know UTF-8. What
// goes wrong is told when the writer is closed.
func (w *Writer) header() {
	_, _ = w.w.Write(bomUTF8)
	_, _ = w.w.WriteString(strings.Join(columns[:], ",") + "\n")
}

func (w *Writer) row(cells [len(columns)]string) error {
	for i, c := range cells {
		if i > 0 {
			_ = w.w.WriteByte(',')
		}
		if c != "" {
			_, _ = w.w.WriteString(`"` + strings.ReplaceAll(format.NoFormula(c), `"`, `""`) + `"`)
		}
	}
	return w.w.WriteByte('\n')
}
