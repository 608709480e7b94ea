package text

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// SamePerson reports whether two names may be spellings of one person's name: a
// surname alone (Shakespeare), the surname first behind a comma (Twain, Mark),
// initials, a middle name or a title more or less, another transliteration or a
// slip in a long word. Different given names, and different numbers or Jr. and
// Sr. behind the name, are different people.
func SamePerson(a, b string) bool {
	if a == b {
		return a != "" // even of what no name can be read out of: "Jr."
	}
	return ParsePerson(a).Same(ParsePerson(b))
}

// Person is the name of a person in parts, to be compared with many others.
type Person struct {
	words []string // folded: given names, then the surname; no titles
	order string   // what tells bearers of one name apart: "jr", "ii"
	// reigns says that this is a king or a pope, who has but a given name.
	reigns bool
}

// Full reports whether there is more than a surname: a given name, and not only a
// title or an initial.
func (p Person) Full() bool { return len(p.words) > 1 && utf8.RuneCountInString(p.words[0]) > 1 }

// Surname returns the last word of the name, folded; "" of no name.
func (p Person) Surname() string {
	if len(p.words) == 0 {
		return ""
	}
	return p.words[len(p.words)-1]
}

// Same is [SamePerson] of the names that were parsed.
func (p Person) Same(q Person) bool {
	if len(p.words) > len(q.words) {
		p, q = q, p
	}
	short, long := p.words, q.words
	if len(short) == 0 || p.order != "" && q.order != "" && p.order != q.order {
		return false
	}
	left := len(long) - len(short)
	switch {
	case left == 0:
		return sameNames(short, long)
	case len(short) == 1 && p.reigns: // and has no surname
		return false
	case len(short[0]) == 1: // an initial stands for the first name
	case sameSurname(short[len(short)-1], long[len(long)-1]) && slices.Equal(short[:len(short)-1], long[left:len(long)-1]):
		return left != 1 || !wedded(long[0]) // Macbeth is not Lady Macbeth
	case len(short) == 1 && short[0] == long[0] && byname(long[1]): // Leonardo da Vinci
		return true
	}
	if short, long = withoutParticles(short), withoutParticles(long); len(short) > len(long) {
		short, long = long, short
	}
	given := len(short) - 1 // a middle name may be missing
	return given > 0 && sameNames(short, append(long[:given:given], long[len(long)-1]))
}

// sameNames compares given names and the surname behind them, one by one.
func sameNames(a, b []string) bool {
	last := len(a) - 1
	return sameSurname(a[last], b[last]) && slices.EqualFunc(a[:last], b[:last], sameGiven)
}

// maxName is how many bytes of a name are read. No name is longer.
const maxName = 256

// ParsePerson takes a name apart.
func ParsePerson(name string) Person {
	if len(name) > maxName {
		name = strings.ToValidUTF8(name[:maxName], "")
	}
	before, after, inverted := strings.Cut(name, ",")
	var p, given Person
	p.add(before)
	if inverted {
		given.add(after)
		given.words = append(given.words, p.words...)
		given.order += p.order
		p = given
	}
	reigns := len(p.order) > 0 && strings.Trim(p.order, "ivx") == ""
	for len(p.words) > 1 && (honorific(p.words[0]) || royal(p.words[0]) || len(p.words) > 2 && wedded(p.words[0])) {
		reigns = reigns || royal(p.words[0])
		p.words = p.words[1:]
	}
	p.reigns = reigns && len(p.words) == 1
	return p
}

// add takes the words of a part of a name.
func (p *Person) add(part string) {
	tokens := Tokens(part)
	shouted := part == strings.ToUpper(part)
	for i, t := range tokens {
		written := part[t.Start:t.End]
		switch t.Text {
		case "jr", "sr":
			p.order = t.Text
			continue
		case "junior", "senior":
			if len(p.words) > 1 {
				p.order = t.Text[:1] + "r"
				continue
			}
		case "phd", "md", "esq":
			continue
		case "st":
			t.Text = "saint"
		}
		upper := !shouted && len(written) == utf8.RuneCountInString(t.Text) && written == strings.ToUpper(written)
		switch {
		case i > 0 && i == len(tokens)-1 && upper && strings.Trim(t.Text, "ivx") == "":
			p.order = t.Text // of a king or a pope
		case upper && len(written) <= 3 && len(tokens) > 1: // JRR Tolkien
			p.words = append(p.words, strings.Split(t.Text, "")...)
		default:
			p.words = append(p.words, t.Text)
		}
	}
}

