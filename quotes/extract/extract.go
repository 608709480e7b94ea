// Package extract reads out of an article who said what, in which words.
//
// Nothing is attributed by guess: what is unsure has the status review, and a
// quotation whose speaker the article does not make clear has none.
//
// [Extract] is one pass over the text. Three structs hold what it knows, each with
// the one before it inside: prose, which never changes once it is made, cast, and
// reader. A rule is a small function on the lowest of them that it needs. From the
// bottom up:
//
// # Words
//
// lexicon.go reads the lists in data/*.txt, inflect.go makes the forms of their
// verbs.
//
// # Prose
//
// The text and its parts. paragraphs.go cuts it, languages.go tells which of its
// paragraphs are read; marks.go and pairs.go find what stands between quotation
// marks, tokens.go the words outside of them, sentences.go where a sentence ends.
// when.go reads dates.
//
// # Cast
//
// The people and bodies of the article. capitals.go asks what a capital says,
// nameends.go where a name ends, mentions.go what kind of name it is. nameforms.go
// compares names, entities.go leads them to whom they mean (couples.go: Mr. or Mrs.
// Weston; hero.go: whom the article is about), sexes.go tells of which sex he is, and
// roles.go and appositions.go what he is. Then come the phrases: phrases.go reads one
// from its first word, subjects.go from its last, openings.go what stands before a
// subject, joins.go several that speak together. descriptions.go leads "the senator" to
// a name.
//
// # Cues
//
// The words beside a quotation that say who speaks it. cues.go knows a reporting
// verb when it sees one; before.go, after.go and words.go read what leads to a
// quotation, what follows it, and "in Smith's words", govern.go whose verb it is,
// giving.go that a clause gives words ("issued this statement"), telling.go that it
// tells what he does who says them,
// shares.go that a share of those who were asked is nobody. patterns.go lists the constructions and how often each is right.
//
// # Reports
//
// What a sentence without marks says that somebody said. reports.go asks each
// construction in turn: leading.go ("Smith said that ..."), trailing.go ("...,
// Smith said"), source.go ("according to Smith"). content.go finds what the verb
// governs, clauses.go where a clause begins and ends, polarity.go whether the
// speaker stands by it.
//
// # Reader
//
// The article once more, from its beginning to its end. layout.go asks what the
// layout tells of who speaks, before any sentence is read: blocks.go (block
// quotations and posts), transcript.go and labels.go (SMITH: ...), questions.go
// (interviews), sayings.go and collections.go (lists), led.go (Smith said: and a
// paragraph), speech.go (a heading over somebody's words); names.go, naming.go and
// introductions.go lead what stands there to a person.
// compose.go puts quotations together and gives each to a speaker; one without a cue
// of its own goes to who spoke before (carry.go) or whom the sentence before is about
// (beside.go). Where people converse, it goes to whom the story tells of beside it
// (beats.go), or to whose turn it is: lines.go makes a line of each paragraph of
// speech, address.go reads whom it is spoken to, pronouns.go takes from it a "he" who
// may be another, plain.go knows those who have no name, narrator.go the one who says
// "I", company.go finds the two who are by themselves, exchange.go counts. resolve.go
// finds whom a phrase means, antecedent.go whom "she" does, by whom the sentences before
// are about (scenes.go, strangers.go).
// citations.go knows the decisions that courts cite, via.go tells through whom words
// reached the article.
//
// # Other languages
//
// All of this reads English. languages.go hands the paragraphs in other languages that are
// read to package grammar, where a language is a file of words, and makes quotations of
// what comes back.
//
// # Output
//
// classify.go tells what is nobody's speech, confidence.go how sure all of it is,
// emit.go writes it down.
//
// # Measures
//
// The cases in testdata/cases say what each rule is for; testdata/*.txt hold the
// figures.
package extract

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/article"
)

// Version is raised whenever the same article gives other quotations.
const Version = 46

// Quotation is what one place of an article says that somebody said.
type Quotation struct {
	Text string // the segments' words, joined by a space
	Kind quotes.Kind
	// Polarity is that of a report; empty (asserted) for any other kind.
	Polarity quotes.Polarity
	// Segments are the words, as bytes of Article.Text. There are several when
	// a cue interrupts them or they go on in the next paragraph.
	Segments []quotes.Span
	Speakers []quotes.Speaker // empty when the article does not make clear who
	// SpeakerSpan is the mention of the first speaker beside the cue, CueSpan
	// the cue; nil when there is none.
	SpeakerSpan, CueSpan *quotes.Span
	Cue                  string // as written: "said", "according to"
	Via                  string // through whom it reached the article: "Yonhap"
	Context              string // the sentence around the words
	// ContextSpans are the words of a report as bytes of Context; empty when the
	// sentence is cut short there.
	ContextSpans []quotes.Span
	Said         quotes.Date
	Confidence   float64       // that words and speaker are right, 0 to 1
	Status       quotes.Status // Extracted, or Review when it may not be served
	Unsure       quotes.Doubt  // why it is Review
}

// prose is an article's text and what the first pass makes of it; nothing changes
// it afterwards.
type prose struct {
	art   article.Article
	text  string
	lex   *lexicon
	paras []para
	toks  []token
	sents []sentence
}

