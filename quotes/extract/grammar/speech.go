package grammar

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// piecesOf returns what is spoken in paragraph pi: what stands between its marks, without
// what a narrator says inside of them, or what its dashes open.
func (d *doc) piecesOf(pi int) []piece {
	p := d.paras[pi]
	if d.spoken[pi] {
		d.utterances++
		return d.dashed(p)
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

// findDialogue finds the paragraphs that a dash opens and in which somebody speaks: a
// narrator tells so, in them or in one beside which they stand, or the paragraph before
// leads to them with a colon. Others are lists.
func (d *doc) findDialogue() {
	d.spoken = make([]bool, len(d.paras))
	for i := 0; i < len(d.paras); {
		j, narrated := i, false
		for j < len(d.paras) && d.dashOpens(j) {
			d.lang = d.langs[j]
			narrated = narrated || d.dashed(d.paras[j])[0].narrated
			j++
		}
		led := j == i+1 && i > 0 && d.text[d.paras[i-1].End-1] == ':'
		for k := i; k < j; k++ {
			d.spoken[k] = narrated || led
		}
		i = max(j, i+1)
	}
}

// dashOpens reports whether a dash opens paragraph pi, in a language that has such speech.
func (d *doc) dashOpens(pi int) bool {
	if d.langs[pi] == nil || !d.langs[pi].on("dash opens speech") {
		return false
	}
	p := d.paras[pi]
	r, size := utf8.DecodeRuneInString(d.text[p.Start:p.End])
	return isDash(r) && (r != '-' || strings.HasPrefix(d.text[p.Start+size:p.End], " "))
}

// dashed returns what is spoken in a paragraph that a dash opens: "— Ні, — сказав він. —
// Ніколи."
func (d *doc) dashed(p Paragraph) []piece {
	_, size := utf8.DecodeRuneInString(d.text[p.Start:p.End])
	return d.parts(piece{open: p.Start, close: p.End, start: p.Start + size, end: p.End, utterance: d.utterances, dashed: true})
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
	if p.dashed && strings.ContainsRune(",!?…", sign) && d.somebodyActs(rest) {
		return true
	}
	if sign == ',' || within == 1 || sign != '.' {
		return d.saysWithin(rest, within)
	}
	return d.saysWithin(rest, 1)
}

// somebodyActs reports whether a narrator's sentence about somebody begins a text, without
// a verb of saying: a name and a word in small letters, as "Євген вистрибнув із кабіни".
func (d *doc) somebodyActs(s string) bool {
	name, s := d.nextWord(s)
	verb, _ := d.nextWord(s)
	if name == "" || verb == "" || !upperFirst(name) || upperFirst(verb) {
		return false
	}
	return !d.lang.words[strings.ToLower(name)].is(function|clsNoun|clsRole|clsTitle) && !d.lang.words[verb].is(function)
}

// nextWord cuts the first word off a text; "" if a sign stands there.
func (d *doc) nextWord(s string) (w, rest string) {
	s = strings.TrimLeft(s, " \u00a0")
	end := strings.IndexFunc(s, func(r rune) bool { return !wordRune(r) && r != '-' && r != '\'' && r != '’' })
	if end < 0 {
		end = len(s)
	}
	return s[:end], s[end:]
}

// saysWithin reports whether a form of a verb of saying is among the first n words of a
// text, before any sign. Words that can stand before it are not counted.
func (d *doc) saysWithin(s string, n int) bool {
	for k := 0; k < n+2; k++ {
		var w string
		if w, s = d.nextWord(s); w == "" {
			return false
		}
		w = d.lang.lower(w)
		e := d.lang.words[w]
		if e.cls == 0 && d.lang.endsAdverb(w) {
			e.cls = clsAdv
		}
		if e.is(cue) {
			return k < n || e.is(clsSay)
		}
		if k >= n-1 && !e.is(clsAux|clsAdv|clsPron) {
			return false
		}
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
