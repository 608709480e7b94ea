package search

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search/generation"
)

// generationFiles returns the paths of a generation's files inside its folder.
func generationFiles(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() && name != "LOCK" {
			names = append(names, name)
		}
		return err
	})
	if err != nil || len(names) < 6 {
		t.Fatalf("files %v, %v", names, err)
	}
	return names
}

// onlyTrueWords opens a data folder and checks that whatever it answers is what
// was read. It returns how many of the quotations were found by a search.
func onlyTrueWords(t *testing.T, what, dir string, qs []quotes.Quote) (found int) {
	t.Helper()
	// Large files are not compared with their checksums when they are opened:
	// here none is.
	l, err := openLibrary(dir, Options{ReadOnly: true}, 0)
	if err != nil {
		t.Errorf("%s: opening: %v", what, err)
		return 0
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Errorf("%s: closing: %v", what, err)
		}
	}()
	words := map[quotes.ID]string{}
	for _, q := range qs {
		words[q.ID] = q.Words
	}
	for _, q := range qs {
		if got, err := l.Get(t.Context(), q.ID, ""); err == nil && got.Words != q.Words {
			t.Errorf("%s: %s says %q", what, q.ID, got.Words)
		}
		r, err := l.Search(t.Context(), Query{Words: q.Words})
		if err != nil {
			continue
		}
		for _, h := range r.Hits {
			if h.Quote.Words != words[h.Quote.ID] || h.Quote.Words == "" {
				t.Errorf("%s: a hit says %q", what, h.Quote.Words)
			}
		}
		if len(r.Hits) > 0 && r.Hits[0].Quote.ID == q.ID {
			found++
		}
	}
	if q, err := l.Random(t.Context(), Filter{}); err == nil && words[q.ID] != q.Words {
		t.Errorf("%s: a draw says %q", what, q.Words)
	}
	if s, err := l.Suggest(t.Context(), SpeakerField, "spea", Filter{}, 5); err == nil {
		for _, s := range s {
			if !strings.HasPrefix(s.Text, "Speaker") {
				t.Errorf("%s: suggests %q", what, s.Text)
			}
		}
	}
	return found
}

// flips is at how many places each file is damaged; VERBATIM_FLIPS in the
// environment may give another number.
const flips = 12

func TestAFlippedByteNeverAltersWords(t *testing.T) {
	qs := sayings(8)
	good := t.TempDir()
	mustBuild(t, good, qs[3:]...)
	mustBuild(t, good, qs...)
	gen := generation.Folder(good).Path(2)
	for _, name := range generationFiles(t, gen) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(good)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(generation.Folder(dir).Path(2), filepath.FromSlash(name))
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			step := max(1, len(data)/flips)
			if n, err := strconv.Atoi(os.Getenv("VERBATIM_FLIPS")); err == nil {
				step = max(1, len(data)/n)
			}
			for at := step / 2; at < len(data); at += step {
				damaged := slices.Clone(data)
				damaged[at] ^= 1 << (at % 8)
				if err := os.WriteFile(path, damaged, 0o600); err != nil {
					t.Fatal(err)
				}
				onlyTrueWords(t, fmt.Sprintf("byte %d", at), dir, qs)
			}
			for _, size := range []int{0, 1, len(data) / 2, len(data) - 1} {
				if err := os.WriteFile(path, data[:size], 0o600); err != nil {
					t.Fatal(err)
				}
				onlyTrueWords(t, fmt.Sprintf("cut off at %d", size), dir, qs)
			}
			if err := os.WriteFile(path, append(slices.Clone(data), 'x'), 0o600); err != nil {
				t.Fatal(err)
			}
			onlyTrueWords(t, "a byte more", dir, qs)
			problems, err := Verify(t.Context(), dir)
			if len(problems) == 0 || err != nil || !strings.Contains(problems[0].File, "gen-000002") {
				t.Errorf("Verify: %v, %v", problems, err)
			}
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			onlyTrueWords(t, "missing", dir, qs)
		})
	}
}

