package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
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
	latencyMost       = flag.Duration("latency.most", 0, "the bound of the 99th percentile; 0: 100 ms, or 250 ms under load or in a flood")
	latencyReport     = flag.String("latency.report", "", "write the report to this file")
)

// maxFirstAnswer is what is promised of the first answer or deferral to any
// interaction, at the 99th percentile on two cores.
const maxFirstAnswer = 100 * time.Millisecond

// maxUnderLoad is the same with ten thousand interactions a minute, or for those who
// are not part of a flood.
const maxUnderLoad = 250 * time.Millisecond

// promised is the bound of the 99th percentile.
func promised() time.Duration {
	switch {
	case *latencyMost > 0:
		return *latencyMost
	case *latencyRate > 100 || *latencyFlood > 0:
		return maxUnderLoad
	}
	return maxFirstAnswer
}

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
	lost     int // interactions without an answer in time
}

// miss notes an interaction that got no answer.
func (k *taken) miss(t *testing.T, what string, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lost++; k.lost <= 20 {
		t.Errorf("%s: %v", what, err)
	}
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
	b, address, some := startToMeasure(t, d)
	started := conditionOf(t, address)
	var middle condition
	ctx, cancel := context.WithTimeout(t.Context(), *latencyFor)
	defer cancel()
	k := &taken{all: map[string][]time.Duration{}, deferred: map[string]int{}}
	readings := 0
	var reading sync.WaitGroup
	reading.Go(func() { readings = readAgain(ctx, d, k) })
	var beside sync.WaitGroup
	if *latencyRate > 100 {
		beside.Go(func() { decide(ctx, t, d, k, idIn(t, b.ask(find("hundred years").By(b.visitor())).Text())) })
	}
	for n := range *latencyFlood {
		beside.Go(func() { flood(ctx, d, discordtest.User{ID: fmt.Sprint(610000000000000000 + n), Name: "flooder"}) })
	}
	beside.Go(func() {
		select {
		case <-time.After(*latencyFor / 2):
			middle = conditionOf(t, address)
		case <-ctx.Done():
		}
	})
	load(ctx, t, d, some, k)
	beside.Wait()
	reading.Wait()
	report, twice := k.report(readings), answeredTwice(d)
	t.Logf("\n%slost %d, twice %d; at the start %s, in the middle %s", report, k.lost, twice, started, middle)
	if twice > 0 {
		t.Errorf("%d interactions were answered twice", twice)
	}
	b.wantFlat(address, started, middle)
	b.wantStopped()
	if *latencyReport != "" {
		putSection(t, *latencyReport, report)
	}
	if p99, most := percentile(k.every(), 99), promised(); p99 > most {
		t.Errorf("the 99th percentile is %s, want %s at most", p99, most)
	}
	if readings == 0 {
		t.Error("the corpus was never read again meanwhile")
	}
}

// startToMeasure starts a bot that has read a corpus, with the address of its metrics and
// some of its quotations.
func startToMeasure(t *testing.T, d *discordtest.Server) (b *bot, address string, some []string) {
	t.Helper()
	settings := withModerators(homeSettings(t))
	settings["OPS_ADDR"] = freePort(t)
	made := newMadeUp()
	some = made.write(t, filepath.Join(settings["CORPUS_DIR"], "made-up.jsonl"), *latencyQuotations)
	if *latencyHTTP {
		overHTTP(t, d, settings)
	}
	b = startBot(t, d, settings)
	if !*latencyHTTP {
		b.until("the bot is connected", func() bool { return d.Gateway().Live == 1 })
	}
	b.until("all is read", func() bool { return strings.Contains(b.stderr.String(), "generation=1") })
	return b, settings["OPS_ADDR"], some
}

// condition is what the bot tells of itself at a moment.
type condition struct{ goroutines, bytes int }

func (c condition) String() string {
	return fmt.Sprintf("%d goroutines and %.1f MB", c.goroutines, float64(c.bytes)/(1<<20))
}

