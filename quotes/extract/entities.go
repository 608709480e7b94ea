package extract

import (
	"strings"
)

// entity is a person or a body that the article names, under its fullest name.
type entity struct {
	name        string
	first, last string // of a person
	body        bool
	sex         class // sexM, sexF or 0
	role        string
	heads       []string // the nouns by which it can be taken up again, lower case
	seen        int      // token where it is first named
	kind        mentionKind
	named       int // how often it is named in full
}

// registry leads names to entities.
type registry struct {
	ents   []entity
	byName map[string]int   // full name, or abbreviation
	byLast map[string][]int // surname
	byGive map[string][]int // first name
}

func newRegistry() registry {
	return registry{byName: map[string]int{}, byLast: map[string][]int{}, byGive: map[string][]int{}}
}

// nameWords returns the words of a mention's name.
func (d *prose) nameWords(m *mention) []string {
	words := make([]string, 0, m.last-m.nameFrom+1)
	for i := m.nameFrom; i <= m.last; i++ {
		if n := len(words); d.toks[i].kind == comma && n > 0 {
			words[n-1] += ","
			continue
		}
		words = append(words, d.str(i))
	}
	return words
}

// suffix reports whether a word stands behind surnames: Jr., III.
func suffix(w string) bool {
	switch strings.TrimSuffix(w, ".") {
	case "Jr", "Sr", "II", "III", "IV", "MD", "M.D", "Ph.D", "PhD", "Esq", "QC", "MP", "OBE", "CBE":
		return true
	}
	return false
}

// nameKey returns the first name and surname of a person's name.
func nameKey(words []string) (first, last string) {
	for len(words) > 1 && suffix(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return "", ""
	}
	last = words[len(words)-1]
	if len(words) > 1 {
		first = words[0]
	}
	return first, last
}

// resolveNames makes the entities: first from full names, then single names are
// led to them, wherever in the article the full one stands.
func (d *cast) resolveNames() {
	d.reg = newRegistry()
	for i := range d.mentions {
		m := &d.mentions[i]
		switch m.kind {
		case person, unknown:
			if m.last > m.nameFrom && !nameParticles[d.low(m.nameFrom)] {
				d.enterPerson(m)
			}
		case body:
			d.enterBody(m)
		}
	}
	for i := range d.mentions {
		// "Le Guin" is the surname of Ursula Le Guin, unless nobody is called so.
		m := &d.mentions[i]
		if m.ent < 0 && (m.kind == person || m.kind == unknown) && m.last > m.nameFrom && !d.enterSurname(m) {
			d.enterPerson(m)
		}
	}
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.ent < 0 && (m.kind == person || m.kind == unknown) && m.last == m.nameFrom {
			d.enterSingle(m)
		}
	}
	for i := range d.mentions {
		if m := &d.mentions[i]; m.ent >= 0 {
			d.noteRole(m)
		}
	}
}

func (d *cast) add(e entity) int {
	d.reg.ents = append(d.reg.ents, e)
	return len(d.reg.ents) - 1
}

func (d *cast) enterPerson(m *mention) {
	words := d.nameWords(m)
	first, last := nameKey(words)
	key := first + " " + last
	id, ok := d.reg.byName[key]
	if !ok {
		id = d.add(entity{name: strings.Join(words, " "), first: first, last: last, seen: m.first, kind: m.kind, sex: m.sex})
		d.reg.byName[key] = id
		d.reg.byLast[last] = append(d.reg.byLast[last], id)
		d.reg.byGive[first] = append(d.reg.byGive[first], id)
	}
	e := &d.reg.ents[id]
	e.named++
	if e.sex == 0 {
		e.sex = m.sex
	}
	if m.kind == person {
		e.kind = person
	}
	m.ent = id
}

