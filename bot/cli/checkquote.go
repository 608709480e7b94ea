package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// Claim is what [CheckQuote] checks, and how the answer is written.
type Claim struct {
	Passage string // UTF-8, with or without who said it
	Speaker string // the one who is claimed to have said it; "": whom the passage names
	Lines   bool   // one passage a line on the standard input instead of Passage
	JSON    bool   // one JSON object for each passage
	DataDir string // as in [Query]
}

// CheckQuote tells whether a passage is a quotation of the corpus, word for word,
// and writes that to the standard output. When no quotation has its words it
// returns [ErrReported]; with Lines, that is an answer.
func CheckQuote(ctx context.Context, p Program, c Corpus, claim Claim) error {
	cache, err := openIndexCache(ctx, p, c, claim.DataDir)
	if err != nil {
		return err
	}
	defer cache.close()
	if claim.Lines {
		return p.checkLines(ctx, cache, claim)
	}
	start := time.Now()
	checked, err := cache.check(ctx, claim.Passage, claim.Speaker)
	if err != nil {
		return checkError(err)
	}
	if claim.JSON {
		err = writeJSON(p.Stdout, newCheckedJSON(claim.Passage, time.Since(start), checked))
	} else {
		err = drawChecked(newTerminal(p.Stdout, p.Getenv), claim.Passage, checked)
	}
	if err == nil && checked.Verdict == search.Nothing {
		return ErrReported
	}
	return err
}

// checkLines checks a passage a line, in order. What is wrong with one of them
// stands in its answer and does not end the others.
func (p Program) checkLines(ctx context.Context, cache *indexCache, claim Claim) error {
	in := bufio.NewReaderSize(p.Stdin, 64<<10)
	for first := true; ; first = false {
		line, tooLong, err := readLine(in)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading the passages: %w", err)
		}
		if first {
			line = strings.TrimPrefix(line, "\ufeff")
		}
		one := claimOf(strings.TrimSpace(strings.ToValidUTF8(line, "\ufffd")), claim.Speaker)
		start := time.Now()
		checked := search.Checked{Verdict: search.Nothing, Claimed: one.Speaker}
		if tooLong {
			one.Passage, err = Shorten(one.Passage), search.ErrTooLong
		} else {
			checked, err = cache.check(ctx, one.Passage, one.Speaker)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if claim.JSON {
			answer := newCheckedJSON(one.Passage, time.Since(start), checked)
			if err != nil {
				answer.Error = checkError(err).Error()
			}
			err = writeJSON(p.Stdout, answer)
		} else {
			err = p.drawLine(one.Passage, checked, err, first)
		}
		if err != nil {
			return err
		}
	}
}

// claimOf reads a line: a passage, or a JSON object that has one.
func claimOf(line, speaker string) Claim {
	var object struct {
		Passage *string `json:"passage"`
		Speaker string  `json:"speaker"`
	}
	if strings.HasPrefix(line, "{") && json.Unmarshal([]byte(line), &object) == nil && object.Passage != nil {
		if object.Speaker != "" {
			speaker = object.Speaker
		}
		return Claim{Passage: *object.Passage, Speaker: speaker}
	}
	return Claim{Passage: line, Speaker: speaker}
}

// drawLine draws the answer to one of several passages under the passage.
func (p Program) drawLine(passage string, checked search.Checked, err error, first bool) error {
	t := newTerminal(p.Stdout, p.Getenv)
	if !first {
		fmt.Fprintln(t.w)
	}
	t.print("", textRun{"> " + passage, faint})
	if err != nil {
		t.print("", textRun{"Error: " + checkError(err).Error() + ".", plain})
		return nil
	}
	return drawChecked(t, passage, checked)
}

// checkError is what a person is told of a check that failed.
func checkError(err error) error {
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, search.ErrTooLong):
		return fmt.Errorf("the passage is too long; the most is %d words", search.MaxPassage)
	}
	return fmt.Errorf("the check failed: %w", err)
}

// checkedJSON is a line of check-quote --json. Its names are a promise to other
// programs.
type checkedJSON struct {
	Passage string         `json:"passage"`
	Claimed string         `json:"claimed,omitempty"` // as given, or as the passage says
	Verdict search.Verdict `json:"verdict"`
	TookUS  int64          `json:"took_us"`
	Found   []findingJSON  `json:"found"`
	Error   string         `json:"error,omitempty"` // why one of several was not checked
}

