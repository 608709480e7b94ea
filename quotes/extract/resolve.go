package extract

import (
	"slices"
	"strings"

	"verbatim/quotes"
)

// voice is who a reading turned out to mean.
type voice struct {
	speakers []quotes.Speaker
	span     quotes.Span
	ent      int     // of the first speaker, or -1
	sure     float64 // that the name is the right one for the words in the text
	stranger bool    // somebody is meant whom the article does not name
	writer   bool    // the article's own writer
}

// discourse is what the rules remember of the article so far, to lead a pronoun
// or "the agency" to the one it means.
type discourse struct {
	lastSpeaker int // entity that spoke last, or -1
	lastAt      int // sentence in which it did
	lastBody    int
	bodyAt      int
	section     int // first sentence of the section: nothing before it is meant
	scenes      []scene
	// The last report without quotation marks, and its sentence.
	report      reading
	reportVoice voice
	reportAt    int
	// Several who spoke together, or "officials": they may be "they".
	group   voice
	groupAt int
	// A body that is only described: "the airport".
	thing   voice
	thingAt int
	// Somebody without a name who spoke: "the neighbour".
	plain    voice
	plainAt  int
	plainSex class
}

// newDiscourse remembers nothing yet of a section that begins at a sentence.
func newDiscourse(section int) discourse {
	return discourse{lastSpeaker: -1, lastBody: -1, reportAt: -1, section: section}
}

// span returns the bytes of tokens first to last.
func (d *prose) span(first, last int) quotes.Span {
	return quotes.Span{Start: int(d.toks[first].start), End: int(d.toks[last].end)}
}

// voiceOf resolves a phrase, used in sentence si, to speakers. It returns no
// speakers when the article does not make clear who is meant.
func (d *reader) voiceOf(p np, si int, words string) voice {
	v := voice{span: d.span(p.first, p.last), ent: -1, sure: 1}
	one := func(p np) bool {
		m := d.meantBy(p, si, words)
		if m.sure == 0 {
			v.stranger = v.stranger || m.ent == strangerEnt
			return false
		}
		v.writer = v.writer || m.ent == writerEnt
		if v.ent < 0 {
			v.ent = max(m.ent, -1)
		}
		v.sure = min(v.sure, m.sure)
		v.speakers = append(v.speakers, m.Speaker)
		return true
	}
	if p.pronoun && (d.low(p.head) == "they" || d.low(p.head) == "their") {
		if g := d.said.group; len(g.speakers) > 0 && si-d.said.groupAt <= 2 && d.said.groupAt >= d.said.section {
			v.speakers, v.sure = g.speakers, .9
			return v
		}
		v.sure = 0
		return v
	}
	if plain, sure := d.plainVoice(p, si); sure > 0 {
		v.speakers, v.sure = plain, sure
		return v
	}
	if !one(p) {
		v.speakers, v.sure = nil, 0
		return v
	}
	for q := p.also; q != nil; q = q.also {
		if one(*q) {
			v.ent = -1
		}
	}
	return v
}

// plainVoice leads "he" to the one without a name who spoke last: "The neighbour
// said ... “...,” she said." It is not sure of it where the noun does not tell the
// sex and somebody with a name is near.
func (d *reader) plainVoice(p np, si int) ([]quotes.Speaker, float64) {
	w := d.low(p.head)
	sex := pronounSex(w)
	l := d.said.plain
	if !p.pronoun || w != "he" && w != "she" || len(l.speakers) != 1 || d.said.plainAt < d.said.section || d.said.plainAt <= d.said.lastAt || si-d.said.plainAt > 3 || d.insideClause(p.head) {
		return nil, 0
	}
	if d.said.plainSex != 0 && d.said.plainSex != sex {
		return nil, 0
	}
	switch {
	case d.wasAsked(si, sex) && !questioning[d.low(p.head+1)]:
		return nil, 0 // "A reporter asked Smith ... He replied"
	case replying[d.low(p.head+1)] && d.asksIn(d.said.plainAt):
		return nil, 0 // "A voter asked whether ... she replied"
	case !d.dialogue && d.broughtUp(si, sex):
		return nil, 0 // "An expert said ... Smith still lives at home."
	}
	speaker := l.speakers[0]
	speaker.AsWritten = d.str(p.head)
	if d.said.plainSex == 0 {
		best, margin := leading(d.candidates(p.head, si, sex))
		switch {
		case best.ent < 0 || best.score < rival:
		case definite(speaker.Name) && margin >= 2.5:
			return nil, 0 // "The former governor said": the one whom the text is about
		default:
			return []quotes.Speaker{speaker}, .6
		}
	}
	return []quotes.Speaker{speaker}, .85
}

