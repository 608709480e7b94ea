package cli

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"

	"verbatim/bot/command"
)

func TestTextIsWrappedWhereUnicodeAllowsIt(t *testing.T) {
	for _, tt := range []struct {
		name  string
		width int
		runs  []textRun
		want  []string
	}{
		{"words", 10, []textRun{{"one two three four", plain}}, []string{"one two", "three four"}},
		{"a word too long", 4, []textRun{{"a bcdefghij k", plain}}, []string{"a", "bcde", "fghi", "j k"}},
		{"wide characters", 6, []textRun{{"四十七年前我们", plain}}, []string{"四十七", "年前我", "们"}},
		{"combining marks have no width", 4, []textRun{{"cafe\u0301 du", plain}}, []string{"cafe\u0301", "du"}},
		{"an emoji of several code points", 3, []textRun{{"a 👩‍👩‍👧 b", plain}}, []string{"a", "👩‍👩‍👧", "b"}},
		{"line ends stay", 20, []textRun{{"one\ntwo\n\nthree", plain}}, []string{"one", "two", "", "three"}},
		{"a last line end", 20, []textRun{{"one\n", plain}}, []string{"one"}},
		{"runs join", 20, []textRun{{"un", plain}, {"break", match}, {"able", plain}}, []string{"unbreakable"}},
		{"nothing", 20, nil, []string{""}},
		{"a column", 1, []textRun{{"ab", plain}}, []string{"a", "b"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, terminal{}.layOut(tt.width, tt.runs)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMatchedWordsAreEmphasisedOnATerminalAndPlainElsewhere(t *testing.T) {
	runs := []textRun{{"four ", plain}, {"score", match}, {" and ", plain}, {"seven", match}}
	var out bytes.Buffer
	terminal{w: &out, width: 14, style: true}.print("> ", runs...)
	if want := "> four \x1b[1;33mscore\x1b[0m\n> and \x1b[1;33mseven\x1b[0m\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	out.Reset()
	terminal{w: &out, width: 14}.print("> ", runs...)
	if want := "> four score\n> and seven\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestTheClauseOfAReportIsMarkedWhateverTheTerminal(t *testing.T) {
	words := []command.Run{{Text: "He denied "}, {Text: "the ", Reported: true}, {Text: "aid", Reported: true, Matched: true}, {Text: ", he said, "}, {Text: "was late", Reported: true}}
	for style, want := range map[bool]string{
		true:  "  He denied \x1b[4mthe \x1b[0m\x1b[1;33;4maid\x1b[0m, he said, \x1b[4mwas late\x1b[0m\n",
		false: "  He denied _the aid_, he said, _was late_\n",
	} {
		var out bytes.Buffer
		drawWords(terminal{w: &out, width: 80, style: style}, words)
		if out.String() != want {
			t.Errorf("got %q, want %q", out.String(), want)
		}
	}
}

func TestStyleEndsWithEachLine(t *testing.T) {
	lines := terminal{style: true}.layOut(5, []textRun{{"four score", match}})
	if diff := cmp.Diff([]string{"\x1b[1;33mfour\x1b[0m", "\x1b[1;33mscore\x1b[0m"}, lines); diff != "" {
		t.Error(diff)
	}
}

func TestTextOfStrangersCannotCommandTheTerminal(t *testing.T) {
	hostile := "a\x1b[2J\x07b\u202ec\u2066d\u009be\rf\tg\u200eh\U000E0041i\u2028j\x7f"
	var out bytes.Buffer
	terminal{w: &out, width: 80, style: true}.print("", textRun{hostile, plain})
	if want := "a\ufffd[2J\ufffdbcd\ufffde f ghi j\ufffd\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	out.Reset()
	if err := writeJSON(&out, map[string]string{"text": hostile + `<&"` + "\n"}); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(out.String(), "\x1b\u202e\u009b\u200e\x7f\u2066") || strings.Count(out.String(), "\n") != 1 {
		t.Errorf("got %q", out.String())
	}
	var back map[string]string
	if err := json.Unmarshal(out.Bytes(), &back); err != nil || back["text"] != hostile+`<&"`+"\n" {
		t.Errorf("read back as %q, %v", back["text"], err)
	}
}

func TestAnythingButATerminalIsPlain(t *testing.T) {
	if got := newTerminal(&bytes.Buffer{}, func(string) string { return "xterm" }); got.style || got.width != defaultWidth {
		t.Errorf("got %+v", got)
	}
}

func FuzzWrappingLosesNothing(f *testing.F) {
	f.Add("four score and seven", 7)
	f.Add("a\u0301 👩‍👩‍👧\n\n四", 1)
	f.Fuzz(func(t *testing.T, text string, width int) {
		width = width&63 + 2 // the widest character has two columns
		lines := terminal{}.layOut(width, []textRun{{text, plain}})
		visible := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := visible(strings.Join(lines, "\n")), visible(Neutralise(text)); got != want {
			t.Errorf("of %q remains %q", want, got)
		}
		for _, line := range lines {
			if uniseg.GraphemeClusterCount(line) > 1 && uniseg.StringWidth(line) > width {
				t.Errorf("%q is wider than %d", line, width)
			}
		}
	})
}
