package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"
)

// fields are a message's or a request body's, undecoded, so that "absent" and
// "null" stay what they are.
type fields map[string]json.RawMessage

func (b fields) has(key string) bool {
	raw, ok := b[key]
	return ok && !bytes.Equal(raw, []byte("null"))
}

func (b fields) flags() discordgo.MessageFlags {
	var n discordgo.MessageFlags
	if b.has("flags") {
		_ = json.Unmarshal(b["flags"], &n) // checked where the body came in
	}
	return n
}

// The parts of an embed that have limits.
type embed struct {
	Title, Description, URL string
	Color                   *int
	Timestamp               string
	Author                  *struct{ Name, URL string }
	Footer                  *struct{ Text string }
	Fields                  []struct{ Name, Value string }
}

// The parts of a component that have limits; what is read depends on its type.
type component struct {
	Type        discordgo.ComponentType
	Style       discordgo.ButtonStyle
	CustomID    string `json:"custom_id"`
	Label       string
	URL         string
	SKU         string `json:"sku_id"`
	Emoji       json.RawMessage
	Disabled    bool
	Placeholder string
	Options     []MenuOption
	Content     string
	Components  []component
	Accessory   *component
	Items       []mediaItem
	File        struct{ URL string }
}

// mediaItem is one picture of a gallery.
type mediaItem struct {
	Media       struct{ URL string }
	Description *string
}

// Flags that an application may set on a message of its own.
// https://discord.com/developers/docs/resources/message#create-message
const settable = discordgo.MessageFlagsSuppressEmbeds | discordgo.MessageFlagsEphemeral |
	discordgo.MessageFlagsSuppressNotifications | discordgo.MessageFlagsIsComponentsV2

