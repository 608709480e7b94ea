package extract_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"verbatim/quotes/article"
	"verbatim/quotes/extract"
)

const sample = `Mayor Jane Smith of Springfield said on Tuesday that the bridge would close. "We will not wait until somebody is hurt," she told reporters. The engineer, John Doe, who built it in 1980, called the decision "a mistake of the first order." `

// hostile returns pieces of text that a slow way through a text would trip
// over when they are repeated.
func hostile() map[string]string {
	return map[string]string{
		"one line":          sample,
		"unclosed marks":    `“a `,
		"straight marks":    `"a `,
		"closing marks":     `a” `,
		"apostrophes":       `‘a, `,
		"capitals":          `Aa Bb `,
		"commas":            `a, `,
		"said":              `said `,
		"adverbs":           `also `,
		"brackets":          `(a `,
		"tags":              `<a `,
		"names":             `Mr. Smith and Ms. Smith `,
		"new people":        `Xa Smith said. `,
		"one capital":       `Said `,
		"quoted words":      `"b" `,
		"paragraphs":        "“c\n\n",
		"labels":            "SMITH: d\n\n",
		"mixed labels":      "Joe: I d.\n\nAnn: e?\n\n",
		"new labels":        "Joe Xa (B): I d. (c)\n\n",
		"questions":         "Q: a?\n\nA: I b.\n\nI c.\n\n",
		"seats":             "Mr. Smith (Leeds)\n\nI d.\n\n",
		"speeches":          "Remarks by Joe Xa\n\nI say we do.\n\n",
		"sayings":           "Quotes by Joe Xa:\n\n“a b.”\n\n",
		"name lines":        "Joe Xa, mayor\n\n“a b.”\n\n",
		"open questions":    "Interview with Joe Xa. Why?\n\nI do.\n\n",
		"posts":             "a b. — Joe Xa (@a) May 3, 2019\n\n",
		"handles":           "— (@a",
		"nothing but marks": `"`,
		"colons":            `Smith: "`,
		"reports":           `he said that the b was c and said d, `,
		"reports in midst":  `it, he said, was, `,
		"sources":           `a was, according to it, `,
		"roles":             `president `,
		"dots":              `a.b.`,
		"letters":           `a`,
		"the":               `the `,
		"Ukrainian":         `«Ми не чекатимемо, поки хтось постраждає», – сказала мер Києва Олена Коваль у вівторок. `,
		"German lines":      "„Wir warten nicht, bis jemand verletzt wird“, sagte die Bürgermeisterin Jana Schmidt am Dienstag.\n\n",
		"Korean":            `홍길동 시장은 화요일 “누군가 다칠 때까지 기다리지 않겠다”고 말했다. `,
		"Russian answers":   "— Нет, — сказал Петров. — Я не пойду туда никогда.\n\n— Почему же ты туда не пойдёшь?\n\n",
		"Dutch worries":     `Simon Smit maakt zich zorgen over de dijk. "Het water komt elke winter hoger." `,
	}
}

// TestHostileTextsAreReadToTheirEnd reads each of them at a size at which a
// quadratic step would take minutes; how the time grows is what
// BenchmarkHostile shows.
func TestHostileTextsAreReadToTheirEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("long texts")
	}
	for name, unit := range hostile() {
		t.Run(name, func(t *testing.T) {
			text := strings.Repeat(unit, 800_000/len(unit))
			for _, q := range extract.Of(article.Article{Text: text}) {
				if last := q.Segments[len(q.Segments)-1]; last.End > len(text) {
					t.Fatalf("a segment ends at %d of %d", last.End, len(text))
				}
			}
		})
	}
}

// BenchmarkHostile reads each hostile text at two sizes: the speed in MB/s is
// the same at both when the time grows with the size.
func BenchmarkHostile(b *testing.B) {
	for name, unit := range hostile() {
		for _, size := range []int{100_000, 800_000} {
			b.Run(fmt.Sprintf("%s/%d kB", name, size/1000), func(b *testing.B) {
				text := strings.Repeat(unit, size/len(unit))
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					extract.Of(article.Article{Text: text})
				}
			})
		}
	}
}

// endsAfter is a context that is done when it was asked so often.
type endsAfter struct {
	context.Context
	left, late int // how often it is asked until then, and was asked after it
}

func (c *endsAfter) Err() error {
	if c.left > 0 {
		c.left--
		return nil
	}
	c.late++
	return context.Canceled
}

// TestExtractEndsWithItsContext ends the reading of each hostile text at many places,
// and looks that between two questions there is never much text.
func TestExtractEndsWithItsContext(t *testing.T) {
	const never = 1 << 40
	for name, unit := range hostile() {
		a := article.Article{Text: strings.Repeat(unit, 4_000/len(unit))}
		whole := &endsAfter{Context: t.Context(), left: never}
		if _, err := extract.Extract(whole, a); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		asked := never - whole.left
		if n := len(strings.Fields(a.Text)); asked < n/5 {
			t.Errorf("%s: asked %d times in %d words", name, asked, n)
		}
		for i := range 20 {
			ctx := &endsAfter{Context: t.Context(), left: i * asked / 20}
			if found, err := extract.Extract(ctx, a); !errors.Is(err, context.Canceled) || found != nil {
				t.Errorf("%s: %d quotations and %v after %d of %d questions", name, len(found), err, i*asked/20, asked)
			}
			if ctx.late > 8 {
				t.Errorf("%s: asked %d times more when it was done", name, ctx.late)
			}
		}
	}
}

func BenchmarkExtract(b *testing.B) {
	text := strings.Repeat(sample+"\n\n", 25)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		extract.Of(article.Article{Text: text})
	}
}
