package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind uint8

const (
	word tokenKind = iota
	number
	comma
	stop // . ! ? …
	colon
	semicolon
	dash
	openParen
	closeParen
	quoted // a whole region, marks included
	other
)

type capital uint8

const (
	lower   capital = iota
	initial         // Smith
	all             // NATO
)

// token is a word, a sign, or a whole quotation of the narration. Offsets are
// bytes of the text; a possessive ending lies between end and full.
type token struct {
	start, end, full int32
	region           int32 // of its paragraph, if quoted
	cls              class
	kind             tokenKind
	caps             capital
	dotted           bool // ends with a full stop that belongs to it
	headline         bool // of a headline above the text, where capitals say nothing
}

func (t token) possessive() bool { return t.full > t.end }

// tokenize appends the tokens of a paragraph's narration; each quotation is one.
func (d *prose) tokenize(p *para) {
	nextRegion := 0
	for i := p.start; i < p.end; {
		if nextRegion < len(p.regions) && i >= p.regions[nextRegion].open {
			r := p.regions[nextRegion]
			d.toks = append(d.toks, token{start: int32(r.open), end: int32(r.close), full: int32(r.close), region: int32(nextRegion), kind: quoted})
			nextRegion++
			i = max(r.close, i)
			if r.close == r.open {
				i++
			}
			continue
		}
		limit := p.end
		if nextRegion < len(p.regions) {
			limit = p.regions[nextRegion].open
		}
		i = d.oneToken(i, limit)
	}
}

// oneToken appends the token that begins at i, if one does, and returns where to
// go on. It never reads beyond limit.
func (d *prose) oneToken(i, limit int) int {
	text := d.text
	r, size := rune(text[i]), 1
	if r >= utf8.RuneSelf {
		r, size = utf8.DecodeRuneInString(text[i:limit])
	}
	sign := func(kind tokenKind) int {
		d.toks = append(d.toks, token{start: int32(i), end: int32(i + size), full: int32(i + size), kind: kind})
		return i + size
	}
	switch {
	case r == utf8.RuneError && size <= 1, unicode.IsSpace(r):
		return i + max(size, 1)
	case (r == '@' || r == '#') && i+1 < limit && text[i+1] <= ' ':
		return sign(other)
	case unicode.IsLetter(r), unicode.IsDigit(r), r == '@', r == '#', r == '$', r == '€', r == '£', r == '_':
		return d.wordToken(i, limit)
	}
	switch r {
	case ',', '،', '、':
		return sign(comma)
	case '.', '!', '?', '…', '。', '！', '？':
		for i+size < limit && (text[i+size] == '.' || text[i+size] == '!' || text[i+size] == '?') {
			size++
		}
		return sign(stop)
	case ':', '：':
		return sign(colon)
	case ';':
		return sign(semicolon)
	case '—', '–', '―':
		return sign(dash)
	case '-':
		for i+size < limit && text[i+size] == '-' {
			size++
		}
		return sign(dash)
	case '(', '[':
		return sign(openParen)
	case ')', ']':
		return sign(closeParen)
	case '’', '‘', '\'':
		return i + size
	}
	return sign(other)
}

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '_' || r == '%' || r == '\u200d' || r == '\u00ad'
}

