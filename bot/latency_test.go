package main

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"verbatim/bot/discordtest"
)

var (
	latencyQuotations = flag.Int("latency", 0, "measure how soon interactions are answered among so many quotations while the corpus is read again; 0 leaves it out")
	latencyRate       = flag.Int("latency.rate", 20, "so many interactions a second; above 100 moderators decide meanwhile, too, and the bound is 250 ms")
	latencyFlood      = flag.Int("latency.flood", 0, "so many people send bad queries as fast as they can meanwhile, and only those who do not are measured")
	latencyFor        = flag.Duration("latency.for", 2*time.Minute, "how long")
	latencyHTTP       = flag.Bool("latency.http", false, "interactions are posted over HTTP and do not come over the gateway")
	latencyReport     = flag.String("latency.report", "", "write the report to this file")
)

// maxFirstAnswer is what is promised of the first answer or deferral to any
// interaction, at the 99th percentile on two cores.
const maxFirstAnswer = 100 * time.Millisecond

// maxUnderLoad is the same with ten thousand interactions a minute, or for those who
// are not part of a flood.
const maxUnderLoad = 250 * time.Millisecond

// madeUp is a corpus of sentences that nobody said: words of syllables, as often as
// in a language (Zipf's law), by two thousand speakers. It is the same each time.
type madeUp struct {
	random *rand.Rand
	words  []string
	often  *rand.Zipf
}

func newMadeUp() *madeUp {
	m := &madeUp{random: rand.New(rand.NewPCG(1, 2))}
	syllables := strings.Fields("ba be bi bo da de do fa fe ga go ka ke ko la le lo lu ma me mo na ne no pa pe po ra re ro sa se so ta te to va ve vo za an en in on ar er or al el ol")
	seen := map[string]bool{}
	for len(m.words) < 30000 {
		var b strings.Builder
		for range 1 + m.random.IntN(4) {
			b.WriteString(syllables[m.random.IntN(len(syllables))])
		}
		if w := b.String(); !seen[w] {
			seen[w] = true
			m.words = append(m.words, w)
		}
	}
	m.often = rand.NewZipf(m.random, 1.1, 3, uint64(len(m.words)-1))
	return m
}

func (m *madeUp) sentence() string {
	words := make([]string, 5+m.random.IntN(30))
	for i := range words {
		words[i] = m.words[m.often.Uint64()]
	}
	return strings.Join(words, " ")
}

func (m *madeUp) speaker() string {
	n := m.random.IntN(2000)
	return strings.ToUpper(m.words[n][:1]) + m.words[n][1:] + " " + strings.ToUpper(m.words[n+3000][:1]) + m.words[n+3000][1:]
}

// write makes a file of n quotations and returns some of them.
func (m *madeUp) write(t *testing.T, file string, n int) (some []string) {
	t.Helper()
	var b strings.Builder
	for i := range n {
		words := m.sentence()
		if i%(n/1000+1) == 0 {
			some = append(some, words)
		}
		fmt.Fprintf(&b, "{\"text\": %q, \"speaker\": %q, \"source\": \"Volume %d\", \"date\": \"%d\"}\n", words, m.speaker(), i%300, 1500+i%500)
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	return some
}

// taken is how long the first answers to one kind of interaction took.
type taken struct {
	mu       sync.Mutex
	all      map[string][]time.Duration
	deferred map[string]int
}

func (k *taken) note(kind string, a discordtest.Answer) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.all[kind] = append(k.all[kind], a.Took)
	if a.Deferred() {
		k.deferred[kind]++
	}
}

