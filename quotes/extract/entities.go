package extract

import (
	"context"
	"slices"
	"strings"
)

// entity is a person or a body that the article names, under its fullest name.
type entity struct {
	name        string
	first, last string // of a person
	parts       personName
	folded      string // the full name without case and accents
	body        bool
	sex         class // sexM, sexF or 0
	guessed     bool  // the sex only by whom a pronoun seemed to mean
	role        string
	heads       []string // the nouns by which it can be taken up again, lower case
	seen        int      // token where it is first named
	kind        mentionKind
	named       int  // how often it is named in full
	spoke       bool // a verb of saying follows the name somewhere
	employs     bool // the name stands before the role of somebody else
}

// registry leads names to entities. Its keys are folded, so that case and accents
// do not matter.
type registry struct {
	ents     []entity
	byName   map[string]int   // full name, or abbreviation
	byLast   map[string][]int // surname
	byGive   map[string][]int // first name
	bySound  map[string][]int // surname, as it sounds
	titled   map[string]class // surname, the sexes of the titles before it
	untitled map[string]int   // a name of one word, how often it stands without a title
	juniors  map[string]bool  // the surnames that stand alone before "Jr."
	hero     int              // the person whom the article is about, or -1
	reigning map[string]bool  // the names behind "Prince" and the like: first names, and all there is
}

func newRegistry() registry {
	return registry{byName: map[string]int{}, byLast: map[string][]int{}, byGive: map[string][]int{}, bySound: map[string][]int{}, titled: map[string]class{}, untitled: map[string]int{}, reigning: map[string]bool{}, juniors: map[string]bool{}}
}

// bearers is how many people of one surname are looked at, so that a thousand
// Smiths cost no more than these.
const bearers = 64

func capped(ids []int) []int { return ids[:min(len(ids), bearers)] }

// called returns the people with a surname, or with one that sounds like it.
func (r *registry) called(last string) []int {
	if ids := r.byLast[fold(last)]; len(ids) > 0 {
		return capped(ids)
	}
	if len(last) < 5 {
		return nil
	}
	return capped(r.bySound[sound(last)])
}

// resolveNames makes the entities: first from full names, then single names are
// led to them, wherever in the article the full one stands. Those of the title
// come behind the text's, since its capitals say nothing.
func (d *cast) resolveNames(ctx context.Context) {
	d.reg = newRegistry()
	d.dropFronts()
	longer := d.longerNames()
	each := func(f func(m *mention)) {
		for i := 0; i < len(d.mentions) && ctx.Err() == nil; i++ {
			if m := &d.mentions[i]; m.ent < 0 && m.first >= d.titleEnd {
				f(m)
			}
		}
	}
	each(func(m *mention) {
		switch {
		case m.kind == body:
			d.enterBody(m)
		case d.fullName(m) && !d.lex.nameParticles[d.low(m.nameFrom)] && !d.endOf(m, longer):
			d.enterPerson(m)
		}
	})
	each(func(m *mention) {
		// "Le Guin" is the surname of Ursula Le Guin, unless nobody is called so.
		if d.fullName(m) && !d.enterSurname(m) {
			d.enterPerson(m)
		}
	})
	d.resolveTitle()
	for i := range d.mentions {
		if m := &d.mentions[i]; m.ent >= 0 {
			d.noteRole(m)
		}
	}
	each(d.noteTitled)
	each(d.enterSingle)
	for i := 0; i < len(d.mentions) && d.mentions[i].first < d.titleEnd; i++ {
		if m := &d.mentions[i]; m.ent < 0 && !d.fullName(m) {
			d.enterSingle(m)
		}
	}
	d.entitle()
	d.settleApostrophes()
	d.tellSexes()
	d.tellEmployers()
	d.reg.hero = d.findHero()
}

// fullName reports whether a mention has a first name and a surname.
func (d *cast) fullName(m *mention) bool {
	if m.kind != person && m.kind != unknown {
		return false
	}
	last := d.nameLast(m)
	return last > m.nameFrom+b2i(suffix(d.str(last)))
}

