package extract_test

import (
	"strings"
	"testing"
	"time"

	"verbatim/quotes/article"
	"verbatim/quotes/extract"
)

const sample = `Mayor Jane Smith of Springfield said on Tuesday that the bridge would close. "We will not wait until somebody is hurt," she told reporters. The engineer, John Doe, who built it in 1980, called the decision "a mistake of the first order." `

// TestTimeGrowsWithTheText reads hostile texts at two sizes: eight times the
// text may take no more than about eight times as long.
func TestTimeGrowsWithTheText(t *testing.T) {
	if testing.Short() {
		t.Skip("long texts")
	}
	for name, unit := range map[string]string{
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
		"nothing but marks": `"`,
		"colons":            `Smith: "`,
		"roles":             `president `,
		"dots":              `a.b.`,
		"letters":           `a`,
		"the":               `the `,
	} {
		t.Run(name, func(t *testing.T) {
			read := func(size int) time.Duration {
				text := strings.Repeat(unit, size/len(unit))
				best := time.Hour
				for range 2 {
					start := time.Now()
					extract.Extract(article.Article{Text: text})
					best = min(best, time.Since(start))
				}
				return best
			}
			small, large := read(100_000), read(800_000)
			if large > 30*small+400*time.Millisecond {
				t.Errorf("100 kB took %v, 800 kB %v", small, large)
			}
			t.Logf("100 kB %v, 800 kB %v", small, large)
		})
	}
}

func BenchmarkExtract(b *testing.B) {
	text := strings.Repeat(sample+"\n\n", 25)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		extract.Extract(article.Article{Text: text})
	}
}
