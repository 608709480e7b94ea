package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/quotes/article"
	"verbatim/quotes/corpus"
	"verbatim/quotes/extract"
	"verbatim/quotes/language"
)

// maxArticle bounds an article in bytes, as the corpus does.
const maxArticle = 64 << 20

// Extract shows what is read out of the articles in files, "-" being the standard
// input: drawn for a person, or as one JSON object a line for each. It goes on
// after a file that cannot be read, and returns [ErrReported] in the end.
func Extract(ctx context.Context, p Program, files []string, asJSON bool) error {
	failed := false
	for _, name := range files {
		a, err := readArticle(ctx, p.Stdin, name)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Fprintf(p.Stderr, "verbatim extract: %v\n", err)
			failed = true
			continue
		}
		if asJSON {
			var found []extract.Quotation
			if found, err = extract.Extract(ctx, a); err == nil {
				err = writeJSON(p.Stdout, newArticleJSON(filepath.Base(name), a, found))
			}
		} else {
			var found []quotes.Quote
			if found, err = corpus.Quotes(ctx, a, name); err == nil {
				drawArticle(newTerminal(p.Stdout, p.Getenv), name, a, found)
			}
		}
		if err != nil {
			return err
		}
	}
	if failed {
		return ErrReported
	}
	return nil
}

// readArticle reads the file of that name, or the standard input for "-".
func readArticle(ctx context.Context, stdin io.Reader, name string) (article.Article, error) {
	in, asName := stdin, "standard input.txt"
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return article.Article{}, PlainPathError(err)
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return article.Article{}, fmt.Errorf("%s is a folder; name the files in it, or read all of it with verbatim index --corpus", name)
		}
		in, asName = f, filepath.Base(name)
	}
	data, err := io.ReadAll(io.LimitReader(in, maxArticle+1))
	if err != nil {
		return article.Article{}, PlainPathError(err)
	}
	if len(data) > maxArticle {
		return article.Article{}, fmt.Errorf("%s is larger than %d MiB, which is the most for an article", name, maxArticle>>20)
	}
	a, err := corpus.ReadArticle(ctx, asName, data)
	if errors.Is(err, article.ErrEmpty) {
		return article.Article{}, fmt.Errorf("%s holds no text", name)
	}
	return a, err
}

// articleJSON is one line of output. Its names are a promise to other programs.
type articleJSON struct {
	ID        any             `json:"id"`
	Title     string          `json:"title"`
	Publisher string          `json:"publisher"`
	Date      quotes.Date     `json:"date"`
	Byline    string          `json:"byline"`
	Quotes    []quotationJSON `json:"quotes"`
}

type quotationJSON struct {
	Text        string        `json:"text"`
	Type        quotes.Kind   `json:"type"`
	Polarity    string        `json:"polarity,omitempty"` // of a report: asserted, denied, asked, conditional
	Segments    []quotes.Span `json:"segments"`
	Speaker     *string       `json:"speaker"` // null: nobody is named
	Speakers    []string      `json:"speakers"`
	SpeakerSpan *quotes.Span  `json:"speaker_span"`
	Role        string        `json:"role"`
	Cue         string        `json:"cue"`
	CueSpan     *quotes.Span  `json:"cue_span"`
	Via         string        `json:"via"`
	Status      quotes.Status `json:"status"`
}

func newArticleJSON(id any, a article.Article, found []extract.Quotation) articleJSON {
	out := articleJSON{ID: id, Title: a.Title, Publisher: a.Publisher, Date: a.Published, Byline: a.Byline}
	out.Quotes = make([]quotationJSON, 0, len(found))
	for _, q := range found {
		line := quotationJSON{
			Text: q.Text, Type: q.Kind, Polarity: polarity(q.Kind, q.Polarity), Segments: q.Segments, Speakers: make([]string, 0, len(q.Speakers)),
			SpeakerSpan: q.SpeakerSpan, Cue: q.Cue, CueSpan: q.CueSpan, Via: q.Via, Status: q.Status,
		}
		for _, s := range q.Speakers {
			line.Speakers = append(line.Speakers, s.Name)
		}
		if len(q.Speakers) > 0 {
			line.Speaker, line.Role = &line.Speakers[0], q.Speakers[0].Role
		}
		out.Quotes = append(out.Quotes, line)
	}
	return out
}

// ExtractLines reads articles from a file of JSON lines, "-" being the standard
// input, and writes one JSON object a line for each, in the same order. Several
// are worked on at once; about twice as many as there are processors are in
// memory. It goes on after a line that cannot be read, and returns [ErrReported]
// in the end.
func ExtractLines(ctx context.Context, p Program, name string) error {
	in := p.Stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return PlainPathError(err)
		}
		defer f.Close()
		in = f
	}
	// The queue holds the answers in the order of the lines; each arrives when
	// it is worked out.
	processors := runtime.GOMAXPROCS(0)
	queue := make(chan chan answer, processors)
	group, working := errgroup.WithContext(ctx)
	group.Go(func() error {
		var work errgroup.Group
		work.SetLimit(processors)
		defer work.Wait()
		defer close(queue)
		return eachLine(in, name, func(number int, line []byte) error {
			one := make(chan answer, 1)
			select {
			case queue <- one:
			case <-working.Done():
				return working.Err()
			}
			work.Go(func() error {
				one <- extractLine(ctx, name, number, line)
				return nil
			})
			return nil
		})
	})
	bad := 0
	group.Go(func() (err error) {
		bad, err = p.writeExtracted(ctx, queue)
		return err
	})
	if err := group.Wait(); err != nil {
		return err
	}
	if bad > 0 {
		return ErrReported
	}
	return nil
}

