package corpus

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
)

// What an article reports is a record of the clause, with the sentence in which it
// stands, and with whether the speaker stands by it.
func TestAReportIsARecordWithItsPolarityAndItsSentence(t *testing.T) {
	for name, tt := range map[string]struct {
		sentence, words string
		polarity        quotes.Polarity
		spans           []quotes.Span
	}{
		"said":   {"Agnes Holloway said that the ferry was safe.", "the ferry was safe", quotes.Asserted, []quotes.Span{{Start: 25, End: 43}}},
		"denied": {"Agnes Holloway denied that the ferry was safe.", "the ferry was safe", quotes.Denied, []quotes.Span{{Start: 27, End: 45}}},
		"asked":  {"Agnes Holloway asked whether the ferry was safe.", "whether the ferry was safe", quotes.Asked, []quotes.Span{{Start: 21, End: 47}}},
		"parted": {
			"The ferry, Agnes Holloway said, would sail before the end of winter.", "The ferry would sail before the end of winter",
			quotes.Asserted,
			[]quotes.Span{{Start: 0, End: 9}, {Start: 32, End: 67}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			all, _ := readFiles(t, map[string]string{"a.txt": tt.sentence + "\n"})
			if len(all) != 1 || all[0].Words != tt.words {
				t.Fatal(short(all))
			}
			want := quotes.Attribution{Kind: quotes.Indirect, Polarity: tt.polarity, Context: tt.sentence, ContextSpans: tt.spans, Status: quotes.Extracted}
			a := all[0].Attributions[0]
			got := quotes.Attribution{Kind: a.Kind, Polarity: a.Polarity, Context: a.Context, ContextSpans: a.ContextSpans, Status: a.Status}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
