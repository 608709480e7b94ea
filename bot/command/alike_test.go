package command_test

import (
	"strings"
	"testing"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/quotes"
)

func TestNearDuplicatesAreNamedUnderTheCard(t *testing.T) {
	m := messages.For("en")
	q := quote("Words", quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated})
	ids := []quotes.ID{"aaaaaaaaaaaaa", "bbbbbbbbbbbbb", "ccccccccccccc", "ddddddddddddd"}
	for _, tt := range []struct {
		n    int
		want string
	}{
		{0, ""},
		{1, "Also in 1 other wording: aaaaaaaaaaaaa"},
		{3, "Also in 3 other wordings: aaaaaaaaaaaaa, bbbbbbbbbbbbb, ccccccccccccc"},
		{4, "Also in 4 other wordings: aaaaaaaaaaaaa, bbbbbbbbbbbbb, ccccccccccccc, and 1 more"},
	} {
		card := command.NewCard(q, nil, 1, 1, m)
		lines := len(card.Lines)
		card = card.WithAlike(ids[:tt.n], m)
		checkCard(t, card)
		if tt.want == "" {
			if len(card.Lines) != lines {
				t.Errorf("none: %+v", card.Lines)
			}
			continue
		}
		if last := card.Lines[len(card.Lines)-1]; !last.Minor || last.Parts[0].Text != tt.want {
			t.Errorf("%d: %+v, want %q", tt.n, last, tt.want)
		}
		if text := card.Embed(m).Description; !strings.Contains(text, tt.want) {
			t.Errorf("%d: %q", tt.n, text)
		}
	}
}
