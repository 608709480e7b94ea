package main

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"verbatim/bot/cli"
)

const askHelp = `Usage: verbatim ask [FLAGS] WORDS...
       verbatim ask [FLAGS]
       verbatim ask [FLAGS] -

Finds quotations by their words, in any order; words in "quotation marks" must
stand exactly so. The ID at the foot of an answer, or of another wording in it,
finds that quotation. Without words it asks for them, on a terminal, and goes on
asking; single keys show the next quotation, the context and the sources. With
"-" it reads one query a line from the standard input and writes one JSON object
a line.

  --corpus DIR    the folder of quotations and articles (CORPUS_DIR; without
                  either, the starter corpus)
  --limit N       show at most N quotations, 1 to 100 (3; 10 as JSON)
  --speaker NAME  only words of this speaker
  --source TITLE  only from this title or publisher
  --json          write one JSON object
  --explain       say of each quotation why it was found
  --env FILE      the env file (.env)

What moderators decided counts if verbatim index or serve has read the corpus
as it is now. Else, and with --corpus, the index is kept in the user's cache
folder, and only the first search after a change of the corpus takes its time.

When nothing is found the answer says why and what to try (in JSON:
"suggestion", "missing"), and the exit code is 1.

[…] shows where the source interrupts a quotation (in JSON: "partings", bytes
of "text"). What a source only reports is shown as the source's own sentence,
with the reported words underlined, or between underscores where the terminal
has no styles (in JSON: "kind" is indirect, and "polarity" says whether it was
asserted, denied, asked or conditional).

Examples:
  verbatim ask four score and seven
  verbatim ask --corpus quotations --speaker lincoln --json "shall not perish"
  verbatim ask - < queries.txt
`

func ask(ctx context.Context, p program, args []string) error {
	fs := newFlags()
	var q cli.Query
	corpusDir := fs.String("corpus", "", "")
	fs.StringVar(&q.Filter.Speaker, "speaker", "", "")
	fs.StringVar(&q.Filter.Source, "source", "", "")
	fs.IntVar(&q.Limit, "limit", 0, "")
	fs.BoolVar(&q.JSON, "json", false, "")
	fs.BoolVar(&q.Explain, "explain", false, "")
	env := envFlag(fs)
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	q.Words = strings.TrimSpace(strings.Join(words, " "))
	q.Lines = len(words) == 1 && words[0] == "-"
	switch {
	case given(fs, "limit") && (q.Limit < 1 || q.Limit > 100):
		return usage("--limit is %d; expected a number from 1 to 100", q.Limit)
	case q.Words == "" && (q.JSON || q.Explain || given(fs, "limit")):
		return usage("give a few words of the quotation")
	case len(q.Words) > cli.MaxQuery:
		return usage("the question has %d bytes; the most is %d", len(q.Words), cli.MaxQuery)
	case !utf8.ValidString(q.Words):
		return usage("the question is not in UTF-8")
	}
	if !given(fs, "corpus") {
		settings, err := p.settings(env)
		if err != nil {
			return err
		}
		*corpusDir, q.DataDir = settings.CorpusDir, settings.DataDir
	}

	c, err := openCorpusDir(*corpusDir)
	if err != nil {
		return err
	}
	defer c.Close()
	if q.Words == "" {
		if err := cli.Converse(ctx, p.Program, c, q); !errors.Is(err, cli.ErrNoTerminal) {
			return err
		}
		return usage("give a few words of the quotation")
	}
	return cli.Ask(ctx, p.Program, c, q)
}
