package corpus

import (
	"strings"
	"testing"

	"verbatim/quotes"
	"verbatim/quotes/corpus/record"
)

func TestMarksAroundAWholeRecordAreNotItsWords(t *testing.T) {
	for in, want := range map[string]string{
		"“Keep the lamp lit.”":                       "Keep the lamp lit.",
		"« Gardez la lampe. »":                       "Gardez la lampe.",
		"»Die Lampe brennt.«":                        "Die Lampe brennt.",
		"„Die Lampe brennt.“":                        "Die Lampe brennt.",
		"„Lampa świeci.”":                            "Lampa świeci.",
		"「灯を消すな」":                                    "灯を消すな",
		"\"Keep the lamp lit.\"":                     "Keep the lamp lit.",
		"'Don't let it die.'":                        "Don't let it die.",
		"‘Don’t let it die.’":                        "Don’t let it die.",
		"“‘Keep it lit.’”":                           "Keep it lit.",
		"“He said “no” to me.”":                      "He said “no” to me.",
		"“The word ‘lamp’ is short.”":                "The word ‘lamp’ is short.",
		"'The word \"lamp\" is short.'":              "The word \"lamp\" is short.",
		"“Keep the lamp lit.\n\nAnd the door open.”": "Keep the lamp lit.\n\nAnd the door open.",

		// Two quotations, or no sign that the marks are a pair.
		"“A lamp” and “a door”":      "",
		"\"A lamp\" and \"a door\"":  "",
		"«A lamp» et «a door»":       "",
		"'A lamp' and 'a door'":      "",
		"„A lamp“ und „a door“":      "",
		"「A」と「B」":                    "",
		"“Stop!” he said. “Now!”":    "",
		"\"He said \"no\" to me.\"":  "",
		"“Keep the lamp lit.":        "",
		"Keep the lamp “lit”":        "",
		"“Keep the lamp lit.\"":      "",
		"“ “":                        "",
		"“?”":                        "",
		"\"":                         "",
		"\"\"":                       "",
		"'Tis the lamp of the lads'": "",
		"'Cause we're singin'":       "",
		"'The lads' lamp'":           "",
		"“a“b”":                      "",
	} {
		if want == "" {
			want = in
		}
		got := record.WithoutMarks(in)
		if got != want {
			t.Errorf("%q: the words are %q, want %q", in, got, want)
		}
		if quotes.IDOf(got) != quotes.IDOf(in) {
			t.Errorf("%q: the ID changes", in)
		}
	}
}

func FuzzNoIDChangesByMarks(f *testing.F) {
	for _, s := range []string{"“a”", "'don't'", "„a“ “b“", "\"\u0301a\"", "«'a»", "»\xff«", strings.Repeat("“", 50) + "a" + strings.Repeat("”", 50)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		s = record.CleanWords(s)
		if got := record.WithoutMarks(s); quotes.IDOf(got) != quotes.IDOf(s) {
			t.Errorf("%q has another ID than %q", got, s)
		}
	})
}

func TestWhatAnExportLeavesBesideANameIsNotInIt(t *testing.T) {
	for in, want := range map[string]string{
		"Marilyn Monroe,":    "Marilyn Monroe",
		"Oscar Wilde —":      "Oscar Wilde",
		"Oscar Wilde -":      "Oscar Wilde",
		"Oscar Wilde, —":     "Oscar Wilde",
		"— Oscar Wilde":      "Oscar Wilde",
		"-Oscar Wilde ,":     "Oscar Wilde",
		"Martin King, Jr.":   "Martin King, Jr.",
		"Lord B—":            "Lord B—",
		"Antoine de Saint-X": "Antoine de Saint-X",
		"—":                  "",
		" , ":                "",
	} {
		all, _ := readFiles(t, map[string]string{"a.jsonl": `{"text": "Words.", "speaker": "` + in + `"}`})
		got := ""
		for _, s := range all[0].Attributions[0].Speakers {
			got += s.Name
		}
		if got != want {
			t.Errorf("%q: the name is %q, want %q", in, got, want)
		}
	}
}

func TestMarksAreLeftOutInEveryFormat(t *testing.T) {
	for name, content := range map[string]string{
		"a.csv":        "quote,author\n“Keep the lamp lit.”,Ann Lee\n",
		"objects.json": `[{"text": "“Keep the lamp lit.”", "by": "Ann Lee"}]`,
		"strings.json": `["“Keep the lamp lit.”"]`,
		"a.jsonl":      `{"quote": "\"Keep the lamp lit.\""}`,
		"a.yaml":       "- text: “Keep the lamp lit.”\n",
		"a.fortune":    "“Keep the lamp lit.”\n\t\t-- Ann Lee\n%\n",
	} {
		all, _ := readFiles(t, map[string]string{name: content})
		if len(all) != 1 || all[0].Words != "Keep the lamp lit." {
			t.Errorf("%s: %v", name, short(all))
		}
	}
}
