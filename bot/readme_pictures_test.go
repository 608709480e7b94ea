package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var readmePictures = flag.String("readme.pictures", "", "write the README's pictures into this folder")

// maxPicture is how large a picture of the README may be, in bytes.
const maxPicture = 150_000

// TestThePreviewDrawsTheReadme holds that each of the README's pictures can be made by
// what somebody does in the preview. They are made anew with
//
//	VERBATIM_WALK=1 go test ./bot -run TheReadme -readme.pictures ../docs
func TestThePreviewDrawsTheReadme(t *testing.T) {
	skipWithoutWalk(t)
	b := openPreview(t, readmeCorpus(t))
	// High enough for every message to be seen without scrolling.
	if err := b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": 900, "height": 1000, "deviceScaleFactor": 1, "mobile": false}, new(struct{})); err != nil {
		t.Fatal(err)
	}
	if _, err := b.do(`await first("quote search", { words: "brevity" }, "Shakespeare");`); err != nil {
		t.Fatal(err)
	}
	for _, p := range []struct {
		file, step string
		light      bool
		narrow     bool
		messages   int     // the last ones, which are in the picture
		page       bool    // what is around them is there, too
		scale      float64 // pixels of a CSS pixel
	}{
		{"preview.png", `await command("quote search", { words: "truth universally acknowledged" }); send(); await says("Austen");`, false, false, 1, true, 1},
		{"search.png", `await command("quote search", { words: "course of true love" }); send(); await says("1 / 4");`, false, false, 1, false, 2},
		{"report.png", `await command("quote search", { words: "money late" }); send(); await says("Reported, not quoted");`, false, false, 1, false, 2},
		{"disputed.png", `await command("quote search", { words: "eat cake" }); send(); await says("Disputed");`, true, false, 1, false, 2},
		{"phrase.png", `await command("quote search", { words: "polite way swimming" }); send(); await says("Partial quote"); await press("Context"); await says("In context");`, false, true, 2, false, 1.5},
		{"check.png", `await command("quote check", { words: "Four score and eight years ago our fathers brought forth a new nation" }); send(); await says("Lincoln");`, false, true, 1, false, 1.5},
		{"import.png", `be("moderator"); await command("corpus import"); attach("file", "lamps.csv", "text,speaker,source,date\nThe lamp outlives the street.,Ines Tallow,Letters Home,1951\nNobody thanks the tide.,Lena Brandt,Letters Home,1952\n"); send(); await says("Nothing has changed yet");`, false, false, 1, false, 2},
	} {
		if _, err := b.do(p.step); err != nil {
			t.Fatalf("%s: %v", p.file, err)
		}
		raw := b.readmePicture(map[string]any{"light": p.light, "narrow": p.narrow, "count": p.messages, "page": p.page}, p.scale)
		if len(raw) > maxPicture {
			t.Errorf("%s has %d bytes, more than %d", p.file, len(raw), maxPicture)
		}
		if *readmePictures != "" {
			if err := os.WriteFile(filepath.Join(*readmePictures, p.file), raw, 0o644); err != nil {
				t.Error(err)
			}
		}
	}
}

// readmeCorpus is a folder with the starter corpus, the article of verbatim demo and
// some made-up files.
func readmeCorpus(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, pattern := range []string{"../quotes/corpus/starter/*", "demo/corpus/harbour-bridge.md", "testdata/readme/*"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: there are no files, %v", pattern, err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, filepath.Base(file)), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// forPicture leaves only the last messages on the page, without what would be another
// one each time, and says where they are.
const forPicture = `
const set = (attribute, value) => value ? document.documentElement.setAttribute(attribute, value) : document.documentElement.removeAttribute(attribute);
set("data-theme", light ? "light" : "dark");
set("data-narrow", narrow ? "narrow" : "");
document.activeElement.blur();
const kept = all("main > .message").slice(-count);
for (const e of document.querySelectorAll("main > *")) e.style.display = kept.includes(e) || (page && e.id === "welcome") ? "" : "none";
for (const e of document.querySelectorAll(".apps")) e.style.display = page ? "" : "none";
for (const e of document.querySelectorAll(".header time")) e.textContent = "12:00 PM";
document.getElementById("corpus").textContent = "The quotations are those of the folder harbour. What moderators decide is kept in data.";
const main = document.querySelector("main");
await later(200);
const box = main.getBoundingClientRect();
if (page) return JSON.stringify({ x: 0, y: 0, width: innerWidth, height: innerHeight });
const end = kept.at(-1).getBoundingClientRect().bottom;
return JSON.stringify({ x: box.left + (narrow ? 1 : 0), y: box.top, width: Math.min(main.clientWidth, narrow ? 378 : 704), height: end - box.top + 10 });
`

// readmePicture draws the page, or the last messages on it, and leaves it as it was but
// for their times. what are the names that forPicture knows.
func (b *browser) readmePicture(what map[string]any, scale float64) []byte {
	b.t.Helper()
	names, err := json.Marshal(what)
	if err != nil {
		b.t.Fatal(err)
	}
	said, err := b.do("const { light, narrow, count, page } = " + string(names) + ";" + forPicture)
	if err != nil {
		b.t.Fatal(err)
	}
	var clip map[string]float64
	if err := json.Unmarshal([]byte(said), &clip); err != nil {
		b.t.Fatal(err)
	}
	clip["scale"] = scale
	raw := b.screenshot(map[string]any{"format": "png", "clip": clip})
	if _, err := b.do(`document.documentElement.removeAttribute("data-narrow"); document.documentElement.dataset.theme = "dark"; for (const e of document.querySelectorAll("main > *")) e.style.display = "";`); err != nil {
		b.t.Error(err)
	}
	drawn, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		b.t.Fatal(err)
	}
	var small bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&small, fewColours(drawn)); err != nil {
		b.t.Fatal(err)
	}
	return small.Bytes()
}

// fewColours is a picture in its 256 most frequent colours, which takes half the bytes:
// others are those at the edges of letters, and the nearest will do.
func fewColours(drawn image.Image) *image.Paletted {
	bounds := drawn.Bounds()
	often := map[color.RGBA]int{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			often[color.RGBAModel.Convert(drawn.At(x, y)).(color.RGBA)]++
		}
	}
	all := slices.SortedFunc(maps.Keys(often), func(a, b color.RGBA) int {
		return cmp.Or(often[b]-often[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	var palette color.Palette
	for _, c := range all[:min(256, len(all))] {
		palette = append(palette, c)
	}
	few := image.NewPaletted(bounds, palette)
	draw.Draw(few, bounds, drawn, bounds.Min, draw.Src)
	return few
}
