package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/bot/reindex"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

// MaxQuery is the most bytes of a query. Discord allows 6,000 characters in an
// option (interactions/application-commands).
const MaxQuery = 6000

// How many quotations are shown unless the person says.
const (
	drawnHits = 3
	jsonHits  = 10
)

// Corpus is what a query is answered from.
type Corpus interface {
	// Dir is the folder as the person named it, "" for the starter corpus.
	Dir() string
	// Fingerprint is another one after the corpus changed.
	Fingerprint(ctx context.Context) (string, error)
	// Build reads the corpus into a new generation in dataDir. progress is
	// called by one goroutine at a time.
	Build(ctx context.Context, dataDir string, progress func(reindex.Progress)) (corpus.Report, search.BuildReport, error)
}

// Query is what [Ask] is asked, and how the answer is written.
type Query struct {
	Words   string // at most [MaxQuery] bytes of UTF-8, or the ID of a quotation
	Lines   bool   // one query a line on the standard input instead of Words; implies JSON
	Filter  search.Filter
	Limit   int  // the most quotations; 0 stands for 3, or 10 as JSON
	JSON    bool // one JSON object for each query
	Explain bool // say of each quotation why it was found
	// DataDir, if it is not "", is a folder whose index is asked if it is that of the corpus.
	DataDir string
}

// Ask finds quotations in the corpus and writes them to the standard output.
// When nothing is found it says why and returns [ErrReported]; with Lines,
// finding nothing is an answer.
func Ask(ctx context.Context, p Program, c Corpus, q Query) error {
	if q.JSON = q.JSON || q.Lines; q.JSON {
		q.Limit = cmp.Or(q.Limit, jsonHits)
	}
	q.Limit = cmp.Or(q.Limit, drawnHits)
	cache, err := openIndexCache(ctx, p, c, q.DataDir)
	if err != nil {
		return err
	}
	defer cache.close()
	if q.Lines {
		return p.askLines(ctx, cache, q)
	}
	return p.askOnce(ctx, cache, q)
}

// askOnce answers one query.
func (p Program) askOnce(ctx context.Context, cache *indexCache, q Query) error {
	query := q.with(q.Words)
	start := time.Now()
	result, err := cache.search(ctx, query)
	took := time.Since(start)
	if err != nil {
		return searchError(err)
	}
	said := p.Stdout
	if q.JSON {
		said = p.Stderr // the standard output is for the other program
		if err := writeJSON(p.Stdout, newAnswerJSON(q.Words, took, result)); err != nil {
			return err
		}
	}
	switch {
	case len(result.Hits) == 0:
		m := messages.For("en").Plain()
		sentence, _ := command.NothingFound(m, query, result)
		out := newTerminal(said, p.Getenv)
		out.print("", textRun{sentence, plain})
		cache.tellOfStarter(out, result)
		return ErrReported
	case q.JSON:
		return nil
	}
	out := newTerminal(p.Stdout, p.Getenv)
	if err := drawHits(out, result); err != nil {
		return err
	}
	cache.tellOfStarter(out, result)
	return nil
}

// tellOfStarter says once that it is the starter corpus in which the words were not
// found.
func (c *indexCache) tellOfStarter(out terminal, result search.Result) {
	missed := len(result.Hits) == 0 || result.Confidence == search.Closest
	if c.corpus.Dir() != "" || !missed || c.toldOfStarter {
		return
	}
	c.toldOfStarter = true
	if len(result.Hits) > 0 {
		fmt.Fprintln(out.w)
	}
	status := c.library.Status()
	out.print("", textRun{messages.For("en").Plain().StarterCorpus(status.Quotations, status.Speakers), faint})
}

// with is the query for the library, with words of its own.
func (q Query) with(words string) search.Query {
	return search.Query{Words: words, Filter: q.Filter, Limit: q.Limit, Explain: q.Explain}
}

// askLines answers a query a line, in order. What is wrong with one of them
// stands in its answer and does not end the others; finding nothing is an
// answer.
func (p Program) askLines(ctx context.Context, cache *indexCache, q Query) error {
	in := bufio.NewReaderSize(p.Stdin, 64<<10)
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
		case tooLong || len(line) > MaxQuery:
			answer = newAnswerJSON(Shorten(line), 0, search.Result{})
			answer.Error = fmt.Sprintf("the question has more than %d bytes", MaxQuery)
		case line == "":
			answer = newAnswerJSON(line, 0, search.Result{})
		default:
			start := time.Now()
			result, err := cache.search(ctx, q.with(line))
			answer = newAnswerJSON(line, time.Since(start), result)
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				answer.Error = searchError(err).Error()
			}
		}
		if err := writeJSON(p.Stdout, answer); err != nil {
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
