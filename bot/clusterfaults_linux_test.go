package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search"
)

// siege is what is asked and decided meanwhile.
type siege struct {
	*machines
	client *http.Client
	people atomic.Int64

	asked, answered, excused, decisions, refused, unsure, readings atomic.Int64

	mu    sync.Mutex
	acked []ackedEdit
	// hidden is since when a quotation is hidden for certain.
	hidden map[quotes.ID]time.Time
}

// ackedEdit is a decision that a moderator was told is made.
type ackedEdit struct {
	op search.Edit
	by string // a user who made no other
}

const millWords = "The miller of valley %d sings when the river is high"

func millQuote(n int) quotes.ID { return quotes.IDOf(fmt.Sprintf(millWords, n)) }

// TestEachProcessAndEachServerFailsInTurn kills, cuts off and pauses each of three bots
// and three NATS servers in turn, while people ask every bot and moderators decide at every
// one. No decision that was acknowledged is lost; a bot that runs answers each
// interaction once; nothing that is hidden is shown more than a second after the
// decision, or after the bot reached NATS again; no stale generation is published.
func TestEachProcessAndEachServerFailsInTurn(t *testing.T) {
	if !*severalProcesses {
		t.Skip("-cluster runs it, in some five minutes")
	}
	s := &siege{client: &http.Client{Timeout: 4 * time.Second}, hidden: map[quotes.ID]time.Time{}}
	s.machines = newMachines(t)
	s.writeMills()
	began := time.Now()
	ctx, over := context.WithCancel(t.Context())
	defer over()
	var watching sync.WaitGroup
	defer watching.Wait()
	defer over()
	for _, b := range s.bots {
		watching.Go(func() { b.watch(ctx.Done()) })
	}
	s.settle("all bots serve")
	victims := []struct {
		name string
		victim
	}{{"bot1", s.bots[0]}, {"nats1", s.servers[0]}, {"bot2", s.bots[1]}, {"nats2", s.servers[1]}, {"bot3", s.bots[2]}, {"nats3", s.servers[2]}}
	round := 0
	for _, v := range victims {
		for _, fault := range []string{"kill", "cut", "pause"} {
			round++
			s.round(ctx, round, v.name, fault, v.victim)
			if t.Failed() {
				t.Fatalf("%s of %s", fault, v.name)
			}
		}
	}
	s.end()
	if s.asked.Load() < 2000 || s.decisions.Load() < 300 || s.readings.Load() < 5 {
		t.Error("that is less than the 2,000 interactions, 300 decisions and 5 readings that it is to hold with")
	}
	t.Logf("%d faults in %s: %d interactions, %d answered, %d to a process that did not run for three seconds; %d decisions acknowledged, %d refused, %d of which nobody knows; %d readings",
		round, time.Since(began).Round(time.Second), s.asked.Load(), s.answered.Load(), s.excused.Load(), s.decisions.Load(), s.refused.Load(), s.unsure.Load(), s.readings.Load())
}

// mills is how many quotations each of the moderators has for himself.
const (
	moderators = 3
	mills      = 8
)

func (s *siege) writeMills() {
	var csv strings.Builder
	csv.WriteString("text,speaker\n")
	for n := range moderators * mills {
		fmt.Fprintf(&csv, millWords+",Anna Kowalska\n", n)
	}
	writeCorpus(s.t, s.bots[0].settings, "mills.csv", csv.String())
}

// settle waits until every bot reaches NATS, serves the same generation, and its commands
// are there.
func (s *siege) settle(what string) {
	s.t.Helper()
	client := &http.Client{Timeout: time.Second}
	deadline := time.Now().Add(patience)
	for {
		serving := map[float64]bool{}
		good := 0
		for _, b := range s.bots {
			n, err := b.metric(client, "verbatim_generation")
			if _, reaches := b.reaching(); err == nil && n > 0 && reaches {
				good++
				serving[n] = true
			}
		}
		if good == len(s.bots) && len(serving) == 1 {
			return
		}
		if time.Now().After(deadline) {
			for _, b := range s.bots {
				b.b.logAll()
			}
			s.t.Fatalf("waited in vain until %s: %d bots well, generations %v", what, good, serving)
		}
		wait(s.t.Context(), 100*time.Millisecond)
	}
}