// conditionOf asks the bot's metrics.
func conditionOf(t *testing.T, address string) (c condition) {
	t.Helper()
	resp, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Error(err)
		return c
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	for line := range strings.Lines(string(body)) {
		var value float64
		switch name, number, _ := strings.Cut(strings.TrimSpace(line), " "); name {
		case "go_goroutines", "process_resident_memory_bytes":
			if value, err = strconv.ParseFloat(number, 64); err != nil {
				t.Error(err)
			}
			if name == "go_goroutines" {
				c.goroutines = int(value)
			} else {
				c.bytes = int(value)
			}
		}
	}
	if c.goroutines == 0 {
		t.Errorf("the metrics tell no goroutines:\n%s", body)
	}
	return c
}

// wantFlat: when all is answered, also what was deferred, no goroutine is left but those
// of connections that are kept, and memory is not far from what it was in the middle, when
// everything was warm. Windows and macOS tell no memory.
func (b *bot) wantFlat(address string, started, middle condition) {
	b.t.Helper()
	var end condition
	b.until("no goroutines are left but those of the start", func() bool {
		end = conditionOf(b.t, address)
		return end.goroutines <= started.goroutines+20
	})
	b.t.Logf("at the end %s", end)
	if most := middle.bytes*5/4 + 24<<20; end.bytes > most {
		b.t.Errorf("memory grew from %s in the middle to %s", middle, end)
	}
}

// answeredTwice is how many interactions had more than one first answer that Discord took.
func answeredTwice(d *discordtest.Server) (n int) {
	answers := map[string]int{}
	for _, r := range d.Requests(discordtest.OpCallback) {
		if r.Status/100 == 2 {
			if answers[r.Path]++; answers[r.Path] == 2 {
				n++
			}
		}
	}
	return n
}

// readAgain has the corpus read again and again, and returns how often it was.
func readAgain(ctx context.Context, d *discordtest.Server, k *taken) (readings int) {
	for ctx.Err() == nil {
		a, err := d.Interact(ctx, discordtest.Slash("corpus reindex").By(moderator()))
		if err != nil {
			return readings
		}
		k.note("/corpus reindex", a)
		if _, err := a.Until(ctx, func(m discordtest.Message) bool { return strings.Contains(visible(m), "read the corpus in") }); err == nil {
			readings++
		}
	}
	return readings
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
		a, err := d.Interact(t.Context(), i)
		if err != nil {
			k.miss(t, "deciding", err)
			continue
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
		_, _ = d.Interact(context.WithoutCancel(ctx), i.By(who)) // they may be refused
	}
}

// load lets people search, turn pages, type and draw, each of them somebody new.
func load(ctx context.Context, t *testing.T, d *discordtest.Server, some []string, k *taken) {
	toTheEnd, cancel := context.WithTimeout(t.Context(), *latencyFor+patience)
	defer cancel()
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
		asking.Go(func() { act(toTheEnd, t, d, n, query, who, k) })
	}
}

// act does one of several things, in turn.
func act(ctx context.Context, t *testing.T, d *discordtest.Server, n int, query string, who discordtest.User, k *taken) {
	do := func(kind string, i discordtest.Interaction) (discordtest.Message, bool) {
		a, err := d.Interact(ctx, i.By(who))
		if err != nil {
			k.miss(t, fmt.Sprintf("%s %q", kind, query), err)
			return discordtest.Message{}, false
		}
		k.note(kind, a)
		m, err := a.Final(ctx)
		if err != nil {
			k.miss(t, kind+" after a deferral", err)
		}
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
		if err != nil {
			k.miss(t, "typing words", err)
			return
		}
		k.note("typing words", a)
	case 6:
		do("/quote random", discordtest.Slash("quote random"))
	case 7:
		a, err := d.Interact(ctx, discordtest.Complete("speaker", discordtest.Typing("name", query[:3])).By(who))
		if err != nil {
			k.miss(t, "typing a name", err)
			return
		}
		k.note("typing a name", a)
		if len(a.Choices) > 0 {
			do("/speaker", discordtest.Slash("speaker", opt("name", fmt.Sprint(a.Choices[0].Value))))
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
