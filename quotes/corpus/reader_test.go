package corpus

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
)

// write makes a folder of files.
func write(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func readDir(t *testing.T, dir string) ([]quotes.Quote, Report) {
	t.Helper()
	r, closer, err := Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer closer.Close()
	return readAll(t, r)
}

func TestWhatIsNotReadIsSaid(t *testing.T) {
	const one = `{"text":"One"}`
	_, report := readFiles(t, map[string]string{
		".hidden.jsonl":         one,
		".git/config.json":      one,
		"README.md":             "“Read me,” said the file.",
		"a.jsonl~":              one,
		"a.bak":                 one,
		"empty.jsonl":           "",
		"notes":                 "no fortunes",
		"node_modules/x.json":   one,
		"old/q.jsonl.gz":        "\x1f\x8b",
		"old/book.pdf":          "%PDF",
		"old/table.xlsx":        "PK",
		"old/art.dat":           "\x00",
		"old/b.dat":             "\x00",
		"old/c.dat":             "\x00",
		"page.html":             "<p>Nothing.</p>",
		"page_files/frame.html": "<p>“Buy,” said the frame.</p>",
		"picture.png":           "\x89PNG",
		"silent.txt":            "Nobody speaks here.",
		"speaking.txt":          "A “scare” here, no more.",
		"title.md":              "```\ncode\n```\n",
	})
	for file, part := range map[string]string{
		".git":           "hidden: not read (and 1 more in this folder)",
		"README.md":      "about the folder",
		"a.jsonl~":       "an editor's backup",
		"a.bak":          "temporary file",
		"empty.jsonl":    "the file is empty",
		"notes":          "no line of “%”",
		"node_modules":   "a folder that programs keep",
		"old/q.jsonl.gz": "compressed (.gz): unpack it",
		"old/book.pdf":   "a PDF: not read",
		"old/table.xlsx": "a spreadsheet (.xlsx)",
		"old/art.dat":    "the index of a fortune file: not needed (and 2 more in this folder)",
		"page_files":     "the parts of a saved page",
		"picture.png":    "a picture (.png)",
		"silent.txt":     "no quotation was read out of this article: it has no quotation marks",
		"page.html":      "the page does not tell its title, publisher, date, byline, URL",
		"title.md":       "no text to read",
	} {
		if !hasNotice(report, file, part) {
			t.Errorf("no notice %q for %s in %v", part, file, report.Notices)
		}
	}
}

func TestHiddenEntriesOfOneFolderMakeOneNotice(t *testing.T) {
	_, report := readFiles(t, map[string]string{".a.jsonl": "x", ".b/c.json": "x", "d/.e": "x"})
	want := []Notice{
		{File: ".a.jsonl", Reason: "hidden: not read (and 1 more in this folder)"},
		{File: "d/.e", Reason: "hidden: not read"},
	}
	if diff := cmp.Diff(want, report.Notices); diff != "" {
		t.Error(diff)
	}
}

func TestNoLinkOutOfTheFolderIsFollowed(t *testing.T) {
	outside := write(t, map[string]string{"secret.jsonl": `{"text":"secret"}`})
	dir := write(t, map[string]string{
		"a.jsonl":                `{"text":"One"}`,
		".mount/v1/inside.jsonl": `{"text":"Two"}`,
		"sub/b.jsonl":            `{"text":"Three"}`,
	})
	for name, target := range map[string]string{
		"out.jsonl":        filepath.Join(outside, "secret.jsonl"),
		"outdir":           outside,
		"up.jsonl":         "../" + filepath.Base(outside) + "/secret.jsonl",
		"nowhere.jsonl":    "missing.jsonl",
		"self.jsonl":       "self.jsonl",
		"again.jsonl":      "a.jsonl",
		"inside.jsonl":     ".mount/v1/inside.jsonl",
		"sub/loop":         "..",
		"sub/b-again.json": "b.jsonl",
	} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skip("no links here:", err)
		}
	}
	all, report := readDir(t, dir)
	if diff := cmp.Diff([]got{{1, "One", ""}, {1, "Two", ""}, {1, "Three", ""}}, short(all)); diff != "" {
		t.Error(diff)
	}
	for file, part := range map[string]string{
		"nowhere.jsonl":    "a link that leads out of the folder or nowhere: not followed (and 4 more in this folder)",
		"again.jsonl":      "a link to a file that is read already",
		"sub/loop":         "a link to a folder",
		"sub/b-again.json": "a link to a file that is read already",
	} {
		if !hasNotice(report, file, part) {
			t.Errorf("no notice %q for %s in %v", part, file, report.Notices)
		}
	}
}

