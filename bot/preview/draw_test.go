package preview

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	drawDir = flag.String("draw", "", "draw the messages of -in into this folder, as PNG files")
	drawIn  = flag.String("in", "", "what to draw with -draw: a JSON file of one message, or of a list [{\"title\": …, \"message\": …}, …]")
)

// chromium runs Debian's browser on a page that lies in a file, once.
func chromium(t *testing.T, page string, args ...string) string {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not on the PATH: nothing was drawn (Debian: apt-get install chromium fonts-noto-core fonts-noto-color-emoji)")
	}
	// Not t.TempDir: what the browser writes while it ends would fail the test.
	profile, err := os.MkdirTemp("", "preview")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(profile)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	// Without the sandbox, because tests may run as root; the page is our own.
	args = append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--hide-scrollbars", "--user-data-dir=" + profile,
	}, args...)
	cmd := exec.CommandContext(ctx, browser, append(args, "file://"+page)...)
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	return string(out)
}

// drawn is what the page says of itself once it has drawn everything.
type drawn struct {
	Errors, Wide []string
	Height       int
	DOM          string
}

// open draws messages in Chromium.
func open(t *testing.T, list []Message, o Options, args ...string) drawn {
	t.Helper()
	page, err := os.Create(filepath.Join(t.TempDir(), "page.html"))
	if err != nil {
		t.Fatal(err)
	}
	defer page.Close()
	if err := Page(page, list, o); err != nil {
		t.Fatal(err)
	}
	d := drawn{DOM: chromium(t, page.Name(), append(args, "--dump-dom")...)}
	for name, into := range map[string]any{"errors": &d.Errors, "wide": &d.Wide, "height": &d.Height} {
		m := regexp.MustCompile(`<html[^>]* data-` + name + `="([^"]*)"`).FindStringSubmatch(d.DOM)
		if m == nil {
			t.Fatalf("the page's script did not end: no data-%s", name)
		}
		if err := json.Unmarshal([]byte(html.UnescapeString(m[1])), into); err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// picture draws messages into a PNG file as high as the page, with scale pixels to
// one of the page. How high that is only the browser knows: the window is taller
// than most, and the picture is cut.
func picture(t *testing.T, list []Message, o Options, scale int, file string) drawn {
	t.Helper()
	height := 500 * (1 + len(list))
	draw := func() drawn {
		return open(t, list, o, "--screenshot="+file, fmt.Sprintf("--window-size=%d,%d", o.Width, height),
			fmt.Sprintf("--force-device-scale-factor=%d", scale))
	}
	d := draw()
	if d.Height > height {
		height = d.Height
		d = draw()
	}
	cut(t, file, d.Height*scale)
	return d
}

func cut(t *testing.T, file string, height int) {
	t.Helper()
	img := decode(t, file).(interface {
		image.Image
		SubImage(image.Rectangle) image.Image
	})
	size := img.Bounds()
	size.Max.Y = min(size.Max.Y, height)
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img.SubImage(size)); err != nil {
		t.Fatal(err)
	}
}

func decode(t *testing.T, file string) image.Image {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// looks are the four pictures of a page.
var looks = map[string]Options{
	"dark-wide":    {Dark, Wide, now},
	"dark-narrow":  {Dark, Narrow, now},
	"light-wide":   {Light, Wide, now},
	"light-narrow": {Light, Narrow, now},
}

// TestDraw draws the golden cards in the four looks and holds that everything was
// drawn and nothing sticks out. With -draw and -in it draws another file's
// messages instead and keeps the pictures, to be looked at. Relative paths are
// read from the package's folder, where the test runs.
func TestDraw(t *testing.T) {
	dir, name, scale := t.TempDir(), "cards", 1
	var list []Message
	switch {
	case *drawDir == "":
		for _, file := range cards(t) {
			list = append(list, messages(t, file)...)
		}
	case *drawIn == "":
		t.Fatal("-draw needs -in")
	default:
		list = messages(t, *drawIn)
		dir, name, scale = *drawDir, strings.TrimSuffix(filepath.Base(*drawIn), ".json"), 2
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for look, o := range looks {
		t.Run(look, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(dir, name+"-"+look+".png")
			d := picture(t, list, o, scale, file)
			for _, e := range d.Errors {
				t.Error(e)
			}
			if len(d.Wide) > 0 {
				t.Errorf("wider than %d pixels: %v", o.Width, d.Wide)
			}
			checkPicture(t, file, image.Pt(o.Width*scale, d.Height*scale), o.Theme)
			if *drawDir != "" {
				t.Log(file)
			}
		})
	}
}

// A picture is as large as the page, in the theme's own colour, and ends below the
// last message: its last row is empty.
func checkPicture(t *testing.T, file string, size image.Point, theme Theme) {
	t.Helper()
	img := decode(t, file)
	if got := img.Bounds().Size(); got != size {
		t.Errorf("the picture has %v pixels, the page %v", got, size)
	}
	chat := map[Theme]color.RGBA{Dark: {0x32, 0x33, 0x39, 0xff}, Light: {0xfb, 0xfb, 0xfb, 0xff}}[theme]
	bottom := img.Bounds().Max.Y - 1
	for x := range img.Bounds().Max.X {
		if got := color.RGBAModel.Convert(img.At(x, bottom)); got != chat {
			t.Fatalf("the last row has %v at %d, the theme's colour is %v", got, x, chat)
		}
	}
}

func TestWhatCannotBeDrawnIsSaid(t *testing.T) {
	d := open(t, []Message{
		{Title: "new", Message: json.RawMessage(`{"components":[{"type":99}]}`)},
		{Title: "wide", Message: json.RawMessage(`{"content":"text"}`)},
	}, Options{Width: 60})
	if want := []string{"new: no component of type 99 can be drawn"}; !slices.Equal(d.Errors, want) {
		t.Errorf("errors are %q, want %q", d.Errors, want)
	}
	if !slices.Contains(d.Wide, "markup") {
		t.Errorf("on a page of 60 pixels only %q stick out", d.Wide)
	}
}

func TestHostileTextIsDrawnAsText(t *testing.T) {
	const hostile = `</script><script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"><style>*{display:none}</style>[a](javascript:document.title='owned')`
	data := fmt.Sprintf(`{"content":"%[1]s","embeds":[{"title":"%[1]s","url":"javascript:1","description":"%[1]s"}],
		"components":[{"type":1,"components":[{"type":2,"style":5,"label":"%[1]s","url":"javascript:1"}]}]}`, hostile)
	d := open(t, []Message{{Title: strings.ReplaceAll(hostile, `\"`, `"`), Message: json.RawMessage(data)}}, Options{})
	_, body, _ := strings.Cut(d.DOM, "<body>")
	body, _, _ = strings.Cut(body, `<script type="application/json"`)
	if got := strings.Count(body, "&lt;img src=x onerror="); got != 5 {
		t.Errorf("%d of 5 texts are drawn", got)
	}
	for _, part := range []string{"<script", "<img", "<style", `href="javascript:`} {
		if strings.Contains(body, part) {
			t.Errorf("a text became %s", part)
		}
	}
	if !strings.Contains(d.DOM, "<title>Verbatim</title>") {
		t.Error("a text ran as a script")
	}
}