// TestFirstAnswersWhileTheCorpusIsRead holds that every interaction is answered or
// deferred soon while the corpus is read again and again. The report is made by
//
//	go test ./bot -run FirstAnswers -v -latency 100000 -latency.report ../docs/latency.md
func TestFirstAnswersWhileTheCorpusIsRead(t *testing.T) {
	if *latencyQuotations == 0 {
		t.Skip("-latency N measures it")
	}
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	made := newMadeUp()
	some := made.write(t, filepath.Join(settings["CORPUS_DIR"], "made-up.jsonl"), *latencyQuotations)
	if *latencyHTTP {
		overHTTP(t, d, settings)
	}
	b := startBot(t, d, settings)
	if !*latencyHTTP {
		b.until("the bot is connected", func() bool { return d.Gateway().Live == 1 })
	}
	b.until("all is read", func() bool { return strings.Contains(b.stderr.String(), "generation=1") })

	ctx, cancel := context.WithTimeout(t.Context(), *latencyFor)
	defer cancel()
	k := &taken{all: map[string][]time.Duration{}, deferred: map[string]int{}}
	readings := 0
	var reading sync.WaitGroup
	reading.Go(func() {
		for ctx.Err() == nil {
			a, err := d.Interact(ctx, discordtest.Slash("corpus reindex").By(moderator()))
			if err != nil {
				return
			}
			k.note("/corpus reindex", a)
			if _, err := a.Until(ctx, func(m discordtest.Message) bool { return strings.Contains(visible(m), "read the corpus in") }); err == nil {
				readings++
			}
		}
	})
	var beside sync.WaitGroup
	if *latencyRate > 100 {
		beside.Go(func() { decide(ctx, t, d, k, idIn(t, b.ask(find("hundred years").By(b.visitor())).Text())) })
	}
	for n := range *latencyFlood {
		beside.Go(func() { flood(ctx, d, discordtest.User{ID: fmt.Sprint(610000000000000000 + n), Name: "flooder"}) })
	}
	before := memoryOf(b)
	load(ctx, t, d, some, k)
	beside.Wait()
	reading.Wait()
	after := memoryOf(b)
	b.wantStopped()
	report := k.report(readings)
	t.Logf("\n%smemory %s before, %s after", report, before, after)
	if *latencyReport != "" {
		if err := os.WriteFile(*latencyReport, []byte(report), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	most := maxFirstAnswer
	if *latencyRate > 100 || *latencyFlood > 0 {
		most = maxUnderLoad
	}
	if p99 := percentile(k.every(), 99); p99 > most {
		t.Errorf("the 99th percentile is %s, want %s at most", p99, most)
	}
	if readings == 0 {
		t.Error("the corpus was never read again meanwhile")
	}
}

// memoryOf is what the bot has in memory, as Linux tells it.
func memoryOf(b *bot) string {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", b.cmd.Process.Pid))
	if err != nil {
		return "unknown"
	}
	_, rss, _ := strings.Cut(string(data), "VmRSS:")
	line, _, _ := strings.Cut(rss, "\n")
	return strings.TrimSpace(line)
}

// decide lets moderators hide and restore a quotation in turn, ten times a second.
func decide(ctx context.Context, t *testing.T, d *discordtest.Server, k *taken, id string) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		who := withRole(discordtest.User{ID: fmt.Sprint(620000000000000000 + n), Name: "moderator"})
		i := discordtest.Slash("corpus hide", discordtest.Opt("id", id), discordtest.Opt("reason", "load")).By(who)
		if n%2 == 1 {
			i = discordtest.Slash("corpus restore", discordtest.Opt("id", id)).By(who)
		}
		a, err := d.Interact(ctx, i)
		if err != nil {
			if ctx.Err() == nil {
				t.Errorf("deciding: %v", err)
			}
			return
		}
		k.note("/corpus hide, restore", a)
	}
}

// flood lets somebody send what costs most, one after the other without a pause.
func flood(ctx context.Context, d *discordtest.Server, who discordtest.User) {
	bad := []string{
		"a e i o u y s t n r l d", `"a a a a" "e e e e" o`, strings.Repeat("ba ", 60), "bi bo da de do fa fe ga go ka ke ko la le lo lu", "zzzzqqqq xxxxwwww yyyyvvvv kkkkjjjj",
	}
	for n := 0; ctx.Err() == nil; n++ {
		words := bad[n%len(bad)]
		i := discordtest.Slash("quote search", discordtest.Opt("words", words))
		switch n % 3 {
		case 1:
			i = discordtest.Complete("quote search", discordtest.Typing("words", words[:min(len(words), 90)]))
		case 2:
			i = discordtest.Slash("quote check", discordtest.Opt("words", words))
		}
		_, _ = d.Interact(ctx, i.By(who)) // they may be refused
	}
}

