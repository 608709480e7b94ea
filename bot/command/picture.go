package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/bot/picture"
	"verbatim/quotes"
)

// A quotation as a picture is seen by who asks for it, light or dark, until they
// share it. The state of its buttons is the ID, and the theme behind it; without
// one it is light.
const (
	pictureAction      = "pict"
	sharePictureAction = "sharepict"

	dark, light = "d", "l"
)

// picture shows the quotation as a picture.
func (c *Commands) picture(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	q, theme, err := c.pressedPicture(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	m := say(r)
	file, err := c.draw(ctx, q, theme, m)
	if none, ok := errors.AsType[*interact.Error](err); ok {
		return morePanel(q, m, interact.Text(none.Sentence)), nil
	}
	if err != nil {
		return interact.Reply{}, err
	}
	plain := m.Plain()
	other := interact.ButtonSpec{Label: plain.OnDark(), Action: pictureAction, State: []byte(string(q.ID) + dark)}
	if theme == dark {
		other = interact.ButtonSpec{Label: plain.OnLight(), Action: pictureAction, State: []byte(string(q.ID) + light)}
	}
	share := interact.ButtonSpec{Label: plain.SharePicture(), Action: sharePictureAction, State: []byte(string(q.ID) + theme)}
	reply := morePanel(q, m, interact.Gallery{file}, interact.Row{other, share})
	reply.Files = []interact.File{file}
	return reply, nil
}

// sharePicture posts the picture for everybody, and how to find where it is from.
func (c *Commands) sharePicture(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	q, theme, err := c.pressedPicture(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	m := say(r)
	file, err := c.draw(ctx, q, theme, m)
	if err != nil {
		return interact.Reply{}, err
	}
	card := NewCard(q, nil, 0, 0, m)
	from := Line{Parts: []Part{{Text: string(q.ID), Code: true}}, Minor: true}.draw()
	if card.Link != "" {
		from += choiceSeparator + "[" + messages.EscapeLine(m.OpenSource()) + "](" + card.Link + ")"
	}
	more := interact.ButtonSpec{Label: m.Plain().MoreButton(), Action: moreAction, State: []byte(q.ID)}
	return interact.Reply{
		Accent: card.colour(), Files: []interact.File{file},
		Blocks: []interact.Block{interact.Gallery{file}, interact.Text(from), interact.Row{more}},
	}, nil
}

func (c *Commands) pressedPicture(ctx context.Context, r *interact.Request) (_ quotes.Quote, theme string, err error) {
	n := min(len(r.State), quotes.IDLen)
	theme = light
	if string(r.State[n:]) == dark {
		theme = dark
	}
	q, err := c.quotation(ctx, r, r.State[:n])
	return q, theme, err
}

// draw draws a picture of a quotation. The error is an [interact.Error] where there
// is none: what is said around the words is then cut down first, and said in English
// where the font lacks the letters of the reader's language.
func (c *Commands) draw(ctx context.Context, q quotes.Quote, theme string, m *messages.Catalogue) (interact.File, error) {
	lead, ok := q.Lead()
	switch {
	case !ok:
		return interact.File{}, told(interact.NotFound, m.Withheld())
	case lead.Kind == quotes.Indirect:
		return interact.File{}, told(interact.NotFound, m.PictureOfReport())
	}
	painter, err := c.painter()
	if err != nil {
		return interact.File{}, err
	}
	look := picture.Light
	if theme == dark {
		look = picture.Dark
	}
	for _, speaking := range []*messages.Catalogue{m, messages.For("en-US")} {
		for _, whole := range []bool{true, false} {
			card := pictureCard(q, lead, speaking, whole)
			var png bytes.Buffer
			if err = painter.Draw(ctx, &png, card, look); err == nil {
				return interact.File{Name: "quote-" + string(q.ID) + ".png", Alt: altText(card), Data: png.Bytes()}, nil
			}
			if !errors.Is(err, picture.ErrTooLong) {
				break
			}
		}
		if _, ok := errors.AsType[*picture.MissingError](err); !ok {
			break
		}
	}
	if missing, ok := errors.AsType[*picture.MissingError](err); ok {
		return interact.File{}, told(interact.NotFound, m.PictureLacks(shownChar(missing.Rune)))
	}
	if errors.Is(err, picture.ErrTooLong) {
		return interact.File{}, told(interact.NotFound, m.PictureTooLong())
	}
	return interact.File{}, err
}

// shownChar is a character, or its number where nothing of it would be seen alone.
func shownChar(r rune) string {
	if !unicode.IsGraphic(r) || unicode.IsMark(r) {
		return fmt.Sprintf("%U", r)
	}
	return string(r)
}

// pictureCard lays out a quotation for a picture, without roles and without all of the
// source if it is not to be whole.
func pictureCard(q quotes.Quote, lead quotes.Attribution, m *messages.Catalogue, whole bool) picture.Card {
	l := layout{m: m.Plain()}
	others := l.accountsOf(q.Attributions, lead)
	named := lead
	if !whole {
		named.Speakers = slices.Clone(lead.Speakers)
		for i := range named.Speakers {
			named.Speakers[i].Role, named.Speakers[i].AsWritten = "", ""
		}
	}
	card := picture.Card{
		Words: NewCard(q, nil, 0, 0, m).text(), Lang: q.Lang, Foot: "Verbatim" + choiceSeparator + string(q.ID),
		Who: paragraph(l.speakers(named)), Source: paragraph(l.source(lead.Source, whole)),
	}
	card.Open, card.Shut = m.MarksOf(q.Lang)
	if len(others.disputing) > 0 {
		note := paragraph(l.dispute(lead, others.disputing, false))
		note[0].Style = picture.Regular // the names stand out
		card.Notes = append(card.Notes, note)
	}
	for _, a := range others.unsaid[:min(listed, len(others.unsaid))] {
		card.Notes = append(card.Notes, paragraph(l.ofReport(a)))
	}
	return card
}

func paragraph(parts []Part) picture.Text {
	var t picture.Text
	for _, p := range parts {
		run := picture.Run{Text: p.Text}
		switch {
		case p.Strong:
			run.Style = picture.Bold
		case p.Title:
			run.Style = picture.Italic
		}
		t = append(t, run)
	}
	return t
}

// altText says what a picture shows, in its order.
func altText(c picture.Card) string {
	lines := []string{c.Open + c.Words + c.Shut}
	for i, t := range append(append([]picture.Text{c.Who}, c.Notes...), c.Source) {
		var b strings.Builder
		if i == 0 {
			b.WriteString("— ")
		}
		for _, run := range t {
			b.WriteString(run.Text)
		}
		lines = append(lines, b.String())
	}
	return messages.Shorten(strings.Join(lines, "\n"), interact.MaxAlt)
}
