package cli

import (
	"fmt"
	"io"

	"github.com/schollz/progressbar/v3"

	"verbatim/bot/messages"
	"verbatim/bot/reindex"
)

// ProgressBar draws the progress of a build on a terminal: files and quotations
// while the corpus is read, quotations after, with rate and time left. A nil bar
// draws nothing.
type ProgressBar struct {
	w    io.Writer
	bar  *progressbar.ProgressBar
	step string
	max  int
}

// NewProgressBar draws on the standard error. It returns nil where that is no
// terminal, or one that cannot go back to the beginning of a line.
func NewProgressBar(p Program) *ProgressBar {
	if _, ok := terminalOf(p.Stderr); !ok || p.Getenv("TERM") == "dumb" {
		return nil
	}
	return &ProgressBar{w: p.Stderr}
}

// Show draws how far the build is.
func (b *ProgressBar) Show(p reindex.Progress) {
	if b == nil {
		return
	}
	number := messages.For("en").Plain().Number
	done, total, unit := p.Done, p.Total, "quotations"
	label := p.Step
	if p.Step == "" || p.Step == "reading" {
		done, total, unit = p.Files, p.TotalFiles, "files"
		label = fmt.Sprintf("reading, %s quotations", number(p.Done))
	}
	if total == 0 {
		return // nothing is known yet
	}
	if b.bar == nil || b.step != p.Step || b.max != total {
		b.End()
		b.step, b.max = p.Step, total
		b.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(b.w),
			progressbar.OptionSetWidth(20),
			progressbar.OptionShowCount(),
			progressbar.OptionShowIts(),
			progressbar.OptionSetItsString(unit),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionClearOnFinish(),
			progressbar.OptionUseANSICodes(true),
		)
	}
	b.bar.Describe(label)
	_ = b.bar.Set(done) // a terminal that went away shows nothing
}

// End takes the bar off the terminal.
func (b *ProgressBar) End() {
	if b != nil && b.bar != nil {
		_ = b.bar.Clear()
		b.bar = nil
	}
}
