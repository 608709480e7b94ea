package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// maxTyped is how long a line may be that somebody types, in bytes.
const maxTyped = 10_000

// reviewer goes through what waits for moderators, one task after the other.
type reviewer struct {
	Program
	library *search.Library
	m       *messages.Catalogue
	out     terminal
	in      *bufio.Scanner
	asks    bool // somebody types, who needs to be asked

	made [][]search.Edit // decisions, the last one last: each with what settled the reports
}

// Review shows what waits for moderators, the reports of readers first, and takes a line
// for each: what to do with it, by its first letter. It ends with the input, or at a q.
// Decisions that others make meanwhile are seen before the next task.
func Review(ctx context.Context, p Program, l *search.Library) error {
	r := &reviewer{
		Program: p, library: l, m: messages.For("en").Plain(), out: newTerminal(p.Stdout, p.Getenv),
		in: bufio.NewScanner(p.Stdin), asks: typedAt(p.Stdin),
	}
	r.in.Buffer(make([]byte, 0, 256), maxTyped)
	var last search.Task
	var again *search.Review // what an undo brought back
	for {
		if err := l.TakeEdits(ctx); err != nil {
			return fmt.Errorf("reading the log of edits: %w", err)
		}
		task, err := l.NextTask(ctx, "", last, func(search.Task) bool { return true })
		if again != nil {
			task, err, again = *again, nil, nil
		}
		switch {
		case errors.Is(err, search.ErrNoTask):
			r.say(r.m.NothingToReview())
			again, err = r.atEnd(ctx)
		case err == nil:
			r.draw(task)
			again, err = r.act(ctx, task)
		}
		if errors.Is(err, errQuit) {
			return nil
		}
		if err != nil {
			return err
		}
		last = task.Task
	}
}

// atEnd lets what was decided last be undone when nothing waits any more.
func (r *reviewer) atEnd(ctx context.Context) (*search.Review, error) {
	for len(r.made) > 0 {
		typed, ok := r.read("u undo, q quit: ")
		if !ok || strings.EqualFold(typed, "q") {
			break
		}
		if strings.EqualFold(typed, "u") {
			return r.undo(ctx)
		}
	}
	return nil, errQuit
}

// errQuit ends the review.
var errQuit = errors.New("no more")

func (r *reviewer) say(sentence string) { r.out.print("", textRun{sentence, plain}) }

// read returns the next line that is typed, and false at the end.
func (r *reviewer) read(prompt string) (string, bool) {
	if r.asks {
		fmt.Fprint(r.Stdout, prompt)
	}
	if !r.in.Scan() {
		return "", false
	}
	return strings.TrimSpace(r.in.Text()), true
}

// act does what is typed about a task. It returns the task that is to be shown next if
// that is no other one: after an undo.
func (r *reviewer) act(ctx context.Context, task search.Review) (again *search.Review, err error) {
	prompt := "a accept, c correct the speaker, r reject, s skip, u undo, q quit: "
	accept, reject := search.Edit{Op: search.Accept}, search.Edit{Op: search.Reject}
	if task.Report > 0 {
		prompt = "a leave it as it is, c correct the speaker, r hide it, s skip, u undo, q quit: "
		accept.Op, reject.Op, reject.Reason = search.Settle, search.Hide, task.Reports[0].Reason
	}
	for {
		typed, ok := r.read(prompt)
		if !ok {
			return nil, errQuit
		}
		switch strings.ToLower(typed) {
		case "a":
			return nil, r.decide(ctx, task, accept)
		case "r":
			return nil, r.decide(ctx, task, reject)
		case "c":
			name, _ := r.read(r.m.SpeakerName() + ": ")
			if name == "" {
				r.say(r.m.NoSpeakerGiven())
				continue
			}
			accept.Speaker = name
			if task.Report > 0 {
				accept.Op = search.Correct
			}
			return nil, r.decide(ctx, task, accept)
		case "s":
			return nil, nil
		case "u":
			if again, err = r.undo(ctx); again != nil || err != nil {
				return again, err
			}
		case "q":
			return nil, errQuit
		default:
			r.say(strings.TrimSuffix(prompt, ": "))
		}
	}
}

