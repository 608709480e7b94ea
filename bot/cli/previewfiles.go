package cli

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/quotes/corpus"
)

// previewCards is how many quotations of a file are shown.
const previewCards = 3

// previewReasons is how many reasons of a file are shown.
const previewReasons = 20

// PreviewFiles shows what would be read of files, or of all files of a folder:
// what each was recognised as, what its fields were taken for, its first
// quotations, and what is not taken. It returns how many things were rejected.
func PreviewFiles(ctx context.Context, p Program, names []string) (rejected int, err error) {
	for _, name := range names {
		n, err := previewOne(ctx, p, name)
		if err != nil {
			return rejected, err
		}
		rejected += n
	}
	return rejected, nil
}

func previewOne(ctx context.Context, p Program, name string) (rejected int, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return 0, PlainPathError(err)
	}
	dir, only := name, ""
	if !info.IsDir() {
		dir, only = filepath.Split(name)
		if dir == "" {
			dir = "."
		}
	}
	reader, closer, err := corpus.Dir(dir)
	if err != nil {
		return 0, PlainPathError(err)
	}
	defer closer.Close()
	if only != "" {
		reader.FS = onlyFS{reader.FS, only}
	}
	var report corpus.Report
	files := map[string]*filePreview{}
	var order []*filePreview
	of := func(file string) *filePreview {
		if files[file] == nil {
			files[file] = &filePreview{name: file}
			order = append(order, files[file])
		}
		return files[file]
	}
	for q, err := range reader.Read(ctx, &report) {
		if err != nil {
			return 0, fmt.Errorf("reading %s: %w", name, err)
		}
		f := of(q.Attributions[0].Source.File)
		if f.count++; len(f.first) < previewCards {
			f.first = append(f.first, q)
		}
		if q.Attributions[0].Status == quotes.Review {
			f.review++
		}
	}
	for _, r := range report.Recognised {
		f := of(r.File)
		f.format, f.fields = r.Format, r.Fields
	}
	for _, r := range report.Rejections {
		f := of(r.File)
		f.reasons = append(f.reasons, Place("", r.Line, r.Reason))
		if !r.Whole {
			f.rejected++
		}
	}
	for _, n := range report.Notices {
		f := of(n.File)
		f.reasons = append(f.reasons, Place("", n.Line, n.Reason))
	}
	t := newTerminal(p.Stdout, p.Getenv)
	for _, f := range order {
		f.draw(t)
	}
	if len(order) == 0 {
		t.print("", textRun{name + ": there is nothing in it that is read.", plain})
	}
	return report.Problems(), nil
}

// filePreview is what would be read of a file.
type filePreview struct {
	name, format            string
	fields                  []string
	first                   []quotes.Quote
	count, review, rejected int
	reasons                 []string
}

func (f *filePreview) draw(t terminal) {
	what := f.format
	if what == "" && f.count > 0 {
		what = "article"
	}
	if what == "" {
		what = "not read"
	}
	line := fmt.Sprintf("%s, %s", what, counted(f.count, "quotation"))
	if f.count == 0 && f.rejected == 0 {
		line = what
		if f.format != "" {
			line += ", nothing is read"
		}
	}
	switch {
	case f.review > 0 && f.count == 1:
		line += ", not sure enough to be served"
	case f.review > 0:
		line += fmt.Sprintf(", %d of them not sure enough to be served", f.review)
	}
	if f.rejected > 0 {
		line += fmt.Sprintf(", %d rejected", f.rejected)
	}
	t.print("", textRun{f.name, bold}, textRun{": " + line, plain})
	if len(f.fields) > 0 {
		t.print("  ", textRun{"Fields: " + strings.Join(f.fields, ", "), faint})
	}
	m := messages.For("en").Plain()
	for i, q := range f.first {
		if q.Attributions[0].Status == quotes.Review { // drawn as if somebody had approved it
			q.Attributions = slices.Clone(q.Attributions)
			q.Attributions[0].Status = quotes.Extracted
		}
		if i > 0 {
			fmt.Fprintln(t.w)
		}
		drawCard(t, command.NewCard(q, nil, i+1, f.count, m), m)
	}
	if len(f.first) > 0 && (f.count > len(f.first) || len(f.reasons) > 0) {
		fmt.Fprintln(t.w)
	}
	if more := f.count - len(f.first); more > 0 {
		t.print("  ", textRun{"and " + counted(more, "more"), faint})
	}
	for i, r := range f.reasons {
		if i == previewReasons {
			t.print("  ", textRun{fmt.Sprintf("and %d more reasons", len(f.reasons)-i), faint})
			break
		}
		t.print("  ", textRun{strings.TrimPrefix(strings.TrimPrefix(r, ": "), ":"), plain})
	}
	fmt.Fprintln(t.w)
}

func counted(n int, what string) string {
	if n == 1 || what == "more" {
		return fmt.Sprintf("%d %s", n, what)
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// onlyFS is a folder of which one file is seen, and what says how it is read.
type onlyFS struct {
	fs.FS
	only string
}

func (o onlyFS) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	if err != nil {
		return nil, err
	}
	seen := entries[:0]
	for _, e := range entries {
		switch base := strings.ToLower(e.Name()); {
		case name != ".":
		case e.Name() == o.only, base == "mapping.yaml", base == "mapping.yml", base == "speakers.yaml", base == "speakers.yml":
			seen = append(seen, e)
		}
	}
	return seen, nil
}

func (o onlyFS) Stat(name string) (fs.FileInfo, error) { return fs.Stat(o.FS, path.Clean(name)) }
