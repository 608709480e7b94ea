package extract

import (
	"strings"
	"unicode"

	"verbatim/quotes"
)

// naming leads the labels of a transcript to people.
type naming struct {
	*cast
	x        nameIndex
	known    map[string]voice // by the label's key
	voices   map[int]bool     // their entities
	before   int              // token of the first label: what stands before it introduces
	firstOf  map[string]int   // token of a key's first label
	answerer voice            // whom the text calls the one interviewed
	asker    voice
	own      map[string]voice // by the label's key: who the turns say that he is
}

func newNaming(d *cast, ls []labelledPara, x nameIndex) *naming {
	n := &naming{cast: d, x: x, known: map[string]voice{}, voices: map[int]bool{}, own: map[string]voice{}, firstOf: map[string]int{}, before: d.sents[d.paras[ls[0].pi].firstSent].first}
	n.answerer, _ = n.interviewed(ls[0].pi)
	n.asker = n.questionerBefore(ls[0].pi)
	for _, l := range ls {
		if _, ok := n.firstOf[l.key]; !ok && len(n.firstOf) < 1000 {
			n.firstOf[l.key] = d.sents[d.paras[l.pi].firstSent].first
		}
	}
	n.introductions(ls)
	return n
}

// voice returns who a label means, and false when the text does not tell: then
// the words are nobody's.
func (n *naming) voice(l labelledPara) (voice, bool) {
	none := voice{span: l.name, ent: -1}
	if v, ok := n.own[l.key]; ok {
		v.sure = .98
		n.voices[v.ent] = true
		return n.written(v, l), true
	}
	switch {
	case l.key == "q" && n.asker.sure > 0:
		return n.asker, true
	case answers[l.key] && n.answerer.sure > 0:
		return n.answerer, true
	case asks[l.key], answers[l.key], nobodies.MatchString(l.key):
		return none, false
	}
	v, ok := n.known[l.key]
	if !ok {
		v = n.resolve(l)
		if len(n.known) < 1000 {
			n.known[l.key] = v
			n.voices[v.ent] = true
		}
	}
	return n.written(v, l), v.sure > 0
}

// written returns a voice as its label writes it.
func (n *naming) written(v voice, l labelledPara) voice {
	v.span = l.name
	if written := n.text[l.name.Start:l.name.End]; len(v.speakers) == 1 && written != v.speakers[0].Name {
		s := v.speakers[0]
		s.AsWritten = written
		v.speakers = []quotes.Speaker{s}
	}
	return v
}

// speaks reports whether a label was led to the entity.
func (n *naming) speaks(ent int) bool { return n.voices[ent] || ent == n.answerer.ent }

// resolve leads a label to the one person of the article that it can mean, or
// takes the name as it stands.
func (n *naming) resolve(l labelledPara) voice {
	written := n.text[l.name.Start:l.name.End]
	v := voice{span: l.name, ent: -1, sure: .99}
	title, core := n.withoutTitle(written)
	role := ""
	if strings.HasPrefix(written, "The ") && l.bracket.End > l.bracket.Start {
		// "The Minister for Mines (Sir Walter Craig)"
		in := strings.Trim(n.text[l.bracket.Start:l.bracket.End], " ()")
		if t, c := n.withoutTitle(in); t != "" || strings.Contains(c, " ") && n.lex.look(firstWord(c)).is(clsFirst) {
			role, core, title = strings.TrimPrefix(written, "The "), c, ""
		}
	}
	s := quotes.Speaker{Name: titled(core), Role: role}
	if id := n.entityOf(core, l); id >= 0 && n.otherSex(title, id) {
		s.Name = titled(written)
	} else if id >= 0 {
		e := &n.reg.ents[id]
		v.ent = id
		s.Name = titled(e.name)
		if s.Role == "" {
			s.Role = e.role
		}
	} else if initialsOnly(core) {
		v.sure = 0 // nobody has these initials
		return v
	} else if title != "" && n.lex.look(strings.ToLower(lastWord(core))).is(clsRole|clsBody) || lastWord(core) == "Speaker" {
		s.Name = written // Mr. Speaker
	}
	v.speakers = []quotes.Speaker{s}
	return v
}

// entityOf finds the person whom a label calls by the full name, the surname, the
// first name or the initials; first names only if the person is named before the
// first label, or by another label, initials if he is before the first of them.
func (n *naming) entityOf(core string, l labelledPara) int {
	key := strings.ToLower(core)
	if id, ok := n.x.full[key]; ok {
		return id
	}
	if first, last := nameKey(strings.Fields(key)); first != "" {
		if id, ok := n.x.last[last]; ok && id >= 0 && strings.HasPrefix(strings.ToLower(n.reg.ents[id].first), first[:1]) && len(strings.TrimSuffix(first, ".")) == 1 {
			return id // "J. Smith"
		}
		return -1
	}
	if id, ok := n.x.last[key]; ok {
		return id
	}
	if id, ok := n.x.first[key]; ok && id >= 0 && n.reg.ents[id].seen < n.before {
		return id
	}
	if id, ok := n.x.initials[strings.ReplaceAll(key, ".", "")]; ok && id >= 0 && n.reg.ents[id].seen < max(n.before, n.firstOf[l.key]) && strings.ToUpper(core) == core {
		return id
	}
	return -1
}