// longerNames lists the ends, of two words and more, of the full names of the
// text.
func (d *cast) longerNames() map[string]bool {
	ends := map[string]bool{}
	for i := range d.mentions {
		m := &d.mentions[i]
		if !d.fullName(m) || m.last-m.nameFrom > 6 || m.first < d.titleEnd || len(ends) > 1<<16 {
			continue
		}
		words := d.nameWords(m)
		for k := 1; k+1 < len(words); k++ {
			ends[fold(strings.Join(words[k:], " "))] = true
		}
	}
	return ends
}

// dropFronts takes words off the front of a name when what is left is a person's
// full name that the text has by itself: "Icon Photos Dan Poole".
func (d *cast) dropFronts() {
	full := map[string]bool{}
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.kind == person && d.fullName(m) && m.last-m.nameFrom <= 4 && m.first >= d.titleEnd && d.toks[m.nameFrom].cls.is(clsFirst) && len(full) < 1<<16 {
			full[fold(strings.Join(d.nameWords(m), " "))] = true
		}
	}
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.kind != person && m.kind != unknown || !d.fullName(m) || m.last-m.nameFrom > 6 || d.toks[m.nameFrom].cls.is(clsFirst) {
			continue
		}
		words := d.nameWords(m)
		for k := 1; k+1 < len(words) && !initialName(words[k-1]); k++ {
			if full[fold(strings.Join(words[k:], " "))] {
				m.nameFrom = m.last - len(words) + k + 1
				m.kind = person
				break
			}
		}
	}
}

// endOf reports whether a mention is the end of a longer name, as "Red Hawk" is of
// Lily Red Hawk. With a first name it is a name of its own.
func (d *cast) endOf(m *mention, longer map[string]bool) bool {
	return !d.toks[m.nameFrom].cls.is(clsFirst) && longer[fold(strings.Join(d.nameWords(m), " "))]
}

// resolveTitle leads the names of the title to those of the text. What the text
// does not confirm and what does not look like a person's name is nobody whom a
// surname could mean: in a title every word is capitalised.
func (d *cast) resolveTitle() {
	for i, n := 0, len(d.mentions); i < n && d.mentions[i].first < d.titleEnd; i++ {
		m := &d.mentions[i]
		switch {
		case m.kind == body:
			if id, ok := d.reg.byName[fold(strings.Join(d.nameWords(m), " "))]; ok {
				m.ent = id
			}
		case !d.fullName(m):
		case d.confirm(m):
			e := &d.reg.ents[m.ent]
			e.named++
			e.seen = min(e.seen, m.first)
		case m.kind == person && m.last-m.nameFrom <= 2 && d.toks[m.nameFrom].cls.is(clsFirst) && !d.toks[m.last].cls.is(anyForm|clsField|clsBody):
			d.enterPerson(m)
		}
	}
}

// confirm finds the full name or the surname of the text in a run of capitals of
// the title, and makes it the mention.
func (d *cast) confirm(m *mention) bool {
	for n := min(m.last-m.nameFrom+1, 12); n >= 1; n-- {
		for from := m.nameFrom; from+n-1 <= m.last && from < m.nameFrom+12; from++ {
			part := mention{first: from, last: from + n - 1, nameFrom: from, kind: m.kind, ent: -1}
			words := d.nameWords(&part)
			id, ok := d.reg.byName[partsOf(words).key()]
			if n == 1 {
				ids := d.reg.byLast[fold(words[0])]
				if ok = len(ids) == 1; ok {
					id = ids[0]
				}
			}
			if !ok {
				continue
			}
			part.ent = id
			if from == m.nameFrom {
				part.first = m.first
			}
			for i := m.first; i <= m.last; i++ {
				if i < part.first || i > part.last {
					d.mentionAt[i] = 0
				}
			}
			part.sex = m.sex
			*m = part
			return true
		}
	}
	return false
}

func (d *cast) add(e entity) int {
	d.reg.ents = append(d.reg.ents, e)
	return len(d.reg.ents) - 1
}