type findingJSON struct {
	ID      quotes.ID      `json:"id"`
	Text    string         `json:"text"`
	Speaker string         `json:"speaker"` // several are joined by "; "
	Kind    quotes.Kind    `json:"kind"`    // of the lead attribution: words of a report need not be the speaker's
	Verdict search.Verdict `json:"verdict"` // of this part of the passage
	Passage quotes.Span    `json:"passage"` // the part, bytes of the passage
	Words   quotes.Span    `json:"words"`   // what it stands for, bytes of Text
	Changes []changeJSON   `json:"changes"`
}

type changeJSON struct {
	Kind     search.Difference `json:"kind"`
	Passage  string            `json:"passage"` // the words there, "" for what was left out
	Text     string            `json:"text"`    // the quotation's, "" for what was added
	Reverses bool              `json:"reverses,omitempty"`
}

func newCheckedJSON(passage string, took time.Duration, c search.Checked) checkedJSON {
	out := checkedJSON{Passage: passage, Claimed: c.Claimed, Verdict: c.Verdict, TookUS: took.Microseconds(), Found: []findingJSON{}}
	for _, f := range c.Found {
		lead, _ := f.Quote.Lead()
		finding := findingJSON{
			ID: f.Quote.ID, Text: f.Quote.Words, Speaker: speakerOf(f.Quote), Kind: lead.Kind, Verdict: f.Verdict,
			Passage: f.Passage, Words: f.Words, Changes: []changeJSON{},
		}
		for _, change := range f.Changes {
			is, was := changeWords(passage, f, change)
			finding.Changes = append(finding.Changes, changeJSON{Kind: change.Kind, Passage: is, Text: was, Reverses: change.Reverses})
		}
		out.Found = append(out.Found, finding)
	}
	return out
}

func changeWords(passage string, f search.Finding, c search.Change) (is, was string) {
	return passage[c.Pair.Passage.Start:c.Pair.Passage.End], f.Quote.Words[c.Pair.Words.Start:c.Pair.Words.End]
}

// speakerOf returns who the lead attribution says it was, "" when it names nobody.
func speakerOf(q quotes.Quote) string {
	lead, _ := q.Lead()
	var names []string
	for _, s := range lead.Speakers {
		names = append(names, s.Name)
	}
	return strings.Join(names, "; ")
}

// drawChecked draws the verdict as sentences, and each quotation under those that
// are about it.
func drawChecked(t terminal, passage string, c search.Checked) error {
	m := messages.For("en").Plain()
	out := bufio.NewWriter(t.w) // keeps the first error
	t.w = out
	if c.Verdict == search.Nothing {
		t.print("", textRun{"I found no quote with these words.", bold})
	}
	if len(c.Found) > 1 {
		t.print("", textRun{fmt.Sprintf("Put together out of %s quotations.", m.Number(len(c.Found))), bold})
	}
	for i, f := range c.Found {
		if i > 0 {
			fmt.Fprintln(out)
		}
		if len(c.Found) > 1 {
			t.print("", textRun{fmt.Sprintf("“%s”", passage[f.Passage.Start:f.Passage.End]), faint})
		}
		t.print("", textRun{verdictSentence(c.Claimed, f), bold})
		for _, change := range f.Changes {
			t.print("  ", textRun{changeSentence(passage, f, change), plain})
		}
		var same []quotes.Span
		for _, p := range f.Pairs {
			if p.Kind == search.SameWords {
				same = append(same, p.Words)
			}
		}
		drawCard(t, command.NewCard(f.Quote, same, i+1, len(c.Found), m), m)
	}
	return out.Flush()
}

// verdictSentence says what is told of one part of a passage.
func verdictSentence(claimed string, f search.Finding) string {
	switch f.Verdict {
	case search.Exact:
		if lead, _ := f.Quote.Lead(); lead.Kind == quotes.Indirect {
			return "These are the very words of a report, which need not be the speaker’s own."
		}
		if claimed != "" && speakerOf(f.Quote) == "" {
			return "These are the very words. Who said them is not known here."
		}
		return "These are the very words."
	case search.Cut:
		return "These words were said, but they are cut out of more."
	case search.Reversed:
		return "The meaning is turned round."
	case search.AnotherSpeaker:
		return fmt.Sprintf("These words are by %s, not by %s.", speakerOf(f.Quote), claimed)
	}
	return "These are not the very words."
}

// changeSentence says how words differ in one place.
func changeSentence(passage string, f search.Finding, c search.Change) string {
	is, was := changeWords(passage, f, c)
	switch c.Kind {
	case search.Added:
		return fmt.Sprintf("“%s” was added.", is)
	case search.LeftOut:
		return fmt.Sprintf("“%s” was left out.", was)
	case search.OtherSpelling:
		return fmt.Sprintf("“%s” is spelt “%s”.", is, was)
	}
	return fmt.Sprintf("“%s” stands for “%s”.", is, was)
}
