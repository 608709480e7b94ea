package command

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// Reviewer has what waits for moderators (search.Library).
type Reviewer interface {
	NextTask(ctx context.Context, scope string, after search.Task, take func(search.Task) bool) (search.Review, error)
	Task(ctx context.Context, scope string, t search.Task) (search.Review, error)
}

// What the buttons under a task do. The state of each is the task, that of undo an
// [undoable].
const (
	acceptAction     = "racc"
	rejectAction     = "rrej"
	whoAction        = "rwho" // opens the form that names another speaker
	whoForm          = "rwho"
	skipAction       = "rskp"
	reviewUndoAction = "rund"
	hideReportAction = "rhid"
	settleAction     = "rset"
)

// reviewAction is what the button does that begins a review, as the command does.
const reviewAction = "review"

// reviewRoutes registers the review and its buttons.
func (c *Commands) reviewRoutes(r *interact.Router) {
	r.Command("corpus review", interact.Route{Handle: c.review, Shape: private, Moderators: true})
	r.Button(reviewAction, interact.Route{Handle: c.review, Shape: private, Moderators: true})
	for action, h := range map[string]interact.Handler{
		acceptAction: c.onTask(c.deciding(search.Edit{Op: search.Accept})), rejectAction: c.onTask(c.deciding(search.Edit{Op: search.Reject})),
		hideReportAction: c.onTask(c.deciding(search.Edit{Op: search.Hide})), settleAction: c.onTask(c.deciding(search.Edit{Op: search.Settle})),
		skipAction: c.onTask(c.skipped), reviewUndoAction: c.reviewUndone,
	} {
		r.Button(action, interact.Route{Handle: h, Moderators: true})
	}
	update := func(*interact.Request) interact.Shape { return interact.Update }
	r.Button(whoAction, interact.Route{Handle: c.onTask(c.askWho), Moderators: true, Opens: true, Shape: update})
	r.Form(whoForm, interact.Route{Handle: c.onTask(c.named), Moderators: true, Shape: update})
}

// encodeTask writes a task into a button's state: the ID, then what kind it is, then
// the number that is the rest of it.
func encodeTask(t search.Task) []byte {
	b := []byte(t.ID)
	if t.Report > 0 {
		return binary.AppendUvarint(append(b, 'r'), t.Report)
	}
	return binary.BigEndian.AppendUint64(append(b, 'f'), t.File)
}

func decodeTask(b []byte) (search.Task, bool) {
	if len(b) < quotes.IDLen+2 {
		return search.Task{}, false
	}
	id, err := quotes.ParseID(string(b[:quotes.IDLen]))
	t, rest := search.Task{ID: id}, b[quotes.IDLen+1:]
	switch b[quotes.IDLen] {
	case 'r':
		n, width := binary.Uvarint(rest)
		t.Report = n
		return t, err == nil && width == len(rest) && n > 0
	case 'f':
		if len(rest) != 8 {
			return search.Task{}, false
		}
		t.File = binary.BigEndian.Uint64(rest)
		return t, err == nil
	}
	return search.Task{}, false
}

// undoable is what an undo button takes back: a decision, and what settled the reports
// along with it, 0 for nothing.
type undoable struct {
	id       quotes.ID
	decision uint64
	settled  uint64
}

func (u undoable) encode() []byte {
	return append(binary.AppendUvarint(binary.AppendUvarint(nil, u.decision), u.settled), u.id...)
}

func decodeUndoable(b []byte) (u undoable, ok bool) {
	cut := len(b) - quotes.IDLen
	if cut < 2 {
		return u, false
	}
	decision, n := binary.Uvarint(b[:cut])
	if n <= 0 {
		return u, false
	}
	settled, m := binary.Uvarint(b[n:cut])
	id, err := quotes.ParseID(string(b[cut:]))
	return undoable{id, decision, settled}, err == nil && m > 0 && n+m == cut && decision > 0
}

// review answers /corpus review with the first task that nobody else has.
func (c *Commands) review(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	return c.nextTask(ctx, r, search.Task{}, done{})
}

// done is what was just decided, to be told over the next task; nothing for the zero
// done.
type done struct {
	says string // in Discord's markdown
	undo undoable
}

// nextTask shows the next task, under what was just decided.
func (c *Commands) nextTask(ctx context.Context, r *interact.Request, after search.Task, d done) (interact.Reply, error) {
	take, failed := c.taker(ctx, r.UserID)
	next, err := c.d.Review.NextTask(ctx, r.GuildID, after, take)
	err = cmp.Or(failed(), err)
	if err != nil && !errors.Is(err, search.ErrNoTask) {
		if d.undo.decision == 0 {
			return interact.Reply{}, c.explain(r, "", err)
		}
		// What was decided holds, and is told, whatever else fails.
		c.d.Logger.Error("looking for the next task", "err", err)
		return c.noTask(r, d, tell(r).Internal(r.ID)), nil
	}
	if err != nil {
		says := say(r).NothingToReview()
		if next.Total > 0 {
			says = say(r).ReviewTaken(next.Total)
		}
		return c.noTask(r, d, says), nil
	}
	return drawTask(r, next, d), nil
}

