package command

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"verbatim/bot/interact"
	"verbatim/bot/messages"
	"verbatim/quotes"
	"verbatim/search"
)

// enoughToPrefer is how many quotations there must be in the language of an answer
// before it is drawn from them alone.
const enoughToPrefer = 50

// preferred returns the language of a locale if enough of what the filter lets
// through is in it, else "".
func (c *Commands) preferred(ctx context.Context, locale string, f search.Filter) (string, error) {
	all, err := c.d.About.Languages(ctx, f)
	if err != nil {
		return "", fmt.Errorf("counting languages: %w", err)
	}
	for _, l := range all {
		if l.Tag == quotes.Language(locale) && l.Count >= enoughToPrefer {
			return l.Tag, nil
		}
	}
	return "", nil
}

// language reads the option language: a tag, or the name of a language in the
// person's own or in English. "" if it was not given.
func (c *Commands) language(ctx context.Context, r *interact.Request) (string, error) {
	given := countAtEnd.ReplaceAllString(line(r.Text("language"), maxChoice*2), "")
	if given == "" {
		return "", nil
	}
	all, err := c.d.About.Languages(ctx, search.Filter{Scope: r.GuildID})
	if err != nil {
		return "", c.explain(r, "", err)
	}
	for _, l := range all {
		for _, name := range languageNames(tell(r), l.Tag) {
			if strings.EqualFold(name, given) {
				return l.Tag, nil
			}
		}
	}
	for _, l := range all { // "en-GB", after the names: "Nynorsk" is none of these
		if l.Tag == quotes.Language(given) {
			return l.Tag, nil
		}
	}
	return "", told(interact.Invalid, tell(r).NoSuchLanguage(given))
}

// languageNames returns how a language is called, the way to show it first.
func languageNames(m *messages.Catalogue, tag string) []string {
	return []string{m.Plain().LanguageName(tag), messages.For("en").Plain().LanguageName(tag), tag}
}

// completeLanguage offers the languages that the corpus has, with how much there is
// in each.
func (c *Commands) completeLanguage(ctx context.Context, r *interact.Request, typed string, f search.Filter) ([]interact.Choice, error) {
	all, err := c.d.About.Languages(ctx, f)
	if err != nil {
		return nil, err
	}
	var choices []interact.Choice
	for _, l := range all {
		names := languageNames(tell(r), l.Tag)
		for _, name := range names {
			if strings.HasPrefix(strings.ToLower(name), strings.ToLower(typed)) && len(choices) < maxChoices {
				choices = append(choices, interact.Choice{Name: choiceName(names[0], choiceSeparator+strconv.Itoa(l.Count)), Value: l.Tag})
				break
			}
		}
	}
	return choices, nil
}
