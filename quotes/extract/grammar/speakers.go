package grammar

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

// voice is to whom a subject was led.
type voice struct {
	ent  int    // -1 for a body without a name, and for nobody
	body string // the name of such a body
	role string // as written beside the cue
	sure float64
	why  quotes.Doubt
}

func (v voice) known() bool { return v.ent >= 0 || v.body != "" }

// lead finds whom the subject of a reading means.
func (r *reader) lead(s subject, at int) voice {
	switch {
	case s.joined:
		return voice{ent: -1, why: quotes.DoubtSpeaker}
	case s.pronoun:
		return r.leadPronoun(s, at)
	case s.run >= 0:
		v := voice{ent: r.runs[s.run].ent, sure: 1, role: r.roleOf(s)}
		if v.ent < 0 {
			v.why = quotes.DoubtName
		}
		return v
	case s.head >= 0:
		return r.leadRole(s)
	}
	return voice{ent: -1, why: quotes.DoubtSpeaker}
}

// roleOf is what a phrase says of its name, as written before it.
func (r *reader) roleOf(s subject) string {
	n := r.runs[s.run]
	h := r.roleBefore(n.first)
	if s.head >= s.first && s.head < n.first && h < 0 {
		h = s.head // "the head of the office, Ivan Petrenko"
	}
	if h < 0 || r.toks[h].is(clsTitle) && !r.toks[h].is(clsRole) {
		return ""
	}
	for h-1 >= s.first && r.toks[h-1].kind == word && r.toks[h-1].is(clsAdjective|clsRole) && !r.toks[h-1].has(oblique) {
		h--
	}
	return strings.TrimRightFunc(r.written(h, n.first), func(c rune) bool {
		return unicode.IsSpace(c) || unicode.IsPunct(c) && c != '»' && c != '“' && c != '"'
	})
}

// leadRole leads a role to the one person of the article who has it; a body speaks for
// itself.
func (r *reader) leadRole(s subject) voice {
	t := &r.toks[s.head]
	if t.is(clsPlural) || s.feat&plural != 0 && !t.is(clsBody) {
		return voice{ent: -1, why: quotes.DoubtSpeaker}
	}
	if t.is(clsGeneric) && s.last == s.head+1 {
		return voice{ent: -1, why: quotes.DoubtSpeaker}
	}
	if t.is(clsBody) && !t.is(clsRole) {
		return voice{ent: -1, body: r.bodyName(s), sure: .95}
	}
	key := roleKey(t)
	list := r.byRole[key]
	for _, k := range r.languageAt(s.head).kin[key] {
		for _, e := range r.byRole[k] {
			if len(list) == 0 || list[0] != e {
				list = append(list[:len(list):len(list)], e)
			}
		}
	}
	switch {
	case len(list) == 1:
		return voice{ent: list[0], sure: .9}
	case len(list) == 0 && s.feat&gender != 0 && !t.is(clsKin) && (r.lang.on("no articles") || s.first < s.head && r.toks[s.first].is(clsDet) && !r.toks[s.first].has(indefinite)):
		// "der Politiker", whom the article calls nowhere else so: taken up like a pronoun,
		// but a spokesman of the works is not the mayor
		v := r.leadPronoun(s, s.first)
		if v.ent >= 0 && r.lang.on("no articles") && (s.last > s.head+1 && !r.toks[s.head+1].is(clsPrep) || len(r.ents[v.ent].roles) == 0 && v.ent != r.last) {
			return voice{ent: -1, why: quotes.DoubtSpeaker}
		}
		v.sure *= .97
		return v
	}
	return voice{ent: -1, why: quotes.DoubtSpeaker}
}

// bodyName is the name of a body: in the nominative if the article has it there, else as
// written.
func (r *reader) bodyName(s subject) string {
	name := r.written(s.first, s.last)
	if r.toks[s.first].is(clsDet) {
		name = r.written(s.first+1, s.last)
	}
	t := &r.toks[s.head]
	if t.has(oblique) && s.first == s.head && t.lemma != "" {
		rest := strings.TrimPrefix(name, r.text[t.start:t.end])
		for _, w := range []string{t.lemma, upper(t.lemma)} {
			if strings.Contains(r.text, w+rest) {
				return w + rest
			}
		}
	}
	return name
}

func upper(s string) string {
	c, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(c)) + s[size:]
}

// isPerson reports whether the article shows that a name is a person's: by a first name, a
// role, or a name of several words.
func (r *reader) isPerson(ent int) bool {
	e := &r.ents[ent]
	return !e.body && (e.feat&gender != 0 || len(e.roles) > 0 || len(e.words) > 1)
}

// leadPronoun leads a pronoun to the one person of its gender whom the nearest sentence
// names that names any, in this paragraph or the one before; else to who spoke last.
func (r *reader) leadPronoun(s subject, at int) voice {
	none := voice{ent: -1, why: quotes.DoubtPronoun}
	if s.feat&gender == 0 || s.feat&neuter != 0 && s.feat&(masculine|feminine) == 0 {
		return none
	}
	fits := func(e int) bool {
		f := r.ents[e].feat & gender
		return r.isPerson(e) && (f == 0 || f&s.feat != 0)
	}
	lo := r.first[max(0, r.para-1)]
	one, sent := -1, -1
	for k := at - 1; k >= lo && (one < 0 || r.toks[k].sent == sent); k-- {
		n := r.toks[k].run
		if n == 0 || r.runs[n-1].ent < 0 || !fits(r.runs[n-1].ent) {
			continue
		}
		if e := r.runs[n-1].ent; one < 0 {
			one, sent = e, r.toks[k].sent
		} else if e != one {
			return none
		}
	}
	if from := max(lo, r.sentenceOf(one, sent)); r.unnamed > from && r.unnamed < at || r.stranger(s, from, at) {
		return none
	}
	switch {
	case one >= 0 && (one == r.last || r.last < 0 || r.lastPara < r.para || r.sents[sent].first > r.lastAt || !fits(r.last)):
		return voice{ent: one, sure: .88}
	case one < 0 && r.last >= 0 && r.para-r.lastPara <= 3 && fits(r.last):
		return voice{ent: r.last, sure: .85}
	}
	return none
}

// sentenceOf is the first token of the sentence in which somebody is named, 0 if nobody is.
func (r *reader) sentenceOf(ent, sent int) int {
	if ent < 0 {
		return 0
	}
	return r.sents[sent].first
}

// stranger reports whether tokens [first, at) tell of somebody without a name whom a
// pronoun can mean as well: a role of its gender that is nobody's in the article, or that
// an indefinite article introduces. "“...”, sagte ein Sprecher. “...”, fügte er hinzu."
func (r *reader) stranger(s subject, first, at int) bool {
	for k := first; k < at; k++ {
		t := &r.toks[k]
		if t.kind != word || !t.is(clsRole) || t.is(clsKin|clsPlural) || t.run > 0 || t.has(oblique) || t.feat&gender != 0 && t.feat&s.feat&gender == 0 {
			continue
		}
		if k+1 < at && r.toks[k+1].run > 0 {
			continue // a named person's
		}
		if k > first && r.toks[k-1].is(clsDet) && r.toks[k-1].has(indefinite) {
			return true
		}
	}
	return false
}
