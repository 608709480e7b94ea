// Package picture draws a quotation as an image to share: the words, large, and
// below them who said them, where and when, on 1200 x 630 pixels, which is what
// link previews and chats show without cropping.
//
// The font is Liberation Serif, for Latin, Greek and Cyrillic. What it cannot draw
// is an error ([MissingError]) and never a box; words that would be too small to
// read are one too ([ErrTooLong]). The same card always gives the same pixels.
package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/go-text/typesetting/font"
)

// The size of a picture in pixels.
const (
	Width  = 1200
	Height = 630
)

// Theme is one of the looks.
type Theme uint8

// The themes.
const (
	Light Theme = iota
	Dark
)

// Card is what a picture shows. Everything is plain text on which nothing acts as
// markup; only Words may have more than one line.
type Card struct {
	Words      string // with LF where a line of verse ends
	Open, Shut string // the quotation marks around them
	Lang       string // of the words, as in BCP 47; it chooses between forms of letters
	Who        Text   // who said it, large
	Notes      []Text // what else is to be said of that, each a paragraph of its own
	Source     Text   // where and when
	Foot       string // the small mark in the corner
}

// Text is a paragraph, piece by piece.
type Text []Run

// Run is a piece of text in one style.
type Run struct {
	Text  string
	Style Style
}

// Style is a face of the font.
type Style uint8

// The styles.
const (
	Regular Style = iota
	Bold
	Italic
	styles
)

// ErrTooLong: the words cannot be drawn large enough to be read.
var ErrTooLong = errors.New("the words are too long for a picture")

// MissingError: the font cannot draw a character.
type MissingError struct{ Rune rune }

// Error names the character.
func (e *MissingError) Error() string { return fmt.Sprintf("the font has no %U", e.Rune) }

// maxRunes bounds each text of a card before anything is made of it. No words so
// long would fit.
const maxRunes = 1000

// atOnce is how many pictures are drawn at the same time; others wait. Each takes
// 4 MB and some 60 ms of a core.
const atOnce = 2

// Painter draws pictures. Safe for concurrent use.
type Painter struct{ pens chan *pen }

// New returns a painter with its fonts.
func New() (*Painter, error) {
	var fonts [styles]*font.Font
	for style, ttf := range [styles][]byte{Regular: liberationserifregular.TTF, Bold: liberationserifbold.TTF, Italic: liberationserifitalic.TTF} {
		face, err := font.ParseTTF(bytes.NewReader(ttf))
		if err != nil {
			return nil, fmt.Errorf("reading the font of pictures: %w", err)
		}
		fonts[style] = face.Font
	}
	p := &Painter{pens: make(chan *pen, atOnce)}
	for range atOnce {
		p.pens <- newPen(fonts)
	}
	return p, nil
}

// Draw writes a picture of the card as PNG. The error is [ErrTooLong], a
// [*MissingError], the context's or the writer's.
func (p *Painter) Draw(ctx context.Context, w io.Writer, c Card, t Theme) error {
	var own *pen
	select {
	case <-ctx.Done():
		return ctx.Err()
	case own = <-p.pens:
		defer func() { p.pens <- own }()
	}
	img, err := own.draw(ctx, c, coloursOf(t))
	if err != nil {
		return err
	}
	if err := png.Encode(w, img); err != nil {
		return fmt.Errorf("writing a picture: %w", err)
	}
	return nil
}

// colours of a theme. The contrast of every text with the paper is 4.5 or more
// (WCAG 2.2, success criterion 1.4.3).
type colours struct{ paper, ink, faint, accent color.RGBA }

func coloursOf(t Theme) colours {
	if t == Dark {
		return colours{
			paper: color.RGBA{0x1E, 0x1F, 0x24, 0xFF}, ink: color.RGBA{0xF2, 0xF0, 0xEA, 0xFF},
			faint: color.RGBA{0xA8, 0xAB, 0xB2, 0xFF}, accent: color.RGBA{0xD9, 0xB4, 0x4A, 0xFF},
		}
	}
	return colours{
		paper: color.RGBA{0xFB, 0xFA, 0xF6, 0xFF}, ink: color.RGBA{0x1F, 0x23, 0x28, 0xFF},
		faint: color.RGBA{0x63, 0x67, 0x6E, 0xFF}, accent: color.RGBA{0xC9, 0xA2, 0x27, 0xFF},
	}
}

// Measures in pixels. At the width of a phone a picture is shown at a third: the
// smallest words are 11 pixels high there, before somebody taps on it.
const (
	side      = 92  // margin at the left and the right; the opening mark hangs in it
	edge      = 28  // of which so much stays free at the edge
	top       = 60  // margin above the words
	bottom    = 66  // below the source; the foot stands in it
	footAt    = 596 // baseline of the foot
	gap       = 44  // at least, between the words and the bar
	barHeight = 4
	barWidth  = 72
	barGap    = 22 // between the bar and the speaker
	whoGap    = 6  // between the speaker and what follows

	largest, smallest = 100, 34 // of the words
	step              = 2
	whoSize           = 34
	noteSize          = 26
	sourceSize        = 26
	footSize          = 20
	lineHeight        = 1.28 // of the size
)

