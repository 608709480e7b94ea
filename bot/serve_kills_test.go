package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/quotes"
	"verbatim/search"
)

// decided is what moderators made of a quotation.
type decided struct {
	hidden  bool
	speaker string
}

// sealed is hidden before the first kill, and stays so.
const sealed = "What the sealed vault holds is nobody's business"

// killedServe is a data folder that one process after the other serves from, each until
// it is killed.
type killedServe struct {
	t        *testing.T
	d        *discordtest.Server
	settings map[string]string
	random   *rand.Rand
	words    map[quotes.ID]string
	ids      []quotes.ID
	// may be in any of these states: two where a decision was not acknowledged
	may   map[quotes.ID][]decided
	acked []search.Edit // in order

	b        *bot
	people   atomic.Int64
	answered atomic.Int64
	readings []discordtest.Answer // whose end is not seen yet

	failing bool // it may refuse what is asked of it
	deaf    bool // it may not hear what Discord says

	unacked, reindexed, atStart, atWork, generation int
}

// TestServeIsKilledAndKilledAgain ends serve with SIGKILL, VERBATIM_SERVE_KILLS times,
// while people search and complete, a moderator decides and the corpus is read; every
// fourth time before it has signed in. The next one starts on the same folder, answers,
// has every decision that was acknowledged and shows nothing that is hidden; and no
// interaction is answered twice.
func TestServeIsKilledAndKilledAgain(t *testing.T) {
	cycles, err := strconv.Atoi(os.Getenv("VERBATIM_SERVE_KILLS"))
	if err != nil {
		t.Skip("VERBATIM_SERVE_KILLS is no number")
	}
	startsProcesses(t)
	k := newKilledServe(t)
	began := time.Now()
	for n := range cycles {
		k.cycle(n)
		if t.Failed() {
			t.Fatalf("after kill %d", n+1)
		}
	}
	k.end()
	t.Logf("%d kills in %s, %d during the start and %d at work: %d answers, %d acknowledged decisions and %d that were not, %d readings asked for, %d generations",
		cycles, time.Since(began).Round(time.Second), k.atStart, k.atWork, k.answered.Load(), len(k.acked), k.unacked, k.reindexed, k.generation)
}

func newKilledServe(t *testing.T) *killedServe {
	k := &killedServe{
		t: t, d: discordtest.New(t), settings: withModerators(homeSettings(t)), random: rand.New(rand.NewPCG(9, 9)),
		words: map[quotes.ID]string{}, may: map[quotes.ID][]decided{},
	}
	var csv strings.Builder
	csv.WriteString("text,speaker\n\"" + sealed + "\",Anna Kowalska\n")
	for i, grain := range []string{"wheat", "rye", "barley", "oats", "millet", "spelt", "maize", "buckwheat", "sorghum", "emmer"} {
		words := fmt.Sprintf("The miller of %s sings when the river is high", grain)
		id := quotes.IDOf(words)
		k.ids, k.words[id] = append(k.ids, id), words
		k.may[id] = []decided{{speaker: fmt.Sprintf("Speaker%d Jones", i)}}
		fmt.Fprintf(&csv, "%s,Speaker%d Jones\n", words, i)
	}
	writeCorpus(t, k.settings, "mills.csv", csv.String())
	k.b = launchBot(t, k.d, k.settings)
	k.b.ready(1)
	k.b.see(hideQuote(quotes.IDOf(sealed)).By(k.moderator()), "now hidden")
	k.acked = append(k.acked, search.Edit{Op: search.Hide, ID: quotes.IDOf(sealed)})
	k.b.kill()
	return k
}

func (k *killedServe) visitor() discordtest.User {
	return discordtest.User{ID: fmt.Sprintf("7234567890%08d", k.people.Add(1)), Name: "visitor"}
}

func (k *killedServe) moderator() discordtest.User { return withRole(k.visitor()) }

