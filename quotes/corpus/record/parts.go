package record

import (
	"slices"
	"strings"
	"unicode"

	"verbatim/quotes"
)

// speaker takes a name, a list of names, or objects with name and role. When
// another field named the speaker, an author is that of the source.
func (r *recordReader) speaker(name string, v Value) bool {
	if r.speakers != "" {
		if name == "author" || name == "authors" {
			return setName(&r.att.Source.Author, v)
		}
		return false
	}
	r.named = true
	if v.Kind == Scalar {
		if WebURL(v.Text) != "" { // Readwise names the site of an article
			return setURL(&r.att.Source.URL, v)
		}
		if a, ok := authorAndWork(CleanName(strings.TrimSuffix(v.Text, ", type.fit")), r.Inverted); ok {
			r.att.Speakers, r.speakers, r.work = a.Speakers, name, a.Source
			return true
		}
		if proverb().MatchString(v.Text) {
			return r.title != "" || r.source("source", v)
		}
	}
	items := []Value{v}
	if v.Kind == List {
		items = v.Items
	}
	var found []quotes.Speaker
	for _, item := range items {
		switch item.Kind {
		case Object:
			if kind := item.Child("creator_type").Text; kind != "" && kind != "author" { // Zotero names editors as well
				continue
			}
			if s := r.person(name, item); s.Name != "" {
				found = append(found, s)
			}
		case Scalar:
			for _, n := range SplitNames(item.Text) {
				if n = r.personName(n); n != "" {
					found = append(found, quotes.Speaker{Name: n})
				}
			}
		default:
			return false
		}
	}
	if len(found) == 0 {
		return true // "speaker": [] says that nobody is named
	}
	r.att.Speakers, r.speakers = found, name
	return true
}

// proverb is what stands for somebody where nobody is known to have said it first.
var proverb = expression(`(?i)^(?:\p{L}+ )?(?:proverb|saying|sprichwort|proverbe|proverbio|przysłowie|přísloví|пословица|поговорка|прислів'я)(?: \p{L}+)?$`)

var (
	byName = expression(`^(?:by|By|von|Von|par|Par|por|Por) (.+)$`)
	// siteName is what stands where an article has no author.
	siteName = expression(`(?i)^(?:[a-z0-9-]+\.)+(?:com|org|net|io|gov|edu|co\.uk|dev|news|blog)$`)
)

// personName returns a name as it is kept, or "" for what names nobody.
func (r *recordReader) personName(s string) string {
	s = strings.TrimSuffix(withoutNumber(WithoutMarks(s)), ", type.fit")
	if r.Inverted {
		s = TurnedRound(s)
	}
	if s = strings.TrimPrefix(CleanName(s), "@"); IsNobody(s) || strings.IndexByte(s, '.') > 0 && siteName().MatchString(s) {
		return ""
	}
	if strings.Count(s, " ") < 2 {
		return s
	}
	if m := byName().FindStringSubmatch(s); m != nil && LooksLikeName(m[1]) {
		s = m[1]
	}
	return s
}

// person reads an object that describes somebody.
func (r *recordReader) person(name string, v Value) quotes.Speaker {
	s := quotes.Speaker{
		Name:      CleanName(v.Child("name", "speaker", "author", "full_name").Text),
		Role:      CleanLine(v.Child("role", "position", "title", "occupation").Text),
		AsWritten: CleanLine(v.Child("as_written").Text),
	}
	if s.Name == "" {
		s.Name = CleanName(v.Child("first_name", "given").Text + " " + v.Child("last_name", "family").Text)
	}
	s.Body, _ = Truth(v.Child("body", "organisation", "organization"))
	s.Short, _ = Truth(v.Child("short"))
	for _, f := range v.Fields {
		switch sub := FoldName(f.Name); sub {
		case "name", "role", "body", "as_written", "short", "first_name", "last_name", "given", "family":
		case "id", "_id", "slug", "url", "link", "goodreads_link", "image", "avatar", "bio", "creator_type", "permalink", "quote_count", "description", "born", "died":
			r.note(f.Value.Line, name+"."+sub, "the field %s was not used")
		default:
			r.note(f.Value.Line, name+"."+sub, "the field %s is not known: its values became tags")
			r.tag(name+"."+sub, f.Value, 1)
		}
	}
	return s
}

// withoutStop takes a full stop off the end that belongs to no abbreviation.
func withoutStop(s string) string {
	bare, ok := strings.CutSuffix(s, ".")
	last := bare[strings.LastIndexAny(bare, " .")+1:]
	if !ok || len(last) < 4 || strings.HasSuffix(bare, ".") {
		return s
	}
	return bare
}

// trailingURL is an address at the end of an attribution.
var trailingURL = expression(`^(.*?)[\s,]*[(<\[]?(https?://[^\s()<>\[\]]+)[)>\]]?$`)

