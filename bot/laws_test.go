package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The design: which package may import which others. A new package is entered
// here. Tests are not held to it, except that a library behind one package is
// closed to them as well.
//
// Two directions need a reason. bot/interact knows bot/messages because it answers
// where no command can: when one failed, was not allowed or came too often, it
// says so in a sentence of the catalogue. bot/reindex knows quotes/corpus
// because its report carries what was rejected while reading.
var (
	imports = map[string][]string{
		"config":                 {},
		"quotes":                 {},
		"quotes/article":         {"quotes", "quotes/extract/grammar", "quotes/language"},
		"quotes/language":        {},
		"quotes/people":          {"quotes"},
		"quotes/extract":         {"quotes", "quotes/article", "quotes/extract/grammar", "quotes/language"},
		"quotes/extract/grammar": {"quotes"},
		"quotes/corpus":          {"quotes", "quotes/article", "quotes/extract", "quotes/language", "quotes/people"},
		"quotes/store":           {"quotes"},

		"search/text":       {},
		"search/align":      {},
		"search/rank":       {},
		"search/vocabulary": {"quotes", "quotes/store", "search/text"},
		"search/index":      {"quotes", "search/text", "search/vocabulary"},
		"search/moderation": {"quotes", "quotes/store", "search/vocabulary"},
		"search/generation": {"quotes", "quotes/people", "quotes/store", "search/index", "search/moderation", "search/vocabulary"},
		"search/shipment":   {"quotes/store", "search/generation"},
		"search/edits":      {"quotes", "quotes/store", "search/generation", "search/index", "search/moderation", "search/vocabulary"},
		"search/duplicate":  {"quotes", "search/text", "search/vocabulary"},
		"search/query":      {"search/index", "search/text", "search/vocabulary"},
		"search/snapshot":   {"quotes", "search/edits", "search/generation", "search/index", "search/query", "search/text", "search/vocabulary"},
		"search/zeroresult": {"quotes", "search/index", "search/query", "search/snapshot", "search/text", "search/vocabulary"},
		"search/find": {
			"quotes", "search/duplicate", "search/edits", "search/index", "search/query", "search/rank", "search/snapshot", "search/text", "search/vocabulary", "search/zeroresult",
		},
		"search/suggest": {"quotes", "search/edits", "search/find", "search/generation", "search/index", "search/query", "search/snapshot", "search/text", "search/vocabulary"},
		"search/locate":  {"quotes", "search/align", "search/index", "search/snapshot", "search/text", "search/vocabulary"},
		"search/check":   {"quotes", "quotes/people", "search/align", "search/duplicate", "search/find", "search/locate", "search/snapshot", "search/text"},
		"search": {
			"quotes", "quotes/store", "search/check", "search/duplicate", "search/edits", "search/find", "search/generation", "search/index", "search/locate",
			"search/moderation", "search/shipment", "search/snapshot", "search/suggest", "search/zeroresult",
		},

		"bot/messages":    {},
		"bot/interact":    {"bot/messages"},
		"bot/reindex":     {"quotes/corpus", "search"},
		"bot/payload":     {},
		"bot/gateway":     {"bot/payload"},
		"bot/endpoint":    {"bot/interact", "bot/payload"},
		"bot/fetch":       {},
		"bot/backup":      {"quotes/store"},
		"bot/intake":      {"bot/fetch", "quotes", "quotes/article", "quotes/corpus", "quotes/store"},
		"bot/daily":       {"bot/interact", "quotes", "quotes/store"},
		"bot/command":     {"bot/daily", "bot/fetch", "bot/intake", "bot/interact", "bot/messages", "bot/picture", "bot/reindex", "search", "quotes", "quotes/corpus", "quotes/language"},
		"bot/discordtest": {},
		"bot/picture":     {},
		"bot/ops":         {},
		"bot/cluster":     {"quotes", "quotes/store", "search"},
		"bot/preview":     {},
		"bot/stage":       {"bot/preview"},
		"bot/cli": {
			"bot/command", "bot/intake", "bot/messages", "bot/reindex", "search",
			"quotes", "quotes/article", "quotes/corpus", "quotes/extract", "quotes/language",
		},
		"bot": {"*"},
	}

	// Packages whose subpackages are internal to them.
	inner = []string{"search", "quotes/corpus", "quotes/extract"}

	// Libraries behind one package: import path -> the packages that may import it.
	libraries = map[string][]string{
		"github.com/bwmarrin/discordgo":  {"bot"},
		"github.com/blevesearch/bleve":   {"search/index"},
		"github.com/blevesearch/vellum":  {"search/vocabulary"},
		"github.com/blevesearch":         {"search/index", "search/vocabulary"},
		"github.com/joho/godotenv":       {"config"},
		"github.com/nats-io":             {"bot/cluster", "bot/cluster/clustertest"},
		"github.com/schollz/progressbar": {"bot/cli"},
		"golang.org/x/term":              {"bot/cli"},
		"go.yaml.in/yaml":                {"quotes", "bot/messages"},
		"github.com/yuin/goldmark":       {"quotes/article"},
		"codeberg.org/readeck":           {"quotes/article"},
		"github.com/go-fonts":            {"bot/picture"},
		"github.com/go-text":             {"bot/picture"},
		"golang.org/x/image":             {"bot/picture"},
		"github.com/prometheus":          {"bot/ops"},
		"github.com/coreos/go-systemd":   {"bot"},
	}
)

