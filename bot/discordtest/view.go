package discordtest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// Message is a message as it stands in the channel.
type Message struct {
	ID      string
	Content string
	Embeds  []*discordgo.MessageEmbed
	Buttons []Button
	Menus   []Menu
	Files   []File
	Flags   discordgo.MessageFlags
	Waiting bool // a deferral that shows "is thinking..."
	Deleted bool
	Edits   int
	Raw     json.RawMessage // all that the bot gave for it but the files
}

// Button is one button of a message.
type Button struct {
	Label    string
	CustomID string
	URL      string
	Disabled bool
}

// Menu is a select menu of a message, with options of its own.
type Menu struct {
	Placeholder string
	CustomID    string
	Options     []MenuOption
}

// MenuOption is one thing to pick.
type MenuOption struct{ Label, Value, Description string }

// offers reports whether a menu has a value to pick.
func (m Message) offers(customID, value string) bool {
	return slices.ContainsFunc(m.Menus, func(menu Menu) bool {
		return menu.CustomID == customID && slices.ContainsFunc(menu.Options, func(o MenuOption) bool { return o.Value == value })
	})
}

// Ephemeral reports whether only the person who asked can see the message.
func (m Message) Ephemeral() bool { return m.Flags&discordgo.MessageFlagsEphemeral != 0 }

// Button returns the button whose label or emoji contains the text.
func (m Message) Button(label string) (Button, bool) {
	i := slices.IndexFunc(m.Buttons, func(b Button) bool { return strings.Contains(b.Label, label) })
	if i < 0 {
		return Button{}, false
	}
	return m.Buttons[i], true
}

// Text is everything in the message that a person can read, a line for each
// part: content, embeds, text components. Buttons are not in it.
func (m Message) Text() string {
	var parts []string
	add := func(s string) {
		if s != "" {
			parts = append(parts, s)
		}
	}
	add(m.Content)
	for _, e := range m.Embeds {
		if e.Author != nil {
			add(e.Author.Name)
		}
		add(e.Title)
		add(e.Description)
		for _, f := range e.Fields {
			add(f.Name)
			add(f.Value)
		}
		if e.Footer != nil {
			add(e.Footer.Text)
		}
	}
	var body struct{ Components []component }
	_ = json.Unmarshal(m.Raw, &body) // checked when it came in
	var walk func([]component)
	walk = func(list []component) {
		for _, c := range list {
			add(c.Content)
			walk(c.Components)
		}
	}
	walk(body.Components)
	return strings.Join(parts, "\n")
}

func findButton(list []Button, customID string) (Button, bool) {
	i := slices.IndexFunc(list, func(b Button) bool { return b.CustomID == customID })
	if i < 0 {
		return Button{}, false
	}
	return list[i], true
}

// snapshot copies a message. The caller holds s.mu.
func (s *Server) snapshot(m *message) Message {
	if m == nil {
		return Message{}
	}
	out := Message{ID: m.id, Flags: m.fields.flags(), Waiting: m.waiting, Deleted: m.deleted, Edits: m.edits}
	// The body was checked when it came in, so none of these can fail.
	for _, a := range m.files {
		out.Files = append(out.Files, a.File)
	}
	out.Raw, _ = json.Marshal(m.fields)
	_ = json.Unmarshal(m.fields["content"], &out.Content)
	_ = json.Unmarshal(m.fields["embeds"], &out.Embeds)
	var components []component
	_ = json.Unmarshal(m.fields["components"], &components)
	var walk func([]component)
	walk = func(list []component) {
		for _, c := range list {
			if c.Type == discordgo.ButtonComponent {
				label := c.Label
				var emoji struct{ Name string }
				if json.Unmarshal(c.Emoji, &emoji) == nil && emoji.Name != "" {
					label = strings.TrimSpace(emoji.Name + " " + label)
				}
				out.Buttons = append(out.Buttons, Button{Label: label, CustomID: c.CustomID, URL: c.URL, Disabled: c.Disabled})
			}
			if c.Type == discordgo.SelectMenuComponent {
				out.Menus = append(out.Menus, Menu{Placeholder: c.Placeholder, CustomID: c.CustomID, Options: c.Options})
			}
			walk(c.Components)
			if c.Accessory != nil {
				walk([]component{*c.Accessory})
			}
		}
	}
	walk(components)
	return out
}
