package grammar

import (
	"strings"

	"verbatim/quotes"
)

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
	one, sent, another := -1, -1, false
	for k := at - 1; k >= lo && (one < 0 || r.toks[k].sent == sent); k-- {
		n := r.toks[k].run
		if t := &r.toks[k]; n == 0 && t.is(clsPron) && t.feat&s.feat&gender != 0 && !t.has(possessive) && !t.has(oblique) && one >= 0 {
			return none // "he spoke of Smith": another one
		}
		if n == 0 || r.runs[n-1].ent < 0 || !fits(r.runs[n-1].ent) {
			continue
		}
		if e := r.runs[n-1].ent; one < 0 {
			one, sent = e, r.toks[k].sent
		} else if e != one {
			another = true
		}
	}
	if another {
		// Of several, the one who is said to say something: "Petrenko denied that Koval had left".
		in := r.sents[sent]
		who, _ := r.statement(span{max(in.first, at-widest), min(in.last, at)})
		switch {
		case s.pronoun && s.last > s.first+1: // "the latter"
			return voice{ent: one, sure: .88}
		case who.ok && who.run >= 0 && r.runs[who.run].ent >= 0 && fits(r.runs[who.run].ent):
			return voice{ent: r.runs[who.run].ent, sure: .86}
		case r.last >= 0 && r.para-r.lastPara <= 1 && fits(r.last) && !r.namedSince(r.last, fits, at):
			return voice{ent: r.last, sure: .86}
		}
		return none
	}
	if from := max(lo, r.sentenceOf(one, sent)); (r.unnamed > from || r.unnamed == from && one < 0) && r.unnamed < at || !strings.HasPrefix(r.toks[s.first].low, "-") && r.stranger(s, from, at) {
		return none
	}
	switch {
	case one >= 0 && s.pronoun && s.last > s.first+1: // "the latter"
		return voice{ent: one, sure: .88}
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

// namedSince reports whether somebody else who fits is named between the last words of
// the last speaker and token at, and not behind a preposition.
func (r *reader) namedSince(last int, fits func(int) bool, at int) bool {
	for k := r.lastAt; k < at; k++ {
		if n := r.toks[k].run; n > 0 {
			if e := r.runs[n-1].ent; e >= 0 && e != last && fits(e) && !r.governed(r.runs[n-1].first, r.lastAt) {
				return true
			}
		}
	}
	return false
}