// asksIn reports whether somebody asks something in sentence si.
func (d *reader) asksIn(si int) bool {
	n := len(d.said.scenes)
	return n > 0 && d.said.scenes[n-1].sent == si && d.said.scenes[n-1].asks
}

// broughtUp reports whether the sentence before si is about somebody with a name who
// can be of that sex, and comes after the one without a name who spoke last.
func (d *reader) broughtUp(si int, sex class) bool {
	n := len(d.said.scenes)
	if n == 0 {
		return false
	}
	sc := d.said.scenes[n-1]
	if sc.sent >= si || sc.sent <= d.said.plainAt || sc.stranger {
		return false
	}
	return slices.ContainsFunc(sc.parts, func(p part) bool {
		e := &d.reg.ents[p.ent]
		return p.how == asSubject && e.kind == person && (e.sex == 0 || e.sex == sex)
	})
}

// definite reports whether a description is of somebody whom the text has told of:
// "the former governor", "former governor".
func definite(name string) bool {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	return first == "the" || first == "former"
}

// meant is somebody whom a phrase means.
type meant struct {
	quotes.Speaker
	ent  int     // or -1, strangerEnt, writerEnt
	sure float64 // that it is he; 0 when the article does not make clear who
}

// meantBy leads a phrase, used in sentence si, to the one whom it means; words are
// what he says, if they are known.
func (d *reader) meantBy(p np, si int, words string) meant {
	written := d.text[d.toks[p.first].start:d.toks[p.last].end]
	switch {
	case p.pronoun && d.low(p.head) == "i":
		return d.writerMeant(written)
	case p.pronoun && (d.low(p.head) == "it" || d.low(p.head) == "its"):
		return d.bodyMeant(p, si, written)
	case p.pronoun:
		ent, sure := d.antecedent(p.head, si, words)
		if ent == strangerEnt && (sure >= .94 || sure >= .8 && !d.converses) {
			if s, ok := d.strangerMeant(si, pronounSex(d.low(p.head)), written); ok {
				return meant{s, -1, .86}
			}
		}
		return d.entityMeant(p, ent, sure, written)
	case p.name != nil && !d.demonym(p):
		return d.namedMeant(p)
	}
	ent, sure, known := d.takenUp(p, si)
	if !known {
		ent, sure, known = d.bodyOfPaper(p)
	}
	switch {
	case known:
		return d.entityMeant(p, ent, sure, written)
	case d.demonym(p), d.age(p.head) && d.low(p.first) == "the":
		return meant{ent: strangerEnt} // "the Finn": nobody knows which
	}
	return d.describedMeant(p)
}

// entityMeant returns an entity under its name, and as the phrase p writes it. A
// negative one is nobody.
func (d *cast) entityMeant(p np, ent int, sure float64, written string) meant {
	if ent < 0 {
		return meant{ent: ent}
	}
	e := &d.reg.ents[ent]
	s := quotes.Speaker{Name: e.name, Role: e.role, Body: e.body, Short: !e.body && e.first == ""}
	if title := lastWord(s.Role); royal[title] && !strings.Contains(s.Name, " ") && (title == s.Role || !startsUpper(s.Role)) {
		s.Name, s.Role, s.Short = title+" "+s.Name, "", false // "Prince Andrew" is all of his name
	}
	if written != e.name {
		s.AsWritten = written
	}
	if p.role != nil && s.Role == "" {
		first := p.role.first
		if first < p.role.last && d.toks[first].cls.is(clsDet) && !d.toks[first].cls.is(clsPoss) {
			first++ // "the"
		}
		s.Role = d.roleText(first, p.role.last+1)
	}
	return meant{s, ent, sure}
}

// royal are the titles that belong to the name of whoever bears them.
var royal = map[string]bool{"Prince": true, "Princess": true, "King": true, "Queen": true, "Pope": true, "Emperor": true, "Empress": true}

// writerMeant leads "I" to the writer of the article. Who tells a story is not its
// writer.
func (d *reader) writerMeant(written string) meant {
	name, ok := d.writer()
	if !ok || d.story {
		return meant{ent: writerEnt}
	}
	return meant{quotes.Speaker{Name: name, AsWritten: written}, writerEnt, .9}
}

// bodyMeant leads "it" to the body that spoke last: to one that is only described
// ("the airport") or to one with a name.
func (d *reader) bodyMeant(p np, si int, written string) meant {
	t := d.said.thing
	if len(t.speakers) == 1 && si-d.said.thingAt <= 2 && d.said.thingAt >= d.said.section && (d.said.lastBody < 0 || d.said.thingAt >= d.said.bodyAt) {
		s := t.speakers[0]
		s.AsWritten = written
		return meant{s, -1, d.sureOfIt(p, si, d.said.thingAt)}
	}
	if si-d.said.bodyAt > 2 {
		return meant{ent: -1}
	}
	return d.entityMeant(p, d.said.lastBody, d.sureOfIt(p, si, d.said.bodyAt), written)
}

