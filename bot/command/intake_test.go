package command_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"verbatim/bot/discordtest"
	"verbatim/bot/fetch"
	"verbatim/bot/intake"
	"verbatim/bot/reindex"
	"verbatim/quotes"
	"verbatim/quotes/article"
	"verbatim/quotes/corpus"
)

// desk is an Intake that offers what its addresses say.
type desk struct {
	offers  map[string]intake.Offer
	errs    map[string]error
	applied []string
}

func (d *desk) Take(_ context.Context, s intake.Source) (intake.Offer, error) {
	if err := d.errs[s.Address]; err != nil {
		return intake.Offer{}, fmt.Errorf("taking: %w", err)
	}
	return d.offers[s.Address], nil
}

func (d *desk) Apply(_ context.Context, id string) (intake.Applied, error) {
	for _, o := range d.offers {
		if o.ID == id && !slices.Contains(d.applied, id) {
			d.applied = append(d.applied, id)
			return intake.Applied{File: o.File, InReview: o.Report.InReview}, nil
		}
	}
	return intake.Applied{}, fmt.Errorf("applying: %w", intake.ErrGone)
}

func (d *desk) Discard(id string) error {
	if slices.Contains(d.applied, id) {
		return intake.ErrGone
	}
	return nil
}

const (
	bridge   = "https://news.example/bridge"
	uploaded = "https://cdn.discordapp.com/ephemeral-attachments/1/2/quotes.csv"
)

// found is a quotation as package extract finds it.
func found(words, speaker string, status quotes.Status) quotes.Quote {
	a := quotes.Attribution{Kind: quotes.Direct, Status: status, Source: quotes.Source{Title: "The bridge will stand", Publisher: "Valley Courier"}}
	if speaker != "" {
		a.Speakers = []quotes.Speaker{{Name: speaker}}
	}
	return quote(words, a)
}

func newDesk() *desk {
	page := intake.Preview{
		File:    intake.File{Name: "news.example-the-bridge-will-stand-42f899e0d2.html", URL: bridge},
		Article: article.Article{Title: "The *bridge* will stand", Publisher: "Valley Courier", Byline: "J. Reporter", Published: "2026-11-03", URL: bridge},
		Quotes: []quotes.Quote{
			found("We will rebuild the bridge before winter", "Anna Kowalska", quotes.Extracted),
			late,
			found("the water so high", "", quotes.Review),
		},
		Report: corpus.Report{Articles: 1, Quotations: 3, InReview: 1},
	}
	same := page
	same.Before = &intake.Comparison{Same: true}
	newer := page
	newer.Article.URL = "https://elsewhere.example/bridge"
	newer.Before = &intake.Comparison{Came: page.Quotes[:1], Went: page.Quotes[1:], Changed: []quotes.Quote{wit}}
	table := intake.Preview{File: intake.File{Name: "quotes-0123456789.csv"}, Quotes: []quotes.Quote{wit, roads, cake, wits, speech}}
	table.Report.Rejected = 2
	for _, at := range []int{3, 9} {
		table.Report.Rejections = append(table.Report.Rejections, corpus.Rejection{File: table.Path(), Line: at, Reason: "the words are empty"})
	}
	turkish := intake.Preview{File: intake.File{Name: "haber-0123456789.html"}, Report: corpus.Report{Articles: 1, Unread: []corpus.Unread{{Language: "Turkish", Articles: 1}}}}
	d := &desk{
		offers: map[string]intake.Offer{
			bridge: {Preview: page, ID: "aaaaaaaaaaaaaaaa"}, bridge + "?again": {Preview: same}, bridge + "?newer": {Preview: newer, ID: "bbbbbbbbbbbbbbbb"},
			uploaded: {Preview: table, ID: "cccccccccccccccc"}, bridge + "?tr": {Preview: turkish, ID: "dddddddddddddddd"},
		},
		errs: map[string]error{},
	}
	for what, err := range failures {
		d.errs[bridge+"?"+what] = err
	}
	return d
}

var failures = map[string]error{
	"address": fetch.ErrAddress, "http": fetch.ErrNotHTTPS, "forbidden": fetch.ErrForbidden, "redirects": fetch.ErrRedirects, "missing": fetch.ErrNotFound,
	"refused": fetch.ErrRefused, "picture": fetch.ErrNotText, "large": fetch.ErrTooLarge, "slow": fetch.ErrTooSlow, "down": fetch.ErrUnreachable,
	"empty": intake.ErrNoArticle, "nothing": intake.ErrNothing, "kind": intake.ErrUnknownKind, "folder": intake.ErrNoFolder, "readonly": intake.ErrCannotWrite,
}

func upload(name string) discordtest.Attachment {
	return discordtest.Attachment{Name: name, URL: uploaded, Size: 1234}
}

// aModerator is one whom no rate limit concerns yet.
func (th *theater) aModerator() discordtest.User {
	th.people++
	return discordtest.User{ID: fmt.Sprint(770000000000000100 + th.people), Roles: []string{moderatorRole}}
}