func TestTheGenerationBeforeServesWhenTheCurrentOneIsDamaged(t *testing.T) {
	for _, name := range []string{"MANIFEST.json", "records.dat", "vocabulary", "history.dat", "decisions.json", "index/0/index_meta.json", "index/0/store/root.bolt", "index/0/store/000000000002.zap"} {
		for _, readOnly := range []bool{true, false} {
			t.Run(fmt.Sprint(name, " read-only ", readOnly), func(t *testing.T) {
				dir := t.TempDir()
				old, now := sayings(6), sayings(9)[3:]
				mustBuild(t, dir, old...)
				mustBuild(t, dir, now...)
				path := filepath.Join(generation.Folder(dir).Path(2), filepath.FromSlash(name))
				if err := os.Truncate(path, 10); err != nil {
					t.Fatal(err)
				}
				told := make(chan error, 1)
				l := mustOpen(t, dir, Options{ReadOnly: readOnly, OnDamage: func(err error) { told <- err }})
				serves(t, l, old...)
				if s := l.Status(); s.Generation != 1 || !errors.Is(s.Damage, store.ErrCorrupt) {
					t.Errorf("status %+v", s)
				}
				if err := <-told; !errors.Is(err, store.ErrCorrupt) {
					t.Errorf("told %v", err)
				}
				if switched, err := l.Refresh(t.Context()); switched || err != nil {
					t.Errorf("Refresh: %v, %v", switched, err)
				}
				c, err := generation.Folder(dir).List()
				if err != nil || readOnly != slices.Equal(c.Whole, []int{1, 2}) && name != "MANIFEST.json" || readOnly == slices.Equal(c.Bad, []int{2}) {
					t.Errorf("the folder has %+v, %v", c, err)
				}
				if r := mustBuild(t, dir, now...); r.Generation != 3 {
					t.Errorf("built generation %d", r.Generation)
				}
				mustRefresh(t, l)
				serves(t, l, now...)
				if s := l.Status(); s.Damage != nil {
					t.Errorf("still told of damage: %v", s.Damage)
				}
			})
		}
	}
}

func TestANewGenerationThatIsDamagedIsNotSwitchedTo(t *testing.T) {
	dir := t.TempDir()
	old := sayings(6)
	mustBuild(t, dir, old...)
	l := mustOpen(t, dir, Options{})
	mustBuild(t, dir, sayings(9)...)
	// A byte in the largest file, which opening alone does not notice.
	path := filepath.Join(generation.Folder(dir).Path(2), "records.dat")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/3] ^= 4
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if switched, err := l.Refresh(t.Context()); switched || !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("Refresh: %v, %v", switched, err)
	}
	serves(t, l, old...)
	if s := l.Status(); s.Damage == nil {
		t.Error("the status does not tell")
	}
	if n, err := generation.Folder(dir).ReadCurrent(); n != 1 || err != nil {
		t.Errorf("CURRENT names %d, %v", n, err)
	}
	mustBuild(t, dir, sayings(9)...)
	mustRefresh(t, l)
	serves(t, l, sayings(9)...)
}

func TestCurrentThatIsDamagedOrMissingIsMadeGood(t *testing.T) {
	for name, damage := range map[string]func(path string) error{
		"empty": func(path string) error { return os.WriteFile(path, nil, 0o600) },
		"flipped": func(path string) error {
			return os.WriteFile(path, []byte(`{"v":1,"crc":"00000000","data":{"generation":1}}`), 0o600)
		},
		"names what is not there": func(path string) error {
			line, err := store.Seal(map[string]int{"generation": 7})
			return errors.Join(err, os.WriteFile(path, line, 0o600))
		},
		"missing": os.Remove,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			mustBuild(t, dir, sayings(3)...)
			mustBuild(t, dir, sayings(6)...)
			if err := damage(filepath.Join(dir, generation.CurrentName)); err != nil {
				t.Fatal(err)
			}
			reader := mustOpen(t, dir, Options{ReadOnly: true})
			serves(t, reader, sayings(6)...)
			l := mustOpen(t, dir, Options{})
			serves(t, l, sayings(6)...)
			mustBuild(t, dir, sayings(5)...)
			for _, l := range []*Library{l, reader} {
				mustRefresh(t, l)
				serves(t, l, sayings(5)...)
			}
			if problems, err := Verify(t.Context(), dir); len(problems) > 0 || err != nil {
				t.Errorf("Verify: %v, %v", problems, err)
			}
		})
	}
}

