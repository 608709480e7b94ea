package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

var walkPictures = flag.String("walk.pictures", "", "write a picture of each step of the walk through the preview into this folder")

// browser is a page in Debian's Chromium, over its debugging protocol
// (chromedevtools.github.io/devtools-protocol).
type browser struct {
	t    *testing.T
	conn *websocket.Conn
	id   int
}

// openBrowser opens an address.
func openBrowser(t *testing.T, address string) *browser {
	t.Helper()
	name, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not on the PATH: the preview was not walked through")
	}
	profile, err := os.MkdirTemp("", "walk") // not t.TempDir: what the browser writes while it ends would fail the test
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	// Without the sandbox, because tests may run as root; the page is our own.
	cmd := exec.CommandContext(ctx, name, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--window-size=900,900",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0", "--user-data-dir="+profile, "about:blank")
	said, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		_ = cmd.Wait()
		os.RemoveAll(profile)
	})
	port := ""
	for lines := bufio.NewScanner(said); port == "" && lines.Scan(); {
		if m := regexp.MustCompile(`DevTools listening on ws://([^/]+)/`).FindStringSubmatch(lines.Text()); m != nil {
			port = m[1]
		}
	}
	go func() { _, _ = bufio.NewReader(said).WriteTo(new(strings.Builder)) }() // until it ends
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "http://"+port+"/json/new?"+address, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var page struct {
		Address string `json:"webSocketDebuggerUrl"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&page); err != nil {
		t.Fatal(err)
	}
	conn, answer, err := websocket.DefaultDialer.DialContext(t.Context(), page.Address, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	t.Cleanup(func() { _ = conn.Close() })
	return &browser{t: t, conn: conn}
}

// call does one command of the protocol.
func (b *browser) call(method string, params map[string]any, out any) error {
	b.id++
	if err := b.conn.WriteJSON(map[string]any{"id": b.id, "method": method, "params": params}); err != nil {
		return err
	}
	for {
		var in struct {
			ID     int
			Result json.RawMessage
			Error  *struct{ Message string }
		}
		if err := b.conn.ReadJSON(&in); err != nil {
			return err
		}
		if in.ID != b.id {
			continue // an event
		}
		if in.Error != nil {
			return errors.New(in.Error.Message)
		}
		return json.Unmarshal(in.Result, out)
	}
}

// do does a step in the page, and returns what it says, in words.
func (b *browser) do(step string) (string, error) {
	script := "(async () => {" + walking + step + "})()"
	var out struct {
		Result           struct{ Value any }
		ExceptionDetails *struct{ Exception struct{ Description string } }
	}
	err := b.call("Runtime.evaluate", map[string]any{"expression": script, "awaitPromise": true, "returnByValue": true}, &out)
	if err == nil && out.ExceptionDetails != nil {
		err = errors.New(out.ExceptionDetails.Exception.Description)
	}
	return fmt.Sprint(out.Result.Value), err
}

// walking has what the steps are made of. seen waits for something to be on the page.
const walking = `
const later = (ms) => new Promise((done) => setTimeout(done, ms));
const seen = async (what, look) => {
  for (const end = Date.now() + 30000; Date.now() < end; await later(50)) { const found = look(); if (found) return found; }
  throw new Error("not seen: " + what + "\n" + document.querySelector("main").innerText.slice(-2000));
};
const all = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.offsetParent !== null);
const last = () => all("main > .message").at(-1);
const says = (words) => seen(words, () => last()?.innerText.includes(words) && last());
const button = (label) => seen("the button " + label, () => [...(last()?.querySelectorAll("button.button") || [])].find((b) => b.innerText.includes(label) && !b.disabled));
const press = async (label) => (await button(label)).click();
const fill = (field, text) => { field.value = text; field.dispatchEvent(new Event("input", { bubbles: true })); };
const command = async (path, values) => {
  fill(document.getElementById("line"), "/" + path);
  (await seen("/" + path, () => all("#offers li").find((l) => l.innerText.split("\n")[0] === "/" + path))).dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true }));
  for (const [name, value] of Object.entries(values || {})) fill(document.querySelector('[data-option="' + name + '"]'), value);
};
const send = () => document.getElementById("composer").requestSubmit();
const be = (who) => { const s = document.getElementById("who"); s.value = who; s.dispatchEvent(new Event("change")); };
const form = () => seen("a form", () => !document.getElementById("overlay").hidden && document.querySelector("#overlay .modal"));
const submit = () => document.querySelector('#overlay [data-act="submit"]').click();
`

// TestAWalkThroughThePreview does in a real browser what a newcomer does in the first
// minutes, as a member and as a moderator.
func TestAWalkThroughThePreview(t *testing.T) {
	if os.Getenv("VERBATIM_WALK") == "" {
		t.Skip("the walk through the preview in Chromium is a step of .ci/run (VERBATIM_WALK=1)")
	}
	skipWithoutSignals(t)
	address := startPreview(t)
	b := openBrowser(t, address)
	for { // the page may be on its way still
		_, err := b.do(`await seen("commands", () => typeof commands !== "undefined" && commands.length);`)
		if err == nil {
			break
		}
		if !strings.Contains(err.Error(), "context was destroyed") {
			t.Fatal(err)
		}
	}
	for i, step := range []struct{ name, script string }{
		{"search", `await command("quote search", { words: "bridge" }); send(); await says("1 / 2");`},
		{"next", `await press("Next"); await says("2 / 2");`},
		{"completion", `await command("quote search", { words: "prom" }); await seen("a completion", () => all("#offers li").some((l) => l.innerText.includes("promise"))); drop();`},
		{"context", `await command("quote search", { words: "harbour" }); send(); await says("rebuild the harbour"); await press("Context"); await says("introduced by");`},
		{"check", `await command("quote check", { words: "A bridge is a promise between three banks." }); send(); await says("promise between two banks");`},
		{"report", `await command("quote search", { words: "asleep" }); send(); await says("asleep"); await press("More"); await press("Report"); await form(); for (const f of document.querySelectorAll("#overlay [data-field]")) f.value = "It was somebody else."; submit(); await seen("thanks", () => last().classList.contains("ephemeral"));`},
		{"a message is checked", `fill(document.getElementById("line"), "A town without a library is a town asleep."); document.getElementById("line").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })); await says("town without"); last().querySelector('[data-act="apps"]').click(); (await seen("apps", () => [...last().querySelectorAll(".apps li")].find((l) => l.innerText.includes("Check")))).click(); await says("Jan Nowak");`},
		{"members cannot moderate", `await command("corpus status"); send(); await says("moderators");`},
		{"status", `be("moderator"); await command("corpus status"); send(); await says("version 1 of the corpus");`},
		{"review", `await command("corpus review"); send(); await seen("an answer", () => last().innerText.length > 0 && !last().innerText.includes("thinking"));`},
		{"reindex", `await command("corpus reindex"); send(); await says("read the corpus in");`},
		{"hide", `await command("corpus hide", { id: "shnmp8hdsf597", reason: "a trial" }); send(); await says("harbour"); await command("corpus undo"); send(); await says("harbour");`},
		{"in private", `document.getElementById("where").value = "dm"; document.getElementById("where").dispatchEvent(new Event("change")); await command("quote search", { words: "bridge" }); send(); await says("1 / 2");`},
		{"on a phone, light, in German", `document.getElementById("width").click(); document.getElementById("theme").click(); document.getElementById("language").value = "de"; await command("zitat suche", { words: "library" }); send(); await says("asleep");`},
	} {
		_, err := b.do(step.script)
		b.picture(fmt.Sprintf("%02d %s.png", i+1, step.name))
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
	}
}

// picture writes what the browser shows, where pictures are wanted.
func (b *browser) picture(name string) {
	if *walkPictures == "" {
		return
	}
	var out struct{ Data string }
	if err := b.call("Page.captureScreenshot", map[string]any{"format": "png"}, &out); err != nil {
		b.t.Error(err)
		return
	}
	raw, err := base64.StdEncoding.DecodeString(out.Data)
	if err == nil {
		err = os.WriteFile(filepath.Join(*walkPictures, name), raw, 0o644)
	}
	if err != nil {
		b.t.Error(err)
	}
}

// startPreview starts verbatim preview and returns the address that it prints.
func startPreview(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("verbatim", "preview")
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "CORPUS_DIR=" + corpusFolder(t), "DATA_DIR=" + filepath.Join(t.TempDir(), "data")}
	cmd.Stderr = t.Output()
	endWithParent(cmd)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Errorf("the preview ends with %v", err)
		}
	})
	address := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if a, ok := strings.CutPrefix(lines.Text(), "Open "); ok {
				address <- a
			}
		}
	}()
	select {
	case a := <-address:
		return a
	case <-time.After(patience):
		t.Fatal("the preview prints no address")
		return ""
	}
}