// enterPerson leads a full name to its bearer, who is new unless he is named in
// another form: with an initial, without accents, in another spelling.
func (d *cast) enterPerson(m *mention) {
	words := d.nameWords(m)
	n := partsOf(words)
	id, ok := d.bearer(n, m)
	if !ok {
		name := strings.Join(words, " ")
		id = d.add(entity{name: name, folded: fold(name), first: n.first, last: n.last, parts: n, seen: m.first, kind: m.kind, sex: m.sex})
		d.reg.byName[n.key()] = id
		d.reg.byLast[fold(n.last)] = append(d.reg.byLast[fold(n.last)], id)
		d.reg.byGive[fold(n.first)] = append(d.reg.byGive[fold(n.first)], id)
		d.reg.bySound[sound(n.last)] = append(d.reg.bySound[sound(n.last)], id)
	}
	e := &d.reg.ents[id]
	e.named++
	if name := strings.Join(words, " "); strings.ToUpper(e.name) == e.name && fold(name) == e.folded {
		e.name, e.first, e.last = name, n.first, n.last // first met as the label of a turn
	}
	if initialName(e.first) && !initialName(n.first) && n.middle == "" && e.parts.middle == "" {
		e.name, e.first, e.parts = strings.Join(words, " "), n.first, n // "B. Smith", and then "Bella Smith"
		e.folded = fold(e.name)
	}
	if e.sex == 0 {
		e.sex = m.sex
	}
	if m.kind == person {
		e.kind = person
	}
	m.ent = id
}

// bearer finds the person whom a full name means.
func (d *cast) bearer(n personName, m *mention) (int, bool) {
	if id, ok := d.reg.byName[n.key()]; ok && !n.contradicts(d.reg.ents[id].parts) {
		return id, true
	}
	found := -1
	ids := d.reg.called(n.last)
	if sounding := d.reg.bySound[sound(n.last)]; len(n.last) >= 5 && len(sounding) > len(ids) {
		ids = capped(sounding)
	}
	for _, id := range ids {
		e := &d.reg.ents[id]
		if e.first == "" || !n.sameGiven(e.parts) || n.contradicts(e.parts) || m.sex != 0 && e.sex != 0 && m.sex != e.sex {
			continue
		}
		if found >= 0 {
			return -1, false
		}
		found = id
	}
	return found, found >= 0
}

