package main

import (
	"context"
	"errors"

	"verbatim/bot/cli"
	"verbatim/search"
)

const reviewHelp = `Usage: verbatim review [FLAGS]

What waits for a moderator, as in /corpus review: mistakes that readers
reported, then quotations that were not sure enough to be served, the most
valuable first. Each is shown with the sentence around it, and a line is read
for it:

  a  accept it, as it is shown; a report: leave it as it is
  c  accept it, as said by somebody else, whose name is asked for; a report:
     correct the speaker
  r  reject it; a report: hide the quotation
  s  skip it
  u  undo the last decision
  q  quit

Works while the bot runs, which knows of it within a second, and while it does
not.

  --data DIR  the data folder (DATA_DIR)
  --env FILE  the env file (.env)

Example:
  verbatim review --data /var/lib/verbatim
`

func review(ctx context.Context, p program, args []string) error {
	flags := newFlags()
	dataDir := flags.String("data", "", "")
	env := envFlag(flags)
	if err := parseOnly(flags, args); err != nil {
		return err
	}
	dir, err := p.dataFolder(*dataDir, env)
	if err != nil {
		return err
	}
	l, err := p.openToDecide(ctx, dir, env, search.Options{})
	if err != nil {
		return explainEdit(search.Edit{}, err)
	}
	return errors.Join(explainEdit(search.Edit{}, cli.Review(ctx, p.Program, l.Library)), l.close())
}
