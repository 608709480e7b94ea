package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// noteRoles notes what the article calls whom it names: "міністр Петренко", "Petrenko, the
// minister".
func (d *doc) noteRoles() {
	for i := range d.runs {
		r := &d.runs[i]
		if r.ent < 0 {
			continue
		}
		lang := d.languageAt(r.first)
		if d.ents[r.ent].body || d.clearlyOblique(r) && len(d.ents[r.ent].words) == 1 {
			continue
		}
		d.genderByVerb(r)
		if h := d.roleBefore(r.first); h >= 0 && !(h == r.first-1 && len(lang.endings) > 0 && !d.lang.on("nouns have capitals") && len(r.words) == 1 && d.onlyHere(i) && d.mayBeOblique(i)) && !(h < r.first-1 && d.toks[r.first-1].is(clsBody) && !d.toks[r.first].is(clsFirst)) && (d.adjectivesOnly(h+1, r.first) || len(d.ents[r.ent].words) > 1) && !d.shouted(r) && !d.ofThing(h, r) && !d.namesOrgan(h, r) {
			d.giveRole(lang, r.ent, h)
		}
		if k := r.first - 1; k >= 0 && d.toks[k].kind == word && d.toks[k].cls == 0 && d.toks[k].caps == small && d.toks[k].sent == d.toks[r.first].sent {
			d.giveRole(lang, r.ent, k) // "чуднівчанка Олена"
		}
		if k := r.last; k+1 < len(d.toks) && (d.toks[k].kind == comma || d.toks[k].kind == openParen) {
			k++
			for n := 0; n < 3 && k < len(d.toks) && d.toks[k].kind == word && !d.toks[k].is(clsRole|clsPrep|clsConj|clsThat|clsAux|cue) && d.toks[k].run == 0; n++ {
				k++
			}
			if d.toks[r.last].kind == comma && (lang.on("subject left out") || lang.subjectsStand()) && len(r.words) == 1 && d.governed(r.first, 0) {
				continue // "in an interview with Northwind, the president"
			}
			if k < len(d.toks) && d.toks[k].is(clsRole) && d.toks[k].sent == d.toks[r.first].sent && !(lang.caseless() && (d.hasVerb(k) || d.toks[k-1].is(clsDet) && k+1 < len(d.toks) && d.toks[k+1].is(clsAux))) && !(k+2 < len(d.toks) && d.toks[k+1].run > 0 && d.toks[k+1].run == d.toks[k+2].run) {
				d.giveRole(lang, r.ent, k)
			}
		}
	}
}

// ofThing reports whether a role in the nominative stands before the name of a run, and that
// is in another case, or a preposition governs it: it is what the role is of.
func (d *doc) ofThing(h int, r *run) bool {
	t := &d.toks[h]
	if r.first-2 > h && len(d.languageAt(h).oblique) > 0 && !d.toks[r.first].is(clsFirst) && d.behindSmallNoun(r.first) {
		return true
	}
	if f := &d.toks[r.first]; len(r.words) > 1 && f.is(clsFirst) && f.has(oblique) && !f.has(nominative) && t.has(nominative) && !t.has(oblique) && len(d.languageAt(h).oblique) > 0 {
		return true // "rzecznik rządu Adama Nowaka Jan Lipski"
	}
	return len(d.languageAt(h).oblique) > 0 && t.is(clsRole) && (!t.has(oblique) || t.has(nominative)) && (d.declined(r) || len(r.words) == 1 && (d.clearlyOblique(r) || !d.looksNominative(r, &d.ents[r.ent])))
}

// hasVerb reports whether a verb of saying follows the role at token k in its
// clause: it says nothing of the name before it. "In the Youth Theatre, the mayor said".
func (d *doc) hasVerb(k int) bool {
	for j := k + 1; j < len(d.toks) && j < k+8 && d.toks[j].kind == word && d.toks[j].sent == d.toks[k].sent; j++ {
		if d.toks[j].is(cue) && d.toks[j].run == 0 {
			return true
		}
	}
	return false
}

// genderByVerb gives somebody the gender of the verb of saying right beside a name.
func (d *doc) genderByVerb(r *run) {
	e := &d.ents[r.ent]
	if e.feat&gender != 0 || len(d.languageAt(r.first).endings) == 0 {
		return
	}
	if g := d.genderByAct(r); g != 0 {
		e.feat |= g
		return
	}
	if k := r.first - 1; k >= 0 && d.toks[k].is(cue) && d.toks[k].sent == d.toks[r.first].sent {
		e.feat |= d.toks[k].feat & (masculine | feminine)
	} else if k := r.last; k < len(d.toks) && d.toks[k].is(cue) && d.toks[k].sent == d.toks[r.first].sent {
		e.feat |= d.toks[k].feat & (masculine | feminine)
	}
}

