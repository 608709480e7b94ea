// Package grammar attributes quotations in languages other than English.
//
// Package extract is the door: it cuts the article into paragraphs, tells their
// languages, finds the quotation marks, and hands the paragraphs over for which [Reads]
// is true.
//
// A language is a file languages/TAG.txt: its verbs of saying with their forms, its small
// words, roles, bodies and first names, the endings that lead a case of a name to its
// nominative, and the constructions that it uses. TEMPLATE.txt says what goes where. What
// a file cannot say stands in a Go file of the language's name.
//
// The steps, each for all languages: language.go reads the files; speech.go cuts what a
// narrator says out of what stands between marks or behind a dash; text.go makes tokens
// and sentences; names.go finds names and leads those of one person together over their
// cases; phrase.go reads a phrase that can be a subject; constructions.go knows by which
// constructions a text tells who speaks; speakers.go leads a subject to a person; follow.go
// and talk.go find whose the words are that have no cue, in an article and in a
// conversation.
//
// # How to add a language
//
// Copy languages/TEMPLATE.txt to languages/TAG.txt and fill in its groups. Translate the
// ten cases at its end into extract/testdata/cases/LANGUAGE.txt, run
//
//	go test ./quotes/extract -run Cases
//
// and read a hundred articles in the language with "extract --json".
package grammar

import (
	"context"

	"verbatim/quotes"
)

// Paragraph is a paragraph of a text, with the quotation marks that were found in it.
type Paragraph struct {
	Start, End int    // bytes of the text
	Lang       string // the tag of its language, without a region
	Regions    []Region
}

// Region is what stands between a pair of marks.
type Region struct {
	Open, Close int  // from the opening mark to behind the closing one
	Start, End  int  // the words between them
	Follows     bool // it goes on from the paragraph before
	Torn        bool // a mark is missing
}

// Quotation is what somebody says in a text.
type Quotation struct {
	Segments []quotes.Span
	Kind     quotes.Kind
	// Speaker is nil when the text does not make clear who speaks.
	Speaker      *quotes.Speaker
	SpeakerSpan  *quotes.Span // the mention beside the cue; nil without a speaker
	CueSpan      *quotes.Span // nil where no word tells that somebody speaks
	Sentence     quotes.Span  // around the first segment
	Construction string       // "inverted", for the analysis of errors
	// Sure is how likely words and speaker are right, from 0 to 1.
	Sure  float64
	Doubt quotes.Doubt // what speaks against it; empty for nothing
}

// Read returns the quotations of those paragraphs of a text whose language it reads, in
// the order of the text. It is pure and deterministic, takes time linear in the length of
// the text, and may be called by many goroutines at once. The error is that of ctx, which
// is asked at every word and quotation.
func Read(ctx context.Context, text string, paras []Paragraph) ([]Quotation, error) {
	d, err := newDoc(ctx, text, paras)
	if err != nil {
		return nil, err
	}
	r := reader{doc: d, last: -1, sourcePara: -1, closing: map[int]turn{}, tookUp: map[int]int{}, topic: voice{ent: -1}, heard: voice{ent: -1}, source: voice{ent: -1}}
	for pi := range paras {
		if d.lang = d.langs[pi]; d.lang != nil {
			r.paragraph(ctx, pi)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	r.continued(ctx)
	r.amid(ctx)
	r.reply(ctx)
	r.profile(ctx)
	out := r.emit(ctx)
	return out, ctx.Err()
}

func newDoc(ctx context.Context, text string, paras []Paragraph) (*doc, error) {
	d := &doc{text: text, paras: paras, langs: make([]*language, len(paras)), terms: map[string]int{}, people: &people{
		bySurname: map[string][]int{}, byFirst: map[string][]int{}, byRole: map[string][]int{},
		lowerSeen: map[string]bool{}, called: map[string]int{}, of: map[office][]string{}, surnames: map[string]bool{}, family: map[string]bool{}, nouns: map[string]noun{},
	}}
	for pi, p := range paras {
		if Reads(p.Lang) {
			d.langs[pi] = load(p.Lang)
		}
	}
	d.findDialogue()
	for pi := range paras {
		d.first = append(d.first, len(d.toks))
		if d.langs[pi] != nil {
			d.tokenize(ctx, pi)
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	d.first = append(d.first, len(d.toks))
	d.findPeople(ctx)
	return d, ctx.Err()
}
