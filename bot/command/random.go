package command

import (
	"context"

	"verbatim/bot/interact"
)

// random answers /quote random with any quotation that the filter lets through,
// each as likely as the others.
func (c *Commands) random(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	q, err := c.d.Get.Random(ctx, c.filter(ctx, r))
	if err != nil {
		return interact.Reply{}, c.explain(r, "", err)
	}
	m := say(r)
	return answer(NewCard(q, nil, 0, 0, m), m), nil
}
