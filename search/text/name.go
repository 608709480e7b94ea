package text

import (
	"slices"
	"strings"

	"github.com/mozillazg/go-unidecode"
)

// Latin returns a word in the letters a to z and digits: what is written in
// another script is transliterated, marks are left out.
func Latin(word string) string {
	ascii := true
	for i := range len(word) {
		if word[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if !ascii {
		word = unidecode.Unidecode(word)
	}
	var b strings.Builder
	b.Grow(len(word))
	for i := range len(word) {
		switch c := word[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			b.WriteByte(c)
		case 'A' <= c && c <= 'Z':
			b.WriteByte(c + 'a' - 'A')
		}
	}
	return b.String()
}

// NameKeys returns what the spellings of a name in different languages have in
// common: "Zelenskyy", "Zelensky", "Selenskyj" and "Зеленський" are "SLNSK".
// There are two when "ch" may be the sound of Chekhov or that of Bach, none for a
// word that has no letters. Like Soundex (Russell, US patent
// 1,261,167) it keeps the consonants by their class; unlike it, the first
// letter is classed too, since transliterations disagree on it, and the classes
// are those of the systems in use for Slavic, Greek, Arabic and Hebrew names
// (ISO 9, BGN/PCGN, German, French).
func NameKeys(word string) []string {
	s := Latin(word)
	key := nameKey(s, 'S')
	if key == "" {
		return nil
	}
	if strings.Contains(s, "ch") {
		if other := nameKey(s, 'K'); other != key {
			return []string{key, other}
		}
	}
	return []string{key}
}

// SameName reports whether two words may be spellings of one name.
func SameName(a, b string) bool { return SameKeys(NameKeys(a), NameKeys(b)) }

// SameKeys is [SameName] of words of which these are the [NameKeys]. Words of
// nothing but vowels ("Io", the initial "A.") all have one key: it says nothing.
func SameKeys(a, b []string) bool {
	return slices.ContainsFunc(a, func(k string) bool { return k != onlyVowels && slices.Contains(b, k) })
}

// onlyVowels is the key of words that have no consonant.
const onlyVowels = "A"

// NearNameKeys returns the keys of names that are nearly a word's: all but for one
// sound, and one on which transliterations disagree. That is an ending that some
// languages add (Socrates, Сократ; Plato, Платон), an h or a w, which others
// write as g or u or leave out (Hemingway, Хемингуэй), or a soft g (Gibran,
// Джебран). Keys of less than three sounds are near to none.
func NearNameKeys(word string) []string {
	const endings, leftOut = "SNTMKV", "KV"
	other := map[byte]string{'A': "VJ", 'V': "A", 'J': "AS", 'S': "KJ", 'K': "S"}
	keys := NameKeys(word)
	var out []string
	add := func(parts ...string) {
		near := strings.Join(parts, "")
		if !slices.Contains(keys, near) && !slices.Contains(out, near) {
			out = append(out, near)
		}
	}
	for _, k := range keys {
		if len(k) < 3 {
			continue
		}
		for _, c := range endings {
			add(k, string(c))
		}
		for i := range len(k) + 1 {
			for _, c := range leftOut {
				add(k[:i], string(c), k[i:])
			}
		}
		for i := range len(k) {
			last := i == len(k)-1
			if len(k) > 3 && (strings.IndexByte(leftOut, k[i]) >= 0 || last && strings.IndexByte(endings, k[i]) >= 0) {
				add(k[:i], k[i+1:])
			}
			for _, c := range other[k[i]] {
				add(k[:i], string(c), k[i+1:])
			}
		}
	}
	return out
}

// nameKey returns the key with "ch" of the given class.
func nameKey(s string, ch byte) string {
	var b strings.Builder
	last := byte(0)
	emit := func(c byte) {
		if c != last {
			b.WriteByte(c)
		}
		last = c
	}
	for i := 0; i < len(s); {
		class, n := nameClass(s, i)
		switch {
		case class == 'C':
			emit(ch)
		case class == 'X': // one letter for two sounds
			emit('K')
			emit('S')
		case class == '-': // a silent letter: doubles do not meet across it
			last = 0
		case class == 'A':
			if b.Len() == 0 {
				emit('A')
			}
			last = 0
		case class != 0:
			emit(class)
		}
		i += n
	}
	return b.String()
}

// multi are the groups of letters that stand for one sound, the longest first.
var multi = []struct {
	letters string
	class   byte
}{
	{"schtsch", 'S'},
	{"chtch", 'S'},
	{"shch", 'S'},
	{"tsch", 'S'},
	{"tzsch", 'S'},
	{"stch", 'S'},
	{"tch", 'S'},
	{"sch", 'S'},
	{"dzh", 'S'},
	{"tsh", 'S'},
	{"tz", 'S'},
	{"ts", 'S'},
	{"cz", 'S'},
	{"sz", 'S'},
	{"sh", 'S'},
	{"zh", 'S'},
	{"dj", 'S'},
	{"ph", 'V'},
	{"th", 'T'},
	{"kh", 'K'},
	{"gh", 'K'},
	{"ck", 'K'},
	{"qu", 'K'},
	{"ch", 'C'},
}

func nameClass(s string, i int) (class byte, n int) {
	for _, m := range multi {
		if strings.HasPrefix(s[i:], m.letters) {
			return m.class, len(m.letters)
		}
	}
	switch c := s[i]; c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return 'A', 1
	case 'j': // a vowel in Slavic and German names at the end and after one, else as in John
		if i == 0 || i+1 < len(s) && !isVowel(s[i-1]) {
			return 'J', 1
		}
		return 'A', 1
	case 'h':
		if i == 0 {
			return 'K', 1
		}
		return 0, 1
	case 'c':
		if i+1 < len(s) && (s[i+1] == 'e' || s[i+1] == 'i' || s[i+1] == 'y') {
			return 'S', 1
		}
		return 'K', 1
	case 's', 'z':
		return 'S', 1
	case 'k', 'q', 'g':
		return 'K', 1
	case 'x':
		return 'X', 1
	case 'd', 't':
		return 'T', 1
	case 'v', 'w', 'f':
		return 'V', 1
	case 'b', 'p':
		return 'P', 1
	case 'l', 'm', 'n', 'r':
		return c - 'a' + 'A', 1
	default: // digits
		return c, 1
	}
}

func isVowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}
