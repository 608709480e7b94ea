package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

const page = `<html lang="en"><head><title>The dam</title><meta property="og:site_name" content="Valley Courier"></head><body>
<p>“The dam holds, and it will hold for another hundred years,” said Maria Santos, an engineer, on Monday.</p>
<p>“Nobody asked the river for its opinion about any of that,” said Jan Nowak.</p>
<p>It was “not sure at all” that the bridge would stand.</p></body></html>`

// An article's way: from its address to the first search that finds it, also when the
// program is killed between its preview and the moderator's yes.
func TestAnArticleIsFetchedAppliedAndFound(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	pages, address := startSite(t)
	settings[siteVariable] = address
	publish(t, pages, "news.example/dam.html", page)
	b := startBot(t, d, settings)
	b.ready(1)
	opt := discordtest.Opt
	fetch := func(address string) discordtest.Interaction {
		return discordtest.Slash("corpus article", opt("url", address)).By(withRole(b.visitor()))
	}
	const url, words = "https://news.example/dam.html", "opinion river"
	imported := filepath.Join(settings["CORPUS_DIR"], "imported")

	began := time.Now()
	preview := b.see(fetch(url), "The dam", "Valley Courier", "3 quotes found", "1 of them would wait for", "Maria Santos", "Jan Nowak", "Nothing has changed yet")
	t.Logf("previewed after %v", time.Since(began))
	if !preview.Ephemeral() {
		t.Error("everybody sees the preview")
	}
	b.see(find(words).By(b.visitor()), "no quote")
	if _, err := os.Stat(imported); err == nil {
		t.Error("it is in the corpus already")
	}

	_ = b.cmd.Process.Kill()
	<-b.done
	b = startBot(t, d, settings)
	b.ready(1)
	apply, _ := preview.Button("Apply")
	began = time.Now()
	a, err := d.Interact(b.context(), discordtest.Press(preview, apply.CustomID).By(withRole(b.visitor())))
	if err != nil {
		t.Fatal(err)
	}
	done, err := a.Until(b.context(), func(m discordtest.Message) bool { return strings.Contains(visible(m), "read the corpus in") })
	if err != nil {
		t.Fatal(err)
	}
	if text := visible(done); !strings.Contains(text, "It’s in the corpus now") || !strings.Contains(text, "3 added") {
		t.Errorf("in the end it says %q, with %v", text, done.Buttons)
	}
	review, ok := done.Button("Review")
	if !ok {
		t.Fatalf("no button leads to the review: %v", done.Buttons)
	}
	b.see(discordtest.Press(done, review.CustomID).By(withRole(b.visitor())), "not sure at all", "Review: 1 of 1")
	found := b.see(find(words).By(b.visitor()), "about any of that", "Jan Nowak", "The dam")
	t.Logf("found %v after Apply was pressed", time.Since(began))
	if link, ok := found.Button("Source"); !ok || link.URL != url {
		t.Errorf("its source is %+v", found.Buttons)
	}

	// The same address again, and another version of the page.
	if m := b.see(fetch(url), "I have exactly that already"); len(m.Buttons) > 0 {
		t.Errorf("there is something to press: %v", m.Buttons)
	}
	publish(t, pages, "news.example/dam.html", strings.Replace(page, "Jan Nowak", "Anna Kowalska", 1))
	again := b.see(fetch(url), "Compared with it, 0 quotes are new, 0 are gone and 1 is different", "Anna Kowalska")
	discard, _ := again.Button("Discard")
	b.see(discordtest.Press(again, discard.CustomID).By(withRole(b.visitor())), "Discarded")
	if files, _ := os.ReadDir(imported); len(files) != 1 {
		t.Errorf("imported has %v", files)
	}
	if waiting, _ := os.ReadDir(filepath.Join(settings["DATA_DIR"], "intake")); len(waiting) > 0 {
		t.Errorf("there wait %v", waiting)
	}
	b.see(fetch("https://news.example/nothing"), "nothing at that address")
	b.wantStopped()
}