// writeExtracted writes what was extracted, in the order of the lines, and
// returns how many lines could not be read, each of which it told.
func (p Program) writeExtracted(ctx context.Context, queue <-chan chan answer) (bad int, err error) {
	out := bufio.NewWriter(p.Stdout)
	for one := range queue {
		a := <-one
		if ctx.Err() != nil {
			return bad, errors.Join(ctx.Err(), out.Flush())
		}
		if a.err != nil {
			bad++
			fmt.Fprintf(p.Stderr, "verbatim extract: %v\n", a.err)
			continue
		}
		if err := writeJSON(out, a.article); err != nil {
			return bad, err
		}
	}
	return bad, out.Flush()
}

type answer struct {
	article articleJSON
	err     error
}

// eachLine calls f with a copy of each line that is not empty, and its number
// from 1. A line beyond the bound ends the reading.
func eachLine(in io.Reader, name string, f func(number int, line []byte) error) error {
	scanner := bufio.NewScanner(in)
	scanner.Buffer(make([]byte, 64<<10), maxArticle)
	number := 0
	for scanner.Scan() {
		number++
		line := bytes.TrimSpace(bytes.TrimPrefix(scanner.Bytes(), []byte("\xef\xbb\xbf")))
		if len(line) == 0 {
			continue
		}
		if err := f(number, bytes.Clone(line)); err != nil {
			return err
		}
	}
	if errors.Is(scanner.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("%s, line %d: longer than %d MiB, which is the most for an article", name, number+1, maxArticle>>20)
	}
	if scanner.Err() != nil {
		return PlainPathError(scanner.Err())
	}
	return nil
}

func extractLine(ctx context.Context, name string, number int, line []byte) answer {
	var given struct {
		ID   json.RawMessage `json:"id"`
		Text *string         `json:"text"`
	}
	err := json.Unmarshal(line, &given)
	if err != nil || given.Text == nil {
		return answer{err: fmt.Errorf(`%s, line %d: expected {"id": ..., "text": "..."}`, name, number)}
	}
	id := any(given.ID)
	if given.ID == nil {
		id = strconv.Itoa(number)
	}
	a := article.Plain(*given.Text)
	found, err := extract.Extract(ctx, a)
	if err != nil {
		return answer{err: err}
	}
	return answer{article: newArticleJSON(id, a, found)}
}

// drawArticle lists the quotations of an article for a person.
func drawArticle(t terminal, name string, a article.Article, found []quotes.Quote) {
	title := cmp.Or(a.Title, name)
	t.print("", textRun{title, bold})
	var about []string
	for _, s := range []string{a.Publisher, a.Byline, string(a.Published), a.URL} {
		if s != "" {
			about = append(about, s)
		}
	}
	if len(about) > 0 {
		t.print("", textRun{strings.Join(about, ", "), faint})
	}
	if tag := corpus.NotRead(a); tag != "" {
		sentence := "This is in " + language.Name(tag) + ", which is not read for quotations."
		if len(found) > 0 {
			sentence += " What stands between quotation marks waits for review, and no search finds it:"
		}
		t.print("", textRun{sentence, plain})
	} else if len(found) == 0 {
		t.print("", textRun{"No quotation was found.", plain})
	}
	for _, q := range found {
		fmt.Fprintln(t.w)
		drawFound(t, q.Words, q.Attributions[0])
	}
	fmt.Fprintln(t.w)
}

// drawFound draws one quotation, or a report as the sentence that it stands in.
func drawFound(t terminal, words string, a quotes.Attribution) {
	if a.Kind == quotes.Indirect {
		over, sentence := command.Report(words, a, messages.For("en"))
		drawLine(t, over)
		drawWords(t, sentence)
	} else {
		t.print("  ", textRun{quotes.Parted(words, a.Partings(words)), plain})
		t.print("  ", textRun{"— " + attribution(a), faint})
	}
	t.print("    ", textRun{howSure(a), faint})
}

func attribution(a quotes.Attribution) string {
	var names []string
	for _, s := range a.Speakers {
		name := s.Name
		if s.Role != "" {
			name += " (" + s.Role + ")"
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return "nobody is named"
	}
	return strings.Join(names, ", ")
}

func howSure(a quotes.Attribution) string {
	parts := []string{string(a.Kind)}
	if a.Cue != "" {
		parts = append(parts, "“"+a.Cue+"”")
	}
	if a.Via != "" {
		parts = append(parts, "via "+a.Via)
	}
	if a.Source.Line > 0 {
		parts = append(parts, "line "+strconv.Itoa(a.Source.Line))
	}
	if a.Status == quotes.Review {
		parts = append(parts, "not sure enough to be served: "+messages.For("en").Plain().Doubt(string(a.Unsure)))
	}
	return strings.Join(parts, ", ")
}
