package grammar

import "slices"

// holdsOffice returns the one person who has the first of several roles that anybody has, and
// by no other complement than theirs: the president of a club is no head of state. -1 for none
// or more.
func (r *reader) holdsOffice(roles []string) int {
	for _, role := range roles {
		found := -1
		for _, e := range r.byRole[role] {
			if r.ents[e].body || slices.Contains(r.ents[e].of, role) {
				continue
			}
			if found >= 0 {
				return -1
			}
			found = e
		}
		if found >= 0 {
			return found
		}
	}
	return -1
}

// hasComplement reports whether a phrase tells of what its role is: "the chief delegate of the
// association".
func (r *reader) hasComplement(s subject) bool {
	k := s.head + 1
	for k < len(r.toks) && r.toks[k].kind == word && r.toks[k].is(clsAdjective) {
		k++
	}
	return k < len(r.toks) && r.toks[k].genitive()
}

// justSpoke reports whether somebody of whom the text tells no role speaks in the sentence
// before a role, and nobody else is named in between.
func (r *reader) justSpoke(s subject) bool {
	if !r.lang.caseless() || s.spoken || r.last < 0 || r.lastPara != r.para || r.ents[r.last].body || len(r.ents[r.last].roles) > 0 || r.toks[s.head].is(clsKin|clsUnnamed) {
		return false
	}
	for k := r.lastAt; k < s.first; k++ {
		if n := r.toks[k].run; n > 0 && r.runs[n-1].ent != r.last && (r.runs[n-1].ent < 0 || r.isPerson(r.runs[n-1].ent)) {
			return false
		}
	}
	return r.toks[s.first].sent-r.toks[r.lastAt].sent < 2
}

// namedAs reports whether the last words before the generic word at token h have a body whose
// name begins with it: "the Northwind Foundation" before "the foundation".
func (r *reader) namedAs(h int) bool {
	for k := max(0, h-600); k < h; k++ {
		if t := &r.toks[k]; t.low == r.toks[h].low && t.caps == initial && k+1 < h && r.toks[k+1].caps == initial {
			return true
		}
	}
	return false
}

// describedBody reports whether a phrase only tells what a body is: "a movement", "the first
// union".
func (r *reader) describedBody(s subject) bool {
	for k := s.first; k < s.head; k++ {
		if t := &r.toks[k]; t.has(indefinite) && t.is(clsDet) || t.is(clsThis) || t.cls == 0 && t.caps == small && r.toks[s.head].caps == all && r.lang.subjectsStand() || t.is(clsAdjective) && !t.is(clsDet) && t.caps == small {
			return true
		}
	}
	return s.head > 0 && r.toks[s.head-1].is(clsDet) && r.toks[s.head-1].has(indefinite)
}
