package record

import (
	"html"
	"strings"

	"verbatim/quotes"
)

var (
	entity   = expression(`&(?:[a-zA-Z]{2,8}|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});`)
	lineTag  = expression(`(?i)\s*(?:<br\s*/?>|</p>|</li>|</h[1-6]>)\s*`)
	otherTag = expression(`(?i)</?(?:p|em|i|b|strong|span|div|u|q|blockquote|cite|a|sup|sub|small|h[1-6]|li|ul|ol|font)(?:\s[^<>]*)?>`)
)

// Unmarked returns what a reader sees of a text that a program exported as HTML.
func Unmarked(s string) string {
	if strings.IndexByte(s, '<') >= 0 {
		s = lineTag().ReplaceAllString(s, "\n")
		s = otherTag().ReplaceAllString(s, "")
	}
	if strings.IndexByte(s, '&') >= 0 {
		s = entity().ReplaceAllStringFunc(s, html.UnescapeString)
	}
	return s
}

// Marked returns a text of which [Unmarked] makes the one that is given.
func Marked(s string) string {
	if Unmarked(s) == s {
		return s
	}
	return strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(s)
}

// unmark takes the markup out of the words, of names and of titles.
func unmark(v Value, rules *Rules) Value {
	fields := v.Fields
	for i, f := range v.Fields {
		if f.Value.Kind != Scalar || strings.IndexByte(f.Value.Text, '&') < 0 && strings.IndexByte(f.Value.Text, '<') < 0 {
			continue
		}
		name := FoldName(f.Name)
		if to, ok := rules.Fields[name]; ok {
			name = to
		}
		switch meaningOf(name) {
		case asWords, asSpeaker, asTitle, asAttribution:
			if text := Unmarked(f.Value.Text); text != f.Value.Text {
				if &fields[0] == &v.Fields[0] {
					fields = append([]Field(nil), v.Fields...)
				}
				fields[i].Value.Text = text
			}
		}
	}
	v.Fields = fields
	return v
}

// ReadsAsName reports whether a cell of a column for speakers that holds a name alone
// is read as this name of one person.
func ReadsAsName(name string) bool {
	r := recordReader{Rules: &Rules{}, quote: &quotes.Quote{}, att: &quotes.Attribution{}}
	v := unmark(Value{Kind: Object, Fields: []Field{{Name: "speaker", Value: Value{Kind: Scalar, Text: name}}}}, r.Rules).Fields[0].Value
	return r.speaker("speaker", v) && len(r.att.Speakers) == 1 && r.att.Speakers[0] == quotes.Speaker{Name: name} && r.work.Title == ""
}