// bringing shows what moderators see who bring something for the corpus.
func (th *theater) bringing() {
	article := func(title, address string) discordtest.Message {
		return th.does(title, slash("corpus article", "url", address).By(th.aModerator()))
	}
	page := article("/corpus article", bridge)
	th.presses("Apply, while the corpus is being read", page, "apply", th.aModerator())
	th.presses("Apply, a second time", article("", bridge), "apply", th.aModerator())
	newer := article("/corpus article, another version", bridge+"?newer")
	th.presses("Discard", newer, "discard", th.aModerator())
	article("/corpus article, the same again", bridge+"?again")
	article("/corpus article, in a language that is not read", bridge+"?tr")
	th.does("/corpus import", discordtest.Slash("corpus import", discordtest.Opt("file", upload("quotes.csv"))).By(th.aModerator()))
	th.does("/corpus article with nothing", slash("corpus article").By(th.aModerator()))
	for _, what := range slices.Sorted(maps.Keys(failures)) {
		article("/corpus article: "+what, bridge+"?"+what)
	}
}

// Whatever becomes of the reading, the answer says what became of the file.
func TestAppliedIsReadAgain(t *testing.T) {
	for name, c := range map[string]struct {
		start error
		want  string
	}{
		"a reading begins":        {nil, "it reads again"},
		"one runs already":        {&reindex.RunningError{Since: time.Unix(1743586200, 0)}, "I was reading the corpus already"},
		"the program ends":        {reindex.ErrClosed, "I was reading the corpus already"},
		"it cannot be started":    {errors.New("no memory"), "I was reading the corpus already"},
		"this process reads none": {nil, "I can’t read the corpus again"},
	} {
		t.Run(name, func(t *testing.T) {
			b := &builder{
				start: func(string) (*reindex.Run, error) {
					if c.start != nil {
						return nil, c.start
					}
					return &reindex.Run{Since: time.Unix(1743586200, 0)}, nil
				},
				status: func() reindex.State { return reindex.State{LastErr: &reindex.Error{Sentence: "it reads again."}} },
			}
			th := newTheater(t, demo(), b, "en-US")
			if name == "this process reads none" {
				th = newTheater(t, demo(), nil, "en-US")
			}
			by := discordtest.User{ID: moderator}
			page := th.does("", slash("corpus article", "url", bridge).By(by))
			got := th.presses("", page, "apply", by)
			if text := got.Text(); !strings.Contains(text, "It’s in the corpus now, as imported/news\\.example-the-bridge") || !strings.Contains(text, c.want) {
				t.Errorf("the answer is %q", text)
			}
			if _, still := got.Button("Apply"); still {
				t.Errorf("there are still %v", got.Buttons)
			}
			if _, leads := got.Button("Review"); leads != (name == "a reading begins") {
				t.Errorf("that a button leads to the review is %v", leads)
			}
		})
	}
}

func TestOnlyModeratorsBringSomething(t *testing.T) {
	th := newTheater(t, demo(), nil, "en-US")
	by := discordtest.User{ID: moderator}
	page := th.does("", slash("corpus article", "url", bridge).By(by))
	for _, action := range []string{"apply", "discard"} {
		if got := th.presses("", page, action, discordtest.User{ID: "770000000000000055", Permissions: 8}); !strings.Contains(got.Text(), "only for this bot’s moderators") {
			t.Errorf("%s: %q", action, got.Text())
		}
	}
	for _, i := range []discordtest.Interaction{slash("corpus article", "url", bridge), discordtest.Slash("corpus import", discordtest.Opt("file", upload("x.csv")))} {
		if got := th.does("", i.By(discordtest.User{ID: "770000000000000055", Permissions: 8})); !strings.Contains(got.Text(), "only for this bot’s moderators") {
			t.Errorf("%q", got.Text())
		}
	}
	if len(th.desk.applied) > 0 {
		t.Errorf("applied was %v", th.desk.applied)
	}
}

// Whatever a page says of itself stays text, and fits into an answer.
func TestHostilePagesArePreviewed(t *testing.T) {
	th := newTheater(t, demo(), nil, "en-US")
	long := strings.Repeat(nastyWords+" ", 30)
	var all []quotes.Quote
	for i := range 60 {
		all = append(all, found(fmt.Sprint(i, " ", long), nastyWords, []quotes.Status{quotes.Extracted, quotes.Review}[i%2]))
	}
	report := corpus.Report{Articles: 1, InReview: 30, Rejected: 500}
	for range 500 {
		report.Rejections = append(report.Rejections, corpus.Rejection{File: nastyWords, Line: 1, Reason: long})
	}
	o := intake.Offer{ID: strings.Repeat("a", 16), Preview: intake.Preview{
		File:    intake.File{Name: "x-0123456789.html", URL: bridge + "/" + strings.Repeat("x*", 900)},
		Article: article.Article{Title: long, Publisher: long, Byline: long, Published: quotes.Date(nastyWords), URL: "https://e.example/[x](https://evil.example)"},
		Quotes:  all, Report: report,
	}}
	th.desk.offers[bridge+"?nasty"] = o
	o.Before = &intake.Comparison{Came: all, Went: all, Changed: all}
	th.desk.offers[bridge+"?nastier"] = o
	for _, address := range []string{bridge + "?nasty", bridge + "?nastier"} {
		got := th.does("", slash("corpus article", "url", address).By(discordtest.User{ID: moderator}))
		if len(got.Buttons) != 2 || !strings.Contains(got.Text(), "Nothing has changed yet.") {
			t.Errorf("%s: %d buttons under %q", address, len(got.Buttons), got.Text())
		}
	}
}