func TestAFileThatBecameAPipeIsNotWaitedFor(t *testing.T) {
	dir := write(t, map[string]string{"a.jsonl": `{"text":"One"}`})
	makePipe(t, filepath.Join(dir, "pipe.jsonl"))
	all, report := readDir(t, dir)
	if len(all) != 1 || !hasNotice(report, "pipe.jsonl", "a named pipe") {
		t.Errorf("%v, %v", short(all), report.Notices)
	}
	// It was a file when the folder was listed.
	r, closer, err := Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer closer.Close()
	if _, err := open(r.FS, "pipe.jsonl", 1<<20); err == nil || !strings.Contains(err.Error(), "no regular file any more") {
		t.Errorf("opening a pipe: %v", err)
	}
}

func TestASocketIsNotRead(t *testing.T) {
	dir := write(t, map[string]string{"a.jsonl": `{"text":"One"}`})
	l, err := net.Listen("unix", filepath.Join(dir, "s.jsonl"))
	if err != nil {
		t.Skip("no sockets here:", err)
	}
	defer l.Close()
	all, report := readDir(t, dir)
	if len(all) != 1 || !hasNotice(report, "s.jsonl", "a socket") {
		t.Errorf("%v, %v", short(all), report.Notices)
	}
}

func TestANameThatIsNoUTF8IsRejected(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "caf\xe9.jsonl"), []byte(`{"text":"One"}`), 0o644); err != nil {
		t.Skip("no such names here:", err)
	}
	_, report := readDir(t, dir)
	if len(report.Rejections) != 1 || report.Rejections[0].File != "caf\uFFFD.jsonl" {
		t.Errorf("%+v", report.Rejections)
	}
}

func TestEveryBoundHasItsOwnMessage(t *testing.T) {
	const one = `{"text":"One"}`
	for _, tt := range []struct {
		name   string
		limits Limits
		file   string
		reason string
	}{
		{"size of a curated file", Limits{FileBytes: 10}, "b.jsonl", "the file has 14 bytes, more than the 10 bytes that are read of a file of its kind: split it"},
		{"size of an article", Limits{WholeBytes: 10}, "c.md", "the file has 13 bytes, more than the 10 bytes"},
		{"size of plain text", Limits{WholeBytes: 10}, "d.txt", "the file has 13 bytes, more than the 10 bytes"},
		{"size of UTF-16", Limits{WholeBytes: 20}, "e.csv", "the file has 28 bytes, more than the 20 bytes that are read of a file of its kind: split it, or save it as UTF-8"},
		{"depth", Limits{Depth: 1}, "f/g", "folders are nested more than 1 deep"},
		{"number", Limits{Files: 3}, "e.csv", "the folder holds more than 3 files"},
		{"a record", Limits{RecordBytes: 5}, "b.jsonl", "the record is longer than 5 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, report := readAll(t, &Reader{FS: files(map[string]string{
				"b.jsonl": one, "c.md": "Thirteen byte", "d.txt": "Thirteen byte",
				"e.csv": string(encoders["UTF-16 LE with a mark"]("text,author\nx")), "f/g/h.json": "[]",
			}), Limits: tt.limits})
			for _, r := range report.Rejections {
				if r.File == tt.file && strings.HasPrefix(r.Reason, tt.reason) {
					return
				}
			}
			t.Errorf("%+v", report.Rejections)
		})
	}
}

func TestAnArticleOfTooMuchTextIsNotRead(t *testing.T) {
	_, report := readAll(t, &Reader{FS: files(map[string]string{"a.txt": strings.Repeat("a", maxArticleText+1)})})
	const want = "the article has 16.0 MiB of text, more than the 16 MiB that are read of one: split it"
	if len(report.Rejections) != 1 || report.Rejections[0].Reason != want {
		t.Errorf("%+v", report.Rejections)
	}
}

