package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"verbatim/bot/backup"
	"verbatim/bot/cli"
	"verbatim/bot/messages"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

const backupHelp = `Usage: verbatim backup [FLAGS] FILE

Writes all that cannot be made anew into one file, which must not be there yet:
what moderators decided, the daily posts of servers, the files of the corpus,
and the index that serves, so that a copy answers at once. Works while the bot
runs. The settings are not in it, nor is the token.

  --corpus DIR  the corpus folder (CORPUS_DIR)
  --data DIR    the data folder (DATA_DIR)
  --env FILE    the env file (.env)

Example:
  verbatim backup verbatim-$(date +%F).zip
`

// What a backup consists of.
const (
	dataPart   = "data"
	corpusPart = "corpus"
)

// alsoSaved are the files of the data folder that package search knows nothing of and
// that nothing brings back.
func alsoSaved() []string { return []string{"daily.json"} }

func backupCommand(ctx context.Context, p program, args []string) error {
	flags := newFlags()
	corpusDir := flags.String("corpus", "", "")
	dataDir := flags.String("data", "", "")
	env := envFlag(flags)
	file, err := parseOne(flags, args, "say which file to write")
	if err != nil {
		return err
	}
	if *corpusDir, *dataDir, err = p.folders(*corpusDir, *dataDir, env); err != nil {
		return err
	}
	dir, err := p.dataFolder(*dataDir, env)
	if err != nil {
		return err
	}
	w, err := backup.Create(file)
	switch {
	case errors.Is(err, fs.ErrExist):
		return fmt.Errorf("%s is there already; give the backup another name", file)
	case err != nil:
		return fmt.Errorf("%s cannot be written: %w", file, cli.PlainPathError(err))
	}
	saved, err := saveData(ctx, w, dir)
	if err == nil {
		err = saveCorpus(ctx, w, *corpusDir)
	}
	if err != nil {
		return errors.Join(notBackedUp(file, err), w.Abandon())
	}
	files := w.Len()
	size, err := w.Finish()
	if err != nil {
		return notBackedUp(file, err)
	}
	number := messages.For("en").Plain().Number
	fmt.Fprintf(p.Stdout, "%s: %s files, %s bytes; %s by moderators, %s quotations in the index.\n",
		file, number(files), number(int(size)), countedEdits(saved.Edits), number(saved.Quotations))
	if saved.Generation == 0 {
		fmt.Fprintln(p.Stdout, "There is no index in it, as none is whole; verbatim index makes one of the corpus.")
	}
	return nil
}

func notBackedUp(path string, err error) error {
	if isFull(err) {
		return &toldError{"nothing was backed up, as the disk of " + path + " is full; make room and try again", err}
	}
	return fmt.Errorf("nothing was backed up: %w", err)
}

func saveData(ctx context.Context, w *backup.Writer, dir string) (search.Saved, error) {
	add := func(name string, r io.Reader) error { return w.Add(ctx, dataPart+"/"+name, r) }
	for _, name := range alsoSaved() {
		file, err := os.Open(filepath.Join(dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil {
			err = errors.Join(add(name, file), file.Close())
		}
		if err != nil {
			return search.Saved{}, err
		}
	}
	return search.Save(ctx, dir, add)
}

// saveCorpus puts the files into a backup that the corpus is read from; the starter
// corpus, which is in the program, has none.
func saveCorpus(ctx context.Context, w *backup.Writer, dir string) (err error) {
	if dir == "" {
		return nil
	}
	c, err := openCorpusDir(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	names, err := corpus.Files(ctx, c.fsys)
	if err != nil {
		return err
	}
	for _, name := range names {
		file, err := c.fsys.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed meanwhile
		}
		if err == nil {
			err = errors.Join(w.Add(ctx, corpusPart+"/"+name, file), file.Close())
		}
		if err != nil {
			return fmt.Errorf("reading the corpus: %w", err)
		}
	}
	return nil
}

// countedEdits says how many edits of moderators there are.
func countedEdits(n int) string {
	if n == 1 {
		return "1 edit"
	}
	return messages.For("en").Plain().Number(n) + " edits"
}
