package intake

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"verbatim/bot/cluster"
	"verbatim/bot/cluster/clustertest"
)

// What moderators bring to a process without a corpus folder comes into that of another
// one, once.
func TestWhatIsBroughtElsewhereComesIntoTheFolder(t *testing.T) {
	servers := clustertest.Start(t, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	shared, err := cluster.Connect(ctx, cluster.Options{URLs: servers.URLs(), Replicas: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(shared.Close)
	dir, dataDir := t.TempDir(), t.TempDir()
	collect := func(want ...string) {
		t.Helper()
		if err := Collect(t.Context(), shared, dataDir, dir); err != nil {
			t.Error(err)
		}
		var got []string
		all, _ := os.ReadDir(filepath.Join(dir, Folder))
		for _, e := range all {
			data, err := os.ReadFile(filepath.Join(dir, Folder, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, e.Name()+": "+string(data))
		}
		if !slices.Equal(got, want) {
			t.Errorf("the folder has %q, want %q", got, want)
		}
	}
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, Folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	collect()

	d, pages := desk(t, "")
	d.shared = shared
	const address = "https://news.example/bridge"
	pages[address] = story
	bring := func() Applied {
		t.Helper()
		o, err := d.Take(t.Context(), Source{Address: address, By: "1"})
		if err != nil || o.ID == "" {
			t.Fatal(o, err)
		}
		f, err := d.Apply(t.Context(), o.ID)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := bring()
	collect(f.Name + ": " + string(f.Data))
	collect(f.Name + ": " + string(f.Data))

	pages[address] = story + "<p>“Another word was said,” said Jan Nowak.</p>"
	second := bring()
	if second.Name != f.Name || string(second.Data) == string(f.Data) {
		t.Fatalf("%s and %s", f.Name, second.Name)
	}
	collect(f.Name + ": " + string(second.Data))

	write(f.Name, "edited by hand")
	pages[address] = story + "<p>“A third word was said,” said Jan Nowak.</p>"
	bring()
	collect(f.Name + ": edited by hand")
	third := bring() // over what is kept, and that is not the one in the folder
	collect(f.Name + ": edited by hand")

	if err := os.Remove(filepath.Join(dir, Folder, f.Name)); err != nil {
		t.Fatal(err)
	}
	collect(f.Name + ": " + string(third.Data))
	if err := os.Remove(filepath.Join(dir, Folder, f.Name)); err != nil {
		t.Fatal(err)
	}
	collect() // it was taken out, and stays out
	fourth := bring()
	collect(f.Name + ": " + string(fourth.Data))

	for _, name := range []string{"../escaped.csv", "a/b.csv", ".hidden.csv", "UPPER.csv", "program.exe", "a.csv\x00", ""} {
		if err := shared.PutImport(t.Context(), name, []byte("text,speaker\nWords,Jan Nowak\n"), ""); err != nil {
			t.Logf("%q: %v", name, err)
		}
	}
	collect(f.Name + ": " + string(fourth.Data))
	if _, err := os.Stat(filepath.Join(dir, "escaped.csv")); !errors.Is(err, os.ErrNotExist) {
		t.Error("a file was written beside the folder")
	}

	// Who has a folder puts it there too.
	own := t.TempDir()
	d, pages = desk(t, own)
	d.shared = shared
	const other = "https://news.example/tower"
	pages[other] = story
	o, err := d.Take(t.Context(), Source{Address: other, By: "1"})
	if err != nil {
		t.Fatal(err)
	}
	servers.Stop(0)
	if _, err := d.Apply(ctx, o.ID); !errors.Is(err, ErrNotShared) {
		t.Errorf("while nobody can have it: %v", err)
	}
	servers.Run(0)
	for {
		_, err := d.Apply(ctx, o.ID)
		if err == nil {
			break
		}
		if !errors.Is(err, ErrNotShared) || ctx.Err() != nil {
			t.Fatal(err)
		}
	}
	collect(f.Name+": "+string(fourth.Data), o.Name+": "+string(o.Data))
	if _, err := os.Stat(filepath.Join(own, Folder, o.Name)); err != nil {
		t.Error(err)
	}
}
