package search

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/quotes/store/storetest"
	"verbatim/search/generation"
	"verbatim/search/shipment"
)

// shipped builds a generation with a number above another one, in a folder of its own,
// and returns what it consists of and its files.
func shipped(t *testing.T, above int, qs ...quotes.Quote) (Shipment, map[string][]byte) {
	t.Helper()
	var s Shipment
	files := map[string][]byte{}
	_, err := Build(t.Context(), BuildOptions{
		DataDir: t.TempDir(), Quotes: reading(qs...), Above: above,
		Publish: func(ctx context.Context, m Manifest, dir string) (err error) {
			if s, err = Ship(ctx, m, dir); err != nil {
				return err
			}
			for _, f := range s.Files {
				if files[f.Name], err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.Name))); err != nil {
					return err
				}
			}
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, files
}

// from hands out files.
func from(files map[string][]byte) func(context.Context, string, io.Writer) error {
	return func(_ context.Context, name string, w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(files[name]))
		return err
	}
}

func TestAGenerationIsReceivedWhateverServes(t *testing.T) {
	own, others := sayings(9)[:4], sayings(9)[4:]
	for name, tt := range map[string]struct {
		own   int // generations that the folder has
		above int
	}{
		"nothing was built":        {0, 6},
		"older ones are there":     {2, 6},
		"newer ones were built":    {5, 1},
		"it has the same number":   {4, 3},
		"and an older one besides": {5, 3},
	} {
		t.Run(name, func(t *testing.T) {
			s, files := shipped(t, tt.above, others...)
			dir := t.TempDir()
			for range tt.own {
				mustBuild(t, dir, own...)
			}
			l := mustOpen(t, dir, Options{})
			for again := range 2 { // the second time it is there already
				if err := Receive(t.Context(), dir, s, from(files)); err != nil {
					t.Fatal(err)
				}
				if switched, err := l.Refresh(t.Context()); switched != (again == 0) || err != nil {
					t.Errorf("Refresh: %v, %v", switched, err)
				}
				serves(t, l, others...)
				if n := l.Status().Generation; n != s.Number {
					t.Errorf("generation %d serves, want %d", n, s.Number)
				}
				files = nil
			}
			if got, err := Serves(t.Context(), dir, s); !got || err != nil {
				t.Errorf("it serves, and Serves says %v, %v", got, err)
			}
			if problems, err := Verify(t.Context(), dir); len(problems) > 0 || err != nil {
				t.Errorf("%v, %v", problems, err)
			}
			if r := mustBuild(t, dir, own...); r.Generation <= s.Number {
				t.Errorf("the next one built here is %d", r.Generation)
			}
		})
	}
}

func TestWhatIsNotAsItWasBuiltIsNotReceived(t *testing.T) {
	own := sayings(4)
	for name, spoil := range map[string]func(s *Shipment, files map[string][]byte){
		"another byte":        func(_ *Shipment, files map[string][]byte) { files["records.dat"][9] ^= 1 },
		"a byte less":         func(_ *Shipment, files map[string][]byte) { files["vocabulary"] = files["vocabulary"][1:] },
		"a byte more":         func(_ *Shipment, files map[string][]byte) { files["history.dat"] = append(files["history.dat"], 0) },
		"a file is missing":   func(_ *Shipment, files map[string][]byte) { delete(files, "decisions.json") },
		"another manifest":    func(_ *Shipment, files map[string][]byte) { files["MANIFEST.json"][40] ^= 1 },
		"no manifest":         func(s *Shipment, _ map[string][]byte) { s.Files = s.Files[:len(s.Files)-1] },
		"no files":            func(s *Shipment, _ map[string][]byte) { s.Files = nil },
		"another number":      func(s *Shipment, _ map[string][]byte) { s.Number++ },
		"a file is left out":  func(s *Shipment, _ map[string][]byte) { s.Files = s.Files[1:] },
		"a file elsewhere":    func(s *Shipment, _ map[string][]byte) { s.Files[0].Name = "../CURRENT" },
		"a file at the root":  func(s *Shipment, _ map[string][]byte) { s.Files[0].Name = "/tmp/CURRENT" },
		"the lock as a file":  func(s *Shipment, _ map[string][]byte) { s.Files[0].Name = "LOCK" },
		"a manifest too many": func(s *Shipment, _ map[string][]byte) { s.Files = append(s.Files, s.Files...) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			mustBuild(t, dir, own...)
			l := mustOpen(t, dir, Options{})
			s, files := shipped(t, 1, sayings(9)...)
			spoil(&s, files)
			if err := Receive(t.Context(), dir, s, from(files)); !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("Receive: %v", err)
			}
			if switched, err := l.Refresh(t.Context()); switched || err != nil {
				t.Errorf("Refresh: %v, %v", switched, err)
			}
			serves(t, l, own...)
			if c, err := generation.Folder(dir).List(); err != nil || !slices.Equal(c.Whole, []int{1}) || len(c.Unfinished) > 0 {
				t.Errorf("it left %+v, %v", c, err)
			}
		})
	}
}

