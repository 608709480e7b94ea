package command_test

import (
	"bytes"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"verbatim/bot/discordtest"
	"verbatim/bot/interact"
	"verbatim/bot/picture"
	"verbatim/quotes"
)

// showing is a library of these quotations.
func showing(all ...quotes.Quote) *library {
	return &library{get: func(id quotes.ID, _ string) (quotes.Quote, error) {
		for _, q := range all {
			if q.ID == id {
				return q, nil
			}
		}
		return quotes.Quote{}, nil
	}}
}

// pictureOf asks for the picture of a quotation.
func (th *theater) pictureOf(q quotes.Quote) discordtest.Message {
	th.t.Helper()
	shown := th.does("", slash("quote show", "id", string(q.ID)))
	return th.presses("", th.presses("", shown, "more"), "pict")
}

// attached checks that a message shows one picture of the right size, and returns what
// it says to who cannot see it and whether it is dark.
func attached(t *testing.T, m discordtest.Message) (alt string, dark bool) {
	t.Helper()
	if len(m.Files) != 1 {
		t.Fatalf("%d files in %s", len(m.Files), m.Raw)
	}
	f := m.Files[0]
	img, err := png.Decode(bytes.NewReader(f.Data))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size.X != picture.Width || size.Y != picture.Height {
		t.Errorf("the picture is %v", size)
	}
	if !strings.Contains(string(m.Raw), `"attachment://`+f.Name+`"`) {
		t.Errorf("nothing shows %s: %s", f.Name, m.Raw)
	}
	return f.Description, color.GrayModel.Convert(img.At(0, 0)).(color.Gray).Y < 0x80
}

func TestAPictureIsSeenByWhoAskedUntilTheyShareIt(t *testing.T) {
	th := newTheater(t, showing(wit), nil, "en-US")
	light := th.pictureOf(wit)
	alt, dark := attached(t, light)
	if want := "“Brevity is the soul of wit”\n— William Shakespeare · playwright\nHamlet · Act 2, Scene 2 · 1623"; alt != want || dark || !light.Ephemeral() {
		t.Errorf("dark: %v, private: %v, instead of the picture: %q", dark, light.Ephemeral(), alt)
	}
	press := func(m discordtest.Message, label string) discordtest.Message {
		t.Helper()
		b, ok := m.Button(label)
		if !ok {
			t.Fatalf("no button %s in %+v", label, m.Buttons)
		}
		return th.does("", discordtest.Press(m, b.CustomID))
	}
	again := press(light, "Dark")
	if _, dark := attached(t, again); !dark || !again.Ephemeral() {
		t.Errorf("dark: %v, private: %v", dark, again.Ephemeral())
	}
	shared := press(again, "Share the picture")
	if _, dark := attached(t, shared); !dark || shared.Ephemeral() {
		t.Errorf("shared; dark: %v, private: %v", dark, shared.Ephemeral())
	}
	if text := shared.Text(); !strings.Contains(text, string(wit.ID)) || !strings.Contains(text, "(https://example.org/hamlet)") {
		t.Errorf("below the picture: %s", text)
	}
	if _, dark := attached(t, press(again, "Light")); dark {
		t.Error("light is dark")
	}
	if cited := press(again, "Cite"); len(cited.Files) > 0 {
		t.Error("what is shown instead of the picture keeps it")
	}
}

func TestWhatHasNoPictureSaysWhy(t *testing.T) {
	korean, emoji := said("말 한마디에 천 냥 빚을 갚는다", "Anon"), said("So happy \U0001F389", "Ann Lee")
	joined := said("x\u20dd", "Ann Lee")
	th := newTheater(t, showing(late, speech, korean, emoji, joined), nil, "en-US")
	for _, tt := range []struct {
		q    quotes.Quote
		want string
	}{
		{late, "These are the source’s words about what somebody said"},
		{speech, "This quote is too long for a picture."},
		{korean, "I can’t draw “말” in a picture."},
		{emoji, "I can’t draw “\U0001F389” in a picture."},
		{joined, "I can’t draw “U+20DD” in a picture."},
	} {
		m := th.pictureOf(tt.q)
		if len(m.Files) > 0 || !strings.Contains(m.Text(), tt.want) {
			t.Errorf("%d files, %q, want %q", len(m.Files), m.Text(), tt.want)
		}
		if _, ok := m.Button("Copy as text"); !ok {
			t.Errorf("nothing else to do: %+v", m.Buttons)
		}
	}
}

func TestAPictureNamesWhoElseIsSaidToHaveSaidIt(t *testing.T) {
	th := newTheater(t, showing(cake), nil, "en-US")
	alt, _ := attached(t, th.pictureOf(cake))
	if want := "“Let them eat cake.”\n— A great princess\nDisputed. Also attributed to Marie Antoinette\nConfessions · by Jean-Jacques Rousseau · 1782"; alt != want {
		t.Error(alt)
	}
}

func TestAPictureMarksWherePartsWereLeftOut(t *testing.T) {
	words := "We will stay. We will fight."
	q := quote(words, quotes.Attribution{
		Kind: quotes.Direct, Status: quotes.Extracted, Speakers: []quotes.Speaker{{Name: "Ann Lee"}},
		Source: quotes.Source{Title: "Captured", Spans: []quotes.Span{{Start: 0, End: 13}, {Start: 30, End: 44}}},
	})
	th := newTheater(t, showing(q), nil, "en-US")
	if alt, _ := attached(t, th.pictureOf(q)); !strings.HasPrefix(alt, "“We will stay. […] We will fight.”") {
		t.Error(alt)
	}
}

func TestAPictureSpeaksTheReadersLanguageIfTheFontHasIt(t *testing.T) {
	q := said("Слава не вмирає", "Леся")
	q.Lang = "uk"
	q.Attributions[0].Source.Published = "1911-05"
	for locale, want := range map[string]string{
		"uk": "«Слава не вмирає»\n— Леся\nA Book · травень 1911 року",
		"de": "«Слава не вмирає»\n— Леся\nA Book · Mai 1911",
		"ko": "«Слава не вмирає»\n— Леся\nA Book · May 1911",
	} {
		th := newTheater(t, showing(q), nil, locale)
		if alt, _ := attached(t, th.pictureOf(q)); alt != want {
			t.Errorf("%s: %q", locale, alt)
		}
	}
}

// TestLongNamesLeaveRoomForTheWords: what is said around them is cut down first.
func TestLongNamesLeaveRoomForTheWords(t *testing.T) {
	q := said(strings.TrimSpace(strings.Repeat("Brevity is the soul of wit. ", 8)), strings.Repeat("Longname ", 11))
	lead := &q.Attributions[0]
	lead.Speakers[0].Role = strings.Repeat("minister of roads ", 8)
	lead.Source = quotes.Source{
		Title: strings.Repeat("A long title ", 15), Publisher: strings.Repeat("Press ", 16),
		Author: strings.Repeat("Author ", 14), Place: strings.Repeat("chapter ", 12), Published: "2024",
	}
	th := newTheater(t, showing(q), nil, "en-US")
	m := th.pictureOf(q)
	if alt, _ := attached(t, m); strings.Contains(alt, "minister") || !strings.Contains(alt, "Longname") || len(alt) > interact.MaxAlt {
		t.Error(alt)
	}
}
