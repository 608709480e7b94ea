package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

const (
	moderatorID = "423456789012345678"
	patience    = time.Minute // for what takes a second on a fast machine
)

// Tests of several processes take half a minute, and those in which they fail five.
var severalProcesses = flag.Bool("cluster", false, "also run what takes several bots, or several starts of one")

// bot is a real process that serves, connected to a Discord on loopback.
type bot struct {
	t       *testing.T
	discord *discordtest.Server
	cmd     *exec.Cmd
	stdout  *safeBuffer
	stderr  *safeBuffer
	done    chan struct{} // closed when the process ended
	people  int
}

// safeBuffer may be read while a process writes to it.
type safeBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// startBot starts verbatim serve with settings of its own besides the token and
// the address of Discord. It is stopped at the end of the test.
func startBot(t *testing.T, d *discordtest.Server, settings map[string]string) *bot {
	t.Helper()
	b := launchBot(t, d, settings)
	t.Cleanup(func() {
		b.kill()
		b.logAll()
		b.keepsSecrets()
	})
	return b
}

// launchBot is startBot without the end. What runs the program stands before it.
func launchBot(t *testing.T, d *discordtest.Server, settings map[string]string, before ...string) *bot {
	t.Helper()
	b := &bot{t: t, discord: d, stdout: &safeBuffer{}, stderr: &safeBuffer{}, done: make(chan struct{})}
	all := map[string]string{"DISCORD_TOKEN": d.Token(), "DISCORD_API_URL": d.URL(), "PATH": os.Getenv("PATH"), "HOME": t.TempDir()}
	maps.Copy(all, settings)
	name := "verbatim"
	if settings[siteVariable] != "" {
		name = "verbatim-here"
	}
	args := append(before, name, "serve")
	b.cmd = exec.Command(args[0], args[1:]...)
	b.cmd.Dir = t.TempDir()
	for name, value := range all {
		b.cmd.Env = append(b.cmd.Env, name+"="+value)
	}
	b.cmd.Stdout, b.cmd.Stderr = b.stdout, b.stderr
	endWithParent(b.cmd)
	started := make(chan error)
	go func() {
		defer close(b.done)
		// To Linux the parent is the thread, which must stay until the end.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := b.cmd.Start()
		started <- err
		if err == nil {
			_ = b.cmd.Wait()
		}
	}()
	if err := <-started; err != nil {
		t.Fatal(err)
	}
	return b
}

// kill ends the bot with SIGKILL, if it has not ended.
func (b *bot) kill() {
	_ = b.cmd.Process.Kill()
	<-b.done
}

func (b *bot) logAll() {
	b.t.Helper()
	for line := range strings.Lines(b.stderr.String()) {
		if !strings.Contains(line, "msg=interaction") || strings.Contains(line, "level=ERROR") {
			b.t.Logf("bot: %s", line)
		}
	}
}

func (b *bot) keepsSecrets() {
	b.t.Helper()
	if strings.Contains(b.stderr.String()+b.stdout.String(), b.discord.Token()) {
		b.t.Error("the token stands in the output")
	}
	if strings.Contains(b.stderr.String(), "DATA RACE") {
		b.t.Error("a data race")
	}
}

