package main

import (
	"flag"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

var packaged = flag.String("packaged", "", "the command that starts a packaged bot, for TestAPackagedBotBecomesReady")

// TestAPackagedBotBecomesReady starts what .ci/package made and installed, with a
// Discord on loopback, as an installation starts it: settings in the environment,
// no other argument. -packaged is the command, such as "chroot DIR /verbatim serve".
func TestAPackagedBotBecomesReady(t *testing.T) {
	if *packaged == "" {
		t.Skip("-packaged names no command; .ci/package does")
	}
	d := discordtest.New(t)
	address := freePort(t)
	fields := strings.Fields(*packaged)
	cmd := exec.Command(fields[0], fields[1:]...)
	cmd.Env = append(os.Environ(), "DISCORD_TOKEN="+d.Token(), "DISCORD_API_URL="+d.URL(), "OPS_ADDR="+address, "TMPDIR=")
	said := &spoken{more: make(chan struct{}, 1), done: make(chan struct{})}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var ended error
	go func() { defer close(said.done); ended = cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill(); t.Log(said.String()) })
	for _, text := range []string{"serving a generation", "connected to Discord", "commands are registered"} {
		said.await(t, text)
	}
	resp, err := http.Get("http://" + address + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	status, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if string(status) != "ok\n" {
		t.Errorf("it is not ready: %s, %v", status, err)
	}
	answer, err := d.Interact(t.Context(), discordtest.Slash("quote search", discordtest.Opt("words", "four score and seven years ago")))
	if err != nil {
		t.Fatal(err)
	}
	if m, err := answer.Final(t.Context()); err != nil || !strings.Contains(visible(m), "Four score") {
		t.Errorf("it answers %q, %v", visible(m), err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-said.done
	if ended != nil {
		t.Errorf("it did not stop in peace: %v", ended)
	}
}

// spoken is what a process said, and tells of more.
type spoken struct {
	safeBuffer
	more chan struct{} // has room for one
	done chan struct{} // closed when the process ended
}

func (s *spoken) Write(p []byte) (int, error) {
	n, err := s.safeBuffer.Write(p)
	select {
	case s.more <- struct{}{}:
	default: // it is told already
	}
	return n, err
}

// await waits until the process has said something.
func (s *spoken) await(t *testing.T, text string) {
	t.Helper()
	late := time.After(patience)
	for !strings.Contains(s.String(), text) {
		select {
		case <-s.more:
		case <-s.done:
			t.Fatalf("it ended before it said %q", text)
		case <-late:
			t.Fatalf("it never said %q", text)
		}
	}
}
