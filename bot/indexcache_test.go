package main

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"verbatim/search"
)

// open opens the index of a corpus as ask does.
func open(t *testing.T, dir string) *indexCache {
	t.Helper()
	c, err := openCorpusDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	var stderr bytes.Buffer
	s, err := openIndexCache(t.Context(), program{getenv: func(string) string { return "" }, stderr: &stderr}, c)
	if err != nil {
		t.Fatalf("%v; %s", err, &stderr)
	}
	t.Cleanup(s.close)
	return s
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
	dir := corpusFolder(t)
	for range 3 {
		if got := open(t, dir).library.Status().Generation; got != 1 {
			t.Fatalf("generation %d for an unchanged corpus, want 1", got)
		}
	}
	// The same folder by another path is the same corpus.
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if got := open(t, link).library.Status().Generation; got != 1 {
		t.Errorf("generation %d through a link, want 1", got)
	}
	if err := os.WriteFile(filepath.Join(dir, "more.csv"), []byte("text\nThe herring is a noble fish.\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := open(t, dir).library.Status().Generation; got != 2 {
		t.Errorf("generation %d for a changed corpus, want 2", got)
	}
}

func TestSeveralQuestionsAtOnceBuildOneIndex(t *testing.T) {
	useCache(t)
	dir := corpusFolder(t)
	var asking sync.WaitGroup
	for range 4 {
		asking.Go(func() {
			c, err := openCorpusDir(dir)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			s, err := openIndexCache(t.Context(), program{getenv: func(string) string { return "" }, stderr: &safeBuffer{}}, c)
			if err != nil {
				t.Error(err)
				return
			}
			defer s.close()
			if r, err := s.search(t.Context(), search.Query{Words: "hundred years"}); err != nil || len(r.Hits) != 1 {
				t.Errorf("found %v, %v", r.Hits, err)
			}
		})
	}
	asking.Wait()
}

func TestADamagedIndexInTheCacheIsBuiltAnew(t *testing.T) {
	useCache(t)
	dir := corpusFolder(t)
	for name, damage := range map[string]func(path string) error{
		"cut off":   func(path string) error { return os.Truncate(path, 10) },
		"gone":      os.Remove,
		"not ours":  func(path string) error { return os.WriteFile(path, []byte("something else"), 0o600) },
		"all zeros": func(path string) error { return os.WriteFile(path, make([]byte, 64<<10), 0o600) },
	} {
		for _, file := range []string{"MANIFEST.json", "records.dat", "vocabulary", "index/store/*.zap", "../CURRENT"} {
			t.Run(name+" "+filepath.Base(file), func(t *testing.T) {
				s := open(t, dir)
				generations, err := filepath.Glob(filepath.Join(s.dir, "gen-*"))
				if err != nil {
					t.Fatal(err)
				}
				s.close()
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
				r, err := open(t, dir).search(t.Context(), search.Query{Words: "hundred years"})
				if err != nil || len(r.Hits) != 1 || r.Hits[0].Quote.Words != "The bridge will stand for a hundred years." {
					t.Errorf("found %v, %v", r.Hits, err)
				}
			})
		}
	}
}
