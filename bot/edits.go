package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"verbatim/bot/cli"
	"verbatim/bot/cluster"
	"verbatim/quotes"
	"verbatim/quotes/store"
	"verbatim/search"
)

const editsHelp = `Usage: verbatim edits [FLAGS] list
       verbatim edits [FLAGS] hide ID
       verbatim edits [FLAGS] restore ID
       verbatim edits [FLAGS] correct ID NAME
       verbatim edits [FLAGS] add WORDS
       verbatim edits [FLAGS] edit ID
       verbatim edits [FLAGS] merge NAME NAME
       verbatim edits [FLAGS] undo NUMBER

Lists what moderators decided, and decides as they do in Discord:

  hide ID          take a quotation out of every answer
  restore ID       show it again
  correct ID NAME  say who said it
  add WORDS        add a quotation, with what the flags say
  edit ID          change in a quotation what the flags say
  merge NAME NAME  call a speaker by the second name in every quotation
  undo NUMBER      undo the decision with that number in the list, also an undo

Works while the bot runs, which knows of it within a second, and while it does
not.

  --words TEXT    edit: the words
  --speaker NAME  add, edit: who said it; several with ; between them
  --said DATE     add, edit: when it was said
  --source TITLE  add, edit: where it was published
  --link URL      add, edit: the address of the source
  --data DIR      the data folder (DATA_DIR)
  --reason TEXT   why; other moderators can see it
  --env FILE      the env file (.env)

Examples:
  verbatim edits hide 1wrg4dxzk37n0 --reason "quoted wrongly"
  verbatim edits edit 1wrg4dxzk37n0 --speaker "Ann Lee" --said 2024-05
`