// genderByAct is, in a tale in which people talk, the gender of a verb in the past right behind
// a name, which may have an adverb before it: "Чеслав нетерпляче схопив". In reports towns and
// firms act too.
func (d *doc) genderByAct(r *run) feature {
	lang := d.languageAt(r.first)
	if len(lang.paradigm["past"]) == 0 || !slices.Contains(d.spoken, true) || d.clearlyOblique(r) || r.first > 0 && d.toks[r.first-1].is(clsPrep) {
		return 0
	}
	k := r.last
	if k < len(d.toks) && d.toks[k].is(clsAdv) {
		k++
	}
	if k >= len(d.toks) || d.toks[k].kind != word || d.toks[k].caps != small || d.toks[k].is(function|clsNoun|clsRole|clsBody|clsTime|clsFirst) || d.toks[k].sent != d.toks[r.first].sent {
		return 0
	}
	best, n := feature(0), 0
	for _, set := range [...]string{"past", "past-sya"} {
		for _, f := range lang.paradigm[set] {
			if len(f.end) > n && len(d.toks[k].low) > len(f.end)+4 && strings.HasSuffix(d.toks[k].low, f.end) {
				best, n = f.feat&(masculine|feminine), len(f.end)
			}
		}
	}
	return best
}

func (d *doc) giveRole(l *language, ent, at int) {
	t := &d.toks[at]
	e := &d.ents[ent]
	if e.feat&gender == 0 {
		e.feat |= t.feat & gender
	}
	if l.on("nouns have capitals") && t.feat&gender != 0 && t.feat&e.feat&gender == 0 {
		return // "she called Trump a liar, the senator"
	}
	if t.is(clsKin) && t.lemma != "" && !slices.Contains(e.ties, t.lemma) {
		e.ties = append(e.ties, t.lemma)
	}
	if t.is(clsTitle) && !t.is(clsRole) || t.is(clsKin) {
		return
	}
	role := d.roleKey(at)
	if t.is(clsRole) && !slices.Contains(e.roles, role) {
		e.roles = append(e.roles, role)
	}
	for _, of := range [...]string{d.complement(at), d.initialsOf(at+1, ent)} {
		if o := (office{ent, role}); of != "" && len(d.of[o]) < most {
			d.of[o] = append(d.of[o], of)
		}
	}
	keys := []string{role}
	if k := d.complementKey(at); k != "" && t.is(clsRole) {
		keys = append(keys, k)
		e.of = append(e.of, role)
	}
	for _, k := range keys {
		if list := d.byRole[k]; !slices.Contains(list, ent) && len(list) < most {
			d.byRole[k] = append(list, ent)
		}
	}
}

// complementKey is the role at a token with the noun that a particle joins to it,
// "president of republic"; empty without one.
func (d *doc) complementKey(at int) string {
	k := at + 1
	if k >= len(d.toks) || d.toks[k].kind != word || !d.toks[k].is(clsParticle) {
		return ""
	}
	for k++; k < len(d.toks) && d.toks[k].kind == word && d.toks[k].is(clsDet) && d.toks[k].caps != initial; k++ {
	}
	if k >= len(d.toks) || d.toks[k].kind != word {
		return ""
	}
	return d.roleKey(at) + " of " + d.toks[k].low
}

// hasOther reports whether the article gives somebody the role at a token with another
// complement than stands there: the president of the chamber is not that of the republic.
func (d *doc) hasOther(ent, at int) bool {
	key := d.complementKey(at)
	return key != "" && !slices.Contains(d.byRole[key], ent) && slices.Contains(d.ents[ent].of, d.roleKey(at))
}

// complement returns the word behind the role at token k that tells of what: a country or
// a body.
func (d *doc) complement(k int) string {
	if k+1 >= len(d.toks) {
		return ""
	}
	if t := &d.toks[k+1]; t.kind == word && (t.is(clsNoun|clsBody) || t.caps == all) && t.sent == d.toks[k].sent {
		return t.low
	}
	return ""
}

