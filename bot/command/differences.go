package command

import (
	"context"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/bot/reindex"
	"verbatim/search"
)

// What the buttons under the report of a reading do. Their state says which list is
// meant, whether of a dry run, and where the page begins.
const (
	differencesAction     = "diffs"
	differencesPageAction = "diffp"
)

const differencesOnPage = 10

// The lists of differences.
const (
	cameList byte = iota
	alteredList
	wentList
	differenceLists // how many there are
)

// differencesState is the state of a button.
type differencesState struct {
	list   byte
	dryRun bool
	from   int
}

func (s differencesState) encode() []byte {
	kind := 2 * s.list
	if s.dryRun {
		kind++
	}
	return append([]byte{kind}, encodeNumber(s.from)...)
}

func decodeDifferences(state []byte) (differencesState, bool) {
	if len(state) == 0 || state[0] >= 2*differenceLists {
		return differencesState{}, false
	}
	from, ok := decodeNumber(state[1:])
	return differencesState{list: state[0] / 2, dryRun: state[0]%2 == 1, from: from}, ok
}

// listOf returns a list of a report, and how many quotations it is about.
func listOf(r reindex.Report, list byte) (all []search.Listed, n int) {
	switch list {
	case cameList:
		return r.Index.Came, r.Index.Added
	case alteredList:
		return r.Index.Altered, r.Index.Changed
	}
	return r.Index.Went, r.Index.Gone
}

// nameOf names a list of n quotations.
func nameOf(m *messages.Catalogue, list byte, n int) string {
	switch list {
	case cameList:
		return m.CameButton(n)
	case alteredList:
		return m.AlteredButton(n)
	}
	return m.WentButton(n)
}

// withDifferences adds the buttons that show which quotations came, changed and went,
// and what was not taken.
func withDifferences(reply interact.Reply, m *messages.Catalogue, r reindex.Report, dryRun bool) interact.Reply {
	var row interact.Row
	for list := range differenceLists {
		if all, n := listOf(r, list); len(all) > 0 {
			row = append(row, interact.ButtonSpec{Label: nameOf(m.Plain(), list, n), Action: differencesAction, State: differencesState{list: list, dryRun: dryRun}.encode()})
		}
	}
	if r.Index.InReview > 0 && !dryRun {
		row = append(row, interact.ButtonSpec{Label: m.Plain().WaitingButton(r.Index.InReview), Action: reviewAction})
	}
	if n := len(r.Corpus.Rejections); n > 0 && !dryRun {
		row = append(row, interact.ButtonSpec{Label: m.Plain().NotTakenButton(r.Rejections), Action: problemsAction, State: encodeNumber(0)})
	}
	if len(row) > 0 {
		reply.Blocks = append(reply.Blocks, row)
	}
	return reply
}

// differences shows a page of the quotations that came, changed or went with the last
// reading, or would.
func (c *Commands) differences(_ context.Context, r *interact.Request) (interact.Reply, error) {
	m := say(r)
	s, ok := decodeDifferences(r.State)
	if !ok || c.d.Rebuild == nil {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	report := c.d.Rebuild.Status().Last
	if s.dryRun {
		report = c.d.Rebuild.Status().Compared
	}
	if report == nil {
		return interact.Say(m.NoReport()), nil
	}
	all, n := listOf(*report, s.list)
	if len(all) == 0 {
		return interact.Say(m.NoDifferences()), nil
	}
	from := lastPage(s.from, differencesOnPage, len(all))
	to := min(from+differencesOnPage, len(all))
	var p portrait
	p.line(false, Part{Text: nameOf(m.Plain(), s.list, n), Strong: true})
	p.text(m.DifferencesTitle(from+1, to, n))
	open, shut := m.Marks()
	for _, d := range all[from:to] {
		p.text("- " + open + messages.EscapeLine(line(d.Words, maxExample)) + shut)
		p.line(true, Part{Text: string(d.ID)})
	}
	reply := p.reply()
	if len(all) > differencesOnPage {
		row := pager(m, differencesPageAction, from, differencesOnPage, len(all))
		row[0].State = differencesState{s.list, s.dryRun, max(from-differencesOnPage, 0)}.encode()
		row[1].State = differencesState{s.list, s.dryRun, from + differencesOnPage}.encode()
		reply.Blocks = append(reply.Blocks, interact.Row(row))
	}
	return reply, nil
}
