package record

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"verbatim/quotes"
)

var (
	errNoWords = errors.New("no words: a field named text, quote, quotation, words, content or body has to hold them")
	// ErrEmptyWords: there is nothing but white space and quotation marks.
	ErrEmptyWords = errors.New("the words are empty")
	errLink       = errors.New("a link, and no words")
	errData       = errors.New("data (JSON) and no words")
	// ErrScope: the scope is no server.
	ErrScope     = errors.New("scope has to be the ID of a Discord server, 17 to 20 digits: read without it, everybody would see the quotation")
	errPolarity  = errors.New("polarity has to be asserted, denied, asked or conditional: read without it, what was denied would be shown as said")
	errNoReport  = errors.New("only a report (kind indirect) can be denied, asked or conditional")
	errNotRecord = errors.New("neither a text nor an object with named fields")
)

// maxTag bounds a tag in bytes, maxTags their number: what is longer is text.
const (
	maxTag  = 100
	maxTags = 64
)

// Note says something about a field of a record. The sentence has one %s, for the
// name of the field. It is called for every record: who takes it tells it once.
type Note func(line int, name, sentence string)

// Rules say how the records of one file are read. The zero Rules are those of a
// file of which nothing is known.
type Rules struct {
	// Note may be nil.
	Note Note
	// Fields gives fields another meaning than that of their names: a folded name
	// leads to the name of a field that is understood, or to "" for one that is
	// not used.
	Fields map[string]string
	// Inverted: names stand with the surname first.
	Inverted bool
	// Tailed: what stands behind the marks around words is their attribution.
	Tailed bool
	// TailedWorks: that attribution is a work, even if it looks like a name.
	TailedWorks bool
	// Dashed: what stands behind a dash at the end of words is their attribution.
	Dashed bool
}

// Quote makes a quotation of a record, curated and with one attribution, or says
// why not, in words for a person.
func (rules *Rules) Quote(v Value) (quotes.Quote, error) {
	a := quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated}
	q := quotes.Quote{}
	r := recordReader{Rules: rules, quote: &q, att: &a}
	switch v.Kind {
	case Scalar:
		r.setWords(Unmarked(v.Text))
	case Object:
		if err := r.read(unmark(v, rules)); err != nil {
			return q, err
		}
	default:
		return q, errNotRecord
	}
	switch {
	case q.Words == "":
		return q, ErrEmptyWords
	case WebURL(q.Words) != "" && !strings.ContainsAny(q.Words, " \n"):
		return q, errLink
	case strings.HasPrefix(q.Words, `{"`) && json.Valid([]byte(q.Words)):
		return q, errData
	}
	q.Attributions = []quotes.Attribution{a}
	return q, nil
}

var trailer = expression(`\s*\[([^\[\]\n]{1,60})\]$`)

// withoutTrailers takes off what bots for streams put behind a quotation: "[Game]
// [date]".
func withoutTrailers(s string) (bare string, notes []string) {
	for range 4 {
		if !strings.HasSuffix(s, "]") {
			break
		}
		from := max(0, len(s)-300)
		m := trailer().FindStringSubmatchIndex(s[from:])
		if m == nil {
			break
		}
		notes = append(notes, s[from+m[2]:from+m[3]])
		s = s[:from+m[0]]
	}
	return s, notes
}

// setWords takes the words, and an attribution behind them if none is named.
func (r *recordReader) setWords(text string) {
	text = CleanWords(text)
	if len(r.att.Speakers) == 0 && r.title == "" && !r.named {
		words, by, ok := SplitDash(text, r.Dashed)
		if bare, notes := withoutTrailers(text); !ok && len(notes) > 0 {
			if words, by, ok = SplitDash(bare, r.Dashed); ok {
				r.trailers(notes)
			}
		}
		if !ok && r.Tailed {
			if words, by, ok = SplitTail(text); ok && r.TailedWorks {
				r.att.Source.Title, r.title, by = by, "tail", ""
			}
		}
		if ok {
			text = words
			r.attribution(Value{Kind: Scalar, Text: by})
		}
	}
	if bare, notes := withoutTrailers(text); len(notes) > 1 && strings.ContainsAny(notes[0], "0123456789") {
		text = bare // the game and the date, as Streamlabs Chatbot writes them
		r.trailers(notes)
	}
	if first, _ := utf8.DecodeRuneInString(text); closing(first) != "" && (r.speakers == "author" || r.speakers == "name") { // perhaps of who kept it
		if words, by, ok := SplitDash(text, false); ok && WithoutMarks(words) != words {
			if a := ParseAttribution(by); len(a.Speakers) > 0 || Nickname(by) != "" {
				r.note(0, r.speakers, "the words themselves say who said them: the field %s was not used there")
				r.att.Speakers, r.speakers = nil, ""
				r.attribution(Value{Kind: Scalar, Text: by})
				text = words
			}
		}
	}
	r.quote.Words = WithoutMarks(text)
}

