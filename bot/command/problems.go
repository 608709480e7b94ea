package command

import (
	"context"

	"verbatim/bot/interact"
)

// problemsAction is what the buttons under a page of problems do: their state
// is the problem that the page begins with.
const problemsAction = "problems"

const problemsOnPage = 10

// problems answers /corpus problems with what the last reading did not take.
func (c *Commands) problems(_ context.Context, r *interact.Request) (interact.Reply, error) {
	return c.problemsFrom(r, 0)
}

func (c *Commands) problemsPage(_ context.Context, r *interact.Request) (interact.Reply, error) {
	from, ok := decodeNumber(r.State)
	if !ok {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	return c.problemsFrom(r, from)
}

func (c *Commands) problemsFrom(r *interact.Request, from int) (interact.Reply, error) {
	m := say(r)
	if c.d.Rebuild == nil {
		return interact.Say(m.NoReport()), nil
	}
	last := c.d.Rebuild.Status().Last
	switch {
	case last == nil:
		return interact.Say(m.NoReport()), nil
	case len(last.Corpus.Rejections)+len(last.Corpus.Unread) == 0:
		return interact.Say(m.NoProblems()), nil
	}
	all := last.Corpus.Rejections
	inFile := map[string]int{}
	for _, problem := range all {
		inFile[problem.File]++
	}
	plain := m.Plain()
	if from > 0 && from >= len(all) { // there were more before the latest reading
		from = max(0, len(all)-1) / problemsOnPage * problemsOnPage
	}
	to := min(from+problemsOnPage, len(all))
	var p portrait
	if from == 0 {
		p.unread(m, *last)
	}
	switch {
	case len(all) > problemsOnPage:
		p.text(m.ProblemsTitle(from+1, to, last.Rejections))
	case len(all) > 0:
		p.text(m.ReportRejected(last.Rejections))
	}
	for i, problem := range all[from:to] {
		if i == 0 || problem.File != all[from+i-1].File {
			p.line(false, Part{Text: line(problem.File, maxTitle)}, Part{Text: choiceSeparator + plain.ProblemsOfFile(inFile[problem.File])})
		}
		p.text("- " + m.ProblemInFile(problem.Line, line(problem.Reason, maxExample)))
	}
	reply := p.reply()
	if len(all) > problemsOnPage {
		reply.Blocks = append(reply.Blocks, interact.Row(pager(m, problemsAction, from, problemsOnPage, len(all))))
	}
	return reply, nil
}
