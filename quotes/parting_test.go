package quotes_test

import (
	"strings"
	"testing"

	"verbatim/quotes"
)

// cut returns where the parts of a text between bars stand in it without them,
// and the parts joined by a space.
func cut(marked string) (segments []quotes.Span, words string) {
	at := 0
	var parts []string
	for i, piece := range strings.Split(marked, "|") {
		if i%2 == 1 {
			segments = append(segments, quotes.Span{Start: at, End: at + len(piece)})
			parts = append(parts, piece)
		}
		at += len(piece)
	}
	return segments, strings.Join(parts, " ")
}

func TestACueBetweenTwoSegmentsIsAParting(t *testing.T) {
	for _, tt := range []struct{ name, article, want string }{
		{"one segment", `“|They knew.|” he said.`, "They knew."},
		{"a cue", `“|They knew,|” he said. “|Everybody on the quay knew.|”`, "They knew, […] Everybody on the quay knew."},
		{"the shortest cue", `"|They knew|" I say "|it all.|"`, "They knew […] it all."},
		{"two cues", `“|No|,” she said, “|never|,” and left: “|not once.|”`, "No […] never […] not once."},
		{"the next paragraph", "“|They knew.|\n\n“|Everybody did.|”", "They knew. Everybody did."},
		{"the next paragraph, closed before", "“|They knew.|”\n\n“|Everybody did.|”", "They knew. Everybody did."},
		{"both", "“|They knew,|” he said. “|All did.|\n\n“|Even you.|”", "They knew, […] All did. Even you."},
		{"letters of several bytes", `„|Тепер|“, — сказав він, — „|ні.|“`, "Тепер […] ні."},
		{"a report", `|The bridge|, he said, |was old.|`, "The bridge […] was old."},
	} {
		segments, words := cut(tt.article)
		a := quotes.Attribution{Source: quotes.Source{Spans: segments}}
		if got := quotes.Parted(words, a.Partings(words)); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestNothingIsPartedWhereTheSpansAreNotThoseOfTheWords(t *testing.T) {
	segments, words := cut(`“|They knew,|” he said. “|Everybody on the quay knew.|”`)
	for _, other := range []string{"", "They", words + " Well.", words[1:], "They knew", strings.ReplaceAll(words, " ", "_")} {
		if at := quotes.Partings(other, segments); at != nil {
			t.Errorf("%q is parted at %v", other, at)
		}
	}
	if at := quotes.Partings(words, nil); at != nil {
		t.Errorf("without spans it is parted at %v", at)
	}
}
