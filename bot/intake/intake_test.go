package intake

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"verbatim/bot/fetch"
	"verbatim/quotes"
	"verbatim/quotes/corpus"
)

const story = `<p>“We will rebuild the bridge before winter,” mayor Anna Kowalska said on Monday.</p>`

// read returns what a corpus folder holds.
func read(t *testing.T, dir string) ([]quotes.Quote, corpus.Report) {
	t.Helper()
	r, closer, err := corpus.Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer closer.Close()
	var report corpus.Report
	var all []quotes.Quote
	for q, err := range r.Read(t.Context(), &report) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, q)
	}
	return all, report
}

// A page is kept as it came; only what the corpus could not know otherwise is added.
func TestAPageIsKeptAsItCameAndKnowsItsAddress(t *testing.T) {
	const here = "https://news.example/a--b?x=1&y=2"
	for name, c := range map[string]struct {
		page   fetch.Page
		data   string // "": as it came
		url    string
		ending string
	}{
		"with its address": {
			page: fetch.Page{Type: "text/html", Data: []byte(`<head><link rel="canonical" href="https://news.example/bridge"></head>` + story)},
			url:  "https://news.example/bridge", ending: ".html",
		},
		"without": {
			page: fetch.Page{Type: "text/html", Data: []byte(story)},
			data: "<!-- saved from url=(0035)https://news.example/a-%2Db?x=1&y=2 -->\n" + story,
			url:  "https://news.example/a-%2Db?x=1&y=2", ending: ".html",
		},
		"with a byte order mark": {
			page: fetch.Page{Type: "application/xhtml+xml", Data: []byte("\xef\xbb\xbf" + story)},
			data: "\xef\xbb\xbf<!-- saved from url=(0035)https://news.example/a-%2Db?x=1&y=2 -->\n" + story,
			url:  "https://news.example/a-%2Db?x=1&y=2", ending: ".html",
		},
		"text": {
			page: fetch.Page{Type: "text/plain", Name: "bridge.txt", Data: []byte("“It holds,” Anna Kowalska said.\n")},
			data: "---\nurl: " + here + "\n---\n“It holds,” Anna Kowalska said.\n",
			url:  here, ending: ".txt",
		},
		"Markdown with front matter": {
			page: fetch.Page{Type: "text/plain", Name: "bridge.md", Data: []byte("---\ntitle: Bridge\n---\n“It holds,” Anna Kowalska said.\n")},
			data: "---\nurl: " + here + "\ntitle: Bridge\n---\n“It holds,” Anna Kowalska said.\n",
			url:  here, ending: ".md",
		},
		"a line that is no front matter": {
			page: fetch.Page{Type: "text/markdown", Data: []byte("---\n“It holds,” Anna Kowalska said.\n")},
			data: "---\nurl: " + here + "\n---\n---\n“It holds,” Anna Kowalska said.\n",
			url:  here, ending: ".md",
		},
		"an encoding that the server alone names": {
			page: fetch.Page{Type: "text/html", Charset: "windows-1251", Data: []byte("<p>\xcf\xf0\xe8\xe2\xb3\xf2</p><link rel=canonical href='https://news.example/x'>")},
			data: "<p>Привіт</p><link rel=canonical href='https://news.example/x'>",
			url:  "https://news.example/x", ending: ".html",
		},
		"an encoding that the page names too": {
			page: fetch.Page{Type: "text/html", Charset: "windows-1251", Data: []byte("<meta charset=windows-1251><p>\xcf\xf0\xe8\xe2\xb3\xf2</p><link rel=canonical href='https://news.example/x'>")},
			url:  "https://news.example/x", ending: ".html",
		},
		"UTF-16": {
			page: fetch.Page{Type: "text/plain", Data: []byte("\xff\xfeH\x00i\x00")},
			data: "---\nurl: " + here + "\n---\nHi",
			url:  here, ending: ".txt",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.page.URL = here
			f, err := Page(t.Context(), c.page)
			if err != nil {
				t.Fatal(err)
			}
			want := c.data
			if want == "" {
				want = string(c.page.Data)
			}
			if string(f.Data) != want {
				t.Errorf("kept is\n%q, want\n%q", f.Data, want)
			}
			a, err := corpus.ReadArticle(t.Context(), f.Name, f.Data)
			if err != nil || a.URL != c.url {
				t.Errorf("its address is %q, %v, want %q", a.URL, err, c.url)
			}
			if filepath.Ext(f.Name) != c.ending {
				t.Errorf("its name is %q", f.Name)
			}
		})
	}
}

