package search

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbatim/quotes/store/storetest"
)

// After each operation of a build a power loss leaves a generation that serves: the
// one before, or the new one once the build has switched. What is hidden stays so.
func TestAPowerLossDuringABuildLeavesAGoodGeneration(t *testing.T) {
	qs := sayings(6)
	dir := t.TempDir()
	mustBuild(t, dir, qs[:3]...)
	mustBuild(t, dir, qs[:4]...)
	l := mustOpen(t, dir, Options{})
	hidden := qs[0].ID
	if _, err := l.Edit(t.Context(), Edit{Op: Hide, ID: hidden}); err != nil {
		t.Fatal(err)
	}

	r := storetest.Record(t, dir)
	served := func(loss storetest.Loss) int {
		left := t.TempDir()
		r.Leave(loss, left)
		l, err := Open(left, Options{})
		if err != nil {
			t.Fatalf("after %q, loss %d: %v", r.Ops, loss, err)
		}
		defer l.Close()
		if _, err := l.Get(t.Context(), hidden, ""); !errors.Is(err, ErrHidden) {
			t.Errorf("after %q, loss %d: what is hidden: %v", r.Ops, loss, err)
		}
		if q, err := l.Get(t.Context(), qs[1].ID, ""); q.Words != qs[1].Words || err != nil {
			t.Errorf("after %q, loss %d: %q, %v", r.Ops, loss, q.Words, err)
		}
		return l.Status().Generation
	}
	built := false
	r.After(func() {
		for _, loss := range storetest.Losses() {
			if n := served(loss); n != 2 && !slices.Contains(r.Ops, "rename CURRENT.new CURRENT") || n != 2 && n != 3 || built && n != 3 {
				t.Errorf("after %q, loss %d: generation %d serves", r.Ops, loss, n)
			}
		}
	})
	disk := r.Disk()
	if _, err := Build(t.Context(), BuildOptions{DataDir: dir, Quotes: reading(qs...), Disk: disk}); err != nil {
		t.Fatal(err)
	}
	built = true
	for _, loss := range storetest.Losses() {
		if n := served(loss); n != 3 {
			t.Errorf("after the build, loss %d: generation %d serves", loss, n)
		}
	}

	// Every file of the generation, then its folders, the manifest, and only then the
	// switch.
	var want []string
	for _, name := range append(generationFiles(t, dir+"/gen-000003"), "LOCK") {
		if name != "MANIFEST.json" {
			want = append(want, "sync gen-000003/"+name)
		}
	}
	manifest := slices.IndexFunc(r.Ops, func(op string) bool { return strings.HasPrefix(op, "write ") })
	if manifest < 0 {
		t.Fatal(r.Ops)
	}
	before := slices.Clone(r.Ops[:manifest])
	folders := slices.IndexFunc(before, func(op string) bool { return strings.HasPrefix(op, "syncdir ") })
	slices.Sort(before[:folders])
	slices.Sort(want)
	if diff := cmp.Diff(want, before[:folders]); diff != "" {
		t.Error(diff)
	}
	var dirs []string
	for _, op := range before[folders:] {
		dirs = append(dirs, strings.TrimPrefix(op, "syncdir gen-000003"))
	}
	if !slices.IsSortedFunc(dirs, func(a, b string) int { return strings.Count(b, "/") - strings.Count(a, "/") }) || dirs[len(dirs)-1] != "" {
		t.Errorf("folders are made durable in the order %q", dirs)
	}
	want = []string{
		"write gen-000003/MANIFEST.json.new", "sync gen-000003/MANIFEST.json.new",
		"rename gen-000003/MANIFEST.json.new gen-000003/MANIFEST.json", "syncdir gen-000003", "syncdir .",
		"write CURRENT.new", "sync CURRENT.new", "rename CURRENT.new CURRENT", "syncdir .",
	}
	if diff := cmp.Diff(want, r.Ops[manifest:]); diff != "" {
		t.Error(diff)
	}
}
