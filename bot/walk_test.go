package main

import (
	"bufio"
	"context"
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
// first asks until the corpus has been read for the first time.
const first = async (path, values, words) => {
  for (const end = Date.now() + 60000; Date.now() < end; await later(200)) {
    const before = shown.size;
    await command(path, values);
    send();
    await seen("an answer", () => shown.size > before);
    if (!last().innerText.includes("for the first time")) return says(words);
  }
};
const send = () => document.getElementById("composer").requestSubmit();
const be = (who) => { const s = document.getElementById("who"); s.value = who; s.dispatchEvent(new Event("change")); };
const form = () => seen("a form", () => !document.getElementById("overlay").hidden && document.querySelector("#overlay .modal"));
const attach = (option, name, content) => {
  const list = new DataTransfer();
  list.items.add(new File([content], name));
  document.querySelector('[data-option="' + option + '"]').files = list.files;
};
const submit = () => document.querySelector('#overlay [data-act="submit"]').click();
`

func skipWithoutWalk(t *testing.T) {
	t.Helper()
	if os.Getenv("VERBATIM_WALK") == "" {
		t.Skip("the walk through the preview in Chromium is a step of .ci/run (VERBATIM_WALK=1)")
	}
	startsProcesses(t)
}

// openPreview starts verbatim preview over a corpus and opens its page.
func openPreview(t *testing.T, corpus string) *browser {
	t.Helper()
	b := openBrowser(t, startPreview(t, corpus))
	for { // the page may be on its way still
		_, err := b.do(`await seen("commands", () => typeof commands !== "undefined" && commands.length);`)
		if err == nil {
			return b
		}
		if !strings.Contains(err.Error(), "context was destroyed") {
			t.Fatal(err)
		}
	}
}

// TestAWalkThroughThePreview does in a real browser what a newcomer does in the first
// minutes, as a member and as a moderator.
func TestAWalkThroughThePreview(t *testing.T) {
	skipWithoutWalk(t)
	b := openPreview(t, corpusFolder(t))
	for i, step := range []struct{ name, script string }{
		{"welcome", `await seen("where the corpus is", () => document.getElementById("corpus").innerText.includes("folder"));`},
		{"search", `await first("quote search", { words: "bridge" }, "1 / 2");`},
		{"next", `await press("Next"); await says("2 / 2");`},
		{"completion", `await command("quote search", { words: "prom" }); await seen("a completion", () => all("#offers li").some((l) => l.innerText.includes("promise")));`},
		{"context", `drop(); await command("quote search", { words: "harbour" }); send(); await says("rebuild the harbour"); await press("Context"); await says("introduced by");`},
		{"check", `await command("quote check", { words: "A bridge is a promise between three banks." }); send(); await says("promise between two banks");`},
		{"a form", `await command("quote search", { words: "asleep" }); send(); await says("asleep"); await press("More"); await press("Report"); await form();`},
		{"report", `for (const f of document.querySelectorAll("#overlay [data-field]")) f.value = "It was somebody else."; submit(); await says("Thank you"); last().querySelector('[data-act="dismiss"]').click(); await seen("no thanks", () => !last().innerText.includes("Thank you"));`},
		{"a message is checked", `fill(document.getElementById("line"), "A town without a library is a town asleep."); document.getElementById("line").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })); await says("town without"); last().querySelector('[data-act="apps"]').click(); (await seen("apps", () => [...last().querySelectorAll(".apps li")].find((l) => l.innerText.includes("Check")))).click(); await says("Jan Nowak");`},
		{"members cannot moderate", `await command("corpus status"); send(); await says("moderators");`},
		{"status", `be("moderator"); await command("corpus status"); send(); await says("version 1 of the corpus");`},
		{"review", `await command("corpus review"); send(); await says("It was somebody else."); await says("@You");`},
		{"reindex", `await command("corpus reindex"); send(); await says("read the corpus in");`},
		{"hide", `await command("corpus hide", { id: "shnmp8hdsf597", reason: "a trial" }); send(); await says("harbour"); await command("corpus undo"); send(); await says("harbour");`},
		{"a file is shown before it is imported", `await command("corpus import"); attach("file", "Lamps & Streets.csv", "text,speaker,source,date\nThe lamp outlives the street,Maria Santos,Letters Home,1951\n,nobody,,\n"); send(); await says("Nothing has changed yet"); await says("The lamp outlives the street"); await says("line 3"); be(""); await command("quote search", { words: "lamp street" }); send(); await says("no quote");`},
		{"import", `be("moderator"); [...document.querySelectorAll("button.button")].find((b) => b.innerText === "Apply").click(); await seen("the reading", () => all("main > .message").some((m) => m.innerText.includes("in the corpus now") && m.innerText.includes("read the corpus in")));`},
		{"what was imported is found", `be(""); await command("quote search", { words: "lamp street" }); send(); await says("The lamp outlives the street"); await says("Letters Home");`},
		{"export", `be("moderator"); await command("corpus export"); send(); await says("Here are"); await seen("a file to keep", () => last().querySelector("a[download]")?.href.startsWith("data:"));`},
		{"in private", `document.getElementById("where").value = "dm"; document.getElementById("where").dispatchEvent(new Event("change")); if (last()) throw new Error("what was said in the server is seen in private"); await command("quote search", { words: "bridge" }); send(); await says("1 / 2");`},
		{"on a phone, light, in German", `document.getElementById("width").click(); document.getElementById("theme").click(); document.getElementById("language").value = "de"; await command("zitat suche", { words: "library" }); send(); await says("asleep");`},
	} {
		_, err := b.do(step.script)
		b.looks(fmt.Sprintf("%02d %s", i+1, step.name))
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
	}
}

// looks writes pictures of what the browser shows, dark, light, and narrow as a phone.
func (b *browser) looks(name string) {
	if *walkPictures == "" {
		return
	}
	const turn = `document.getElementById("%s").click(); await later(100);`
	for _, look := range []struct{ name, switched string }{{"dark", ""}, {"light", "theme"}, {"narrow", "width"}} {
		if look.switched != "" {
			if _, err := b.do(fmt.Sprintf(turn, look.switched)); err != nil {
				b.t.Error(err)
			}
		}
		b.picture(name + " " + look.name + ".png")
	}
	for _, back := range []string{"theme", "width"} {
		if _, err := b.do(fmt.Sprintf(turn, back)); err != nil {
			b.t.Error(err)
		}
	}
}

// picture writes what the browser shows.
func (b *browser) picture(name string) {
	raw := b.screenshot(map[string]any{"format": "png"})
	if err := os.WriteFile(filepath.Join(*walkPictures, name), raw, 0o644); err != nil {
		b.t.Error(err)
	}
}

// screenshot is a picture of the page.
func (b *browser) screenshot(how map[string]any) []byte {
	b.t.Helper()
	var out struct{ Data []byte }
	if err := b.call("Page.captureScreenshot", how, &out); err != nil {
		b.t.Fatal(err)
	}
	return out.Data
}

// startPreview starts verbatim preview over a corpus and returns the address that it
// prints.
func startPreview(t *testing.T, corpus string) string {
	t.Helper()
	cmd := exec.Command("verbatim", "preview")
	cmd.Dir = t.TempDir()
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "CORPUS_DIR=" + corpus, "DATA_DIR=" + filepath.Join(t.TempDir(), "data")}
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
