package main

import (
	"encoding/json"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// The plan of the house: which room may import which others. A room that is
// not in it does not exist yet; whoever builds one writes it down here.
// Tests are not held to it, but to the doors of the libraries they are.
//
// Two arrows need a reason. bot/interact knows bot/messages because it answers
// where no command can: when one failed, was not allowed or came too often, it
// says so in a sentence of the catalogue. bot/reindex knows quotes/corpus
// because its report carries what was rejected while reading.
var (
	rooms = map[string][]string{
		"config":          {},
		"quotes":          {},
		"quotes/article":  {"quotes"},
		"quotes/language": {},
		"quotes/extract":  {"quotes", "quotes/article", "quotes/language"},
		"quotes/corpus":   {"quotes", "quotes/article", "quotes/extract", "quotes/language"},
		"quotes/store":    {"quotes"},
		"search":          {"quotes", "quotes/store"},
		"bot/messages":    {},
		"bot/interact":    {"bot/messages"},
		"bot/reindex":     {"quotes/corpus", "search"},
		"bot/gateway":     {},
		"bot/command":     {"bot/interact", "bot/messages", "bot/reindex", "search", "quotes"},
		"bot/discordtest": {},
		"bot/cli": {
			"bot/command", "bot/messages", "bot/reindex", "search",
			"quotes", "quotes/article", "quotes/corpus", "quotes/extract", "quotes/language",
		},
		"bot": {"*"},
	}

	// What a room keeps inside itself: importable by the room alone.
	inner = []string{"search", "quotes/corpus", "quotes/extract"}

	// Libraries behind one door: import path -> the rooms that may open it.
	doors = map[string][]string{
		"github.com/bwmarrin/discordgo":  {"bot"},
		"github.com/blevesearch":         {"search"},
		"github.com/joho/godotenv":       {"config"},
		"github.com/schollz/progressbar": {"bot/cli"},
		"golang.org/x/term":              {"bot/cli"},
		"go.yaml.in/yaml":                {"quotes"},
		"github.com/yuin/goldmark":       {"quotes/article"},
		"codeberg.org/readeck":           {"quotes/article"},
	}
)

type listed struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// list asks the go command about the packages of the module.
func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "verbatim/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var l listed
		if err := dec.Decode(&l); err != nil {
			t.Fatal(err)
		}
		all = append(all, l)
	}
	if len(all) < 5 {
		t.Fatalf("go list names %d packages only", len(all))
	}
	return all
}

// roomOf is the room that a package belongs to: its own folder, or the nearest
// one above that is a room.
func roomOf(pkg string) string {
	dir := strings.TrimPrefix(pkg, "verbatim/")
	for d := dir; d != "."; d = path.Dir(d) {
		if _, ok := rooms[d]; ok {
			return d
		}
	}
	return dir
}

func within(pkg, dir string) bool { return pkg == dir || strings.HasPrefix(pkg, dir+"/") }

func TestRoomsImportOnlyWhomTheyMayKnow(t *testing.T) {
	for _, p := range list(t) {
		room := roomOf(p.ImportPath)
		allowed, known := rooms[room]
		if !known {
			t.Errorf("%s is in no room of the plan", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if !strings.HasPrefix(imported, "verbatim/") {
				continue
			}
			other := roomOf(imported)
			switch {
			case other == room:
			case !slices.Contains(allowed, other) && !slices.Contains(allowed, "*"):
				t.Errorf("%s imports %s, and %s may know only %v", p.ImportPath, imported, room, allowed)
			case imported != "verbatim/"+other && slices.Contains(inner, other):
				t.Errorf("%s imports %s, which %s keeps to itself", p.ImportPath, imported, other)
			}
		}
	}
}

func TestLibrariesAreBehindTheirDoors(t *testing.T) {
	for _, p := range list(t) {
		dir := strings.TrimPrefix(p.ImportPath, "verbatim/")
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			for library, may := range doors {
				if within(imported, library) && !slices.ContainsFunc(may, func(room string) bool { return within(dir, room) }) {
					t.Errorf("%s imports %s, which only %v may", p.ImportPath, imported, may)
				}
			}
		}
	}
}

func TestQuotesNeedsNothingButTheStandardLibraryAndText(t *testing.T) {
	for _, p := range list(t) {
		if p.ImportPath != "verbatim/quotes" {
			continue
		}
		for _, imported := range p.Imports {
			if strings.Contains(strings.Split(imported, "/")[0], ".") && !within(imported, "golang.org/x/text") {
				t.Errorf("quotes imports %s", imported)
			}
		}
	}
}

func TestBleveIsNotServedOverHTTP(t *testing.T) {
	for _, p := range list(t) {
		if slices.ContainsFunc(p.Imports, func(s string) bool {
			return strings.HasPrefix(s, "github.com/blevesearch/bleve/") && strings.HasSuffix(s, "/http")
		}) {
			t.Errorf("%s imports bleve's HTTP handlers", p.ImportPath)
		}
	}
}