func TestOneProcessReceivesOrBuildsAtATime(t *testing.T) {
	s, files := shipped(t, 0, sayings(2)...)
	dir := t.TempDir()
	during := func(what string) {
		if err := Receive(t.Context(), dir, s, from(files)); !errors.Is(err, ErrBuilding) {
			t.Errorf("receiving while another process %s: %v", what, err)
		}
	}
	_, err := Build(t.Context(), BuildOptions{DataDir: dir, Quotes: reading(sayings(2)...), Step: func(name string) error {
		if name == "read" {
			during("builds")
		}
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	other, otherFiles := shipped(t, 4, sayings(3)...)
	err = Receive(t.Context(), dir, other, func(ctx context.Context, name string, w io.Writer) error {
		if name == "records.dat" {
			during("receives")
		}
		return from(otherFiles)(ctx, name, w)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAPublicationThatFailsDiscardsTheGeneration(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(2)...)
	refused := errors.New("refused")
	_, err := Build(t.Context(), BuildOptions{
		DataDir: dir, Quotes: reading(sayings(3)...), Above: 6,
		Publish: func(_ context.Context, m Manifest, at string) error {
			if read, err := generation.ReadManifest(at, 7); err != nil || m.Generation != 7 || read.Records != m.Records {
				t.Errorf("what is published: %+v, %v", m, err)
			}
			return refused
		},
	})
	if !errors.Is(err, refused) {
		t.Errorf("Build: %v", err)
	}
	if c, err := generation.Folder(dir).List(); err != nil || !slices.Equal(c.Whole, []int{1}) || len(c.Unfinished) > 0 {
		t.Errorf("it left %+v, %v", c, err)
	}
	serves(t, mustOpen(t, dir, Options{}), sayings(2)...)
}

// After each operation a power loss leaves the generation before, or the one that was
// received once the folder has switched.
func TestAPowerLossDuringAReceptionLeavesAGoodGeneration(t *testing.T) {
	qs := sayings(6)
	s, files := shipped(t, 4, qs...)
	dir := t.TempDir()
	mustBuild(t, dir, qs[:3]...)
	r := storetest.Record(t, dir)
	served := func(loss storetest.Loss) int {
		left := t.TempDir()
		r.Leave(loss, left)
		l, err := Open(left, Options{})
		if err != nil {
			t.Fatalf("after %q, loss %d: %v", r.Ops, loss, err)
		}
		defer l.Close()
		if q, err := l.Get(t.Context(), qs[1].ID, ""); q.Words != qs[1].Words || err != nil {
			t.Errorf("after %q, loss %d: %q, %v", r.Ops, loss, q.Words, err)
		}
		return l.Status().Generation
	}
	r.After(func() {
		for _, loss := range storetest.Losses() {
			if n := served(loss); n != 1 && (n != 5 || !slices.Contains(r.Ops, "rename CURRENT.new CURRENT")) {
				t.Errorf("after %q, loss %d: generation %d serves", r.Ops, loss, n)
			}
		}
	})
	if err := shipment.Receive(t.Context(), dir, r.Disk(), s, from(files)); err != nil {
		t.Fatal(err)
	}
	for _, loss := range storetest.Losses() {
		if n := served(loss); n != 5 {
			t.Errorf("at the end, loss %d: generation %d serves", loss, n)
		}
	}
	var want []string
	for _, name := range append(generationFiles(t, dir+"/gen-000005"), "LOCK") {
		if name != "MANIFEST.json" {
			want = append(want, "sync gen-000005/"+name)
		}
	}
	slices.Sort(want)
	manifest := slices.IndexFunc(r.Ops, func(op string) bool { return strings.HasPrefix(op, "write ") })
	before := slices.DeleteFunc(slices.Clone(r.Ops[:manifest]), func(op string) bool { return !strings.HasPrefix(op, "sync ") })
	slices.Sort(before)
	if diff := cmp.Diff(want, before); diff != "" {
		t.Errorf("what is durable before the manifest is written: %s", diff)
	}
}