// Files that are attached go the same way.
func TestAttachmentsAreImportedAndFound(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	cdn, address := startSite(t)
	settings[siteVariable] = address
	b := startBot(t, d, settings)
	b.ready(1)
	opt := discordtest.Opt
	attach := func(command, name, content string) discordtest.Interaction {
		publish(t, cdn, "cdn.discordapp.com/attachments/1/2/"+name, content)
		return discordtest.Slash(command, opt("file", discordtest.Attachment{
			Name: name, URL: "https://cdn.discordapp.com/attachments/1/2/" + name + "?ex=1&hm=2", Size: len(content),
		})).By(withRole(b.visitor()))
	}
	for _, c := range []struct{ command, name, content, preview, words, found string }{
		{"corpus import", "Some Quotes.csv", "text,speaker\nThe lamp outlives the street,Maria Santos\n,nobody\n", "some-quotes-", "lamp street", "Maria Santos"},
		{"corpus import", "more.jsonl", `{"text": "A harbour is a promise kept by stones", "speaker": "Jan Nowak"}`, "1 quote found", "promise stones", "Jan Nowak"},
		{"corpus article", "saved page.html", page, "The dam", "opinion river", "Jan Nowak"},
	} {
		preview := b.see(attach(c.command, c.name, c.content), c.preview, "Nothing has changed yet")
		if c.name == "Some Quotes.csv" && !strings.Contains(visible(preview), "line 3: ") {
			t.Errorf("what is rejected is not shown: %q", visible(preview))
		}
		apply, _ := preview.Button("Apply")
		a, err := d.Interact(b.context(), discordtest.Press(preview, apply.CustomID).By(withRole(b.visitor())))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Until(b.context(), func(m discordtest.Message) bool { return strings.Contains(visible(m), "read the corpus in") }); err != nil {
			t.Fatal(err)
		}
		b.see(find(c.words).By(b.visitor()), c.found)
	}
	b.see(attach("corpus article", "table.csv", "text\nWords\n"), "found no article")
	b.see(attach("corpus import", "program.exe", "MZ"), "that kind of file")
	b.see(attach("corpus import", "empty.jsonl", `{"speaker": "nobody"}`), "no quotes in that file")
	b.wantStopped()
}

// An export has what people are shown, fits into what Discord takes, and comes back.
func TestWhatIsExportedComesBack(t *testing.T) {
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	cdn, address := startSite(t)
	settings[siteVariable] = address
	writeCorpus(t, settings, "secret.csv", "text,speaker,scope\nOnly this server reads it,Jan Nowak,"+discordtest.Guild+"\nOnly another server reads it,Jan Nowak,623456789012345679\n")
	b := startBot(t, d, settings)
	b.ready(1)
	opt := discordtest.Opt
	id := idIn(t, b.ask(find("hundred years").By(b.visitor())).Text())
	b.see(discordtest.Slash("corpus hide", opt("id", id), opt("reason", "a test")).By(withRole(b.visitor())), "now hidden")
	id = idIn(t, b.ask(find("harbour").By(b.visitor())).Text())
	b.attribute(id, "Zofia Zielinska", withRole(b.visitor()))

	export := discordtest.Slash("corpus export", opt("format", "csv")).By(withRole(b.visitor()))
	m := b.see(export, "Here are 4 quotes.")
	if len(m.Files) != 1 || m.Files[0].Name != "quotes.csv" || !m.Ephemeral() {
		t.Fatalf("attached is %v", m.Files)
	}
	table := string(m.Files[0].Data)
	for text, want := range map[string]bool{"hundred years": false, "Zofia Zielinska": true, "harbour": true, "Only this server": true, "Only another server": false} {
		if strings.Contains(table, text) != want {
			t.Errorf("that %q is in it is not %v:\n%s", text, want, table)
		}
	}
	export.Limit = len(table) - 1
	b.see(export.By(withRole(b.visitor())), "./verbatim export --format csv")

	publish(t, cdn, "cdn.discordapp.com/attachments/1/2/quotes.csv", table)
	file := discordtest.Attachment{Name: "quotes.csv", URL: "https://cdn.discordapp.com/attachments/1/2/quotes.csv", Size: len(table)}
	b.see(discordtest.Slash("corpus import", opt("file", file)).By(withRole(b.visitor())), "4 quotes found", "Zofia Zielinska")
	b.wantStopped()
}