// enterSurname leads a surname of several words to the one person whose name
// ends with it.
func (d *cast) enterSurname(m *mention) bool {
	name := strings.Join(d.nameWords(m), " ")
	found := -1
	ids := d.reg.byLast[d.str(m.last)]
	for _, id := range ids[:min(len(ids), 64)] {
		if strings.HasSuffix(d.reg.ents[id].name, " "+name) {
			if found >= 0 {
				return false
			}
			found = id
		}
	}
	if found < 0 {
		return false
	}
	m.ent = found
	return true
}

func (d *cast) enterBody(m *mention) {
	name := strings.Join(d.nameWords(m), " ")
	id, ok := d.reg.byName[name]
	if !ok {
		id = d.add(entity{name: name, body: true, seen: m.first, kind: body})
		d.reg.byName[name] = id
		// The abbreviation in brackets behind it names it too.
		if i := m.last + 1; i+2 < len(d.toks) && d.toks[i].kind == openParen && d.toks[i+1].caps == all && d.toks[i+2].kind == closeParen {
			abbr := d.str(i + 1)
			if old, ok := d.reg.byName[abbr]; !ok || d.reg.ents[old].name == abbr {
				d.reg.byName[abbr] = id
			}
		}
		low := strings.Fields(strings.ToLower(name))
		d.reg.ents[id].heads = append(d.reg.ents[id].heads, low...)
	}
	m.ent = id
}

// enterSingle leads a single name to the one person who bears it.
func (d *cast) enterSingle(m *mention) {
	name := d.str(m.last)
	if id, ok := d.reg.byName[name]; ok {
		m.ent = id
		return
	}
	candidates := d.reg.byLast[name]
	if len(candidates) > 64 {
		candidates = candidates[:64] // so that a thousand Smiths cost no more than these
	}
	if len(candidates) == 0 {
		candidates = d.persons(d.reg.byGive[name])
	}
	if len(candidates) > 0 {
		if id, ok := d.choose(candidates, m); ok {
			m.ent = id
			e := &d.reg.ents[id]
			if e.sex == 0 && m.nameFrom > m.first {
				e.sex = m.sex
			}
			return
		}
	}
	key := name
	if m.sex != 0 && len(candidates) > 0 {
		key = map[class]string{sexM: "Mr. ", sexF: "Ms. "}[m.sex] + name
		if id, ok := d.reg.byName[key]; ok {
			m.ent = id
			return
		}
	}
	m.ent = d.add(entity{name: name, last: name, seen: m.first, kind: m.kind, sex: m.sex})
	d.reg.byName[key] = m.ent
}

// persons keeps those of the entities that are known to be people.
func (d *cast) persons(ids []int) []int {
	var kept []int
	for _, id := range ids[:min(len(ids), 64)] {
		if d.reg.ents[id].kind == person {
			kept = append(kept, id)
		}
	}
	return kept
}

// choose picks the bearer of a name that several may bear: the only one whose
// sex fits the title, or the only one named before this place.
func (d *cast) choose(candidates []int, m *mention) (int, bool) {
	fit, count := -1, 0
	before, beforeCount := -1, 0
	for _, id := range candidates {
		e := &d.reg.ents[id]
		if d.bars(m, e) {
			continue
		}
		fit = id
		count++
		if e.seen < m.first {
			before = id
			beforeCount++
		}
	}
	if count == 1 {
		return fit, true
	}
	if beforeCount == 1 {
		return before, true
	}
	// A family: papers call by surname alone the one whom they introduced first
	// and name in full most often.
	most := -1
	for _, id := range candidates {
		e := &d.reg.ents[id]
		if d.bars(m, e) {
			continue
		}
		if most < 0 || e.named > d.reg.ents[most].named {
			most = id
		}
	}
	if most >= 0 && most == candidates[0] {
		return most, true
	}
	return -1, false
}

// bars reports whether a single name cannot mean a person since the title before
// it tells the other sex. A surname may be anybody's first name: that tells
// nothing ("Clinton").
func (d *cast) bars(m *mention, e *entity) bool {
	titled := m.nameFrom > m.first
	return m.sex != 0 && e.sex != 0 && m.sex != e.sex && (titled || e.last != d.str(m.last))
}