func TestTheOrderDependsOnTheFilesAlone(t *testing.T) {
	texts := map[string]string{}
	var want []got
	for i := range 60 {
		var b strings.Builder
		for j := range 40 * (i % 7) {
			fmt.Fprintf(&b, "{\"text\":\"w %d %d\"}\n", i, j)
			want = append(want, got{j + 1, fmt.Sprintf("w %d %d", i, j), ""})
		}
		texts[fmt.Sprintf("d%d/%02d.jsonl", i/20, i)] = b.String()
	}
	for range 3 {
		all, _ := readFiles(t, texts)
		if diff := cmp.Diff(want, short(all)); diff != "" {
			t.Fatal(diff)
		}
	}
}

func many(files, records int) fs.FS {
	fsys := fstest.MapFS{}
	for i := range files {
		fsys[fmt.Sprintf("%03d.jsonl", i)] = &fstest.MapFile{Data: []byte(strings.Repeat("{\"text\":\"words\"}\n", records))}
	}
	return fsys
}

func TestReadingCanBeStoppedAtAnyTime(t *testing.T) {
	for _, after := range []int{1, 255, 256, 257, 3000} {
		// The bubble ends only when every goroutine in it has.
		synctest.Test(t, func(t *testing.T) {
			r := Reader{FS: many(80, 1000)}
			var report Report
			n := 0
			for _, err := range r.Read(t.Context(), &report) {
				if err != nil {
					t.Fatal(err)
				}
				if n++; n == after {
					break
				}
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			n = 0
			var last error
			for _, err := range r.Read(ctx, &report) {
				if last = err; err != nil {
					continue
				}
				if n++; n == after {
					cancel()
				}
			}
			if !errors.Is(last, context.Canceled) {
				t.Errorf("cancelled after %d: %v", after, last)
			}
		})
	}
}

func TestProgressIsToldAsFilesAreRead(t *testing.T) {
	var last Progress
	calls := 0
	r := Reader{FS: many(20, 300), Progress: func(p Progress) {
		if p.Files < last.Files || p.Records < last.Records || p.TotalFiles != 20 {
			t.Errorf("%+v after %+v", p, last)
		}
		last = p
		calls++
	}}
	readAll(t, &r)
	if last != (Progress{20, 20, 6000}) || calls < 20 {
		t.Errorf("%+v after %d calls", last, calls)
	}
}

func TestAFolderThatCannotBeReadIsAnError(t *testing.T) {
	if _, _, err := Dir(filepath.Join(t.TempDir(), "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	var report Report
	for _, err := range (&Reader{FS: os.DirFS(filepath.Join(t.TempDir(), "missing"))}).Read(t.Context(), &report) {
		if err == nil {
			t.Error("a quotation out of nothing")
		}
	}
}

func TestTheFingerprintChangesWithTheFiles(t *testing.T) {
	dir := write(t, map[string]string{"a.jsonl": `{"text":"One"}`, "b/c.txt": "Text."})
	take := func() string {
		r, closer, err := Dir(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer closer.Close()
		f, err := Fingerprint(t.Context(), r.FS)
		if err != nil {
			t.Fatal(err)
		}
		var report Report
		for _, err := range r.Read(t.Context(), &report) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if report.Fingerprint != f {
			t.Errorf("the report says %s, Fingerprint %s", report.Fingerprint, f)
		}
		return f
	}
	seen := map[string]string{take(): "at first"}
	if f := take(); seen[f] == "" {
		t.Error("it changes by itself")
	}
	change := func(what string, do func() error) {
		if err := do(); err != nil {
			t.Fatal(err)
		}
		f := take()
		if old, ok := seen[f]; ok {
			t.Errorf("%s: the same as %s", what, old)
		}
		seen[f] = what
	}
	path := filepath.Join(dir, "a.jsonl")
	change("another time", func() error { return os.Chtimes(path, time.Time{}, time.Unix(1_700_000_000, 5)) })
	change("another size", func() error {
		if err := os.WriteFile(path, []byte(`{"text":"Three"}`), 0o644); err != nil {
			return err
		}
		return os.Chtimes(path, time.Time{}, time.Unix(1_700_000_000, 5))
	})
	change("another name", func() error { return os.Rename(path, filepath.Join(dir, "z.jsonl")) })
	change("one more", func() error { return os.WriteFile(filepath.Join(dir, "y.txt"), nil, 0o644) })

	// A file system without times is known by its content.
	a, errA := Fingerprint(t.Context(), files(map[string]string{"a.jsonl": "1"}))
	b, errB := Fingerprint(t.Context(), files(map[string]string{"a.jsonl": "2"}))
	if a == b || errA != nil || errB != nil {
		t.Errorf("%s and %s, %v, %v", a, b, errA, errB)
	}
}

func TestAnArticleGivesItsSourceToItsQuotations(t *testing.T) {
	const text = "---\ntitle: The Vote\npublisher: The Courier\nauthor: Maud Ellery\ndate: 2024-03-14\nurl: https://c.example/vote\nlang: en\ntags: [harbour]\nscope: 123456789012345678\n---\n\nThe board met on Thursday.\n\n“We will move the lighthouse before the winter comes,” said Agnes Holloway, who chairs the board.\n"
	all, report := readFiles(t, map[string]string{"news/vote.txt": text})
	if len(all) != 1 || report.Articles != 1 || report.Files != 1 {
		t.Fatalf("%+v, %+v", all, report)
	}
	q := all[0]
	a := q.Attributions[0]
	if q.Lang != "en" || q.Scope != "123456789012345678" || !cmp.Equal(q.Tags, []string{"harbour"}) || a.Status != quotes.Extracted || a.Cue != "said" {
		t.Errorf("%+v", q)
	}
	want := quotes.Source{
		Title: "The Vote", Publisher: "The Courier", Author: "Maud Ellery", Published: "2024-03-14",
		URL: "https://c.example/vote", File: "news/vote.txt", Line: 14, Spans: a.Source.Spans,
	}
	if diff := cmp.Diff(want, a.Source); diff != "" || len(a.Source.Spans) == 0 {
		t.Error(diff)
	}
}

func TestAnArticleWithBadLinesGivesTheRest(t *testing.T) {
	all, report := readFiles(t, map[string]string{"a.txt": "“We will move the lighthouse before the winter,” said Agnes Holloway.\n\n\xff\xfe “It will cost two million pounds at least,” said Peter Lund.\n"})
	if len(all) != 1 || !strings.HasPrefix(all[0].Words, "We will move") {
		t.Error(short(all))
	}
	matches(t, report, []lineReason{{3, "bytes that are no UTF-8: quotations on this line are left out"}, {3, "the quotation stands on a line"}})
	if report.Rejected != 1 {
		t.Errorf("%d rejected", report.Rejected)
	}
}

func TestAnArticleForAnUnknownScopeIsNotServedToEveryone(t *testing.T) {
	all, report := readFiles(t, map[string]string{"a.md": "---\nscope: our server\n---\n“We will move the lighthouse,” said Agnes Holloway.\n"})
	if len(all) != 0 {
		t.Error(short(all))
	}
	matches(t, report, []lineReason{{0, "scope has to be"}})
}

func TestTheStarterCorpusReadsWithoutAComplaint(t *testing.T) {
	all, report := readAll(t, &Reader{FS: Starter()})
	if len(all) < 120 || report.Articles == 0 || len(report.Rejections)+len(report.Notices) > 0 {
		t.Errorf("%d quotations, %d articles, %v, %v", len(all), report.Articles, report.Rejections, report.Notices)
	}
}

func TestAPanicCostsOneFile(t *testing.T) {
	var have batch
	p := parser{fsys: panicking{}, limits: DefaultLimits(), big: make(chan struct{}, 1)}
	p.parse(t.Context(), entry{name: "a.jsonl"}, func(b batch) bool { have = b; return true })
	if len(have.rejections) != 1 || !strings.Contains(have.rejections[0].Reason, "a defect of this program: no file system") {
		t.Errorf("%+v", have)
	}
}

type panicking struct{}

func (panicking) Open(string) (fs.File, error) { panic("no file system") }

func BenchmarkReadJSONLines(b *testing.B) {
	var text strings.Builder
	const records = 20_000
	for i := range records {
		fmt.Fprintf(&text, `{"text": "The sea will not wait for another committee, and neither shall we, number %d.", "speaker": "Agnes Holloway", "source": "The Tidewater Courier", "tags": ["sea", "committees"], "lang": "en"}`+"\n", i)
	}
	r := Reader{FS: files(map[string]string{"a.jsonl": text.String()})}
	for b.Loop() {
		var report Report
		for _, err := range r.Read(b.Context(), &report) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(records)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}
