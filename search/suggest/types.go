// Package suggest completes what people type into the fields of a form, and tells
// what is known of a speaker or a source.
package suggest

import "verbatim/search/find"

// Field is what [Suggester.Suggest] completes.
type Field string

// The fields.
const (
	SpeakerField Field = "speaker"
	SourceField  Field = "source"
	WordsField   Field = "words"
)

// Suggestion is one completion.
type Suggestion struct {
	Text  string    // what the field would hold; of a whole quotation its words
	Count int       // how many quotations it would find; of next words, in some thousands of them
	Whole *find.Hit // a quotation that is offered whole, without near duplicates; nil for anything else
}
