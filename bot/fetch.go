package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"verbatim/bot/cli"
	"verbatim/bot/fetch"
	"verbatim/bot/intake"
)

const fetchHelp = `Usage: verbatim fetch [FLAGS] URL

Fetches an article and shows what is read out of it; if it was fetched before,
also what changed. Only https is spoken, and only with hosts of the public
internet. /corpus article does the same in Discord.

  --apply       put the page into the folder "imported" of the corpus folder
  --corpus DIR  the corpus folder (CORPUS_DIR)
  --env FILE    the env file (.env)

Example:
  verbatim fetch https://example.org/news/bridge --apply
`

func fetchCommand(ctx context.Context, p program, args []string) error {
	flags := newFlags()
	apply := flags.Bool("apply", false, "")
	corpusDir := flags.String("corpus", "", "")
	env := envFlag(flags)
	address, err := parseOne(flags, args, "say which page to fetch: its address, which begins with https://")
	if err != nil {
		return err
	}
	if !given(flags, "corpus") {
		settings, err := p.settings(env)
		if err != nil {
			return err
		}
		*corpusDir = settings.CorpusDir
	}
	if *apply && *corpusDir == "" {
		return usage("--apply needs a corpus folder: --corpus, or CORPUS_DIR")
	}
	c, err := openCorpusDir(*corpusDir)
	if err != nil {
		return err
	}
	_ = c.Close() // only looked at
	page, err := p.fetcher().Page(ctx, address)
	if err != nil {
		return explainFetch(address, err)
	}
	file, err := intake.Page(ctx, page)
	if err != nil {
		return explainFetch(address, err)
	}
	preview, err := file.Read(ctx, *corpusDir)
	if err != nil {
		return explainFetch(address, err)
	}
	return explainFetch(address, cli.Fetched(ctx, p.Program, preview, *corpusDir, *apply))
}

// fetcher gets pages of the web, with this program's version.
func (p program) fetcher() *fetch.Fetcher {
	version := ""
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "(devel)" {
		version = info.Main.Version
	}
	return fetch.New(fetch.Options{Version: version, DialTLS: p.dialTLS, DialCDN: p.dialCDN})
}

// explainFetch says what is wrong in one sentence, where that is a person's business.
func explainFetch(address string, err error) error {
	address = cli.Neutralise(cli.Shorten(address))
	switch {
	case errors.Is(err, fetch.ErrAddress):
		return fmt.Errorf("%s is no address of the web; copy it from the browser", address)
	case errors.Is(err, fetch.ErrNotHTTPS):
		return fmt.Errorf("%s does not lead to https alone, and nothing else is fetched", address)
	case errors.Is(err, fetch.ErrForbidden):
		return fmt.Errorf("%s does not lead to a host of the public internet, and nothing else is fetched", address)
	case errors.Is(err, fetch.ErrRedirects):
		return fmt.Errorf("%s leads from one address to another more than %d times", address, fetch.MaxRedirects)
	case errors.Is(err, fetch.ErrNotFound):
		return fmt.Errorf("there is nothing at %s", address)
	case errors.Is(err, fetch.ErrRefused):
		return fmt.Errorf("the server does not give the page out; save it in the browser and put it into the corpus folder")
	case errors.Is(err, fetch.ErrTooLarge):
		return fmt.Errorf("the page has more than %d MiB, which is the most", fetch.MaxBytes>>20)
	case errors.Is(err, fetch.ErrTooSlow):
		return fmt.Errorf("the server took longer than %v; try again later", fetch.MaxTime)
	case errors.Is(err, fetch.ErrUnreachable):
		return fmt.Errorf("there is no connection to the server of %s; look at the address, or try again later", address)
	case errors.Is(err, fetch.ErrNotText), errors.Is(err, intake.ErrNoArticle), errors.Is(err, intake.ErrNothing):
		return fmt.Errorf("there is no article at %s that can be read: HTML, text or Markdown", address)
	case errors.Is(err, intake.ErrChanged):
		return errors.New("the file in the corpus folder changed meanwhile; run the command again")
	case errors.Is(err, intake.ErrCannotWrite):
		return errors.New("the corpus folder cannot be written to, and nothing was changed")
	}
	return err
}
