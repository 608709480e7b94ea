package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// notSpoken reports whether the words are no quotation of a speaker's but a
// title, a name, a nickname, a slogan on a poster, a word looked at as a word.
func (d *cast) notSpoken(t turn) bool {
	text := d.text[t.segments[0].Start:t.segments[0].End]
	if t.words >= 2 && t.words <= 14 && !t.read.pattern.cueless() && titleCase(text) && !d.plainlySaid(t) {
		return true
	}
	q := t.first
	s := d.sents[t.sent]
	if d.cited(q, s) || d.headsWords(q, s) {
		return true
	}
	if q > s.first && d.lex.slogans[d.low(q-1)] && !d.toks[q-1].possessive() && startsUpper(text) && (!t.read.found || q-t.read.cue[1] > 4) {
		return true
	}
	short := t.words <= 4
	if q > s.first {
		p := &d.toks[q-1]
		if short && p.kind == word {
			if be(d.low(q-1)) && q-2 >= s.first && (d.low(q-2) == "name" || d.low(q-2) == "nickname" || d.low(q-2) == "title") {
				return true
			}
			switch d.low(q - 1) {
			case "so-called", "nicknamed", "dubbed", "titled", "entitled", "named", "known", "hashtag", "aka", "word", "words", "term", "phrase", "album", "song", "film", "movie", "book", "show", "novel", "operation", "project":
				return true
			case "as":
				for i := q - 2; i >= s.first && i > q-8; i-- {
					if w := d.low(i); w == "known" || w == "titled" {
						return true // "known to the neighbours as"
					}
				}
				return false
			}
			if d.low(q-1) == "called" && startsUpper(text) && t.read.found && t.read.cue[0] != q-1 {
				return true // a course called “Conservatism,” Smith told
			}
			if p.possessive() && startsUpper(text) && t.read.pattern != patBefore && t.read.pattern != patInverted && t.read.pattern != patAfter {
				return true // NBC's “Today”
			}
			if startsUpper(text) && p.cls.is(clsPrep|clsDet|clsPoss) && d.low(q-1) != "that" && t.read.pattern != patBefore {
				return true // on “Today,”
			}
		}
		// George “Jay” Keyworth
		if t.words == 1 && p.kind == word && p.caps == initial && q+1 < s.last && d.toks[q+1].kind == word && d.toks[q+1].caps == initial && d.mention(q-1) != nil {
			return true
		}
	}
	return false
}

// headsWords reports whether the words at token q are a heading to what somebody says of them:
// "“It is safe”: “Is it? ...”"
func (d *prose) headsWords(q int, s sentence) bool {
	return q == s.first && q+2 < s.last && d.toks[q+1].kind == colon && d.toks[q+2].kind == quoted
}

// plainlySaid reports whether words that open a sentence are said by a verb right
// behind them, so that capitals do not make them a title: “Like Oakland. Or
// Ferguson,” Smith said.
func (d *prose) plainlySaid(t turn) bool {
	if t.read.pattern != patAfter && t.read.pattern != patInverted {
		return false
	}
	signs := ",?!"
	if t.read.pattern == patInverted && t.read.cue[0] == t.first+1 {
		signs = ",?!." // “Low Is the Tide.” said Smith
	}
	return d.toks[t.read.cue[0]].cls.is(clsSay) && t.first == d.sents[t.sent].first && strings.ContainsRune(signs, d.signOf(t.first)) && t.read.cue[0] > t.first
}

// cited reports whether the quotation at token q is a work that is cited:
// “...,” by Jane Doe; (“...,” The Times); a poster's text and its year in
// brackets.
func (d *prose) cited(q int, s sentence) bool {
	i := q + 1
	if i < s.last && d.toks[i].kind == comma {
		i++
	}
	if i+1 < s.last && d.low(i) == "by" && d.toks[i+1].kind == word && d.toks[i+1].caps != lower {
		return q == s.first || d.toks[q-1].kind != word
	}
	if i+1 < s.last && d.toks[i].kind == openParen && d.toks[i+1].kind == number && d.toks[i+1].end-d.toks[i+1].start == 4 {
		return true
	}
	return q > s.first && d.toks[q-1].kind == openParen && i+1 < s.last && d.toks[i].kind == word && d.toks[i].caps != lower && (d.signOf(q) == ',' || i == q+2) && !d.attributesAfter(i)
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}

// pageLine reports whether words are a line that the page puts below an article
// ("Follow Jane Smith on Twitter @jsmith"), which a mark left open takes in.
func pageLine(words string) bool {
	rest, ok := strings.CutPrefix(words, "Follow ")
	if !ok || len(rest) > 120 {
		return false
	}
	return strings.Contains(rest, " on Twitter") || strings.Contains(rest, " on Facebook") || strings.Contains(rest, "@")
}

// titleCase reports whether the words are capitalised like a title.
func titleCase(s string) bool {
	words, caps := 0, 0
	for _, w := range strings.Fields(s) {
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsLetter(r) {
			continue
		}
		switch strings.ToLower(w) {
		case "of", "the", "a", "an", "in", "on", "for", "to", "and", "or", "with", "at", "by", "from", "is", "vs.", "as", "but", "nor", "into", "over":
			if unicode.IsLower(r) {
				continue
			}
		}
		words++
		if unicode.IsUpper(r) {
			caps++
		}
	}
	return words > 1 && caps == words
}