// block is a paragraph of which the lines are settled.
type block struct {
	lines  []line
	size   float32
	colour uint8 // as an index into the palette
	space  int   // below it
}

func (b block) height() int {
	return int(float32(len(b.lines))*b.size*lineHeight) + b.space
}

func (p *pen) draw(ctx context.Context, c Card, in colours) (*image.Paletted, error) {
	below, err := p.below(c)
	if err != nil {
		return nil, err
	}
	y := Height - bottom
	for _, b := range below {
		y -= b.height()
	}
	bar := image.Rect(side, y-barGap-barHeight, side+barWidth, y-barGap)
	words, err := p.words(ctx, c, bar.Min.Y-gap-top)
	if err != nil {
		return nil, err
	}
	foot, err := p.paragraph(Text{{Text: c.Foot}}, "", footSize)
	if err != nil {
		return nil, err
	}

	img := image.NewPaletted(image.Rect(0, 0, Width, Height), in.palette())
	for y := bar.Min.Y; y < bar.Max.Y; y++ {
		for x := bar.Min.X; x < bar.Max.X; x++ {
			img.SetColorIndex(x, y, accent)
		}
	}
	p.block(img, words, top+(bar.Min.Y-gap-top-words.height())/2)
	for _, b := range below {
		p.block(img, b, y)
		y += b.height()
	}
	for _, l := range foot.lines {
		p.line(img, l, Width-side-l.width*footSize, footAt, footSize, faint)
	}
	return img, ctx.Err()
}

// below sets what stands below the words.
func (p *pen) below(c Card) ([]block, error) {
	var all []block
	add := func(t Text, size float32) error {
		b, err := p.paragraph(t, "", size)
		if err != nil {
			return err
		}
		if b.colour = faint; len(b.lines) > 0 {
			all = append(all, b)
		}
		return nil
	}
	if err := add(c.Who, whoSize); err != nil {
		return nil, err
	}
	if len(all) > 0 {
		all[0].space = whoGap
	}
	for _, n := range c.Notes {
		if err := add(n, noteSize); err != nil {
			return nil, err
		}
	}
	return all, add(c.Source, sourceSize)
}

// paragraph sets a text in as many lines as it takes.
func (p *pen) paragraph(t Text, lang string, size float32) (block, error) {
	pieces, err := p.shape(t, lang)
	if err != nil {
		return block{}, err
	}
	lines, ok := balanced(pieces, (Width-2*side)/size)
	if !ok {
		return block{}, ErrTooLong
	}
	return block{lines: lines, size: size}, nil
}

// words sets the words as large as they fit.
func (p *pen) words(ctx context.Context, c Card, height int) (block, error) {
	pieces, err := p.shape(Text{{Text: c.Open + c.Words + c.Shut}}, c.Lang)
	if err != nil {
		return block{}, err
	}
	mark, err := p.shape(Text{{Text: c.Open}}, c.Lang)
	if err != nil {
		return block{}, err
	}
	hang := float32(0)
	for _, m := range mark {
		hang += m.advance
	}
	if len(pieces) > 0 {
		pieces[0].hangs = hang
	}
	verse := 1 + strings.Count(c.Words, "\n")
	if verse > 1 { // rather smaller than with broken lines
		if b, err := fitted(ctx, pieces, height, verse); !errors.Is(err, ErrTooLong) {
			return b, err
		}
	}
	return fitted(ctx, pieces, height, maxRunes)
}

// fitted breaks pieces into lines of at most a height, and at most so many, as large
// as they can be.
func fitted(ctx context.Context, pieces []piece, height, most int) (block, error) {
	for size := float32(largest); size >= smallest; size -= step {
		if err := ctx.Err(); err != nil {
			return block{}, err
		}
		if len(pieces) > 0 && pieces[0].hangs*size > side-edge {
			continue // French marks have a space beside them
		}
		lines, ok := balanced(pieces, (Width-2*side)/size)
		if b := (block{lines: lines, size: size, colour: ink}); ok && len(lines) <= most && b.height() <= height {
			return b, nil
		}
	}
	return block{}, ErrTooLong
}

// block draws the lines of a block from y downwards.
func (p *pen) block(img *image.Paletted, b block, y int) {
	// Ascent and descent of Liberation Serif in ems.
	const ascent, descent = 0.891, 0.216
	for i, l := range b.lines {
		baseline := float32(y) + b.size*(lineHeight*float32(i)+(lineHeight+ascent-descent)/2)
		p.line(img, l, side, baseline, b.size, b.colour)
	}
}

func tooManyRunes(t Text) bool {
	n := 0
	for _, r := range t {
		n += utf8.RuneCountInString(r.Text)
	}
	return n > maxRunes
}
