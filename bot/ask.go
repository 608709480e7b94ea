package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/search"
)

const askHelp = `Usage: verbatim ask [FLAGS] WORDS...
       verbatim ask [FLAGS] -

Finds quotations by their words, in any order; words in "quotation marks" must
stand exactly so. The ID at the foot of an answer, or of another wording in it,
finds that quotation. With "-" it reads one query a line from the standard input
and writes one JSON object a line.

  --corpus DIR    the folder of quotations and articles (CORPUS_DIR; without
                  either, the starter corpus)
  --limit N       show at most N quotations, 1 to 100 (3; 10 as JSON)
  --speaker NAME  only words of this speaker
  --source TITLE  only from this title or publisher
  --json          write one JSON object
  --explain       say of each quotation why it was found
  --env FILE      the env file (.env)

Only the first search after the corpus has changed takes its time: the index is
kept in the user's cache folder. When nothing is found the answer says why and
what to try (in JSON: "suggestion", "missing"), and the exit code is 1.

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

// Bounds of what is asked.
const (
	drawnHits = 3
	jsonHits  = 10
	// maxQuery is the most bytes of a query. Discord allows 6,000 characters
	// in an option (interactions/application-commands).
	maxQuery = 6000
)

// question is what ask was told on the command line.
type question struct {
	filter search.Filter
	limit  int
	json   bool

	explain bool
}

func ask(ctx context.Context, p program, args []string) error {
	fs := newFlags()
	var q question
	corpusDir := fs.String("corpus", "", "")
	fs.StringVar(&q.filter.Speaker, "speaker", "", "")
	fs.StringVar(&q.filter.Source, "source", "", "")
	fs.IntVar(&q.limit, "limit", 0, "")
	fs.BoolVar(&q.json, "json", false, "")
	fs.BoolVar(&q.explain, "explain", false, "")
	env := envFlag(fs)
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	query := strings.TrimSpace(strings.Join(words, " "))
	lines := len(words) == 1 && words[0] == "-"
	switch {
	case given(fs, "limit") && (q.limit < 1 || q.limit > 100):
		return usage("--limit is %d; expected a number from 1 to 100", q.limit)
	case query == "":
		return usage("give a few words of the quotation")
	case len(query) > maxQuery:
		return usage("the question has %d bytes; the most is %d", len(query), maxQuery)
	case !utf8.ValidString(query):
		return usage("the question is not in UTF-8")
	}
	if q.json = q.json || lines; q.json {
		q.limit = cmp.Or(q.limit, jsonHits)
	}
	q.limit = cmp.Or(q.limit, drawnHits)
	if !given(fs, "corpus") {
		settings, err := p.settings(env)
		if err != nil {
			return err
		}
		*corpusDir = settings.CorpusDir
	}

	c, err := openCorpusDir(*corpusDir)
	if err != nil {
		return err
	}
	defer c.Close()
	shelf, err := p.openShelf(ctx, c)
	if err != nil {
		return err
	}
	defer shelf.close()
	if lines {
		return p.askLines(ctx, shelf, q)
	}
	return p.askOnce(ctx, shelf, q, query)
}

// askOnce answers one question.
func (p program) askOnce(ctx context.Context, s *shelf, q question, query string) error {
	start := time.Now()
	result, err := s.search(ctx, q.query(query))
	took := time.Since(start)
	if err != nil {
		return searchError(err)
	}
	said := p.stdout
	if q.json {
		said = p.stderr // the standard output is for the other program
		if err := writeJSON(p.stdout, newAnswerJSON(query, took, result)); err != nil {
			return err
		}
	}
	switch {
	case len(result.Hits) == 0:
		m := messages.For("en").Plain()
		sentence, _ := command.NothingFound(m, q.query(query), result)
		newTerminal(said, p.getenv).print("", textRun{sentence, plain})
		return &exitError{code: exitFailure}
	case q.json:
		return nil
	}
	return drawHits(newTerminal(p.stdout, p.getenv), result)
}

func (q question) query(words string) search.Query {
	return search.Query{Words: words, Filter: q.filter, Limit: q.limit, Explain: q.explain}
}

// askLines answers a question a line, in order. What is wrong with one of them
// stands in its answer and does not end the others; finding nothing is an
// answer.
func (p program) askLines(ctx context.Context, s *shelf, q question) error {
	in := bufio.NewReaderSize(p.stdin, 64<<10)
	for first := true; ; first = false {
		line, tooLong, err := readLine(in)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading the questions: %w", err)
		}
		if first {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		line = strings.TrimSpace(strings.ToValidUTF8(line, "\ufffd"))
		var answer answerJSON
		switch {
		case tooLong || len(line) > maxQuery:
			answer = newAnswerJSON(shorten(line), 0, search.Result{})
			answer.Error = fmt.Sprintf("the question has more than %d bytes", maxQuery)
		case line == "":
			answer = newAnswerJSON(line, 0, search.Result{})
		default:
			start := time.Now()
			result, err := s.search(ctx, q.query(line))
			answer = newAnswerJSON(line, time.Since(start), result)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				answer.Error = searchError(err).Error()
			}
		}
		if err := writeJSON(p.stdout, answer); err != nil {
			return err
		}
	}
}

// readLine reads up to the next line end. Of a line that does not fit into the
// buffer it returns the beginning.
func readLine(in *bufio.Reader) (line string, tooLong bool, err error) {
	b, err := in.ReadSlice('\n')
	line = string(b)
	for errors.Is(err, bufio.ErrBufferFull) {
		tooLong = true
		_, err = in.ReadSlice('\n')
	}
	if err == io.EOF && line != "" {
		err = nil
	}
	return line, tooLong, err
}

// searchError is what a person is told of a search that failed.
func searchError(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("the search failed: %w", err)
}
