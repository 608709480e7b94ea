package messages_test

import (
	"strings"
	"testing"
	"unicode"

	"verbatim/bot/messages"
	"verbatim/bot/messages/messagestest"
)

// hostile is text that does something in Discord unless it is escaped, by what
// it does.
var hostile = map[string][]string{
	"mention": {
		"<@123456789012345678>", "<@!123456789012345678>", "<@&123456789012345678>", "<#123456789012345678>",
		"@everyone", "@here", "</quote search:123456789012345678>", "<id:customize>",
	},
	"address": {
		"https://evil.example/x", "see http://evil.example.", "<https://evil.example>", "steam://run/1",
		"mailto:a@evil.example", "<mailto:a@evil.example>", "HTTPS://EVIL.EXAMPLE",
	},
	"invitation":    {"discord.gg/abcdef", "join discord.com/invite/abcdef"},
	"e-mail":        {"write to someone@evil.example"},
	"link":          {"[bank](https://evil.example)", "[a](b)", "![image](https://evil.example/a.png)"},
	"header":        {"# loud", "a\n## loud", "  # loud", "### loud"},
	"subtext":       {"-# small", "a\n-# small"},
	"list":          {"- item", "* item", "+ item", "1. item", "a\n 12. item", "3) item", "  - item"},
	"block quote":   {"> said", ">>> said", "a\n> said", " > said"},
	"bold":          {"**bold**", "***both***"},
	"italic":        {"*it*", "_it_", "snake_case_name"},
	"underline":     {"__under__"},
	"strikethrough": {"~~gone~~"},
	"spoiler":       {"||secret||"},
	"code":          {"`code`", "``co`de``"},
	"code block":    {"```go\ncode\n```"},
	"time":          {"<t:1618953630:R>", "<t:1618953630>"},
	"emoji":         {"<:name:123456789012345678>", "<a:name:123456789012345678>", ":smile:"},
}

func TestEscapedTextOfOthersDoesNothing(t *testing.T) {
	for name, texts := range hostile {
		for _, text := range texts {
			// The model must see the danger, or its silence means nothing.
			var seen []string
			for _, c := range messagestest.Active(text) {
				seen = append(seen, c.Name)
			}
			if !strings.Contains(strings.Join(seen, ","), name) {
				t.Errorf("the model sees %q in %q, want a %s", seen, text, name)
			}
			for _, around := range []string{"%", "before % after", "line\n%\nline", "\\%", "א%ב"} {
				in := strings.ReplaceAll(around, "%", text)
				checkEscaped(t, in)
			}
		}
	}
}

func checkEscaped(t *testing.T, in string) {
	t.Helper()
	out := messages.Escape(in)
	if active := messagestest.Active(out); len(active) > 0 {
		t.Errorf("Escape(%q) = %q, in which there is %q", in, out, active)
	}
	clean := messages.Clean(in)
	if visible := messagestest.Visible(out); visible != clean {
		t.Errorf("Escape(%q) = %q is read as %q, want %q", in, out, visible, clean)
	}
	if again := messages.Clean(clean); again != clean {
		t.Errorf("Clean(%q) = %q, again %q", in, clean, again)
	}
	for _, r := range clean {
		if strings.ContainsRune("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff\u00ad", r) ||
			unicode.Is(unicode.Cc, r) && r != '\n' || r >= 0xE0000 && r < 0xE0100 {
			t.Errorf("Clean(%q) = %q holds %U", in, clean, r)
		}
	}
	for line := range strings.Lines(out) {
		if open, shut := strings.Count(line, "\u2068"), strings.Count(line, "\u2069"); open != shut {
			t.Errorf("Escape(%q): the line %q opens %d isolates and closes %d", in, line, open, shut)
		}
	}
}

func FuzzEscapedTextOfOthersDoesNothing(f *testing.F) {
	for _, texts := range hostile {
		for _, text := range texts {
			f.Add(text)
		}
	}
	f.Add("\u202eabc\u2066\u200f שלום \u200d 👩\u200d👩\u200d👧 \U000e0041 e\u0301\u0301\u0301\u0301\u0301\u0301\u0301")
	f.Add("- 1. \\_ a.b.c\r\n\r\n\r\n\x00\u2028x \xff\xfe")
	f.Fuzz(func(t *testing.T, in string) {
		if len(in) > 2000 {
			t.Skip("the model reads a text once for each of its characters")
		}
		checkEscaped(t, in)
	})
}

func TestPlacesInATextMoveWithIt(t *testing.T) {
	for _, tt := range []struct {
		in     string
		at     []int
		marked string // the escaped text with | at the places
	}{
		{"a *b* c", []int{2, 5}, `a |\*b\*| c`},
		{"\u200bab\u200bcd", []int{3, 4, 8}, "|a|b|cd"},
		{"x\r\n\r\n\r\n\r\ny", []int{9}, "x\n\n|y"},
		{"שלום abc", []int{0, 8}, "\u2068|שלום| abc\u2069"},
		{"abc", []int{-1, 99}, "|abc|"},
		{"end  ", []int{4}, "end|"},
	} {
		out, at := messages.EscapeAt(tt.in, tt.at)
		for i := len(at) - 1; i >= 0; i-- {
			out = out[:at[i]] + "|" + out[at[i]:]
		}
		if out != tt.marked {
			t.Errorf("EscapeAt(%q, %v) = %q, want %q", tt.in, tt.at, out, tt.marked)
		}
	}
}

