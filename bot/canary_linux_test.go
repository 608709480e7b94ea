package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"verbatim/bot/discordtest"
)

// TestTheTokenIsNowhere looks for the token, which VERBATIM_CANARY=1 asks for: it is in no output at any level, no error, no stack, no child's environment or
// command line, no file of the data folder and no backup.
func TestTheTokenIsNowhere(t *testing.T) {
	if os.Getenv("VERBATIM_CANARY") == "" {
		t.Skip("VERBATIM_CANARY is not set")
	}
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	settings["LOG_LEVEL"] = "debug"
	looked := 0
	clean := func(what string, data []byte) {
		t.Helper()
		looked++
		if bytes.Contains(data, []byte(d.Token())) {
			t.Errorf("the token is in %s", what)
		}
	}
	for _, format := range []string{"text", "json"} {
		settings["LOG_FORMAT"] = format
		addQuotations(t, settings, enough)
		b := startBot(t, d, settings)
		serves := func(n string) {
			b.until("generation "+n+" serves", func() bool {
				said := b.stderr.String()
				return strings.Contains(said, "generation="+n) || strings.Contains(said, `"generation":`+n)
			})
		}
		b.until("the bot is connected", func() bool { return d.Gateway().Live == 1 })
		serves("1")
		// Failures of every kind, whose errors quote what was asked of Discord.
		for _, f := range []discordtest.Fault{
			{Op: discordtest.OpCallback, Status: 401},
			{Op: discordtest.OpCallback, Status: 500},
			{Op: discordtest.OpCallback, Lose: true},
			{Op: discordtest.OpEdit, LoseAnswer: true},
			{Op: discordtest.OpGateway, Status: 500},
			{Op: discordtest.OpPutCommands, Status: 403},
		} {
			d.Inject(f)
			_, _ = d.Interact(t.Context(), find("hundred years").By(b.visitor()))
		}
		d.CloseConnections(4000)
		b.until("the bot is connected again", func() bool { g := d.Gateway(); return g.Live == 1 && len(g.Closes) > 0 })
		// While a child reads the corpus.
		if _, err := d.Send(discordtest.Slash("corpus reindex").By(moderator())); err != nil {
			t.Fatal(err)
		}
		resume := b.pauseBuild()
		child := buildOf(t, b.cmd.Process.Pid)
		for _, of := range []string{fmt.Sprintf("%d/environ", child.Pid), fmt.Sprintf("%d/cmdline", child.Pid), fmt.Sprintf("%d/cmdline", b.cmd.Process.Pid)} {
			data, err := os.ReadFile("/proc/" + of)
			if err != nil {
				t.Fatal(err)
			}
			clean("/proc/"+of, data)
		}
		resume()
		serves("2")
		if err := b.cmd.Process.Signal(syscall.SIGQUIT); err != nil { // all goroutines' stacks
			t.Fatal(err)
		}
		<-b.done
		if !strings.Contains(b.stderr.String(), "goroutine ") {
			t.Error("SIGQUIT shows no stacks")
		}
		clean("the standard error, as "+format, []byte(b.stderr.String()))
		clean("the standard output, as "+format, []byte(b.stdout.String()))
		if err := os.RemoveAll(settings["DATA_DIR"]); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{
		{"index"}, {"check"}, {"register"}, {"backup", filepath.Join(t.TempDir(), "b.zip")}, {"version"}, {"edits", "list"}, {"serve"}, {"ask", "bridge"}, {"serve", "--nothing"},
	} {
		cmd := exec.Command("verbatim", args...)
		cmd.Dir = t.TempDir()
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "DISCORD_TOKEN=" + d.Token(), "DISCORD_API_URL=http://127.0.0.1:1"}
		for name, value := range settings {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
		if args[0] == "serve" && len(args) == 1 { // a setting that is wrong
			cmd.Env = append(cmd.Env, "HOME_GUILD_IDS=x")
		}
		out, _ := cmd.CombinedOutput()
		clean("verbatim "+strings.Join(args, " "), out)
		if args[0] == "backup" {
			data, err := os.ReadFile(args[1])
			if err != nil {
				t.Errorf("%v\n%s", err, out)
			}
			clean("the backup", data)
		}
	}
	err := filepath.WalkDir(settings["DATA_DIR"], func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		clean(path, data)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	t.Logf("looked for the token in %d outputs and files", looked)
}