// trailers takes the game and the date behind a quotation.
func (r *recordReader) trailers(notes []string) {
	for _, n := range notes {
		if dayIn().MatchString(n) && r.att.Said == "" {
			r.att.Said = quotes.Date(n)
			continue
		}
		r.addTag("text", n, 0)
	}
}

var dayIn = expression(`^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}$`)

// recordReader fills a quotation from the fields of one record.
type recordReader struct {
	*Rules
	quote *quotes.Quote
	att   *quotes.Attribution

	words    bool
	text     string        // the words, until all other fields are known
	named    bool          // there is a field for the speaker
	work     quotes.Source // that of a cell with an author and a work
	speakers string        // the name of the field that named them
	title    string        // the name of the field that named the source
	places   []string

	contextSpans, spans []quotes.Span // as given
}

func (r *recordReader) read(v Value) error {
	// The best name for each thing comes first.
	type ranked struct {
		name  string
		rank  int
		value Value
	}
	var room [16]ranked // on the stack for the usual record
	order := room[:0]
	for _, f := range v.Fields {
		name := FoldName(f.Name)
		if to, ok := r.Fields[name]; ok {
			if name = to; to == "" {
				name = unusedName + FoldName(f.Name)
			}
		}
		order = append(order, ranked{name, rank(name), f.Value})
	}
	slices.SortStableFunc(order, func(a, b ranked) int { return a.rank - b.rank })
	for _, f := range order {
		if err := r.field(f.name, f.value); err != nil {
			return err
		}
	}
	if !r.words {
		return errNoWords
	}
	src := &r.att.Source
	if src.Title == "" && r.title == "" {
		src.Title, src.Published = r.work.Title, cmp.Or(src.Published, r.work.Published)
		if r.work.Place != "" {
			r.places = append(r.places, r.work.Place)
		}
	}
	r.setWords(r.text)
	if r.att.Polarity != quotes.Asserted && r.att.Kind != quotes.Indirect {
		return errNoReport
	}
	r.att.Source.Place = strings.Join(r.places, ", ")
	if r.att.ContextSpans = r.contextSpans; !r.reportStandsThere() {
		r.att.ContextSpans = reportedIn(r.att, r.quote.Words)
	}
	if quotes.Partings(r.quote.Words, r.spans) != nil {
		r.att.Source.Spans = r.spans
	}
	return nil
}

// reportStandsThere reports whether the words of a report are what the spans of its
// context are.
func (r *recordReader) reportStandsThere() bool {
	var parts []string
	end := 0
	for _, s := range r.att.ContextSpans {
		if s.Start < end || s.End > len(r.att.Context) {
			return false
		}
		parts = append(parts, r.att.Context[s.Start:s.End])
		end = s.End
	}
	return r.att.Kind == quotes.Indirect && len(parts) > 0 && strings.Join(parts, " ") == r.quote.Words
}

// polarityNamed reads a polarity as [quotes.Polarity.String] writes it.
func polarityNamed(text string) (p quotes.Polarity, known bool) {
	switch name := strings.ToLower(strings.TrimSpace(text)); name {
	case quotes.Asserted.String():
		return quotes.Asserted, true
	case string(quotes.Denied), string(quotes.Asked), string(quotes.Conditional):
		return quotes.Polarity(name), true
	}
	return "", false
}

// reportedIn returns where a report stands in its context, if that is the
// sentence with exactly these words.
func reportedIn(a *quotes.Attribution, words string) []quotes.Span {
	i := strings.Index(a.Context, words)
	if a.Kind != quotes.Indirect || words == "" || i < 0 {
		return nil
	}
	return []quotes.Span{{Start: i, End: i + len(words)}}
}