// round lets one fault befall one victim while the bots are used.
func (s *siege) round(ctx context.Context, n int, name, fault string, v victim) {
	s.t.Helper()
	ctx, over := context.WithTimeout(ctx, patience)
	defer over()
	using, enough := context.WithCancel(ctx)
	var use sync.WaitGroup
	defer use.Wait()
	defer enough()
	for i, b := range s.bots {
		use.Go(func() { s.visit(using, b) })
		use.Go(func() { s.moderate(using, b, i, rand.New(rand.NewPCG(uint64(n), uint64(i)))) })
	}
	length := 4 * time.Second
	switch fault {
	case "kill":
		v.kill()
	case "cut":
		v.cut()
		if n%2 == 0 {
			length = 12 * time.Second // longer than silence may last unsaid
		}
	case "pause":
		v.signal(syscall.SIGSTOP)
	}
	if n%2 == 1 {
		s.reindex(using, &use, n)
	}
	wait(ctx, length)
	if b, isBot := v.(*member); isBot && fault == "cut" && length > 10*time.Second {
		s.saysSo(ctx, b)
	}
	switch fault {
	case "kill":
		v.start()
	case "cut":
		v.mend()
	case "pause":
		v.signal(syscall.SIGCONT)
	}
	wait(ctx, 2*time.Second)
	enough()
	use.Wait()
	s.settle(fmt.Sprintf("all is well after the %s of %s", fault, name))
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// saysSo: a bot that has heard nothing for ten seconds says so.
func (s *siege) saysSo(ctx context.Context, b *member) {
	s.t.Helper()
	if unheard, err := b.metric(s.client, "verbatim_cluster_unheard_seconds"); err != nil || unheard < 10 {
		s.t.Errorf("the metrics of %s say %v, %v", b.name, unheard, err)
	}
	resp, err := s.client.Get("http://" + b.settings["OPS_ADDR"] + "/readyz")
	if err != nil {
		s.t.Error(err)
	} else {
		said, err := io.ReadAll(resp.Body)
		if resp.Body.Close(); err != nil || resp.StatusCode != http.StatusOK || !strings.Contains(string(said), "NATS") {
			s.t.Errorf("/readyz of %s says %d, %q, %v", b.name, resp.StatusCode, said, err)
		}
	}
	a, ok := s.do(ctx, b, discordtest.Slash("corpus status").By(s.moderator()))
	if text := visible(a.Message()); ok && !strings.Contains(text, "NATS servers haven’t answered") {
		s.t.Errorf("the status of %s does not say so:\n%s", b.name, text)
	}
}

// reindex has the corpus read at the first bot that can.
func (s *siege) reindex(ctx context.Context, use *sync.WaitGroup, n int) {
	dir := s.bots[0].settings["CORPUS_DIR"]
	beside := filepath.Join(dir, "marker.new")
	if err := os.WriteFile(beside, fmt.Appendf(nil, "text,speaker\nThe harvest of year %d was late,Ewa Lis\n", n), 0o600); err != nil {
		s.t.Fatal(err)
	}
	if err := os.Rename(beside, filepath.Join(dir, "marker.csv")); err != nil {
		s.t.Fatal(err)
	}
	for _, b := range s.bots[:2] {
		use.Go(func() {
			if a, ok := s.do(ctx, b, discordtest.Slash("corpus reindex").By(s.moderator())); ok {
				ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
				defer cancel()
				if _, err := a.Until(ctx, ended); err == nil {
					s.readings.Add(1)
				}
			}
		})
	}
}

func (s *siege) visitor() discordtest.User {
	return discordtest.User{ID: fmt.Sprintf("7234567890%08d", s.people.Add(1)), Name: "visitor"}
}

func (s *siege) moderator() discordtest.User { return withRole(s.visitor()) }

// do posts an interaction to a bot, which answers it if it runs for three seconds.
func (s *siege) do(ctx context.Context, b *member, i discordtest.Interaction) (discordtest.Answer, bool) {
	s.t.Helper()
	began := time.Now()
	a, err := s.d.Post(ctx, s.client, b.url(), i)
	if ctx.Err() != nil && err != nil {
		return a, false
	}
	s.asked.Add(1)
	if err == nil {
		s.answered.Add(1)
		return a, true
	}
	wait(ctx, time.Until(began.Add(3*time.Second)))
	if b.ran(began) && ctx.Err() == nil {
		s.t.Errorf("%s did not answer %s of %s: %v", b.name, i.Command, began.UTC().Format("15:04:05.000"), err)
	} else {
		s.excused.Add(1)
	}
	return a, false
}

// visit searches, completes and asks for what may be hidden.
func (s *siege) visit(ctx context.Context, b *member) {
	random := rand.New(rand.NewPCG(4, uint64(s.people.Load())))
	for n := 0; ctx.Err() == nil; n++ {
		wait(ctx, 100*time.Millisecond)
		which := random.IntN(moderators * mills)
		id := millQuote(which)
		i := []discordtest.Interaction{
			find("miller river high"), discordtest.Slash("quote show", discordtest.Opt("id", string(id))),
			discordtest.Complete("quote search", discordtest.Typing("words", fmt.Sprintf("the miller of valley %d", which))),
			find(fmt.Sprintf(millWords, which)),
		}[n%4]
		began := time.Now()
		a, ok := s.do(ctx, b, i.By(s.visitor()))
		if !ok {
			continue
		}
		text := visible(a.Message())
		for _, c := range a.Choices {
			text += "\n" + c.Name
		}
		s.showsNothingHidden(b, text, began)
	}
}

// showsNothingHidden looks at an answer to what was asked at a moment.
func (s *siege) showsNothingHidden(b *member, text string, asked time.Time) {
	s.t.Helper()
	reached, reaches := b.reaching()
	if !reaches {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for n := range moderators * mills {
		since, hidden := s.hidden[millQuote(n)]
		if !hidden || !strings.Contains(text, fmt.Sprintf(millWords, n)) {
			continue
		}
		if reached.After(since) {
			since = reached
		}
		if late := asked.Sub(since); late > time.Second {
			s.t.Errorf("%s shows what has been hidden for %v:\n%s", b.name, late, text)
		}
	}
}

// moderate hides and restores, one after the other, at one bot. Each moderator has
// quotations of his own.
func (s *siege) moderate(ctx context.Context, b *member, who int, random *rand.Rand) {
	for ctx.Err() == nil {
		wait(ctx, 150*time.Millisecond)
		id := millQuote(who*mills + random.IntN(mills))
		s.mu.Lock()
		_, hidden := s.hidden[id]
		delete(s.hidden, id) // unless it is acknowledged
		s.mu.Unlock()
		by := s.moderator()
		edit, i, done := search.Edit{Op: search.Hide, ID: id}, hideQuote(id), "now hidden"
		if hidden {
			edit.Op, i, done = search.Restore, discordtest.Slash("corpus restore", discordtest.Opt("id", string(id))), "visible again"
		}
		a, ok := s.do(ctx, b, i.By(by))
		if !ok {
			s.unsure.Add(1)
			continue
		}
		m, err := a.Final(ctx)
		switch text := visible(m); {
		case err != nil:
			s.unsure.Add(1)
		case strings.Contains(text, done):
			s.decisions.Add(1)
			s.mu.Lock()
			s.acked = append(s.acked, ackedEdit{edit, by.ID})
			if edit.Op == search.Hide {
				s.hidden[id] = time.Now()
			}
			s.mu.Unlock()
		default:
			s.refused.Add(1)
			s.mu.Lock()
			if hidden && strings.Contains(text, "nothing was changed") {
				s.hidden[id] = time.Now()
			}
			s.mu.Unlock()
		}
	}
}

// end looks at what is left: the same log of decisions everywhere, with each of those
// that were acknowledged once, in effect everywhere.
func (s *siege) end() {
	s.t.Helper()
	var logs [3][]search.Edit
	deadline := time.Now().Add(patience)
	for {
		for i, b := range s.bots {
			var err error
			if logs[i], err = store.ReadLog(b.settings["DATA_DIR"]); err != nil {
				s.t.Fatal(err)
			}
		}
		if len(logs[0]) == len(logs[1]) && len(logs[1]) == len(logs[2]) {
			break
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("the bots have %d, %d and %d decisions", len(logs[0]), len(logs[1]), len(logs[2]))
		}
		wait(s.t.Context(), 100*time.Millisecond)
	}
	same := func(a, b search.Edit) bool { return a.Seq == b.Seq && a.Op == b.Op && a.ID == b.ID && a.By == b.By }
	for i := range logs {
		if !slices.EqualFunc(logs[0], logs[i], same) {
			s.t.Errorf("bot 1 and bot %d have other decisions", i+1)
		}
	}
	for n := range moderators * mills {
		s.hasAcked(millQuote(n), logs[0])
	}
	last := map[quotes.ID]search.Edit{}
	for _, e := range logs[0] {
		last[e.ID] = e
	}
	for _, b := range s.bots {
		for n := range moderators * mills {
			id := millQuote(n)
			a, ok := s.do(s.t.Context(), b, discordtest.Slash("quote show", discordtest.Opt("id", string(id))).By(s.visitor()))
			if shown := strings.Contains(visible(a.Message()), fmt.Sprintf(millWords, n)); ok && shown != (last[id].Op != search.Hide) {
				s.t.Errorf("%s shows %s: %t, and the last decision is to %s", b.name, id, shown, last[id].Op)
			}
		}
	}
	if n := answeredTwice(s.d); n > 0 {
		s.t.Errorf("%d interactions were answered twice", n)
	}
}

// hasAcked looks for the decisions on a quotation that were acknowledged, in their order.
// One that was so already has no edit of its own; then the one before it, of which nobody
// knew, says the same.
func (s *siege) hasAcked(id quotes.ID, log []search.Edit) {
	s.t.Helper()
	log = slices.DeleteFunc(slices.Clone(log), func(e search.Edit) bool { return e.ID != id })
	at := 0 // behind the last one that was found
	for i, a := range s.acked {
		if a.op.ID != id {
			continue
		}
		if n := countBy(log, a.by); n > 1 {
			s.t.Errorf("the acknowledged %s of %s is there %d times", a.op.Op, id, n)
		}
		its := func(by string) int {
			return slices.IndexFunc(log, func(e search.Edit) bool { return e.By == by })
		}
		if found := its(a.by); found >= 0 {
			if found < at || log[found].Op != a.op.Op {
				s.t.Errorf("the acknowledged %s of %s is a %s, or stands before an earlier one", a.op.Op, id, log[found].Op)
			}
			at = found + 1
			continue
		}
		next := len(log)
		for _, later := range s.acked[i+1:] {
			if found := its(later.by); later.op.ID == id && found >= 0 {
				next = found
				break
			}
		}
		if !slices.ContainsFunc(log[max(at-1, 0):next], func(e search.Edit) bool { return e.Op == a.op.Op }) {
			s.t.Errorf("the acknowledged %s of %s is not there", a.op.Op, id)
		}
	}
}

func countBy(log []search.Edit, by string) (n int) {
	for _, e := range log {
		if e.By == by {
			n++
		}
	}
	return n
}
