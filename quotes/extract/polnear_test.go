package extract_test

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"

	"verbatim/quotes/article"
	"verbatim/quotes/extract"
)

// TestPredict writes predictions for the scorer, when asked to by environment.
func TestPredict(t *testing.T) {
	in, out := os.Getenv("PRED_IN"), os.Getenv("PRED_OUT")
	if in == "" {
		t.Skip("PRED_IN is not set")
	}
	f, err := os.Open(in)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := os.Create(out)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	enc := json.NewEncoder(w)
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<26)
	for sc.Scan() {
		var d struct{ ID, Text string }
		if err := json.Unmarshal(sc.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		qs := []map[string]any{}
		qs2, pats := extract.Patterns(article.Article{Text: d.Text})
		for qi, q := range qs2 {
			m := map[string]any{"segments": q.Segments, "type": q.Kind, "status": q.Status, "speaker_span": q.SpeakerSpan, "cue_span": q.CueSpan, "cue": q.Cue, "confidence": q.Confidence, "pattern": pats[qi]}
			if len(q.Speakers) > 0 {
				m["speaker"] = q.Speakers[0].Name
				m["speakers"] = q.Speakers
			}
			qs = append(qs, m)
		}
		enc.Encode(map[string]any{"id": d.ID, "quotes": qs})
	}
}
