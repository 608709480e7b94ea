package interact

import (
	"github.com/bwmarrin/discordgo"
)

// Block is one part of an answer, drawn under the one before: a [Text], a
// [Section], a [Separator], a [Gallery], an [Attached] file, a [Row] of buttons or a [MenuSpec].
type Block interface {
	// component draws the block. next gives the custom_id of what can be pressed: it
	// is called once for each such thing, in the order in which they are drawn.
	component(next func() string) discordgo.MessageComponent
	// own lists what can be pressed, in the same order.
	own() []Pressed
	// empty reports whether there is nothing to draw.
	empty() bool
}

// Text is Discord's markdown: what others wrote must have gone through
// messages.Escape. All texts of an answer together have at most [MaxText] UTF-16
// code units.
type Text string

// MaxText is Discord's limit for all texts of a message together, in UTF-16 code
// units ("Component Reference", text display).
const MaxText = 4000

func (t Text) empty() bool  { return t == "" }
func (Text) own() []Pressed { return nil }
func (t Text) component(func() string) discordgo.MessageComponent {
	return discordgo.TextDisplay{Content: string(t)}
}

// Section is a text with a link button beside it.
type Section struct {
	Text  Text
	Label string // of the button, at most 80 UTF-16 code units
	URL   string // http or https, at most 512 characters
}

func (s Section) empty() bool  { return s.Text == "" }
func (Section) own() []Pressed { return nil }
func (s Section) component(func() string) discordgo.MessageComponent {
	return discordgo.Section{
		Components: []discordgo.MessageComponent{discordgo.TextDisplay{Content: string(s.Text)}},
		Accessory:  discordgo.Button{Label: s.Label, Style: discordgo.LinkButton, URL: s.URL},
	}
}

// Separator is a line between what stands above and below.
type Separator struct{}

func (Separator) empty() bool    { return false }
func (Separator) own() []Pressed { return nil }
func (Separator) component(func() string) discordgo.MessageComponent {
	divider, spacing := true, discordgo.SeparatorSpacingSizeSmall
	return discordgo.Separator{Divider: &divider, Spacing: &spacing}
}

// Gallery shows pictures that [Reply.Files] attaches, at most ten.
type Gallery []File

func (g Gallery) empty() bool  { return len(g) == 0 }
func (Gallery) own() []Pressed { return nil }
func (g Gallery) component(func() string) discordgo.MessageComponent {
	var gallery discordgo.MediaGallery
	for _, f := range g {
		item := discordgo.MediaGalleryItem{Media: discordgo.UnfurledMediaItem{URL: "attachment://" + f.Name}}
		if f.Alt != "" {
			item.Description = &f.Alt
		}
		gallery.Items = append(gallery.Items, item)
	}
	return gallery
}

// Attached shows a file of [Reply.Files], by its name, to be saved.
type Attached string

func (a Attached) empty() bool  { return a == "" }
func (Attached) own() []Pressed { return nil }
func (a Attached) component(func() string) discordgo.MessageComponent {
	return discordgo.FileComponent{File: discordgo.UnfurledMediaItem{URL: "attachment://" + string(a)}}
}

// Row is one to five buttons side by side.
type Row []ButtonSpec

func (r Row) empty() bool { return len(r) == 0 }

func (r Row) own() []Pressed {
	var all []Pressed
	for _, b := range r {
		all = append(all, Pressed{Action: b.Action, State: b.State})
	}
	return all
}

func (r Row) component(next func() string) discordgo.MessageComponent {
	var row discordgo.ActionsRow
	for _, b := range r {
		button := discordgo.Button{
			Label: b.Label, Style: discordgo.SecondaryButton, Disabled: b.Disabled, CustomID: next(),
		}
		if b.Emoji != "" {
			button.Emoji = &discordgo.ComponentEmoji{Name: b.Emoji}
		}
		row.Components = append(row.Components, button)
	}
	return row
}

// ButtonSpec is a button under an answer. Pressing it reaches the route of its
// action with State and the message's Shared, also after a restart.
type ButtonSpec struct {
	Label    string // at most 80 UTF-16 code units
	Emoji    string // before the label: one of Unicode's; "" for none
	Action   string // at most 16 bytes
	State    []byte // at most 24 bytes; no two buttons of a message share action and state
	Disabled bool
}

// MenuSpec is a list under an answer to pick one thing from. Picking reaches the
// route of its action as a button does, with the value in [Request.Picked].
type MenuSpec struct {
	Placeholder string // what it says before anything is picked; at most 150 UTF-16 code units
	Action      string // as of a button
	State       []byte // as of a button
	Options     []Option
}

// Option is one thing to pick, of at most 25. No text is longer than 100 UTF-16
// code units, and only Description may be empty. In none of them anything is
// markup.
type Option struct {
	Label, Value, Description string
	Chosen                    bool // shown as picked already
}

func (m MenuSpec) empty() bool    { return len(m.Options) == 0 }
func (m MenuSpec) own() []Pressed { return []Pressed{{Action: m.Action, State: m.State}} }

func (m MenuSpec) component(next func() string) discordgo.MessageComponent {
	menu := discordgo.SelectMenu{MenuType: discordgo.StringSelectMenu, CustomID: next(), Placeholder: m.Placeholder}
	for _, o := range m.Options {
		menu.Options = append(menu.Options, discordgo.SelectMenuOption{
			Label: o.Label, Value: o.Value, Description: o.Description, Default: o.Chosen,
		})
	}
	return discordgo.ActionsRow{Components: []discordgo.MessageComponent{menu}}
}

// own lists what can be pressed in an answer, in the order in which it is drawn.
func (r Reply) own() []Pressed {
	var all []Pressed
	for _, b := range r.Blocks {
		if !b.empty() {
			all = append(all, b.own()...)
		}
	}
	return all
}

// message draws an answer, its buttons and menus sealed.
func (c *Codec) message(r Reply) (Message, error) {
	ids, err := c.Seal(r.own(), r.Shared)
	if err != nil {
		return Message{}, err
	}
	next := func() string {
		id := ids[0]
		ids = ids[1:]
		return id
	}
	var drawn []discordgo.MessageComponent
	for _, b := range r.Blocks {
		if !b.empty() {
			drawn = append(drawn, b.component(next))
		}
	}
	if r.Accent != 0 && len(drawn) > 0 {
		accent := r.Accent
		drawn = []discordgo.MessageComponent{discordgo.Container{AccentColor: &accent, Components: drawn}}
	}
	return Message{Components: drawn, Files: r.Files, Ephemeral: r.Ephemeral}, nil
}

// withoutButtons takes out of an answer what can be pressed.
func (r Reply) withoutButtons() Reply {
	var left []Block
	for _, b := range r.Blocks {
		if len(b.own()) == 0 {
			left = append(left, b)
		}
	}
	r.Blocks = left
	return r
}
