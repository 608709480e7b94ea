package extract

import "strings"

// What stands before the subject of a sentence: datelines, times, places and
// introductory phrases.

// behindSetting moves over a sign, a time, or the state behind a town ("Berea,
// OH,", "Aspen, Colo.,") at token i; it returns i when there is none.
func (d *cast) behindSetting(i, v int) int {
	t := &d.toks[i]
	switch {
	case t.kind != word && t.kind != number || d.timeWord(i):
		return i + 1
	case i+1 < v && d.toks[i+1].kind == comma && (t.caps == all && t.end-t.start == 2 || t.dotted && t.cls.is(clsAbbr) && !t.cls.is(clsTitle)):
		return i + 2
	}
	return i
}

// behindPlace returns the token behind a place or a bare noun that only sets the
// scene ("Hudson, New Hampshire, Monday,"), or behind a town and its state before
// a role; 0 when the phrase is no such.
func (d *cast) behindPlace(p np, v int) int {
	_, after := d.withTail(p, v)
	if (p.name != nil && (p.name.kind == place || d.postal(p.name)) || d.bare(p) || d.season(p)) && after < v && (d.toks[after].kind == comma || d.timeWord(after)) {
		return after + 1
	}
	return d.behindTown(p, v)
}

// season reports whether a phrase tells when: "this spring".
func (d *prose) season(p np) bool {
	switch d.low(p.first) {
	case "this", "last", "next", "that", "one", "every", "each":
	default:
		return false
	}
	switch d.low(p.head) {
	case "spring", "summer", "autumn", "winter", "fall", "season":
		return true
	}
	return d.toks[p.head].cls.is(clsTime | clsMonth | clsWeekday)
}

// behindTown returns the token where a role begins behind the town and the state
// that it belongs to: "The Marlow, South Dakota, police chief"; 0 otherwise.
func (d *cast) behindTown(p np, limit int) int {
	i := p.last + 1
	if p.name == nil || p.name.first != p.last || i+1 >= limit || d.toks[i].kind != comma {
		return 0
	}
	m := d.mention(i + 1)
	if m == nil || m.first != i+1 || m.kind != place || m.last+2 >= limit || d.toks[m.last+1].kind != comma {
		return 0
	}
	q, ok := d.phraseAt(m.last+2, limit)
	if !ok || q.name != nil || !d.toks[q.head].cls.is(clsRole) || d.toks[q.head].caps != lower || d.toks[q.first].cls.is(clsDet|clsPoss) {
		return 0
	}
	return m.last + 2
}

// introduces reports whether token i begins an adverbial phrase or clause.
func (d *cast) introduces(i, v int) bool {
	t := &d.toks[i]
	if d.mention(i) != nil {
		return false
	}
	w := d.low(i)
	switch {
	case w == "that" || w == "this" || w == "one":
		return false
	case t.cls.is(clsPrep|clsSub) || w == "to" || w == "given", (w == "late" || w == "early") && i+1 < v && d.toks[i+1].cls.is(clsPrep):
		return true
	case t.kind == number || t.cls.is(clsDet):
		// "Fifteen minutes after Pence was picked,", "A few days later,"
		k := i + 1
		for k < i+3 && k < v && d.toks[k].kind == word && d.toks[k].caps == lower && !d.toks[k].cls.is(clsTime|clsRole|clsBody) {
			k++
		}
		return k+1 < v && d.toks[k].cls.is(clsTime) && (d.toks[k+1].cls.is(clsPrep|clsSub|clsTime) || d.toks[k+1].kind == comma || d.low(k+1) == "later" || d.low(k+1) == "earlier")
	case t.cls.is(clsRole | clsBody):
		return false
	case strings.HasSuffix(w, "ing") && len(w) > 4:
		return true
	case strings.HasSuffix(w, "ed") && i+1 < v:
		n := &d.toks[i+1]
		return n.kind == word && n.cls.is(clsPrep|clsSub|clsDet|clsAdv)
	}
	return t.cls.is(formPart) && t.cls.is(speech) && i+1 < v && d.toks[i+1].cls.is(clsPrep|clsSub)
}

// skipDateline moves over "WASHINGTON, Dec. 8 (UPI) —" at the beginning of a
// paragraph.
func (d *prose) skipDateline(lb, v int) int {
	for i := lb; i < v && i < lb+5 && d.toks[lb].kind == number; i++ {
		if d.toks[i].kind == dash {
			return i + 1 // "10:58 p.m. — "
		}
	}
	if lb >= v || d.toks[lb].caps != all {
		return lb
	}
	for i := lb; i < v && i < lb+14; i++ {
		t := &d.toks[i]
		if t.kind == dash {
			return i + 1
		}
		if t.kind == word && t.caps == lower || t.kind == quoted {
			break
		}
	}
	return lb
}

// describes reports whether the name of a people only tells more of the noun behind it:
// "a Turkish man".
func (d *prose) describes(m *mention) bool {
	i := m.last + 1
	return m.first == m.last && d.toks[m.first].cls.is(clsPeople) && i < len(d.toks) && d.toks[i].kind == word && d.toks[i].cls.is(clsRole) && d.toks[i].caps == lower
}

// postal reports whether a name is the abbreviation of a state: "Berea, OH,".
func (d *prose) postal(m *mention) bool {
	return m.first == m.last && d.toks[m.first].caps == all && d.toks[m.first].end-d.toks[m.first].start == 2
}

// afterIntroduction finds the subject when no comma sets the introduction off:
// the last name before the verb that is followed by a word.
func (d *cast) afterIntroduction(i, v int) (np, bool, bool) {
	for j := v - 1; j > i; j-- {
		if m := d.mention(j); m != nil && m.last == j && !d.toks[j].possessive() && m.first > i && !d.toks[m.first-1].cls.is(clsPrep|clsConj) && !d.describes(m) {
			return np{first: m.first, last: m.last, head: m.last, name: m}, false, true
		}
		if t := &d.toks[j]; t.kind == word && subjectPronouns[d.low(j)] && d.mention(j) == nil && d.low(j) != "it" && d.low(j) != "who" {
			return np{first: j, last: j, head: j, pronoun: true}, false, true
		}
	}
	return np{}, false, false
}
