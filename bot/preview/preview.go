// Package preview draws Discord messages as a web page, so that a reply can be
// looked at without an account: Components V2, embeds, modals and Discord's
// markdown, light and dark, wide and narrow as a phone.
//
// The page is one self-contained file. It asks nothing of the network (its
// policy forbids it), and whatever text a message carries stays text: scripts
// make elements of a tree and never markup of a string.
//
// To draw pictures of a file of messages, with Chromium on the PATH:
//
//	go test ./bot/preview -run Draw -draw DIR -in FILE.json
package preview

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// Message is one entry of the page.
type Message struct {
	// Title stands above the message, as the line between two days does.
	Title string `json:"title,omitempty"`
	// Message is an interaction's response, {"type": …, "data": …}, or its data
	// alone.
	Message json.RawMessage `json:"message"`
	// Open is the custom_id of the select menu that is drawn open.
	Open string `json:"open,omitempty"`
	// Files are what the message attaches, by name.
	Files map[string][]byte `json:"files,omitempty"`
}

// Theme is one of Discord's looks.
type Theme string

// The themes that are drawn; dark is the one Discord calls Ash.
const (
	Dark  Theme = "dark"
	Light Theme = "light"
)

// Widths of a page in CSS pixels: Discord's widest container in a message with
// its margins, and a phone.
const (
	Wide   = 720
	Narrow = 380
)

// Options say how the page looks.
type Options struct {
	Theme Theme     // Dark if empty
	Width int       // Wide if zero
	Now   time.Time // what relative times count from; when the page is opened if zero
}

//go:embed page/page.html
var page string

//go:embed page/style.css
var style string

//go:embed page/markdown.js
var markdown string

//go:embed page/components.js
var components string

//go:embed page/build.js
var build string

//go:embed page/page.js
var script string

// Drawn is what a page needs to draw messages: drawEntry makes a tree of one, as the
// page of [Page] has them, and build makes elements of it.
type Drawn struct{ Style, Script string }

// Drawing returns what [Page] draws with, for a page that does more.
func Drawing() Drawn { return Drawn{style, markdown + components + build} }

// Page writes the messages as one HTML page, one under another.
func Page(w io.Writer, messages []Message, o Options) error {
	content := struct {
		Theme    Theme     `json:"theme"`
		Width    int       `json:"width"`
		Now      int64     `json:"now,omitempty"` // milliseconds
		Messages []Message `json:"messages"`
	}{cmp.Or(o.Theme, Dark), cmp.Or(o.Width, Wide), 0, messages}
	if !o.Now.IsZero() {
		content.Now = o.Now.UnixMilli()
	}
	// Marshal writes <, > and & as \u003c, \u003e and \u0026, in a RawMessage as
	// well: no text can end the script element that it stands in.
	data, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("messages to draw: %w", err)
	}
	scripts := Drawing().Script + script
	_, err = strings.NewReplacer(
		"{{style}}", style, "{{style hash}}", Hash(style),
		"{{script}}", scripts, "{{script hash}}", Hash(scripts),
		"{{messages}}", string(data),
	).WriteString(w, page)
	return err
}

// Hash is the source expression by which a content security policy lets in one
// inline element (CSP level 3, section 2.3.1).
func Hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
