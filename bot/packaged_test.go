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
	said := &safeBuffer{}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill(); t.Log(said.String()) })
	status := ""
	for began := time.Now(); status != "ok\n"; {
		select {
		case err := <-done:
			t.Fatalf("it ended: %v", err)
		case <-time.After(50 * time.Millisecond):
		}
		if time.Since(began) > patience {
			t.Fatalf("it is not ready: %s", status)
		}
		resp, err := http.Get("http://" + address + "/readyz")
		if err != nil {
			continue
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		status = string(body)
	}
	ask := discordtest.Slash("quote search", discordtest.Opt("words", "four score and seven years ago"))
	answer, err := d.Interact(t.Context(), ask)
	for began := time.Now(); err != nil && time.Since(began) < patience; time.Sleep(50 * time.Millisecond) { // until the command is registered
		answer, err = d.Interact(t.Context(), ask)
	}
	if err != nil {
		t.Fatal(err)
	}
	if m, err := answer.Final(t.Context()); err != nil || !strings.Contains(visible(m), "Four score") {
		t.Errorf("it answers %q, %v", visible(m), err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("it did not stop in peace: %v", err)
	}
}