// attribution takes a line that names a speaker, a work or both.
func (r *recordReader) attribution(v Value) bool {
	if v.Kind != Scalar {
		return false
	}
	text := withoutNumber(strings.TrimLeft(CleanLine(v.Text), "-–—―~ "))
	if m := trailingURL().FindStringSubmatch(text); m != nil && WebURL(m[2]) != "" {
		if text = m[1]; r.att.Source.URL == "" {
			r.att.Source.URL = WebURL(m[2])
		}
	}
	if IsNobody(text) {
		return true
	}
	a := ParseAttribution(withoutStop(text))
	if nick := Nickname(a.Source.Title); nick != "" && len(a.Speakers) == 0 && (unicode.IsLower([]rune(nick)[0]) || strings.HasPrefix(a.Source.Title, "@") || userNumber().MatchString(CleanLine(v.Text))) {
		a = quotes.Attribution{Speakers: []quotes.Speaker{{Name: nick}}}
	}
	if len(a.Speakers) > 0 && r.speakers == "" {
		r.att.Speakers, r.speakers = a.Speakers, "attribution"
	}
	src := &r.att.Source
	if a.Source.Title != "" && r.title == "" {
		src.Title, r.title = a.Source.Title, "attribution"
	}
	if a.Source.Place != "" {
		r.places = append(r.places, a.Source.Place)
	}
	if src.Published == "" {
		src.Published = a.Source.Published
	}
	return true
}

// role belongs to the one speaker, or to each of the speakers in their order.
func (r *recordReader) role(v Value) bool {
	texts, plain := v.Scalars(nil)
	if !plain || len(texts) != len(r.att.Speakers) {
		return false
	}
	for i, t := range texts {
		if r.att.Speakers[i].Role == "" {
			r.att.Speakers[i].Role = CleanLine(t)
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
func (r *recordReader) source(name string, v Value) bool {
	src := &r.att.Source
	if v.Kind == Object {
		if r.title != "" {
			return false
		}
		r.title = name
		for _, f := range v.Fields {
			sub := FoldName(f.Name)
			ok := false
			switch {
			case sub == "name" || meaningOf(sub) == asTitle:
				ok = setText(&src.Title, f.Value)
			case meaningOf(sub) == asPublisher:
				ok = setText(&src.Publisher, f.Value)
			case sub == "author" || sub == "authors" || meaningOf(sub) == asAuthor:
				ok = setName(&src.Author, f.Value)
			case meaningOf(sub) == asPublished:
				ok = r.date(&src.Published, sub, f.Value)
			case meaningOf(sub) == asAddress:
				ok = setURL(&src.URL, f.Value)
			case meaningOf(sub) == asPlace:
				ok = r.place(sub, f.Value)
			}
			if !ok && f.Value.Kind != Null {
				r.note(f.Value.Line, name+"."+sub, "the field %s is not known: its values became tags")
				r.tag(name+"."+sub, f.Value, 1)
			}
		}
		return true
	}
	if v.Kind == Scalar && WebURL(v.Text) != "" {
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

func (r *recordReader) date(to *quotes.Date, name string, v Value) bool {
	if v.Kind == Object { // as MongoDB exports it
		v = v.Child("$date")
	}
	if v.Kind != Scalar {
		return false
	}
	text := CleanLine(v.Text)
	d, err := quotes.ParseDate(text)
	if err != nil {
		if len(text) > maxTag {
			return false
		}
		r.note(v.Line, name, "the field %s holds something that is no date that can be compared: it is shown as written")
		d = quotes.Date(text)
	}
	if *to != "" {
		return name == "year" && strings.HasPrefix(string(*to), string(d))
	}
	*to = d
	return true
}

// place takes the place in the work. A bare number is named after its field.
func (r *recordReader) place(name string, v Value) bool {
	if v.Kind == Object { // Bookcision: an address of the reader program, and a number
		v = v.Child("value", "page", "label")
	}
	if texts, plain := v.Scalars(nil); v.Kind == List && plain && len(texts) > 0 {
		v = Value{Line: v.Line, Kind: Scalar, Text: strings.Join(texts, ", ")}
	}
	if v.Kind != Scalar {
		return false
	}
	text := CleanLine(v.Text)
	if text == "" {
		return true
	}
	if name != "place" && text[0] >= '0' && text[0] <= '9' && !strings.ContainsAny(text, " .:") {
		text = name + " " + text
	}
	r.places = append(r.places, text)
	return true
}

func (r *recordReader) tags(name string, v Value) bool {
	if v.Kind == List {
		for i, item := range v.Items {
			if item.Kind == Object { // Zotero: {"tag": "..."}
				v.Items[i] = item.Child("tag", "name")
			}
		}
	}
	texts, plain := v.Scalars(nil)
	if !plain {
		return false
	}
	if v.Kind == Scalar {
		texts = strings.FieldsFunc(v.Text, func(c rune) bool { return c == ',' || c == ';' || c == '|' })
	}
	for _, t := range texts {
		r.addTag(name, strings.TrimPrefix(CleanLine(t), "#"), v.Line)
	}
	return true
}

// tag keeps a field that has no other room as "field:value".
func (r *recordReader) tag(name string, v Value, depth int) {
	switch v.Kind {
	case Scalar:
		if t := CleanLine(v.Text); t != "" {
			r.addTag(name, name+":"+t, v.Line)
		}
	case List:
		for _, item := range v.Items {
			r.tag(name, item, depth+1)
		}
	case Object:
		if depth > 3 {
			r.note(v.Line, name, "the field %s is nested too deep: it was left out")
			return
		}
		for _, f := range v.Fields {
			r.tag(name+"."+FoldName(f.Name), f.Value, depth+1)
		}
	}
}

func (r *recordReader) addTag(name, t string, line int) {
	t = CleanLine(t)
	switch {
	case t == "" || slices.Contains(r.quote.Tags, t):
	case len(t) > maxTag:
		r.note(line, name, "the field %s holds a text too long for a tag: it was left out")
	case len(r.quote.Tags) >= maxTags:
		r.note(line, name, "a record has more than 64 tags, and those of the field %s are beyond them: they were left out")
	default:
		r.quote.Tags = append(r.quote.Tags, t)
	}
}
