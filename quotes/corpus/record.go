package corpus

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"verbatim/quotes"
)

var (
	errNoWords    = errors.New("no words: a field named text, quote, quotation, words, content or body has to hold them")
	errEmptyWords = errors.New("the words are empty")
	errScope      = errors.New("scope has to be the ID of a Discord server, 17 to 20 digits: read without it, everybody would see the quotation")
	errPolarity   = errors.New("polarity has to be asserted, denied, asked or conditional: read without it, what was denied would be shown as said")
	errNoReport   = errors.New("only a report (kind indirect) can be denied, asked or conditional")
	errNotRecord  = errors.New("neither a text nor an object with named fields")
)

// maxTag bounds a tag in bytes, maxTags their number: what is longer is text.
const (
	maxTag  = 100
	maxTags = 64
)

// interpret makes a quotation of a record, or says why not.
func (s *sink) interpret(v value) (quotes.Quote, error) {
	a := quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated}
	q := quotes.Quote{}
	switch v.kind {
	case scalar:
		q.Words = withoutMarks(cleanWords(v.text))
	case object:
		r := recordReader{sink: s, quote: &q, att: &a}
		if err := r.read(v); err != nil {
			return q, err
		}
	default:
		return q, errNotRecord
	}
	if q.Words == "" {
		return q, errEmptyWords
	}
	q.Attributions = []quotes.Attribution{a}
	return q, nil
}

// recordReader fills a quotation from the fields of one record.
type recordReader struct {
	*sink
	quote *quotes.Quote
	att   *quotes.Attribution

	words    bool
	speakers string // the name of the field that named them
	title    string // the name of the field that named the source
	places   []string

	contextSpans, spans []quotes.Span // as given
}

