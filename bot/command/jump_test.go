package command_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"verbatim/bot/discordtest"
	"verbatim/quotes"
	"verbatim/search"
)

// numberedHits is a library in which any words find n quotations, of which it can
// read those that are not gone.
func numberedHits(n int, gone map[quotes.ID]error) *library {
	l := hits(n, nil)
	l.get = func(id quotes.ID, _ string) (quotes.Quote, error) {
		if err := gone[id]; err != nil {
			return quotes.Quote{}, err
		}
		for i := range n {
			if words := fmt.Sprintf("quotation number %d", i+1); quotes.IDOf(words) == id {
				return said(words, "Ann Lee"), nil
			}
		}
		return quotes.Quote{}, search.ErrNotFound
	}
	return l
}

func TestTheListLeadsToAnyHit(t *testing.T) {
	p := use(t, numberedHits(60, nil), nil)
	p.run("quote search", "words", "x")
	for range 2 {
		p.press(p.screen.message(), "Next")
	}
	closed := p.screen.message()
	if got := p.press(closed, "3 / 60"); !strings.Contains(got, "number 3") || !p.screen.updated {
		t.Errorf("with the list the message reads %q, in place: %v", got, p.screen.updated)
	}
	open := p.screen.message()
	list := menus(open)[0]
	if len(list.Options) != 25 || list.Options[4].Label != "5. quotation number 5" || list.Options[4].Description != "Ann Lee" || !list.Options[2].Default {
		t.Errorf("the list is %+v", list.Options)
	}
	if got := p.pressID(list.CustomID, open, list.Options[19].Value); !strings.Contains(got, "__quotation__ number 20") || !strings.Contains(got, "[20 / 60]") || len(menus(p.screen.message())) != 0 {
		t.Errorf("picking the twentieth shows %q", got)
	}
	p.press(open, "3 / 60")
	if len(menus(p.screen.message())) != 0 {
		t.Error("a second press does not close the list")
	}
	p.pressID(list.CustomID, open, list.Options[24].Value)
	p.press(p.screen.message(), "Next")
	p.press(p.screen.message(), "26 / 60")
	if got := menus(p.screen.message())[0].Options[0].Label; got != "26. quotation number 26" {
		t.Errorf("the list around the 26th begins with %q", got)
	}
	other := p.by(stranger)
	if other.press(closed, "3 / 60"); !p.screen.private || p.screen.updated {
		t.Error("a stranger's list is for everybody")
	}
}

func TestTheSameQuotationIsShownAfterTheCorpusWasReadAgain(t *testing.T) {
	p := use(t, numberedHits(9, nil), nil)
	p.run("quote search", "words", "x")
	p.press(p.screen.message(), "1 / 9")
	open := p.screen.message()
	list := menus(open)[0]
	moved := numberedHits(9, nil)
	was := moved.search
	moved.search = func(q search.Query) (search.Result, error) { // the fifth is the first now
		r, err := was(q)
		if len(r.Hits) > 4 {
			r.Hits[0], r.Hits[4] = r.Hits[4], r.Hits[0]
		}
		return r, err
	}
	if got := use(t, moved, nil).pressID(list.CustomID, open, list.Options[4].Value); !strings.Contains(got, "number 5") || !strings.Contains(got, "[1 / 9]") {
		t.Errorf("of a hit that has moved a person reads %q", got)
	}
	elsewhere := numberedHits(9, nil)
	elsewhere.search = func(q search.Query) (search.Result, error) { return search.Result{}, nil }
	if got := use(t, elsewhere, nil).pressID(list.CustomID, open, list.Options[4].Value); !strings.Contains(got, "number 5") {
		t.Errorf("of what is no hit any more a person reads %q", got)
	}
	for err, want := range map[error]string{search.ErrHidden: "has hidden the quote", search.ErrGone: "no longer"} {
		l := numberedHits(9, map[quotes.ID]error{quotes.IDOf("quotation number 5"): err})
		l.search = func(search.Query) (search.Result, error) { return search.Result{}, nil }
		if got := use(t, l, nil).pressID(list.CustomID, open, list.Options[4].Value); !strings.Contains(got, want) {
			t.Errorf("%v: the person reads %q", err, got)
		}
	}
}

// A question that is too long for the buttons leaves the IDs of its first hits.
func TestALongQuestionPagesThroughItsFirstHits(t *testing.T) {
	gone := map[quotes.ID]error{}
	p := use(t, numberedHits(60, gone), nil)
	got := p.run("quote search", "words", strings.Repeat("여행길 ", 49))
	if !strings.Contains(got, "first 25") || !strings.Contains(got, "[1 / 25]") || !strings.Contains(got, "__quotation__") {
		t.Errorf("the person reads %q", got)
	}
	gone[quotes.IDOf("quotation number 2")] = search.ErrHidden
	if got := p.press(p.screen.message(), "Next"); !strings.Contains(got, "has hidden the quote") || !strings.Contains(got, "[2 / 25]") {
		t.Errorf("of a hit that was hidden since a person reads %q", got)
	}
	if got := use(t, numberedHits(60, gone), nil).press(p.screen.message(), "Next"); !strings.Contains(got, "number 3") || !strings.Contains(got, "[3 / 25]") {
		t.Errorf("after a restart the next one is %q", got)
	}
	p.press(p.screen.message(), "2 / 25")
	open := p.screen.message()
	list := menus(open)[0]
	if got := p.pressID(list.CustomID, open, list.Options[24].Value); !strings.Contains(got, "number 25") || !strings.Contains(got, "[25 / 25]") {
		t.Errorf("the last of the list is %q", got)
	}
	if _, on := button(p.screen.message(), "Next"); on {
		t.Error("there is something after the last one")
	}
}

func TestEveryButtonPressedTwiceAtOnceIsAnsweredTwice(t *testing.T) {
	th := newTheater(t, demo(), nil, "en-US")
	found := th.does("", slash("quote search", "words", "brevity soul of wit"))
	more := th.presses("", found, "more")
	nothing := th.does("", slash("quote search", "words", "einstein cake recipe"))
	for _, m := range []discordtest.Message{found, more, nothing} {
		for _, b := range m.Buttons {
			if b.URL != "" || b.Disabled {
				continue
			}
			var pressing sync.WaitGroup
			for i := range 2 {
				th.people++
				press := discordtest.Press(m, b.CustomID).By(discordtest.User{ID: fmt.Sprint(660000000000000000 + th.people*2 + i)})
				event, pending, err := th.d.Offer(press.Speaking("en-US", "en-US"))
				if err != nil {
					t.Fatal(err)
				}
				pressing.Go(func() {
					th.router.Handle(t.Context(), event)
					if a, err := pending.Answer(t.Context()); err != nil || len(a.FollowUps()) > 0 {
						t.Errorf("%q: %v", b.Label, err)
					}
				})
			}
			pressing.Wait()
		}
	}
}