// decide stores a decision, settles the reports if there are any, and says what it did.
func (r *reviewer) decide(ctx context.Context, task search.Review, e search.Edit) error {
	e.ID = task.ID
	if task.Report == 0 {
		e.File = task.Unsure.Source.File
	}
	stored, err := r.library.Edit(ctx, e)
	switch {
	case errors.Is(err, search.ErrDecided):
		r.say(r.m.DecidedAlready())
		return r.tell(ctx, task, stored)
	case errors.Is(err, search.ErrNotWaiting):
		r.say(r.m.NotWaiting())
		return nil
	case err != nil:
		return err
	}
	made := []search.Edit{stored}
	if task.Report > 0 && e.Op != search.Settle {
		settled, err := r.library.Edit(ctx, search.Edit{Op: search.Settle, ID: task.ID})
		if err != nil && !errors.Is(err, search.ErrNotWaiting) {
			return fmt.Errorf("the decision holds, but the reports could not be settled: %w", err)
		}
		if err == nil {
			made = append(made, settled)
		}
	}
	r.made = append(r.made, made)
	return r.tell(ctx, task, stored)
}

// tell says what an edit did, and by whom it was made.
func (r *reviewer) tell(ctx context.Context, task search.Review, e search.Edit) error {
	history, err := r.library.History(ctx, task.ID)
	if err != nil {
		return fmt.Errorf("the decision holds, but reading it back failed: %w", err)
	}
	for _, change := range history {
		if change.Seq == e.Seq {
			r.say(command.Numbered(r.m, change, task.Found) + " · " + r.m.Person(change.By))
		}
	}
	return nil
}

// undo takes back the last decision that was made here, and returns its task.
func (r *reviewer) undo(ctx context.Context) (*search.Review, error) {
	if len(r.made) == 0 {
		r.say(r.m.NothingToUndo())
		return nil, nil
	}
	last := r.made[len(r.made)-1]
	r.made = r.made[:len(r.made)-1]
	for i := len(last) - 1; i >= 0; i-- {
		_, err := r.library.Edit(ctx, search.Edit{Op: search.Undo, ID: last[i].ID, Undoes: last[i].Seq})
		if err != nil && !errors.Is(err, search.ErrNothingToUndo) {
			return nil, err
		}
	}
	e := last[0]
	r.say(r.m.Undone(int(e.Seq), string(e.ID)))
	t := search.Task{ID: e.ID, File: search.FileKey(e.File)}
	if e.File == "" {
		now, err := r.library.Moderated(ctx, e.ID, "")
		if err != nil || len(now.Reports) == 0 {
			return nil, err
		}
		t = search.Task{ID: e.ID, Report: now.Reports[0].Seq}
	}
	task, err := r.library.Task(ctx, "", t)
	if err != nil {
		return nil, err
	}
	return &task, nil
}

// draw writes a task.
func (r *reviewer) draw(task search.Review) {
	fmt.Fprintln(r.Stdout)
	if task.Total > 0 {
		r.say(r.m.ReviewPlace(task.Place, task.Total))
	}
	card := command.TaskCard(task, r.m)
	drawLine(r.out, card.Over)
	if card.Kind != quotes.Indirect || task.Report > 0 || strings.TrimSpace(task.Unsure.Context) == "" { // else its sentence stands below
		drawWords(r.out, card.Words)
	}
	drawLine(r.out, card.Who)
	if task.Report > 0 {
		r.say(r.m.Reports(len(task.Reports)))
		for _, e := range task.Reports {
			r.out.print("  ", textRun{e.Reason, plain})
			r.out.print("    ", textRun{r.m.Person(e.By) + " · " + r.m.ReportedFrom(e.Guild, "?") + " · " + r.m.Time(e.At), faint})
		}
	} else {
		r.drawDoubt(task.Quote.Words, task.Unsure)
	}
	drawLine(r.out, card.Source)
	if a := task.Unsure; a.Source.File != "" && a.Source.Title != "" {
		r.out.print("  ", textRun{r.m.FileLine(a.Source.File, a.Source.Line), faint})
	}
	r.out.print("  ", textRun{string(task.ID), faint})
}

// drawDoubt writes the sentence around words, these bold, speaker and verb underlined,
// and why they wait.
func (r *reviewer) drawDoubt(words string, a quotes.Attribution) {
	var runs []textRun
	for _, run := range command.Evidence(words, a) {
		style := plain
		switch {
		case run.Matched:
			style = underline
		case run.Reported:
			style = bold
		}
		runs = append(runs, textRun{run.Text, style})
	}
	if len(runs) > 0 {
		r.say(r.m.ContextTitle() + ":")
		r.out.print("  ", runs...)
	}
	r.say(r.m.Doubt(string(a.Unsure)))
}
