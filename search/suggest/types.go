// Package suggest completes what people type into the fields of a form, and tells
// what is known of a speaker or a source.
package suggest

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
	Text  string
	Count int // how many quotations it would find
}
