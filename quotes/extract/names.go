package extract

import (
	"context"
	"strings"
	"unicode"

	"verbatim/quotes"
	"verbatim/quotes/article"
)

// named is somebody whom a heading, a label or a line below a quotation names,
// with the role that stands beside the name.
type named struct {
	name, role  string
	title       string // the form of address before the name
	first, last int    // tokens of the name
}

// nameIn reads the person that the tokens [i, limit) name: "Governor Ellen Straub",
// "the Chair of the Trust, Maeve Corrigan", "Peter Lomas, foreman". Capitals are
// no help in a heading, so that the run of capitals is cut at every word that is
// no name.
func (d *prose) nameIn(i, limit int) (named, bool) {
	from := i
	for i < limit && d.toks[i].kind == word && (d.toks[i].cls.is(clsDet|clsPoss) || honours[d.low(i)]) {
		if i++; honours[d.low(i-1)] {
			from = i
		}
	}
	// A role that tells of what it is one ("the Chair of the Harbour Trust")
	// stands before a comma, and the name behind it.
	roleFrom := i
	n := named{first: -1}
	for ; i < limit; i++ {
		t := &d.toks[i]
		if t.kind == comma && i > roleFrom && d.hasRole(roleFrom, i) {
			if m, ok := d.nameRun(i+1, limit); ok {
				m.role = d.text[d.toks[roleFrom].start:d.toks[i-1].full]
				return m, true
			}
			return n, false
		}
		if t.kind != word {
			return n, false
		}
		if m, ok := d.nameRun(i, limit); ok {
			n = m
			break
		}
		if t.caps == lower && t.cls.is(formPast|formThird) && t.cls.is(speech) || t.cls.is(clsPrep) && d.low(i) != "of" && d.low(i) != "for" && d.low(i) != "on" {
			return n, false // "of the President to the Joint Session"
		}
	}
	if n.first < 0 {
		return n, false
	}
	if role := strings.TrimSpace(d.text[d.toks[roleFrom].start:d.toks[n.first].start]); n.role == "" && role != "" && n.first > from {
		n.role = role
		if d.formOfAddress(roleFrom, n.first) {
			n.role = ""
		}
	}
	if n.role == "" && n.last+2 < limit && d.toks[n.last+1].kind == comma {
		to := n.last + 2
		for to < limit && to < n.last+16 && (d.toks[to].kind == word || d.toks[to].kind == number) {
			to++
		}
		k := n.last + 2
		for k < to && d.toks[k].cls.is(clsDet|clsPoss) {
			k++
		}
		if k < to && !d.relative(k) && (d.hasRole(k, to) || to == limit && d.plainNoun(k, to)) {
			n.role = d.text[d.toks[k].start:d.toks[to-1].full]
		}
	}
	return n, true
}

// honours stand before a name or behind it and are no part of it.
var honours = map[string]bool{"rt": true, "hon": true, "hon.": true, "mp": true, "msp": true, "mep": true, "kc": true, "qc": true, "kbe": true, "cbe": true, "obe": true, "mbe": true, "frs": true, "phd": true}

// plainNoun reports whether the tokens are one to four words that can say what
// somebody is: "lighthouse keeper".
func (d *prose) plainNoun(from, to int) bool {
	for i := from; i < to; i++ {
		if t := &d.toks[i]; t.kind != word || t.caps != lower || t.cls.is(function|clsAdv|clsTime|formIng) {
			return false
		}
	}
	return to-from <= 4
}

func (d *prose) hasRole(from, to int) bool {
	for i := from; i < to; i++ {
		if d.toks[i].cls.is(clsRole) {
			return true
		}
	}
	return false
}

// nameRun reads a name of two to five words at token i, or a title and a surname.
// Roles before it are left to the caller.
func (d *prose) nameRun(i, limit int) (named, bool) {
	n := named{first: i, last: i - 1}
	titled := false
	j := i
	for ; j < limit && d.namesPerson(j) && d.toks[j].cls.is(clsTitle) && !d.toks[j].cls.is(clsFirst) && j < i+3; j++ {
		titled = true
	}
	n.first = j
	words := 0
	for ; j < limit && words < 5; j++ {
		if !d.namesPerson(j) {
			if j == n.first || !d.lex.nameParticles[d.low(j)] || j+1 >= limit || !d.namesPerson(j+1) {
				break
			}
			continue
		}
		if words >= 2 && d.toks[j].caps == all && honours[d.low(j)] {
			break
		}
		if c := d.toks[j].cls; c.is(clsRole|clsTitle) && !c.is(clsFirst|clsCommonName) && words < 2 && j+1 < limit && d.namesPerson(j+1) {
			return n, false // "Governor Ellen Straub": the caller moves on
		}
		n.last = j
		words++
		if d.toks[j].possessive() {
			break
		}
	}
	if words == 0 || words == 1 && !titled {
		return n, false
	}
	last := d.toks[n.last].cls
	if last.is(clsRole|clsBody|clsWeekday|clsMonth) && !last.is(clsCommonName|clsFirst) || !titled && d.toks[n.first].cls.is(clsPlace) && !d.toks[n.first].cls.is(clsFirst) {
		return n, false
	}
	if titled && n.first > i {
		n.title = d.text[d.toks[i].start:d.toks[n.first-1].full]
		for k := i; k < n.first; k++ {
			if role := d.lex.roleOf[d.low(k)]; role != "" && role != "doctor" && role != "professor" {
				n.role = d.text[d.toks[i].start:d.toks[n.first-1].full]
			}
		}
	}
	n.name = d.text[d.toks[n.first].start:d.toks[n.last].end]
	return n, true
}