func hideQuote(id quotes.ID) discordtest.Interaction {
	return discordtest.Slash("corpus hide", discordtest.Opt("id", string(id)), discordtest.Opt("reason", "a test"))
}

// cycle starts serve, uses it and kills it.
func (k *killedServe) cycle(n int) {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), patience)
	defer cancel()
	if n%7 == 6 { // the next one finds that it changed, and reads it
		k.changeCorpus(n)
	}
	if n%4 == 3 { // five sign-ins a minute, and five hundred a day, are all that it allows itself
		if err := os.RemoveAll(filepath.Join(k.settings["DATA_DIR"], "state.json")); err != nil {
			k.t.Fatal(err)
		}
	}
	k.d.ForgetSessions()
	if err := k.d.WaitGateway(ctx, "the last process to be gone", func(g discordtest.Gateway) bool { return g.Live == 0 }); err != nil {
		k.t.Fatal(err)
	}
	k.b = launchBot(k.t, k.d, k.settings)
	defer func() {
		k.b.kill()
		k.b.keepsSecrets()
		if strings.Contains(k.b.stderr.String(), "panic") {
			k.t.Error("it panicked")
		}
		if k.t.Failed() {
			k.b.logAll()
		}
	}()
	if n%4 == 3 {
		k.atStart++
		select {
		case <-time.After(time.Duration(k.random.IntN(400)) * time.Millisecond):
		case <-k.b.done:
			k.t.Errorf("it ended by itself with %d", k.b.cmd.ProcessState.ExitCode())
		}
		return
	}
	k.atWork++
	select {
	case <-k.b.done:
		k.t.Errorf("it ended by itself with %d", k.b.cmd.ProcessState.ExitCode())
		return
	case err := <-k.connected(ctx):
		if err != nil {
			k.t.Fatal(err)
		}
	}
	k.holds(ctx)
	if !k.t.Failed() {
		k.work(ctx, n)
	}
}

func (k *killedServe) connected(ctx context.Context) <-chan error {
	err := make(chan error, 1)
	go func() { err <- k.d.WaitReady(ctx) }()
	return err
}

// changeCorpus puts a quotation into it.
func (k *killedServe) changeCorpus(n int) {
	k.t.Helper()
	writeCorpus(k.t, k.settings, "cycle.new", fmt.Sprintf("text,speaker\nThe harvest of year %d was late,Ewa Lis\n", n))
	beside := filepath.Join(k.settings["CORPUS_DIR"], "cycle.new")
	if err := os.Rename(beside, filepath.Join(k.settings["CORPUS_DIR"], "cycle.csv")); err != nil {
		k.t.Fatal(err)
	}
}

// holds asks for every quotation, and for the answers that the last process left.
func (k *killedServe) holds(ctx context.Context) {
	k.t.Helper()
	for _, id := range k.ids {
		text := visible(k.ask(ctx, discordtest.Slash("quote show", discordtest.Opt("id", string(id)))))
		is := slices.IndexFunc(k.may[id], func(s decided) bool { return k.shows(text, id, s) })
		if is < 0 {
			k.t.Errorf("%s should be %+v and is\n%s", id, k.may[id], text)
			continue
		}
		state := k.may[id][is]
		k.may[id] = []decided{state}
		if state.hidden {
			if text := visible(k.ask(ctx, find(k.words[id]))); strings.Contains(text, k.words[id]) {
				k.t.Errorf("a search shows what is hidden:\n%s", text)
			}
		}
	}
	k.staysSealed(k.ask(ctx, find("sealed vault")))
	for _, a := range k.readings {
		if m, err := a.Until(ctx, ended); err != nil {
			k.t.Errorf("the answer to /corpus reindex is still %q", visible(m))
		}
	}
	k.readings = nil
}

