package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// ErrNoTerminal is returned where nobody can be asked: the standard input or
// output is no terminal.
var ErrNoTerminal = errors.New("nobody sits at a terminal")

// conversed is how many quotations one can leaf through.
const conversed = 25

// Converse asks on a terminal for words, shows the first quotation that they find,
// and takes a key: the next one, the sentence around it, its sources, or the next
// question. It ends with q, Ctrl-D or Ctrl-C. The error may be [ErrNoTerminal].
func Converse(ctx context.Context, p Program, c Corpus, q Query) error {
	in, typed := terminalInput(p.Stdin)
	if _, drawn := terminalOf(p.Stdout); !typed || !drawn || p.Getenv("TERM") == "dumb" {
		return ErrNoTerminal
	}
	cache, err := openIndexCache(ctx, p, c, q.DataDir)
	if err != nil {
		return err
	}
	defer cache.close()
	before, err := term.MakeRaw(in)
	if err != nil {
		return fmt.Errorf("preparing the terminal: %w", err)
	}
	defer func() { _ = term.Restore(in, before) }()
	q.Limit = conversed
	return converse(ctx, p, cache, q, newTerminal(p.Stdout, p.Getenv))
}

// terminalInput returns the file descriptor of r if it is a terminal.
func terminalInput(r io.Reader) (fd int, ok bool) {
	if wrapped, ok := r.(interface{ Unwrap() io.Reader }); ok {
		r = wrapped.Unwrap()
	}
	f, isFile := r.(*os.File)
	if !isFile {
		return 0, false
	}
	return int(f.Fd()), term.IsTerminal(int(f.Fd()))
}

// keys are what is typed, one byte at a time, so that nothing lies in the line
// editor when a single key is waited for.
type keys struct {
	r    io.Reader
	back []byte // is read again first
}

func (k *keys) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if len(k.back) > 0 {
		p[0], k.back = k.back[0], k.back[1:]
		return 1, nil
	}
	return k.r.Read(p[:1])
}

// key reads one.
func (k *keys) key() (byte, error) {
	var b [1]byte
	_, err := io.ReadFull(k, b[:])
	return b[0], err
}

// Keys as a terminal in raw mode sends them.
const (
	ctrlC  = 3
	ctrlD  = 4
	escape = 27
)

type conversation struct {
	keys   *keys
	editor *term.Terminal
	out    terminal
	m      *messages.Catalogue
	cache  *indexCache
	result search.Result
	at     int // the quotation that is shown
}

// converse is Converse on a terminal that is prepared.
func converse(ctx context.Context, p Program, cache *indexCache, q Query, out terminal) error {
	c := &conversation{keys: &keys{r: p.Stdin}, out: out, m: messages.For("en").Plain(), cache: cache}
	c.editor = term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{c.keys, p.Stdout}, "Words: ")
	if err := c.editor.SetSize(out.width, 24); err != nil {
		return fmt.Errorf("preparing the line editor: %w", err)
	}
	c.out.w = c.editor // which ends lines as a raw terminal needs it
	c.say("Some words of a quotation, in any order, and Enter. Ctrl-D ends it.")
	for {
		line, err := c.editor.ReadLine()
		switch {
		case errors.Is(err, io.EOF):
			return nil // Ctrl-D or Ctrl-C
		case err != nil && !errors.Is(err, term.ErrPasteIndicator):
			return fmt.Errorf("reading the words: %w", err)
		}
		line = strings.TrimSpace(strings.ToValidUTF8(line, "\ufffd"))
		switch {
		case line == "":
			continue
		case len(line) > MaxQuery:
			c.say(fmt.Sprintf("These are more than %d bytes.", MaxQuery))
			continue
		}
		query := q.with(line)
		if c.result, err = cache.search(ctx, query); err != nil {
			return searchError(err)
		}
		c.at = 0
		if len(c.result.Hits) == 0 {
			sentence, _ := command.NothingFound(c.m, query, c.result)
			c.say(sentence)
			c.cache.tellOfStarter(c.out, c.result)
			continue
		}
		if done, err := c.leaf(); done || err != nil {
			return err
		}
	}
}

func (c *conversation) say(sentence string) { c.out.print("", textRun{sentence, plain}) }

// leaf shows what was found, and does what single keys say, until one begins the
// next question (false) or ends it all (true).
func (c *conversation) leaf() (done bool, err error) {
	c.draw()
	for {
		c.out.print("", textRun{"n next, c context, s sources, q quit, or the next question: ", faint})
		k, err := c.keys.key()
		switch {
		case errors.Is(err, io.EOF), k == ctrlC, k == ctrlD, k == 'q':
			return true, nil
		case err != nil:
			return true, fmt.Errorf("reading a key: %w", err)
		case k == escape:
			c.skipSequence()
		case k == 'n' && c.at+1 < len(c.result.Hits):
			c.at++
			c.draw()
		case k == 'n':
			c.say("That was the last one.")
		case k == 'c':
			c.context()
		case k == 's':
			c.sources()
		case k == '\r', k == '\n', k == ' ', k == '/':
			return false, nil
		default:
			c.keys.back = append(c.keys.back, k) // the first letter of a question
			return false, nil
		}
	}
}

// skipSequence reads the rest of an arrow's or another key's sequence
// (ECMA-48, 5.4).
func (c *conversation) skipSequence() {
	for k, err := c.keys.key(); err == nil; k, err = c.keys.key() {
		if k != '[' && k != 'O' && k >= '@' && k <= '~' {
			return
		}
	}
}

func (c *conversation) shown() search.Hit { return c.result.Hits[c.at] }

func (c *conversation) draw() {
	hit := c.shown()
	fmt.Fprintln(c.out.w)
	card := command.NewCard(hit.Quote, hit.Matched, c.at+1, c.result.Total, c.m).WithAlike(hit.NearDuplicates, c.m)
	if c.at == 0 {
		card = card.WithConfidence(c.result, c.m)
	}
	drawCard(c.out, card, c.m)
	c.cache.tellOfStarter(c.out, c.result)
	fmt.Fprintln(c.out.w)
}

// context shows the sentences around the words, one for each source.
func (c *conversation) context() {
	shown := false
	for _, a := range c.shown().Quote.Attributions {
		if text := strings.TrimSpace(a.Context); text != "" && a.Status.Served() {
			c.out.print("  ", textRun{text, plain})
			shown = true
		}
	}
	if !shown {
		c.say(c.m.NoContext())
	}
}

// sources shows who says where, and in which file of the corpus.
func (c *conversation) sources() {
	for _, a := range c.shown().Quote.Attributions {
		if !a.Status.Served() {
			continue
		}
		c.out.print("  ", textRun{sourceLine(a, c.m), plain})
		if a.Source.URL != "" {
			c.out.print("    ", textRun{a.Source.URL, faint})
		}
		if a.Source.File != "" {
			c.out.print("    ", textRun{strings.TrimSuffix(Place(a.Source.File, a.Source.Line, ""), ": "), faint})
		}
	}
}

func sourceLine(a quotes.Attribution, m *messages.Catalogue) string {
	var names, parts []string
	for _, s := range a.Speakers {
		names = append(names, s.Name)
	}
	for _, p := range []string{strings.Join(names, ", "), a.Source.Title, a.Source.Place, a.Source.Publisher, m.Date(string(a.Source.Published))} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " · ")
}
