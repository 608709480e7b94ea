package command_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"
	"github.com/google/go-cmp/cmp"

	"verbatim/bot/command"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

func TestNearDuplicatesAreNamedUnderTheCard(t *testing.T) {
	m := messages.For("en")
	q := quote("Words", quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated})
	alike := []quotes.Quote{said("The words", "A"), said("Words,\n@everyone", "B"), said(strings.Repeat("Words and ", 90), "C")}
	begins := []string{"The words", "Words, @everyone", "Words and Words and Words and Words and Words and Words and Words and Words and…"}
	for n := range len(alike) + 1 {
		var want []string
		if n > 0 {
			want = append(want, map[int]string{1: "1 other version:", 2: "2 other versions:", 3: "3 other versions:"}[n])
		}
		for i := range n {
			want = append(want, string(alike[i].ID)+" · "+begins[i])
		}
		card := command.NewCard(q, nil, 1, 1, m)
		lines := len(card.Notes)
		card = card.WithAlike(alike[:n], m)
		checkCard(t, card)
		for i, l := range card.Notes[lines:] {
			if i >= len(want) || l.Parts[0].Text != want[i] || !l.Minor {
				t.Errorf("line %d of %d: %+v, want %q", i, n, l, want)
			}
		}
		if len(card.Notes) != lines+len(want) {
			t.Errorf("%d lines, want %q", len(card.Notes)-lines, want)
		}
	}
}

func TestEachOtherWordingCanBeOpened(t *testing.T) {
	hostile := said(nastyWords, "[Bank](https://evil.example) @here")
	alike := []quotes.Quote{said("The words of a bird", "Ann Lee"), hostile, said(darwish, "محمود درويش"), quote("Words of nobody", quotes.Attribution{Kind: quotes.Direct, Status: quotes.Curated})}
	l := hits(1, nil)
	l.search = func(search.Query) (search.Result, error) {
		return search.Result{Total: 2, Hits: []search.Hit{{Quote: said("Words of a bird", "Ann Lee"), NearDuplicates: alike}}}, nil
	}
	l.get = func(id quotes.ID, scope string) (quotes.Quote, error) {
		i := slices.IndexFunc(alike, func(q quotes.Quote) bool { return q.ID == id })
		if id == quotes.IDOf("Words of a bird") {
			return said("Words of a bird", "Ann Lee"), nil
		}
		if i < 0 || scope != homeGuild {
			return quotes.Quote{}, search.ErrNotFound
		}
		return alike[i], nil
	}
	p := use(t, l, nil)
	if got := p.run("quote search", "words", strings.Repeat("longer than any custom_id ", 7)); !strings.Contains(got, "4 other versions under More") {
		t.Errorf("the hit reads %q", got)
	}
	p.press(p.screen.message(), "More")
	p.press(p.screen.message(), "Other versions")
	hit := p.screen.message()
	all := menus(hit)
	if len(all) != 1 || all[0].Placeholder != "Read one of 4 other versions" {
		t.Fatalf("the menus are %+v", all)
	}
	want := []discordgo.SelectMenuOption{
		{Label: "The words of a bird", Value: string(alike[0].ID), Description: string(alike[0].ID) + " · Ann Lee"},
		{Label: "# Free gift > [click](https://evil.example) @everyone <@123456789012345678> - ||now|| `x` **y**…", Value: string(hostile.ID), Description: string(hostile.ID) + " · [Bank](https://evil.example) @here"},
		{Label: "\u2068على هذه الأرض ما يستحق الحياة: تردد إبريل، رائحة الخبز في الفجر\u2069", Value: string(alike[2].ID), Description: "\u2068" + string(alike[2].ID) + " · محمود درويش\u2069"},
		{Label: "Words of nobody", Value: string(alike[3].ID), Description: string(alike[3].ID)},
	}
	if diff := cmp.Diff(want, all[0].Options); diff != "" {
		t.Error(diff)
	}
	for i, o := range all[0].Options {
		reader := use(t, l, nil).by(stranger) // after a restart
		got := reader.pressID(all[0].CustomID, hit, o.Value)
		card := command.NewCard(alike[i], nil, 0, 0, messages.For("en"))
		checkCard(t, card)
		if want := blocks(t, card.Blocks(messages.For("en"))); got != want || !reader.screen.private || reader.screen.updated {
			t.Errorf("picking %q shows %q, to one alone %v, in place of the hit %v", o.Label, got, reader.screen.private, reader.screen.updated)
		}
	}
	for value, want := range map[string]string{
		"0000000000000": "I have no quote with the ID 0000000000000.",
		"@everyone":     "This button no longer works.",
		"":              "This button no longer works.",
	} {
		if got := p.pressID(all[0].CustomID, hit, value); !strings.HasPrefix(got, want) {
			t.Errorf("picking %q shows %q", value, got)
		}
	}
}

func TestAsManyWordingsAsThereCanBeHaveMenus(t *testing.T) {
	var alike []quotes.Quote
	for i := range 99 { // one less than hits are grouped
		alike = append(alike, said(fmt.Sprintf("Wording %d", i+1), "A"))
	}
	l := &library{search: func(search.Query) (search.Result, error) {
		return search.Result{Total: 2, Hits: []search.Hit{{Quote: said(numbered(400), "A"), NearDuplicates: alike}}}, nil
	}}
	l.get = func(quotes.ID, string) (quotes.Quote, error) { return said(numbered(400), "A"), nil }
	p := use(t, l, nil)
	p.run("quote search", "words", "x")
	p.press(p.screen.message(), "More")
	p.press(p.screen.message(), "Other versions")
	m := p.screen.message()
	var places []string
	ids := map[string]bool{}
	for _, menu := range menus(m) {
		places = append(places, menu.Placeholder)
		for _, o := range menu.Options {
			ids[o.Value] = true
		}
	}
	want := []string{
		"Read one of 99 other versions: 1 to 25", "Read one of 99 other versions: 26 to 50",
		"Read one of 99 other versions: 51 to 75", "Read one of 99 other versions: 76 to 99",
	}
	if diff := cmp.Diff(want, places); diff != "" || len(ids) != 99 {
		t.Errorf("%d wordings: %s", len(ids), diff)
	}
}
