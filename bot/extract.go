package main

import (
	"context"

	"verbatim/bot/cli"
)

const extractHelp = `Usage: verbatim extract [--json] FILE...
       verbatim extract --jsonl FILE

Shows what is read out of articles: every quotation with its speaker, the verb
that reports it and where it stands. FILE is text, Markdown or HTML; "-" is the
standard input.

  --json        write one JSON object a line for each article
  --jsonl FILE  read articles from FILE, one {"id": ..., "text": ...} a line,
                and write one JSON object a line for each, in the same order

English and ten other languages are read, and reports in English alone. Of text
in any other language, what stands between quotation marks is listed, but never
served.

In JSON, offsets are bytes into the article's text, which for --jsonl is the
text as given. "segments" are the words, in several pieces where something
interrupts them; "text" is these joined by a space. "type" is direct, partial (a
phrase inside the source's own sentence) or indirect (a report, in the source's
words). A report has a "polarity": asserted, denied, asked or conditional. Only
what has the "status" extracted is served; the rest waits for review.

Examples:
  verbatim extract article.txt
  verbatim extract --json articles/*.html
  verbatim extract --jsonl articles.jsonl
`

func extract(ctx context.Context, p program, args []string) error {
	fs := newFlags()
	asJSON := fs.Bool("json", false, "")
	jsonl := fs.String("jsonl", "", "")
	files, err := parse(fs, args)
	switch {
	case err != nil:
		return err
	case *jsonl != "" && len(files) > 0:
		return usage("--jsonl FILE stands alone, and %q is besides it", cli.Shorten(files[0]))
	case *jsonl != "":
		return cli.ExtractLines(ctx, p.Program, *jsonl)
	case len(files) == 0:
		return usage("name at least one file")
	}
	return cli.Extract(ctx, p.Program, files, *asJSON)
}
