package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"verbatim/bot/discordtest"
	"verbatim/quotes"
)

// onlyForReading has a folder mounted once more upon itself, without leave to write. The
// tests may run as root, to whom permissions mean nothing.
func onlyForReading(t *testing.T, dir string) (again func()) {
	t.Helper()
	err := syscall.Mount(dir, dir, "", syscall.MS_BIND, "")
	if err == nil {
		err = syscall.Mount("", dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, "")
	}
	if errors.Is(err, syscall.EPERM) {
		t.Skip("nothing can be mounted here")
	}
	if err != nil {
		t.Fatal(err)
	}
	again = func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) }
	t.Cleanup(again)
	return again
}

// TestServeOverADataFolderThatIsOnlyForReading: serve, which would lose every decision,
// does not start, and what changes something does nothing; each says in one sentence
// why, and what to do. Whatever only reads works.
func TestServeOverADataFolderThatIsOnlyForReading(t *testing.T) {
	if os.Getenv("VERBATIM_FOLDERS") == "" {
		t.Skip("VERBATIM_FOLDERS is no number")
	}
	d := discordtest.New(t)
	settings := homeSettings(t)
	dir := settings["DATA_DIR"]
	verbatim := func(args ...string) (string, error) {
		cmd := exec.Command("verbatim", args...)
		cmd.Dir = t.TempDir()
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "CORPUS_DIR=" + settings["CORPUS_DIR"], "DATA_DIR=" + dir}
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := verbatim("index"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	id := string(quotes.IDOf("The bridge will stand for a hundred years."))
	onlyForReading(t, dir)
	for _, args := range [][]string{{"ask", "bridge"}, {"export"}, {"edits", "list"}, {"check-quote", "The bridge will stand for a hundred years."}, {"backup", filepath.Join(t.TempDir(), "b.zip")}} {
		if out, err := verbatim(args...); err != nil {
			t.Errorf("%q: %v\n%s", args, err, out)
		}
	}
	const sentence = "is on a disk that can only be read; have it made writable, or choose another data folder (--data, DATA_DIR)"
	for _, args := range [][]string{{"index"}, {"edits", "hide", id}, {"edits", "undo", "1"}, {"review"}} {
		out, err := verbatim(args...)
		said, cause, _ := strings.Cut(out, "\n")
		if err == nil || !strings.HasSuffix(said, sentence) || !strings.HasPrefix(cause, "(") || strings.Count(cause, "\n") != 1 {
			t.Errorf("%q: %v\n%s", args, err, out)
		}
	}
	if out, err := verbatim("check"); err == nil || !strings.Contains(out, sentence) {
		t.Errorf("check: %v\n%s", err, out)
	}
	b := startBot(t, d, settings)
	<-b.done
	if code, said := b.cmd.ProcessState.ExitCode(), b.stderr.String(); code != exitConfig || !strings.Contains(said, "verbatim serve: DATA_DIR: "+dir+" "+sentence) {
		t.Errorf("serve ends with %d: %s", code, said)
	}
}

// TestServeOverADataFolderThatTurnsReadOnly: answers go on, decisions and readings fail
// and say so, and with leave to write again all of it works, without a restart.
func TestServeOverADataFolderThatTurnsReadOnly(t *testing.T) {
	if os.Getenv("VERBATIM_FOLDERS") == "" {
		t.Skip("VERBATIM_FOLDERS is no number")
	}
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	b := startBot(t, d, settings)
	b.ready(1)
	id := quotes.IDOf("The bridge will stand for a hundred years.")
	again := onlyForReading(t, settings["DATA_DIR"])
	if said := b.reading(); !strings.Contains(said, "the data folder is on a disk that can only be read") {
		t.Errorf("/corpus reindex: %s", said)
	}
	b.see(find("bridge").By(b.visitor()), "1 / 2")
	said := visible(b.ask(hideQuote(id).By(withRole(b.visitor()))))
	t.Log(said)
	if strings.Contains(said, "now hidden") {
		t.Errorf("/corpus hide: %s", said)
	}
	b.see(find("bridge").By(b.visitor()), "1 / 2")
	again()
	b.see(hideQuote(id).By(withRole(b.visitor())), "now hidden")
	if said := b.reading(); !strings.Contains(said, "read the corpus in") {
		t.Errorf("/corpus reindex: %s", said)
	}
	b.see(discordtest.Slash("quote show", discordtest.Opt("id", string(id))).By(b.visitor()), "has hidden")
	b.wantStopped()
}
