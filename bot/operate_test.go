package main

import (
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

// TestOperatorsAreTold starts the bot as systemd does, with a port for operators.
func TestOperatorsAreTold(t *testing.T) {
	startsProcesses(t)
	systemd, err := net.ListenPacket("unixgram", filepath.Join(t.TempDir(), "notify"))
	if err != nil {
		t.Skip("this system has no such sockets:", err)
	}
	defer systemd.Close()
	told := make(chan string, 100)
	go func() {
		defer close(told)
		for buf := make([]byte, 256); ; {
			n, _, err := systemd.ReadFrom(buf)
			if err != nil {
				return
			}
			told <- string(buf[:n])
		}
	}()
	settings := homeSettings(t)
	settings["OPS_ADDR"] = freePort(t)
	settings["NOTIFY_SOCKET"] = systemd.LocalAddr().String()
	settings["WATCHDOG_USEC"] = "3000000" // fed each second
	b := startBot(t, discordtest.New(t), settings)
	ask := func(path string) (int, string) {
		resp, err := http.Get("http://" + settings["OPS_ADDR"] + path)
		if err != nil {
			return 0, err.Error()
		}
		defer resp.Body.Close()
		body, _ := io.ReadAll(resp.Body)
		return resp.StatusCode, string(body)
	}
	if first := <-told; first != "READY=1" {
		t.Errorf("systemd is told %q first", first)
	}
	select {
	case next := <-told:
		if next != "WATCHDOG=1" {
			t.Errorf("systemd is told %q next", next)
		}
	case <-time.After(patience):
		t.Fatal("the watchdog is not fed")
	}
	b.ready(1)
	b.until("it is ready", func() bool { status, _ := ask("/readyz"); return status == http.StatusOK })
	b.see(find("bridge").By(b.visitor()), "1 / 2")
	b.until("the answer is counted", func() bool {
		_, body := ask("/metrics")
		return strings.Contains(body, `verbatim_interactions_total{command="quote search",kind="command",outcome="ok"}`) && strings.Contains(body, "verbatim_generation 1\n")
	})
	var out, errs strings.Builder
	health := func() int {
		out.Reset()
		errs.Reset()
		return run(t.Context(), []string{"health"}, func(name string) string { return settings[name] }, strings.NewReader(""), &out, &errs)
	}
	if code := health(); code != 0 || out.String() != "ready\n" {
		t.Errorf("verbatim health: exit code %d, %q, %q", code, out.String(), errs.String())
	}
	b.wantStopped()
	if code := health(); code != exitFailure || !strings.Contains(errs.String(), "nobody answers on "+settings["OPS_ADDR"]) {
		t.Errorf("verbatim health after the end: exit code %d, %q", code, errs.String())
	}
	systemd.Close()
	last := ""
	for last = range told {
	}
	if last != "STOPPING=1" {
		t.Errorf("systemd is told %q last", last)
	}
}

func TestAPortThatIsTakenIsSaid(t *testing.T) {
	startsProcesses(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	settings := homeSettings(t)
	settings["OPS_ADDR"] = taken.Addr().String()
	b := startBot(t, discordtest.New(t), settings)
	<-b.done
	if code, said := b.cmd.ProcessState.ExitCode(), b.stderr.String(); code != exitConfig || !strings.Contains(said, "OPS_ADDR: "+taken.Addr().String()+" cannot be listened on: address already in use") {
		t.Errorf("exit code %d: %s", code, said)
	}
}

// freePort is one that was free a moment ago.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
