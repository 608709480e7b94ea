package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test's binary be the child processes of the program.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == jobFlag {
		main()
		return
	}
	os.Exit(m.Run())
}

// smallCorpus writes quotations of made-up words, and queries about them.
func smallCorpus(t *testing.T, dir string, n int) (quotes, queries string) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 1))
	word := func() string {
		var b strings.Builder
		for range 1 + random.IntN(3) {
			b.WriteByte("bdfgklmnprst"[random.IntN(12)])
			b.WriteByte("aeiou"[random.IntN(5)])
			b.WriteByte("lmnrst"[random.IntN(6)])
		}
		return b.String()
	}
	var q, asked bytes.Buffer
	line := func(to *bytes.Buffer, v any) {
		if err := json.NewEncoder(to).Encode(v); err != nil {
			t.Fatal(err)
		}
	}
	for range n {
		var words []string
		for range 10 + random.IntN(10) {
			words = append(words, word())
		}
		text := strings.Join(words, " ")
		line(&q, quotation{Text: text, Speaker: "Berta Lam" + word(), Source: "Tales of " + word() + "ton"})
		line(&asked, map[string]string{"class": "a_consec", "query": strings.Join(words[2:7], " "), "words": text})
		line(&asked, map[string]string{"class": "b_bag", "query": words[8] + " " + words[1] + " " + words[4], "words": text})
	}
	quotes, queries = filepath.Join(dir, "quotes.jsonl"), filepath.Join(dir, "queries.jsonl")
	for path, data := range map[string][]byte{quotes: q.Bytes(), queries: asked.Bytes()} {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return quotes, queries
}

