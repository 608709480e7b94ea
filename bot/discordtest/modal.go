package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/bwmarrin/discordgo"
)

// Window is a form that the bot opened, a modal.
type Window struct {
	Title    string
	CustomID string
	Fields   []WindowField
}

// WindowField is a text input of a form.
type WindowField struct {
	CustomID    string `json:"custom_id"`
	Label       string
	Value       string
	Placeholder string
	Style       int
	Required    *bool // nil counts as true
	MaxLength   int   `json:"max_length"`
}

// Window returns the form that was opened.
func (a Answer) Window() (Window, error) {
	if a.Modal == nil {
		return Window{}, errors.New("the bot opened no form")
	}
	var data fields
	if err := json.Unmarshal(a.Modal, &data); err != nil {
		return Window{}, fmt.Errorf("reading a form: %w", err)
	}
	f := new(form)
	w := readWindow(f, data)
	if !f.ok() {
		return Window{}, fmt.Errorf("reading a form: %v", f.errors)
	}
	return w, nil
}

// Submit is the sending of the form that an answer opened, with the given fields filled
// in: custom ID and text in turn. All others keep what stood in them. As in a client
// nothing can be sent that is too long, or lacks what is required.
func Submit(a Answer, pairs ...string) Interaction {
	filled := make(map[string]string)
	for i := 0; i+1 < len(pairs); i += 2 {
		filled[pairs[i]] = pairs[i+1]
	}
	return Interaction{Type: discordgo.InteractionModalSubmit, opened: a.x, filled: filled}
}

func readWindow(f *form, data fields) Window {
	var w Window
	f.decode("data.title", data["title"], &w.Title)
	f.decode("data.custom_id", data["custom_id"], &w.CustomID)
	var rows []struct {
		Type       int
		Components []WindowField
	}
	f.decode("data.components", data["components"], &rows)
	for i, row := range rows {
		f.oneOf(at("data.components", i)+".type", row.Type, int(discordgo.ActionsRowComponent))
		f.count(at("data.components", i)+".components", len(row.Components), 1, 1)
		w.Fields = append(w.Fields, row.Components...)
	}
	return w
}

// checkModal: https://discord.com/developers/docs/components/reference#text-input
func checkModal(f *form, data fields) {
	w := readWindow(f, data)
	f.length("data.title", w.Title, 1, 45)
	f.length("data.custom_id", w.CustomID, 1, 100)
	f.count("data.components", len(w.Fields), 1, 5)
	for i, field := range w.Fields {
		p := at("data.components", i) + ".components.0"
		f.length(p+".custom_id", field.CustomID, 1, 100)
		f.length(p+".label", field.Label, 1, 45)
		f.length(p+".placeholder", field.Placeholder, 0, 100)
		f.oneOf(p+".style", field.Style, 1, 2)
		if field.MaxLength < 0 || field.MaxLength > 4000 {
			f.add(p+".max_length", "NUMBER_TYPE_MAX", "int value should be between 1 and 4000.")
		}
		f.length(p+".value", field.Value, 0, field.most())
		if slices.ContainsFunc(w.Fields[:i], func(other WindowField) bool { return other.CustomID == field.CustomID }) {
			f.add(p+".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
		}
	}
}

func (w WindowField) most() int {
	if w.MaxLength == 0 {
		return 4000
	}
	return w.MaxLength
}

// submit is the data of a form that is sent. The caller holds s.mu.
func (s *Server) submit(x *exchange) (map[string]any, error) {
	o := x.in.opened
	if o == nil || o.modal == nil {
		return nil, errors.New("there is no form to send")
	}
	w := readWindow(new(form), o.modal)
	var rows []any
	for _, field := range w.Fields {
		value, given := x.in.filled[field.CustomID]
		if !given {
			value = field.Value
		}
		delete(x.in.filled, field.CustomID)
		switch required := field.Required == nil || *field.Required; {
		case x.in.forged:
		case value == "" && required:
			return nil, fmt.Errorf("the field %q has to be filled in", field.CustomID)
		case units(value) > field.most():
			return nil, fmt.Errorf("the field %q takes %d characters", field.CustomID, field.most())
		}
		input := map[string]any{"type": discordgo.TextInputComponent, "id": 2 + 2*len(rows), "custom_id": field.CustomID, "value": value}
		rows = append(rows, map[string]any{"type": discordgo.ActionsRowComponent, "id": 1 + 2*len(rows), "components": []any{input}})
	}
	for name := range x.in.filled {
		return nil, fmt.Errorf("the form has no field %q", name)
	}
	x.in.source = o.in.source
	if x.in.source != nil {
		x.editsAtAnswer = x.in.source.edits
	}
	return map[string]any{"custom_id": w.CustomID, "components": rows}, nil
}