// enterSurname leads a surname of several words to the one person whose name
// ends with it.
func (d *cast) enterSurname(m *mention) bool {
	name := " " + fold(strings.Join(d.nameWords(m), " "))
	found := -1
	for _, id := range capped(d.reg.byLast[fold(d.str(d.nameLast(m)))]) {
		if strings.HasSuffix(d.reg.ents[id].folded, name) {
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
	id, ok := d.reg.byName[fold(name)]
	if !ok {
		id = d.add(entity{name: name, body: true, seen: m.first, kind: body})
		d.reg.byName[fold(name)] = id
		// The abbreviation in brackets behind it names it too.
		if i := m.last + 1; i+2 < len(d.toks) && d.toks[i].kind == openParen && d.toks[i+1].caps == all && d.toks[i+2].kind == closeParen {
			abbr := d.str(i + 1)
			if old, ok := d.reg.byName[fold(abbr)]; !ok || d.reg.ents[old].name == abbr {
				d.reg.byName[fold(abbr)] = id
			}
		}
		low := strings.Fields(strings.ToLower(name))
		d.reg.ents[id].heads = append(d.reg.ents[id].heads, low...)
	}
	m.ent = id
}

// enterSingle leads a single name to the one person who bears it.
func (d *cast) enterSingle(m *mention) {
	if m.kind != person && m.kind != unknown {
		return
	}
	if t := &d.toks[m.last]; m.first < m.last && t.cls.is(clsStarter) && !t.cls.is(clsFirst|clsCommonName) {
		m.kind = roleOnly // "Shot Victim Once in the Head"
		return
	}
	defer d.noteRole(m)
	n := partsOf(d.nameWords(m))
	key := n.key()
	wed := d.wed(m)
	if wed {
		key = honorific[m.sex] + key
	}
	if id, ok := d.reg.byName[key]; ok {
		m.ent = id
		return
	}
	candidates, given := d.reg.byLast[fold(n.last)], d.reg.byGive[fold(n.last)]
	if d.reg.reigning[fold(n.last)] {
		given = d.royals(given) // Prince Charles is not Charles Kennedy
	}
	switch {
	case len(candidates) == 0 && !(d.toks[m.last].cls.is(clsPlace) && m.first == m.last):
		candidates = d.persons(given) // but "Israel said" is not Israel Smith
	case len(candidates) == 1 && len(given) == 1 && d.sideBySide(candidates[0], given[0]):
		candidates = given
	}
	if len(candidates) == 0 {
		candidates = d.reg.called(n.last)
	}
	candidates = d.ofGeneration(capped(candidates), n, m.first)
	if wed {
		candidates = d.behindTitleOf(candidates, m.sex)
	}
	if id, ok := d.choose(candidates, m); ok {
		m.ent = id
		e := &d.reg.ents[id]
		if e.sex == 0 && m.nameFrom > m.first {
			e.sex = m.sex
		}
		return
	}
	if m.sex != 0 && len(candidates) > 0 {
		key = honorific[m.sex] + key
		if id, ok := d.reg.byName[key]; ok {
			m.ent = id
			return
		}
	}
	m.ent = d.add(entity{name: d.particlesBefore(m) + strings.Join(d.nameWords(m), " "), last: n.last, parts: n, seen: m.first, kind: m.kind, sex: m.sex})
	d.reg.byName[key] = m.ent
	if sounds := sound(n.last); len(d.reg.bySound[sounds]) == 0 {
		d.reg.bySound[sounds] = []int{m.ent}
	}
}

// sideBySide reports whether the full name of entity a is rather two names that stand
// side by side, the second of them the first name of b: "At the Kenilworth Amory met".
func (d *cast) sideBySide(a, b int) bool {
	e := &d.reg.ents[a]
	return e.named == 1 && e.first != "" && !d.lex.look(e.first).is(clsFirst) && !initialName(e.first) && !d.reg.ents[b].body && d.reg.ents[b].last != ""
}

// ofGeneration keeps those whom "Trump Jr." or "Trump" can mean; where the article calls
// the son "Trump Jr.", a surname without a suffix means somebody without one, if there is
// one, and where it stands at a token before the son is named, it is not his.
func (d *cast) ofGeneration(ids []int, n personName, at int) []int {
	suffix, late := n.suffix, func(e *entity) bool { return e.parts.suffix == "jr" && e.seen > at }
	if suffix == "" && !d.reg.juniors[fold(n.last)] {
		return slices.DeleteFunc(slices.Clone(ids), func(id int) bool { return late(&d.reg.ents[id]) })
	}
	var kept []int
	for _, id := range ids {
		if d.reg.ents[id].parts.suffix == suffix {
			kept = append(kept, id)
		}
	}
	if len(kept) == 0 && suffix == "" {
		return ids
	}
	return kept
}

// persons keeps those of the entities that are known to be people, by the name or
// by a role.
func (d *cast) persons(ids []int) []int {
	var kept []int
	for _, id := range capped(ids) {
		if e := &d.reg.ents[id]; e.kind == person || len(e.heads) > 0 && !d.surnames[e.first] && !d.toks[e.seen].cls.is(anyForm|clsCommonName|clsPlace|clsPeople) {
			kept = append(kept, id)
		}
	}
	return kept
}

// choose picks the bearer of a name that several may bear: the only one whose
// sex fits the title, or the only one named before this place.
func (d *cast) choose(candidates []int, m *mention) (int, bool) {
	if titled := d.learned(candidates, m); len(titled) == 1 {
		return titled[0], true
	}
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
	most, earliest := -1, -1
	for _, id := range candidates {
		e := &d.reg.ents[id]
		if d.bars(m, e) {
			continue
		}
		if most < 0 || e.named > d.reg.ents[most].named {
			most = id
		}
		if earliest < 0 || e.seen < d.reg.ents[earliest].seen {
			earliest = id
		}
	}
	if most >= 0 && most == earliest {
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

// settleApostrophes writes each name with the apostrophe that the article mostly
// gives it: "James O’Neill" once and "O'Neill" five times are "James O'Neill".
func (d *cast) settleApostrophes() {
	straight := map[int]int{} // by entity: straight ones less curled ones
	for i := range d.mentions {
		m := &d.mentions[i]
		if m.ent < 0 || !strings.ContainsAny(d.reg.ents[m.ent].name, "'’") {
			continue
		}
		text := d.text[d.toks[m.first].start:d.toks[m.last].end]
		straight[m.ent] += strings.Count(text, "'") - strings.Count(text, "’")
	}
	for id, n := range straight {
		e := &d.reg.ents[id]
		switch {
		case n > 0:
			e.name = strings.ReplaceAll(e.name, "’", "'")
		case n < 0:
			e.name = strings.ReplaceAll(e.name, "'", "’")
		}
	}
}
