package text_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/search/text"
)

func words(s string) string {
	var out []string
	for _, t := range text.Tokens(s) {
		out = append(out, t.Text)
	}
	return strings.Join(out, " ")
}

func TestWordsAreFoldedAsPeopleTypeThem(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"stop words stay", "To be, or NOT to be", "to be or not to be"},
		{"apostrophes inside a word", "don’t don't DONT O'Rourke", "dont dont dont orourke"},
		{"marks at the edges", "'tis the dogs' “day”", "tis the dogs day"},
		{"hyphens part words", "well-known 10,000–12,000", "well known 10 000 12 000"},
		{"diacritics", "Würde Dobrý naïve Åse Gödel", "wurde dobry naive ase godel"},
		{"decomposed", "cafe\u0301", "cafe"},
		{"letters that do not decompose", "Straße Łódź Øre æon Đà", "strasse lodz ore aeon da"},
		{"Turkish", "İstanbul ışık", "istanbul isik"},
		{"compatibility forms", "ﬁne ＡＢＣ x²", "fine abc x2"},
		{"signs that make another word", "C++, C# (F#) g++ a C ##1 A#1 wow++", "c++ c# f# g++ a c 1 a 1 wow"},
		{"what makes a heart an emoji", "love ❤\ufe0f it", "love it"},
		{"soft hyphen and zero width space", "quo\u00adta\u200btion", "quotation"},
		{"French and Italian elision", "l'homme d’accord qu'elle dell'arte", "l homme d accord qu elle dell arte"},
		{"English endings are no elision", "I'd she'll t's", "id shell ts"},
		{"brackets", "[Russian leader Vladimir] Putin", "russian leader vladimir putin"},
		{"Cyrillic", "Зеленський ёлка", "зеленськии елка"},
		{"Greek", "Ὀδυσσεύς λόγος", "οδυσσευσ λογοσ"},
		{"Arabic vowels", "مُحَمَّد", "محمد"},
		{"Korean has words", "전쟁을 끝내자", "전쟁을 끝내자"},
		{"Han in pairs", "千里之行", "千里 里之 之行"},
		{"Han alone", "a 我 b", "a 我 b"},
		{"Japanese beside Latin", "Goは楽しい", "go は楽 楽し しい"},
		{"Hindi vowels stay", "सत्यमेव", "सत्यमेव"},
		{"nothing", " ?! — ", ""},
		{"invalid bytes part words", "a\xffb", "a b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := words(tt.in); got != tt.want {
				t.Errorf("words of %q: %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestSpellingsOfANameMeet(t *testing.T) {
	for _, same := range [][]string{
		{"Zelenskyy", "Zelensky", "Zelenskiy", "Selenskyj", "Зеленський", "Зеленский", "Zelenskij"},
		{"Dostoevsky", "Dostoyevsky", "Dostojewski", "Достоевский", "Dostoevskij"},
		{"Tolstoy", "Tolstoi", "Толстой"},
		{"Tchaikovsky", "Tschaikowski", "Чайковский", "Chaikovsky"},
		{"Chekhov", "Tchekhov", "Чехов", "Tschechow"},
		{"Confucius", "Konfucius"},
		{"Voltaire", "Voltair"},
		{"Schopenhauer", "Shopenhauer", "Schoppenhauer"},
		{"Muhammad", "Mohammed", "Mohamed"},
		{"Gandhi", "Ghandi"},
		{"Pushkin", "Puschkin", "Пушкин"},
		{"Putin", "Poutine", "Путин"},
		{"Shakespeare", "Шекспир"},
		{"Alexander", "Aleksander", "Александр"},
	} {
		for _, name := range same[1:] {
			if !text.SameName(same[0], name) {
				t.Errorf("%s has keys %s, %s has %s", same[0], text.NameKeys(same[0]), name, text.NameKeys(name))
			}
		}
	}
	for _, pair := range [][2]string{{"Twain", "Franklin"}, {"Einstein", "Newton"}, {"King", "Kant"}, {"Wilde", "Woolf"}, {"Io", "A"}, {"Ayo", "Eye"}} {
		if text.SameName(pair[0], pair[1]) {
			t.Errorf("%s and %s are one name", pair[0], pair[1])
		}
	}
}

func TestSpellingsThatNearlyMeet(t *testing.T) {
	near := func(a, b string) bool {
		return slices.ContainsFunc(text.NearNameKeys(a), func(k string) bool { return slices.Contains(text.NameKeys(b), k) })
	}
	for _, tt := range []struct {
		a, b string
		want bool
	}{
		{"Сократ", "Socrates", true},
		{"Платон", "Plato", true},
		{"Эпиктет", "Epictetus", true},
		{"Кьеркегор", "Kierkegaard", true},
		{"Шопенгауэр", "Schopenhauer", true},
		{"Хемингуэй", "Hemingway", true},
		{"Уайльд", "Wilde", true},
		{"Джебран", "Gibran", true},
		{"Aquino", "Aquinas", true},
		{"آينشتاين", "Austen", false}, // a sound in the middle that no transliteration leaves out
		{"غاندي", "God", false},
		{"Толстой", "Толстой", false}, // the same, not nearly so
		{"Лю", "Li", false},
	} {
		if near(tt.a, tt.b) != tt.want || near(tt.b, tt.a) != tt.want {
			t.Errorf("%s %v is near to %s %v: %v and %v, want %v", tt.a, text.NameKeys(tt.a), tt.b, text.NameKeys(tt.b),
				near(tt.a, tt.b), near(tt.b, tt.a), tt.want)
		}
	}
}

func TestErrorsAreThoseOfTyping(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"a", "", 1},
		{"history", "history", 0},
		{"histroy", "history", 1},
		{"hstory", "history", 1},
		{"hixtory", "history", 1},
		{"hisstory", "history", 1},
		{"ihstroy", "history", 2},
		{"семьй", "семьи", 1},
		{"kitten", "sitting", 3},
		{"ca", "abc", 3},
	} {
		if got := text.Errors(tt.a, tt.b); got != tt.want {
			t.Errorf("Errors(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := text.Errors(tt.b, tt.a); got != tt.want {
			t.Errorf("Errors(%q, %q) = %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}

func FuzzTokens(f *testing.F) {
	for _, s := range []string{"To be, or not", "l'homme don’t", "千里之行\u3099x", "İ ﬁ \u0345ΐ", "a\xff'b'", "סֵפֶר"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		start := 0
		for _, tok := range text.Tokens(s) {
			switch {
			case tok.Start < start || tok.End <= tok.Start || tok.End > len(s):
				t.Fatalf("token %q of %q lies at [%d, %d) after %d", tok.Text, s, tok.Start, tok.End, start)
			case tok.Text == "" || len(tok.Text) > text.MaxWord || strings.ContainsAny(tok.Text, " \t\n\u00a0"):
				t.Fatalf("token %q of %q", tok.Text, s)
			case utf8.ValidString(s) && !(utf8.RuneStart(s[tok.Start]) && (tok.End == len(s) || utf8.RuneStart(s[tok.End]))):
				t.Fatalf("token %q of %q is not on rune boundaries", tok.Text, s)
			case len(tok.Text) < text.MaxWord-4 && text.Fold(tok.Text) != tok.Text:
				t.Fatalf("token %q of %q folds to %q", tok.Text, s, text.Fold(tok.Text))
			}
			start = tok.Start
		}
	})
}

func TestKanaAndChineseCharactersStayThemselves(t *testing.T) {
	for _, span := range [][2]rune{{'ぁ', 'ゖ'}, {'ァ', 'ヺ'}, {'一', '鿿'}} {
		for r := span[0]; r <= span[1]; r++ {
			// Beside an A that is folded, so is the character; alone it is not looked at.
			if got := text.Fold("A" + string(r)); got != "a"+text.Fold(string(r)) {
				t.Errorf("%q folds to %q", r, got)
			}
		}
	}
}
