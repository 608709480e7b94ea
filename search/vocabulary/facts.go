package vocabulary

import (
	"cmp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/search/text"
)

// MaxTokens is how many words of one quotation count; the rest is not searched.
const MaxTokens = 4096

// What a quotation is found by besides its words. Index and vocabulary use the
// same functions, so that they agree.

// Terms is what a record, as it is shown, is found by, looked for once for index
// and vocabulary.
type Terms struct {
	Quote             quotes.Quote
	Tokens            []text.Token // of the words, at most [MaxTokens]
	Names, Titles     []string     // see NameWords, TitleWords
	Speakers, Sources []string     // see [Speakers], [Sources]
}

// TermsOf returns what a record is found by; one without a served attribution is
// found by nothing.
func TermsOf(q quotes.Quote) Terms {
	t := Terms{Quote: q}
	if !q.Served() {
		return t
	}
	t.Tokens = text.Tokens(q.Words)
	t.Tokens = t.Tokens[:min(len(t.Tokens), MaxTokens)]
	t.Names, t.Titles = NameWords(q), TitleWords(q)
	t.Speakers, t.Sources = Speakers(q), Sources(q)
	return t
}

// Says reports whether an attribution counts as its speakers' saying so, on its
// date: a report of what they denied, asked or said with a condition does not.
func Says(a quotes.Attribution) bool { return a.Status.Served() && a.Polarity == quotes.Asserted }

// NameWords returns the folded words of the names of those who said it, or of
// whom a report tells what they denied or asked, as the speaker is called and as
// the source writes the name. Words that only refer ("the agency", "he") are no
// name.
func NameWords(q quotes.Quote) []string {
	var out []string
	for _, a := range q.Attributions {
		if !a.Status.Served() {
			continue
		}
		for _, s := range a.Speakers {
			out = append(out, Folded(s.Name)...)
			if r, _ := utf8.DecodeRuneInString(s.AsWritten); unicode.IsUpper(r) && s.AsWritten != s.Name {
				out = append(out, Folded(s.AsWritten)...)
			}
		}
	}
	return out
}

// maxContext is how many words of a sentence around a quotation count.
const maxContext = 64

// TitleWords returns the folded words of where it stands: of titles, publishers
// and places in them, and of the sentence around it. A quotation of six words is
// remembered by the sentence that it stood in.
func TitleWords(q quotes.Quote) []string {
	var out []string
	for _, a := range q.Attributions {
		if !a.Status.Served() {
			continue
		}
		for _, s := range []string{a.Source.Title, a.Source.Publisher, a.Source.Place} {
			out = append(out, Folded(s)...)
		}
		if a.Kind != quotes.Indirect { // the sentence of a report is what is shown of it
			around := Folded(a.Context)
			out = append(out, around[:min(len(around), maxContext)]...)
		}
	}
	return out
}

// Speakers returns the canonical names of those who said it, see [Says].
func Speakers(q quotes.Quote) []string {
	var out []string
	for _, a := range q.Attributions {
		if !Says(a) {
			continue
		}
		for _, s := range a.Speakers {
			if s.Name != "" {
				out = append(out, s.Name)
			}
		}
	}
	return out
}

// Sources returns the titles and publishers where it stands; a source without
// a title goes by its file.
func Sources(q quotes.Quote) []string {
	var out []string
	for _, a := range q.Attributions {
		if !a.Status.Served() {
			continue
		}
		if s := cmp.Or(a.Source.Title, a.Source.File); s != "" {
			out = append(out, s)
		}
		if a.Source.Publisher != "" {
			out = append(out, a.Source.Publisher)
		}
	}
	return out
}

// Date returns the date by which an attribution is filtered: when it was said,
// else when it was published; "" when neither has a year.
func Date(a quotes.Attribution) quotes.Date {
	for _, d := range []quotes.Date{a.Said, a.Source.Published} {
		if _, _, ok := d.Range(); ok {
			return d
		}
	}
	return ""
}

// Folded returns the folded words of a name or title.
func Folded(s string) []string {
	var out []string
	for _, t := range text.Tokens(s) {
		out = append(out, t.Text)
	}
	return out
}

// Key returns a name or title as it is compared: its folded words.
func Key(s string) string { return strings.Join(Folded(s), " ") }

// dayOf counts the days of the lead's date as if every month had 32 and every year 13 months: 0 for none.
// A date that lacks the day or the month comes before those that have it.
func dayOf(q quotes.Quote) uint64 {
	lead, ok := q.Lead()
	if !ok {
		return 0
	}
	d := Date(lead) // "2024", "2024-05" or "2024-05-01", or nothing
	days := uint64(0)
	for i, part := range strings.Split(string(d), "-") {
		n, _ := strconv.ParseUint(part, 10, 32)
		days += n * [...]uint64{13 * 32, 32, 1}[i]
	}
	return days
}

// meta packs what ties are broken by: kind (2 bits, 0 direct), curated, titled,
// placed, not asserted.
func meta(q quotes.Quote) byte {
	lead, ok := q.Lead()
	if !ok {
		return 0
	}
	m := byte(metaServed)
	switch lead.Kind {
	case quotes.Partial:
		m |= 1
	case quotes.Indirect:
		m |= 2
	}
	if lead.Status == quotes.Curated {
		m |= metaCurated
	}
	if lead.Source.Title != "" {
		m |= metaTitled
	}
	if lead.Source.Place != "" || lead.Source.URL != "" {
		m |= metaPlaced
	}
	if !Says(lead) {
		m |= metaUnsaid
	}
	return m
}

const (
	metaKind    = 3
	metaCurated = 4
	metaTitled  = 8
	metaServed  = 16
	metaPlaced  = 32
	metaUnsaid  = 64
)
