package command

import (
	"context"
	"strings"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// What the buttons under More do. The state of each is the quotation's ID.
const (
	moreAction     = "more" // opens it, for the person alone
	sourcesAction  = "srcs"
	wordingsAction = "same"
	byAction       = "by"
	citeAction     = "cite"
	copyAction     = "copy"
	shareAction    = "share"
)

// moreRoutes registers More and what is in it.
func (c *Commands) moreRoutes(r *interact.Router) {
	r.Button(moreAction, interact.Route{Handle: c.more(beginning), Shape: private})
	r.Button(sourcesAction, interact.Route{Handle: c.more(allSources)})
	r.Button(wordingsAction, interact.Route{Handle: c.wordings})
	r.Button(citeAction, interact.Route{Handle: c.more(citations)})
	r.Button(copyAction, interact.Route{Handle: c.more(asText)})
	r.Button(byAction, interact.Route{Handle: c.bySpeaker, Shape: private})
	// A picture takes a while to draw and to send.
	r.Button(pictureAction, interact.Route{Handle: c.picture, DeferAtOnce: true})
	r.Button(sharePictureAction, interact.Route{Handle: c.sharePicture, Shape: public, DeferAtOnce: true})
	r.Button(shareAction, interact.Route{Handle: c.share, Shape: public})
	r.Button(reportAction, interact.Route{Handle: c.mistakeForm, Opens: true})
	r.Form(reportAction, interact.Route{Handle: c.mistake})
}

func public(*interact.Request) interact.Shape { return interact.Public }

// more shows what a function draws of the quotation, above the buttons to the
// other things that there are.
func (c *Commands) more(draw func(quotes.Quote, *messages.Catalogue) string) interact.Handler {
	return func(ctx context.Context, r *interact.Request) (interact.Reply, error) {
		q, err := c.pressedQuotation(ctx, r)
		if err != nil {
			return interact.Reply{}, err
		}
		return morePanel(q, say(r), interact.Text(draw(q, say(r)))), nil
	}
}

// morePanel is what is shown and, below it, the buttons to the other things.
func morePanel(q quotes.Quote, m *messages.Catalogue, shown ...interact.Block) interact.Reply {
	plain := m.Plain()
	button := func(label, action string) interact.ButtonSpec {
		return interact.ButtonSpec{Label: label, Action: action, State: []byte(q.ID)}
	}
	about := interact.Row{button(plain.SourcesButton(), sourcesAction), button(plain.WordingsButton(), wordingsAction)}
	if lead, _ := q.Lead(); len(lead.Speakers) > 0 && !search.NobodyNamed(lead.Speakers[:1]) {
		about = append(about, button(plain.MoreBy(lead.Speakers[0].Name), byAction))
	}
	about = append(about, button(plain.ReportButton(), reportAction))
	use := interact.Row{
		button(plain.CiteButton(), citeAction), button(plain.CopyButton(), copyAction),
		button(plain.PictureButton(), pictureAction), button(plain.ShareButton(), shareAction),
	}
	return interact.Reply{Accent: plainColour, Blocks: append(shown, interact.Separator{}, about, use)}
}

// beginning names the quotation that the buttons are about.
func beginning(q quotes.Quote, m *messages.Catalogue) string {
	card := NewCard(q, nil, 0, 0, m)
	open, shut := m.Marks()
	words := open + messages.EscapeLine(wordsAround(card, maxExample)) + shut
	if card.Kind == quotes.Indirect {
		words = messages.EscapeLine(wordsAround(card, maxExample))
	}
	lines := []string{card.Over.draw(), words, card.Who.draw()}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// allSources lists every source that may be shown, with who says it there and a
// link where there is one, as many as fit.
func allSources(q quotes.Quote, m *messages.Catalogue) string {
	l := layout{m: m.Plain()}
	lines := []string{"### " + messages.Escape(l.m.SourcesButton())}
	used, left := 0, 0
	for _, a := range q.Attributions {
		if !a.Status.Served() {
			continue
		}
		who := l.speakers(a)
		if a.Kind == quotes.Indirect {
			who = l.ofReport(a)
		}
		drawn := Line{Parts: append(append(who, Part{Text: "\u00a0— "}), l.source(a.Source, true)...)}.draw()
		if link, ok := messages.Link(a.Source.URL); ok {
			drawn += choiceSeparator + "[" + messages.EscapeLine(l.m.OpenSource()) + "](" + link + ")"
		}
		if used += messages.Len16(drawn) + 3; used > interact.MaxText-300 {
			left++
			continue
		}
		lines = append(lines, "- "+drawn)
	}
	if left > 0 {
		lines = append(lines, "-# "+messages.Escape(l.m.AndMore(left)))
	}
	return strings.Join(lines, "\n")
}

// asText shows the quotation as one would paste it elsewhere.
func asText(q quotes.Quote, m *messages.Catalogue) string {
	return codeBlock("", plainCitation(q, m))
}

// codeBlock draws a text between the fences of Discord's code blocks, where nothing
// but these is markup.
func codeBlock(language, text string) string {
	return "```" + language + "\n" + strings.ReplaceAll(messages.Clean(text), "`", "ˋ") + "\n```"
}

// wordings shows the near duplicates of a quotation, each to be opened.
func (c *Commands) wordings(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	q, err := c.pressedQuotation(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	m := say(r)
	// Near duplicates are those that a search for the words groups with them.
	result, err := c.d.Find.Search(ctx, search.Query{
		Words: messages.Head(oneLine(q.Words), maxQuery), Filter: search.Filter{Scope: r.GuildID}, Limit: 3,
	})
	if err != nil {
		return interact.Reply{}, c.explain(r, q.ID, err)
	}
	var alike []quotes.Quote
	for _, hit := range result.Hits {
		group := append([]quotes.Quote{hit.Quote}, hit.NearDuplicates...)
		for i, other := range group {
			if other.ID == q.ID {
				alike = append(group[:i:i], group[i+1:]...)
			}
		}
	}
	if len(alike) == 0 {
		return morePanel(q, m, interact.Text(m.NoOtherWordings())), nil
	}
	shown := []interact.Block{interact.Text("### " + messages.Escape(m.Plain().WordingsButton()))}
	for _, menu := range wordings(alike, m) {
		shown = append(shown, menu)
	}
	return morePanel(q, m, shown...), nil
}

// bySpeaker shows what else the first speaker said.
func (c *Commands) bySpeaker(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	q, err := c.pressedQuotation(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	lead, _ := q.Lead()
	if len(lead.Speakers) == 0 {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	return c.hit(ctx, r, asked{by: r.UserID, speaker: lead.Speakers[0].Name, private: true}, 0)
}

// share posts the quotation for everybody.
func (c *Commands) share(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	q, err := c.pressedQuotation(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	m := say(r)
	return answer(NewCard(q, nil, 0, 0, m), m), nil
}
