package corpus

import (
	"strings"
	"testing"
)

func TestAMappingSaysWhatColumnsMean(t *testing.T) {
	all, report := readFiles(t, map[string]string{
		"mapping.yaml": "Wisdom: text\nSage: speaker\nMood: ignore\nother.csv:\n  A: speaker\n  B: text\n",
		"a.csv":        "Wisdom,Sage,Mood\nshort,Ann,1\n",
		"b.json":       `[{"wisdom":"brief","sage":"Tom"}]`,
		"other.csv":    "A,B\nBo,small\n",
		"deep/a.csv":   "Wisdom,Sage\nlow,Zoe\n",
	})
	got := map[string]string{}
	for _, q := range all {
		for _, s := range q.Attributions[0].Speakers {
			got[q.Words] = s.Name
		}
		if len(q.Tags) > 0 {
			t.Errorf("%s has the tags %q", q.Words, q.Tags)
		}
	}
	if len(got) != 3 || got["short"] != "Ann" || got["brief"] != "Tom" || got["small"] != "Bo" {
		t.Errorf("read %v; %v", got, report.Rejections)
	}
	// It holds in its folder alone, and the answer to the other names its columns.
	if len(report.Rejections) != 1 || report.Rejections[0].File != "deep/a.csv" || !strings.Contains(report.Rejections[0].Reason, "Wisdom | Sage. Put a file mapping.yaml beside it with the line “Wisdom: text”") {
		t.Error(report.Rejections)
	}
}

func TestAMappingIsToldWhatIsWrongWithIt(t *testing.T) {
	for text, want := range map[string]string{
		"Wisdom: wisdom\n":   "“wisdom” is none of the fields that a column can mean",
		"- Wisdom\n":         "this has to be lines like “COLUMN: speaker”",
		"Wisdom: [text]\n":   "is none of the fields",
		"Wisdom: \"text\n\n": "not valid YAML",
	} {
		_, report := readFiles(t, map[string]string{"mapping.yaml": text, "a.csv": "text\nWords.\n"})
		if len(report.Rejections) != 1 || report.Rejections[0].File != "mapping.yaml" || !strings.Contains(report.Rejections[0].Reason, want) {
			t.Errorf("%q: %v", text, report.Rejections)
		}
	}
}