// until waits for something to become true.
func (b *bot) until(what string, done func() bool) {
	b.t.Helper()
	deadline := time.After(patience)
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for !done() {
		select {
		case <-look.C:
		case <-b.done:
			b.t.Fatalf("the bot ended while waiting until %s", what)
		case <-deadline:
			b.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// visitor is somebody new, whom no rate limit concerns yet.
func (b *bot) visitor() discordtest.User {
	b.people++
	return discordtest.User{ID: fmt.Sprintf("5234567890%08d", b.people), Name: "visitor"}
}

func moderator() discordtest.User { return discordtest.User{ID: moderatorID, Name: "moderator"} }

// ask does an interaction and returns the final message.
func (b *bot) ask(i discordtest.Interaction) discordtest.Message {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	a, err := b.discord.Interact(ctx, i)
	if err != nil {
		b.t.Fatalf("%s %s: %v", i.Command, i.CustomID, err)
	}
	m, err := a.Final(ctx)
	if err != nil {
		b.t.Fatalf("%s %s: %v", i.Command, i.CustomID, err)
	}
	return m
}

// see does an interaction whose answer must have all the texts.
func (b *bot) see(i discordtest.Interaction, texts ...string) discordtest.Message {
	b.t.Helper()
	m := b.ask(i)
	for _, text := range texts {
		if !strings.Contains(visible(m), text) {
			b.t.Errorf("%s %v: %q is not in the answer:\n%s", i.Command, i.Options, text, visible(m))
		}
	}
	return m
}

// visible is the text of a message without the escapes of markdown, and what its
// buttons say.
func visible(m discordtest.Message) string {
	text := strings.ReplaceAll(m.Text(), `\`, "")
	for _, b := range m.Buttons {
		text += "\n[" + b.Label + "]"
	}
	return text
}

func (b *bot) complete(command string, options ...discordtest.CommandOption) []string {
	b.t.Helper()
	a, err := b.discord.Interact(b.t.Context(), discordtest.Complete(command, options...).By(b.visitor()))
	if err != nil {
		b.t.Fatal(err)
	}
	var names []string
	for _, c := range a.Choices {
		names = append(names, c.Name)
	}
	return names
}

// ready waits until the bot serves generation n and its commands are there.
func (b *bot) ready(n int) {
	b.t.Helper()
	b.until("the bot is connected", func() bool { return b.discord.Gateway().Live == 1 })
	b.serves(n)
}

// serves waits until the bot answers from generation n and its commands are there.
func (b *bot) serves(n int) {
	b.t.Helper()
	b.until("the commands are registered", func() bool {
		return slices.Contains(b.discord.Commands(discordtest.Guild), "corpus")
	})
	b.until(fmt.Sprintf("generation %d answers", n), func() bool {
		return strings.Contains(b.stderr.String(), fmt.Sprintf("generation=%d", n)) &&
			strings.Contains(visible(b.ask(find("bridge").By(b.visitor()))), " / 2")
	})
}

// stop ends the bot as a service manager does and returns its exit code.
func (b *bot) stop() int {
	b.t.Helper()
	if err := b.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		b.t.Fatal(err)
	}
	select {
	case <-b.done:
	case <-time.After(patience):
		b.t.Fatal("the bot does not stop")
	}
	return b.cmd.ProcessState.ExitCode()
}

func find(words string, options ...discordtest.CommandOption) discordtest.Interaction {
	return discordtest.Slash("quote search", append([]discordtest.CommandOption{discordtest.Opt("words", words)}, options...)...)
}

// corpusFiles is what the bots of these tests read.
var corpusFiles = map[string]string{
	"speeches.csv": "text,speaker,source,date,language\n" +
		"The bridge will stand for a hundred years.,Anna Kowalska,Opening Speech,1999-05-01,en\n" +
		"A bridge is a promise between two banks.,Jan Nowak,Collected Letters,1950,en\n" +
		"A town without a library is a town asleep.,Jan Nowak,Collected Letters,1950,en\n" +
		",Nobody,Nothing,1900,en\n",
	"council.txt": "The council met on Monday night.\n“We will rebuild the harbour before winter,” said Mayor Maria Santos.\n",
}

func corpusFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range corpusFiles {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func homeSettings(t *testing.T) map[string]string {
	return map[string]string{
		"HOME_GUILD_IDS": discordtest.Guild, "MODERATOR_USER_IDS": moderatorID,
		"CORPUS_DIR": corpusFolder(t), "DATA_DIR": filepath.Join(t.TempDir(), "data"),
	}
}

// startsProcesses leaves a test out where it cannot start processes and end them, and has it
// run beside others: each has its folders, its bot and its Discord.
func startsProcesses(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no SIGTERM")
	}
	if testing.Short() {
		t.Skip("starts processes")
	}
	t.Parallel()
}
