package command_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/bot/messages"
	"verbatim/bot/reindex"
	"verbatim/quotes"
	"verbatim/search"
)

// What strangers write is in every field of every answer, in every language, and a parser
// of Discord's markdown that is not ours reads the answers: nothing in them mentions
// anybody or leads anywhere. discordtest refuses what is over a limit.
// VERBATIM_HOSTILE says how many hostile texts; the parser comes with npm.

// The marks by which the parser's finds are told from what the bot itself says.
const (
	hostileID   = "666000666000666"
	hostileHost = "evil.example"
)

// hostileText makes up a text that tries to be more than text.
func hostileText(random *rand.Rand, n int) string {
	id := fmt.Sprint(hostileID, 100+n%900)
	url := fmt.Sprint("https://", hostileHost, "/", n)
	acts := []string{
		"@everyone", "@here", "<@" + id + ">", "<@!" + id + ">", "<@&" + id + ">", "<#" + id + ">", "<:smile:" + id + ">", "<a:smile:" + id + ">", "</quote search:" + id + ">", "<t:666000666:R>",
		url, "<" + url + ">", "[bank](" + url + ")", "[bank](<" + url + ">)", "[https://good.example](" + url + " \"title\")", "![p](" + url + ")", "discord.gg/" + hostileHost, "mailto:a@" + hostileHost, "HTTPS://EVIL.EXAMPLE",
		"# loud", "-# small", "> said", ">>> said", "- item", "1. item", "**", "__", "*", "_", "~~", "||", "`", "```", "``` js\n" + url + "\n```", "\\", "\\\\", "](", ")", "(", "[", "<", ">", "@", "#",
	}
	joints := []string{"", " ", "\n", "\n\n", "\\", "\u200b", "\u202e", "\u2066", "\u2028", "\t", "א", "й", "e\u0301", "\x00", "👩\u200d👧", "\ufeff", "\u00ad", "\U000e0041", "\xff", "words "}
	var b strings.Builder
	for range 1 + random.IntN(5) {
		b.WriteString(joints[random.IntN(len(joints))])
		b.WriteString(acts[random.IntN(len(acts))])
	}
	b.WriteString(joints[random.IntN(len(joints))])
	return b.String() + acts[random.IntN(len(acts))]
}

// poison replaces every text in a value by a hostile one; IDs and such stay.
func poison(v reflect.Value, next func() string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() && v.Kind() == reflect.Pointer {
			poison(v.Elem(), next)
		}
	case reflect.Slice:
		copied := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(copied, v)
		if v.CanSet() && !v.IsNil() {
			v.Set(copied)
		}
		for i := range v.Len() {
			poison(v.Index(i), next)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if v.Field(i).CanSet() && !slices.Contains([]string{"ID", "By", "Guild", "Lang", "Scope", "Hash", "Tell", "Corpus", "File"}, name) {
				poison(v.Field(i), next)
			}
		}
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.Len() > 0 {
			text := next()
			for v.Len() > 500 && len(text) < v.Len() { // it stays a long one
				text += " " + next()
			}
			v.SetString(text)
		}
	}
}

func poisoned[T any](v T, next func() string) T {
	poison(reflect.ValueOf(&v).Elem(), next)
	return v
}

// hostileLibrary answers as another one, in hostile words.
func hostileLibrary(l *library, next func() string) *library {
	h := *l
	h.search = func(q search.Query) (search.Result, error) {
		r, err := l.search(q)
		return poisoned(r, next), err
	}
	h.get = func(id quotes.ID, scope string) (quotes.Quote, error) {
		q, err := l.get(id, scope)
		return poisoned(q, next), err
	}
	h.random = func(f search.Filter) (quotes.Quote, error) { q, err := l.random(f); return poisoned(q, next), err }
	h.daily = func(f search.Filter, who string, days int) (quotes.Quote, error) {
		q, err := l.daily(f, who, days)
		return poisoned(q, next), err
	}
	h.speaker = func(name string, f search.Filter) (search.SpeakerInfo, error) {
		s, err := l.speaker(name, f)
		return poisoned(s, next), err
	}
	h.source = func(title string, f search.Filter) (search.SourceInfo, error) {
		s, err := l.source(title, f)
		return poisoned(s, next), err
	}
	h.edits, h.tasks = poisoned(l.edits, next), poisoned(l.tasks, next)
	return &h
}

// typesHostile types hostile texts into every option that is told back.
func (th *theater) typesHostile(next func() string) {
	short := func() string { // as long as any option takes
		text := []rune(strings.ReplaceAll(strings.ToValidUTF8(next(), ""), "\x00", ""))
		return string(text[:min(len(text), 19)])
	}
	by := discordtest.User{ID: moderator}
	for _, i := range []discordtest.Interaction{
		slash("quote search", "words", short()), slash("quote search", "words", "wit", "speaker", short()), slash("quote search", "words", "einstein cake recipe", "source", short()),
		slash("quote search", "words", "wit", "since", short()), slash("quote show", "id", short()), slash("quote daily", "language", short()),
		slash("speaker", "name", short()), slash("source", "title", short()), slash("quote check", "words", short(), "speaker", short()),
		slash("corpus hide", "id", string(wit.ID), "reason", short()).By(by), slash("corpus restore", "id", short()).By(by), slash("corpus merge-speakers", "from", short(), "into", short()).By(by),
		slash("corpus article", "url", short()).By(by), slash("daily set", "channel", "1042000000000000030", "time", short(), "timezone", short()).By(discordtest.User{ID: "770000000000000097", Permissions: 32}),
	} {
		th.does("typed", i)
	}
}

