package corpus

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
)

func encode16(order binary.AppendByteOrder, s string) []byte {
	var out []byte
	for _, u := range utf16.Encode([]rune(s)) {
		out = order.AppendUint16(out, u)
	}
	return out
}

var encoders = map[string]func(string) []byte{
	"UTF-8":                 func(s string) []byte { return []byte(s) },
	"UTF-8 with a mark":     func(s string) []byte { return []byte("\ufeff" + s) },
	"UTF-8 with CR LF":      func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) },
	"UTF-8 with CR":         func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r")) },
	"UTF-16 LE with a mark": func(s string) []byte { return encode16(binary.LittleEndian, "\ufeff"+s) },
	"UTF-16 BE with a mark": func(s string) []byte { return encode16(binary.BigEndian, "\ufeff"+s) },
	"UTF-16 LE":             func(s string) []byte { return encode16(binary.LittleEndian, s) },
	"UTF-16 BE":             func(s string) []byte { return encode16(binary.BigEndian, s) },
	"Windows-1252": func(s string) []byte {
		b, err := charmap.Windows1252.NewEncoder().String(s)
		if err != nil {
			panic(err)
		}
		return []byte(b)
	},
}

func TestTextIsDecodedWhateverAPersonSavedItAs(t *testing.T) {
	for _, text := range []string{
		"“It’s the café,” she said — naïve as ever.\nL’Œuvre coûte 14 €…\n",
		"Größe, Äpfel und Öl: „schön“, sagte er.\n",
		"¿Qué pasó? «Nada», dijo él a Ángel.\nEl año 1999.\n",
		"Þetta er í lagi, sagði hún á íslensku.\n",
		"text\tby\nnaïve words\tZoë\n", // the last letter stands beside the end
	} {
		for name, encode := range encoders {
			got, bad, err := Decode(encode(text), false)
			if err != nil || len(bad) > 0 || got != text {
				t.Errorf("%s: %q, bad lines %v, %v, want %q", name, got, bad, err, text)
			}
		}
	}
}

func TestBytesOfNoEncodingAreToldByTheirLines(t *testing.T) {
	for _, tt := range []struct {
		name, in, want string
		bad            []BadLine
	}{
		{"in UTF-8 with other letters", "é\nb\xff\nü é\n", "é\nb\uFFFD\nü é\n", []BadLine{{2}}},
		{"in ASCII, bytes that are no letters anywhere", "one\n\xff\xfe two\nthree", "one\n\uFFFD two\nthree", []BadLine{{2}}},
		{"half of a UTF-8 sequence", "one\ntwo \xe2\x80 three\n", "one\ntwo \uFFFD three\n", []BadLine{{2}}},
		{"after a byte order mark", "\xef\xbb\xbfone\ncaf\xe9\n", "one\ncaf\uFFFD\n", []BadLine{{2}}},
		{"a lone surrogate", "\xff\xfea\x00\n\x00\x00\xd8b\x00", "a\n\uFFFDb", []BadLine{{2}}},
		{"half a unit of UTF-16", "\xff\xfea\x00\n\x00b", "a\n\uFFFD", []BadLine{{2}}},
		{"Cyrillic in a Windows encoding is not taken for Western letters", "one\n\xcf\xf0\xe8\xe2\xe5\xf2 \xff \xff\xff\n", "one\n\uFFFD \uFFFD \uFFFD\n", []BadLine{{2}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, bad, err := Decode([]byte(tt.in), false)
			if err != nil || got != tt.want || !cmp.Equal(bad, tt.bad) {
				t.Errorf("%q, %v, %v", got, bad, err)
			}
		})
	}
}

