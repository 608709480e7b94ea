package format

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes/corpus/record"
)

// A JSON or YAML text holds records in many shapes: a list of them, lists inside
// objects that say whose they are, objects whose names are those of speakers.
// What an object says beside a list holds for each record of the list.

// MaxShape bounds how deep records lie inside lists and objects.
const MaxShape = 12

// tree reads the records of a value. around is what stands around them.
func (s *Sink) tree(v record.Value, around []record.Field, depth int) error {
	switch {
	case depth > MaxShape:
		return s.Reject(v.Line, "nested too deep")
	case v.Kind == record.List:
		if depth > 0 && len(v.Items) > 1 && !slices.ContainsFunc(v.Items, func(i record.Value) bool { return i.Kind != record.Scalar || !record.IsKnown(i.Text) }) {
			s.Count(v.Line, record.Brief(v.Items[0].Text), "the names of columns, “%s” first, were left out")
			return nil
		}
		if words, by, ok := s.pair(v); ok {
			return s.Take(Object(v.Line, record.Field{Name: "text", Value: words}, record.Field{Name: "speaker", Value: by}), around)
		}
		if row, ok := rowOf(v); ok && depth > 0 {
			return s.Take(row, around)
		}
		if depth > 1 && len(v.Items) == 2 && v.Items[0].Kind == record.Scalar && v.Items[1].Kind == record.Scalar && len(around) == 0 {
			return s.Reject(v.Line, "a list of two texts, and it is not clear which of them is a name")
		}
		if len(v.Items) == 0 {
			return s.record(v)
		}
		for _, item := range v.Items {
			if err := s.tree(item, around, depth+1); err != nil {
				return err
			}
		}
		return nil
	case v.Kind == record.Object && isColumnar(v):
		return s.tree(transposed(v), around, depth+1)
	case v.Kind == record.Object:
		p := planOf(v)
		if p.record {
			return s.Take(v, around)
		}
		for i, f := range v.Fields {
			if !p.within[i] {
				p.beside(s, f)
				continue
			}
			if err := s.tree(p.mapped(i, f), p.inside(around, i, f), depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	return s.Take(v, around)
}

// rowOf makes a record of a list of texts in which one alone is a sentence and others
// are names, the words coming before who said them or after.
func rowOf(v record.Value) (record.Value, bool) {
	if len(v.Items) < 3 || len(v.Items) > 8 {
		return v, false
	}
	words, by, work := -1, -1, -1
	for i, item := range v.Items {
		switch {
		case item.Kind != record.Scalar:
			return v, false
		case IsSentence(item.Text) && !record.LooksLikeName(item.Text):
			if words >= 0 {
				return v, false
			}
			words = i
		case strings.IndexFunc(item.Text, unicode.IsLetter) < 0:
		case by < 0 && record.LooksLikeName(item.Text):
			by = i
		case work < 0:
			work = i
		}
	}
	if words < 0 || by < 0 {
		return v, false
	}
	row := Object(v.Line, record.Field{Name: "text", Value: v.Items[words]}, record.Field{Name: "speaker", Value: v.Items[by]})
	if work > by {
		row.Fields = append(row.Fields, record.Field{Name: "title", Value: v.Items[work]})
	}
	return row, true
}

// Tree takes the records in a value.
func (s *Sink) Tree(v record.Value) error { return s.tree(v, nil, 1) }

// isColumnar knows an object that has a list or an object of values for each
// column, by number, as pandas writes tables.
func isColumnar(v record.Value) bool {
	words, size := false, -1
	for _, f := range v.Fields {
		n := len(f.Value.Fields) + len(f.Value.Items)
		if n == 0 || size >= 0 && n != size || f.Value.Kind == record.Object && f.Value.Fields[0].Name != "0" {
			return false
		}
		if f.Value.Kind == record.List && (f.Value.Items[0].Kind != record.Scalar || !record.IsKnown(f.Name)) {
			return false
		}
		size = n
		words = words || record.IsWordsName(f.Name)
	}
	return words && len(v.Fields) > 1
}

// transposed makes records of columns.
func transposed(v record.Value) record.Value {
	out := record.Value{Line: v.Line, Kind: record.List}
	for i := range max(len(v.Fields[0].Value.Fields), len(v.Fields[0].Value.Items)) {
		row := Object(v.Line)
		for _, column := range v.Fields {
			cell := record.Value{}
			switch c := column.Value; {
			case i < len(c.Fields) && (i >= len(v.Fields[0].Value.Fields) || c.Fields[i].Name == v.Fields[0].Value.Fields[i].Name):
				cell = c.Fields[i].Value
			case i < len(c.Items):
				cell = c.Items[i]
			default:
				continue
			}
			row.Line = max(row.Line, cell.Line)
			row.Fields = append(row.Fields, record.Field{Name: column.Name, Value: cell})
		}
		out.Items = append(out.Items, row)
	}
	return out
}

// Object makes a record of fields.
func Object(line int, fields ...record.Field) record.Value {
	return record.Value{Line: line, Kind: record.Object, Fields: fields}
}

// TextField makes a field of a text.
func TextField(name string, line int, text string) record.Field {
	return record.Field{Name: name, Value: record.Value{Line: line, Kind: record.Scalar, Text: text}}
}

// pair knows a list of words and a name, in either order.
func (s *Sink) pair(v record.Value) (words, by record.Value, ok bool) {
	if len(v.Items) != 2 || v.Items[0].Kind != record.Scalar || v.Items[1].Kind != record.Scalar {
		return words, by, false
	}
	a, b := v.Items[0], v.Items[1]
	first, second := record.LooksLikeName(a.Text), record.LooksLikeName(b.Text)
	switch {
	case second && !first && IsSentence(a.Text):
		return a, b, true
	case first && !second && IsSentence(b.Text):
		return b, a, true
	}
	return words, by, false
}

// IsSentence says whether a text is rather words that somebody said than a name
// or a label.
func IsSentence(s string) bool {
	if strings.Count(strings.TrimSpace(s), " ") >= 3 {
		return true
	}
	if strings.ContainsAny(s, ".!?") && strings.Contains(strings.TrimSpace(s), " ") {
		return true
	}
	han := 0
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai) {
			han++
		}
	}
	return han >= 6
}

// plan says how an object is read: as a record, or as what holds records.
type plan struct {
	record bool
	within []bool // the fields that hold records
	key    string // what the names of these fields are: speaker, lang, tag, text or ""
	shared []record.Field
}

func planOf(v record.Value) plan {
	p := plan{within: make([]bool, len(v.Fields))}
	attached := v.Child("item_type").Text == "attachment" // of Zotero: its title is that of a file
	var lists []int
	names := map[string]bool{}
	for i, f := range v.Fields {
		name := record.FoldName(f.Name)
		names[name] = true
		switch f.Value.Kind {
		case record.Scalar:
			if record.IsWordsName(name) {
				p.record = true
			} else if isShared(name) && !(attached && name == "title") {
				p.shared = append(p.shared, f)
			}
		case record.List:
			if holdsRecords(name, f.Value) || holdsHolders(f.Value) {
				lists = append(lists, i)
				continue
			}
			if record.IsWordsName(name) {
				p.record = true
			} else if isShared(name) && !(attached && name == "title") {
				p.shared = append(p.shared, f)
			}
		case record.Object:
			if !record.IsKnown(name) || isListName(name) || record.IsWordsName(name) && hasWords(f.Value) {
				lists = append(lists, i)
			} else if record.IsWordsName(name) {
				p.record = true
			} else if isShared(name) && !(attached && name == "title") {
				p.shared = append(p.shared, f)
			}
		}
	}
	if names["q"] && names["a"] {
		p.record = true
	}
	if p.record {
		return p
	}
	if len(lists) == 0 {
		return p.flat(v)
	}
	named := false
	for _, i := range lists {
		named = named || isListName(record.FoldName(v.Fields[i].Name))
	}
	for _, i := range lists {
		p.within[i] = !named || isListName(record.FoldName(v.Fields[i].Name))
	}
	if !named {
		p.key = keysOf(v, lists)
	}
	return p
}

// flat knows an object of nothing but texts whose names are words or speakers.
func (p plan) flat(v record.Value) plan {
	named, said, saying, naming, langs := 0, 0, 0, 0, 0
	for _, f := range v.Fields {
		if f.Value.Kind != record.Scalar || record.IsKnown(f.Name) {
			p.record = true
			return p
		}
		if record.LooksLikeName(f.Name) {
			named++
		}
		if record.IsLanguage(f.Name) {
			langs++
		}
		if IsSentence(f.Name) {
			saying++
		}
		if IsSentence(f.Value.Text) {
			said++
		}
		if record.LooksLikeName(f.Value.Text) {
			naming++
		}
	}
	n := len(v.Fields)
	switch {
	case n > 0 && named*2 > n && said*4 > n*3:
		p.key = "speaker"
	case n > 0 && langs == n && said > 0:
		p.key = "lang"
	case n > 0 && naming*2 > n && saying*4 > n*3:
		p.key = "text"
	default:
		p.record = true
		return p
	}
	for i := range p.within {
		p.within[i] = true
	}
	return p
}

// mapped is the value in which the records of a field stand.
func (p plan) mapped(_ int, f record.Field) record.Value {
	if p.key == "text" {
		return Object(f.Value.Line, TextField("text", f.Value.Line, f.Name), record.Field{Name: "speaker", Value: f.Value})
	}
	return f.Value
}

// inside is what stands around the records of a field.
func (p plan) inside(around []record.Field, _ int, f record.Field) []record.Field {
	out := slices.Concat(p.shared, around)
	if isListName(record.FoldName(f.Name)) { // what it holds has a name
		out = slices.DeleteFunc(out, func(f record.Field) bool { return f.Name == deep })
	}
	if p.key == "" && !isListName(record.FoldName(f.Name)) {
		out = append(out, record.Field{Name: deep})
	}
	if p.key == "speaker" || p.key == "lang" || p.key == "tags" {
		out = append([]record.Field{TextField(p.key, f.Value.Line, f.Name)}, out...)
	}
	return out
}

// deep is the name of what stands around records that lie in a field of which
// nothing is known: any text could lie there, and one is taken only if it is
// said whose it is, or that it is a quotation.
const deep = "\x00deep"

// isMeant says whether a record says that it is a quotation.
func isMeant(v record.Value) bool {
	return slices.ContainsFunc(v.Fields, func(f record.Field) bool {
		switch name := record.FoldName(f.Name); name {
		case "quote", "quotation", "highlight", "highlighted_text", "annotation_text", "speaker", "author", "said_by", "attribution", "quote_author", "quote_text":
			return f.Value.Kind != record.Null
		}
		return false
	})
}

// beside tells of a field that stands beside records and says nothing of them.
func (p plan) beside(s *Sink, f record.Field) {
	name := record.FoldName(f.Name)
	if f.Value.Kind != record.Null && !isShared(name) {
		s.Count(f.Value.Line, name, besideList)
	}
}

// isShared says whether a field beside a list of records holds for each of them.
func isShared(name string) bool {
	switch name {
	case "speaker", "author", "authors", "creators", "by", "who", "person", "book_author", "title", "book", "book_title", "work", "source", "url", "link", "uri",
		"lang", "language", "tags", "tag", "category", "topic", "publisher", "publication", "year", "date", "role", "name", "chapter", "character", "film", "movie":
		return true
	}
	return false
}

// isListName knows the fields in which an object holds a list of records.
func isListName(name string) bool {
	switch name {
	case "quotes", "quotations", "items", "records", "data", "results", "entries", "highlights", "annotations", "annotation", "sayings", "documents", "docs",
		"books", "list", "rows", "hits", "_source", "guild", "global", "all", "zitate", "citations", "citas", "frases", "citazioni", "attachments", "response", "values", "proverbs", "quote_list":
		return true
	}
	return false
}

// holdsRecords says whether a list has records in it, and is no field of one.
func holdsRecords(name string, v record.Value) bool {
	if isListName(name) {
		return true
	}
	texts := 0
	for _, item := range v.Items {
		switch item.Kind {
		case record.Object:
			return !record.IsKnown(name) || record.IsWordsName(name)
		case record.List:
			return true
		case record.Scalar:
			if IsSentence(item.Text) {
				texts++
			}
		}
	}
	return !record.IsKnown(name) && texts > 0 && texts*2 >= len(v.Items)
}

// hasWords says whether an object is a record with words.
func hasWords(v record.Value) bool {
	return slices.ContainsFunc(v.Fields, func(f record.Field) bool {
		return f.Value.Kind == record.Scalar && record.IsWordsName(f.Name)
	})
}

// holdsHolders says whether a list has objects in it that hold records themselves, as
// {"authors": [{"name": ..., "quotes": [...]}]} has.
func holdsHolders(v record.Value) bool {
	if len(v.Items) == 0 || v.Items[0].Kind != record.Object {
		return false
	}
	for _, f := range v.Items[0].Fields {
		if name := record.FoldName(f.Name); f.Value.Kind == record.List && isListName(name) && holdsRecords(name, f.Value) {
			return true
		}
	}
	return false
}

// keysOf says what the names of the fields are that hold records: speakers if
// most have the form of a full name or are known, languages, or else topics.
func keysOf(v record.Value, lists []int) string {
	names, langs, numbers, single, keywords := 0, 0, 0, 0, false
	for _, i := range lists {
		name := v.Fields[i].Name
		if items := v.Fields[i].Value.Items; len(items) > 0 {
			keywords = keywords || items[0].Child("txt").Kind == record.Scalar && items[0].Child("an", "aid").Kind == record.Scalar
		}
		if f := v.Fields[i].Value; f.Kind == record.Object && planOf(f).record {
			single++
		}
		switch {
		case record.LooksLikeName(name):
			names++
		case record.IsLanguage(name):
			langs++
		case strings.IndexFunc(name, unicode.IsLetter) < 0, record.IsKnown(name):
			numbers++
		}
	}
	switch {
	case keywords: // of NadekoBot
		return "tags"
	case names*2 > len(lists):
		return "speaker"
	case langs == len(lists):
		return "lang"
	case single == len(lists) && single > 1: // by their IDs
		return ""
	case numbers == len(lists) || len(lists) == 1 && len(v.Fields) > 1:
		return ""
	}
	return "tags"
}

// Take takes one record with what stands around it.
func (s *Sink) Take(v record.Value, around []record.Field) error {
	if v.Kind == record.Scalar && v.Text != "" && strings.IndexFunc(v.Text, unicode.IsLetter) < 0 {
		return s.Reject(v.Line, "neither a text nor an object with named fields")
	}
	if v.Kind == record.Scalar && len(around) > 0 {
		v = Object(v.Line, record.Field{Name: "text", Value: v})
	}
	if v.Kind != record.Object {
		return s.record(v)
	}
	if why := ownNote(v); why != "" {
		s.Count(v.Line, "", why)
		return nil
	}
	if !hasText(v) && !slices.ContainsFunc(v.Fields, func(f record.Field) bool { return record.IsWordsName(f.Name) }) && len(v.Fields) > 0 {
		s.Count(v.Line, "", "a part of the file without texts in it was left out%s")
		return nil
	}
	if all := inLanguages(v); len(all) > 0 {
		for _, one := range all {
			if err := s.Take(one, around); err != nil {
				return err
			}
		}
		return nil
	}
	for _, f := range around {
		if f.Name == deep && !isMeant(v) && !isMeant(Object(v.Line, around...)) {
			return s.Reject(v.Line, "a text inside other data that does not say whose it is, or that it is a quotation: if it is one, name its fields quote and author")
		}
	}
	v, err := questions(v)
	if err != "" {
		return s.Reject(v.Line, err)
	}
	for _, f := range around {
		if f.Name != deep && !has(v, record.FoldName(f.Name)) {
			v.Fields = append(v.Fields[:len(v.Fields):len(v.Fields)], f)
		}
	}
	if fields := s.fieldsOf(v); s.rules.Fields == nil || s.fieldsNew {
		s.rules.Fields, s.fieldsNew = fields, false
		s.know(v)
	}
	if kind := strings.ToLower(v.Child("location_type").Text); kind == "page" {
		for i, f := range v.Fields { // Readwise
			if record.FoldName(f.Name) == "location" {
				v.Fields[i].Name = "page"
			}
		}
	}
	return s.record(v)
}

// inLanguages parts a record whose words stand in it in several languages, under the
// names of these, into one record for each.
func inLanguages(v record.Value) []record.Value {
	var texts, rest []record.Field
	for _, f := range v.Fields {
		switch {
		case record.IsWordsName(f.Name) && f.Value.Kind == record.Object && len(f.Value.Fields) > 0 &&
			!slices.ContainsFunc(f.Value.Fields, func(t record.Field) bool { return !record.IsLanguage(t.Name) || t.Value.Kind != record.Scalar }):
			texts = append(texts, f.Value.Fields...)
		case record.IsWordsName(f.Name):
			return nil
		case record.IsLanguage(f.Name) && f.Value.Kind == record.Scalar && IsSentence(f.Value.Text):
			texts = append(texts, f)
		default:
			rest = append(rest, f)
		}
	}
	var all []record.Value
	for _, t := range texts {
		all = append(all, Object(t.Value.Line, append([]record.Field{{Name: "text", Value: t.Value}, TextField("lang", t.Value.Line, t.Name)}, rest...)...))
	}
	return all
}

// hasText says whether a record has any text in it, and not numbers alone.
func hasText(v record.Value) bool {
	return v.Kind == record.Scalar && strings.IndexFunc(v.Text, unicode.IsLetter) >= 0 && v.Text != "true" && v.Text != "false" ||
		slices.ContainsFunc(v.Fields, func(f record.Field) bool { return hasText(f.Value) }) || slices.ContainsFunc(v.Items, hasText)
}

func has(v record.Value, name string) bool {
	return slices.ContainsFunc(v.Fields, func(f record.Field) bool {
		return record.FoldName(f.Name) == name || name != "tags" && record.SameMeaning(f.Name, name)
	})
}

// questions knows the short names of a quotation, q and a, from those of a
// question and its answer.
func questions(v record.Value) (record.Value, string) {
	q, a := v.Child("q"), v.Child("a")
	if q.Kind != record.Scalar || a.Kind != record.Scalar || slices.ContainsFunc(v.Fields, func(f record.Field) bool { return record.IsWordsName(f.Name) }) {
		return v, ""
	}
	zen := v.Child("h").Kind == record.Scalar // zenquotes.io
	if !zen && !record.LooksLikeName(a.Text) {
		return v, "“q” and “a” may be a question and its answer: name them quote and author if they are not"
	}
	out := Object(v.Line)
	for _, f := range v.Fields {
		switch record.FoldName(f.Name) {
		case "q":
			f.Name = "quote"
		case "a":
			f.Name = "author"
		case "h", "c", "i":
			if zen {
				continue // the same as HTML, the number of characters, a picture
			}
		}
		out.Fields = append(out.Fields, f)
	}
	return out, ""
}

// ownNote knows the records of an export of highlights that hold nothing that
// anybody but the reader wrote. It returns why they are not taken.
func ownNote(v record.Value) string {
	const note, mark = "notes of the reader were not taken: they are nobody's quotation%s", "bookmarks have no words%s"
	if words, own := v.Child("highlight", "annotation", "annotation_text", "highlighted_text"), v.Child("note", "notes", "comment", "annotation_comment"); words.Kind == record.Scalar && strings.TrimSpace(words.Text) == "" && strings.TrimSpace(own.Text) != "" {
		return note
	}
	for _, f := range v.Fields {
		if f.Value.Kind != record.Scalar {
			continue
		}
		switch name, text := record.FoldName(f.Name), strings.ToLower(strings.TrimSpace(f.Value.Text)); name {
		case "is_note_only":
			if text == "true" {
				return note
			}
		case "type", "sort", "annotation_type", "highlight_type", "clipping_type", "kind":
			switch text {
			case "bookmark", "last-read", "lastread", "lesezeichen", "marcador", "signet", "segnalibro":
				return mark
			case "note", "page note", "notiz", "nota", "comment", "reply", "image", "ink":
				if !slices.ContainsFunc(v.Fields, func(f record.Field) bool {
					n := record.FoldName(f.Name)
					return (n == "text" || n == "highlighted_text" || n == "quote") && f.Value.Text != "" && name == "sort"
				}) {
					return note
				}
			}
		}
	}
	return ""
}

// Runes counts characters.
func Runes(s string) int { return utf8.RuneCountInString(s) }
