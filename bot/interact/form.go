package interact

import (
	"fmt"

	"github.com/bwmarrin/discordgo"
)

// Form is a window with fields to fill in, a modal. Sending it reaches the route of
// its action ([Router.Form]) with State, Shared and the fields, also after a restart.
type Form struct {
	Title  string // at most 45 UTF-16 code units
	Action string // as of a button
	State  []byte // as of a button
	Shared []byte // what fits beside them into one custom_id: about 50 bytes
	Fields []Field
}

// Field is a text of a form, which has one to five.
type Field struct {
	Name        string // of the option in the request; at most 100 characters
	Label       string // at most 45 UTF-16 code units
	Value       string // what stands there already, at most Max characters
	Placeholder string // what is said where nothing stands; at most 100 UTF-16 code units
	Max         int    // characters that it takes, at most 4000
	Lines       bool   // it takes several lines
	Required    bool
}

// wire is the form as Discord takes it. Each field stands in a row of its own: the
// labels that Discord has for the purpose by now are not known to discordgo, which
// could not read what is sent from them.
func (f *Form) wire(customID string) any {
	rows := make([]discordgo.MessageComponent, len(f.Fields))
	for i, field := range f.Fields {
		input := discordgo.TextInput{
			CustomID: field.Name, Label: field.Label, Style: discordgo.TextInputShort, Value: field.Value,
			Placeholder: field.Placeholder, Required: field.Required, MaxLength: field.Max,
		}
		if field.Lines {
			input.Style = discordgo.TextInputParagraph
		}
		rows[i] = discordgo.ActionsRow{Components: []discordgo.MessageComponent{input}}
	}
	return struct {
		CustomID   string                       `json:"custom_id"`
		Title      string                       `json:"title"`
		Components []discordgo.MessageComponent `json:"components"`
	}{customID, f.Title, rows}
}

// form returns the callback that opens a form; the error is [ErrTooLong].
func (c *Codec) form(f *Form) (Callback, error) {
	ids, err := c.Seal([]Pressed{{Action: f.Action, State: f.State}}, f.Shared)
	if err != nil {
		return Callback{}, fmt.Errorf("opening a form: %w", err)
	}
	return Callback{Type: discordgo.InteractionResponseModal, Form: f, formID: ids[0]}, nil
}
