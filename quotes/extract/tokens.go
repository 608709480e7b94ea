package extract

import (
	"context"
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
	display          bool // of one below its first line
}

func (t token) possessive() bool { return t.full > t.end }

// tokenize appends the tokens of a paragraph's narration; each quotation is one.
func (d *prose) tokenize(ctx context.Context, p *para) {
	nextRegion := 0
	for i := p.start; i < p.end && ctx.Err() == nil; {
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
// full stops, the stop of an abbreviation. A possessive ending is set apart, and so
// is the verb that a pronoun draws together with: "he's", "they've".
func (d *prose) wordToken(i, limit int) int {
	if strings.HasPrefix(d.text[i:limit], "http") {
		return d.addressToken(i, limit)
	}
	j := d.wordEnd(i, limit)
	full := j
	switch {
	case j == limit:
	case d.text[j] == '.' && d.abbreviates(i, j):
		j++
		full = j
	case apostrophe(d.text[j:limit]) > 0:
		if end := d.contracted(i, j, limit); end > j {
			d.addWord(i, j, j)
			d.addWord(j, end, end)
			return end
		}
		full = possessiveEnd(d.text[:limit], j)
	}
	d.addWord(i, j, full)
	return full
}

// addressToken reads a web address.
func (d *prose) addressToken(i, limit int) int {
	j := i
	for j < limit && d.text[j] > ' ' && d.text[j] != '"' && d.text[j] != '<' && d.text[j] != ')' {
		j++
	}
	d.toks = append(d.toks, token{start: int32(i), end: int32(j), full: int32(j), kind: other})
	return j
}

// addWord appends the word or number [i, j), whose possessive ending ends at full.
func (d *prose) addWord(i, j, full int) {
	w := d.text[i:j]
	t := token{start: int32(i), end: int32(j), full: int32(full), kind: word, cls: d.lex.look(w), caps: capsOf(w)}
	if w == "WHO" && !d.shoutedAround(i, j) {
		t.cls = clsBody
	}
	t.dotted = w[len(w)-1] == '.'
	if startsNumber(w) {
		t.kind = number
	} else if n := len(d.toks); n > 0 && d.toks[n-1].kind == number && timeMarks[w] {
		t.cls |= clsTime
	}
	d.toks = append(d.toks, t)
}

// shoutedAround reports whether the words around [i, j) are in capitals, too, so that
// those of it tell nothing.
func (d *prose) shoutedAround(i, j int) bool {
	around := d.text[max(0, i-20):i] + d.text[j:min(len(d.text), j+20)]
	return strings.ToUpper(around) == around
}

// timeMarks are capitals that tell a time behind a number: "500 BC".
var timeMarks = map[string]bool{"BC": true, "AD": true, "BCE": true, "CE": true, "GMT": true, "BST": true, "EST": true, "EDT": true, "AM": true, "PM": true}

// startsNumber reports whether a word is a number or a sum of money.
func startsNumber(w string) bool {
	return w[0] >= '0' && w[0] <= '9' || w[0] == '$' || strings.HasPrefix(w, "£") || strings.HasPrefix(w, "€")
}

// wordEnd returns where the word that begins at i ends, before an ending of its own
// or the stop of an abbreviation.
func (d *prose) wordEnd(i, limit int) int {
	_, size := utf8.DecodeRuneInString(d.text[i:limit])
	j := i + size
	for j < limit {
		r, size := rune(d.text[j]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(d.text[j:limit])
		}
		if !wordRune(r) && !d.insideWord(r, i, j, limit) {
			break
		}
		j += size
	}
	return j
}

// insideWord reports whether the sign r at j stands inside the word that begins at
// i: "don't", "well-known", "D.C", "10,000", "9/11".
func (d *prose) insideWord(r rune, i, j, limit int) bool {
	next := rune(0)
	if k := j + utf8.RuneLen(r); k < limit {
		next = firstRune(d.text[k:limit])
	}
	w := d.text[i:j]
	switch r {
	case '\'', '’', '‘':
		return unicode.IsLetter(next) && d.contracted(i, j, limit) == j && possessiveEnd(d.text[:limit], j) == j
	case '-', '‑', '&':
		return unicode.IsLetter(next) || unicode.IsDigit(next)
	case '.': // "D-N.Y." is one word too
		switch {
		case unicode.IsLetter(next) && (initialBefore(afterHyphen(w)) || startsNumber(w)), unicode.IsDigit(next) && startsNumber(w):
			return true
		}
		return unicode.IsLower(next) && lettersOnly(w)
	case ',', ':', '/':
		return startsNumber(w) && unicode.IsDigit(next)
	}
	return false
}

// initialBefore reports whether one letter stands before a full stop: "J", "U.S".
func initialBefore(w string) bool {
	return len(w) == utf8.RuneLen(firstRune(w)) || len(w) >= 2 && w[len(w)-2] == '.'
}

// abbreviates reports whether the full stop at j belongs to the word before it.
func (d *prose) abbreviates(i, j int) bool {
	w := d.text[i:j]
	return initialBefore(w) && !startsNumber(w) || d.abbreviation(d.text[i:j+1])
}

// abbreviation reports whether a word with a full stop behind it is one. Those of
// states, months and titles have a capital: "Boston, Mass.", not "a solid mass."
func (d *prose) abbreviation(w string) bool {
	if !d.lex.look(afterHyphen(w)).is(clsAbbr | clsTitle | clsMonth | clsWeekday) {
		return false
	}
	switch w {
	case "mass.", "ill.", "ore.", "wash.", "me.", "del.", "ind.", "pa.", "mo.", "sun.", "sat.", "wed.", "mar.", "dec.", "col.", "gen.", "pres.", "hon.":
		return false
	}
	return true
}

// apostrophe returns the length of the apostrophe at the start of s, 0 for none.
func apostrophe(s string) int {
	switch r := firstRune(s); r {
	case '\'', '’', '‘':
		return utf8.RuneLen(r)
	}
	return 0
}

// contracted returns where the verb ends that the pronoun [i, j) draws together
// with, j if none.
func (d *prose) contracted(i, j, limit int) int {
	k := j + apostrophe(d.text[j:limit])
	if d.text[i:j] == "WHO" {
		return j
	}
	if n := contraction(d.text[k:limit]); n > 0 && d.lex.look(d.text[i:j]).is(clsPron|clsSub) {
		return k + n
	}
	return j
}

// possessiveEnd returns where the possessive ending that begins with the apostrophe
// at j ends, j if it is none: "Smith's", "the workers' rights".
func possessiveEnd(text string, j int) int {
	k := j + apostrophe(text[j:])
	switch last := text[j-1]; {
	case k < len(text) && (text[k] == 's' || text[k] == 'S') && !continues(text, k+1, len(text)):
		return k + 1
	case (last == 's' || last == 'z' || last == 'x') && (k == len(text) || text[k] == ' '):
		return k
	}
	return j
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
	if i := strings.IndexByte(w[:min(len(w), 4)], '-'); i >= 0 {
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
