package picture_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"verbatim/bot/picture"
)

var update = flag.Bool("update", false, "write the pictures of testdata anew")

func painter(t *testing.T) *picture.Painter {
	t.Helper()
	p, err := picture.New()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// plain is a paragraph in one style.
func plain(text string, s picture.Style) picture.Text { return picture.Text{{Text: text, Style: s}} }

func who(name, role string) picture.Text {
	t := plain(name, picture.Bold)
	if role != "" {
		t = append(t, picture.Run{Text: " · " + role})
	}
	return t
}

func source(title, rest string) picture.Text {
	return append(plain(title, picture.Italic), picture.Run{Text: " · " + rest})
}

const foot = "Verbatim · 0123456789abc"

var (
	short = picture.Card{
		Words: "Brevity is the soul of wit", Open: "“", Shut: "”", Lang: "en", Foot: foot,
		Who: who("William Shakespeare", "playwright"), Source: source("Hamlet", "Act 2, Scene 2 · 1623"),
	}
	long = picture.Card{
		Words: "Four score and seven years ago our fathers brought forth on this continent, a new nation, conceived in Liberty, and dedicated to the proposition that all men are created equal. […] Now we are engaged in a great civil war, testing whether that nation, or any nation so conceived and so dedicated, can long endure. We are met on a great battle-field of that war.",
		Open:  "“", Shut: "”", Lang: "en", Foot: foot,
		Who: who("Abraham Lincoln", "President of the United States"), Source: source("Gettysburg Address", "19 November 1863"),
	}
	greek = picture.Card{
		Words: "Μῆνιν ἄειδε, θεά, Πηληϊάδεω Ἀχιλῆος\nοὐλομένην, ἣ μυρί᾽ Ἀχαιοῖς ἄλγε᾽ ἔθηκε",
		Open:  "«", Shut: "»", Lang: "el", Foot: foot,
		Who: who("Ὅμηρος", ""), Source: source("Ιλιάδα", "Α 1-2"),
	}
	cyrillic = picture.Card{
		Words: "Борітеся — поборете, вам Бог помагає! За вас правда, за вас слава і воля святая!",
		Open:  "«", Shut: "»", Lang: "uk", Foot: foot,
		Who: who("Тарас Шевченко", "поет"), Source: source("Кавказ", "1845"),
	}
	disputed = picture.Card{
		Words: "Let them eat cake.", Open: "“", Shut: "”", Lang: "en", Foot: foot,
		Who: who("Marie Antoinette", ""), Source: source("A Book of Sayings", "1900"),
		Notes: []picture.Text{append(plain("Disputed. Also attributed to ", picture.Regular), picture.Run{Text: "A great princess", Style: picture.Bold})},
	}
	named = picture.Card{
		Words: "Nie śmiejcie się z nas, gdy mówimy: „Żółć i źdźbło, oto cała ta łąka”. Được không? Straßenbahnübergang. Ça alors, naïve cœur.",
		Open:  "„", Shut: "”", Lang: "pl", Foot: foot,
		Who:    who("Maria Skłodowska-Przykładowa von und zu Hohenzollern-Nguyễn Thị Phương Thảo", "undersecretary of state for the affairs of rivers, lakes, canals and other waters inland"),
		Source: source("Rocznik Towarzystwa Naukowego, z dodatkiem o wodach śródlądowych i o tym, co nad nimi", "Towarzystwo Naukowe · by Józef Ąckiewicz · 12 May 1931"),
	}
)

func TestPicturesLookAsTheyWereLookedAt(t *testing.T) {
	p := painter(t)
	for _, tt := range []struct {
		name  string
		card  picture.Card
		theme picture.Theme
	}{
		{"latin_short_light", short, picture.Light},
		{"latin_short_dark", short, picture.Dark},
		{"latin_long_light", long, picture.Light},
		{"greek_light", greek, picture.Light},
		{"cyrillic_dark", cyrillic, picture.Dark},
		{"disputed_dark", disputed, picture.Dark},
		{"long_name_light", named, picture.Light},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := p.Draw(t.Context(), &b, tt.card, tt.theme); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join("testdata", tt.name+".png")
			if *update {
				if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, decoded(t, b.Bytes()), decoded(t, want))
		})
	}
}