// honorific reports whether a word in front of a name is no part of it.
func honorific(word string) bool {
	switch word {
	case "mr", "dr", "prof", "professor", "sir", "lord", "dame", "rev", "reverend", "father", "brother", "sister", "rabbi", "imam",
		"president", "senator", "sen", "governor", "gov", "general", "gen", "colonel", "col", "captain", "capt", "admiral",
		"chancellor", "minister", "secretary", "justice", "judge",
		"herr", "frau", "monsieur", "senor":
		return true
	}
	return false
}

// royal is [honorific] for those who have but a given name.
func royal(word string) bool {
	switch word {
	case "king", "queen", "prince", "princess", "emperor", "empress", "pope":
		return true
	}
	return false
}

// wedded reports whether a word in front of a surname names another than the
// surname alone does.
func wedded(word string) bool {
	switch word {
	case "mrs", "ms", "miss", "lady", "madame", "mme":
		return true
	}
	return false
}

// particle reports whether a word inside a name is now written, now left out.
func particle(word string) bool {
	switch word {
	case "de", "da", "do", "dos", "du", "des", "del", "della", "di", "van", "von", "vom", "der", "den", "ten", "ter", "zu",
		"la", "le", "el", "al", "bin", "ibn", "of", "the":
		return true
	}
	return false
}

// byname reports whether a word behind a name begins what tells the bearer from
// others: Seneca the Younger.
func byname(word string) bool { return word == "da" || word == "of" || word == "the" }

// withoutParticles leaves out the particles behind the first word: Van Morrison
// is no Morrison.
func withoutParticles(words []string) []string {
	out := words[:1:1]
	for _, w := range words[1:] {
		if !particle(w) {
			out = append(out, w)
		}
	}
	return out
}

func sameSurname(a, b string) bool {
	return a == b || spelt(strings.TrimSuffix(a, "e"), strings.TrimSuffix(b, "e")) // Shakespear
}

// sameGiven compares given names. Those of other scripts may be translated: Leo
// Tolstoy, Лев Толстой.
func sameGiven(a, b string) bool {
	if a == b {
		return true
	}
	inA, inB := strings.ReplaceAll(Latin(a), "k", "c"), strings.ReplaceAll(Latin(b), "k", "c")
	n := min(len(inA), len(inB), 2)
	if n == 0 || inA[0] != inB[0] {
		return false
	}
	return n == 1 || spelt(a, b) || isLatin(a) != isLatin(b) && inA[1] == inB[1]
}

// alphabet makes one of letters that spellings of one name exchange or leave out:
// Fyodor and Fedor, Gandhi and Ghandi.
var alphabet = strings.NewReplacer("yo", "e", "io", "e", "y", "i", "j", "i", "h", "", "k", "c", "z", "s")

// spelt reports whether two words sound the same and are also written much the
// same: but for a letter more, in a long word for two errors. Short words and
// other endings are other names: John and Joan, Mario and Maria.
func spelt(a, b string) bool {
	if !SameName(a, b) {
		return false
	}
	transliterated := isLatin(a) != isLatin(b)
	a, b = alphabet.Replace(Latin(a)), alphabet.Replace(Latin(b))
	n := min(len(a), len(b))
	switch errors := Errors(a, b); {
	case errors == 0:
		return true
	case transliterated:
		return 3*errors <= n
	case n < 5 || a[0] != b[0] || a[len(a)-1] != b[len(b)-1]:
		return false
	case n < 8:
		return errors == 1 && len(a) != len(b)
	default:
		return errors <= 2
	}
}

func isLatin(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.Is(unicode.Latin, r)
}
