package command

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

const (
	maxChoices = 25  // "Application Commands", autocomplete
	maxChoice  = 100 // UTF-16 code units of a choice's name and value

	// choiceSeparator stands in a choice's name between what is chosen and what
	// helps to choose. Some clients send the name instead of the value
	// (discord-api-docs, issue 7206), so that it must be possible to cut it off.
	choiceSeparator = " · "
)

// complete answers an autocomplete with what the option that is being typed
// could be.
func (c *Commands) complete(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	typed := strings.TrimSpace(messages.Clean(r.Text(r.Focused)))
	filter := search.Filter{Scope: r.GuildID}
	var choices []interact.Choice
	var err error
	switch r.Focused {
	case "id":
		if strings.HasPrefix(r.Name, "corpus ") {
			choices, err = c.completeModerated(ctx, r, typed)
			break
		}
		choices, err = c.completeID(ctx, typed, filter)
	case "words":
		choices, err = c.completeWords(ctx, r, typed)
	case "part":
		choices = completePart(r, typed)
	case "from", "into":
		choices, err = c.completeField(ctx, search.SpeakerField, typed, filter)
	case "speaker", "name":
		filter.Source = r.Text("source")
		choices, err = c.completeField(ctx, search.SpeakerField, typed, filter)
	case "source", "title":
		filter.Speaker = r.Text("speaker")
		choices, err = c.completeField(ctx, search.SourceField, typed, filter)
	case "timezone":
		choices = completeZone(typed)
	case "language":
		filter.Speaker, filter.Source = r.Text("speaker"), r.Text("source")
		choices, err = c.completeLanguage(ctx, r, typed, filter)
	}
	if errors.Is(err, search.ErrNoGeneration) {
		return interact.Reply{}, nil // nothing was read yet: there is nothing to complete, and nothing is wrong
	}
	return interact.Reply{Choices: choices}, err
}

func (c *Commands) completeField(ctx context.Context, field search.Field, typed string, f search.Filter) ([]interact.Choice, error) {
	suggestions, err := c.d.Find.Suggest(ctx, field, typed, f, maxChoices)
	if err != nil {
		return nil, err
	}
	var choices []interact.Choice
	for _, s := range suggestions {
		suffix := ""
		if s.Count > 0 {
			suffix = choiceSeparator + strconv.Itoa(s.Count)
		}
		choices = append(choices, interact.Choice{
			Name: choiceName(s.Text, suffix),
			// What does not fit is found again by its beginning.
			Value: messages.Head(s.Text, maxChoice),
		})
	}
	return choices, nil
}

// completeWords offers whole quotations and next words, of what the other options
// let through.
func (c *Commands) completeWords(ctx context.Context, r *interact.Request, typed string) ([]interact.Choice, error) {
	if last, _ := utf8.DecodeLastRuneInString(r.Text("words")); typed != "" && unicode.IsSpace(last) {
		typed += " " // the last word is typed to its end
	}
	filter := search.Filter{Scope: r.GuildID, Speaker: r.Text("speaker"), Source: r.Text("source")}
	// A date that cannot be read is told once the command is sent.
	filter.Since, _ = date(r, "since")
	filter.Until, _ = date(r, "until")
	filter.Language, _ = c.language(ctx, r)
	suggestions, err := c.d.Find.Suggest(ctx, search.WordsField, typed, filter, maxChoices)
	if err != nil {
		return nil, err
	}
	var choices []interact.Choice
	for _, s := range suggestions {
		choice, ok := nextChoice(s.Text)
		if s.Whole != nil {
			choice, ok = quotationChoice(s.Whole, tell(r))
		}
		if ok {
			choices = append(choices, choice)
		}
	}
	return choices, nil
}

func (c *Commands) completeID(ctx context.Context, typed string, f search.Filter) ([]interact.Choice, error) {
	if id, err := chosenID(typed); err == nil {
		typed = string(id)
	}
	found, err := c.d.Find.SuggestIDs(ctx, typed, f, maxChoices)
	if err != nil {
		return nil, err
	}
	var choices []interact.Choice
	for _, q := range found[:min(maxChoices, len(found))] {
		choices = append(choices, idChoice(q.ID, q.Words))
	}
	return choices, nil
}

func idChoice(id quotes.ID, about string) interact.Choice {
	return interact.Choice{Name: choiceName(string(id)+choiceSeparator+about, ""), Value: string(id)}
}

// choiceName is one line of plain text within Discord's limit.
func choiceName(text, suffix string) string {
	// Two of the units are for the marks that isolate right-to-left text.
	return messages.Plain(line(text, maxChoice-2-messages.Len16(suffix)) + suffix)
}

// countAtEnd is what completeField puts behind a name.
var countAtEnd = regexp.MustCompile(regexp.QuoteMeta(choiceSeparator) + `\d+$`)

// chosen returns the name or title that a person meant: what they typed, what
// they chose, what their client sent of it, or the whole of what was too long
// for a choice.
func (c *Commands) chosen(ctx context.Context, field search.Field, given string, f search.Filter) string {
	text := countAtEnd.ReplaceAllString(line(given, maxChoice*2), "")
	start, cut := strings.CutSuffix(text, "…")
	if !cut && messages.Len16(text) < maxChoice-20 {
		return text
	}
	found, err := c.d.Find.Suggest(ctx, field, start, f, 2)
	if err != nil {
		return text // the search itself will say what is wrong
	}
	for _, s := range found {
		if strings.HasPrefix(line(s.Text, maxChoice*10), start) {
			return s.Text
		}
	}
	return text
}