// noTask says that there is nothing to show.
func (c *Commands) noTask(r *interact.Request, d done, says string) interact.Reply {
	reply := interact.Reply{Blocks: []interact.Block{interact.Text(d.says), interact.Text(says)}}
	if d.undo.decision > 0 {
		reply.Blocks = append(reply.Blocks, interact.Row{undoTaskButton(say(r), d.undo)})
	}
	return reply
}

// onTask calls a handler with the task that a button or a form is for, as it is now. Of
// one that waits no more it tells who decided, and shows the next one.
func (c *Commands) onTask(h func(context.Context, *interact.Request, search.Review) (interact.Reply, error)) interact.Handler {
	return func(ctx context.Context, r *interact.Request) (interact.Reply, error) {
		t, ok := decodeTask(r.State)
		if !ok {
			return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
		}
		task, err := c.d.Review.Task(ctx, r.GuildID, t)
		switch {
		case errors.Is(err, search.ErrNoTask), errors.Is(err, search.ErrNotFound), errors.Is(err, search.ErrGone):
			return c.nextTask(ctx, r, t, done{says: say(r).NotWaiting()})
		case err != nil:
			return interact.Reply{}, c.explain(r, t.ID, err)
		case !task.Waits:
			return c.nextTask(ctx, r, t, done{says: c.whoDecided(ctx, r, task)})
		}
		return h(ctx, r, task)
	}
}

// whoDecided tells who decided on a task, and how.
func (c *Commands) whoDecided(ctx context.Context, r *interact.Request, task search.Review) string {
	m := say(r)
	of := func(change search.Decided) bool { return change.Op == search.Settle }
	if task.Report == 0 {
		by := task.Review(task.Unsure.Source.File)
		of = func(change search.Decided) bool { return change.Seq == by.Seq }
	}
	history, err := c.d.Moderate.History(ctx, task.ID)
	if err != nil {
		return m.NotWaiting()
	}
	for i := len(history) - 1; i >= 0; i-- {
		if change := history[i]; of(change) && !change.Undone {
			return m.DecidedAlready() + "\n-# " + whatChanged(m, change, task.Found) + choiceSeparator + m.Person(change.By)
		}
	}
	return m.NotWaiting()
}

func (c *Commands) skipped(ctx context.Context, r *interact.Request, task search.Review) (interact.Reply, error) {
	return c.nextTask(ctx, r, task.Task, done{})
}

// deciding returns what stores a decision on a task.
func (c *Commands) deciding(e search.Edit) func(context.Context, *interact.Request, search.Review) (interact.Reply, error) {
	return func(ctx context.Context, r *interact.Request, task search.Review) (interact.Reply, error) {
		return c.decideTask(ctx, r, task, e)
	}
}

// askWho opens the form that names another speaker.
func (c *Commands) askWho(_ context.Context, r *interact.Request, task search.Review) (interact.Reply, error) {
	m := tell(r).Plain()
	name := ""
	if len(task.Unsure.Speakers) > 0 {
		name = line(task.Unsure.Speakers[0].Name, maxName)
	}
	return interact.Reply{Form: &interact.Form{
		Title: m.WhoSaidIt(), Action: whoForm, State: encodeTask(task.Task),
		Fields: []interact.Field{{Name: "name", Label: m.SpeakerName(), Value: name, Max: maxName, Required: true}},
	}}, nil
}

// named takes what the form says.
func (c *Commands) named(ctx context.Context, r *interact.Request, task search.Review) (interact.Reply, error) {
	name := line(r.Text("name"), maxName)
	if name == "" {
		return interact.Reply{}, told(interact.Invalid, tell(r).NoSpeakerGiven())
	}
	if task.Report > 0 {
		return c.decideTask(ctx, r, task, search.Edit{Op: search.Correct, Speaker: name})
	}
	return c.decideTask(ctx, r, task, search.Edit{Op: search.Accept, Speaker: name})
}

