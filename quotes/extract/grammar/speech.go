package grammar

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// piecesOf returns what is spoken in a paragraph: what stands between its marks, without
// what a narrator says inside of them, or what its dashes open.
func (d *doc) piecesOf(p Paragraph) []piece {
	if ps := d.dashed(p); ps != nil {
		return ps
	}
	var out []piece
	for _, r := range p.Regions {
		if !r.Follows || len(d.pieces)+len(out) == 0 {
			d.utterances++
		}
		out = append(out, d.parts(piece{open: r.Open, close: r.Close, start: r.Start, end: r.End, torn: r.Torn, utterance: d.utterances})...)
	}
	return out
}

// dashed returns what is spoken in a paragraph that a dash opens, if a narrator tells who
// speaks: "— Ні, — сказав він. — Ніколи."
func (d *doc) dashed(p Paragraph) []piece {
	if !d.lang.on("dash opens speech") {
		return nil
	}
	r, size := utf8.DecodeRuneInString(d.text[p.Start:p.End])
	if !isDash(r) || r == '-' && !strings.HasPrefix(d.text[p.Start+size:p.End], " ") {
		return nil
	}
	all := piece{open: p.Start, close: p.End, start: p.Start + size, end: p.End, utterance: d.utterances + 1, dashed: true}
	ps := d.parts(all)
	if len(ps) == 1 && !ps[0].narrated {
		return nil
	}
	d.utterances++
	return ps
}

func isDash(r rune) bool { return r == '—' || r == '–' || r == '-' || r == '―' }

// parts cuts the narrator's words out of speech: «Так, — сказав Петренко. — Завтра».
func (d *doc) parts(p piece) []piece {
	var out []piece
	rest := p
	for i := p.start; i < p.end; {
		r, size := utf8.DecodeRuneInString(d.text[i:p.end])
		if !isDash(r) || !d.opensNarration(rest, i, size) {
			i += size
			continue
		}
		first := rest
		first.end, first.close, first.narrated = i, i, true
		end, next := d.narrationEnd(i+size, p.end)
		rest.open, rest.start, rest.narrated = next, next, true
		out = append(out, first)
		if end < 0 {
			return out // the narrator has the last word
		}
		i = next
	}
	return append(out, rest)
}

// opensNarration reports whether the dash at i, of a size, ends what is said: a verb of
// saying follows, right away where no sign stands before the dash.
func (d *doc) opensNarration(p piece, i, size int) bool {
	before := strings.TrimRightFunc(d.text[p.start:i], unicode.IsSpace)
	if before == "" || len(before) == i-p.start && !p.dashed {
		return false // a hyphen
	}
	sign, _ := utf8.DecodeLastRuneInString(before)
	within := 1
	if strings.ContainsRune(",.!?…:", sign) {
		within = 3
	}
	rest := d.text[i+size : p.end]
	if sign == ',' || within == 1 || sign != '.' {
		return d.saysWithin(rest, within)
	}
	return d.saysWithin(rest, 1)
}

// saysWithin reports whether a form of a verb of saying is among the first n words of a
// text, before any sign. Words that can stand before it are not counted.
func (d *doc) saysWithin(s string, n int) bool {
	for k := 0; k < n+2; k++ {
		s = strings.TrimLeft(s, " \u00a0")
		end := strings.IndexFunc(s, func(r rune) bool { return !wordRune(r) && r != '-' && r != '\'' && r != '’' })
		if end < 0 {
			end = len(s)
		}
		if end == 0 {
			return false
		}
		w := strings.ToLower(s[:end])
		e := d.lang.words[w]
		if e.is(cue) {
			return k < n || e.is(clsSay)
		}
		if k >= n-1 && !e.is(clsAux|clsAdv|clsPron) {
			return false
		}
		s = s[end:]
	}
	return false
}

// narrationEnd returns where the narrator's words from i on end and where speech goes on
// behind them; -1 when it does not.
func (d *doc) narrationEnd(i, limit int) (end, next int) {
	prev, beforeSpace := rune(0), rune(0)
	for k := i; k < limit; {
		r, size := utf8.DecodeRuneInString(d.text[k:limit])
		if isDash(r) {
			spaced := unicode.IsSpace(prev)
			sign := prev
			if spaced {
				sign = beforeSpace
			}
			behind, _ := utf8.DecodeRuneInString(d.text[k+size : limit])
			switch {
			case strings.ContainsRune(",.!?…:;", sign) && (spaced || d.lang.on("dashes hug words")):
				return k, k + size
			case d.lang.on("dashes hug words") && !spaced && strings.ContainsRune(".,:;!? ", behind) && r != '-':
				return k, k + size
			}
		}
		if !unicode.IsSpace(r) {
			beforeSpace = r
		}
		prev = r
		k += size
	}
	return -1, limit
}
