package preview

import (
	"flag"
	"path/filepath"
	"slices"
	"testing"
)

var drawPictures = flag.Bool("pictures", false, "draw the README's pictures anew")

// pictures are the README's: kept replies of bot/command, by their titles.
var pictures = []struct {
	file  string
	theme Theme
	width int
	shows []string
}{
	{"search.png", Dark, Wide, []string{"/quote search words: brevity soul of wit"}},
	{"report.png", Dark, Wide, []string{"a report of what was denied"}},
	{"disputed.png", Light, Wide, []string{"disputed"}},
	{"phrase.png", Dark, Narrow, []string{"a phrase out of an article", "the context of a phrase"}},
	{"check.png", Dark, Narrow, []string{"other words"}},
}

// TestPictures holds that each of the README's pictures can be drawn from a reply
// that is kept, and draws them with
//
//	go test ./bot/preview -run Pictures -pictures
func TestPictures(t *testing.T) {
	replies := append(messages(t, "../command/testdata/replies/en-US.json"), messages(t, "../command/testdata/replies/check-en-US.json")...)
	for _, p := range pictures {
		var list []Message
		for _, title := range p.shows {
			i := slices.IndexFunc(replies, func(m Message) bool { return m.Title == title })
			if i < 0 {
				t.Errorf("%s: no reply is called %q", p.file, title)
				continue
			}
			m := replies[i]
			m.Title = ""
			list = append(list, m)
		}
		if *drawPictures {
			picture(t, list, Options{p.theme, p.width, now}, 2, filepath.Join("..", "..", "docs", p.file))
		}
	}
}