// wordToken reads a word with what belongs to it: inner apostrophes, hyphens and
// full stops, the stop of an abbreviation. A possessive ending is set apart.
func (d *prose) wordToken(i, limit int) int {
	text := d.text
	j := i
	_, size := utf8.DecodeRuneInString(text[i:limit])
	j += size
	poss := 0
	digits := text[i] >= '0' && text[i] <= '9' || text[i] == '$' || strings.HasPrefix(text[i:], "£") || strings.HasPrefix(text[i:], "€")
	if strings.HasPrefix(text[i:limit], "http") {
		for j < limit && text[j] > ' ' && text[j] != '"' && text[j] != '<' && text[j] != ')' {
			j++
		}
		d.toks = append(d.toks, token{start: int32(i), end: int32(j), full: int32(j), kind: other})
		return j
	}
loop:
	for j < limit {
		r, size := rune(text[j]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[j:limit])
		}
		if wordRune(r) {
			j += size
			continue
		}
		next, nsize := rune(0), 0
		if j+size < limit {
			next, nsize = utf8.DecodeRuneInString(text[j+size : limit])
		}
		switch r {
		case '\'', '’', '‘':
			if n := contraction(text[j+size : limit]); n > 0 && d.lex.look(text[i:j]).is(clsPron|clsSub) {
				// "he's", "they've": a pronoun and a verb.
				d.addWord(i, j)
				d.addWord(j, j+size+n)
				return j + size + n
			}
			if (next == 's' || next == 'S') && !continues(text, j+size+nsize, limit) {
				poss = j
				j += size + nsize
				break loop
			}
			if !unicode.IsLetter(next) {
				if last := text[j-1]; (last == 's' || last == 'z' || last == 'x') && (next == ' ' || next == 0) {
					poss = j
					j += size
				}
				break loop
			}
			j += size
		case '-', '‑', '&':
			if !unicode.IsLetter(next) && !unicode.IsDigit(next) {
				break loop
			}
			j += size
		case '.':
			single := j-i == utf8.RuneLen(firstRune(text[i:j])) || j-i >= 2 && text[j-2] == '.'
			if unicode.IsLetter(next) && (single || digits) || digits && unicode.IsDigit(next) || unicode.IsLower(next) && lettersOnly(text[i:j]) {
				j += size
				continue
			}
			if single && !digits || d.lex.look(afterHyphen(text[i:j+1])).is(clsAbbr|clsTitle|clsMonth|clsWeekday) {
				j += size
			}
			break loop
		case ',', ':', '/':
			if !digits || !unicode.IsDigit(next) {
				break loop
			}
			j += size
		default:
			break loop
		}
	}
	t := token{start: int32(i), end: int32(j), full: int32(j), kind: word}
	if poss > 0 {
		t.end = int32(poss)
	}
	w := text[i:t.end]
	t.dotted = w[len(w)-1] == '.'
	if digits {
		t.kind = number
	}
	t.cls = d.lex.look(w)
	t.caps = capsOf(w)
	d.toks = append(d.toks, t)
	return j
}

// addWord appends the word [i, j).
func (d *prose) addWord(i, j int) {
	w := d.text[i:j]
	d.toks = append(d.toks, token{start: int32(i), end: int32(j), full: int32(j), kind: word, cls: d.lex.look(w), caps: capsOf(w)})
}

// contraction returns the length of the verb that rest begins with, if it is one
// that pronouns draw together with: 's, 're, 've, 'd, 'll, 'm.
func contraction(rest string) int {
	for _, w := range [...]string{"s", "re", "ve", "d", "ll", "m"} {
		if strings.HasPrefix(rest, w) && !continues(rest, len(w), len(rest)) {
			return len(w)
		}
	}
	return 0
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func lettersOnly(s string) bool {
	for i := 0; i < len(s) && i < 64; i++ {
		if c := s[i]; c < 'A' || c > 'Z' && c < 'a' || c > 'z' && c < 0x80 {
			return false
		}
	}
	return true
}

// afterHyphen returns the last part of a hyphened word: "Ky." of "R-Ky.".
func afterHyphen(w string) string {
	if i := strings.IndexByte(w, '-'); i >= 0 && i <= 3 {
		return w[i+1:]
	}
	return w
}

// continues reports whether a word goes on at j.
func continues(text string, j, limit int) bool {
	if j >= limit {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[j:limit])
	return unicode.IsLetter(r)
}

func capsOf(w string) capital {
	r, size := utf8.DecodeRuneInString(w)
	if r == '@' || r == '#' {
		return initial
	}
	if !unicode.IsUpper(r) {
		// iPhone, eBay
		if len(w) > 1 && w[1] >= 'A' && w[1] <= 'Z' && r < utf8.RuneSelf && unicode.IsLetter(r) {
			return initial
		}
		// al-Tarhuni
		if len(w) > 3 && (w[:3] == "al-" || w[:3] == "el-" || w[:3] == "ul-") && unicode.IsUpper(firstRune(w[3:])) {
			return initial
		}
		return lower
	}
	upper, letters := 1, 1
	for _, r := range w[size:] {
		if unicode.IsLetter(r) {
			letters++
			if unicode.IsUpper(r) {
				upper++
			}
		}
	}
	if upper == letters && letters > 1 {
		return all
	}
	return initial
}
