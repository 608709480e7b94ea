package intake

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"verbatim/bot/fetch"
	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/quotes/store"
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
			f, err := Page(c.page)
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
			a, err := corpus.ReadArticle(f.Name, f.Data)
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
		f, err := Page(fetch.Page{URL: c.address, Name: c.name, Type: "text/html", Data: []byte("<title>" + c.title + "</title>" + story)})
		if err != nil || !safe.MatchString(f.Name) || names[f.Name] {
			t.Errorf("%d: %q, %v", i, f.Name, err)
		}
		names[f.Name] = true
	}
	if f, _ := Page(fetch.Page{URL: "https://www.news.example/a", Type: "text/html", Data: []byte("<title>The Bridge: Will It Stand?</title>" + story)}); !strings.HasPrefix(f.Name, "news.example-the-bridge-will-it-stand-") {
		t.Errorf("named %q", f.Name)
	}
	a, errA := Attachment(fetch.Page{Name: "../Quotes.CSV", Data: []byte("text\nA\n")}, false)
	b, errB := Attachment(fetch.Page{Name: "Quotes.CSV", Data: []byte("text\nB\n")}, false)
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
		f, err := Attachment(fetch.Page{Name: name, Data: []byte(c.data)}, c.onlyArticles)
		if err == nil {
			_, err = f.Read(t.Context(), t.TempDir())
		}
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := Page(fetch.Page{URL: "https://news.example/", Type: "text/html", Data: []byte("<p></p>")}); !errors.Is(err, ErrNoArticle) {
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
		f, err := Page(p)
		if p.URL == "" {
			f, err = Attachment(p, false)
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

func TestNoOtherFileIsOverwritten(t *testing.T) {
	dir := t.TempDir()
	f := File{Name: "x-0123456789.txt", Data: []byte("one")}
	name := filepath.Join(dir, Folder, f.Name)
	wants := func(what string, err, want error, content string) {
		t.Helper()
		if !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
		if got, _ := os.ReadFile(name); string(got) != content {
			t.Errorf("%s: the file has %q", what, got)
		}
		if all, _ := os.ReadDir(filepath.Dir(name)); len(all) != 1 {
			t.Errorf("%s: there are %v", what, all)
		}
	}
	wants("a new file", f.Put(dir, nil), nil, "one")
	wants("the same again", f.Put(dir, nil), nil, "one")
	other := File{Name: f.Name, Data: []byte("two")}
	wants("another one of that name", other.Put(dir, nil), ErrChanged, "one")
	before := &Comparison{sum: sha256.Sum256([]byte("one"))}
	wants("a newer one", other.Put(dir, before), nil, "two")
	wants("one that was compared with an older one", File{Name: f.Name, Data: []byte("three")}.Put(dir, before), ErrChanged, "two")
	wants("in the starter corpus", f.Put("", nil), ErrNoFolder, "two")

	outside := t.TempDir()
	linked := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(linked, Folder)); err != nil {
		t.Skip("no links here")
	}
	if err := f.Put(linked, nil); !errors.Is(err, ErrCannotWrite) {
		t.Errorf("through a link out of the folder: %v", err)
	}
	if all, _ := os.ReadDir(outside); len(all) > 0 {
		t.Errorf("outside lies %v", all)
	}
}

// desk returns a desk and what its fetcher gets: a page for each address.
func desk(t *testing.T, corpusDir string) (d *Desk, pages map[string]string) {
	t.Helper()
	pages = map[string]string{}
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages["https://"+r.Host+r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, page)
	}))
	t.Cleanup(s.Close)
	f := fetch.New(fetch.Options{DialTLS: func(ctx context.Context, network, _ string) (net.Conn, error) {
		dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}} //nolint:gosec // a server of the test
		return dialer.DialContext(ctx, network, s.Listener.Addr().String())
	}})
	return NewDesk(f, t.TempDir(), corpusDir), pages
}