// cast is the people and bodies that the prose names.
type cast struct {
	*prose
	mentions  []mention
	mentionAt []int32 // by token: index+1 into mentions
	reg       registry
	titleEnd  int // the first token behind the title, if every word of it has a capital

	// What the article's capitals tell of words, wherever they stand.
	midCapital, lowerSeen, surnames, located map[string]bool
	introduced                               map[string]int // where a role stands first behind "a"
}

// reader goes through the prose once more and attributes what was said.
type reader struct {
	*cast
	layout    layout
	dialogue  bool        // people answer each other, often without a cue
	converses bool        // they ask and answer, as in a story
	story     bool        // the article tells one
	talkers   map[int]int // in how many lines somebody takes part, see talks
	said      discourse
	narrator  quotes.Speaker   // who says "I", if the story tells his name
	plain     []quotes.Speaker // the people without a name who take part in conversations
	resolving bool             // a pronoun is being led to somebody: no second one is meanwhile
	out       []Quotation
	by        []pattern // of out, for the error analysis
}

// Extract returns the quotations of an article in the order of the text. It is
// pure and deterministic, never panics, takes time linear in the length of the
// text, and may be called by many goroutines at once. An article whose text is
// longer than 2 GB gives nothing. The error wraps that of ctx, which is asked at
// every word and mark; no other is returned.
func Extract(ctx context.Context, a article.Article) ([]Quotation, error) {
	if len(a.Text) >= math.MaxInt32 {
		return nil, nil
	}
	d, err := read(ctx, a)
	if err != nil {
		return nil, fmt.Errorf("looking for quotations: %w", err)
	}
	return d.out, nil
}

// read goes through the article. A step that ctx ends leaves what it has half done;
// the next one is not begun then.
func read(ctx context.Context, a article.Article) (*reader, error) {
	p, err := newProse(ctx, a)
	if err != nil {
		return nil, err
	}
	c, err := newCast(ctx, p)
	if err != nil {
		return nil, err
	}
	d := &reader{cast: c, said: newDiscourse(0)}
	if d.readLayout(ctx); ctx.Err() != nil {
		return nil, ctx.Err()
	}
	told, often := d.isStory()
	asked := d.isConversation()
	d.story = often || asked && (told > 1 || d.isDialogue())
	d.converses = often || asked
	d.dialogue = d.converses || d.isDialogue()
	if d.attribute(ctx); ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err := d.attributeForeign(ctx); err != nil {
		return nil, err
	}
	d.inOrder()
	return d, nil
}

// newProse parts a text into paragraphs, quotations, words and sentences.
func newProse(ctx context.Context, a article.Article) (*prose, error) {
	d := &prose{art: a, text: a.Text, lex: loadLexicon()}
	d.paras = paragraphs(d.text)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	d.tellLanguages()
	if readMarks(ctx, d.text, d.paras); ctx.Err() != nil {
		return nil, ctx.Err()
	}
	for i := range d.paras {
		first := len(d.toks)
		d.paras[i].firstSent = len(d.sents)
		if d.tokenize(ctx, &d.paras[i]); ctx.Err() != nil {
			return nil, ctx.Err()
		}
		d.splitSentences(i, first, len(d.toks))
		d.paras[i].lastSent = len(d.sents)
	}
	d.markHeadlines()
	return d, nil
}

// newCast finds the names in the prose and leads them to people and bodies.
func newCast(ctx context.Context, p *prose) (*cast, error) {
	d := &cast{
		prose:      p,
		mentionAt:  make([]int32, len(p.toks)),
		introduced: map[string]int{},
		midCapital: map[string]bool{}, lowerSeen: map[string]bool{}, surnames: map[string]bool{}, located: map[string]bool{},
	}
	for _, s := range d.sents {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		d.noteCapitals(s)
	}
	for _, s := range d.sents {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if !d.shouted(s) {
			d.findMentions(s)
		}
	}
	d.titleEnd = d.title()
	if d.resolveNames(ctx); ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return d, nil
}

// inOrder sorts the quotations as they stand in the text.
func (d *reader) inOrder() {
	order := make([]int, len(d.out))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return d.out[a].Segments[0].Start - d.out[b].Segments[0].Start })
	out, by := make([]Quotation, len(order)), make([]pattern, len(order))
	for i, k := range order {
		out[i], by[i] = d.out[k], d.by[k]
	}
	d.out, d.by = out, by
}

// regionAt returns the region of the quotation at token q.
func (d *prose) regionAt(q int) *region {
	return &d.paras[d.paraOf(q)].regions[d.toks[q].region]
}

// paraOf returns the paragraph of token i.
func (d *prose) paraOf(i int) int { return d.paraAt(int(d.toks[i].start)) }

// paraAt returns the paragraph of the byte at.
func (d *prose) paraAt(at int) int {
	lo, hi := 0, len(d.paras)
	for hi-lo > 1 {
		mid := (lo + hi) / 2
		if d.paras[mid].start <= at {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// joined returns the words of segments, joined by a space.
func joined(text string, segments []quotes.Span) string {
	if len(segments) == 1 {
		return text[segments[0].Start:segments[0].End]
	}
	var b strings.Builder
	for i, s := range segments {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(text[s.Start:s.End])
	}
	return b.String()
}
