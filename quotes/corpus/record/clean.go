package record

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/language"
)

// setText takes a text, or a list of texts joined by commas, if there is none.
func setText(to *string, v Value) bool {
	texts, plain := v.Scalars(nil)
	if !plain || *to != "" {
		return false
	}
	*to = CleanLine(strings.Join(texts, ", "))
	return true
}

// setName is [setText] for the name of a person.
func setName(to *string, v Value) bool {
	ok := setText(to, v)
	if ok {
		*to = CleanName(*to)
	}
	return ok
}

func setURL(to *string, v Value) bool {
	u := WebURL(v.Text)
	if u == "" || *to != "" {
		return false
	}
	*to = u
	return true
}

// WebURL returns an absolute http or https URL, or "".
func WebURL(s string) string {
	s = strings.TrimSpace(s)
	if !strings.HasPrefix(s, "http://") && !strings.HasPrefix(s, "https://") {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.String()
}

// languageTag knows the names that people write where a tag is meant.
func languageTag(name string) string {
	switch strings.ToLower(name) {
	case "english":
		return "en"
	case "german", "deutsch":
		return "de"
	case "french", "français":
		return "fr"
	case "spanish", "español":
		return "es"
	case "italian", "italiano":
		return "it"
	case "portuguese", "português":
		return "pt"
	case "dutch", "nederlands":
		return "nl"
	case "polish", "polski":
		return "pl"
	case "russian", "русский":
		return "ru"
	case "ukrainian", "українська":
		return "uk"
	case "arabic", "العربية":
		return "ar"
	case "chinese", "中文":
		return "zh"
	case "japanese", "日本語":
		return "ja"
	case "korean", "한국어":
		return "ko"
	case "latin", "latina":
		return "la"
	}
	return ""
}

// IsLanguage says whether a text is the tag of a language or its name.
func IsLanguage(s string) bool {
	if languageTag(s) != "" {
		return true
	}
	if len(s) < 2 || len(s) > 7 || strings.ToLower(s[:2]) != s[:2] || len(s) > 2 && s[2] != '-' {
		return false
	}
	_, err := language.Parse(s)
	return err == nil
}

func setLang(to *string, v Value) bool {
	text := CleanLine(v.Text)
	if v.Kind != Scalar || *to != "" {
		return false
	}
	// The common case has to be cheap: two letters in lower case are a tag.
	if len(text) == 2 && text[0] >= 'a' && text[0] <= 'z' && text[1] >= 'a' && text[1] <= 'z' {
		*to = text
		return true
	}
	if *to = languageTag(text); *to != "" {
		return true
	}
	t, err := language.Parse(text)
	if err != nil {
		return false
	}
	*to = t.String()
	return true
}

// Truth reads a yes or no.
func Truth(v Value) (yes, ok bool) {
	switch strings.ToLower(strings.TrimSpace(v.Text)) {
	case "true", "yes", "y", "1":
		return true, true
	case "false", "no", "n", "0":
		return false, true
	}
	return false, false
}

// CleanWords gives the words as they are kept: LF line ends, no control
// characters but line breaks and tabs, no white space around.
func CleanWords(s string) string {
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	if s = WithoutColours(s); strings.IndexFunc(s, isJunk) >= 0 {
		s = strings.Map(func(r rune) rune {
			if isJunk(r) {
				return -1
			}
			return r
		}, s)
	}
	return strings.TrimSpace(s)
}

// terminalCode is what a terminal takes for a command, such as a colour
// (ECMA-48, 5.4), or for a title or a link, which xterm has.
var terminalCode = expression("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b\n]*(?:\x07|\x1b\\\\))")

// WithoutColours takes away what a text tells a terminal.
func WithoutColours(s string) string {
	if strings.IndexByte(s, 0x1b) < 0 {
		return s
	}
	return terminalCode().ReplaceAllString(s, "")
}

// Brief shortens what somebody else wrote for a sentence of the report.
func Brief(s string) string {
	const longest = 60
	if len(s) <= longest {
		return s
	}
	cut := longest
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

func isJunk(r rune) bool {
	return r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 || r == '\ufeff'
}

// CleanLine gives a name or a title as it is kept: one line, single spaces.
func CleanLine(s string) string {
	s = CleanWords(s)
	if strings.ContainsAny(s, "\n\t") || strings.Contains(s, "  ") {
		s = strings.Join(strings.Fields(s), " ")
	}
	return s
}
