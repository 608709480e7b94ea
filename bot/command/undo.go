package command

import (
	"context"
	"errors"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// undoAction undoes the decision that is its state: the number of the edit and the
// quotation that it is about.
const undoAction = "undo"

// withUndo returns an answer with a button that undoes an edit.
func withUndo(reply interact.Reply, e search.Edit, label string) interact.Reply {
	if e.Seq == 0 { // it was so without any
		return reply
	}
	state := encodeNumber(int(e.Seq))
	if e.ID != "" { // it is about one quotation
		state = at{int(e.Seq), e.ID}.encode()
	}
	button := interact.ButtonSpec{Label: label, Action: undoAction, State: state}
	reply.Blocks = append(reply.Blocks, interact.Row{button})
	return reply
}

// undo answers /corpus undo: the last decision of who asks, or the last one on a
// quotation, counts as not made.
func (c *Commands) undo(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	e := search.Edit{Op: search.Undo}
	if r.Text("id") != "" {
		id, err := c.moderatedID(ctx, r)
		if err != nil {
			return interact.Reply{}, err
		}
		e.ID = id
	}
	return c.undoing(ctx, r, e)
}

// undoPressed undoes what a button is for.
func (c *Commands) undoPressed(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	of, ok := decodeAt(r.State)
	if !ok {
		of.id = ""
		of.offset, ok = decodeNumber(r.State)
	}
	if !ok || of.offset == 0 {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	return c.undoing(ctx, r, search.Edit{Op: search.Undo, ID: of.id, Undoes: uint64(of.offset)})
}

func (c *Commands) undoing(ctx context.Context, r *interact.Request, e search.Edit) (interact.Reply, error) {
	m := say(r)
	stored, err := c.edit(ctx, r, e)
	switch {
	case errors.Is(err, search.ErrNothingToUndo) && e.Undoes > 0:
		return interact.Reply{}, told(interact.NotFound, m.UndoneAlready())
	case errors.Is(err, search.ErrNothingToUndo) && e.ID != "":
		return interact.Reply{}, told(interact.NotFound, m.NothingToUndoOf(string(e.ID)))
	case errors.Is(err, search.ErrNothingToUndo):
		return interact.Reply{}, told(interact.NotFound, m.NothingToUndo())
	case errors.Is(err, search.ErrNoGeneration):
		return interact.Reply{}, c.explain(r, e.ID, err)
	case err != nil:
		return interact.Reply{}, notStored(m, r, err)
	}
	return c.undone(ctx, r, stored)
}

// undone tells what an undo took back, of which words, and what holds now.
func (c *Commands) undone(ctx context.Context, r *interact.Request, undo search.Edit) (interact.Reply, error) {
	m := say(r)
	var p portrait
	label := m.Plain().UndoButton()
	if undo.ID == "" {
		p.text(m.UndoneForAll(int(undo.Undoes)))
	} else {
		p.text(m.Undone(int(undo.Undoes), string(undo.ID)))
	}
	// The undo holds, whether or not the rest can be read.
	q, readErr := c.d.Moderate.Moderated(ctx, undo.ID, r.GuildID)
	switch {
	case readErr == nil:
		p.text(identify(q.Quote, m))
	case undo.ID != "" && errors.Is(readErr, search.ErrNotFound): // another server's own
		return withUndo(p.reply(), undo, label), nil
	}
	history, err := c.d.Moderate.History(ctx, undo.ID)
	if err != nil {
		return p.reply(), nil
	}
	for _, change := range history {
		switch change.Seq {
		case undo.Undoes:
			if change.Op != search.Undo {
				label = m.Plain().RedoButton()
			}
			p.text("-# " + Numbered(m, change, q.Found))
		case undo.Seq:
			if readErr == nil { // else it is about all of them, or there is nothing any more
				p.text("-# " + Holds(m, change.After, q.Found))
			}
		}
	}
	return withUndo(p.reply(), undo, label), nil
}

// Holds says what decisions come to for a quotation that was found as it stands in
// the corpus.
func Holds(m *messages.Catalogue, d search.Decision, found quotes.Quote) string {
	if d.Hidden() {
		return m.HiddenNow()
	}
	return m.VisibleNow(speakerIn(d, found, m))
}