// decideTask stores a decision on a task, settles the reports if there are any, and
// shows the next task.
func (c *Commands) decideTask(ctx context.Context, r *interact.Request, task search.Review, e search.Edit) (interact.Reply, error) {
	e.ID = task.ID
	switch {
	case e.Op == search.Accept || e.Op == search.Reject:
		if task.Report > 0 {
			return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
		}
		e.File = task.Unsure.Source.File
	case task.Report == 0:
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	case e.Op != search.Settle:
		e.Reason = line(task.Reports[0].Reason, maxReason)
	}
	stored, err := c.edit(ctx, r, e)
	switch {
	case errors.Is(err, search.ErrDecided), errors.Is(err, search.ErrNotWaiting):
		if now, readErr := c.d.Review.Task(ctx, r.GuildID, task.Task); readErr == nil {
			task = now
		}
		return c.nextTask(ctx, r, task.Task, done{says: c.whoDecided(ctx, r, task)})
	case err != nil:
		return interact.Reply{}, notStored(tell(r), r, err)
	}
	d := done{undo: undoable{id: task.ID, decision: stored.Seq}}
	d.says = taskLine(say(r), whatChanged(say(r), search.Decided{Edit: stored, Before: task.Decision}, task.Found), task)
	var settled search.Edit
	if task.Report > 0 {
		if settled = c.settle(ctx, r, stored); e.Op != search.Settle {
			d.undo.settled = settled.Seq
		}
	}
	reply, err := c.nextTask(ctx, r, task.Task, d)
	if settled.Seq > 0 {
		reply.Later = c.tellOutcome(settled)
	}
	return reply, err
}

// settle settles the reports of a quotation on which something was decided, if that did
// not do so already. Where it fails the decision holds all the same, and they come up
// again.
func (c *Commands) settle(ctx context.Context, r *interact.Request, decided search.Edit) search.Edit {
	if decided.Op == search.Settle {
		return decided
	}
	settled, err := c.edit(ctx, r, search.Edit{Op: search.Settle, ID: decided.ID})
	if err != nil {
		if !errors.Is(err, search.ErrNotWaiting) { // somebody else did
			c.d.Logger.Error("settling reports", "id", decided.ID, "err", err)
		}
		return search.Edit{}
	}
	return settled
}

// taskLine is a line that says what was decided, of which words.
func taskLine(m *messages.Catalogue, what string, task search.Review) string {
	return "-# " + what + choiceSeparator + m.Quoted(line(task.Quote.Words, maxBeginning))
}

// reviewUndone takes back what an undo button is for, and shows that task again.
func (c *Commands) reviewUndone(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	u, ok := decodeUndoable(r.State)
	if !ok {
		return interact.Reply{}, told(interact.NotFound, tell(r).UnknownButton())
	}
	m := say(r)
	undone := false
	var failed error
	for _, seq := range []uint64{u.settled, u.decision} {
		if seq == 0 {
			continue
		}
		_, err := c.edit(ctx, r, search.Edit{Op: search.Undo, ID: u.id, Undoes: seq})
		undone = undone || err == nil
		if err != nil && !errors.Is(err, search.ErrNothingToUndo) {
			failed = errors.Join(failed, err)
		}
	}
	switch {
	case !undone && failed != nil:
		return interact.Reply{}, notStored(m, r, failed)
	case failed != nil: // that the reports wait again
		return interact.Reply{}, failed
	case !undone:
		return interact.Reply{}, told(interact.NotFound, tell(r).UndoneAlready())
	}
	says := "-# " + m.Undone(int(u.decision), string(u.id))
	t, err := c.taskOf(ctx, r, u)
	if err != nil {
		return c.nextTask(ctx, r, search.Task{}, done{says: says})
	}
	// Whoever has it meanwhile finds it decided, or decides.
	if _, err := c.leases.take(ctx, t, r.UserID, c.d.Now()); err != nil {
		c.d.Logger.Warn("a task is shown that another moderator may have", "err", err)
	}
	task, err := c.d.Review.Task(ctx, r.GuildID, t)
	if err != nil || !task.Waits {
		return c.nextTask(ctx, r, search.Task{}, done{says: says})
	}
	return drawTask(r, task, done{says: says}), nil
}

// taskOf returns the task that a decision which was undone was about.
func (c *Commands) taskOf(ctx context.Context, r *interact.Request, u undoable) (search.Task, error) {
	history, err := c.d.Moderate.History(ctx, u.id)
	if err != nil {
		return search.Task{}, err
	}
	for _, change := range history {
		if change.Seq == u.decision && change.File != "" {
			return search.Task{ID: u.id, File: search.FileKey(change.File)}, nil
		}
	}
	now, err := c.d.Moderate.Moderated(ctx, u.id, r.GuildID)
	if err == nil && len(now.Reports) == 0 {
		err = search.ErrNoTask
	}
	if err != nil {
		return search.Task{}, err
	}
	return search.Task{ID: u.id, Report: now.Reports[0].Seq}, nil
}
