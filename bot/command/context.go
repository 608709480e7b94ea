package command

import (
	"context"
	"slices"
	"strings"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
)

// contextAction shows where the words stand: its state is the quotation's ID.
const contextAction = "ctx"

// Bounds of the view of a quotation's surroundings.
const (
	maxPassages = 3
	maxPassage  = 900 // UTF-16 code units of each
)

// context shows the sentence in which each source has the words, and by what they
// are known to be somebody's: to who presses the button, alone.
func (c *Commands) context(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	q, err := c.pressedQuotation(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	m := say(r)
	reply := interact.Reply{Accent: plainColour}
	add := func(b interact.Block) { reply.Blocks = append(reply.Blocks, b) }
	add(interact.Text("### " + messages.Escape(m.Plain().ContextTitle())))
	if !slices.ContainsFunc(q.Attributions, func(a quotes.Attribution) bool { return a.Status.Served() && strings.TrimSpace(a.Context) != "" }) {
		add(interact.Text(m.NoContext()))
	}
	shown := 0
	for _, a := range q.Attributions {
		if !a.Status.Served() || shown == maxPassages {
			continue
		}
		if text := surroundings(q.Words, a, m); text != "" {
			if shown++; shown > 1 {
				add(interact.Separator{})
			}
			add(interact.Text(text))
		}
	}
	return reply, nil
}

// pressedQuotation reads the quotation whose ID is a button's state.
func (c *Commands) pressedQuotation(ctx context.Context, r *interact.Request) (quotes.Quote, error) {
	return c.quotation(ctx, r, r.State)
}

func (c *Commands) quotation(ctx context.Context, r *interact.Request, state []byte) (quotes.Quote, error) {
	id, err := quotes.ParseID(string(state))
	if err != nil {
		return quotes.Quote{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	q, err := c.d.Get.Get(ctx, id, r.GuildID)
	return q, c.explain(r, id, err)
}

// surroundings draws the sentence around the words in one source, these bold, and
// below it the source, the speakers as it calls them, the verb and the place in the
// file. It is empty where nothing is known but the words.
func surroundings(words string, a quotes.Attribution, m *messages.Catalogue) string {
	l := layout{m: m.Plain()}
	var lines []string
	if strings.TrimSpace(a.Context) != "" {
		card := Card{Kind: quotes.Indirect, Words: marked{text: a.Context, reported: segmentsIn(words, a)}.runs()}
		for i := range card.Words {
			card.Words[i].Matched = card.Words[i].Reported // what an excerpt is made around
		}
		if !card.fits(maxPassage) {
			card = card.part(card.excerpt(maxPassage))
		}
		for i := range card.Words {
			card.Words[i].Matched = false
		}
		lines = append(lines, card.drawn())
	}
	var evidence []string
	if len(a.Speakers) > 0 {
		evidence = append(evidence, line(a.Speakers[0].Name, maxPerson))
		if written := line(a.Speakers[0].AsWritten, maxCue); written != "" {
			evidence = append(evidence, l.m.AsWritten(written))
		}
	}
	if verb := line(a.Cue, maxCue); verb != "" {
		evidence = append(evidence, l.m.Cue(verb))
	}
	if via := line(a.Via, maxPerson); via != "" {
		evidence = append(evidence, l.m.Via(via))
	}
	if len(lines) == 0 && a.Source.File == "" {
		return ""
	}
	lines = append(lines, Line{Parts: l.source(a.Source, true)}.draw())
	if len(evidence) > 0 {
		lines = append(lines, Line{Parts: []Part{{Text: strings.Join(evidence, choiceSeparator)}}, Minor: true}.draw())
	}
	if file := line(a.Source.File, maxTitle); file != "" && a.Source.Title != "" {
		lines = append(lines, Line{Parts: []Part{{Text: l.m.FileLine(a.Source.File, a.Source.Line)}}, Minor: true}.draw())
	}
	return strings.Join(lines, "\n")
}

// segmentsIn returns where the segments of the words stand in the sentence around
// them; nil where one does not.
func segmentsIn(words string, a quotes.Attribution) []quotes.Span {
	if hasSentence(a) {
		return a.ContextSpans
	}
	segments := []string{words}
	if spans := a.Source.Spans; len(spans) > 1 {
		segments = segments[:0]
		for at, i := 0, 0; i < len(spans); i++ {
			end := at + spans[i].End - spans[i].Start
			if end > len(words) {
				return nil
			}
			segments = append(segments, words[at:end])
			at = end + 1
		}
	}
	var found []quotes.Span
	from := 0
	for _, s := range segments {
		i := strings.Index(a.Context[from:], s)
		if i < 0 || s == "" {
			return nil
		}
		found = append(found, quotes.Span{Start: from + i, End: from + i + len(s)})
		from += i + len(s)
	}
	return found
}