// namesPerson reports whether token i can be a word of a person's name.
func (d *prose) namesPerson(i int) bool {
	t := &d.toks[i]
	if t.kind != word || t.caps == lower || t.cls.is(clsBody) && !t.cls.is(clsFirst|clsCommonName) {
		return false
	}
	if t.cls.is(function|clsStarter|clsAdv) && !t.cls.is(clsFirst|clsCommonName|clsTitle|clsRole) {
		return false
	}
	c := firstRune(d.str(i))
	return unicode.IsLetter(c)
}

// nameIndex finds people by parts of their names, whatever the case.
type nameIndex struct {
	full, last, first, initials map[string]int // entity, or several
}

const several = -2

// indexNames lists the people whom the article names in full. What only may be a
// name leaves the initials to a person who has them: Kamala Harris speaks, not
// Kingsbury Hall.
func (d *cast) indexNames() nameIndex {
	x := nameIndex{full: map[string]int{}, last: map[string]int{}, first: map[string]int{}, initials: map[string]int{}}
	for id := range d.reg.ents {
		e := &d.reg.ents[id]
		if e.body || e.first == "" || e.kind != person && e.kind != unknown || d.lex.greetings[strings.ToLower(e.first)] {
			continue
		}
		name := strings.ToLower(e.name)
		if _, ok := x.full[name]; ok {
			continue
		}
		x.full[name] = id
		x.enter(x.last, e.last, id)
		x.enter(x.first, e.first, id)
		letters := initialsOf(e.name)
		switch old, ok := x.initials[strings.ToLower(letters)]; {
		case ok && old >= 0 && d.reg.ents[old].kind < e.kind:
		case ok && old >= 0 && d.reg.ents[old].kind > e.kind:
			x.initials[strings.ToLower(letters)] = id
		default:
			x.enter(x.initials, letters, id)
		}
	}
	return x
}

// enter notes that a part of a name is that of an entity, or of several.
func (nameIndex) enter(m map[string]int, part string, id int) {
	key := strings.ToLower(part)
	if _, ok := m[key]; ok {
		id = several
	}
	m[key] = id
}

func initialsOf(name string) string {
	var b strings.Builder
	for w := range strings.FieldsSeq(name) {
		if r := firstRune(w); unicode.IsUpper(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// voiceNamed leads somebody named in a heading or a line to the person of the
// article, if it names him elsewhere.
func (d *cast) voiceNamed(n named, x nameIndex, span quotes.Span) voice {
	v := voice{span: span, ent: -1, sure: 1}
	name := titled(n.name)
	key := strings.ToLower(name)
	id, ok := x.full[key]
	if !ok && !strings.ContainsRune(key, ' ') {
		id, ok = x.last[key]
	}
	s := quotes.Speaker{Name: name, Role: n.role}
	if name != n.name {
		s.Role = titled(n.role) // all of the heading is in capitals
	}
	if ok && id >= 0 && d.otherSex(n.title, id) {
		ok, s.Name = false, titled(n.title+" "+n.name)
	}
	if ok && id >= 0 {
		e := &d.reg.ents[id]
		v.ent = id
		if strings.ToUpper(e.name) != e.name {
			s.Name = e.name
		}
		if s.Role == "" {
			s.Role = e.role
		}
	}
	if n.name != s.Name {
		s.AsWritten = n.name
	}
	v.speakers = []quotes.Speaker{s}
	return v
}

// titleCast reads a title that is no part of the text. One that is longer than
// titles are is cut, so that it takes no context.
func titleCast(title string) *cast {
	ctx := context.Background() // never done
	p, _ := newProse(ctx, article.Plain(strings.ToValidUTF8(title[:min(len(title), 1<<10)], "")))
	c, _ := newCast(ctx, p)
	return c
}

func isNameRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' }

// otherSex reports whether a form of address does not fit a person: Mrs. Smith is
// not John Smith.
func (d *cast) otherSex(title string, ent int) bool {
	var sex class
	for w := range strings.FieldsSeq(title) {
		sex |= d.lex.look(strings.ToLower(w)) & (sexM | sexF)
	}
	e := d.reg.ents[ent].sex
	return sex != 0 && e != 0 && sex&e == 0
}