// ended reports whether the answer to /corpus reindex says how it ended.
func ended(m discordtest.Message) bool {
	text := visible(m)
	return !m.Waiting && (strings.Contains(text, "I was stopped") || strings.Contains(text, "read the corpus in") || strings.Contains(text, "been reading the corpus since"))
}

func (k *killedServe) shows(text string, id quotes.ID, s decided) bool {
	if s.hidden {
		return strings.Contains(text, "has hidden") && !strings.Contains(text, k.words[id])
	}
	return strings.Contains(text, k.words[id]) && strings.Contains(text, s.speaker)
}

func (k *killedServe) staysSealed(m discordtest.Message) {
	if strings.Contains(visible(m), sealed) {
		k.t.Errorf("what was hidden first is shown:\n%s", visible(m))
	}
}

// ask does an interaction of somebody new, which has to be answered.
func (k *killedServe) ask(ctx context.Context, i discordtest.Interaction) discordtest.Message {
	k.t.Helper()
	a, err := k.d.Interact(ctx, i.By(k.visitor()))
	if err != nil {
		k.t.Fatalf("%s: %v", i.Command, err)
	}
	m, err := a.Final(ctx)
	if err != nil {
		k.t.Fatalf("%s: %v", i.Command, err)
	}
	k.answered.Add(1)
	return m
}

// work lets people and a moderator use the bot until it is killed.
func (k *killedServe) work(ctx context.Context, n int) {
	ctx, over := context.WithCancel(ctx)
	var people sync.WaitGroup
	for range 2 {
		people.Go(func() { k.visit(ctx) })
	}
	people.Go(func() { k.moderate(ctx, rand.New(rand.NewPCG(9, uint64(n)))) })
	most := 500
	if n%3 == 0 {
		most = 1000 // some are killed behind the switch
		k.reindexed++
		people.Go(func() {
			if a, ok := k.try(ctx, discordtest.Slash("corpus reindex").By(k.moderator())); ok {
				k.readings = append(k.readings, a)
			}
		})
	}
	select {
	case <-time.After(time.Duration(k.random.IntN(most)) * time.Millisecond):
	case <-k.b.done:
		k.t.Errorf("it ended by itself with %d", k.b.cmd.ProcessState.ExitCode())
	}
	k.b.kill()
	over()
	people.Wait()
}

// try does an interaction that a kill may cut off; ok: it was answered.
func (k *killedServe) try(ctx context.Context, i discordtest.Interaction) (a discordtest.Answer, ok bool) {
	a, err := k.d.Interact(ctx, i)
	if err == nil {
		k.answered.Add(1)
		return a, true
	}
	if ctx.Err() == nil && !errors.Is(err, discordtest.ErrOffline) {
		select {
		case <-k.b.done:
		default:
			if !k.failing {
				k.t.Errorf("%s: %v", i.Command, err)
			}
		}
	}
	return a, false
}

// visit searches, completes and draws.
func (k *killedServe) visit(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		i := []discordtest.Interaction{
			find("miller river high"), discordtest.Complete("quote search", discordtest.Typing("words", "the mil")),
			find("sealed vault"), discordtest.Slash("quote random"), discordtest.Complete("quote show", discordtest.Typing("id", "sealed vault")),
		}[n%5]
		a, ok := k.try(ctx, i.By(k.visitor()))
		if !ok {
			return
		}
		k.staysSealed(a.Message())
		for _, c := range a.Choices {
			if strings.Contains(c.Name, "sealed") {
				k.t.Errorf("a completion offers what is hidden: %q", c.Name)
			}
		}
	}
}

// moderate hides, restores and corrects, one after the other.
func (k *killedServe) moderate(ctx context.Context, random *rand.Rand) {
	for ctx.Err() == nil && k.decide(ctx, random) {
	}
}

