package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"verbatim/bot/discordtest"
)

// reading has the corpus read and returns what the moderator reads in the end.
func (b *bot) reading() string {
	b.t.Helper()
	a, err := b.discord.Interact(b.context(), discordtest.Slash("corpus reindex").By(withRole(b.visitor())))
	if err != nil {
		b.t.Fatal(err)
	}
	m, err := a.Until(b.context(), func(m discordtest.Message) bool {
		return strings.Contains(visible(m), "failed") || strings.Contains(visible(m), "read the corpus in")
	})
	if err != nil {
		b.t.Fatalf("%v: %s", err, visible(m))
	}
	return visible(m)
}

// TestServeOverACorpusThatIsNotThere: whatever befalls the folder, the good index goes on
// answering, and a reading says in one sentence why it failed.
func TestServeOverACorpusThatIsNotThere(t *testing.T) {
	if os.Getenv("VERBATIM_FOLDERS") == "" {
		t.Skip("VERBATIM_FOLDERS is no number")
	}
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	dir := settings["CORPUS_DIR"]
	b := startBot(t, d, settings)
	b.ready(1)
	aside := filepath.Join(t.TempDir(), "corpus")
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		what  string
		do    func()
		says  string // of the reading
		start string // of serve, that does not start; empty: it does, and answers
	}{
		{"missing", func() { do(os.Rename(dir, aside)) }, "the corpus folder does not exist", "CORPUS_DIR: " + dir + " does not exist"},
		{"a file", func() { do(os.WriteFile(dir, nil, 0o600)) }, "the corpus folder is a file", "CORPUS_DIR: " + dir + " is a file"},
		{"emptied", func() { do(os.Remove(dir)); do(os.Mkdir(dir, 0o700)) }, "there is no quotation in the corpus folder", ""},
		{"its files emptied", func() {
			for name := range corpusFiles {
				writeCorpus(t, settings, name, "")
			}
		}, "there is no quotation in the corpus folder", ""},
		{"nothing in it but what cannot be used", func() { writeCorpus(t, settings, "speeches.csv", "text,speaker\n,Nobody\n") }, "there is no quotation in the corpus folder", ""},
	} {
		tt.do()
		if said := b.reading(); !strings.Contains(said, "Reading the corpus failed: "+tt.says) || !strings.Contains(said, "Searches still find what was there before") {
			t.Errorf("%s: %s", tt.what, said)
		}
		b.see(find("bridge").By(b.visitor()), "1 / 2")
		b.kill()
		// More than five sign-ins a minute are not what this is about.
		do(os.RemoveAll(filepath.Join(settings["DATA_DIR"], "state.json")))
		b = startBot(t, d, settings)
		if tt.start != "" {
			<-b.done
			if code, said := b.cmd.ProcessState.ExitCode(), b.stderr.String(); code != exitConfig || !strings.Contains(said, tt.start) {
				t.Errorf("%s: serve ends with %d: %s", tt.what, code, said)
			}
			if err := os.Rename(aside, dir); tt.what == "missing" && err != nil { // to start once more
				t.Fatal(err)
			} else if tt.what == "a file" {
				do(os.Remove(dir))
				do(os.Mkdir(dir, 0o700))
			}
			b = startBot(t, d, settings)
			if tt.what == "missing" {
				b.ready(1)
				do(os.Rename(dir, aside))
				continue
			}
		}
		do(d.WaitReady(b.context()))
		b.logged("the corpus will be read again") // it was tried at once
		b.see(find("bridge").By(b.visitor()), "1 / 2")
	}
	do(os.RemoveAll(dir))
	do(os.Mkdir(dir, 0o700))
	writeCorpus(t, settings, "other.csv", "text,speaker\nAnother bridge is built of words,Ewa Lis\nThe last bridge is the longest,Ewa Lis\n")
	if said := b.reading(); !strings.Contains(said, "2 added, 0 changed, 4 removed") {
		t.Errorf("replaced: %s", said)
	}
	b.see(find("bridge").By(b.visitor()), "Ewa Lis", "1 / 2")
	b.wantStopped()
}

// TestServeOverACorpusThatChangesWhileItIsRead writes, cuts off, swaps and removes files
// and moves the folder away and back, while the corpus is read VERBATIM_FOLDERS times
// and people search: what was not touched is always found, and when the changes end, one
// reading finds what there is.
func TestServeOverACorpusThatChangesWhileItIsRead(t *testing.T) {
	readings, err := strconv.Atoi(os.Getenv("VERBATIM_FOLDERS"))
	if err != nil {
		t.Skip("VERBATIM_FOLDERS is no number")
	}
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	dir := settings["CORPUS_DIR"]
	b := startBot(t, d, settings)
	b.ready(1)
	var (
		beside   sync.WaitGroup
		over     = make(chan struct{})
		changes  int
		searches int
	)
	stopped := func() bool {
		select {
		case <-over:
			return true
		default:
			return false
		}
	}
	beside.Go(func() {
		random := rand.New(rand.NewPCG(5, 5))
		for !stopped() {
			changes++
			changeCorpus(dir, random)
		}
	})
	beside.Go(func() {
		for n := 0; !stopped(); n++ {
			a, err := d.Interact(b.context(), find("bridge promise").By(discordtest.User{ID: fmt.Sprintf("7234567890%08d", n)}))
			if err != nil || !strings.Contains(a.Message().Text(), "Jan Nowak") {
				t.Errorf("a search failed: %v, %s", err, visible(a.Message()))
				return
			}
			searches++
		}
	})
	failed := map[string]int{}
	for range readings {
		said := b.reading()
		if _, why, found := strings.Cut(said, "Reading the corpus failed: "); found {
			why, _, _ = strings.Cut(why, ". Searches")
			failed[why]++
		}
	}
	close(over)
	beside.Wait()
	for n := range 4 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("wild%d.csv", n)), []byte(fmt.Sprintf("text,speaker\nThe last word of file %d is harvest,Ewa Lis\n", n)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if said := b.reading(); !strings.Contains(said, "8 quotes can be found") {
		t.Errorf("the last reading: %s", said)
	}
	b.see(find("last word harvest").By(b.visitor()), "1 / 4")
	b.wantStopped()
	t.Logf("%d readings during %d changes, with %d searches; failed: %v", readings, changes, searches, failed)
}

// changeCorpus changes one of four files, or where the folder is.
func changeCorpus(dir string, random *rand.Rand) {
	file := filepath.Join(dir, fmt.Sprintf("wild%d.csv", random.IntN(4)))
	other := filepath.Join(dir, fmt.Sprintf("wild%d.csv", random.IntN(4)))
	switch random.IntN(6) {
	case 0, 1:
		text := "text,speaker\n" + strings.Repeat(fmt.Sprintf("Wild word %d of the harvest,Ewa Lis\n", random.IntN(100)), random.IntN(500))
		_ = os.WriteFile(file, []byte(text), 0o600)
	case 2:
		_ = os.Truncate(file, int64(random.IntN(3000)))
	case 3:
		_ = os.Rename(file, other)
	case 4:
		_ = os.Remove(file)
	case 5:
		if os.Rename(dir, dir+"-away") == nil {
			_ = os.Rename(dir+"-away", dir)
		}
	}
}