// checkMessage checks the body of a message that is created or edited; before
// is the message that is edited, nil for a new one. Limits are those of
// https://discord.com/developers/docs/resources/message and
// https://discord.com/developers/docs/components/reference.
func checkMessage(f *form, path string, body, before fields) {
	var content string
	if f.decode(path+"content", body["content"], &content) {
		f.length(path+"content", content, 0, 2000)
	}
	var flags discordgo.MessageFlags
	if f.decode(path+"flags", body["flags"], &flags) && flags&^settable != 0 {
		f.add(path+"flags", "BASE_TYPE_CHOICES", "Value may only have the flags %d.", settable)
	}
	var embeds []embed
	if f.decode(path+"embeds", body["embeds"], &embeds) {
		checkEmbeds(f, path+"embeds", embeds)
	}
	v2 := (flags|before.flags())&discordgo.MessageFlagsIsComponentsV2 != 0
	if v2 {
		for _, key := range []string{"content", "embeds", "poll"} {
			if body.has(key) {
				f.add(path+key, "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
					"The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
			}
		}
	}
	var components []component
	if f.decode(path+"components", body["components"], &components) {
		checkComponents(f, path+"components", components, v2)
	}
}

func checkEmbeds(f *form, path string, embeds []embed) {
	f.count(path, len(embeds), 0, 10)
	total := 0
	for i, e := range embeds {
		p := at(path, i)
		f.length(p+".title", e.Title, 0, 256)
		f.length(p+".description", e.Description, 0, 4096)
		f.webURL(p+".url", e.URL, 2048)
		total += units(e.Title) + units(e.Description)
		if e.Color != nil && (*e.Color < 0 || *e.Color > 0xFFFFFF) {
			f.add(p+".color", "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.")
		}
		if e.Author != nil {
			f.length(p+".author.name", e.Author.Name, 1, 256)
			f.webURL(p+".author.url", e.Author.URL, 2048)
			total += units(e.Author.Name)
		}
		if e.Footer != nil {
			f.length(p+".footer.text", e.Footer.Text, 1, 2048)
			total += units(e.Footer.Text)
		}
		f.count(p+".fields", len(e.Fields), 0, 25)
		for j, field := range e.Fields {
			f.length(at(p+".fields", j)+".name", strings.TrimSpace(field.Name), 1, 256)
			f.length(at(p+".fields", j)+".value", strings.TrimSpace(field.Value), 1, 1024)
			total += units(field.Name) + units(field.Value)
		}
	}
	if total > 6000 {
		f.add(path, "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")
	}
}

// checkComponents checks the components of a message.
func checkComponents(f *form, path string, components []component, v2 bool) {
	if v2 {
		f.count(path, countComponents(components), 0, 40)
		if n := countText(components); n > 4000 {
			f.add(path, "COMPONENT_MAX_TOTAL_TEXT_DISPLAY_LENGTH", "The total length of all text displays is %d and must not exceed 4000.", n)
		}
	} else {
		f.count(path, len(components), 0, 5)
	}
	seen := make(map[string]bool)
	for i, c := range components {
		p := at(path, i)
		if !v2 && c.Type != discordgo.ActionsRowComponent {
			f.add(p+".type", "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).")
			continue
		}
		checkComponent(f, p, c, seen)
	}
}

func countComponents(components []component) int {
	n := len(components)
	for _, c := range components {
		n += countComponents(c.Components)
		if c.Accessory != nil {
			n++
		}
	}
	return n
}

// countText is how long all text displays are together, in UTF-16 code units.
func countText(components []component) int {
	n := 0
	for _, c := range components {
		if c.Type == discordgo.TextDisplayComponent {
			n += units(c.Content)
		}
		n += countText(c.Components)
	}
	return n
}

// inside says what a component of a type may hold.
// https://discord.com/developers/docs/components/reference
func inside(t discordgo.ComponentType) []discordgo.ComponentType {
	if t == discordgo.SectionComponent {
		return []discordgo.ComponentType{discordgo.TextDisplayComponent}
	}
	return []discordgo.ComponentType{
		discordgo.ActionsRowComponent, discordgo.TextDisplayComponent, discordgo.SectionComponent,
		discordgo.MediaGalleryComponent, discordgo.SeparatorComponent, discordgo.FileComponentType,
	}
}

func checkComponent(f *form, path string, c component, seen map[string]bool) {
	switch c.Type {
	case discordgo.ActionsRowComponent:
		f.count(path+".components", len(c.Components), 1, 5)
		for i, inner := range c.Components {
			p := at(path+".components", i)
			switch {
			case inner.Type == discordgo.ButtonComponent:
			case inner.isSelect() && len(c.Components) == 1:
			default:
				f.add(p+".type", "UNION_TYPE_CHOICES", "An action row holds up to five buttons or one select menu.")
				continue
			}
			checkComponent(f, p, inner, seen)
		}
	case discordgo.ButtonComponent:
		checkButton(f, path, c, seen)
	case discordgo.TextDisplayComponent:
		f.length(path+".content", c.Content, 1, 4000)
	case discordgo.SectionComponent, discordgo.ContainerComponent:
		least, most := 1, 3
		if c.Type == discordgo.ContainerComponent {
			most = 40
		}
		f.count(path+".components", len(c.Components), least, most)
		for i, inner := range c.Components {
			if !slices.Contains(inside(c.Type), inner.Type) {
				f.add(at(path+".components", i)+".type", "UNION_TYPE_CHOICES", "A component of type %d does not go into one of type %d.", inner.Type, c.Type)
			}
			checkComponent(f, at(path+".components", i), inner, seen)
		}
		switch {
		case c.Accessory != nil:
			checkComponent(f, path+".accessory", *c.Accessory, seen)
		case c.Type == discordgo.SectionComponent:
			f.add(path+".accessory", "BASE_TYPE_REQUIRED", "This field is required")
		}
	case discordgo.ThumbnailComponent, discordgo.MediaGalleryComponent, discordgo.FileComponentType, discordgo.SeparatorComponent:
	default:
		if c.isSelect() {
			checkSelect(f, path, c, seen)
			return
		}
		f.add(path+".type", "UNION_TYPE_CHOICES", "Component type %d does not go into a message.", c.Type)
	}
}

func (c component) isSelect() bool {
	return c.Type == discordgo.SelectMenuComponent ||
		c.Type >= discordgo.UserSelectMenuComponent && c.Type <= discordgo.ChannelSelectMenuComponent
}

const premiumButton = 6 // ButtonStyle of a button with an SKU

func checkButton(f *form, path string, c component, seen map[string]bool) {
	f.oneOf(path+".style", int(c.Style), 1, 2, 3, 4, 5, premiumButton)
	f.length(path+".label", c.Label, 0, 80)
	switch c.Style {
	case discordgo.LinkButton:
		if c.URL == "" {
			f.add(path+".url", "BASE_TYPE_REQUIRED", "A url is required")
		}
		f.webURL(path+".url", c.URL, 512)
		if c.CustomID != "" {
			f.add(path+".custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A custom id and url cannot both be specified")
		}
	case premiumButton:
		if c.SKU == "" {
			f.add(path+".sku_id", "BASE_TYPE_REQUIRED", "This field is required")
		}
		return
	default:
		checkCustomID(f, path, c.CustomID, seen)
		if c.URL != "" {
			f.add(path+".url", "BUTTON_COMPONENT_INVALID_URL", "A button of this style has no url")
		}
	}
	if strings.TrimSpace(c.Label) == "" && len(c.Emoji) == 0 {
		f.add(path, "BUTTON_COMPONENT_NO_LABEL_OR_EMOJI", "A label or emoji is required")
	}
}

func checkSelect(f *form, path string, c component, seen map[string]bool) {
	checkCustomID(f, path, c.CustomID, seen)
	f.length(path+".placeholder", c.Placeholder, 0, 150)
	if c.Type != discordgo.SelectMenuComponent {
		return
	}
	f.count(path+".options", len(c.Options), 1, 25)
	values := make(map[string]bool)
	for i, o := range c.Options {
		p := at(path+".options", i)
		f.length(p+".label", o.Label, 1, 100)
		f.length(p+".value", o.Value, 1, 100)
		f.length(p+".description", o.Description, 0, 100)
		if values[o.Value] {
			f.add(p+".value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", "The specified option value is already used")
		}
		values[o.Value] = true
	}
}

func checkCustomID(f *form, path, id string, seen map[string]bool) {
	f.length(path+".custom_id", id, 1, 100)
	if seen[id] {
		f.add(path+".custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
	}
	seen[id] = true
}

// checkMentions says why the body could ping somebody, or "". Every message
// that the bot creates or edits carries {"parse": []} and nothing else.
func checkMentions(body fields) string {
	raw, ok := body["allowed_mentions"]
	if !ok {
		return "has no allowed_mentions, so it may ping the person who asked"
	}
	var m struct {
		Parse *[]string `json:"parse"`
		Roles []string  `json:"roles"`
		Users []string  `json:"users"`
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		return fmt.Sprintf("has allowed_mentions that cannot be read: %v", err)
	}
	if m.Parse == nil || len(*m.Parse)+len(m.Roles)+len(m.Users) > 0 {
		return fmt.Sprintf(`has allowed_mentions %s; {"parse": []} is the one that never pings`, raw)
	}
	return ""
}

// isEmpty reports whether nobody would see anything of the message.
func (b fields) isEmpty() bool {
	var content string
	_ = json.Unmarshal(b["content"], &content)
	if strings.TrimSpace(content) != "" || b.has("poll") {
		return false
	}
	for _, key := range []string{"embeds", "components"} {
		var list []json.RawMessage
		_ = json.Unmarshal(b[key], &list)
		if len(list) > 0 {
			return false
		}
	}
	return true
}

// filled reports whether a text or a list has something in it.
func (b fields) filled(key string) bool {
	return b.has(key) && string(b[key]) != `""` && string(b[key]) != "[]"
}