func TestWhatIsNoTextIsRefused(t *testing.T) {
	for _, in := range []string{
		"text with a \x00 in it, and more",
		"\x7fELF\x02\x01\x01\x00\x00\x00",
		"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
		"PK\x03\x04 zipped",
		"\x89PNG\r\n\x1a\n",
		"\xff\xd8\xff\xe0 JFIF",
		strings.Repeat("\x01\x02\x03 ab", 20),
	} {
		if _, _, err := Decode([]byte(in), false); !errors.Is(err, ErrBinary) {
			t.Errorf("%q: %v", in, err)
		}
	}
	for _, in := range []string{"\xff\xfe\x00\x00a\x00\x00\x00", "\x00\x00\xfe\xff\x00\x00\x00a"} {
		if _, _, err := Decode([]byte(in), false); !errors.Is(err, ErrUTF32) {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestAPageIsDecodedAsItSays(t *testing.T) {
	koi8, _ := charmap.KOI8R.NewEncoder().String("Привет")
	for in, want := range map[string]string{
		"<meta charset=koi8-r><p>" + koi8:                             "<meta charset=koi8-r><p>Привет",
		"<meta charset=windows-1251><p>Привет":                        "<meta charset=windows-1251><p>Привет", // re-encoded when it was saved
		"<meta charset=utf-16><p>Привет":                              "<meta charset=utf-16><p>Привет",
		"<p>caf\xe9</p>":                                              "<p>café</p>",
		"<meta charset=utf-8><p>caf\xe9</p>":                          "<meta charset=utf-8><p>café</p>",
		"<meta charset=iso-2022-jp><p>\x1b$B$3$s\x1b(B</p>":           "<meta charset=iso-2022-jp><p>こん</p>",
		"<meta charset=shift_jis><p>\x82\xb1\x82\xf1\r\n\x81\x49</p>": "<meta charset=shift_jis><p>こん\n！</p>",
	} {
		got, bad, err := Decode([]byte(in), true)
		if err != nil || len(bad) > 0 || got != want {
			t.Errorf("%q: %q, %v, %v", in, got, bad, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, encode := range encoders {
		f.Add(encode("L’été\n“enfin”\n"), false)
	}
	f.Add([]byte("<meta charset=koi8-r>\xd0\xd2\r\x00"), true)
	f.Fuzz(func(t *testing.T, data []byte, html bool) {
		text, bad, err := Decode(data, html)
		if err != nil {
			return
		}
		if !utf8.ValidString(text) || strings.ContainsAny(text, "\r\x00") {
			t.Errorf("%q is no text", text)
		}
		lines := strings.Split(text, "\n")
		for _, b := range bad {
			if b.Line < 1 || b.Line > len(lines) || !strings.Contains(lines[b.Line-1], "\uFFFD") {
				t.Errorf("bad line %d of %q", b.Line, lines)
			}
		}
	})
}

func FuzzASurveyInPiecesIsASurvey(f *testing.F) {
	f.Add([]byte("one\n%\ncaf\xe9 é “x”\r\n%%\n"), 3)
	f.Add([]byte("n\x9d\xe5\xb3$\ne)Y\xec\xc0\xacm\xf1\t\xa6\r\n \xe2u߀\x9cx\xe2 ée\n%\ncaf逝"), 31)
	f.Fuzz(func(t *testing.T, data []byte, at int) {
		if at < 0 || at > len(data) {
			return
		}
		var whole, pieces survey
		whole.add(data)
		pieces.add(data[:at])
		pieces.add(data[at:])
		encA, errA := whole.encoding()
		encB, errB := pieces.encoding()
		// A piece in which all is UTF-8 has no part in the sample by which an older encoding
		// is told, though its lines would have one in the whole.
		if (errA == nil) != (errB == nil) && bytes.Equal(whole.sample, pieces.sample) || whole.lf != pieces.lf || whole.cr != pieces.cr || whole.zeros != pieces.zeros || whole.wrong != pieces.wrong || whole.unlikely != pieces.unlikely || whole.controls != pieces.controls {
			t.Errorf("%+v, %v and %+v, %v", whole, errA, pieces, errB)
		}
		if whole.wrong == 0 && pieces.wrong == 0 && encA != encB {
			t.Errorf("%v and %v", encA, encB)
		}
	})
}
