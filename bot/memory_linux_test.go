package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// greedyFiles are files that could take far more memory than they have bytes, and what the
// report says of each; sizes are in bytes of the file.
var greedyFiles = []struct {
	what, name       string
	head, unit, tail string
	size             int
	said             string
}{
	{"one record", "one.csv", "text,author\n\"", "words ", "\",Ann Low\n", 60 << 20, "the record is longer than 64 KiB"},
	{"one record", "one.jsonl", `{"text":"`, "words ", "\"}\n", 60 << 20, "the record is longer than 64 KiB"},
	{"text", "large.txt", "", "“The pier will stand for years,” said Ann Low.\n\n", "", 60 << 20, "split it"},
	{"nothing but quotations", "quoted.txt", "", "“The pier will stand for years,” said Ann Low.\n\n", "", 16<<20 - 64, "merged with an equal wording"},
	{"open tags", "open.html", "<html><body>", "<b>", "", 60 << 20, "no text to read"},
	{"attributes", "attributes.html", "<html><body><p ", "a=1 ", ">", 60 << 20, "no text to read"},
	{"tags that are read as a tree", "tree.html", "<html><body>", "<b>", "", 1_200_000, "no text to read"},
	{"lists in each other", "lists.json", "", "[", "", 60 << 20, "the record is longer than 64 KiB"},
	{"objects in each other", "objects.json", "", `{"a":`, "", 60 << 20, "the record is longer than 64 KiB"},
	{"lists in each other", "lists.yaml", "", "- ", "", 60 << 20, "the record is longer than 64 KiB"},
	{"brackets in each other", "brackets.yaml", "- text: ", "[", "", 60 << 20, "the record is longer than 64 KiB"},
	{"open tags", "open.xml", "<?xml version=\"1.0\"?>\n", "<a>", "", 60 << 20, "not a kind of file that is read"},
	{"an export that never closes", "wiki.xml", "<mediawiki>\n<page><title>Ann Low</title><revision><text>", "words ", "", 60 << 20, "is broken here"},
	{"links in each other", "links.md", "", "[", "", 4 << 20, "no text to read"},
	{"levels", "levels.md", "", "> ", "words\n", 4 << 20, "no quotation was read"},
	{"parts in each other", "parts.mhtml", "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n", "--b\nContent-Type: multipart/related; boundary=b\n\n", "", 50 << 20, "a web archive without a page in it"},
}

// TestGreedyFilesAreReadWithinTheLimit reads each of them in a folder of its own and prints
// the peak of the memory that any process of the program took. It takes minutes.
func TestGreedyFilesAreReadWithinTheLimit(t *testing.T) {
	if os.Getenv("VERBATIM_MEMORY") == "" {
		t.Skip("VERBATIM_MEMORY is not set")
	}
	const limit = 1792 // MB, of the process that reads
	for _, f := range greedyFiles {
		t.Run(f.name, func(t *testing.T) {
			folder := t.TempDir()
			writeRepeated(t, filepath.Join(folder, f.name), f.head, f.unit, f.tail, f.size)
			said, peak := readFolder(t, folder)
			t.Logf("%s, %d MB: peak %d MB", f.what, f.size>>20, peak)
			if !strings.Contains(said, f.said) {
				t.Errorf("it does not say %q:\n%.2000s", f.said, said)
			}
			if peak > limit {
				t.Errorf("a peak of %d MB, above %d", peak, limit)
			}
		})
	}
	t.Run("packed", func(t *testing.T) {
		folder := t.TempDir()
		packed := packedZeros(t, 1<<30)
		names := []string{"a.zip", "a.epub", "a.docx", "a.csv", "a.txt", "a.html"}
		for _, name := range names {
			if err := os.WriteFile(filepath.Join(folder, name), packed, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		said, peak := readFolder(t, folder)
		t.Logf("1 GB in each of six: peak %d MB", peak)
		for _, name := range names {
			if !strings.Contains(said, name+": ") {
				t.Errorf("nothing is said of %s:\n%.2000s", name, said)
			}
		}
		if peak > limit {
			t.Errorf("a peak of %d MB, above %d", peak, limit)
		}
	})
}

func writeRepeated(t *testing.T, path, head, unit, tail string, size int) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	_, _ = w.WriteString(head)
	for n := len(head); n < size; n += len(unit) {
		_, _ = w.WriteString(unit)
	}
	_, _ = w.WriteString(tail)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func packedZeros(t *testing.T, size int64) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("quotes.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(w, zeros{}, size); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// readFolder indexes a folder and returns what is said of it, and the largest peak of the
// memory of the program and of those that it started, in MB.
func readFolder(t *testing.T, folder string) (said string, peak int64) {
	t.Helper()
	cmd := exec.Command("verbatim", "index", "--corpus", folder)
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "GOMEMLIMIT=1073741824"}
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		t.Fatal("the system does not tell what a process took")
	}
	return string(out), usage.Maxrss >> 10
}
