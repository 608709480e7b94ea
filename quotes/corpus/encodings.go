package corpus

import (
	"bytes"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"verbatim/quotes/language"
)

// ErrEncoding: the text is in an encoding of one byte a letter or so, and which
// one cannot be told.
var ErrEncoding = errors.New("its encoding cannot be told: save the file as UTF-8")

// ErrROT13: the text was made unreadable on purpose.
var ErrROT13 = errors.New("it is in ROT13, which hides what may offend: write it out (tr A-Za-z N-ZA-Mn-za-m) to have it read")

// isROT13 reports whether the beginning of a text reads like a language in ROT13
// and not as it stands.
func (s *survey) isROT13() bool {
	plain := string(bytes.ToValidUTF8(s.head, nil))
	turned := strings.Map(func(r rune) rune {
		switch small := r | 0x20; {
		case small >= 'a' && small <= 'm':
			return r + 13
		case small >= 'n' && small <= 'z':
			return r - 13
		}
		return r
	}, plain)
	return language.Likelihood(turned) > max(language.Likelihood(plain), 0)+clearly
}

// sampleBytes bounds the lines that an encoding is told by.
const sampleBytes = 16 << 10

// collect keeps the first lines that are no ASCII.
func (s *survey) collect(data []byte) {
	for l := range bytes.Lines(data) {
		if len(s.sample) >= sampleBytes {
			return
		}
		if bytes.ContainsFunc(l, func(r rune) bool { return r >= utf8.RuneSelf }) {
			s.sample = append(s.sample, l[:min(len(l), sampleBytes/4)]...)
		}
	}
}

// charmaps are the encodings that a text may be in if it is not UTF-8, in the order
// in which they are believed when they say the same.
var charmaps = [...]*charmap.Charmap{
	charmap.Windows1252, charmap.Windows1250, charmap.ISO8859_2, charmap.Windows1251, charmap.KOI8R, charmap.KOI8U,
	charmap.Macintosh, charmap.CodePage866, charmap.CodePage850, charmap.CodePage852, charmap.ISO8859_5, charmap.MacintoshCyrillic,
	charmap.Windows1254, charmap.Windows1257, charmap.ISO8859_3, charmap.Windows1256,
}

// How much likelier, as a logarithm, another encoding has to be than Windows-1252,
// and how many letters beyond ASCII may be half of the letters in it: a few are
// an accident.
const (
	clearly  = 6
	fewBytes = 16
)

// legacy tells in which encoding the sample is: the one in which it reads most like
// a language. A text that does not read like any is in Windows-1252, unless half of
// it is letters beyond ASCII, as in no language that is written in that.
func (s *survey) legacy() (encoding.Encoding, error) {
	if enc := eastAsian(s.sample); enc != nil {
		return enc, nil
	}
	west := reading(charmap.Windows1252, s.sample)
	best, most := charmaps[0], max(west+clearly, 0)
	for _, m := range charmaps[1:] {
		if l := reading(m, s.sample); l > most {
			best, most = m, l
		}
	}
	if best == charmaps[0] && west < 0 && isForeign(s.sample) {
		return nil, ErrEncoding
	}
	return best, nil
}

// reading is how likely it is, as a logarithm, that a sample in an encoding is text
// in some language.
func reading(m *charmap.Charmap, sample []byte) float64 {
	runes := make([]rune, len(sample))
	for i, c := range sample {
		runes[i] = m.DecodeByte(c)
	}
	l := language.Likelihood(string(runes))
	for i, r := range runes {
		switch {
		case r < utf8.RuneSelf:
		case r == utf8.RuneError || unicode.IsControl(r):
			l -= 5
		case unicode.IsLetter(r) && r < 0x2000:
			// Letters of two scripts in one word, a capital inside a word.
			if !unicode.Is(unicode.Latin, r) && (isASCIILetter(runes, i-1) || isASCIILetter(runes, i+1)) {
				l -= 6
			}
			if i > 0 && unicode.IsUpper(r) && unicode.IsLower(runes[i-1]) {
				l -= 2
			}
		case i > 0 && i+1 < len(runes) && unicode.IsLetter(runes[i-1]) && unicode.IsLetter(runes[i+1]) && r != '’':
			l -= 5
		case unicode.IsSymbol(r) || unicode.IsNumber(r):
			l--
		}
	}
	return l
}

func isASCIILetter(runes []rune, i int) bool {
	return i >= 0 && i < len(runes) && (runes[i]|0x20 >= 'a' && runes[i]|0x20 <= 'z')
}

// isForeign reports whether more than half of the letters of a sample are beyond
// ASCII, if they were in Windows-1252.
func isForeign(sample []byte) bool {
	high, low := 0, 0
	for _, c := range sample {
		switch {
		case c >= utf8.RuneSelf:
			high++
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			low++
		}
	}
	return high > low && high >= fewBytes
}

// eastAsian knows the encodings of two bytes a character by which bytes follow
// which, and where in their tables most characters of a text lie; nil if it is none
// of them.
func eastAsian(b []byte) encoding.Encoding {
	var euc, sjis, big5 pairs
	euc.count(b, 0xa1, 0xfe, func(c byte) bool { return c >= 0xa1 })
	sjis.count(b, 0x81, 0xef, func(c byte) bool { return c >= 0x40 && c != 0x7f && c <= 0xfc })
	big5.count(b, 0xa1, 0xf9, func(c byte) bool { return c >= 0x40 && c <= 0x7e || c >= 0xa1 })
	switch {
	case euc.plausible() && euc.share(0xa4, 0xa5, 0xa1) > 0.15:
		return japanese.EUCJP
	case euc.plausible() && euc.share(0xb0, 0xc8, 0xb0) > 0.95:
		return korean.EUCKR
	case euc.plausible() && euc.share(0xb0, 0xd7, 0xb0) > 0.85:
		return simplifiedchinese.GB18030
	case sjis.plausible() && sjis.share(0x82, 0x83, 0x81) > 0.15:
		return japanese.ShiftJIS
	case big5.plausible() && big5.share(0xa1, 0xc6, 0xa1) > 0.9:
		return traditionalchinese.Big5
	}
	return nil
}

// pairs counts the characters of two bytes by the first.
type pairs struct {
	lead  [256]int
	all   int
	wrong int
}

func (p *pairs) count(b []byte, first, last byte, follows func(byte) bool) {
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c < utf8.RuneSelf:
		case c < first || c > last || i+1 == len(b) || !follows(b[i+1]):
			p.wrong++
		default:
			p.lead[c]++
			p.all++
			i++
		}
	}
}

// plausible: some, and hardly a byte that is half of none.
func (p *pairs) plausible() bool { return p.all >= 8 && p.wrong*50 <= p.all }

// share is how many of the characters from one first byte on lie in a range.
func (p *pairs) share(from, to, least byte) float64 {
	in, all := 0, 0
	for c := int(least); c < len(p.lead); c++ {
		all += p.lead[c]
		if c >= int(from) && c <= int(to) {
			in += p.lead[c]
		}
	}
	return float64(in) / float64(max(all, 1))
}
