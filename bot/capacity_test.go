package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
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
	"sync/atomic"
	"testing"
	"time"

	"verbatim/bot/cluster/clustertest"
	"verbatim/bot/discordtest"
	"verbatim/bot/messages"
)

var (
	capacityQuotations = flag.Int("capacity", 0, "measure how many interactions a second are answered over HTTP among so many quotations; 0 leaves it out")
	capacityFor        = flag.Duration("capacity.for", 15*time.Second, "how long each rate is tried")
	capacityFrom       = flag.Int("capacity.from", 100, "the rate to begin with, a second")
	capacityTo         = flag.Int("capacity.to", 0, "the rate to end with if it holds; 0: the first that does not hold")
	capacityReport     = flag.String("capacity.report", "", "write the report into this file, in place of its section")
)

// capacityOf are the numbers of processes that are measured.
var capacityOf = []int{1, 3}

// deed is an interaction as Discord posts it, to be posted again and again by other
// people and under other IDs.
type deed struct {
	kind     string
	body     []byte
	id, user []byte // to be replaced; who pressed a button stays who was shown it
	choices  bool   // the answer is some completions
}

// posters post interactions to processes that stand behind a balancer which takes them
// in turn.
type posters struct {
	client *http.Client
	deeds  [][]deed // by kind, the kinds as often as they occur
	busy   [][]byte // what people are told who are not answered
	urls   []string
	posted atomic.Uint64
}

// attempt is what came of a rate.
type attempt struct {
	rate    int
	mu      sync.Mutex
	took    []time.Duration
	failed  map[string]int
	elapsed time.Duration
	client  float64 // seconds of a processor that the client used
	bots    float64 // and the processes that answer
	others  float64 // and everybody else
}

func (a *attempt) failures() (n int) {
	for _, each := range a.failed {
		n += each
	}
	return n
}

// holds reports whether the rate was answered as is promised.
func (a *attempt) holds() bool {
	return a.failures() == 0 && percentile(a.took, 99) <= promised()
}

// TestHTTPCapacity finds how many interactions a second are answered over HTTP with a
// 99th percentile of 100 ms: by one process, by three that know nothing of each other,
// and by three that share NATS servers, which run beside them. Rates rise until one does
// not hold. The report is made by
//
//	go test ./bot -run HTTPCapacity -v -timeout 60m -capacity 100000 -capacity.report ../docs/latency.md
func TestHTTPCapacity(t *testing.T) {
	if *capacityQuotations == 0 {
		t.Skip("-capacity N measures it")
	}
	startsProcesses(t)
	d := discordtest.New(t)
	settings := withModerators(homeSettings(t))
	some := newMadeUp().write(t, filepath.Join(settings["CORPUS_DIR"], "made-up.jsonl"), *capacityQuotations)
	bots := []*bot{}
	c := newPosters()
	start := func(settings map[string]string) {
		settings["OPS_ADDR"] = freePort(t)
		c.urls = append(c.urls, overHTTP(t, d, settings))
		b := startBot(t, d, settings)
		b.until("all is read", func() bool { return strings.Contains(b.stderr.String(), "generation=1") })
		bots = append(bots, b)
	}
	start(settings)
	bots[0].serves(1)
	c.learn(t, d, some)
	var report strings.Builder
	for _, n := range capacityOf {
		for len(bots) < n {
			copied := filepath.Join(t.TempDir(), "data")
			if err := os.CopyFS(copied, os.DirFS(settings["DATA_DIR"])); err != nil {
				t.Fatal(err)
			}
			another := maps.Clone(settings)
			another["DATA_DIR"] = copied
			start(another)
		}
		best, memory := c.most(t, bots), conditionOf(t, settings["OPS_ADDR"])
		if best == nil {
			t.Errorf("%d processes do not answer %d a second", n, *capacityFrom)
			continue
		}
		report.WriteString(best.row(fmt.Sprint(n), memory))
	}
	for _, b := range bots {
		b.kill()
	}
	bots, c.urls = nil, nil
	servers := clustertest.Start(t, 3)
	for n := range 3 {
		another := withModerators(homeSettings(t))
		another["CLUSTER_URL"], another["CORPUS_DIR"] = servers.URLs(), settings["CORPUS_DIR"]
		if n > 0 {
			another["CORPUS_DIR"] = ""
		}
		start(another)
		settings["OPS_ADDR"] = another["OPS_ADDR"]
	}
	if best := c.most(t, bots); best == nil {
		t.Errorf("3 processes that share NATS do not answer %d a second", *capacityFrom)
	} else {
		report.WriteString(best.row("3, sharing three NATS servers", conditionOf(t, settings["OPS_ADDR"])))
	}
	written := capacitySection(report.String())
	t.Log("\n" + written)
	if *capacityReport != "" {
		putSection(t, *capacityReport, written)
	}
}