func TestOneCommandMakesTheReportAndTheTablesOfTheReadme(t *testing.T) {
	dir := t.TempDir()
	quotes, queries := smallCorpus(t, dir, 300)
	readme := filepath.Join(dir, "README.md")
	if err := os.WriteFile(readme, []byte("before\n"+blockBegins+"stale\n"+blockEnds+"after\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{
		"-quotes", quotes, "-queries", queries, "-sizes", "200,400", "-sample", "20", "-cold", "5",
		"-suggestions", "5", "-passages", "3", "-cancellations", "8", "-edits", "30", "-dir", filepath.Join(dir, "built"), "-readme", readme,
	}
	var out, log bytes.Buffer
	if err := run(t.Context(), args, &out, &log); err != nil {
		t.Fatalf("%v\n%s", err, log.String())
	}
	report := out.String()
	renewed, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	before, block, after, err := cutBlock(string(renewed))
	if err != nil || before != "before\n" || after != "after\n" || strings.Contains(block, "stale") {
		t.Fatalf("%v: the README is\n%s", err, renewed)
	}
	if !strings.Contains(report, block) {
		t.Errorf("the report has not the README's block\n%s", block)
	}
	for _, want := range []string{
		"100 of the 400 generated out of them", "| words in a row | 20 | ", "it is promised at 1,000,000",
		"FTS5, OR", "bleve, match", "| speaker, mistyped |", "found, misquoted | 100.0 % | 100.0 %", "| 10 cancellations, longest |",
		"-sizes 200,400", "| edits | 30 | 30 |", "From 200 to 400 quotations", "| bytes on the disk | ×",
	} {
		if !strings.Contains(report, want) {
			t.Errorf("the report lacks %q", want)
		}
	}
	for _, not := range []string{dir + "/built", "NaN", "%!", "by an earlier run"} {
		if strings.Contains(report, not) {
			t.Errorf("the report has %q", not)
		}
	}
	if t.Failed() {
		t.Log(report)
	}
	// What is built is used again, and no edit was left behind.
	log.Reset()
	out.Reset()
	if err := run(t.Context(), args, &out, &log); err != nil || strings.Contains(log.String(), "build") || !strings.Contains(out.String(), "by an earlier run") {
		t.Errorf("again: %v\n%s", err, log.String())
	}
	// What cannot be opened is built anew.
	if err := os.RemoveAll(filepath.Join(dir, "built", "verbatim", "400")); err != nil {
		t.Fatal(err)
	}
	log.Reset()
	if err := run(t.Context(), args, &out, &log); err != nil || strings.Count(log.String(), "build") != 1 || !strings.Contains(log.String(), "build verbatim 400") {
		t.Errorf("after a generation was lost: %v\n%s", err, log.String())
	}
	if err := run(t.Context(), append(args, "-seed", "2"), &out, &log); err == nil || !strings.Contains(err.Error(), "name another folder") {
		t.Errorf("another seed: %v", err)
	}
}

func TestTheTablesOfTheReadmeAreThoseOfTheReport(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	report, err := os.ReadFile("REPORT.md")
	if err != nil {
		t.Fatal(err)
	}
	_, in, _, err := cutBlock(string(readme))
	if err != nil {
		t.Fatalf("README.md: %v", err)
	}
	_, of, _, err := cutBlock(string(report))
	if err != nil {
		t.Fatalf("REPORT.md: %v", err)
	}
	if in != of {
		t.Errorf("the README has\n%s\nthe report\n%s", in, of)
	}
}

func TestAFileWithoutOnePairOfMarksIsLeftAlone(t *testing.T) {
	for _, s := range []string{"", blockBegins, blockEnds, blockEnds + blockBegins, blockBegins + blockEnds + blockBegins + blockEnds} {
		path := filepath.Join(t.TempDir(), "README.md")
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := run(t.Context(), []string{"-readme", path}, &bytes.Buffer{}, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "expected a line <!-- measured -->") {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestWhatCannotBeMeasuredIsRefusedAtOnce(t *testing.T) {
	for _, tt := range []struct{ args, want string }{
		{"-sizes 0", "expected numbers that ascend"},
		{"-sizes 20,10", "expected numbers that ascend"},
		{"-sizes many", "expected numbers that ascend"},
		{"-engines bleve", "expected verbatim first"},
		{"-engines verbatim,lucene", `no engine "lucene"`},
		{"-sample 0", "expected at least 1"},
		{"-edits -1", "nothing below 0"},
		{"everything", `no argument "everything"`},
		{"-readme nowhere.md", "nowhere.md"},
	} {
		var log bytes.Buffer
		if err := run(t.Context(), strings.Fields(tt.args), &bytes.Buffer{}, &log); err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(log.String(), "enlarge") {
			t.Errorf("%s: %v\n%s", tt.args, err, log.String())
		}
	}
}

func TestAPercentileIsTheNearestRank(t *testing.T) {
	upTo := func(n int) (t times) {
		for i := range n {
			t = append(t, time.Duration(i+1))
		}
		return t
	}
	for _, tt := range []struct{ n, median, p99, longest int }{
		{1, 1, 1, 1},
		{2, 1, 2, 2},
		{3, 2, 3, 3},
		{60, 30, 60, 60},
		{99, 50, 99, 99},
		{100, 50, 99, 100},
		{101, 51, 100, 101},
		{1000, 500, 990, 1000},
	} {
		got := upTo(tt.n)
		if is := [3]int{int(got.median()), int(got.p99()), int(got.longest())}; is != [3]int{tt.median, tt.p99, tt.longest} {
			t.Errorf("of %d: %v", tt.n, is)
		}
		if star := strings.Contains(got.two(), "*"); star != (tt.p99 == tt.n) {
			t.Errorf("of %d: %q", tt.n, got.two())
		}
	}
	if got := [3]string{ratio(3.0, 2), ratio(25*time.Second, time.Second), ratio(int64(1), 0)}; got != [3]string{"×1.5", "×25", "?"} {
		t.Errorf("ratios are written %q", got)
	}
	if none := times(nil); none.p99() != 0 || none.three() != "–" {
		t.Errorf("of none: %v, %q", none.p99(), none.three())
	}
}

// same are n answers of a class that took so long.
func same(class string, n int, took time.Duration) []answer {
	return slices.Repeat([]answer{{Class: class, Took: took, First: true}}, n)
}

func TestAPromiseIsMetByWhatWasMeasured(t *testing.T) {
	const n = 1_000_000
	good := func() *report {
		fast, slow := same("a_consec", 101, 2*time.Millisecond), same("a_consec", 101, 10*time.Millisecond)
		return &report{
			plan: plan{sizes: []int{100_000, n}, engines: []string{ours, rival}},
			did: map[at]done{
				{ours, 100_000, "all"}: {All: fast},
				{ours, n, "all"}:       {All: fast, Memory: 1},
				{ours, n, "build"}:     {Quotations: n, Build: 100 * time.Second, Index: 600 * n, Peak: 1e9},
				{ours, n, "first"}:     {First: time.Second},
				{ours, n, "ask"}:       {Warm: fast},
				{rival, n, "ask"}:      {Warm: slow},
				{ours, n, "suggest"}:   {Suggestions: fast},
				{ours, n, "locate"}:    {Passages: fast, Memory: 249e6},
				{ours, n, "cancel"}:    {Cancelled: same("searches", 1000, 10*time.Millisecond)},
				{ours, n, "wait"}:      {With: fast, Edits: 500},
			},
		}
	}
	unmet := func(r *report) (out []string) {
		for _, p := range r.promises() {
			if !p.met {
				out = append(out, p.what)
			}
		}
		return out
	}
	if got := unmet(good()); got != nil {
		t.Errorf("not met: %q", got)
	}
	if got := unmet(&report{plan: plan{sizes: []int{n}}}); len(got) < 15 {
		t.Errorf("of nothing measured only %q are not met", got)
	}
	slow := func(class string, total, slow int, took time.Duration) []answer {
		return append(same(class, total-slow, time.Millisecond), same(class, slow, took)...)
	}
	for _, tt := range []struct {
		name, engine, do string
		is               done
		unmet            []string
	}{
		{"one search is slow", ours, "all", done{All: slow("a_consec", 1000, 1, 251*time.Millisecond)}, []string{"a search, longest"}},
		{"two in a hundred are slow", ours, "all", done{All: slow("a_consec", 100, 2, 41*time.Millisecond)}, []string{"a search, 99th percentile"}},
		{"all are slow", ours, "all", done{All: same("a_consec", 9, 6001*time.Microsecond)}, []string{"a search, median", "median, growth from 100,000"}},
		{"the rival is faster", rival, "ask", done{Warm: same("a_consec", 101, 9*time.Millisecond)}, []string{"99th percentile of FTS5, OR against Verbatim's, worst class"}},
		{"the rival was asked less", rival, "ask", done{Warm: same("a_consec", 100, time.Second)}, []string{"99th percentile of FTS5, OR against Verbatim's, worst class"}},
		{"an index of a byte too much", ours, "build", done{Quotations: n, Build: time.Second, Index: 600*n + 1, Peak: 1}, []string{"index, records apart"}},
		{"a build that is slow and large", ours, "build", done{Quotations: n, Build: 240 * time.Second, Index: 1, Peak: 1.5e9}, []string{"building, reading included", "building, peak memory"}},
		{"memory of a passage", ours, "locate", done{Passages: same("passages", 200, time.Millisecond), Memory: 250e6}, []string{"serving, memory without mapped files"}},
		{"a slow passage", ours, "locate", done{Passages: slow("passages", 200, 1, 50*time.Millisecond)}, []string{"a passage of 1,000 words, longest"}},
		{"one cancellation is late", ours, "cancel", done{Cancelled: slow("searches", 1000, 1, 26*time.Millisecond)}, []string{"1,000 cancellations, longest"}},
		{"eleven are somewhat late", ours, "cancel", done{Cancelled: slow("searches", 1000, 11, 11*time.Millisecond)}, []string{"1,000 cancellations, returned within 10ms"}},
	} {
		r := good()
		r.did[at{tt.engine, n, tt.do}] = tt.is
		if got := unmet(r); fmt.Sprint(got) != fmt.Sprint(tt.unmet) {
			t.Errorf("%s: not met are %q, want %q", tt.name, got, tt.unmet)
		}
	}
	r := good()
	wrong := same("d_misrem", 1000, time.Millisecond)
	for i := range 250 {
		wrong[i].First = false
	}
	r.did[at{ours, 100_000, "all"}] = done{All: wrong}
	if got := unmet(r); len(got) != 2 || !strings.HasPrefix(got[0], "first hit right, mean over classes, at 100,000") || !strings.Contains(got[1], "nearest to its floor") {
		t.Errorf("a quarter of a class wrong: not met are %q", got)
	}
}