// questionerBefore reads "BY MS. FALLON:" above the questions.
func (n *naming) questionerBefore(pi int) voice {
	for k := pi - 1; k >= 0 && k >= pi-3; k-- {
		p := &n.paras[k]
		if m := questioner.FindStringSubmatchIndex(n.text[p.start:min(p.end, p.start+labelLimit)]); m != nil {
			span := quotes.Span{Start: p.start + m[2], End: p.start + m[3]}
			_, core := n.withoutTitle(n.text[span.Start:span.End])
			return n.resolve(labelledPara{turnLabel: turnLabel{key: strings.ToLower(core), name: span}})
		}
	}
	return voice{ent: -1}
}

// interviewed finds the one person whom the lines above the labels, the title, or
// else the paragraphs above the labels call the one interviewed. Two are none.
func (n *naming) interviewed(pi int) (voice, bool) {
	lines, prose := map[string]voice{}, map[string]voice{}
	for k := max(0, pi-6); k < pi; k++ {
		found := prose
		if n.paras[k].end-n.paras[k].start <= 140 {
			found = lines
		}
		for si := n.paras[k].firstSent; si < n.paras[k].lastSent; si++ {
			n.lookForInterviewed(n.cast, n.sents[si].first, n.sents[si].last, found)
		}
	}
	title := map[string]voice{}
	if n.art.Title != "" {
		t := titleCast(n.art.Title)
		n.lookForInterviewed(t, 0, len(t.toks), title)
	}
	for _, found := range [...]map[string]voice{lines, title, prose} {
		if len(found) == 0 {
			continue
		}
		for _, v := range found {
			if len(found) == 1 && len(v.speakers) == 1 {
				v.sure = .98
				return v, true
			}
		}
		return voice{ent: -1}, false
	}
	if v, ok := n.interviewedByPronoun(pi); ok {
		return v, true
	}
	return n.interviewedInTitle(pi)
}

// lookForInterviewed adds those whom tokens [first, last) call interviewed. Two
// joined names add one without speakers.
func (n *naming) lookForInterviewed(c *cast, first, last int, found map[string]voice) {
	for i := first; i < last; i++ {
		if c.toks[i].kind != word {
			continue
		}
		at := c.interviewee(first, i, last)
		if at < 0 {
			continue
		}
		p, ok := c.nameIn(at, last)
		if !ok {
			if p, ok = n.byOneName(c, at); !ok {
				continue
			}
		}
		span := quotes.Span{}
		if c == n.cast {
			span = c.span(p.first, p.last)
		}
		v := n.voiceNamed(p, n.x, span)
		if strings.EqualFold(v.speakers[0].Name, n.art.Byline) {
			continue
		}
		found[strings.ToLower(v.speakers[0].Name)] = v
		if k := p.last + 1; k+1 < last && c.low(k) == "and" && unicode.IsUpper(firstRune(c.str(k+1))) {
			found[""] = voice{}
		}
	}
}

// byOneName reads a first name or a surname of one person of the article.
func (n *naming) byOneName(c *cast, i int) (named, bool) {
	key := c.low(i)
	for _, m := range [...]map[string]int{n.x.first, n.x.last} {
		if id, ok := m[key]; ok && id >= 0 && c.toks[i].caps != lower {
			return named{name: n.reg.ents[id].name, first: i, last: i}, true
		}
	}
	return named{}, false
}

// interviewee returns the token at which the name of the one interviewed may begin
// behind token i: "interview with", "Deposition of", "we spoke to"; -1 if none.
func (d *cast) interviewee(first, i, last int) int {
	if i+1 >= last {
		return -1
	}
	switch w := d.low(i); w {
	case "with", "to":
		for k := i - 1; k >= first && k >= i-8 && d.toks[k].kind != quoted; k-- {
			if w == "with" && d.lex.interviewNouns[d.low(k)] && !d.laterTalks(k) || d.lex.interviewVerbs[d.low(k)] && d.asksHere(k, first) {
				return i + 1
			}
		}
	case "of":
		switch d.low(i - 1) {
		case "deposition", "testimony", "examination", "cross-examination", "interview":
			return i + 1
		}
	case "interviewed", "interviews":
		if d.asksHere(i, first) {
			return i + 1
		}
	}
	if d.toks[i+1].kind == colon && i+2 < last {
		switch d.low(i) {
		case "interview", "interviewee", "witness", "guest", "q&a":
			return i + 2
		}
	}
	return -1
}

// laterTalks reports whether the noun at token k is for several talks that somebody had for
// a purpose of his own: "based on interviews with".
func (d *prose) laterTalks(k int) bool {
	return pluralNoun(d.low(k)) && (d.low(k-1) == "on" || d.low(k-1) == "of")
}

// asksHere reports whether the verb at token v has the writer or the paper for its
// subject: who "spoke with" whom does not tell otherwise who was asked.
func (d *cast) asksHere(v, first int) bool {
	for k := v - 1; k >= first && k >= v-3; k-- {
		if w := d.low(k); w == "we" || w == "i" {
			return true
		}
		if m := d.mention(k); m != nil {
			return m.kind == body
		}
	}
	return false
}

// initialsOnly reports whether a label is initials and no short name such as LEE.
func initialsOnly(s string) bool {
	n := letters(s)
	return strings.ToUpper(s) == s && (n <= 2 || n == 3 && !strings.ContainsAny(s, "AEIOUY"))
}
