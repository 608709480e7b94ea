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
	alike := []quotes.Quote{said("The words", "A"), said("Words,\n@everyone", "B"), said(strings.Repeat("Words and ", 90), "C")}
	begins := []string{"The words", "Words, @everyone", "Words and Words and Words and Words and Words and Words and Words and Words and…"}
	for n := range len(alike) + 1 {
		var want []string
		if n > 0 {
			want = append(want, map[int]string{1: "Also in 1 other wording:", 2: "Also in 2 other wordings:", 3: "Also in 3 other wordings:"}[n])
		}
		for i := range n {
			want = append(want, string(alike[i].ID)+" · "+begins[i])
		}
		card := command.NewCard(q, nil, 1, 1, m)
		lines := len(card.Lines)
		card = card.WithAlike(alike[:n], m)
		checkCard(t, card)
		for i, l := range card.Lines[lines:] {
			if i >= len(want) || l.Parts[0].Text != want[i] || !l.Minor {
				t.Errorf("line %d of %d: %+v, want %q", i, n, l, want)
			}
		}
		if len(card.Lines) != lines+len(want) {
			t.Errorf("%d lines, want %q", len(card.Lines)-lines, want)
		}
	}
}
