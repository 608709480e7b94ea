package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/bot/reindex"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

// folder is a corpus in a folder, built as package main builds it.
type folder struct{ dir string }

func (f folder) Dir() string { return f.dir }

func (f folder) Fingerprint(ctx context.Context) (string, error) {
	return corpus.Fingerprint(ctx, os.DirFS(f.dir))
}

func (f folder) Build(ctx context.Context, dataDir string, _ func(reindex.Progress)) (read corpus.Report, built search.BuildReport, err error) {
	fingerprint, err := f.Fingerprint(ctx)
	if err != nil {
		return read, built, err
	}
	reader := &corpus.Reader{FS: os.DirFS(f.dir)}
	built, err = search.Build(ctx, search.BuildOptions{DataDir: dataDir, Corpus: fingerprint, Quotes: search.Input(reader.Read(ctx, &read))})
	return read, built, err
}

// speeches returns a corpus of three quotations and a record without words.
func speeches(t *testing.T) folder {
	t.Helper()
	dir := t.TempDir()
	const records = "text,speaker,source,date\n" +
		"The bridge will stand for a hundred years.,Anna Kowalska,Opening Speech,1999-05-01\n" +
		"A bridge is a promise between two banks.,Jan Nowak,Collected Letters,1950\n" +
		"A town without a library is a town asleep.,Jan Nowak,Collected Letters,1950\n" +
		",Nobody,Nothing,1900\n"
	if err := os.WriteFile(filepath.Join(dir, "speeches.csv"), []byte(records), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder{dir}
}

// open opens the index of a corpus as Ask does.
func open(t *testing.T, c Corpus) *indexCache {
	t.Helper()
	var stderr bytes.Buffer
	cache, err := openIndexCache(t.Context(), Program{Getenv: func(string) string { return "" }, Stderr: &stderr}, c, "")
	if err != nil {
		t.Fatalf("%v; %s", err, &stderr)
	}
	t.Cleanup(cache.close)
	return cache
}

// useCache gives the test a cache folder of its own.
func useCache(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the cache folder is moved by XDG_CACHE_HOME on Linux")
	}
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
}