// sureOfIt is how sure it is that "it" in sentence si means the body that spoke in
// sentence at: more so where it begins the next one.
func (d *reader) sureOfIt(p np, si, at int) float64 {
	if at == si-1 && p.first == d.sents[si].first {
		return .9
	}
	return .8
}

// namedMeant returns the one whom a name means.
func (d *cast) namedMeant(p np) meant {
	m := p.name
	name := d.text[d.toks[m.nameFrom].start:d.toks[d.nameLast(m)].end]
	if m.ent < 0 {
		return meant{quotes.Speaker{Name: name, Body: m.kind != person, Short: m.kind == person && m.last == m.nameFrom}, -1, .9}
	}
	return d.entityMeant(p, m.ent, 1, name)
}

// describedMeant returns somebody without a name under the words that describe him:
// "a spokesman for the agency". "His lawyer" and "others" describe nobody.
func (d *cast) describedMeant(p np) meant {
	last := d.tail(p)
	switch {
	case p.first == p.last && objectPronouns[d.low(p.first)]: // "was not considered by him to be “...”"
		return meant{ent: -1}
	case d.toks[p.first].cls.is(clsPoss) && !d.toks[p.first].possessive() && !d.kinOfTeller(p),
		p.last-p.first > 12,
		p.first == p.last && last == p.last && d.lex.vague[d.low(p.first)]:
		return meant{ent: -1}
	}
	head := d.toks[p.head].cls
	name := strings.TrimSpace(d.text[d.toks[p.first].start:d.toks[last].end])
	if d.kinOfTeller(p) {
		return meant{quotes.Speaker{Name: d.kinName(p), Short: true}, -1, .95}
	}
	return meant{quotes.Speaker{Name: name, Body: head.is(clsBody) && !head.is(clsRole), Short: true}, -1, .9}
}

// objectPronouns mean somebody, but do not name him.
var objectPronouns = map[string]bool{"him": true, "her": true, "them": true, "us": true, "me": true, "you": true, "himself": true, "herself": true, "themselves": true, "itself": true}

// kinOfTeller reports whether a phrase is of somebody whom only one who tells of himself
// can call so: "my uncle".
func (d *prose) kinOfTeller(p np) bool {
	return d.low(p.first) == "my" && d.lex.family[d.low(p.head)] && p.last == p.head
}

// kinName writes such a phrase as in the midst of a sentence.
func (d *prose) kinName(p np) string {
	return "my" + d.text[d.toks[p.first].end:d.toks[p.last].end]
}

// writerEnt stands for the writer of the article, who says "I".
const writerEnt = -3

// writer returns the name in the byline, without what he is; several who wrote
// together are nobody who says "I".
func (d *prose) writer() (string, bool) {
	name, _, _ := strings.Cut(d.art.Byline, ",")
	name = strings.TrimSpace(name)
	return name, name != "" && !strings.Contains(d.art.Byline, " and ") && !strings.Contains(d.art.Byline, " & ")
}

// givesItsName reports whether a mention is all that tells whose a paper is: "a statement
// from Smith", not "by a Northwind spokesman".
func (d *cast) givesItsName(m *mention) bool {
	if m.kind == place || m.kind == person && m.last == m.nameFrom && m.first < m.nameFrom || d.toks[m.last].possessive() {
		return false
	}
	n := m.last + 1
	return n >= len(d.toks) || d.toks[n].kind != word || d.toks[n].caps == lower && !d.toks[n].cls.is(clsRole|clsBody|clsPrep)
}

// bodyOfPaper leads "the IMF report", "a Treasury memo" to the body whose paper it
// is.
func (d *cast) bodyOfPaper(p np) (ent int, sure float64, ok bool) {
	if w := d.low(p.head + 1); (w == "from" || w == "by") && d.lex.writings[d.low(p.head)] && p.name == nil && d.toks[p.first].cls.is(clsDet) {
		k := p.head + 2
		if k < len(d.toks) && d.toks[k].cls.is(clsDet) {
			k++
		}
		if m := d.mention(k); m != nil && m.first == k && m.ent >= 0 && d.givesItsName(m) {
			return m.ent, .9, true // "a statement from Smith said"
		}
		return -1, 0, false
	}
	m := d.mention(p.head - 1)
	if m != nil && m.ent >= 0 && m.kind == person && m.first == p.first && d.toks[m.last].possessive() && d.lex.writings[d.low(p.head)] {
		return m.ent, .9, true // "Smith's statement added"
	}
	if m == nil || m.ent < 0 || m.kind != body || m.first < p.first || !d.toks[p.head].cls.is(clsBody) || !d.lex.bodyPapers[d.low(p.head)] {
		return -1, 0, false
	}
	return m.ent, .9, true
}

