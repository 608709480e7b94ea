package command

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWhatIsCompactComesBack(t *testing.T) {
	for text, size := range map[string]int{
		"": 0, "four score": 10, "слова": 7, "Слова і words": 15, "ελευθερία": 11, "על הארץ": 9, "الأرض": 7,
		"naïve": 6, "où est-elle passée": 20, "千里之行": 12, "слова та ελευθερία": 34, "words \xff": 7, "\xf8\x08ab": 4, "🙂🙂": 8, "아리랑": 9,
	} {
		got := compact(text)
		if len(got) != size {
			t.Errorf("%q takes %d bytes, want %d", text, len(got), size)
		}
		if back := expand(got); back != text && utf8.ValidString(text) {
			t.Errorf("%q comes back as %q", text, back)
		}
	}
}

func FuzzWhatIsCompactComesBack(f *testing.F) {
	f.Add("Слова і words")
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "")
		if got := compact(s); len(got) > len(s) || expand(got) != s {
			t.Errorf("%q is written as %q and comes back as %q", s, got, expand(got))
		}
		expand(s + "\xf8")
	})
}
