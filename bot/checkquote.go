package main

import (
	"context"
	"strings"
	"unicode/utf8"

	"verbatim/bot/cli"
)

const checkQuoteHelp = `Usage: verbatim check-quote [FLAGS] PASSAGE...
       verbatim check-quote [FLAGS] -

Tells whether somebody said what is claimed: it looks for the quotation that a
passage comes nearest to, and says how the words differ. With "-" it reads one
passage a line from the standard input; a line may also be a JSON object with
"passage" and "speaker".

  --corpus DIR    the folder of quotations and articles (CORPUS_DIR; without
                  either, the starter corpus)
  --speaker NAME  who is claimed to have said it; without it, the one whom the
                  passage names: As Twain said, "..."; "..." - Twain; Twain: ...
  --json          write one JSON object for each passage
  --env FILE      the env file (.env)

The verdict ("verdict" in JSON) is one of

  exact            a whole quotation, or whole sentences of it
  altered          words are others, or were added
  reversed         a negation or a number is turned round
  cut              begins or ends inside a sentence, or leaves something out
  spliced          put together from two quotations or more
  another speaker  the words are right, the speaker is not
  nothing          no quotation has these words; the exit code is 1

Case, punctuation and diacritics make no difference. In JSON, "found" has the
quotations in the order of the passage, each with its own "verdict", its part of
the passage ("passage", bytes), that of its "text" ("words", bytes) and what
differs ("changes": "kind", the words in "passage" and those in "text").

Examples:
  verbatim check-quote "Four score and eight years ago our fathers"
  verbatim check-quote --speaker lincoln "A house divided cannot stand."
  verbatim check-quote --json - < claims.txt
`

func checkQuote(ctx context.Context, p program, args []string) error {
	fs := newFlags()
	var claim cli.Claim
	corpusDir := fs.String("corpus", "", "")
	fs.StringVar(&claim.Speaker, "speaker", "", "")
	fs.BoolVar(&claim.JSON, "json", false, "")
	env := envFlag(fs)
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	claim.Passage = strings.TrimSpace(strings.Join(words, " "))
	claim.Lines = len(words) == 1 && words[0] == "-"
	switch {
	case claim.Passage == "":
		return usage("give the passage that is to be checked")
	case !utf8.ValidString(claim.Passage):
		return usage("the passage is not in UTF-8")
	}
	if !given(fs, "corpus") {
		settings, err := p.settings(env)
		if err != nil {
			return err
		}
		*corpusDir, claim.DataDir = settings.CorpusDir, settings.DataDir
	}

	c, err := openCorpusDir(*corpusDir)
	if err != nil {
		return err
	}
	defer c.Close()
	return cli.CheckQuote(ctx, p.Program, c, claim)
}
