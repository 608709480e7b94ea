package main

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"verbatim/search/text"
)

// quotation is a line of the corpus.
type quotation struct {
	Text    string   `json:"text"`
	Speaker string   `json:"speaker"`
	Source  string   `json:"source"`
	Tags    []string `json:"tags,omitempty"`
	Lang    string   `json:"lang,omitempty"`
}

// query is a line of the queries: what somebody types who means Words.
type query struct {
	Class, Query, Words string
}

// eachQuotation calls do for every line of a file, gzipped or not.
func eachQuotation(path string, do func(quotation) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var r io.Reader = bufio.NewReaderSize(f, 1<<20)
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			return err
		}
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<22)
	for n := 1; lines.Scan(); n++ {
		var q quotation
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return fmt.Errorf("%s: line %d: %w", path, n, err)
		}
		if err := do(q); err != nil {
			return err
		}
	}
	return lines.Err()
}

// eachOf does the same for all files of a folder, in order.
func eachOf(dir string, do func(quotation) error) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return err
	}
	slices.Sort(files)
	for _, f := range files {
		if err := eachQuotation(f, do); err != nil {
			return err
		}
	}
	return nil
}

// alike is the rule of ../shared/quotes/README.md by which a hit counts: the same
// words but for case and punctuation, a part, or sets of words with a Jaccard
// index of 0.8.
func alike(a, b string) bool {
	wa, wb := folded(a), folded(b)
	ja, jb := " "+strings.Join(wa, " ")+" ", " "+strings.Join(wb, " ")+" "
	if strings.Contains(ja, jb) || strings.Contains(jb, ja) {
		return true
	}
	seta, setb := map[string]bool{}, map[string]bool{}
	for _, w := range wa {
		seta[w] = true
	}
	both := 0
	for _, w := range wb {
		if seta[w] && !setb[w] {
			both++
		}
		setb[w] = true
	}
	return float64(both) >= 0.8*float64(len(seta)+len(setb)-both)
}

func folded(s string) []string {
	var out []string
	for _, t := range text.Tokens(s) {
		out = append(out, t.Text)
	}
	return out
}

// eachFile calls do for every file under a folder.
func eachFile(dir string, do func(path string) error) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		return do(path)
	})
}