func newPosters() *posters {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConns, transport.MaxIdleConnsPerHost = 0, 1024
	m := messages.For("en-US")
	return &posters{
		client: &http.Client{Transport: transport, Timeout: 3 * time.Second}, // as long as Discord waits
		busy:   [][]byte{[]byte(m.Busy()), []byte(m.TookTooLong())},
	}
}

// learn has real interactions answered once, under all of Discord's rules, and keeps
// them, with the buttons of the answers, as deeds in the proportions of docs/latency.md.
func (c *posters) learn(t *testing.T, d *discordtest.Server, some []string) {
	t.Helper()
	kinds := map[string][]deed{}
	keep := func(kind string, i discordtest.Interaction, anybody bool) {
		signed, _, err := d.Prepare(i)
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		var is struct{ ID string }
		if err := json.Unmarshal(signed.Body, &is); err != nil {
			t.Fatal(err)
		}
		made := deed{kind: kind, body: signed.Body, id: quoted(is.ID), choices: strings.HasPrefix(kind, "typing")}
		if anybody {
			made.user = quoted(i.User.ID)
		}
		kinds[kind] = append(kinds[kind], made)
	}
	do := func(i discordtest.Interaction) discordtest.Answer {
		a, err := d.Post(t.Context(), c.client, c.urls[0], i)
		if err != nil {
			t.Fatalf("%s: %v", i.Command, err)
		}
		return a
	}
	random := rand.New(rand.NewPCG(5, 6))
	opt := discordtest.Opt
	for n := range 1000 {
		words := strings.Fields(some[random.IntN(len(some))])
		from := random.IntN(len(words) - 3)
		query := strings.Join(words[from:min(len(words), from+3+random.IntN(4))], " ")
		who := discordtest.User{ID: fmt.Sprint(630000000000000000 + n), Name: "reader"}
		search := discordtest.Slash("quote search", opt("words", query)).By(who)
		found, err := do(search).Final(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, label := range []string{"Context", "More", "Next"} {
			if b, there := found.Button(label); there && !b.Disabled {
				keep("button "+label, discordtest.Press(found, b.CustomID).By(who), false)
			}
		}
		if n%4 != 0 {
			continue
		}
		keep("/quote search", search, true)
		keep("/quote random", discordtest.Slash("quote random").By(who), true)
		typing := discordtest.Complete("quote search", discordtest.Typing("words", query)).By(who)
		if len(do(typing).Choices) > 0 {
			keep("typing words", typing, true)
		}
		typing = discordtest.Complete("speaker", discordtest.Typing("name", query[:3])).By(who)
		if offered := do(typing).Choices; len(offered) > 0 {
			keep("typing a name", typing, true)
			keep("/speaker", discordtest.Slash("speaker", opt("name", fmt.Sprint(offered[0].Value))).By(who), true)
		}
	}
	for kind, share := range map[string]int{
		"/quote search": 3, "button Context": 3, "button More": 3, "button Next": 2, "typing words": 3, "/quote random": 1, "typing a name": 1, "/speaker": 1,
	} {
		if len(kinds[kind]) == 0 {
			t.Fatalf("there is no %s to do", kind)
		}
		for range share {
			c.deeds = append(c.deeds, kinds[kind])
		}
	}
}

func quoted(id string) []byte { return []byte(`"` + id + `"`) }

// most raises the rate until it does not hold, and narrows it down to 5 %. The answer is
// nil if not even the first rate holds.
func (c *posters) most(t *testing.T, bots []*bot) (best *attempt) {
	t.Helper()
	for rate, tooMuch := *capacityFrom, 0; tooMuch == 0 || float64(tooMuch) > 1.05*float64(best.rate); {
		a := c.try(t, rate, bots)
		if !a.holds() { // once more, as a moment of other work spoils a percentile
			a = c.try(t, rate, bots)
		}
		if a.holds() {
			best = a
		} else if tooMuch = rate; best == nil {
			return nil
		}
		switch rate = best.rate * 3 / 2; {
		case tooMuch > 0:
			rate = (best.rate + tooMuch) / 2
		case *capacityTo > 0 && best.rate >= *capacityTo:
			return best
		case *capacityTo > 0:
			rate = min(rate, *capacityTo)
		}
	}
	return best
}

// try posts so many interactions a second, whether they are answered or not. The first
// two seconds do not count.
func (c *posters) try(t *testing.T, rate int, bots []*bot) *attempt {
	t.Helper()
	const warm = 2 * time.Second
	a := &attempt{rate: rate, failed: map[string]int{}}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	random := rand.New(rand.NewPCG(7, uint64(rate)))
	var posting sync.WaitGroup
	var open atomic.Int64
	began := time.Now()
	var from, to spent
	for n := 0; ; n++ {
		at := began.Add(time.Duration(n) * time.Second / time.Duration(rate))
		if at.Sub(began) > warm+*capacityFor || open.Load() > 3*int64(rate) { // nobody waits for longer than 3 s
			break
		}
		time.Sleep(time.Until(at))
		measured := at.Sub(began) >= warm
		if measured && from == (spent{}) {
			from = spentBy(bots)
		}
		some := c.deeds[random.IntN(len(c.deeds))]
		does := some[random.IntN(len(some))]
		url := c.urls[n%len(bots)]
		open.Add(1)
		posting.Go(func() {
			defer open.Add(-1)
			err := c.post(ctx, url, does)
			took := time.Since(at)
			if !measured {
				return
			}
			a.mu.Lock()
			defer a.mu.Unlock()
			if a.took = append(a.took, took); err != nil {
				a.failed[does.kind+": "+err.Error()]++
			}
		})
	}
	to = spentBy(bots)
	a.elapsed = time.Since(began.Add(warm))
	posting.Wait()
	a.client, a.bots = to.client-from.client, to.bots-from.bots
	a.others = max(0, to.all-from.all-a.client-a.bots)
	t.Logf("%d processes, %s", len(bots), a)
	return a
}

func (a *attempt) String() string {
	said := fmt.Sprintf("%4d a second: median %s, 99th percentile %s, longest %s; processors: bots %.2f, client %.2f, others %.2f",
		a.rate, inMs(percentile(a.took, 50)), inMs(percentile(a.took, 99)), inMs(percentile(a.took, 100)),
		a.bots/a.elapsed.Seconds(), a.client/a.elapsed.Seconds(), a.others/a.elapsed.Seconds())
	if n := a.failures(); n > 0 {
		said += fmt.Sprintf("; %d not answered", n)
		for _, why := range slices.Sorted(maps.Keys(a.failed))[:min(3, len(a.failed))] {
			said += "; " + why
		}
	}
	return said
}

func inMs(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

var (
	errBusy  = errors.New("too busy")
	errEmpty = errors.New("no completions")
)

// post posts a deed once more and looks at the response.
func (c *posters) post(ctx context.Context, url string, does deed) error {
	n := c.posted.Add(1)
	body := bytes.Replace(does.body, does.id, quoted(strconv.FormatUint(1500000000000000000+n, 10)), 1)
	if does.user != nil {
		body = bytes.ReplaceAll(body, does.user, quoted(strconv.FormatUint(640000000000000000+n, 10)))
	}
	status, answer, err := discordtest.SignedAt(strconv.FormatInt(time.Now().Unix(), 10), body).To(ctx, c.client, url)
	if err != nil {
		return errors.New("no answer")
	}
	var kind struct {
		Type int
		Data struct{ Choices []json.RawMessage }
	}
	switch {
	case status != http.StatusOK:
		return fmt.Errorf("answered %d", status)
	case json.Unmarshal(answer, &kind) != nil:
		return errors.New("no JSON")
	case does.choices != (kind.Type == 8): // a deferral is an answer, too
		return fmt.Errorf("an answer of type %d", kind.Type)
	case does.choices && len(kind.Data.Choices) == 0:
		return errEmpty
	case slices.ContainsFunc(c.busy, func(sentence []byte) bool { return bytes.Contains(answer, sentence) }):
		return errBusy
	}
	return nil
}

// spent is how long processors worked, in seconds. Where there is no /proc it is 0.
type spent struct{ client, bots, all float64 }

func spentBy(bots []*bot) (u spent) {
	u.client = processorTime("self")
	for _, b := range bots {
		u.bots += processorTime(strconv.Itoa(b.cmd.Process.Pid))
	}
	raw, _ := os.ReadFile("/proc/stat")
	first, _, _ := strings.Cut(string(raw), "\n")
	for i, field := range strings.Fields(first) {
		if ticks, err := strconv.ParseFloat(field, 64); err == nil && i != 4 && i != 5 && i < 9 { // neither idle nor waiting for a disk; guests count twice
			u.all += ticks / ticksPerSecond
		}
	}
	return u
}

// ticksPerSecond is in what Linux counts the time of processors, whatever the machine
// (time(7)).
const ticksPerSecond = 100

// processorTime is user and system time of a process, the 14th and 15th field of
// /proc/PID/stat (proc_pid_stat(5)).
func processorTime(process string) (seconds float64) {
	raw, _ := os.ReadFile("/proc/" + process + "/stat")
	_, rest, _ := strings.Cut(string(raw), ") ")
	if fields := strings.Fields(rest); len(fields) > 12 {
		for _, field := range fields[11:13] {
			ticks, _ := strconv.ParseFloat(field, 64)
			seconds += ticks / ticksPerSecond
		}
	}
	return seconds
}

// What is assumed, and not measured, of a server: so many interactions a day, and in the
// busiest hour so many times the mean.
const (
	perServer = 20
	peak      = 3
)

// row is a line of the report's table.
func (a *attempt) row(processes string, memory condition) string {
	answered := float64(len(a.took))
	return fmt.Sprintf("| %s | %d | %.2f million | %s | %s | %s | %.2f ms | %.2f ms | %.0f MB | %.2f |\n", processes, a.rate, float64(a.rate)*86400/(perServer*peak)/1e6,
		inMs(percentile(a.took, 50)), inMs(percentile(a.took, 99)), inMs(percentile(a.took, 100)),
		1000*a.bots/answered, 1000*a.client/answered, float64(memory.bytes)/(1<<20), a.others/a.elapsed.Seconds())
}

const capacityTitle = "# How many interactions a second are answered over HTTP"

func capacitySection(rows string) string {
	load, _ := os.ReadFile("/proc/loadavg")
	var b strings.Builder
	fmt.Fprintf(&b, `%s

The highest rate at which 99 of 100 interactions, signed and posted over HTTP, are answered within %d ms and none is lost, refused or left empty, among %d made-up quotations: searches, buttons, completions and draws in the proportions of the table above, each of somebody new. They are posted by the clock, whether those before are answered or not, and times count from when one was due. Each rate is tried for %s. The client shares the processors; what it uses is in the table. %s, %d cores, load at the end %s. Made by

    go test ./bot -run HTTPCapacity -v -timeout 60m -capacity %d -capacity.for %s -capacity.report ../docs/latency.md

| processes | a second | [servers](#how-many-servers-that-is), if each has %d a day | median | 99th percentile | longest | processor time an interaction, of the bots | of the client | memory of a process | processors that other work took meanwhile |
|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
`, capacityTitle, promised().Milliseconds(), *capacityQuotations, *capacityFor, runtime.Version(), runtime.NumCPU(),
		strings.Join(strings.Fields(string(load))[:min(3, len(strings.Fields(string(load))))], ", "), *capacityQuotations, *capacityFor, perServer)
	return b.String() + rows
}

// putSection puts a section in the place of the one with the same title, or at the end
// of a file. A section goes on until the next title of its level.
func putSection(t *testing.T, file, section string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	title, _, _ := strings.Cut(section, "\n")
	before, rest, there := strings.Cut("\n"+string(raw), "\n"+title+"\n")
	after := ""
	if there {
		if i := strings.Index(rest, "\n# "); i >= 0 {
			after = rest[i:]
		}
	}
	parts := []string{strings.Trim(before, "\n"), strings.Trim(section, "\n"), strings.Trim(after, "\n")}
	parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
	if err := os.WriteFile(file, []byte(strings.Join(parts, "\n\n")+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestASectionTakesThePlaceOfItself holds that a report leaves the others in a file.
func TestASectionTakesThePlaceOfItself(t *testing.T) {
	file := filepath.Join(t.TempDir(), "report.md")
	for _, section := range []string{"# A\n\nold\n", "# B\n\nb\n\n## B2\n", "# C\n\nc\n", "# A\n\nnew\n", "# B\n\nagain\n"} {
		putSection(t, file, section)
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != "# A\n\nnew\n\n# B\n\nagain\n\n# C\n\nc\n" {
		t.Errorf("the file has %q, %v", got, err)
	}
}
