package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"verbatim/bot/cli"
	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search"
)

const editsHelp = `Usage: verbatim edits [FLAGS] list
       verbatim edits [FLAGS] hide ID
       verbatim edits [FLAGS] restore ID
       verbatim edits [FLAGS] correct ID NAME
       verbatim edits [FLAGS] undo NUMBER

What moderators decided, and the same decisions as in Discord: a quotation is
hidden from everyone, shown again, or attributed to somebody else; a decision is
undone by its number in the list, and an undo by its own. Works while the bot
runs, which knows of it within a second, and while it does not.

  --data DIR     the data folder (DATA_DIR)
  --reason TEXT  why; other moderators can see it
  --env FILE     the env file (.env)

Example:
  verbatim edits hide 1wrg4dxzk37n0 --reason "quoted wrongly"
`

func editsCommand(ctx context.Context, p program, args []string) error {
	flags := newFlags()
	dataDir := flags.String("data", "", "")
	reason := flags.String("reason", "", "")
	env := envFlag(flags)
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	edit, list, err := editOf(rest)
	if err != nil {
		return err
	}
	edit.Reason = *reason
	dir, err := p.dataFolder(*dataDir, env)
	if err != nil {
		return err
	}
	l, err := search.Open(dir, search.Options{ReadOnly: list})
	if err != nil {
		return err
	}
	if list {
		err = cli.ListEdits(ctx, p.Program, l)
	} else {
		err = cli.Decide(ctx, p.Program, l, edit)
	}
	return errors.Join(explainEdit(edit, err), l.Close())
}

// dataFolder returns the data folder of the flag, or else of the settings, which has to
// be there.
func (p program) dataFolder(flag string, env envFile) (string, error) {
	if flag == "" {
		settings, err := p.settings(env)
		if err != nil {
			return "", err
		}
		flag = settings.DataDir
	}
	if info, err := os.Stat(flag); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return "", fmt.Errorf("there is no data folder %s; verbatim index makes one", flag)
	}
	return flag, nil
}

// editOf reads the arguments: an edit, or true for the list.
func editOf(args []string) (e search.Edit, list bool, err error) {
	if len(args) == 0 {
		return e, false, usage("say what to do: list, hide, restore, correct or undo")
	}
	action, args := args[0], args[1:]
	wanted := map[string]string{"list": "", "hide": "an ID", "restore": "an ID", "correct": "an ID and a name", "undo": "a number"}
	takes, known := wanted[action]
	switch {
	case !known:
		return e, false, usage("%q is none of list, hide, restore, correct and undo", cli.Shorten(action))
	case action == "list" && len(args) > 0:
		return e, false, usage("%q is one argument too many", cli.Shorten(args[0]))
	case action == "list":
		return e, true, nil
	case len(args) == 0, action == "correct" && len(args) < 2:
		return e, false, usage("%s takes %s", action, takes)
	case action != "correct" && len(args) > 1:
		return e, false, usage("%q is one argument too many", cli.Shorten(args[1]))
	case action == "undo":
		n, err := strconv.ParseUint(strings.TrimPrefix(args[0], "#"), 10, 64)
		if err != nil || n == 0 {
			return e, false, usage("undo takes a number of verbatim edits list, not %q", cli.Shorten(args[0]))
		}
		return search.Edit{Op: search.Undo, Undoes: n}, false, nil
	}
	e = search.Edit{Op: store.Op(action), Speaker: strings.TrimSpace(strings.Join(args[1:], " "))}
	if e.ID, err = quotes.ParseID(args[0]); err != nil {
		return e, false, usage("%q is no ID of a quotation", cli.Shorten(args[0]))
	}
	return e, false, nil
}

// explainEdit says what is wrong in one sentence, where that is a person's business.
func explainEdit(e search.Edit, err error) error {
	switch {
	case errors.Is(err, search.ErrNoGeneration):
		return errors.New("nothing was built in the data folder yet; verbatim index does it")
	case errors.Is(err, search.ErrGone):
		return fmt.Errorf("the quotation %s is not in the corpus any more", e.ID)
	case errors.Is(err, search.ErrNotFound):
		return fmt.Errorf("there is no quotation with the ID %s", e.ID)
	case errors.Is(err, search.ErrNothingToUndo):
		return fmt.Errorf("there is no decision %d, or it is undone already; see verbatim edits list", e.Undoes)
	}
	return err
}

// editsEvery is how often the bot looks whether others wrote edits, which have to
// hold within a second.
const editsEvery = 300 * time.Millisecond

// followEdits takes in what other processes write into the log of edits, until ctx
// ends, and gives those edits to told, one after the other. What goes wrong is logged
// once.
func followEdits(ctx context.Context, l *search.Library, told func(context.Context, search.Edit), log *slog.Logger) {
	seen := uint64(0)
	if all := l.EditsAfter(seen); len(all) > 0 {
		seen = all[len(all)-1].Seq
	}
	look := time.NewTicker(editsEvery)
	defer look.Stop()
	complaint := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
		}
		err := l.TakeEdits(ctx)
		for _, e := range l.EditsAfter(seen) {
			if seen = e.Seq; e.By == "" { // of the command line
				told(ctx, e)
			}
		}
		if err == nil || ctx.Err() != nil {
			complaint = ""
			continue
		}
		if complaint != err.Error() {
			log.Error("the log of edits cannot be read; what was decided before stays in force", "err", err)
		}
		complaint = err.Error()
	}
}
