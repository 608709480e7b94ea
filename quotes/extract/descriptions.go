package extract

import "strings"

// takenUp leads a description with "the" to the one person or body of the article
// that it can mean: "the agency", "the senator", "the actress", "the Italian".
func (d *cast) takenUp(p np, si int) (ent int, sure float64, ok bool) {
	if d.low(p.first) != "the" || p.last-p.first > 2 {
		return -1, 0, false
	}
	head := d.low(p.head)
	switch c := d.toks[p.head].cls; {
	case d.age(p.head), d.demonym(p):
		ent = d.onlyPerson(p, 0)
		return ent, .86, ent >= 0
	case c.is(clsRole):
		if ent, sure, ok = d.inRoleOf(p, head); ok && !d.ofHisBody(p, ent) {
			return -1, 0, false
		}
		return ent, sure, ok
	case c.is(clsBody) && p.first+1 == p.head:
		ent = d.only(p, func(e *entity) bool {
			kin := d.lex.kin[head]
			return e.body && (e.name != strings.ToUpper(e.name) || len(kin) > 0) && e.hasHead(head, kin)
		})
		return ent, .92, ent >= 0 && !d.nearerBody(p, ent)
	}
	return -1, 0, false
}

// nearerBody reports whether "the company" may be another than the entity, one whom the
// sentences right before the phrase name last.
func (d *cast) nearerBody(p np, ent int) bool {
	if w := d.low(p.head); w != "company" && w != "firm" {
		return false
	}
	for k := p.first - 1; k >= 0 && k > p.first-60; k-- {
		m := d.mention(k)
		if m == nil {
			continue
		}
		if m.ent == ent {
			return false
		}
		if m.ent >= 0 && (m.kind == body && m.last > m.first || m.kind == unknown && m.last > m.first+1) && !d.toks[m.last].cls.is(clsBody) {
			return true
		}
		k = m.first
	}
	return false
}

// ofHisBody reports whether what follows a role names no other body than that of the
// entity: "the president of the Harbour Institute" is not the country's.
func (d *cast) ofHisBody(p np, ent int) bool {
	k := p.last + 1
	if d.wordAt(k) != "of" {
		return true
	}
	m := d.mention(k + 1 + b2i(d.wordAt(k+1) == "the"))
	return m == nil || m.kind != body || strings.Contains(fold(d.reg.ents[ent].role), fold(d.str(m.last)))
}

// inRoleOf finds the one person in a role: by the same noun, among several by the
// country or the body before it ("the Russian president"), by a wider noun, or
// as the only one of the sex that the noun tells.
func (d *cast) inRoleOf(p np, head string) (ent int, sure float64, ok bool) {
	held := func(e *entity) bool { return !e.body && e.hasHead(head, nil) }
	ent = d.only(p, held)
	if ent == several && p.head > p.first+1 {
		of := fold(d.str(p.head - 1))
		ent = d.only(p, func(e *entity) bool { return held(e) && strings.Contains(fold(e.role), of) })
	}
	if ent >= 0 {
		return ent, .93, true
	}
	if at, told := d.introduced[head]; ent == several || told && at < p.first {
		return -1, 0, false // somebody without a name: "an actress ... the actress"
	}
	if ent = d.only(p, func(e *entity) bool { return !e.body && e.hasHead("", d.lex.roleKin[head]) }); ent >= 0 {
		return ent, .88, true
	}
	sex := d.toks[p.head].cls & (sexM | sexF)
	if ent == several || sex == 0 || sex == sexM|sexF || d.lex.describing[head] || d.lex.family[head] || p.first+1 != p.head || d.toks[p.head].cls.is(clsMouth|clsTitle) {
		return -1, 0, false
	}
	ent = d.onlyPerson(p, sex)
	return ent, .86, ent >= 0
}

// hasHead reports whether one of the nouns by which an entity can be taken up is
// head or one of kin.
func (e *entity) hasHead(head string, kin []string) bool {
	for _, h := range e.heads {
		if h == head || contains(kin, h) {
			return true
		}
	}
	return false
}

// only returns the one entity named before the phrase that fits; several when
// there are more, -1 when there is none. Only the first 400 are looked at.
func (d *cast) only(p np, fits func(e *entity) bool) int {
	found := -1
	for id := range d.reg.ents[:min(len(d.reg.ents), 400)] {
		if e := &d.reg.ents[id]; e.seen > p.first || !fits(e) {
			continue
		}
		if found >= 0 {
			return several
		}
		found = id
	}
	return found
}

// onlyPerson returns the one person named before the phrase who can be of that
// sex, if the sex matters.
func (d *cast) onlyPerson(p np, sex class) int {
	return max(-1, d.only(p, func(e *entity) bool {
		return !e.body && (e.kind == person || len(e.heads) > 0) && (sex == 0 || e.sex == 0 || e.sex == sex)
	}))
}

// demonym reports whether a phrase is "the Italian": one person by where he comes
// from. ("The French" are the whole people.)
func (d *prose) demonym(p np) bool {
	if p.name == nil || p.last > p.first+3 || p.last == p.first || d.low(p.first) != "the" || !d.toks[p.head].cls.is(clsPeople) {
		return false
	}
	w := d.low(p.head)
	for _, whole := range [...]string{"ese", "ish", "ch", "ss", "s"} {
		if strings.HasSuffix(w, whole) {
			return false
		}
	}
	return true
}
