package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"verbatim/bot/cli"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

const exportHelp = `Usage: verbatim export [FLAGS]

Writes quotations to the standard output, as they are shown: corrected by
moderators, without what is hidden or waits for review. As a file of a corpus
they are read without a difference. Works while the bot runs.

  --format HOW     jsonl or csv (jsonl)
  --speaker NAME   only quotations by this speaker
  --source TITLE   only quotations from this title or publisher
  --language LANG  only quotations in this language, such as en
  --scope ID       also those that only the Discord server with this ID may see
  --data DIR       the data folder (DATA_DIR)
  --env FILE       the env file (.env)

Example:
  verbatim export --format csv --speaker "Abraham Lincoln" > lincoln.csv
`

func export(ctx context.Context, p program, args []string) error {
	flags := newFlags()
	format := flags.String("format", string(corpus.JSONLines), "")
	var f search.Filter
	flags.StringVar(&f.Speaker, "speaker", "", "")
	flags.StringVar(&f.Source, "source", "", "")
	flags.StringVar(&f.Language, "language", "", "")
	flags.StringVar(&f.Scope, "scope", "", "")
	dataDir := flags.String("data", "", "")
	env := envFlag(flags)
	if err := parseOnly(flags, args); err != nil {
		return err
	}
	if !slices.Contains(corpus.Formats(), corpus.Format(*format)) {
		return usage("--format is %q; expected jsonl or csv", cli.Shorten(*format))
	}
	if *dataDir == "" {
		settings, err := p.settings(env)
		if err != nil {
			return err
		}
		*dataDir = cmp.Or(*dataDir, settings.DataDir)
	}
	if info, err := os.Stat(*dataDir); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return fmt.Errorf("there is no data folder %s; verbatim index makes one", *dataDir)
	}
	l, err := search.Open(*dataDir, search.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	err = cli.Export(ctx, p.Program, l, f, corpus.Format(*format))
	if errors.Is(err, search.ErrNoGeneration) {
		err = errors.New("nothing was built in the data folder yet; verbatim index does it")
	}
	return errors.Join(err, l.Close())
}
