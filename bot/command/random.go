package command

import (
	"context"
	"errors"

	"verbatim/bot/interact"
	"verbatim/search"
)

// random answers /quote random with any quotation that the filter lets through,
// each as likely as the others; where enough are in the language of the answer, one
// of those.
func (c *Commands) random(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	filter, err := c.filter(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	if filter.Language == "" {
		if filter.Language, err = c.preferred(ctx, r.AnswerLocale(), filter); err != nil {
			return interact.Reply{}, c.explain(r, "", err)
		}
	}
	q, err := c.d.Get.Random(ctx, filter)
	if errors.Is(err, search.ErrNotFound) {
		return interact.Reply{}, c.noneToDraw(ctx, r, filter)
	}
	if err != nil {
		return interact.Reply{}, c.explain(r, "", err)
	}
	m := say(r)
	return answer(NewCard(q, nil, 0, 0, m), m), nil
}

// noneToDraw tells why the filter lets nothing through that may be drawn.
func (c *Commands) noneToDraw(ctx context.Context, r *interact.Request, f search.Filter) error {
	m := tell(r)
	if f.Speaker == "" && f.Source == "" && f.Language == "" {
		return told(interact.NotFound, m.NoQuotations())
	}
	query := search.Query{Filter: f, Limit: 1}
	result, err := c.d.Find.Search(ctx, query)
	if err != nil {
		return c.explain(r, "", err)
	}
	sentence := m.NothingMatches()
	switch why := result.ZeroResult; {
	case result.Total > 0:
		sentence = m.OnlyReports()
	case why == nil:
	case why.Speaker != nil:
		sentence = m.NoSuchSpeaker(f.Speaker, first(why.Speaker.Near))
	case why.Source != nil:
		sentence = m.NoSuchSource(f.Source, first(why.Source.Near))
	case len(why.Without) > 0:
		sentence, _ = NothingFound(m, query, result)
	}
	return told(interact.NotFound, sentence)
}

func first(texts []string) string {
	if len(texts) == 0 {
		return ""
	}
	return texts[0]
}