// initialsOf returns the initials of the words with a capital from token k on, up to the name
// of an entity, if there are at least two: a later "szefowa KE" is of the Komisja Europejska.
func (d *doc) initialsOf(k, ent int) string {
	initials, n := "", 0
	for ; k < len(d.toks) && d.toks[k].kind == word && d.toks[k].caps == initial && !d.toks[k].is(clsFirst); k++ {
		if run := d.toks[k].run; run > 0 && d.runs[run-1].ent == ent {
			break
		}
		initials += string(firstRune(d.toks[k].low))
		n++
	}
	if n < 2 {
		return ""
	}
	return initials
}

// stem cuts off a word what its cases change.
func stem(w string) string {
	n := utf8.RuneCountInString(w) - 2
	for i := range w {
		if n--; n < 0 && i > 0 {
			return w[:i]
		}
	}
	return w
}

// roleKey is the nominative of the role at a token, or of the longer one that ends there:
// "premier ministre". A former president is not the president.
func (d *doc) roleKey(at int) string {
	if at > 0 && d.toks[at-1].is(clsFormer) {
		return "former " + d.presentRole(at)
	}
	return d.presentRole(at)
}

func (d *doc) presentRole(at int) string {
	t := &d.toks[at]
	if at > 0 {
		for _, p := range d.languageAt(at).phrases[d.toks[at-1].low] {
			if p.is(clsRole) && len(p.words) == 2 && p.words[1] == t.low {
				return d.toks[at-1].low + " " + t.low
			}
		}
	}
	if t.lemma != "" {
		return strings.ToLower(t.lemma)
	}
	return t.low
}

// roleBefore returns the token of the role or title to which the name at token i belongs,
// -1 if there is none: right before it, or before its complement ("голова комітету Петренко").
func (d *doc) roleBefore(i int) int {
	lo := d.sents[d.toks[i].sent].first
	apposed := i-1 > lo && d.toks[i-1].kind == comma && d.closesApposition(i)
	if apposed {
		i--
	}
	for k, n := i-1, 0; k >= lo && n < 8; k, n = k-1, n+1 {
		t := &d.toks[k]
		switch {
		case t.is(clsRole) && t.is(cue) && t.kind == word && d.languageAt(i).caseless():
			return -1 // "juge Lucie Martin": the verb
		case t.kind == word && t.is(clsRole) && t.has(plural) && t.has(oblique) && !t.has(nominative):
			// whom it is told: "powiedział reporterom Jan Nowak"
		case t.kind == quoted || t.kind == word && (t.is(clsRole) || t.is(clsTitle) && n == 0):
			if t.kind == word {
				if k = d.roleHead(k, lo); apposed {
					if k = d.ofWhomRole(k, lo); d.governed(k, lo) && d.toks[d.runs[d.toks[i+1].run-1].last].is(cue) {
						return -1 // "asked by the mayor, Smith said"
					}
				}
				for k > lo && d.toks[k-1].is(clsRole) && t.has(oblique) && (d.toks[k-1].has(nominative) || d.toks[k-1].is(clsKin) && !d.languageAt(k).caseless()) {
					k-- // "the father of the musician was Smith"
				}
				if k = d.headOfOffice(k, lo, i); k > lo && d.toks[k].has(oblique) && !d.toks[k].has(nominative) && d.toks[k-1].is(cue) && d.toks[k-1].run == 0 && d.toks[i].run > 0 && d.onlyNominative(&d.runs[d.toks[i].run-1]) {
					return -1 // whom it is told: "mówi reporterce Jan Nowak"
				}
				return k
			}
		case t.kind == word && t.is(clsConj) && n > 0 && d.toks[k+1].is(clsPrep) && d.languageAt(i).caseless(): // "of agriculture and of fishing"
		case t.run > 0 && n == 0 && apposed && d.governedRole(d.runs[t.run-1].first, lo): // "the mayor of Northwind, John Brown"
			for k = d.runs[t.run-1].first; k > lo && !d.toks[k].is(clsPrep); k-- {
			}
		case t.run > 0 && n == 0 && !d.languageAt(i).caseless() && d.toks[i].run > 0 && d.surelyNominative(&d.runs[d.toks[i].run-1]) && len(d.runs[t.run-1].words) > 1 && d.isOblique(t.run-1):
			k = d.runs[t.run-1].first // whose: "rzecznik Adama Nowaka Jan Lipski"
		case t.is(clsDet) && t.has(oblique) && d.languageAt(i).on("nouns have capitals"):
			return -1 // "rief ein Sprecher dem wartenden Voss zu"
		case t.kind != word, t.run > 0 && n == 0, t.is(cue | clsThat | clsConj | clsPron | clsThink):
			return -1
		case d.languageAt(i).caseless() && (t.is(clsAux|clsNeg) && !t.is(clsPrep) || n == 0 && t.is(clsPrep) && !t.is(clsNoun) || d.looseVerb(k, i)):
			return -1
		}
	}
	return -1
}

