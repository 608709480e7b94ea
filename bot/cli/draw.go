package cli

import (
	"bufio"
	"fmt"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/search"
)

// maxLimit is how many hits ask shows at most.
const maxLimit = 100

// drawHits draws each hit as the card that Discord shows.
func drawHits(t terminal, result search.Result) error {
	m := messages.For("en").Plain()
	out := bufio.NewWriter(t.w) // keeps the first error
	t.w = out
	for i, hit := range result.Hits {
		if i > 0 {
			fmt.Fprintln(out)
		}
		card := command.NewCard(hit.Quote, hit.Matched, i+1, result.Total, m).WithAlike(hit.NearDuplicates, m)
		if i == 0 {
			card = card.WithConfidence(result, m)
		}
		drawCard(t, card, m)
		if hit.Explanation != nil {
			drawExplanation(t, hit.Score, hit.Explanation)
		}
	}
	if more := result.Total - len(result.Hits); more > 0 && len(result.Hits) < maxLimit {
		fmt.Fprintln(out)
		shows := "them"
		if result.Total > maxLimit {
			shows = "the first " + m.Number(maxLimit)
		}
		t.print("", textRun{fmt.Sprintf("%s more; --limit %d shows %s.", m.Number(more), min(result.Total, maxLimit), shows), faint})
	}
	return out.Flush()
}

// drawCard draws the words, what is known about them under these, and the ID.
func drawCard(t terminal, c command.Card, m *messages.Catalogue) {
	drawLine(t, c.Head)
	drawLine(t, c.Over)
	drawWords(t, c.Words)
	for _, line := range c.Lines() {
		drawLine(t, line)
	}
	t.print("  ", textRun{c.Foot(m), faint})
}

// drawWords draws the words. Where nothing can be underlined, _marks_ stand
// around the clause of a report.
func drawWords(t terminal, words []command.Run) {
	var runs []textRun
	open := false
	mark := func(reported bool) {
		if reported != open && !t.style {
			runs = append(runs, textRun{"_", plain})
		}
		open = reported
	}
	for _, r := range words {
		mark(r.Reported)
		style := plain
		switch {
		case r.Matched && r.Reported:
			style = match + ";" + underline
		case r.Matched:
			style = match
		case r.Reported:
			style = underline
		}
		runs = append(runs, textRun{r.Text, style})
	}
	mark(false)
	if len(words) > 0 {
		t.print("  ", runs...)
	}
}

func drawLine(t terminal, line command.Line) {
	var runs []textRun
	for _, part := range line.Parts {
		style := plain
		switch {
		case part.Strong:
			style = bold
		case line.Minor:
			style = faint
		}
		runs = append(runs, textRun{part.Text, style})
	}
	if len(runs) > 0 {
		t.print("  ", runs...)
	}
}
