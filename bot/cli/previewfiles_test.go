package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// written is a folder with files.
func written(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// preview is what PreviewFiles shows of a folder, or of one file of it.
func preview(t *testing.T, files map[string]string, only string) (shown string, rejected int) {
	t.Helper()
	var out bytes.Buffer
	p := Program{Getenv: func(string) string { return "" }, Stdout: &out}
	rejected, err := PreviewFiles(t.Context(), p, []string{filepath.Join(written(t, files), only)})
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), rejected
}

func TestAPreviewShowsTheFirstQuotationsAsCards(t *testing.T) {
	files := map[string]string{
		"a.csv": "Zitat,Autor,Mood,Added By\nThe kettle never lies.,Ann Bell,glad,bo\n,Ann Bell,,bo\nDoors are questions.,Tom Rill,,bo\nRain is a clock that nobody winds.,Tom Rill,,bo\nSpoons are boats.,,,bo\n",
		"b.csv": "Zitat\nNot looked at.\n",
	}
	shown, rejected := preview(t, files, "a.csv")
	want := `a.csv: table, 4 quotations, 1 rejected
  Fields: Zitat → text, Autor → speaker, Mood: becomes a tag, Added By: not used
  The kettle never lies.
  — Ann Bell
  a.csv, line 2
  124svwnxc3dp6 · 1 of 4

  Doors are questions.
  — Tom Rill
  a.csv, line 4
  5kvpnh9yf95tp · 2 of 4

  Rain is a clock that nobody winds.
  — Tom Rill
  a.csv, line 5
  z50g7h7ep4wx0 · 3 of 4

  and 1 more
  3: the words are empty
  2: the field mood is not known: its values became tags
  2: the field added_by was not used (in 5 records)

`
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Error(diff)
	}
	if rejected != 1 {
		t.Errorf("%d rejected", rejected)
	}
}

func TestAPreviewSaysWhyAFileIsNotRead(t *testing.T) {
	shown, rejected := preview(t, map[string]string{
		"a.csv": "Col A,Col B\nshort,Ann\n",
		"a.srt": "1\n00:00:01,000 --> 00:00:02,000\nHello.\n",
		"a.pdf": "%PDF-1.4\n",
		"a.txt": "Nobody says anything here today.\n",
	}, "")
	want := `a.csv: table, nothing is read
  the columns are not understood: Col A | Col B. Put a file mapping.yaml beside
  it with the line “Col A: text” for the column that holds the words, and “NAME:
  speaker” for who said them

a.srt: subtitles, nothing is read
  subtitles do not say who speaks: not read; a transcript with the names of the
  speakers is

a.pdf: not read
  a PDF: not read; save its text as .txt if it is an article, or copy the
  quotations into a CSV

a.txt: not read
  no quotation was read out of this article: it has no quotation marks, and
  reports nothing that somebody said; if it is a list of quotations, put “—
  Name” behind each of them

`
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Error(diff)
	}
	if rejected != 2 {
		t.Errorf("%d rejected", rejected)
	}
}

func TestAPreviewKnowsTheMappingBesideAFile(t *testing.T) {
	files := map[string]string{"a.csv": "Col A,Col B\nshort,Ann\n", "mapping.yaml": "Col A: text\nCol B: speaker\n", "b.txt": "x\n"}
	shown, rejected := preview(t, files, "a.csv")
	want := `a.csv: table, 1 quotation
  Fields: text, speaker
  short
  — Ann
  a.csv, line 2
  z6r0f2txypbd5 · 1 of 1

`
	if diff := cmp.Diff(want, shown); diff != "" || rejected != 0 {
		t.Error(rejected, diff)
	}
}

func TestAPreviewDrawsWhatWaitsForReview(t *testing.T) {
	shown, _ := preview(t, map[string]string{"a.md": "# A Walk\n\nThe fog came in early and the boats stayed in the harbour all day long.\n\n“The kettle never lies to anybody in this house.”\n"}, "a.md")
	want := `a.md: article, 1 quotation, not sure enough to be served
  The kettle never lies to anybody in this house.
  — speaker not named in the source
  A Walk
  g96camqksy5cq · 1 of 1

`
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Error(diff)
	}
}
