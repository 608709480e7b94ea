package picture

import (
	"slices"
	"strings"
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"github.com/rivo/uniseg"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// pen draws one picture at a time: its faces and its shaper keep what they have
// looked up.
type pen struct {
	faces  [styles]*font.Face
	shaper shaping.HarfbuzzShaper
	raster vector.Rasterizer
}

func newPen(fonts [styles]*font.Font) *pen {
	p := new(pen)
	for style, f := range fonts {
		p.faces[style] = font.NewFace(f)
	}
	return p
}

// glyph is one letter form and where it stands, in ems from the beginning of its
// piece and from the baseline, upwards.
type glyph struct {
	style Style
	id    font.GID
	x, y  float32
}

// piece is a part of a text between two places where a line may end.
type piece struct {
	glyphs  []glyph
	width   float32 // in ems, without the space at its end
	advance float32 // with it
	hangs   float32 // so much of it stands in the margin, at the beginning of the text
	ends    bool    // the line ends behind it
}

// shape makes letter forms of a text.
func (p *pen) shape(t Text, lang string) ([]piece, error) {
	if tooManyRunes(t) {
		return nil, ErrTooLong
	}
	s := newSetting(t)
	if err := s.check(); err != nil {
		return nil, err
	}
	s.lang = language.NewLanguage(lang)
	var pieces []piece
	at, state := 0, -1
	for rest := string(s.text); rest != ""; {
		var segment string
		var must bool
		segment, rest, must, state = uniseg.FirstLineSegmentInString(rest, state)
		runes := []rune(segment)
		next, err := p.piece(s, at, at+len(runes))
		if err != nil {
			return nil, err
		}
		next.ends = must
		pieces = append(pieces, next)
		at += len(runes)
	}
	return pieces, nil
}

// setting is a text with the style and the writing system of each of its characters.
type setting struct {
	text    []rune
	style   []Style
	scripts []language.Script
	lang    language.Language
}

func newSetting(t Text) setting {
	var s setting
	for _, r := range t {
		for _, c := range strings.ReplaceAll(r.Text, "\r\n", "\n") {
			switch {
			case c == '\n':
			case unicode.IsSpace(c) && unicode.IsControl(c):
				c = ' '
			case unicode.IsControl(c):
				continue
			}
			s.text, s.style = append(s.text, c), append(s.style, r.Style)
		}
	}
	s.scripts = make([]language.Script, len(s.text))
	// What every script has, such as a full stop, belongs to the one before it, and
	// at the beginning to the one behind.
	first := slices.IndexFunc(s.text, func(r rune) bool { return ownScript(language.LookupScript(r)) })
	last := language.Script(language.Latin)
	if first >= 0 {
		last = language.LookupScript(s.text[first])
	}
	for i, r := range s.text {
		if script := language.LookupScript(r); ownScript(script) {
			last = script
		}
		s.scripts[i] = last
	}
	return s
}

func ownScript(s language.Script) bool {
	return s != language.Common && s != language.Inherited && s != language.Unknown
}

// check looks for a writing system that the font is not trusted with. It has letters
// of Hebrew, which nothing here sets from the right to the left.
func (s setting) check() error {
	for _, r := range s.text {
		switch script := language.LookupScript(r); {
		case !ownScript(script), script == language.Latin, script == language.Greek, script == language.Cyrillic:
		default:
			return &MissingError{Rune: r}
		}
	}
	return nil
}

// em is the size at which texts are shaped, in pixels: outlines without hints scale
// to any other. It is large, so that rounding to 1/64 of a pixel is lost on nobody.
const em = 1000

// piece shapes a part of a text, without the end of a line at its end.
func (p *pen) piece(s setting, from, to int) (piece, error) {
	for to > from && (s.text[to-1] == '\n' || s.text[to-1] == '\u2028' || s.text[to-1] == '\u2029') {
		to--
	}
	end := to // of what is not a space
	for end > from && unicode.IsSpace(s.text[end-1]) {
		end--
	}
	var out piece
	for from < to {
		next := from + 1
		for next < to && next != end && s.style[next] == s.style[from] && s.scripts[next] == s.scripts[from] {
			next++
		}
		style := s.style[from]
		shaped := p.shaper.Shape(shaping.Input{
			Text: s.text, RunStart: from, RunEnd: next, Direction: di.DirectionLTR,
			Face: p.faces[style], Size: fixed.I(em), Script: s.scripts[from], Language: s.lang,
		})
		for _, g := range shaped.Glyphs {
			if g.GlyphID == 0 {
				return piece{}, p.missing(s, style, g.TextIndex(), g.RunesCount())
			}
			out.glyphs = append(out.glyphs, glyph{style, g.GlyphID, out.advance + ems(g.XOffset), ems(g.YOffset)})
			out.advance += ems(g.Advance)
		}
		if from = next; from <= end {
			out.width = out.advance
		}
	}
	return out, nil
}

func ems(v fixed.Int26_6) float32 { return float32(v) / (64 * em) }

// missing names which character of a group the font lacks.
func (p *pen) missing(s setting, style Style, at, n int) error {
	for _, r := range s.text[at:min(at+n, len(s.text))] {
		if _, ok := p.faces[style].NominalGlyph(r); !ok {
			return &MissingError{Rune: r}
		}
	}
	return &MissingError{Rune: s.text[at]}
}

// line is a line of pieces.
type line struct {
	pieces []piece
	width  float32 // in ems
}

// balanced breaks pieces into as few lines as the width in ems allows, and then
// these so that they are about as long; false where a piece is wider than that.
func balanced(pieces []piece, width float32) ([]line, bool) {
	var lines []line
	for len(pieces) > 0 {
		n := 1 + slices.IndexFunc(pieces, func(p piece) bool { return p.ends })
		if n == 0 {
			n = len(pieces)
		}
		set, ok := broken(pieces[:n], width)
		if !ok {
			return nil, false
		}
		narrow, wide := float32(0), width
		for range 16 { // to a few hundredths of a pixel
			middle := (narrow + wide) / 2
			if tighter, ok := broken(pieces[:n], middle); ok && len(tighter) <= len(set) {
				set, wide = tighter, middle
			} else {
				narrow = middle
			}
		}
		lines = append(lines, set...)
		pieces = pieces[n:]
	}
	return lines, true
}

// broken fills line after line.
func broken(pieces []piece, width float32) ([]line, bool) {
	var lines []line
	from, x := 0, float32(0)
	for i, p := range pieces {
		if p.width-p.hangs > width {
			return nil, false
		}
		if x+p.width-p.hangs > width {
			lines = append(lines, newLine(pieces[from:i]))
			from, x = i, 0
		}
		x += p.advance - p.hangs
	}
	return append(lines, newLine(pieces[from:])), true
}

func newLine(pieces []piece) line {
	l := line{pieces: pieces}
	for _, p := range pieces[:len(pieces)-1] {
		l.width += p.advance
	}
	l.width += pieces[len(pieces)-1].width
	return l
}