func TestAFileThatShrinksWhileItServesDoesNotEndTheProcess(t *testing.T) {
	for _, name := range []string{"index/0/store/000000000002.zap", "records.dat"} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			qs := sayings(2000)
			mustBuild(t, dir, qs...)
			mustBuild(t, dir, qs...)
			told := make(chan error, 1)
			l := mustOpen(t, dir, Options{OnDamage: func(err error) { told <- err }})
			if err := os.Truncate(filepath.Join(generation.Folder(dir).Path(2), filepath.FromSlash(name)), 100); err != nil {
				t.Fatal(err)
			}
			failed := 0
			for i := 0; l.Status().Generation != 1; i = (i + 1) % len(qs) {
				if _, err := l.Search(t.Context(), Query{Words: qs[i].Words}); err != nil {
					failed++
				}
				if t.Context().Err() != nil {
					t.Fatal("the damage is not noticed")
				}
			}
			if failed == 0 {
				t.Error("no search noticed the damage")
			}
			if err := <-told; !errors.Is(err, store.ErrCorrupt) {
				t.Errorf("told %v", err)
			}
			serves(t, l, qs...)
		})
	}
}

func TestWithoutAWholeGenerationNothingIsServed(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(3)...)
	if err := os.Truncate(filepath.Join(generation.Folder(dir).Path(1), "records.dat"), 10); err != nil {
		t.Fatal(err)
	}
	l := mustOpen(t, dir, Options{})
	if _, err := l.Search(t.Context(), Query{Words: "saying"}); !errors.Is(err, ErrNoGeneration) {
		t.Errorf("a search: %v", err)
	}
	if s := l.Status(); s.Damage == nil || s.Generation != 0 {
		t.Errorf("status %+v", s)
	}
	mustBuild(t, dir, sayings(3)...)
	mustRefresh(t, l)
	serves(t, l, sayings(3)...)
}

// It was verified when the clock was a year ahead.
func TestAClockThatWasAheadHidesNoDamage(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(3)...)
	mustBuild(t, dir, sayings(3)...)
	l := mustOpen(t, dir, Options{})
	l.served.checked.Store(time.Now().AddDate(1, 0, 0).Unix())
	if err := os.Truncate(filepath.Join(generation.Folder(dir).Path(2), "records.dat"), 10); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Get(t.Context(), sayings(3)[0].ID, ""); !errors.Is(err, store.ErrCorrupt) {
		t.Errorf("a record that is cut off: %v", err)
	}
	l.background.Wait()
	if s := l.Status(); s.Damage == nil || s.Generation != 1 {
		t.Errorf("status %+v", s)
	}
	serves(t, l, sayings(3)...)
}

// What was decided while the clock was a year ahead gives way to what was decided later.
func TestAClockThatWasAheadLetsLaterDecisionsCount(t *testing.T) {
	dir := t.TempDir()
	q := sayings(3)[0]
	mustBuild(t, dir, sayings(3)...)
	l := mustOpen(t, dir, Options{})
	a := quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated, Speakers: []quotes.Speaker{{Name: "Zoe Ahead"}}}
	for _, e := range []Edit{
		{Op: Amend, ID: q.ID, Part: EditAttribution, Quote: &quotes.Quote{Attributions: []quotes.Attribution{a}}, At: time.Now().AddDate(1, 0, 0)},
		{Op: Correct, ID: q.ID, Speaker: "Zoe Later"},
	} {
		mustEdit(t, l, e)
	}
	for _, rebuilt := range []bool{false, true} {
		got, err := l.Get(t.Context(), q.ID, "")
		if err != nil || got.Attributions[0].Speakers[0].Name != "Zoe Later" {
			t.Errorf("rebuilt %v: %+v, %v", rebuilt, got, err)
		}
		mustBuild(t, dir, sayings(3)...)
		mustRefresh(t, l)
	}
}

