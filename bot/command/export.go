package command

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"verbatim/bot/interact"
	"verbatim/quotes"
	"verbatim/quotes/corpus"
	"verbatim/search"
)

// Exporter gives quotations as they are shown (search.Library).
type Exporter interface {
	Each(ctx context.Context, f search.Filter, do func(quotes.Quote) error) error
}

// exportFormats are offered; their names are the same in every language.
var exportFormats = []interact.Choice{
	{Name: "JSON Lines", Value: string(corpus.JSONLines)},
	{Name: "CSV", Value: string(corpus.CSV)},
}

// maxExport is how large an export is at the most, in bytes, whatever Discord takes: it
// is made in memory.
const maxExport = 25 << 20

// export answers /corpus export with a file of the quotations that the filter lets
// through, those of this server among them.
func (c *Commands) export(ctx context.Context, r *interact.Request) (interact.Reply, error) {
	m := say(r)
	filter, err := c.filter(ctx, r)
	if err != nil {
		return interact.Reply{}, err
	}
	format := corpus.JSONLines
	if r.Text("format") == string(corpus.CSV) {
		format = corpus.CSV
	}
	if c.d.Export == nil {
		return interact.Reply{}, told(interact.NotFound, m.NoQuotations())
	}
	file := &bounded{most: min(r.AttachmentLimit, maxExport)}
	w := corpus.NewWriter(file, format)
	n := 0
	err = c.d.Export.Each(ctx, filter, func(q quotes.Quote) error {
		n++
		return w.Write(q)
	})
	if err == nil {
		err = w.Close()
	}
	switch {
	case errors.Is(err, errTooLong):
		return interact.Tell(m.ExportTooLarge((file.most+1<<20-1)>>20) + "\n" + codeBlock("", exportLine(filter, format))), nil
	case err != nil:
		return interact.Reply{}, c.explain(r, "", err)
	case n == 0:
		return interact.Reply{}, c.noneToDraw(ctx, r, filter)
	}
	c.d.Logger.Info("quotations were exported", "quotations", n, "by", r.UserID, "guild", r.GuildID)
	name := "quotes." + string(format)
	return interact.Reply{
		Accent: plainColour,
		Blocks: []interact.Block{interact.Text(m.Exported(n)), interact.Attached(name)},
		Files:  []interact.File{{Name: name, Data: file.Bytes()}},
	}, nil
}

// exportLine is the command line that exports the same.
func exportLine(f search.Filter, format corpus.Format) string {
	line := "./verbatim export --format " + string(format)
	for _, flag := range [][2]string{{"speaker", f.Speaker}, {"source", f.Source}, {"language", f.Language}, {"scope", f.Scope}} {
		if flag[1] != "" {
			// Between single quotes a shell takes everything as it is, but for these.
			line += " --" + flag[0] + " '" + strings.ReplaceAll(flag[1], "'", `'\''`) + "'"
		}
	}
	return line + " > quotes." + string(format)
}

var errTooLong = errors.New("the export is too long")

// bounded takes so many bytes and no more.
type bounded struct {
	bytes.Buffer
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > b.most {
		return 0, errTooLong
	}
	return b.Buffer.Write(p)
}