func TestOnlyAChangedCorpusIsReadAgain(t *testing.T) {
	useCache(t)
	c := speeches(t)
	for range 3 {
		if got := open(t, c).library.Status().Generation; got != 1 {
			t.Fatalf("generation %d for an unchanged corpus, want 1", got)
		}
	}
	// The same folder by another path is the same corpus.
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(c.dir, link); err != nil {
		t.Fatal(err)
	}
	if got := open(t, folder{link}).library.Status().Generation; got != 1 {
		t.Errorf("generation %d through a link, want 1", got)
	}
	if err := os.WriteFile(filepath.Join(c.dir, "more.csv"), []byte("text\nThe herring is a noble fish.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := open(t, c).library.Status().Generation; got != 2 {
		t.Errorf("generation %d for a changed corpus, want 2", got)
	}
}

func TestSeveralQueriesAtOnceBuildOneIndex(t *testing.T) {
	useCache(t)
	c := speeches(t)
	var asking sync.WaitGroup
	for range 4 {
		asking.Go(func() {
			var stderr bytes.Buffer
			cache, err := openIndexCache(t.Context(), Program{Getenv: func(string) string { return "" }, Stderr: &stderr}, c, "")
			if err != nil {
				t.Error(err)
				return
			}
			defer cache.close()
			if r, err := cache.search(t.Context(), search.Query{Words: "hundred years"}); err != nil || len(r.Hits) != 1 {
				t.Errorf("found %v, %v", r.Hits, err)
			}
		})
	}
	asking.Wait()
}

func TestADamagedIndexInTheCacheIsBuiltAnew(t *testing.T) {
	useCache(t)
	c := speeches(t)
	for name, damage := range map[string]func(path string) error{
		"cut off":   func(path string) error { return os.Truncate(path, 10) },
		"gone":      os.Remove,
		"foreign":   func(path string) error { return os.WriteFile(path, []byte("something else"), 0o600) },
		"all zeros": func(path string) error { return os.WriteFile(path, make([]byte, 64<<10), 0o600) },
	} {
		for _, file := range []string{"MANIFEST.json", "records.dat", "vocabulary", "index/0/store/*.zap", "../CURRENT"} {
			t.Run(name+" "+filepath.Base(file), func(t *testing.T) {
				cache := open(t, c)
				generations, err := filepath.Glob(filepath.Join(cache.dir, "gen-*"))
				if err != nil {
					t.Fatal(err)
				}
				cache.close()
				for _, g := range generations {
					paths, err := filepath.Glob(filepath.Join(g, filepath.FromSlash(file)))
					if err != nil || len(paths) == 0 {
						t.Fatalf("no %s in %s: %v", file, g, err)
					}
					for _, path := range paths {
						if err := damage(path); err != nil {
							t.Fatal(err)
						}
					}
				}
				r, err := open(t, c).search(t.Context(), search.Query{Words: "hundred years"})
				if err != nil || len(r.Hits) != 1 || r.Hits[0].Quote.Words != "The bridge will stand for a hundred years." {
					t.Errorf("found %v, %v", r.Hits, err)
				}
			})
		}
	}
}

// TestALongBuildSaysOnceWhatIsWaitedFor: what takes under a second is no news.
func TestALongBuildSaysOnceWhatIsWaitedFor(t *testing.T) {
	began := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, tt := range map[string]struct {
		after time.Duration
		now   reindex.Progress
		want  string
	}{
		"soon":           {900 * time.Millisecond, reindex.Progress{Step: "reading", Done: 900}, ""},
		"nothing read":   {2 * time.Second, reindex.Progress{Step: "reading"}, ""},
		"while it reads": {2 * time.Second, reindex.Progress{Step: "reading", Done: 31204}, "Building the index (31,204 quotations so far)."},
		"and afterwards": {2 * time.Second, reindex.Progress{Step: "indexing", Done: 512, Total: 31204}, "Building the index (31,204 quotations)."},
	} {
		w := patience{began: began}
		got := w.sentence(began.Add(tt.after), tt.now)
		if !strings.HasPrefix(got, tt.want) || (got == "") != (tt.want == "") {
			t.Errorf("%s: %q", name, got)
		}
		if again := w.sentence(began.Add(time.Hour), tt.now); got != "" && again != "" {
			t.Errorf("%s: said again: %q", name, again)
		}
	}
}

// TestTheDataFolderIsAskedWhileItIsOfTheCorpus: what moderators decided counts until the
// corpus is newer, and a damaged data folder is passed over.
func TestTheDataFolderIsAskedWhileItIsOfTheCorpus(t *testing.T) {
	useCache(t)
	c, dataDir := speeches(t), t.TempDir()
	finds := func(want int, served bool) {
		t.Helper()
		cache, err := openIndexCache(t.Context(), Program{Getenv: func(string) string { return "" }, Stderr: t.Output()}, c, dataDir)
		if err != nil {
			t.Fatal(err)
		}
		defer cache.close()
		r, err := cache.search(t.Context(), search.Query{Words: "hundred years"})
		if err != nil || len(r.Hits) != want || cache.served != served {
			t.Errorf("found %v, %v; from the data folder: %v", r.Hits, err, cache.served)
		}
	}
	finds(1, false)
	if _, _, err := c.Build(t.Context(), dataDir, nil); err != nil {
		t.Fatal(err)
	}
	finds(1, true)
	library, err := search.Open(dataDir, search.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := library.Search(t.Context(), search.Query{Words: "hundred years"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := library.Edit(t.Context(), search.Edit{Op: search.Hide, ID: r.Hits[0].Quote.ID, By: "a moderator", Reason: "a test"}); err != nil {
		t.Fatal(err)
	}
	if err := library.Close(); err != nil {
		t.Fatal(err)
	}
	finds(0, true)
	if err := os.WriteFile(filepath.Join(c.dir, "more.csv"), []byte("text\nThe herring is a noble fish.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	finds(1, false)
}