// decide hides, restores or corrects a quotation, and reports whether it was told that.
func (k *killedServe) decide(ctx context.Context, random *rand.Rand) bool {
	id := k.ids[random.IntN(len(k.ids))]
	was := k.may[id][0]
	to, edit := was, search.Edit{ID: id}
	i, done := discordtest.Interaction{}, ""
	by := k.moderator()
	switch {
	case was.hidden:
		to.hidden, edit.Op, done = false, search.Restore, "visible again"
		i = discordtest.Slash("corpus restore", discordtest.Opt("id", string(id)))
	case random.IntN(2) == 0:
		to.hidden, edit.Op, done = true, search.Hide, "now hidden"
		i = hideQuote(id)
	default:
		to.speaker = fmt.Sprintf("Corrected%d Smith", k.people.Load())
		edit.Op, edit.Speaker, done = search.Amend, to.speaker, to.speaker
		window, ok := k.try(ctx, discordtest.Slash("corpus edit", discordtest.Opt("id", string(id)), discordtest.Opt("part", "attribution")).By(by))
		if !ok || k.failing && window.Modal == nil {
			return false
		}
		i = discordtest.Submit(window, "speaker", to.speaker)
	}
	k.may[id] = append(k.may[id], to)
	a, ok := k.try(ctx, i.By(by))
	if !ok {
		k.unacked++
		return false
	}
	m, err := a.Final(ctx)
	if err != nil || k.failing && !strings.Contains(visible(m), done) {
		k.unacked++
		return false
	}
	if !strings.Contains(visible(m), done) {
		k.t.Errorf("%s: %s", i.Command, visible(m))
		return false
	}
	k.may[id] = []decided{to}
	k.acked = append(k.acked, edit)
	return true
}

// end serves once more, and looks at what is left.
func (k *killedServe) end() {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), patience)
	defer cancel()
	k.b = startBot(k.t, k.d, k.settings)
	if err := k.d.WaitReady(ctx); err != nil {
		k.t.Fatal(err)
	}
	k.holds(ctx)
	k.b.until("the corpus was read in full", func() bool {
		a, ok := k.try(ctx, discordtest.Slash("corpus reindex").By(k.moderator()))
		if !ok {
			return false
		}
		m, err := a.Until(ctx, ended)
		return err == nil && strings.Contains(visible(m), "read the corpus in")
	})
	k.holds(ctx)
	k.b.wantStopped()
	k.onceEach()

	dir := k.settings["DATA_DIR"]
	l, err := search.Open(dir, search.Options{ReadOnly: true})
	if err != nil {
		k.t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	k.generation = l.Status().Generation
	left := k.acked
	for _, e := range l.Edits() { // those that were not acknowledged may be among them
		if e.Op == search.Amend {
			e.Speaker = e.Quote.Attributions[0].Speakers[0].Name
		}
		if len(left) > 0 && e.Op == left[0].Op && e.ID == left[0].ID && e.Speaker == left[0].Speaker {
			left = left[1:]
		}
	}
	if len(left) > 0 {
		k.t.Errorf("of %d acknowledged decisions the log lacks the last %d, from %+v on", len(k.acked), len(left), left[0])
	}
	if problems, err := search.Verify(k.t.Context(), dir); err != nil || len(problems) > 0 {
		k.t.Errorf("problems: %v, %v", problems, err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) > 20 {
		k.t.Errorf("%d entries are in the data folder (%v): %v", len(entries), err, entries)
	}
}

// onceEach looks for interactions that were answered twice. An answer of which the program
// could not read whether it arrived is sent again, and refused by Discord.
func (k *killedServe) onceEach() {
	k.t.Helper()
	answers := map[string]int{}
	for _, r := range k.d.Requests(discordtest.OpCallback) {
		if k.deaf && r.Status == http.StatusBadRequest {
			continue
		}
		answers[r.Path]++
	}
	if twice := slices.DeleteFunc(slices.Collect(maps.Values(answers)), func(n int) bool { return n == 1 }); len(twice) > 0 {
		k.t.Errorf("%d of %d interactions were answered more than once", len(twice), len(answers))
	}
}