// tail returns the last token of a common noun with what tells whose or of what
// it is: "a spokesman for the agency", "one of the lawyers".
func (d *cast) tail(p np) int {
	last := p.last
	if w := d.low(last); (w == "close" || w == "familiar") && p.head < last && (d.wordAt(last+1) == "to" || d.wordAt(last+1) == "with") {
		if q, ok := d.phraseAt(last+2, min(last+10, len(d.toks))); ok && !q.pronoun {
			return q.last // "a source close to the mayor"
		}
		return last - 1
	}
	for n := 0; n < 3 && last+1 < len(d.toks) && d.toks[last+1].kind == word; n++ {
		from := last + 2
		narrow := false
		switch d.low(last + 1) {
		case "of", "for", "from", "at":
		case "in", "on", "with", "around", "near", "across":
			narrow = true // "in the city", not "in a statement"
		default:
			return last
		}
		if from+1 < len(d.toks) && (d.toks[from].kind == number || d.toks[from].cls.is(clsDet)) && d.low(from+1) == "of" {
			from += 2 // "for eleven of the musicians"
		}
		q, ok := d.phraseAt(from, min(from+8, len(d.toks)))
		if !ok || q.pronoun || q.name == nil && d.bare(q) || d.timeWord(from) || d.timeWord(q.head) {
			return last
		}
		if narrow && d.low(q.first) != "the" && (q.name == nil || q.name.kind != place) {
			return last
		}
		last = q.last
	}
	return last
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// describesNamed reports whether a description is of the kind that articles use
// for somebody named before: "the Republican presidential nominee".
func (d *prose) describesNamed(name string) bool {
	w := strings.Fields(name)
	if len(w) < 2 || !strings.EqualFold(w[0], "the") {
		return false
	}
	return d.lex.prominent[strings.ToLower(w[len(w)-1])] || strings.Contains(name, "-old")
}

// sexOf tells what the role in a description says: "Smith's wife", "a spokesman for the
// travel agents".
func (d *prose) sexOf(name string) class {
	var sex class
	role := false
	for w := range strings.FieldsSeq(name) {
		c := d.lex.look(w)
		if role && c.is(clsPrep) && !c.is(clsRole) {
			break
		}
		if c.is(clsRole) {
			sex, role = c&(sexM|sexF), true
		}
	}
	return sex & -b2c(sex != sexM|sexF)
}

// personal reports whether a description is of a person ("the woman in the queue")
// or may be one's name that the article has only here.
func (d *prose) personal(name string) bool {
	if startsUpper(name) && !strings.Contains(name, " ") {
		return true
	}
	for w := range strings.FieldsSeq(name) {
		if d.lex.look(w).is(clsRole) {
			return true
		}
	}
	return false
}

// pluralNoun reports whether a common noun stands for several: "officials", but not "a
// spokesman for the officials".
func pluralNoun(name string) bool {
	for _, of := range [...]string{" for ", " at ", " from ", " with "} {
		name, _, _ = strings.Cut(name, of)
	}
	return strings.HasSuffix(name, "s") && !strings.HasSuffix(name, "ss") || strings.HasSuffix(name, "people") || strings.HasSuffix(name, "men")
}

// severalOf reports whether a description is of several: "officials of the port", "two of
// Low's friends", but not "the release of the papers".
func severalOf(name string) bool {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	for _, prep := range [...]string{" of ", " for ", " from ", " at ", " in ", " with "} {
		name, _, _ = strings.Cut(name, prep)
	}
	return pluralNoun(name) || counting[first]
}

// remember notes who spoke in sentence si.
func (d *reader) remember(v voice, si int) {
	if n := len(v.speakers); n > 1 || n == 1 && v.ent < 0 && severalOf(v.speakers[0].Name) {
		d.said.group, d.said.groupAt = v, si
	}
	if v.ent < 0 && len(v.speakers) == 1 && v.speakers[0].Body {
		d.said.thing, d.said.thingAt = v, si
	}
	if v.ent < 0 {
		if len(v.speakers) == 1 && !v.speakers[0].Body && d.personal(v.speakers[0].Name) && !d.describesNamed(v.speakers[0].Name) && !pluralNoun(v.speakers[0].Name) && (d.said.plainAt < si || len(d.said.plain.speakers) == 0) {
			d.said.plain, d.said.plainAt, d.said.plainSex = v, si, d.sexOf(v.speakers[0].Name)
		}
		return
	}
	if d.reg.ents[v.ent].body {
		d.said.lastBody, d.said.bodyAt = v.ent, si
		return
	}
	d.said.lastSpeaker, d.said.lastAt = v.ent, si
}