// field takes one field. What its meaning has no room for becomes a tag.
func (r *recordReader) field(name string, v Value) error {
	if v.Kind == Null || v.Kind == Scalar && strings.TrimSpace(v.Text) == "" && meaningOf(name) != asWords {
		return nil
	}
	if unused, ok := strings.CutPrefix(name, unusedName); ok {
		r.note(v.Line, unused, "the field %s was not used")
		return nil
	}
	src := &r.att.Source
	ok := false
	switch meaningOf(name) {
	case asWords:
		if r.words {
			if yes, is := Truth(v); is && name == "body" {
				ok = r.body(yes)
			}
			break
		}
		if v.Kind != Scalar {
			return fmt.Errorf("the field %s is no text", Brief(name))
		}
		r.words, ok = true, true
		r.text = v.Text
	case asSpeaker:
		ok = r.speaker(name, v)
	case asAttribution:
		ok = r.attribution(v)
	case asRole:
		ok = r.role(v)
	case asBody:
		if yes, is := Truth(v); is {
			ok = r.body(yes)
		}
	case asTitle:
		ok = r.source(name, v)
	case asPublisher:
		ok = setText(&src.Publisher, v)
	case asAuthor:
		ok = setName(&src.Author, v)
	case asPublished:
		ok = r.date(&src.Published, name, v)
	case asSaid:
		ok = r.date(&r.att.Said, name, v)
	case asAddress:
		ok = setURL(&src.URL, v)
	case asPlace:
		ok = r.place(name, v)
	case asTags:
		ok = r.tags(name, v)
	case asLang:
		ok = setLang(&r.quote.Lang, v)
	case asKind:
		k := quotes.Kind(strings.ToLower(strings.TrimSpace(v.Text)))
		if ok = k == quotes.Direct || k == quotes.Partial || k == quotes.Indirect; ok {
			r.att.Kind = k
		}
	case asPolarity:
		p, known := polarityNamed(v.Text)
		if !known {
			return errPolarity
		}
		r.att.Polarity, ok = p, true
	case asVia:
		ok = setText(&r.att.Via, v)
	case asContext:
		ok = setText(&r.att.Context, v)
	case asContextSpans:
		r.contextSpans, ok = spansOf(v)
	case asSpans:
		r.spans, ok = spansOf(v)
	case asCue:
		ok = setText(&r.att.Cue, v)
	case asScope:
		id := strings.TrimSpace(v.Text)
		if v.Kind != Scalar || !snowflake().MatchString(id) {
			return ErrScope
		}
		r.quote.Scope, ok = id, true
	case asIdentifier:
		r.note(v.Line, name, "the field %s is the file's own numbering and was left out")
		ok = true
	case asUnknown:
		r.note(v.Line, name, "the field %s is not known: its values became tags")
		r.tag(name, v, 0)
		return nil
	}
	if !ok {
		r.note(v.Line, name, "the field %s holds what it cannot mean here: that became a tag")
		r.tag(name, v, 0)
	}
	return nil
}

// unusedName stands before the name of a field that [Rules.Fields] leaves out.
const unusedName = "\x00"

func (r *recordReader) note(line int, name, sentence string) {
	if r.Note != nil {
		r.Note(line, name, sentence)
	}
}

// spansOf reads a list of pairs of numbers, in ascending order.
func spansOf(v Value) ([]quotes.Span, bool) {
	var spans []quotes.Span
	end := 0
	for _, item := range v.Items {
		if len(item.Items) != 2 {
			return nil, false
		}
		from, err1 := strconv.Atoi(item.Items[0].Text)
		to, err2 := strconv.Atoi(item.Items[1].Text)
		if err1 != nil || err2 != nil || from < end || to < from {
			return nil, false
		}
		spans = append(spans, quotes.Span{Start: from, End: to})
		end = to
	}
	return spans, v.Kind == List
}

// https://docs.discord.com/developers/reference#snowflakes
var snowflake = expression(`^\d{17,20}$`)

// IsScope says whether a text is the ID of a Discord server.
func IsScope(s string) bool { return snowflake().MatchString(s) }