func TestCleanTextHidesAndReversesNothing(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"an override", "abc\u202edef\u202c", "abcdef"},
		{"isolates", "\u2066a\u2069\u2067b\u2068c", "abc"},
		{"zero width characters", "a\u200bb\u2060c\ufeffd\u00ade", "abcde"},
		{"control characters", "a\x00b\x1b[31mc\u0085d\x7f", "ab[31mc\nd"},
		{"tags", "a\U000e0041\U000e007fb", "ab"},
		{"noncharacters", "a\ufffe\ufdd0b", "ab"},
		{"fillers that look like nothing", "a\u3164\u115f\uffa0\u2800b", "a b"},
		{"a joiner before what looks like nothing", "📩\u200d\u2800a", "📩 a"},
		{"an invalid byte", "a\xffb", "a\ufffdb"},
		{"marks piled up", "a" + strings.Repeat("\u0301", 30), "a" + strings.Repeat("\u0301", 5)},
		{"marks on nothing", "\u0301a\n\u0301b \u0301c", "a\nb c"},
		{"Hebrew with vowels and accents", "בְּרֵאשִׁ֖ית", "בְּרֵאשִׁ֖ית"},
		{"a family", "👩\u200d👩\u200d👧 👍🏽 ❤\ufe0f\u200d🔥", "👩\u200d👩\u200d👧 👍🏽 ❤\ufe0f\u200d🔥"},
		{"data in variation selectors", "a\ufe01\ufe02\ufe03\U000e0101b", "a\ufe01b"},
		{"a joiner in Latin", "a\u200db\u200cc", "abc"},
		{"a joiner in Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"a joiner in Hindi", "क्\u200dष", "क्\u200dष"},
		{"direction marks in Latin", "a\u200eb\u200fc\u061c", "abc"},
		{"direction marks in Hebrew", "(שלום)\u200f\u200f!", "(שלום)\u200f!"},
		{"a number sign of Arabic", "\u0600١٢", "\u0600١٢"},
		{"line ends of every system", "a\r\nb\rc\u2028d\u2029e\vf", "a\nb\nc\nd\ne\nf"},
		{"blank lines", "a\n\n \n\n\t\nb", "a\n\n  b"},
		{"space around", " \n a \n ", "a"},
		{"tabs and wide spaces", "a\tb\u2003c\u3000d\u00a0e", "a b c\u3000d\u00a0e"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := messages.Clean(tt.in); got != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestRightToLeftTextIsIsolated(t *testing.T) {
	for in, want := range map[string]string{
		"محمود درويش": "\u2068محمود درويش\u2069",
		"plain":       "plain",
		"two\nlines":  "two lines",
	} {
		if got := messages.Plain(in); got != want {
			t.Errorf("Plain(%q) = %q, want %q", in, got, want)
		}
	}
	if got, want := messages.Escape("one\nשתיים\nthree"), "one\n\u2068שתיים\u2069\nthree"; got != want {
		t.Errorf("Escape isolates %q, want %q", got, want)
	}
}

func TestWhatTheCatalogueIsolatedStaysIsolated(t *testing.T) {
	c := messages.For("en").Plain()
	for in, want := range map[string]string{
		c.AsWritten("الوكالة") + " *x*": "“\u2068الوكالة\u2069” in the source \\*x\\*",
		" · ":                           " · ",
		"; plain: text ":                "; plain: text ",
		"":                              "",
		"\u2068# loud\u2069":            "\\# loud",
	} {
		if got := messages.EscapeSaid(in); got != want {
			t.Errorf("EscapeSaid(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLinksLeadOnlyWhereAPersonWouldExpect(t *testing.T) {
	long := "https://example.org/" + strings.Repeat("a", 500)
	for in, want := range map[string]string{
		"https://example.org/a?b=c#d":         "https://example.org/a?b=c#d",
		" http://example.org ":                "http://example.org",
		"HTTPS://EXAMPLE.ORG/A":               "https://example.org/A",
		"https://example.org/a_(b)":           "https://example.org/a_%28b%29",
		"https://example.org/a*b~c`d'e\"f":    "https://example.org/a%2Ab%7Ec%60d%27e%22f",
		"https://example.org/ü":               "https://example.org/%C3%BC",
		"https://bücher.example/":             "https://xn--bcher-kva.example/",
		"https://example.org/?q=[x](y)":       "https://example.org/?q=%5Bx%5D%28y%29",
		"https://example.org:8443/x":          "https://example.org:8443/x",
		"http://192.0.2.7/x":                  "http://192.0.2.7/x",
		"https://example.org/\u202etxt.exe":   "https://example.org/%E2%80%AEtxt.exe",
		"javascript:alert(1)":                 "",
		"ftp://example.org":                   "",
		"data:text/html,x":                    "",
		"//example.org":                       "",
		"example.org":                         "",
		"https://":                            "",
		"https:///x":                          "",
		"https://bank.example@evil.example/":  "",
		"https://exa mple.org/":               "",
		"https://example.org\u202e/":          "",
		"http://[2001:db8::1]/":               "",
		"https://example.org:99999999999999/": "",
		"https://ex%41mple.org/%zz":           "",
		"https://example.org/a b\nc":          "",
		long:                                  "",
		"":                                    "",
	} {
		got, ok := messages.Link(in)
		if got = map[bool]string{true: got}[ok]; got != want {
			t.Errorf("Link(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzLinksStayInsideTheirParentheses(f *testing.F) {
	f.Add("https://example.org/a_(b)?q=[x](y)#`'\"")
	f.Add("https://example.org/ \\)")
	f.Fuzz(func(t *testing.T, address string) {
		link, ok := messages.Link(address)
		if !ok {
			return
		}
		if strings.ContainsAny(link, " ()<>[]\\\"'`*~|\n") || len(link) > 512 || !strings.HasPrefix(link, "http") {
			t.Errorf("Link(%q) = %q", address, link)
		}
		again, ok := messages.Link(link)
		if !ok || again != link {
			t.Errorf("Link(%q) = %q, %v: not the same again", link, again, ok)
		}
	})
}

func TestLengthsCountAsDiscordCounts(t *testing.T) {
	for in, want := range map[string]int{"": 0, "abc": 3, "é": 1, "e\u0301": 2, "漢": 1, "😀": 2, "\xff": 1} {
		if got := messages.Len16(in); got != want {
			t.Errorf("Len16(%q) = %d, want %d", in, got, want)
		}
	}
}

func TestTextIsCutBetweenWords(t *testing.T) {
	for _, tt := range []struct {
		in    string
		limit int
		want  string
	}{
		{"one two three", 13, "one two three"},
		{"one two three", 12, "one two"},
		{"one two three", 7, "one two"},
		{"one two three", 6, "one"},
		{"unbreakable", 5, "unbre"},
		{"漢字漢字漢字", 4, "漢字漢字"},
		{"e\u0301e\u0301e\u0301", 3, "e\u0301"},
		{"👩\u200d👩\u200d👧👩\u200d👩\u200d👧", 9, "👩\u200d👩\u200d👧"},
		{"a veryveryveryverylongword", 20, "a veryveryveryverylo"},
		{"anything", 0, ""},
	} {
		if got := messages.Head(tt.in, tt.limit); got != tt.want {
			t.Errorf("Head(%q, %d) = %q, want %q", tt.in, tt.limit, got, tt.want)
		}
	}
	if got := messages.Shorten("one two three", 8); got != "one two…" {
		t.Errorf("Shorten gives %q", got)
	}
}

func TestTheEndOfATextBeginsWithAWord(t *testing.T) {
	for _, tt := range []struct {
		in    string
		limit int
		want  string
	}{
		{"one two three", 13, "one two three"},
		{"one two three", 12, "two three"},
		{"one two three", 9, "two three"},
		{"one two three", 8, "three"},
		{"unbreakable", 5, "kable"},
		{"unbreakable it", 7, "able it"},
		{"漢字漢字漢字", 4, "漢字漢字"},
		{"e\u0301e\u0301e\u0301", 3, "e\u0301"},
		{"👩\u200d👩\u200d👧👩\u200d👩\u200d👧", 9, "👩\u200d👩\u200d👧"},
		{strings.Repeat("x", 300) + "👩\u200d👩\u200d👧", 7, ""},
		{"anything", 0, ""},
	} {
		if got := messages.Tail(tt.in, tt.limit); got != tt.want {
			t.Errorf("Tail(%q, %d) = %q, want %q", tt.in, tt.limit, got, tt.want)
		}
	}
}

func FuzzCutTextFitsAndIsABeginning(f *testing.F) {
	f.Add("one two 👩\u200d👩\u200d👧 three", 7)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = max(0, min(limit, 5000))
		head := messages.Head(s, limit)
		if !strings.HasPrefix(s, head) || messages.Len16(head) > limit {
			t.Errorf("Head(%q, %d) = %q", s, limit, head)
		}
		if tail := messages.Tail(s, limit); !strings.HasSuffix(s, tail) || messages.Len16(tail) > limit {
			t.Errorf("Tail(%q, %d) = %q", s, limit, tail)
		}
		if limit > 0 && messages.Len16(messages.Shorten(s, limit)) > limit {
			t.Errorf("Shorten(%q, %d) = %q", s, limit, messages.Shorten(s, limit))
		}
	})
}
