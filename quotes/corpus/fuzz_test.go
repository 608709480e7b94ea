package corpus

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// fuzzParser checks what holds for every parser: nothing panics, every record
// is accounted for (in checkReport), lines lie in the file, words are text.
func fuzzParser(t *testing.T, parse func(*format.Input, *format.Sink) error, data []byte) (records int, ok bool) {
	t.Helper()
	data = newlines(data) // as the decoder gives them
	all, report := parseWith(t, parse, data)
	lines := bytes.Count(data, []byte("\n")) + 1
	for _, q := range all {
		if l := q.Attributions[0].Source.Line; l < 1 || l > lines {
			t.Errorf("%q is on line %d of %d", q.Words, l, lines)
		}
		if strings.TrimSpace(q.Words) == "" || !utf8.ValidString(q.Words) || strings.ContainsAny(q.Words, "\r\x00\b") {
			t.Errorf("words %q", q.Words)
		}
	}
	for _, r := range report.Rejections {
		if r.Line < 0 || r.Line > lines || r.Reason == "" {
			t.Errorf("%+v in %d lines", r, lines)
		}
	}
	for _, n := range report.Notices {
		if n.Line < 0 || n.Line > lines {
			t.Errorf("%+v in %d lines", n, lines)
		}
	}
	return report.Records, len(report.Rejections) == 0
}

func FuzzJSONLines(f *testing.F) {
	f.Add([]byte(`{"text":"One","author":{"name":"A"},"tags":["x",1,null,{"y":true}]}` + "\n\n\"two\"\nbroken\n{\"quote\":\"\\ud800\\u0000\"}"))
	f.Add([]byte("1,null,{\"text\":\"One\"}\n\"two\"\n{\"q\":\"\\udb00\\u0000\"}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		records, _ := fuzzParser(t, format.ReadJSONLines, data)
		if bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("[")) {
			return
		}
		want := 0
		for l := range bytes.Lines(newlines(data)) {
			if len(bytes.TrimSpace(l)) > 0 {
				want++
			}
		}
		// A line may have several records in it, or none, which is told.
		_, report := parseWith(t, format.ReadJSONLines, newlines(data))
		toldOf := func(n Notice) bool { return strings.Contains(n.Reason, "left out") }
		if records < want && !slices.ContainsFunc(report.Notices, toldOf) {
			t.Errorf("%d records on %d lines", records, want)
		}
	})
}

func FuzzJSON(f *testing.F) {
	f.Add([]byte("[{\"text\":\"One\"},\n{\"text\":\"Two\" 2},\n\"three\", 4, null, [],{\"text\":\"Fo\nur\"},\n{\"text\":\"Five\""))
	f.Add([]byte("{\"a\":[1,{\"quotes\":2}],\n\"quotes\":[{\"text\":\"One\"},{\"text\":[1,\"\\\"]\"]}]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		records, _ := fuzzParser(t, format.ReadJSON, data)
		var list []json.RawMessage
		if trimmed := bytes.TrimSpace(newlines(data)); len(trimmed) > 0 && trimmed[0] == '[' && utf8.Valid(trimmed) &&
			json.Unmarshal(trimmed, &list) == nil && records != len(list) && !bytes.ContainsAny(trimmed[1:], "[{") {
			t.Errorf("%d records in a list of %d", records, len(list))
		}
	})
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("text,author\n\"One, \"\"1\"\"\",A\n\"Two\nlines\",B\nThree,C,D\n\"Open\n"))
	f.Add([]byte("text\tauthor\n\"One\tA\n\"Two\nlines\"\tB\n"))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzParser(t, format.ReadTable, data) })
}

func FuzzYAML(f *testing.F) {
	f.Add([]byte("# c\n- text: One\n  author: &a A\n- quote: *a\n- |\n  two\n---\n- [x\n"))
	f.Add([]byte("v: 1\nquotes:\n- text: One\n- &x {text: Two, by: *x}\n"))
	f.Fuzz(func(t *testing.T, data []byte) { fuzzParser(t, format.ReadYAML, data) })
}

func FuzzSpeakers(f *testing.F) {
	f.Add([]byte("- name: A\n  aliases: [B, C]\n  body: yes\n- D\n- name: E\n  alias: B\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fuzzParser(t, func(in *format.Input, out *format.Sink) error {
			var s speakers
			err := format.EachYAML(in, out, "speakers", func(v record.Value) error { return s.add(v, &sink{}) }, func(int, string) error { return nil })
			for _, p := range s.byName {
				if p.name == "" {
					t.Error("a speaker without a name")
				}
			}
			s.settle()
			return err
		}, data)
	})
}

func FuzzFortunes(f *testing.F) {
	f.Add([]byte("One\n\t\t-- Ann Low, \"A Work\" 3,1\n%\n_\bT_\bwo\n%%\n-- x\n%\nthe\n-- and\n\t-- A (1900-1980)\n\t[Ed.]\n"))
	f.Add([]byte("A\n\t-- \"B\n%\nC        -- D E\n%\n—\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		records, _ := fuzzParser(t, format.ReadFortunes, data)
		want, blank := 0, true
		for l := range bytes.Lines(newlines(data)) {
			if s := strings.TrimRight(string(l), "\n\t "); s == "%" || s == "%%" {
				blank = true
			} else if blank && len(strings.TrimSpace(string(l))) > 0 {
				blank = false
				want++
			}
		}
		if records != want {
			t.Errorf("%d records, want %d", records, want)
		}
	})
}
