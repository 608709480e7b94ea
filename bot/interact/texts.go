package interact

import (
	"strings"

	"github.com/bwmarrin/discordgo"
)

// textsOf returns what a message says, part by part: its content, its embeds, its
// text displays, then what it forwards ("Message Resource", message snapshots: they
// lie one deep).
func textsOf(m *discordgo.Message) []string {
	if m == nil {
		return nil
	}
	texts := ownTexts(m)
	for _, s := range m.MessageSnapshots {
		if s.Message != nil {
			texts = append(texts, ownTexts(s.Message)...)
		}
	}
	return texts
}

func ownTexts(m *discordgo.Message) []string {
	var t texts
	t.add(m.Content)
	for _, e := range m.Embeds {
		if e == nil {
			continue
		}
		t.add(e.Title)
		said := e.Description
		if e.Footer != nil { // where quotations have whose they are
			said = strings.TrimSpace(said + "\n" + e.Footer.Text)
		}
		t.add(said)
		for _, f := range e.Fields {
			if f != nil {
				t.add(f.Name)
				t.add(f.Value)
			}
		}
	}
	t.components(m.Components)
	return t
}

// texts are the parts of a message that say something.
type texts []string

func (t *texts) add(s string) {
	if s != "" {
		*t = append(*t, s)
	}
}

// components adds what text displays say, those in sections and containers too.
func (t *texts) components(all []discordgo.MessageComponent) {
	for _, c := range all {
		switch c := c.(type) {
		case *discordgo.TextDisplay:
			t.add(c.Content)
		case *discordgo.Section:
			t.components(c.Components)
		case *discordgo.Container:
			t.components(c.Components)
		}
	}
}