func TestAPanicOfASearchIsAnError(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(3)...)
	l := mustOpen(t, dir, Options{})
	err := l.guarded(t.Context(), func(*served) error { panic("a mistake of ours") })
	if err == nil || err.Error() != "the search failed: a mistake of ours" {
		t.Errorf("%v", err)
	}
	l.background.Wait()
	serves(t, l, sayings(3)...) // the files are whole: the generation goes on
	if s := l.Status(); s.Damage != nil {
		t.Errorf("told of damage: %v", s.Damage)
	}
}

func TestAGenerationThatIsWholeButCannotBeOpenedStaysWhereItIs(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(3)...)
	mustBuild(t, dir, sayings(5)...)
	// As another version of the program may write it: checksums are right.
	gen := generation.Folder(dir).Path(2)
	m, err := generation.ReadManifest(gen, 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(gen, "vocabulary"), []byte("a vocabulary of another kind"), 0o600); err != nil {
		t.Fatal(err)
	}
	if m.Files, err = generation.SumFiles(t.Context(), gen); err != nil {
		t.Fatal(err)
	}
	line, err := store.Seal(m)
	if err := errors.Join(err, store.Machine().WriteFile(filepath.Join(gen, "MANIFEST.json"), line)); err != nil {
		t.Fatal(err)
	}
	l := mustOpen(t, dir, Options{})
	serves(t, l, sayings(3)...)
	if s := l.Status(); !errors.Is(s.Damage, generation.ErrUnusable) {
		t.Errorf("status %+v", s)
	}
	if c, err := generation.Folder(dir).List(); err != nil || len(c.Whole) != 2 || len(c.Bad) > 0 {
		t.Errorf("the folder has %+v, %v", c, err)
	}
	mustBuild(t, dir, sayings(4)...)
	mustRefresh(t, l)
	serves(t, l, sayings(4)...)
}

// Where CURRENT was lost as well, nothing holds the number of a generation that is passed
// over: the next build may give it to a good one.
func TestTheNumberOfAnUnusableGenerationMayComeAgain(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(3)...)
	mustBuild(t, dir, sayings(4)...)
	for _, path := range []string{filepath.Join(dir, generation.CurrentName), filepath.Join(generation.Folder(dir).Path(2), "history.dat")} {
		if err := os.WriteFile(path, []byte("damaged"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l := mustOpen(t, dir, Options{})
	serves(t, l, sayings(3)...)
	mustBuild(t, dir, sayings(5)...)
	mustRefresh(t, l)
	serves(t, l, sayings(5)...)
	if s := l.Status(); s.Damage != nil {
		t.Errorf("still told of damage: %v", s.Damage)
	}
}

// What damage a file's size does not show is looked for before the generation before serves.
func TestTheGenerationBeforeIsVerifiedInFull(t *testing.T) {
	dir := t.TempDir()
	mustBuild(t, dir, sayings(3)...)
	mustBuild(t, dir, sayings(4)...)
	if err := os.Truncate(filepath.Join(generation.Folder(dir).Path(2), "records.dat"), 10); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(generation.Folder(dir).Path(1), "report.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := openLibrary(dir, Options{}, 0) // as if all files were large
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if s := l.Status(); s.Generation != 0 || s.Damage == nil {
		t.Errorf("generation %d serves, and is not whole", s.Generation)
	}
}
