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