// headOfOffice returns the role in the nominative of which the one at token k, in another case,
// only tells of what it is, before a name at token i that is in the nominative: "szef kancelarii
// prezydenta Jan Nowak".
func (d *doc) headOfOffice(k, lo, i int) int {
	t := &d.toks[k]
	if d.languageAt(k).caseless() || !t.is(clsRole) || !t.has(oblique) || t.has(nominative) || d.toks[i].run == 0 || !d.surelyNominative(&d.runs[d.toks[i].run-1]) {
		return k
	}
	for j := k - 1; j >= lo && j > k-6; j-- {
		u := &d.toks[j]
		if u.kind != word || u.run > 0 || u.is(cue|clsThat|clsConj|clsPron|clsAux|clsPrep) {
			break
		}
		if u.is(clsRole) && u.has(nominative) && !u.has(plural) {
			return j
		}
	}
	return k
}

// genitive reports whether a word is the particle that tells in a Romance language of what or
// whose something is: de, do, di, du; "al" is one of names only.
func (t *token) genitive() bool {
	return t.kind == word && t.caps == small && t.is(clsParticle) && strings.HasPrefix(t.low, "d")
}

// governedRole reports whether a preposition stands before the name at token i, or before
// the role that it has: "of Northwind", "of the mayor Smith".
func (d *doc) governedRole(i, lo int) bool {
	for i > lo && d.toks[i-1].kind == word && d.toks[i-1].run == 0 && d.toks[i-1].is(clsRole|clsTitle) {
		i--
	}
	return d.governed(i, lo)
}

// adjectivesOnly reports whether tokens [lo, hi) are adjectives of the role before them.
func (d *doc) adjectivesOnly(lo, hi int) bool {
	for k := lo; k < hi; k++ {
		if !d.toks[k].is(clsAdjective) || d.toks[k].kind != word {
			return false
		}
	}
	return true
}

// ofWhomRole returns the role of which that at token k tells only whose it is: "the lawyer of
// the mayor, Ivan Petrenko".
func (d *doc) ofWhomRole(k, lo int) int {
	j := k - 1
	for j > lo && d.toks[j].kind == word && d.toks[j].is(clsDet) && !d.toks[j].is(clsParticle) {
		j--
	}
	if j <= lo || !d.toks[j].genitive() || !d.toks[j-1].is(clsRole) || d.toks[j-1].run > 0 {
		return k
	}
	return d.roleHead(j-1, lo)
}

// roleHead returns the role of which the one at token k is only the adjective: "ministre
// délégué".
func (d *doc) roleHead(k, lo int) int {
	for k > lo && d.toks[k].is(clsAdjective) && d.toks[k-1].is(clsRole) {
		k--
	}
	return k
}

// looseVerb reports whether token k, between a role and a name, can be their verb: nothing
// is known of it, and it completes nothing.
func (d *doc) looseVerb(k, i int) bool {
	t := &d.toks[k]
	return t.cls == 0 && t.run == 0 && t.caps == small && k > 0 && !d.toks[k-1].is(clsPrep|clsDet|clsRole) &&
		!(k > 1 && d.toks[k-1].is(clsAdjective) && d.toks[k-2].is(clsPrep)) // "of public safety"
}

// closesApposition reports whether the name at token i, behind a comma, tells who the role
// before it is: nothing goes on with it but another sign or a verb of saying.
func (d *doc) closesApposition(i int) bool {
	t := &d.toks[i]
	if t.run == 0 || !d.languageAt(i).caseless() || d.runs[t.run-1].first != i {
		return false
	}
	last := d.runs[t.run-1].last
	return last >= len(d.toks) || d.toks[last].kind != word && d.toks[last].kind != number || d.toks[last].is(cue)
}

// singular returns the role of one before token h from lo on, where that at h is of several:
// "candidate for the deputies".
func (r *reader) singular(h, lo int) int {
	if r.lang.caseless() || !r.toks[h].has(plural) {
		return h
	}
	for k := h - 1; k >= lo && k > h-4; k-- {
		if t := &r.toks[k]; t.kind == word && t.is(clsRole) && !t.has(plural|oblique) {
			return k
		}
	}
	return h
}
