package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"verbatim/quotes/corpus/record"
)

// Errors of [Decode].
var (
	// ErrBinary: the file is no text in any encoding that is read.
	ErrBinary = errors.New("this is not a text file")
	// ErrUTF32: the file begins with the mark of UTF-32, which is not read.
	ErrUTF32 = errors.New("the file is UTF-32: save it as UTF-8")
)

// BadLine is a line of a file that holds bytes which no encoding explains.
type BadLine struct {
	Line int // from 1
}

// Decode turns the bytes of a file into UTF-8 with LF line ends. It knows UTF-8
// and UTF-16 with and without a byte order mark, the encodings that survey.legacy
// tells apart, and, if html is set, the one that the page names. In a text that is
// UTF-8 but for some lines, these come back in bad and each wrong byte as U+FFFD.
// The error wraps [ErrBinary], [ErrUTF32] or [ErrEncoding].
func Decode(data []byte, html bool) (text string, bad []BadLine, err error) {
	var s survey
	s.add(data)
	enc, err := s.encoding()
	if err != nil && !(html && err == ErrEncoding) {
		return "", nil, err
	}
	if html && enc != utf16LE && enc != utf16BE && (enc != utf8Text || s.escapes) {
		if out, ok := decodeNamed(data); ok {
			text, bad = repair(newlines(out))
			return text, bad, nil
		}
	}
	if err != nil {
		return "", nil, err
	}
	text, bad = repair(newlines(s.decode(enc, data)))
	return record.WithoutColours(text), bad, nil
}

// decodeNamed decodes a page by the encoding that it names in its first 1,024
// bytes (https://html.spec.whatwg.org/#determining-the-character-encoding).
func decodeNamed(data []byte) ([]byte, bool) {
	enc, name, _ := charset.DetermineEncoding(data, "")
	// Without a name in the page the answer is windows-1252, a guess that the
	// survey makes better.
	if name == "utf-8" || name == "windows-1252" {
		return nil, false
	}
	out, err := enc.NewDecoder().Bytes(data)
	return out, err == nil
}

// encoded is how the bytes of a file are read.
type encoded int

const (
	utf8Text encoded = iota
	utf8Damaged
	legacy // what survey.charset says
	utf16LE
	utf16BE
)

var bomUTF8 = []byte("\xef\xbb\xbf")

func (s *survey) decode(e encoded, data []byte) []byte {
	switch e {
	case legacy:
		out, err := s.charset.NewDecoder().Bytes(data)
		if err != nil { // what these cannot decode becomes U+FFFD
			return data
		}
		return out
	case utf16LE, utf16BE:
		return decode16(data, e == utf16BE)
	}
	return bytes.TrimPrefix(data, bomUTF8)
}

// decode16 writes a lone surrogate as the byte 0xFF, so that what reads the text
// rejects its line as it does any other that is not UTF-8.
func decode16(data []byte, big bool) []byte {
	unit := func(i int) rune {
		if big {
			return rune(data[i])<<8 | rune(data[i+1])
		}
		return rune(data[i+1])<<8 | rune(data[i])
	}
	out := make([]byte, 0, len(data))
	for i := 0; i+1 < len(data); i += 2 {
		r := unit(i)
		switch {
		case r == 0xfeff && i == 0:
		case !utf16.IsSurrogate(r):
			out = utf8.AppendRune(out, r)
		case i+3 < len(data) && utf16.DecodeRune(r, unit(i+2)) != utf8.RuneError:
			out = utf8.AppendRune(out, utf16.DecodeRune(r, unit(i+2)))
			i += 2
		default:
			out = append(out, 0xff)
		}
	}
	if len(data)%2 == 1 {
		out = append(out, 0xff)
	}
	return out
}

// survey looks at a whole file, piece by piece, and then says how it is encoded.
// It is a few counters, so that a file of any size can be surveyed.
type survey struct {
	head []byte // the first bytes
	tail []byte // the end of the piece before, in which a character may be cut
	seen int    // how many bytes of tail were counted: the one before the rest, or none

	size     int64
	zeros    [2]int64 // NUL bytes at even and at odd offsets
	controls int64    // that no text has
	multi    int64    // UTF-8 sequences that are no accident
	wrong    int64    // bytes that are not UTF-8
	unlikely int64    // of these, bytes that Windows-1252 does not explain
	escapes  bool     // ESC: perhaps ISO-2022
	lf, cr   int64    // line ends
	percents int64    // lines of nothing but "%", which separate fortunes
	last     byte     // of the piece before
	sample   []byte   // the first lines that are no ASCII, if one is no UTF-8
	charset  encoding.Encoding
}