func (r *recordReader) read(v value) error {
	// The best name for each thing comes first.
	type ranked struct {
		name  string
		rank  int
		value value
	}
	var room [16]ranked // on the stack for the usual record
	order := room[:0]
	for _, f := range v.fields {
		name := foldName(f.name)
		order = append(order, ranked{name, rank(name), f.value})
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
func (r *recordReader) field(name string, v value) error {
	if v.kind == null || v.kind == scalar && strings.TrimSpace(v.text) == "" && meaningOf(name) != asWords {
		return nil
	}
	src := &r.att.Source
	ok := false
	switch meaningOf(name) {
	case asWords:
		if r.words {
			if yes, is := truth(v); is && name == "body" {
				ok = r.body(yes)
			}
			break
		}
		texts, plain := v.scalars(nil)
		if !plain {
			return fmt.Errorf("the field %s is no text", brief(name))
		}
		r.words, ok = true, true
		r.quote.Words = withoutMarks(cleanWords(strings.Join(texts, "\n")))
	case asSpeaker:
		ok = r.speaker(name, v)
	case asRole:
		ok = r.role(v)
	case asBody:
		if yes, is := truth(v); is {
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
		k := quotes.Kind(strings.ToLower(strings.TrimSpace(v.text)))
		if ok = k == quotes.Direct || k == quotes.Partial || k == quotes.Indirect; ok {
			r.att.Kind = k
		}
	case asPolarity:
		p, known := polarityNamed(v.text)
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
		id := strings.TrimSpace(v.text)
		if v.kind != scalar || !snowflake.MatchString(id) {
			return errScope
		}
		r.quote.Scope, ok = id, true
	case asIdentifier:
		r.noticeOnce(v.line, name, "the field %s is the file's own numbering and was left out")
		ok = true
	case asUnknown:
		r.noticeOnce(v.line, name, "the field %s is not known: its values became tags")
		r.tag(name, v, 0)
		return nil
	}
	if !ok {
		r.noticeOnce(v.line, name, "the field %s holds what it cannot mean here: that became a tag")
		r.tag(name, v, 0)
	}
	return nil
}

// spansOf reads a list of pairs of numbers, in ascending order.
func spansOf(v value) ([]quotes.Span, bool) {
	var spans []quotes.Span
	end := 0
	for _, item := range v.items {
		if len(item.items) != 2 {
			return nil, false
		}
		from, err1 := strconv.Atoi(item.items[0].text)
		to, err2 := strconv.Atoi(item.items[1].text)
		if err1 != nil || err2 != nil || from < end || to < from {
			return nil, false
		}
		spans = append(spans, quotes.Span{Start: from, End: to})
		end = to
	}
	return spans, v.kind == list
}

// https://docs.discord.com/developers/reference#snowflakes
var snowflake = regexp.MustCompile(`^\d{17,20}$`)

// speaker takes a name, a list of names, or objects with name and role. When
// another field named the speaker, an author is that of the source.
func (r *recordReader) speaker(name string, v value) bool {
	if r.speakers != "" {
		if name == "author" || name == "authors" {
			return setName(&r.att.Source.Author, v)
		}
		return false
	}
	items := []value{v}
	if v.kind == list {
		items = v.items
	}
	var found []quotes.Speaker
	for _, item := range items {
		s := quotes.Speaker{Name: cleanName(item.text)}
		if item.kind == object {
			s.Name = cleanName(item.child("name", "speaker", "author", "full_name").text)
			s.Role = cleanLine(item.child("role", "position", "title", "occupation").text)
			s.Body, _ = truth(item.child("body", "organisation", "organization"))
			s.AsWritten = cleanLine(item.child("as_written").text)
			s.Short, _ = truth(item.child("short"))
			for _, f := range item.fields {
				switch foldName(f.name) {
				case "name", "role", "body", "as_written", "short":
				default:
					r.noticeOnce(f.value.line, name+"."+foldName(f.name), "the field %s is not known: its values became tags")
					r.tag(name+"."+foldName(f.name), f.value, 1)
				}
			}
		} else if item.kind != scalar {
			return false
		}
		if s.Name != "" {
			found = append(found, s)
		}
	}
	if len(found) == 0 {
		return true // "speaker": [] says that nobody is named
	}
	r.att.Speakers, r.speakers = found, name
	return true
}

// role belongs to the one speaker, or to each of the speakers in their order.
func (r *recordReader) role(v value) bool {
	texts, plain := v.scalars(nil)
	if !plain || len(texts) != len(r.att.Speakers) {
		return false
	}
	for i, t := range texts {
		if r.att.Speakers[i].Role == "" {
			r.att.Speakers[i].Role = cleanLine(t)
		}
	}
	return true
}

// body says whether the speakers are organisations.
func (r *recordReader) body(yes bool) bool {
	for i := range r.att.Speakers {
		r.att.Speakers[i].Body = yes
	}
	return len(r.att.Speakers) > 0
}

// source takes a title, a URL, or an object that describes the source. Where a
// title is known already, "source" is who published it.
func (r *recordReader) source(name string, v value) bool {
	src := &r.att.Source
	if v.kind == object {
		if r.title != "" {
			return false
		}
		r.title = name
		for _, f := range v.fields {
			sub := foldName(f.name)
			ok := false
			switch {
			case sub == "name" || meaningOf(sub) == asTitle:
				ok = setText(&src.Title, f.value)
			case meaningOf(sub) == asPublisher:
				ok = setText(&src.Publisher, f.value)
			case sub == "author" || sub == "authors" || meaningOf(sub) == asAuthor:
				ok = setName(&src.Author, f.value)
			case meaningOf(sub) == asPublished:
				ok = r.date(&src.Published, sub, f.value)
			case meaningOf(sub) == asAddress:
				ok = setURL(&src.URL, f.value)
			case meaningOf(sub) == asPlace:
				ok = r.place(sub, f.value)
			}
			if !ok && f.value.kind != null {
				r.noticeOnce(f.value.line, name+"."+sub, "the field %s is not known: its values became tags")
				r.tag(name+"."+sub, f.value, 1)
			}
		}
		return true
	}
	if v.kind == scalar && webURL(v.text) != "" {
		return setURL(&src.URL, v)
	}
	if r.title == "" {
		if !setText(&src.Title, v) {
			return false
		}
		r.title = name
		return true
	}
	return name == "source" && setText(&src.Publisher, v)
}

func (r *recordReader) date(to *quotes.Date, name string, v value) bool {
	if v.kind != scalar {
		return false
	}
	text := cleanLine(v.text)
	d, err := quotes.ParseDate(text)
	if err != nil {
		if len(text) > maxTag {
			return false
		}
		r.noticeOnce(v.line, name, "the field %s holds something that is no date that can be compared: it is shown as written")
		d = quotes.Date(text)
	}
	if *to != "" {
		return name == "year" && strings.HasPrefix(string(*to), string(d))
	}
	*to = d
	return true
}

// place takes the place in the work. A bare number is named after its field.
func (r *recordReader) place(name string, v value) bool {
	if v.kind != scalar {
		return false
	}
	text := cleanLine(v.text)
	if text == "" {
		return true
	}
	if name != "place" && name != "location" && text[0] >= '0' && text[0] <= '9' {
		text = name + " " + text
	}
	r.places = append(r.places, text)
	return true
}

func (r *recordReader) tags(name string, v value) bool {
	texts, plain := v.scalars(nil)
	if !plain {
		return false
	}
	if v.kind == scalar {
		texts = strings.FieldsFunc(v.text, func(c rune) bool { return c == ',' || c == ';' || c == '|' })
	}
	for _, t := range texts {
		r.addTag(name, strings.TrimPrefix(cleanLine(t), "#"), v.line)
	}
	return true
}

// tag keeps a field that has no other room as "field:value".
func (r *recordReader) tag(name string, v value, depth int) {
	switch v.kind {
	case scalar:
		if t := cleanLine(v.text); t != "" {
			r.addTag(name, name+":"+t, v.line)
		}
	case list:
		for _, item := range v.items {
			r.tag(name, item, depth+1)
		}
	case object:
		if depth > 3 {
			r.noticeOnce(v.line, name, "the field %s is nested too deep: it was left out")
			return
		}
		for _, f := range v.fields {
			r.tag(name+"."+foldName(f.name), f.value, depth+1)
		}
	}
}

func (r *recordReader) addTag(name, t string, line int) {
	t = cleanLine(t)
	switch {
	case t == "" || slices.Contains(r.quote.Tags, t):
	case len(t) > maxTag:
		r.noticeOnce(line, name, "the field %s holds a text too long for a tag: it was left out")
	case len(r.quote.Tags) >= maxTags:
		r.noticeOnce(line, name, "a record has more than 64 tags, and those of the field %s are beyond them: they were left out")
	default:
		r.quote.Tags = append(r.quote.Tags, t)
	}
}