func TestWhatWaitsIsAppliedOnceOrForgotten(t *testing.T) {
	dir := t.TempDir()
	d, pages := desk(t, dir)
	const address, attached = "https://news.example/bridge", "https://cdn.discordapp.com/attachments/1/2/x.csv"
	pages[address] = story
	pages[attached] = "text,speaker\nThe dam holds,Anna Kowalska\n"
	for _, s := range []Source{{Address: address, By: "1"}, {Address: attached, Attachment: true, By: "1"}} {
		o, err := d.Take(t.Context(), s)
		if err != nil || o.ID == "" {
			t.Fatal(o, err)
		}
		if all, _ := read(t, dir); len(all) > 0 {
			t.Errorf("%v is in the corpus before anybody said so", all)
		}
		// After a restart.
		d = NewDesk(d.fetcher, filepath.Dir(d.dir), dir)
		f, err := d.Apply(o.ID)
		if err != nil || f.Name != o.Name {
			t.Fatal(f.Name, err)
		}
		if all, _ := read(t, dir); len(all) != 1 {
			t.Errorf("the corpus has %v", all)
		}
		if _, err := d.Apply(o.ID); !errors.Is(err, ErrGone) {
			t.Errorf("applied again: %v", err)
		}
		if err := d.Discard(o.ID); !errors.Is(err, ErrGone) {
			t.Errorf("discarded after it was applied: %v", err)
		}
		if o, err = d.Take(t.Context(), s); err != nil || o.Before == nil || !o.Before.Same || o.ID != "" {
			t.Errorf("taken again: %+v, %v", o, err)
		}
		if err := os.RemoveAll(filepath.Join(dir, Folder)); err != nil {
			t.Fatal(err)
		}
	}
	o, err := d.Take(t.Context(), Source{Address: address})
	if err == nil {
		err = d.Discard(o.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Apply(o.ID); !errors.Is(err, ErrGone) {
		t.Errorf("applied after it was discarded: %v", err)
	}
	if waiting, _ := os.ReadDir(d.dir); len(waiting) > 0 {
		t.Errorf("there wait %v", waiting)
	}
	for range 2 {
		if o, err = d.Take(t.Context(), Source{Address: address}); err == nil {
			err = d.Discard("")
		}
		if _, gone := d.Apply(o.ID); err != nil || !errors.Is(gone, ErrGone) {
			t.Errorf("applied after everything was discarded: %v, %v", err, gone)
		}
	}
	for _, id := range []string{"", "../../../etc/hostname", strings.Repeat("a", 16)} {
		if _, err := d.Apply(id); !errors.Is(err, ErrGone) {
			t.Errorf("applied %q: %v", id, err)
		}
	}
	if _, err := d.Take(t.Context(), Source{Address: attached, Attachment: true, OnlyArticles: true}); !errors.Is(err, ErrNoArticle) {
		t.Errorf("a table for an article: %v", err)
	}
	large := "https://cdn.discordapp.com/attachments/1/2/x.html"
	pages[large] = story + strings.Repeat(" ", fetch.MaxBytes)
	for _, only := range []bool{true, false} {
		if o, err := d.Take(t.Context(), Source{Address: large, Attachment: true, OnlyArticles: only}); !errors.Is(err, fetch.ErrTooLarge) || !o.IsArticle() {
			t.Errorf("a large article: %v", err)
		}
	}
	d.corpusDir = ""
	if _, err := d.Take(t.Context(), Source{Address: address}); !errors.Is(err, ErrNoFolder) {
		t.Errorf("into the starter corpus: %v", err)
	}
}

func TestAnotherVersionIsCompared(t *testing.T) {
	dir := t.TempDir()
	d, pages := desk(t, dir)
	const address = "https://news.example/bridge"
	page := func(title string, paragraphs ...string) string {
		return "<title>" + title + "</title><p>" + strings.Join(paragraphs, "</p><p>") + "</p>"
	}
	pages[address] = page("Bridge", "“We will rebuild the bridge before winter,” mayor Anna Kowalska said.", "“I have never seen the water so high,” said Jan Nowak.")
	first, err := d.Take(t.Context(), Source{Address: address})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Apply(first.ID); err != nil {
		t.Fatal(err)
	}
	pages[address] = page("Bridge, again", "A new paragraph.", "“We will rebuild the bridge before winter,” engineer Maria Santos said.", "“Nobody asked the river for its opinion,” said Jan Nowak.")
	second, err := d.Take(t.Context(), Source{Address: address})
	if err != nil || second.Before == nil || second.Before.Same || second.Name != first.Name {
		t.Fatal(second, err)
	}
	words := func(all []quotes.Quote) string {
		var out []string
		for _, q := range all {
			out = append(out, q.Words)
		}
		return strings.Join(out, "; ")
	}
	if c := second.Before; words(c.Came) != "Nobody asked the river for its opinion" || words(c.Went) != "I have never seen the water so high" || words(c.Changed) != "We will rebuild the bridge before winter" {
		t.Errorf("came %q, went %q, changed %q", words(c.Came), words(c.Went), words(c.Changed))
	}
	// Somebody edits the file before it is applied.
	name := filepath.Join(dir, filepath.FromSlash(first.Path()))
	edited := append([]byte("<!-- mine -->"), first.Data...)
	if err := os.WriteFile(name, edited, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Apply(second.ID); !errors.Is(err, ErrChanged) {
		t.Errorf("applied over another file: %v", err)
	}
	if got, _ := os.ReadFile(name); string(got) != string(edited) {
		t.Errorf("the file has %q", got)
	}
	if err := os.WriteFile(name, first.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Apply(second.ID); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(name); string(got) != string(second.Data) {
		t.Errorf("the file has %q", got)
	}
}

func TestNothingWaitsForEver(t *testing.T) {
	d, pages := desk(t, t.TempDir())
	now := time.Now()
	d.now = func() time.Time { return now }
	var ids []string
	for i := range maxWaiting + 5 {
		address := fmt.Sprintf("https://news.example/%d", i)
		pages[address] = story
		o, err := d.Take(t.Context(), Source{Address: address})
		if err != nil {
			t.Fatal(err)
		}
		at := now.Add(time.Duration(i-100) * time.Second)
		if err := os.Chtimes(filepath.Join(d.dir, o.ID), at, at); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, o.ID)
	}
	if all, _ := os.ReadDir(d.dir); len(all) != maxWaiting {
		t.Errorf("%d wait", len(all))
	}
	if err := d.Discard(ids[4]); !errors.Is(err, ErrGone) {
		t.Errorf("one of the oldest: %v", err)
	}
	if err := d.Discard(ids[5]); err != nil {
		t.Errorf("one of the others: %v", err)
	}
	now = now.Add(MaxAge + time.Minute)
	if _, err := d.Apply(ids[len(ids)-1]); !errors.Is(err, ErrGone) {
		t.Errorf("a day later: %v", err)
	}
	if _, err := d.Take(t.Context(), Source{Address: "https://news.example/1"}); err != nil {
		t.Fatal(err)
	}
	if all, _ := os.ReadDir(d.dir); len(all) != 1 {
		t.Errorf("%d wait a day later", len(all))
	}
}

func TestDamageIsNotApplied(t *testing.T) {
	dir := t.TempDir()
	d, pages := desk(t, dir)
	pages["https://news.example/"] = story
	o, err := d.Take(t.Context(), Source{Address: "https://news.example/"})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(d.dir, o.ID)
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(good); i += 7 {
		bad := append([]byte(nil), good...)
		bad[i] ^= 1
		if err := os.WriteFile(name, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Apply(o.ID); !errors.Is(err, ErrGone) {
			t.Fatalf("byte %d is another: %v", i, err)
		}
	}
	if all, _ := read(t, dir); len(all) > 0 {
		t.Errorf("the corpus has %v", all)
	}
}

// What a power loss at any moment leaves is the corpus without the file or with it: the
// bytes are durable before they have the name, and the name before anybody is told.
func TestAFileIsDurableBeforeItIsThere(t *testing.T) {
	dir := t.TempDir()
	f := File{Name: "x-0123456789.txt", Data: []byte("one")}
	name := filepath.Join(dir, Folder, f.Name)
	there := func() string { got, _ := os.ReadFile(name); return string(got) }
	var steps []string
	var fail string
	disk := store.Machine()
	step := func(s string) error {
		steps = append(steps, s)
		if s == fail {
			return errors.New("the disk fails")
		}
		return nil
	}
	disk.Sync = func(file *os.File) error {
		info, _ := file.Stat()
		return step(fmt.Sprintf("sync %d bytes while %q is there", info.Size(), there()))
	}
	disk.SyncDir = func(path string) error {
		rel, _ := filepath.Rel(dir, path)
		return step(fmt.Sprintf("sync the folder %s while %q is there", rel, there()))
	}
	put := func(data string, before *Comparison, want ...string) error {
		t.Helper()
		steps = nil
		err := File{Name: f.Name, Data: []byte(data)}.put(disk, dir, before)
		if got := strings.Join(steps, "; "); got != strings.Join(want, "; ") {
			t.Errorf("it is %s", got)
		}
		if all, _ := os.ReadDir(filepath.Join(dir, Folder)); len(all) > 1 {
			t.Errorf("there lie %v", all)
		}
		return err
	}
	const made, written, named = `sync the folder . while "" is there`, `sync 3 bytes while "" is there`, `sync the folder imported while "one" is there`
	fail = made
	if err := put("one", nil, made); !errors.Is(err, ErrCannotWrite) || there() != "" {
		t.Errorf("%v, %q is there", err, there())
	}
	fail = written
	if err := put("one", nil, written); !errors.Is(err, ErrCannotWrite) || there() != "" {
		t.Errorf("%v, %q is there", err, there())
	}
	fail = named // it is there, and nobody may say that it is not
	if err := put("one", nil, written, named); err == nil || errors.Is(err, ErrCannotWrite) || there() != "one" {
		t.Errorf("%v, %q is there", err, there())
	}
	fail = ""
	before := &Comparison{sum: sha256.Sum256([]byte("one"))}
	if err := put("four", before, `sync 4 bytes while "one" is there`, `sync the folder imported while "four" is there`); err != nil || there() != "four" {
		t.Errorf("%v, %q is there", err, there())
	}
	// What a crash left goes after a while.
	for age, left := range map[time.Duration]string{2 * time.Hour: ".old.tmp", time.Minute: ".new.tmp"} {
		if err := os.WriteFile(filepath.Join(dir, Folder, left), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(filepath.Join(dir, Folder, left), at, at); err != nil {
			t.Fatal(err)
		}
	}
	if err := (File{Name: "y-0123456789.txt", Data: []byte("two")}).Put(dir, nil); err != nil {
		t.Fatal(err)
	}
	all, _ := os.ReadDir(filepath.Join(dir, Folder))
	var names []string
	for _, e := range all {
		names = append(names, e.Name())
	}
	if got := strings.Join(names, " "); got != ".new.tmp "+f.Name+" y-0123456789.txt" {
		t.Errorf("there lie %s", got)
	}
}