func decoded(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// compare lets each channel differ by three of 255: processors that fuse a product
// and a sum round otherwise.
func compare(t *testing.T, got, want image.Image) {
	t.Helper()
	if got.Bounds() != image.Rect(0, 0, picture.Width, picture.Height) || got.Bounds() != want.Bounds() {
		t.Fatalf("%v, want %v", got.Bounds(), want.Bounds())
	}
	const most = 3 * 0x101
	others := 0
	for y := range picture.Height {
		for x := range picture.Width {
			r, g, b, _ := got.At(x, y).RGBA()
			r2, g2, b2, _ := want.At(x, y).RGBA()
			if far(r, r2, most) || far(g, g2, most) || far(b, b2, most) {
				others++
			}
		}
	}
	if others > 0 {
		t.Errorf("%d pixels are other than in the picture that was looked at", others)
	}
}

func far(a, b, most uint32) bool { return max(a, b)-min(a, b) > most }

func TestPaintersAtWorkDrawTheSame(t *testing.T) {
	p := painter(t)
	var all [6]bytes.Buffer
	var wait sync.WaitGroup
	for i := range all {
		wait.Go(func() {
			if err := p.Draw(t.Context(), &all[i], greek, picture.Dark); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for i := range all {
		if !bytes.Equal(all[i].Bytes(), all[0].Bytes()) {
			t.Errorf("picture %d is another", i)
		}
	}
}

func TestWhatTheFontLacksIsToldAndNeverDrawn(t *testing.T) {
	p := painter(t)
	for _, tt := range []struct {
		name, words string
		want        rune
	}{
		{"Korean", "말 한마디에 천 냥 빚을 갚는다", '말'},
		{"Hebrew, though the font has letters of it", "דבר", 'ד'},
		{"Arabic within English", "He said سلام.", 'س'},
		{"Thai", "ก", 'ก'},
		{"an emoji", "So happy 🎉", '🎉'},
		{"a mark that stands on nothing the font has", "x\u20dd", '\u20dd'},
		{"a private character", "\ue000", '\ue000'},
	} {
		card := short
		card.Words = tt.words
		err := p.Draw(t.Context(), io.Discard, card, picture.Light)
		missing, ok := errors.AsType[*picture.MissingError](err)
		if !ok || missing.Rune != tt.want {
			t.Errorf("%s: %v, want %U", tt.name, err, tt.want)
		}
	}
	card := short
	card.Who = who("한강", "")
	if _, ok := errors.AsType[*picture.MissingError](p.Draw(t.Context(), io.Discard, card, picture.Light)); !ok {
		t.Error("a name that the font lacks is drawn")
	}
}

func TestLettersWithMarksAreDrawnComposedOrNot(t *testing.T) {
	p := painter(t)
	for _, words := range []string{
		"Żółć, e\u0301te\u0301, i\u0308, ґрунт, є, ї", "Đường, Nguyễn, ượ, E\u0302\u0323", "ᾳ ᾧ ῥ α\u0301\u0345", "č š ž ř ů ğ ş ı İ ș ț ģ ķ ŵ",
		"ѓ ќ ђ љ њ џ ў ё қ ң ө ү һ", "no\u2011break, soft\u00adhyphen, zero\u200bwidth, thin\u202fspace", "100 € £ № § † … – —\ttab\x07bell",
	} {
		card := short
		card.Words = words
		if err := p.Draw(t.Context(), io.Discard, card, picture.Light); err != nil {
			t.Errorf("%q: %v", words, err)
		}
	}
}

func TestWordsThatWouldBeTooSmallAreTooLong(t *testing.T) {
	p := painter(t)
	for name, words := range map[string]string{
		"many words":     strings.Repeat("word ", 150),
		"no end":         strings.Repeat("word ", 1<<20),
		"one long word":  strings.Repeat("a", 90),
		"many lines":     strings.Repeat("a\n", 12),
		"many marks":     "a" + strings.Repeat("\u0301", 5000),
		"nothing but LF": strings.Repeat("\n", 900),
	} {
		card := short
		card.Words = words
		if err := p.Draw(t.Context(), io.Discard, card, picture.Light); !errors.Is(err, picture.ErrTooLong) {
			t.Errorf("%s: %v", name, err)
		}
	}
	card := short
	card.Who = who(strings.Repeat("Name ", 150), "")
	if err := p.Draw(t.Context(), io.Discard, card, picture.Light); !errors.Is(err, picture.ErrTooLong) {
		t.Errorf("a name that leaves no room for words: %v", err)
	}
}

func TestAPictureThatNobodyWaitsForIsNotDrawn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := painter(t).Draw(ctx, io.Discard, short, picture.Light); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