// markdownOf returns every text of a message that Discord reads as markdown.
func markdownOf(raw json.RawMessage) (texts []string) {
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, inner := range v {
				if text, ok := inner.(string); ok && key == "content" {
					texts = append(texts, text)
				}
				walk(inner)
			}
		case []any:
			for _, inner := range v {
				walk(inner)
			}
		}
	}
	var m any
	if json.Unmarshal(raw, &m) == nil {
		walk(m)
	}
	return texts
}

const readMarkdown = `
const {parse} = require('discord-markdown-parser');
const lines = require('fs').readFileSync(0, 'utf8').split('\n').filter(Boolean);
const acts = new Set(['user', 'role', 'channel', 'everyone', 'here', 'emoji', 'timestamp', 'link', 'url', 'autolink', 'slash_command', 'guildNavigation', 'email']);
let nodes = 0;
for (const line of lines) {
  const text = JSON.parse(line);
  const walk = n => {
    if (Array.isArray(n)) return n.forEach(walk);
    if (!n || typeof n !== 'object') return;
    nodes++;
    if (acts.has(n.type)) console.log(JSON.stringify({type: n.type, what: JSON.stringify(n), text}));
    walk(n.content);
  };
  walk(parse(text, 'extended'));
}
console.error(nodes + ' nodes');
`

func TestHostileTextsDoNothingToAnotherParser(t *testing.T) {
	count, err := strconv.Atoi(os.Getenv("VERBATIM_HOSTILE"))
	if err != nil {
		t.Skip("VERBATIM_HOSTILE is no number")
	}
	node := t.TempDir()
	install := exec.Command("npm", "install", "--no-fund", "--no-audit", "--ignore-scripts", "--prefix", node, "discord-markdown-parser@1.3.1")
	if out, err := install.CombinedOutput(); err != nil {
		t.Skipf("the parser cannot be had with npm: %v\n%s", err, out)
	}
	random, made := rand.New(rand.NewPCG(23, 23)), 0
	next := func() string { made++; return hostileText(random, made) }
	var in bytes.Buffer
	answers, locales := 0, messages.Locales()
	for made < count {
		for _, locale := range locales {
			th := newTheater(t, hostileLibrary(demo(), next), &builder{
				start: func(string) (*reindex.Run, error) {
					return nil, &reindex.RunningError{Since: time.Unix(1743586200, 0), By: "1"}
				},
				compare: func(by string) (*reindex.Run, error) { return &reindex.Run{By: by, DryRun: true}, nil },
				status:  func() reindex.State { return reindex.State{Last: poisoned(report(3), next)} },
			}, locale)
			th.lenient = true
			th.everybody()
			th.managers()
			th.failures()
			th.moderators()
			th.typesHostile(next)
			th.d.Stop()
			answers += len(th.seen)
			for _, r := range th.seen {
				for _, text := range markdownOf(r.Message) {
					line, err := json.Marshal(text)
					if err != nil {
						t.Fatal(err)
					}
					in.Write(append(line, '\n'))
				}
			}
		}
	}
	texts := bytes.Count(in.Bytes(), []byte("\n"))
	script := filepath.Join(node, "read.js")
	if err := os.WriteFile(script, []byte(readMarkdown), 0o600); err != nil {
		t.Fatal(err)
	}
	parse := func(in string) []string {
		cmd := exec.Command("node", script)
		cmd.Stdin = strings.NewReader(in)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("node: %v", err)
		}
		return strings.Split(strings.TrimSpace(string(out)), "\n")
	}
	// The parser must see the danger, or its silence means nothing.
	if seen := parse(fmt.Sprintf("%q\n%q\n", "<@"+hostileID+"100>", "[x](https://"+hostileHost+")")); len(seen) < 2 {
		t.Fatalf("the parser sees %q", seen)
	}
	found := 0
	for _, line := range parse(in.String()) {
		var n struct{ Type, What, Text string }
		if line == "" || json.Unmarshal([]byte(line), &n) != nil {
			continue
		}
		if what := strings.ToLower(n.What); strings.Contains(what, "666000666") || strings.Contains(what, hostileHost) || n.Type == "everyone" || n.Type == "here" {
			found++
			t.Errorf("a %s in %q: %s", n.Type, n.Text, n.What)
		}
	}
	t.Logf("%d hostile texts in %d answers in %d languages (%d texts of markdown): %d mentions and links", made, answers, len(locales), texts, found)
}
