package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"verbatim/bot/backup"
	"verbatim/bot/cli"
	"verbatim/bot/messages"
	"verbatim/quotes/store"
	"verbatim/search"
)

const restoreHelp = `Usage: verbatim restore [FLAGS] FILE

Checks a backup, writes it into an empty data folder and an empty corpus folder,
and checks that against every checksum again. A corpus folder that is not empty
is left as it is. Nothing is written of a backup that was damaged.

  --corpus DIR  the corpus folder (CORPUS_DIR)
  --data DIR    the data folder (DATA_DIR)
  --env FILE    the env file (.env)

Example:
  verbatim restore verbatim-2026-11-30.zip
`

func restore(ctx context.Context, p program, args []string) error {
	flags := newFlags()
	corpusDir := flags.String("corpus", "", "")
	dataDir := flags.String("data", "", "")
	env := envFlag(flags)
	file, err := parseOne(flags, args, "say which file to restore")
	if err != nil {
		return err
	}
	if *corpusDir, *dataDir, err = p.folders(*corpusDir, *dataDir, env); err != nil {
		return err
	}
	r, err := backup.Open(ctx, file)
	if err != nil {
		return fmt.Errorf("%s cannot be restored, and nothing was written: %w", file, cli.PlainPathError(err))
	}
	err = p.restoreFrom(ctx, r, *dataDir, *corpusDir)
	return errors.Join(err, r.Close())
}

func (p program) restoreFrom(ctx context.Context, r *backup.Reader, dataDir, corpusDir string) (err error) {
	switch free, err := isFree(dataDir); {
	case err != nil:
		return fmt.Errorf("the data folder cannot be used: %w", cli.PlainPathError(err))
	case !free:
		return fmt.Errorf("the data folder %s is not empty; a backup is restored into an empty one (--data)", dataDir)
	}
	corpusNote, withCorpus, err := corpusFor(r, corpusDir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dataDir, 0o700); err != nil {
		return fmt.Errorf("the data folder cannot be made: %w", cli.PlainPathError(err))
	}
	unlock, err := store.LockServing(dataDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	if withCorpus {
		if err := r.Restore(ctx, corpusPart, corpusDir); err != nil {
			return fmt.Errorf("the corpus folder %s has a part of the backup only: %w", corpusDir, cli.PlainPathError(err))
		}
	}
	if err := r.Restore(ctx, dataPart, dataDir); err != nil {
		return fmt.Errorf("the data folder %s has a part of the backup only; empty it before the next attempt: %w", dataDir, cli.PlainPathError(err))
	}
	problems, err := search.Verify(ctx, dataDir)
	if err != nil {
		return err
	}
	for _, problem := range problems {
		fmt.Fprintf(p.Stderr, "%s: %s\n", problem.File, problem.What)
	}
	if len(problems) > 0 {
		return errors.New("the data folder was written, and is not as it was")
	}
	l, err := search.Open(dataDir, search.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	number := messages.For("en").Plain().Number
	fmt.Fprintf(p.Stdout, "%s: %s quotations, %s by moderators, every checksum is right.\n",
		dataDir, number(l.Status().Quotations), countedEdits(len(l.Edits())))
	fmt.Fprint(p.Stdout, corpusNote)
	return l.Close()
}

// corpusFor tells whether the backup's corpus is to be restored, and what to say of it.
func corpusFor(r *backup.Reader, dir string) (note string, restored bool, err error) {
	number := messages.For("en").Plain().Number
	files := r.Len(corpusPart)
	if files == 0 {
		return "", false, nil
	}
	if dir == "" {
		return fmt.Sprintf("The %s files of the corpus were not restored, as there is no CORPUS_DIR; to have them too, restore into another --data and name a folder for them with --corpus.\n", number(files)), false, nil
	}
	free, err := isFree(dir)
	switch {
	case err != nil:
		return "", false, fmt.Errorf("the corpus folder cannot be used: %w", cli.PlainPathError(err))
	case !free:
		return fmt.Sprintf("The corpus folder %s is not empty and was left as it is.\n", dir), false, nil
	}
	return fmt.Sprintf("%s: %s files.\n", dir, number(files)), true, nil
}

// isFree reports whether a folder is empty, or not there.
func isFree(dir string) (bool, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return true, nil
	}
	return len(entries) == 0, err
}