// load lets people search, turn pages, type and draw, each of them somebody new.
func load(ctx context.Context, t *testing.T, d *discordtest.Server, some []string, k *taken) {
	var asking sync.WaitGroup
	defer asking.Wait()
	random := rand.New(rand.NewPCG(3, 4))
	tick := time.NewTicker(time.Second / time.Duration(*latencyRate))
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		words := strings.Fields(some[random.IntN(len(some))])
		from := random.IntN(len(words) - 3)
		query := strings.Join(words[from:min(len(words), from+3+random.IntN(4))], " ")
		who := discordtest.User{ID: fmt.Sprint(600000000000000000 + n), Name: "reader"}
		asking.Go(func() { act(ctx, t, d, n, query, who, k) })
	}
}

// act does one of several things, in turn.
func act(ctx context.Context, t *testing.T, d *discordtest.Server, n int, query string, who discordtest.User, k *taken) {
	do := func(kind string, i discordtest.Interaction) (discordtest.Message, bool) {
		a, err := d.Interact(ctx, i.By(who))
		if err != nil {
			if ctx.Err() == nil {
				t.Errorf("%s %q: %v", kind, query, err)
			}
			return discordtest.Message{}, false
		}
		k.note(kind, a)
		m, err := a.Final(ctx)
		return m, err == nil
	}
	opt := discordtest.Opt
	switch n % 8 {
	case 0, 1, 2:
		found, ok := do("/quote search", discordtest.Slash("quote search", opt("words", query)))
		for _, label := range []string{"Context", "More", "Next"} {
			if b, there := found.Button(label); ok && there && !b.Disabled {
				do("button "+label, discordtest.Press(found, b.CustomID))
			}
		}
	case 3, 4, 5:
		a, err := d.Interact(ctx, discordtest.Complete("quote search", discordtest.Typing("words", query)).By(who))
		if err == nil {
			k.note("typing words", a)
		}
	case 6:
		do("/quote random", discordtest.Slash("quote random"))
	case 7:
		a, err := d.Interact(ctx, discordtest.Complete("speaker", discordtest.Typing("name", query[:3])).By(who))
		if err == nil {
			k.note("typing a name", a)
			if len(a.Choices) > 0 {
				do("/speaker", discordtest.Slash("speaker", opt("name", fmt.Sprint(a.Choices[0].Value))))
			}
		}
	}
}

func (k *taken) every() []time.Duration {
	var all []time.Duration
	for _, each := range k.all {
		all = append(all, each...)
	}
	return all
}

func percentile(all []time.Duration, p int) time.Duration {
	if len(all) == 0 {
		return 0
	}
	all = slices.Sorted(slices.Values(all))
	return all[min(len(all)-1, len(all)*p/100)]
}

// report is a table of how soon each kind of interaction was answered.
func (k *taken) report(readings int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# How soon interactions are answered\n\nFrom the event on the gateway to the first answer or deferral, %d made-up quotations, about %d interactions a second for %s, %d people flooding, while `/corpus reindex` read the corpus %d times, one after the other. %s, %d cores. Made by\n\n", *latencyQuotations, *latencyRate, *latencyFor, *latencyFlood, readings, runtime.Version(), runtime.NumCPU())
	fmt.Fprintf(&b, "    go test ./bot -run FirstAnswers -v -latency %d -latency.for %s -latency.rate %d -latency.flood %d -latency.report ../docs/latency.md\n\n", *latencyQuotations, *latencyFor, *latencyRate, *latencyFlood)
	b.WriteString("| interaction | number | median | 99th percentile | longest | deferred |\n|---|--:|--:|--:|--:|--:|\n")
	row := func(kind string, all []time.Duration, deferred int) {
		ms := func(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
		fmt.Fprintf(&b, "| %s | %d | %s | %s | %s | %d |\n", kind, len(all), ms(percentile(all, 50)), ms(percentile(all, 99)), ms(percentile(all, 100)), deferred)
	}
	kinds := slices.Sorted(maps.Keys(k.all))
	total := 0
	for _, kind := range kinds {
		row(kind, k.all[kind], k.deferred[kind])
		total += k.deferred[kind]
	}
	row("**all**", k.every(), total)
	return b.String()
}
