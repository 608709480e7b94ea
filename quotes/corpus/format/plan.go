package format

import (
	"slices"
	"strings"
	"unicode"

	"verbatim/quotes/corpus/record"
)

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
