package main

import (
	"fmt"
	"io"

	"github.com/schollz/progressbar/v3"

	"verbatim/bot/messages"
	"verbatim/bot/reindex"
)

// progressBar draws the progress of a build on a terminal: files and quotations
// while the corpus is read, quotations after, with rate and time left.
type progressBar struct {
	w    io.Writer
	bar  *progressbar.ProgressBar
	step string
	max  int
}

// newBar returns nil where there is no terminal to draw on, or one that cannot
// go back to the beginning of a line.
func (p program) newBar() *progressBar {
	if _, ok := terminalOf(p.stderr); !ok || p.getenv("TERM") == "dumb" {
		return nil
	}
	return &progressBar{w: p.stderr}
}

// show draws how far the build is; without a bar it does nothing.
func (b *progressBar) show(p reindex.Progress) {
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
		b.end()
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

// end takes the bar off the terminal.
func (b *progressBar) end() {
	if b != nil && b.bar != nil {
		_ = b.bar.Clear()
		b.bar = nil
	}
}