type listed struct {
	ImportPath   string
	Dir          string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// list asks the go command about the packages of the module.
func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports,TestImports,XTestImports", "verbatim/...")
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

// designed is the package of the design that a package belongs to: itself, or the
// nearest one above it.
func designed(pkg string) string {
	dir := strings.TrimPrefix(pkg, "verbatim/")
	for d := dir; d != "."; d = path.Dir(d) {
		if _, ok := imports[d]; ok {
			return d
		}
	}
	return dir
}

func within(pkg, dir string) bool { return pkg == dir || strings.HasPrefix(pkg, dir+"/") }

func TestPackagesImportOnlyWhatTheDesignAllows(t *testing.T) {
	for _, p := range list(t) {
		importer := designed(p.ImportPath)
		allowed, known := imports[importer]
		if !known {
			t.Errorf("%s is not in the design", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if !strings.HasPrefix(imported, "verbatim/") {
				continue
			}
			other := designed(imported)
			switch {
			case other == importer:
			case !slices.Contains(allowed, other) && !slices.Contains(allowed, "*"):
				t.Errorf("%s imports %s, and %s may import only %v", p.ImportPath, imported, importer, allowed)
			case within(other, "search") && other != "search" && !within(importer, "search"):
				t.Errorf("%s imports %s: search is the door to it", p.ImportPath, imported)
			case imported != "verbatim/"+other && slices.Contains(inner, other):
				t.Errorf("%s imports %s, which is internal to %s", p.ImportPath, imported, other)
			}
		}
	}
}

// maxLines is how long a package is, tests aside, before it is two.
const maxLines = 3000

func TestNoPackageOfSearchIsTooLong(t *testing.T) {
	for _, p := range list(t) {
		if !within(p.ImportPath, "verbatim/search") {
			continue
		}
		lines := 0
		for _, name := range p.GoFiles {
			b, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			lines += bytes.Count(b, []byte("\n"))
		}
		if lines > maxLines {
			t.Errorf("%s has %d lines", p.ImportPath, lines)
		}
	}
}

func TestLibrariesAreBehindOnePackage(t *testing.T) {
	for _, p := range list(t) {
		dir := strings.TrimPrefix(p.ImportPath, "verbatim/")
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			for library, may := range libraries {
				if within(imported, library) && !slices.ContainsFunc(may, func(pkg string) bool { return within(dir, pkg) }) {
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
