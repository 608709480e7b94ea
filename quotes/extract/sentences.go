package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence is a run of tokens, [first, last), of one paragraph.
type sentence struct {
	para        int
	first, last int
}

// splitSentences cuts the tokens of a paragraph, [first, last), into sentences.
// A quotation and the words that attribute it are one sentence.
func (d *prose) splitSentences(pi, first, last int) {
	start := first
	cut := func(i int) {
		if i > start {
			d.sents = append(d.sents, sentence{pi, start, i})
			start = i
		}
	}
	depth := 0
	for i := first; i < last; i++ {
		t := &d.toks[i]
		switch t.kind {
		case openParen:
			depth++
		case closeParen:
			depth = max(0, depth-1)
		case stop:
			if i+1 == last || d.toks[i+1].kind == closeParen || d.ellipsis(t) && d.goesOn(i+1) {
				continue
			}
			if d.toks[i+1].kind == comma || d.toks[i+1].kind == word && d.toks[i+1].caps == lower && depth > 0 {
				continue
			}
			depth = 0
			cut(i + 1)
		case quoted:
			if i+1 < last && d.endsSentence(pi, i) {
				depth = 0
				cut(i + 1)
			}
		case word:
			if t.dotted && i+1 < last && !t.cls.is(clsTitle) {
				n := &d.toks[i+1]
				long := t.end-t.start > 2 // an initial is followed by a name
				if n.kind == word && n.caps != lower && n.cls.is(clsStarter) && long && !n.cls.is(clsFirst) {
					cut(i + 1)
				}
			}
		}
		if t.kind == closeParen && i > first && d.toks[i-1].kind == stop && i+1 < last && depth == 0 && d.capitalised(i+1) {
			cut(i + 1)
		}
	}
	cut(last)
}

func (d *prose) ellipsis(t *token) bool {
	return t.end-t.start > 1 && (d.text[t.start] == '.' || strings.HasPrefix(d.text[t.start:t.end], "…"))
}

func (d *prose) goesOn(i int) bool {
	return d.toks[i].kind == word && d.toks[i].caps == lower
}

func (d *prose) capitalised(i int) bool {
	return d.toks[i].kind == quoted || d.toks[i].caps != lower
}

// lastSign returns the last sign of a quotation's words that is not a mark.
func lastSign(words string) rune {
	for words != "" {
		r, size := utf8.DecodeLastRuneInString(words)
		if !unicode.IsSpace(r) && !strings.ContainsRune("’‘'”“\"»)]*_", r) {
			return r
		}
		words = words[:len(words)-size]
	}
	return 0
}

// endsSentence reports whether the quotation at token i ends its sentence, so
// that what follows tells something new and does not attribute it.
func (d *prose) endsSentence(pi, i int) bool {
	t, n := d.toks[i], &d.toks[i+1]
	r := d.paras[pi].regions[t.region]
	sign := lastSign(d.text[r.start:r.end])
	switch sign {
	case '.', '…', '!', '?', '。':
	default:
		return false
	}
	if n.kind != word && n.kind != number && n.kind != quoted {
		return false
	}
	if n.kind == quoted {
		return true
	}
	if n.caps == lower {
		return false
	}
	if sign == '.' || sign == '…' {
		return n.cls.is(clsStarter) || !d.attributesAfter(i+1) || d.leadsToQuote(i+1)
	}
	return !d.attributesAfter(i + 1)
}

// leadsToQuote reports whether the short clause from token i on ends in a colon
// before a quotation: “...” Smith agreed: “...”
func (d *prose) leadsToQuote(i int) bool {
	for k := i; k+1 < len(d.toks) && k < i+8; k++ {
		if d.toks[k].kind == colon {
			return d.toks[k+1].kind == quoted
		}
		if d.toks[k].kind != word {
			return false
		}
	}
	return false
}

// attributesAcross reports whether a reporting verb stands behind the apposition
// that begins at the comma j: "Will Estrada, the chairman, said".
func (d *prose) attributesAcross(j int) bool {
	for k := j + 1; k+1 < len(d.toks) && k < j+30; k++ {
		switch t := &d.toks[k]; {
		case t.kind == stop || t.kind == quoted || t.kind == colon || t.kind == semicolon:
			return false
		case t.kind == comma:
			if v := &d.toks[k+1]; v.kind == word && v.caps == lower && v.cls.is(speech) && v.cls.is(formPast|formThird) {
				return true
			}
		}
	}
	return false
}

// attributesAfter reports whether a short clause with a reporting verb begins at
// token i: "Smith said", "Mr. Smith, the mayor, said", "I asked".
func (d *prose) attributesAfter(i int) bool {
	capitals := 0
	for j := i; j < len(d.toks) && j < i+8; j++ {
		t := &d.toks[j]
		if t.kind == comma && capitals > 0 && j > i {
			return d.attributesAcross(j)
		}
		if t.kind != word {
			return false
		}
		if t.caps == lower {
			if t.cls.is(clsAdv|clsAux) && j+1 < len(d.toks) {
				continue
			}
			if w := d.low(j); w == "heard" || w == "quoted" || w == "seen" || w == "as" {
				continue
			}
			return capitals > 0 && (t.cls.is(speech) && t.cls.is(formPast|formThird|formIng) || d.particle(j))
		}
		capitals++
	}
	return false
}