func editsCommand(ctx context.Context, p program, args []string) error {
	flags := newFlags()
	dataDir := flags.String("data", "", "")
	reason := flags.String("reason", "", "")
	env := envFlag(flags)
	given := map[string]*string{}
	for _, name := range []string{"words", "speaker", "said", "source", "link"} {
		given[name] = flags.String(name, "", "")
	}
	rest, err := parse(flags, args)
	if err != nil {
		return err
	}
	edit, list, err := editOf(rest)
	if err != nil {
		return err
	}
	written, err := writtenBy(flags, given, edit.Op)
	if err != nil {
		return err
	}
	edit.Reason = *reason
	dir, err := p.dataFolder(*dataDir, env)
	if err != nil {
		return err
	}
	l, err := p.openToDecide(ctx, dir, env, search.Options{ReadOnly: list})
	if err != nil {
		return explainEdit(edit, err)
	}
	switch edit.Op {
	case "":
		err = cli.ListEdits(ctx, p.Program, l.Library)
	case search.Add:
		edit.Quote = &quotes.Quote{Words: strings.Join(rest[1:], " "), Attributions: []quotes.Attribution{written.on(quotes.Attribution{})}}
		err = cli.Decide(ctx, p.Program, l.Library, edit)
	case search.Amend:
		err = written.amend(ctx, p.Program, l.Library, edit)
	default:
		err = cli.Decide(ctx, p.Program, l.Library, edit)
	}
	return errors.Join(explainEdit(edit, err), l.close())
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

// written is what flags say of a quotation.
type written struct {
	given map[string]bool
	text  map[string]*string
	said  quotes.Date
}

// writtenBy reads those flags, which only two actions have a use for.
func writtenBy(flags *flag.FlagSet, text map[string]*string, op store.Op) (written, error) {
	w := written{given: map[string]bool{}, text: text}
	flags.Visit(func(f *flag.Flag) { w.given[f.Name] = text[f.Name] != nil })
	any := slices.Contains(slices.Collect(maps.Values(w.given)), true)
	switch {
	case any && op != search.Add && op != search.Amend, w.given["words"] && op == search.Add:
		return w, usage("only add and edit take what a quotation is like, and --words is for edit")
	case !any && op == search.Amend:
		return w, usage("say what to edit: --words, --speaker, --said, --source or --link")
	case w.given["link"] && *text["link"] != "" && !strings.HasPrefix(*text["link"], "https://") && !strings.HasPrefix(*text["link"], "http://"):
		return w, usage("%q is no address of a web page", cli.Shorten(*text["link"]))
	}
	var err error
	if said := *text["said"]; said != "" {
		if w.said, err = quotes.ParseDate(said); err != nil {
			return w, usage("%q is no date; write 2024, 2024-05 or 2024-05-01", cli.Shorten(said))
		}
	}
	return w, nil
}

// on returns an attribution with what the flags say of it.
func (w written) on(a quotes.Attribution) quotes.Attribution {
	if w.given["speaker"] {
		a.Speakers = nil
		for name := range strings.SplitSeq(*w.text["speaker"], ";") {
			if name = strings.TrimSpace(name); name != "" {
				a.Speakers = append(a.Speakers, quotes.Speaker{Name: name})
			}
		}
	}
	if w.given["said"] {
		a.Said = w.said
	}
	if w.given["source"] {
		a.Source.Title = *w.text["source"]
	}
	if w.given["link"] {
		a.Source.URL = *w.text["link"]
	}
	return a
}

// amend amends each part that the flags are about.
func (w written) amend(ctx context.Context, p cli.Program, l *search.Library, e search.Edit) error {
	q, err := l.Moderated(ctx, e.ID, "")
	if err != nil {
		return err
	}
	lead, _ := q.Quote.Lead()
	lead = w.on(lead)
	for _, part := range []struct {
		part  search.EditPart
		given bool
		quote quotes.Quote
	}{
		{search.EditWords, w.given["words"], quotes.Quote{Words: *w.text["words"]}},
		{search.EditAttribution, w.given["speaker"] || w.given["said"], quotes.Quote{Attributions: []quotes.Attribution{lead}}},
		{search.EditSource, w.given["source"] || w.given["link"], quotes.Quote{Attributions: []quotes.Attribution{lead}}},
	} {
		if !part.given {
			continue
		}
		e.Part, e.Quote = part.part, &part.quote
		if err := cli.Decide(ctx, p, l, e); err != nil {
			return err
		}
	}
	return nil
}

// editOf reads the arguments: an edit, or true for the list.
func editOf(args []string) (e search.Edit, list bool, err error) {
	if len(args) == 0 {
		return e, false, usage("say what to do: list, hide, restore, correct, add, edit, merge or undo")
	}
	action, args := args[0], args[1:]
	wanted := map[string]string{
		"list": "", "hide": "an ID", "restore": "an ID", "correct": "an ID and a name", "undo": "a number",
		"add": "words", "edit": "an ID", "merge": "two names",
	}
	takes, known := wanted[action]
	switch {
	case !known:
		return e, false, usage("%q is none of list, hide, restore, correct, add, edit, merge and undo", cli.Shorten(action))
	case action == "list" && len(args) > 0:
		return e, false, usage("%q is one argument too many", cli.Shorten(args[0]))
	case action == "list":
		return e, true, nil
	case len(args) == 0, action == "correct" && len(args) < 2, action == "merge" && len(args) != 2:
		return e, false, usage("%s takes %s", action, takes)
	case action == "add":
		return search.Edit{Op: search.Add, ID: quotes.IDOf(strings.Join(args, " "))}, false, nil
	case action == "merge":
		return search.Edit{Op: search.Merge, From: args[0], Speaker: args[1]}, false, nil
	case action != "correct" && len(args) > 1:
		return e, false, usage("%q is one argument too many", cli.Shorten(args[1]))
	case action == "undo":
		n, err := strconv.ParseUint(strings.TrimPrefix(args[0], "#"), 10, 64)
		if err != nil || n == 0 {
			return e, false, usage("undo takes a number of verbatim edits list, not %q", cli.Shorten(args[0]))
		}
		return search.Edit{Op: search.Undo, Undoes: n}, false, nil
	}
	if action == "edit" {
		action = string(search.Amend)
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
	case errors.Is(err, search.ErrUnreachable):
		return errors.New("the NATS servers of CLUSTER_URL cannot be reached, so this does not count yet; try again in a minute")
	case errors.Is(err, cluster.ErrOtherHistory):
		return errors.New(otherHistory)
	case errors.Is(err, store.ErrMirror):
		return errors.New("the decisions in this data folder are those of a cluster; give CLUSTER_URL, or remove the file " + store.MirrorName + " in it to leave the cluster for good")
	case errors.Is(err, search.ErrNoGeneration):
		return errors.New("nothing was built in the data folder yet; verbatim index does it")
	case errors.Is(err, search.ErrHidden):
		return fmt.Errorf("the quotation %s has these words, and is hidden; verbatim edits restore %s shows it again", e.ID, e.ID)
	case errors.Is(err, search.ErrThere):
		return errors.New("the words are another quotation's already")
	case errors.Is(err, store.ErrBadEdit):
		return errors.New("that is too long, or has characters that do not belong there")
	case errors.Is(err, search.ErrNotFound) && e.Op == search.Merge:
		return fmt.Errorf("nobody who is quoted is called %q", cli.Shorten(e.From))
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
