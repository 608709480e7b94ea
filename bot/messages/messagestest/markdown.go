// Package messagestest reads Discord's markdown as a client does, so that tests
// can say what a text of ours would do in a channel.
//
// It is small and errs on one side: what it finds may be inert in some client,
// what it does not find is inert in all. The rules are those of Discord's pages
// "Markdown Text 101" and "Message Formatting", and of what clients are seen to
// do with addresses, invitations and emoji in the raw text.
package messagestest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Construct is a piece of text that is more than text.
type Construct struct {
	Name string // "bold", "mention", "link", ...
	Text string // what stands inside, or all of it
}

// Active returns everything in a message that a client would not show as plain
// text, in order; what is inside of something comes after it.
func Active(markdown string) []Construct {
	var r reader
	for _, raw := range rawRules {
		for _, found := range raw.re.FindAllString(markdown, -1) {
			r.found = append(r.found, Construct{raw.name, found})
		}
	}
	r.read(markdown, true)
	return r.found
}

// Visible returns the text as it is read: without the backslashes that escape,
// and without the marks that isolate right-to-left text.
func Visible(markdown string) string {
	var b strings.Builder
	for i := 0; i < len(markdown); {
		if n := escape(markdown[i:]); n > 0 {
			b.WriteString(markdown[i+1 : i+n])
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(markdown[i:])
		if r != '\u2068' && r != '\u2069' {
			b.WriteString(markdown[i : i+n])
		}
		i += n
	}
	return b.String()
}

type rule struct {
	name string
	re   *regexp.Regexp
}

// rawRules are what Discord looks for in the text as it was sent, backslashes
// or not.
var rawRules = []rule{
	{"address", regexp.MustCompile(`(?i)\b(?:https?|steam|ftp)://[^\s<)]+|\bmailto:\S+`)},
	{"invitation", regexp.MustCompile(`(?i)discord(?:app)?\.(?:gg|com)/\S+`)},
	{"e-mail", regexp.MustCompile(`[\w.+-]+@[\w-]+\.[a-z]+`)},
	{"mention", regexp.MustCompile(`<(?:@[!&]?|#)\d+>`)},
}

// inlineRules hold anywhere in a line.
var inlineRules = []rule{
	{"code block", regexp.MustCompile("^```(?s:.+?)```")},
	{"code", regexp.MustCompile("^`+[^`]+`+")},
	{"spoiler", regexp.MustCompile(`^\|\|(?s:.+?)\|\|`)},
	{"strikethrough", regexp.MustCompile(`^~~(?s:.+?)~~`)},
	{"mention", regexp.MustCompile(`^(?:<(?:@[!&]?|#)\d+>|@everyone|@here|</[^:>]+:\d+>|<id:\w+>)`)},
	{"time", regexp.MustCompile(`^<t:-?\d+(?::\w)?>`)},
	{"emoji", regexp.MustCompile(`^(?:<a?:\w+:\d+>|:[\w+-]+:)`)},
	{"address", regexp.MustCompile(`^<[^: >]+:[^ >]+>`)},
	{"link", regexp.MustCompile(`^\[(?s:[^\]]*)\]\([^)]*\)`)},
	{"italic", regexp.MustCompile(`^(?:\*[^\s*](?s:[^*]*)\*|_(?s:[^_]+)_)`)},
}

// lineRules hold where a line begins.
var lineRules = []rule{
	{"header", regexp.MustCompile(`^#{1,3}\s+\S[^\n]*`)},
	{"subtext", regexp.MustCompile(`^-#\s+[^\n]*`)},
	{"block quote", regexp.MustCompile(`^(?:>>> (?s:.*)|> [^\n]*)`)},
	{"list", regexp.MustCompile(`^(?:[*+-]|\d+[.)])\s+[^\n]*`)},
}

// nesting hold other constructs.
var nesting = []rule{
	{"bold", regexp.MustCompile(`^\*\*((?:\\(?s:.)|[^\\])+?)\*\*`)},
	{"underline", regexp.MustCompile(`^__((?:\\(?s:.)|[^\\])+?)__`)},
}

type reader struct{ found []Construct }

// read looks for constructs in s, of which lineStart says whether it begins a
// line.
func (r *reader) read(s string, lineStart bool) {
	for s != "" {
		n, inside := r.at(s, lineStart)
		if inside != "" {
			r.read(inside, lineStart)
		}
		c, _ := utf8.DecodeLastRuneInString(s[:n])
		lineStart = c == '\n' || lineStart && unicode.IsSpace(c)
		s = s[n:]
	}
}

// at takes what s begins with, one character at least.
func (r *reader) at(s string, lineStart bool) (n int, inside string) {
	if n := escape(s); n > 0 {
		return n, ""
	}
	if lineStart {
		for _, rule := range lineRules {
			if text := rule.re.FindString(s); text != "" {
				marker := strings.IndexFunc(text, unicode.IsSpace)
				r.found = append(r.found, Construct{rule.name, text[marker+1:]})
				return len(text), text[marker+1:]
			}
		}
	}
	for _, rule := range nesting {
		if m := rule.re.FindStringSubmatch(s); m != nil {
			r.found = append(r.found, Construct{rule.name, m[1]})
			return len(m[0]), m[1]
		}
	}
	for _, rule := range inlineRules {
		if text := rule.re.FindString(s); text != "" {
			r.found = append(r.found, Construct{rule.name, text})
			return len(text), ""
		}
	}
	_, n = utf8.DecodeRuneInString(s)
	return n, ""
}

// escape returns the length of a backslash and the character that it takes the
// power from, or 0.
func escape(s string) int {
	if s == "" || s[0] != '\\' {
		return 0
	}
	r, n := utf8.DecodeRuneInString(s[1:])
	if n == 0 || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSpace(r) {
		return 0
	}
	return 1 + n
}