func TestNames(t *testing.T) {
	safe := regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,180}\.[a-z]+$`)
	names := map[string]bool{}
	for i, c := range []struct{ address, name, title string }{
		{"https://news.example/a", "a", "The Bridge: Will It Stand?"},
		{"https://www.news.example/b", "b", "../../etc/passwd"},
		{"https://[2001:200::1]/c", "c", "con"},
		{"https://xn--e1afmkfd.example/d", "d", "Міст стоятиме"},
		{"https://" + strings.Repeat("a.", 60) + "example/e", "README.md", strings.Repeat("long ", 100)},
		{"https://news.example/f", "f", strings.Repeat("x", 300)},
		{"https://NEWS.example/g", "g", "«»"},
	} {
		f, err := Page(t.Context(), fetch.Page{URL: c.address, Name: c.name, Type: "text/html", Data: []byte("<title>" + c.title + "</title>" + story)})
		if err != nil || !safe.MatchString(f.Name) || names[f.Name] {
			t.Errorf("%d: %q, %v", i, f.Name, err)
		}
		names[f.Name] = true
	}
	if f, _ := Page(t.Context(), fetch.Page{URL: "https://www.news.example/a", Type: "text/html", Data: []byte("<title>The Bridge: Will It Stand?</title>" + story)}); !strings.HasPrefix(f.Name, "news.example-the-bridge-will-it-stand-") {
		t.Errorf("named %q", f.Name)
	}
	a, errA := Attachment(t.Context(), fetch.Page{Name: "../Quotes.CSV", Data: []byte("text\nA\n")}, false)
	b, errB := Attachment(t.Context(), fetch.Page{Name: "Quotes.CSV", Data: []byte("text\nB\n")}, false)
	if errA != nil || errB != nil || a.Name == b.Name || !safe.MatchString(a.Name) || !strings.HasSuffix(a.Name, ".csv") {
		t.Errorf("%q, %v and %q, %v", a.Name, errA, b.Name, errB)
	}
}

func TestWhatIsNotTaken(t *testing.T) {
	for name, c := range map[string]struct {
		data         string
		onlyArticles bool
		want         error
	}{
		"a.csv":     {"text\nA quotation\n", true, ErrNoArticle},
		"a.exe":     {"MZ", false, ErrUnknownKind},
		"noending":  {"text", false, ErrUnknownKind},
		"a.pdf":     {"%PDF-1.4", true, ErrNoArticle},
		"a.html":    {"<script>x()</script>", true, ErrNoArticle},
		"b.html":    {"\x00\x01\x02\x03", true, ErrNoArticle},
		"a.jsonl":   {`{"speaker": "nobody"}`, false, ErrNothing},
		"quotes.md": {story, false, nil},
		"b.jsonl":   {`{"text": "A quotation"}`, false, nil},
	} {
		f, err := Attachment(t.Context(), fetch.Page{Name: name, Data: []byte(c.data)}, c.onlyArticles)
		if err == nil {
			_, err = f.Read(t.Context(), t.TempDir())
		}
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := Page(t.Context(), fetch.Page{URL: "https://news.example/", Type: "text/html", Data: []byte("<p></p>")}); !errors.Is(err, ErrNoArticle) {
		t.Errorf("an empty page: %v", err)
	}
}

// What a preview shows is what the corpus then has, down to the speakers' names.
func TestAPreviewShowsWhatTheCorpusWillHave(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "speakers.yaml"), []byte("- name: Anna Maria Kowalska\n  aliases: [Anna Kowalska]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, p := range []fetch.Page{
		{URL: "https://news.example/bridge", Type: "text/html", Data: []byte("<title>Bridge</title>" + story)},
		{Name: "x.csv", Data: []byte("text,speaker\nThe dam holds,Anna Kowalska\n,nobody\nThe river rises,\n")},
	} {
		f, err := Page(t.Context(), p)
		if p.URL == "" {
			f, err = Attachment(t.Context(), p, false)
		}
		if err != nil {
			t.Fatal(err)
		}
		preview, err := f.Read(t.Context(), dir)
		if err != nil || len(preview.Quotes) == 0 || preview.Before != nil {
			t.Fatalf("%+v, %v", preview, err)
		}
		if name := preview.Quotes[0].Attributions[0].Speakers[0].Name; name != "Anna Maria Kowalska" {
			t.Errorf("the speaker is %q", name)
		}
		if p.URL != "" && (preview.Article.Title != "Bridge" || preview.Article.URL != p.URL) {
			t.Errorf("the article is %+v", preview.Article)
		}
		if p.URL == "" && (len(preview.Report.Rejections) != 1 || preview.Report.Rejections[0].Line != 3 || preview.Report.Rejections[0].File != f.Path()) {
			t.Errorf("rejected are %v", preview.Report.Rejections)
		}
		if err := preview.Put(dir, nil); err != nil {
			t.Fatal(err)
		}
		found, report := read(t, dir)
		if got, want := fmt.Sprint(found), fmt.Sprint(preview.Quotes); got != want {
			t.Errorf("the corpus has\n%s, previewed was\n%s", got, want)
		}
		if len(report.Rejections) != len(preview.Report.Rejections) {
			t.Errorf("rejected %v", report.Rejections)
		}
		if err := os.RemoveAll(filepath.Join(dir, Folder)); err != nil {
			t.Fatal(err)
		}
	}
}
