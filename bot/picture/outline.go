package picture

import (
	"image"
	"image/color"

	"github.com/go-text/typesetting/font/opentype"
)

// Indices into the palette of a picture: the paper, the bar, and as many steps from
// the paper to each ink as there is room for. A palette makes a picture half as large
// and as slow to compress as one in full colour, and nobody sees the difference.
const (
	paper = iota
	accent
	ink
	faint  = ink + shades
	shades = 127
)

func (c colours) palette() color.Palette {
	all := color.Palette{paper: c.paper, accent: c.accent, faint + shades - 1: nil}
	for i := range shades {
		all[ink+i] = between(c.paper, c.ink, i+1)
		all[faint+i] = between(c.paper, c.faint, i+1)
	}
	return all
}

func between(from, to color.RGBA, i int) color.RGBA {
	mix := func(a, b uint8) uint8 { return uint8((int(a)*(shades-i) + int(b)*i + shades/2) / shades) }
	return color.RGBA{mix(from.R, to.R), mix(from.G, to.G), mix(from.B, to.B), 0xFF}
}

// line draws a line of text, of which the first letter stands at x: what hangs in the
// margin stands before. Bold pieces are never faint.
func (p *pen) line(img *image.Paletted, l line, x, baseline, size float32, colour uint8) {
	if len(l.pieces) > 0 {
		x -= l.pieces[0].hangs * size
	}
	// Room for accents above capitals and for descenders.
	area := image.Rect(0, int(baseline-1.3*size), Width, int(baseline+0.5*size)).Intersect(img.Bounds())
	for _, bold := range []bool{false, true} {
		p.raster.Reset(area.Dx(), area.Dy())
		at, drawn := x, false
		for _, piece := range l.pieces {
			for _, g := range piece.glyphs {
				if (g.style == Bold) == bold {
					p.glyph(g, at+g.x*size-float32(area.Min.X), baseline-g.y*size-float32(area.Min.Y), size)
					drawn = true
				}
			}
			at += piece.advance * size
		}
		switch {
		case drawn && bold:
			p.fill(img, area, ink)
		case drawn:
			p.fill(img, area, colour)
		}
	}
}

// fill colours what the outlines so far cover.
func (p *pen) fill(img *image.Paletted, area image.Rectangle, colour uint8) {
	mask := image.NewAlpha(area)
	p.raster.Draw(mask, area, image.Opaque, image.Point{})
	for y := area.Min.Y; y < area.Max.Y; y++ {
		row := mask.Pix[mask.PixOffset(area.Min.X, y):][:area.Dx()]
		for i, covered := range row {
			if shade := uint8(int(covered) * shades / 0xFF); shade > 0 {
				img.Pix[img.PixOffset(area.Min.X+i, y)] = colour + shade - 1
			}
		}
	}
}

// glyph adds the outline of a glyph to what is drawn next.
func (p *pen) glyph(g glyph, x, y, size float32) {
	face := p.faces[g.style]
	outline, ok := face.GlyphDataOutline(g.id)
	if !ok {
		return // a space
	}
	scale := size / float32(face.Upem())
	at := func(s opentype.SegmentPoint) (float32, float32) { return x + s.X*scale, y - s.Y*scale }
	for i, s := range outline.Segments {
		bx, by := at(s.Args[0])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if i > 0 {
				p.raster.ClosePath()
			}
			p.raster.MoveTo(bx, by)
		case opentype.SegmentOpLineTo:
			p.raster.LineTo(bx, by)
		case opentype.SegmentOpQuadTo:
			cx, cy := at(s.Args[1])
			p.raster.QuadTo(bx, by, cx, cy)
		case opentype.SegmentOpCubeTo:
			cx, cy := at(s.Args[1])
			dx, dy := at(s.Args[2])
			p.raster.CubeTo(bx, by, cx, cy, dx, dy)
		}
	}
	p.raster.ClosePath()
}