const headBytes = 4 << 10

func (s *survey) add(data []byte) {
	if len(s.head) < headBytes {
		s.head = append(s.head, data[:min(len(data), headBytes-len(s.head))]...)
	}
	for i, c := range data {
		if c >= 0x20 {
			continue
		}
		switch c {
		case 0:
			s.zeros[(s.size+int64(i))&1]++
		case '\n':
			s.lf++
		case '\r':
			s.cr++
		case '\t', '\f', '\b', '\a', '\v', 0x1a:
		case 0x1b:
			s.escapes = true
		default:
			s.controls++
		}
	}
	s.size += int64(len(data))
	s.lines(data)
	work := data
	if len(s.tail) > 0 {
		work = append(s.tail, data...)
	}
	counted := len(work)
	if rest := work[s.seen:]; utf8.Valid(rest) {
		s.multi += deliberate(rest)
	} else {
		counted = s.runes(work, s.seen, false)
		s.collect(data)
	}
	s.seen = min(counted, 1)
	s.tail = bytes.Clone(work[counted-s.seen:])
}

// lines looks for the separators of a fortune file.
func (s *survey) lines(data []byte) {
	for rest := data; ; {
		i := bytes.IndexByte(rest, '%')
		if i < 0 {
			break
		}
		at := len(data) - len(rest) + i
		rest = rest[i+1:]
		before := byte('\n')
		if at > 0 {
			before = data[at-1]
		} else if s.last != 0 {
			before = s.last
		}
		after := bytes.TrimLeft(bytes.TrimPrefix(rest, []byte("%")), " \t")
		if (before == '\n' || before == '\r') && (len(after) == 0 || after[0] == '\n' || after[0] == '\r') {
			s.percents++
		}
	}
	if len(data) > 0 {
		s.last = data[len(data)-1]
	}
}

// runes counts sequences from i on and returns how far it came: unless this is
// the end, it leaves the last bytes, which what follows may explain.
func (s *survey) runes(b []byte, i int, end bool) int {
	for i < len(b) {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		if !end && len(b)-i < utf8.UTFMax {
			return i
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			s.wrong++
			if !plausible1252(b, i) {
				s.unlikely++
			}
		} else if n > 1 && isDeliberate(r) {
			s.multi++
		}
		i += n
	}
	return i
}

// deliberate counts the characters of UTF-8 that speak for it.
func deliberate(text []byte) (n int64) {
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if isDeliberate(r) {
			n++
		}
		i += size
	}
	return n
}

// isDeliberate says which characters in a text with other bytes speak for UTF-8.
// Others may be an accident of Windows-1252: there "é »" is U+983B in UTF-8.
func isDeliberate(r rune) bool {
	return r <= 0x17f || r >= 0x370 && r <= 0x4ff || r >= 0x2000 && r <= 0x206f
}

// plausible1252 says whether a byte that is not UTF-8 makes sense in its place
// as Windows-1252: letters stand beside letters, but for those that are words
// of a Western language; undefined bytes and halves of UTF-8 sequences do not.
func plausible1252(b []byte, i int) bool {
	at := func(i int) byte {
		if i < 0 || i >= len(b) {
			return ' '
		}
		return b[i]
	}
	letter := func(c byte) bool {
		return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0xc0 && c != 0xd7 && c != 0xf7 || c == 0x8a || c == 0x8c || c == 0x8e || c == 0x9a || c == 0x9c || c == 0x9e || c == 0x9f
	}
	c, before, after := b[i], at(i-1), at(i+1)
	switch c {
	case 0x81, 0x8d, 0x8f, 0x90, 0x9d:
		return false
	case 0xff: // ÿ begins no word
		return letter(before) && before < utf8.RuneSelf
	case 0xc0, 0xe0, 0xc9, 0xe9, 0xc8, 0xe8, 0xd3, 0xf3, 0xc5, 0xe5, 0xd6, 0xf6, 0xcd, 0xed, 0xc1, 0xe1: // à, é, è, ó, å, ö, í, á
		return after < 0x80 || after > 0xbf || isMark1252(after)
	}
	if !letter(c) {
		return true
	}
	if after >= 0x80 && after <= 0xbf && !isMark1252(after) && !letter(after) {
		return false // the beginning of a UTF-8 sequence that was cut
	}
	return letter(before) || letter(after)
}

