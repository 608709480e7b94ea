package grammar

import (
	"strings"
	"unicode"

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
	if h < 0 || r.toks[h].is(clsTitle) && !r.toks[h].is(clsRole) {
		return ""
	}
	for h-1 >= s.first && r.toks[h-1].kind == word && r.toks[h-1].is(clsAdjective|clsRole) {
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
	if t.is(clsBody) && !t.is(clsRole) {
		return voice{ent: -1, body: r.written(s.head, s.last), sure: .95}
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
	if len(list) != 1 {
		return voice{ent: -1, why: quotes.DoubtSpeaker}
	}
	return voice{ent: list[0], sure: .9}
}

// leadPronoun leads a pronoun to the one person of its gender who was named in this
// paragraph or the one before, else to who spoke last.
func (r *reader) leadPronoun(s subject, at int) voice {
	none := voice{ent: -1, why: quotes.DoubtPronoun}
	if s.feat&gender == 0 || s.feat&neuter != 0 && s.feat&(masculine|feminine) == 0 {
		return none
	}
	fits := func(e int) bool {
		f := r.ents[e].feat & gender
		return !r.ents[e].body && (f == 0 || f&s.feat != 0)
	}
	pi := r.para
	lo := r.first[pi]
	if pi > 0 {
		lo = r.first[pi-1]
	}
	one, several := -1, false
	for k := lo; k < at; k++ {
		if n := r.toks[k].run; n > 0 {
			if e := r.runs[n-1].ent; e >= 0 && fits(e) && e != one {
				several = several || one >= 0
				one = e
			}
		}
	}
	switch {
	case one >= 0 && !several:
		return voice{ent: one, sure: .88}
	case one < 0 && r.last >= 0 && pi-r.lastPara <= 3 && fits(r.last):
		return voice{ent: r.last, sure: .85}
	}
	return none
}
