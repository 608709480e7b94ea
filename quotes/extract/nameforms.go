package extract

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// personName is a person's name in its parts.
type personName struct {
	first, middle, last string
	suffix              string // "jr" or "sr", which tell father and son apart
}

// suffix reports whether a word stands behind surnames: Jr., III.
func suffix(w string) bool {
	switch strings.TrimSuffix(w, ".") {
	case "Jr", "Sr", "II", "III", "IV", "MD", "M.D", "Ph.D", "Esq":
		return true
	}
	return honour(w)
}

// honour reports whether a word is letters that stand behind a name and are no part of
// it: the MSP of "Jane Smith MSP".
func honour(w string) bool {
	return w == "PhD" || strings.ToUpper(w) == w && honours[strings.ToLower(w)]
}

// particlesBefore returns the small words that belong to a surname and stand before it, with
// a space behind them: "de ", "van der ".
func (d *prose) particlesBefore(m *mention) string {
	i := m.first
	for i > 0 && i > m.first-3 && m.nameFrom == m.first && d.toks[i-1].kind == word && d.toks[i-1].caps == lower && d.lex.nameParticles[d.low(i-1)] {
		i--
	}
	return d.text[d.toks[i].start:d.toks[m.first].start]
}

// nameWords returns the words of a mention's name, without the letters behind it.
func (d *prose) nameWords(m *mention) []string {
	last := d.nameLast(m)
	words := make([]string, 0, last-m.nameFrom+1)
	for i := m.nameFrom; i <= last; i++ {
		if n := len(words); d.toks[i].kind == comma && n > 0 {
			words[n-1] += ","
			continue
		}
		if w := d.str(i); i < last && d.toks[i].possessive() {
			words = append(words, d.text[d.toks[i].start:d.toks[i].full])
		} else {
			words = append(words, w)
		}
	}
	return words
}

// partsOf parts the words of a person's name. A single word is a surname.
func partsOf(words []string) personName {
	var n personName
	for len(words) > 1 && suffix(words[len(words)-1]) {
		if s := strings.ToLower(strings.TrimSuffix(words[len(words)-1], ".")); s == "jr" || s == "sr" {
			n.suffix = s
		}
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return n
	}
	n.last = words[len(words)-1]
	if len(words) > 1 {
		n.first = words[0]
	}
	if len(words) > 2 {
		n.middle = words[1]
	}
	return n
}

// nameKey returns the first name and surname of a person's name.
func nameKey(words []string) (first, last string) {
	n := partsOf(words)
	return n.first, n.last
}

// key is what two mentions of one full name share, however its case and its
// accents are written.
func (n personName) key() string {
	return strings.TrimSpace(fold(n.first) + " " + fold(n.last) + " " + n.suffix)
}

// initialName reports whether a first name is only its letter: "J.", "J.K.".
func initialName(s string) bool {
	letters := strings.ReplaceAll(s, ".", "")
	return len(letters) <= 2 && strings.ToUpper(letters) == letters
}

// sameGiven reports whether two names' first names can be one person's, or one is
// the other's middle name: J. Edgar Hoover, Edgar Hoover.
func (n personName) sameGiven(o personName) bool {
	return sameGiven(n.first, o.first) || n.middle == "" && initialName(o.first) && fold(n.first) == fold(o.middle) ||
		o.middle == "" && initialName(n.first) && fold(o.first) == fold(n.middle)
}

// sameGiven reports whether two first names can be one person's: one is the
// other's initial, its short form or another spelling of it.
func sameGiven(a, b string) bool {
	a, b = fold(a), fold(b)
	if a == "" || b == "" || a == b {
		return a == b
	}
	if initialName(strings.ToUpper(a)) || initialName(strings.ToUpper(b)) {
		return (strings.HasSuffix(a, ".") || strings.HasSuffix(b, ".")) && a[0] == b[0]
	}
	if len(a) >= 3 && len(b) >= 3 && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a)) {
		return true // Ben, Benjamin
	}
	return len(a) >= 4 && sound(a) == sound(b)
}

// contradicts reports whether two names of the same first name and surname are
// two people's: father and son, or George W. and George H. W. Bush.
func (n personName) contradicts(o personName) bool {
	if o.suffix != n.suffix {
		return true
	}
	a, b := fold(n.middle), fold(o.middle)
	return a != "" && b != "" && a[0] != b[0] && (initialName(n.middle) || initialName(o.middle))
}

// fold returns a word in small letters and without accents.
func fold(s string) string {
	ascii := true
	for i := 0; i < len(s); i++ {
		ascii = ascii && s[i] < 0x80
	}
	if ascii {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '’' || r == '\'' || r == '‘':
		case r == 'ı':
			b.WriteByte('i')
		case r == 'ø' || r == 'Ø':
			b.WriteByte('o')
		case r == 'ł' || r == 'Ł':
			b.WriteByte('l')
		case r == 'ß':
			b.WriteString("ss")
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// spellings are letters that transcriptions from other scripts exchange.
var spellings = strings.NewReplacer("'", "", "y", "i", "j", "i", "kh", "h", "ou", "u", "oo", "u", "ph", "f", "ck", "k", "w", "v", "iu", "u", "ii", "i")

// sound returns what the spellings of one name have in common: Zelensky,
// Zelenskiy, Zelenskyy; al-Tarhuni, Tarhouni; MacLeod, McLeod.
func sound(s string) string {
	s = fold(s)
	for _, article := range [...]string{"al-", "el-", "ul-"} {
		s = strings.TrimPrefix(s, article)
	}
	if rest, ok := strings.CutPrefix(s, "mac"); ok && len(rest) >= 3 {
		s = "mc" + rest
	}
	s = spellings.Replace(s)
	if rest, ok := strings.CutSuffix(s, "ff"); ok {
		s = rest + "v"
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if i == 0 || s[i] != s[i-1] {
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