// isMark1252: the marks that may follow a letter.
func isMark1252(c byte) bool {
	switch c {
	case 0x82, 0x84, 0x85, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97, 0x99, 0x9b, 0xa0, 0xab, 0xae, 0xb0, 0xb2, 0xb3, 0xb9, 0xba, 0xaa, 0xbb:
		return true
	}
	return false
}

// encoding says how the file that was surveyed is to be read.
func (s *survey) encoding() (encoded, error) {
	s.runes(s.tail, s.seen, true)
	s.tail, s.seen = nil, 0
	switch {
	case bytes.HasPrefix(s.head, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(s.head, []byte("\x00\x00\xfe\xff")):
		return 0, ErrUTF32
	case bytes.HasPrefix(s.head, []byte("\xff\xfe")):
		return utf16LE, nil
	case bytes.HasPrefix(s.head, []byte("\xfe\xff")):
		return utf16BE, nil
	}
	if zeros := s.zeros[0] + s.zeros[1]; zeros > 0 {
		// In UTF-16 without a mark the high bytes of spaces, digits, line ends
		// and Latin letters are zero, all on one side.
		units := s.size / 2
		few, many := min(s.zeros[0], s.zeros[1]), max(s.zeros[0], s.zeros[1])
		enc := utf16BE
		if s.zeros[1] > s.zeros[0] {
			enc = utf16LE
		}
		if many*10 < units || few*20 > many || !isText(s.decode(enc, s.head[:len(s.head)&^1])) {
			return 0, fmt.Errorf("%w: it has NUL bytes", ErrBinary)
		}
		return enc, nil
	}
	if s.controls*50 > s.size || looksBinary(s.head) {
		return 0, ErrBinary
	}
	switch {
	case s.wrong == 0:
		return utf8Text, nil
	case bytes.HasPrefix(s.head, bomUTF8), s.multi*2 >= s.wrong:
		return utf8Damaged, nil
	}
	if s.charset != nil {
		return legacy, nil
	}
	charset, err := s.legacy()
	switch {
	case charset == charmap.Windows1252 && s.unlikely*4 >= s.wrong:
		return utf8Damaged, nil
	case err != nil:
		return 0, err
	}
	s.charset = charset
	return legacy, nil
}

// isText says whether what UTF-16 was decoded to can be a text.
func isText(b []byte) bool {
	strange := 0
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if n == 1 && r == utf8.RuneError || r < 0x20 && r != '\n' && r != '\r' && r != '\t' {
			strange++
		}
		i += n
	}
	return strange*50 <= len(b)
}

// looksBinary knows the files that may lack a NUL byte in front.
func looksBinary(head []byte) bool {
	for _, magic := range []string{"%PDF-", "PK\x03\x04", "\x1f\x8b", "\x89PNG", "\xff\xd8\xff", "GIF8", "{\\rtf", "BZh", "\xfd7zXZ"} {
		if bytes.HasPrefix(head, []byte(magic)) {
			return true
		}
	}
	return false
}

// newlines makes every line end LF: CR LF, and the CR of old Macintoshes.
func newlines(b []byte) []byte {
	if bytes.IndexByte(b, '\r') < 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for i, c := range b {
		if c == '\r' {
			if i+1 < len(b) && b[i+1] == '\n' {
				continue
			}
			c = '\n'
		}
		out = append(out, c)
	}
	return out
}

// repair replaces what is not UTF-8 and says on which lines that was. A NUL
// that came out of decoding is no character of a text either.
func repair(b []byte) (string, []BadLine) {
	if utf8.Valid(b) && bytes.IndexByte(b, 0) < 0 {
		return string(b), nil
	}
	var out strings.Builder
	out.Grow(len(b))
	var bad []BadLine
	line := 0
	for l := range bytes.Lines(b) {
		line++
		if utf8.Valid(l) && bytes.IndexByte(l, 0) < 0 {
			out.Write(l)
			continue
		}
		bad = append(bad, BadLine{line})
		out.Write(bytes.ReplaceAll(bytes.ToValidUTF8(l, []byte("\uFFFD")), []byte{0}, []byte("\uFFFD")))
	}
	return out.String(), bad
}

func isHTML(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".html", ".htm", ".xhtml":
		return true
	}
	return false
}
