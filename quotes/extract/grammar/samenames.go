package grammar

// Whom a name means that several people of an article have.

// oneOfName returns the one of several people with the name of a run whom it means beside a
// verb of gender g; -1 if nobody can tell.
func (r *reader) oneOfName(run int, g feature) int {
	if e := r.ofGender(run, g); e >= 0 {
		return e
	}
	if e := r.namedJustBefore(run); e >= 0 {
		return e
	}
	return r.onlySayer(run)
}

// ofGender returns the one of several people with the name of a run who is of the gender
// that the verb tells; -1 if there is none or more.
func (r *reader) ofGender(run int, g feature) int {
	n := &r.runs[run]
	lang, found := r.languageAt(n.first), -1
	for _, b := range lang.bases(n.words[len(n.words)-1]) {
		for _, e := range r.bySurname[b] {
			switch f := r.ents[e].feat & gender; {
			case e == found || g == 0 || f&g == 0 && f != 0 || !r.sameName(lang, n.words, r.ents[e].words):
			case f == 0 || found >= 0:
				return -1
			default:
				found = e
			}
		}
	}
	return found
}

// namedJustBefore returns the one of several people with the name of a run whom the
// paragraph so far has by a longer name; -1 if there is none or more.
func (r *reader) namedJustBefore(run int) int {
	n := &r.runs[run]
	lang, found := r.languageAt(n.first), -1
	if len(n.words) > 1 || lang.caseless() {
		return -1
	}
	for k := r.first[r.para]; k < n.first; k++ {
		o := r.toks[k].run
		if o > 0 && r.runs[o-1].ent < 0 && len(r.runs[o-1].words) == 1 && r.runs[o-1].words[0] == n.words[len(n.words)-1] && found < 0 {
			return -1 // it stands for another one already
		}
		if o == 0 || r.runs[o-1].first != k || len(r.runs[o-1].words) < 2 || r.runs[o-1].ent < 0 || !r.sameName(lang, n.words, r.runs[o-1].words) {
			continue
		}
		if e := r.runs[o-1].ent; found >= 0 && e != found {
			return -1
		} else {
			found = e
		}
	}
	return found
}

// onlySayer returns the one of several people with the name of a run of whom the text has said
// before, by a longer name, that he says something; -1 if there is none or more.
func (r *reader) onlySayer(run int) int {
	n := &r.runs[run]
	lang, found := r.languageAt(n.first), -1
	if len(n.words) > 1 || lang.caseless() {
		return -1
	}
	for _, b := range lang.bases(n.words[0]) {
		for _, e := range r.bySurname[b] {
			if e == found || !r.sameName(lang, n.words, r.ents[e].words) || !r.saidBefore(e, n.first) {
				continue
			}
			if found >= 0 {
				return -1
			}
			found = e
		}
	}
	return found
}

// saidBefore reports whether one of the first mentions of somebody by a name of several words
// before token at stands beside a verb of saying.
func (r *reader) saidBefore(ent, at int) bool {
	for i, ri := range r.ents[ent].runs {
		n := &r.runs[ri]
		if i < 50 && n.first < at && len(n.words) > 1 && !r.isOblique(ri) && (n.subject || r.besideCue(n.first, n.last)) {
			return true
		}
	}
	return false
}
