package extract

// withTail widens a phrase over what hangs on it: "a spokesman for the agency",
// "Rep. Smith (R-Ky.)", and brings in the other speakers: "Smith and Jones".
func (d *cast) withTail(p np, limit int) (np, int) {
	i := p.last + 1
	for n := 0; i < limit && n < 6; n++ {
		next := d.tailPart(&p, i, limit)
		if next <= i {
			break
		}
		i = next
	}
	return p, i
}

// tailPart reads one part of a phrase's tail at token i and returns the token
// behind it; i when there is none.
func (d *cast) tailPart(p *np, i, limit int) int {
	t := &d.toks[i]
	switch {
	case t.kind == openParen:
		for j := i; j < limit && j < i+16; j++ {
			if d.toks[j].kind == closeParen {
				return j + 1
			}
		}
	case t.kind == comma && p.also == nil:
		return d.wholeList(p, i, limit)
	case t.kind != word:
	case t.cls.is(clsPrep) && (p.name == nil && !p.pronoun || d.low(i) == "of" || d.low(i) == "from"):
		if q, ok := d.phraseAt(i+1, limit); ok {
			return q.last + 1
		}
	case p.also == nil && d.low(i) == "and" && !p.pronoun:
		q, ok := d.phraseAt(i+1, limit)
		if !ok || q.pronoun {
			return i
		}
		if p.name == nil && i > p.last+1 {
			return q.last + 1 // "an analysis of her calendar and address book"
		}
		if d.oneSpeaker(*p, q) {
			q.first = p.first
			*p = q
			return q.last + 1
		}
		q = d.beside(q, d.behindOf(q, limit), limit)
		if q.role != nil && p.name == nil && p.first == p.last && d.toks[p.head].cls.is(clsRole) && !pluralNoun(d.low(p.head)) {
			*p = q // "Author and one of the organisers, Jane Smith,"
			return q.last + 1
		}
		p.also = &q
		return q.last + 1
	}
	return i
}

// behindOf returns the token behind a phrase and what tells of what it is one:
// "France's secretary of state for the elderly".
func (d *cast) behindOf(p np, limit int) int {
	i := p.last + 1
	for n := 0; n < 3 && i < limit && d.toks[i].kind == word && d.toks[i].cls.is(clsPrep); n++ {
		q, ok := d.phraseAt(i+1, limit)
		if !ok {
			break
		}
		i = q.last + 1
	}
	return i
}

// oneSpeaker reports whether p and q, joined by "and", are two roles of the one
// person whom q names ("Snapfact checker and staff writer Dale Embry", "former
// Rovers and Scotland winger Gordie MacRae"), or what "current and former
// officials" are.
func (d *cast) oneSpeaker(p, q np) bool {
	if h := &d.toks[p.head]; q.name == nil && p.first == p.last && !h.cls.is(clsRole|clsBody|clsDet|clsPoss|clsPron) && (p.name == nil || h.cls.is(clsPeople|clsRank)) {
		return d.toks[q.head].cls.is(clsRole|clsBody) && !d.toks[q.first].cls.is(clsDet|clsPoss) && q.first < q.last
	}
	if p.name == nil && q.name == nil && d.low(p.first) == "the" && p.last == p.first+1 && q.first == q.last && d.oneRole(p.head) && d.oneRole(q.head) {
		return true // "the singer and guitarist"
	}
	if q.name == nil || q.name.kind == body || q.name.kind == place || q.first >= q.name.nameFrom || d.toks[q.first].cls.is(clsDet|clsPoss) {
		return false
	}
	first := &d.toks[p.first]
	if m := d.mention(p.head); p.name == nil && m != nil && m.last == p.head && d.leadsBody(m) {
		return true // "The Harbour Trust Founder and President Jane Smith"
	}
	if first.cls.is(clsDet|clsPoss) || first.possessive() {
		return false
	}
	if p.name != nil {
		return p.name.kind != person && p.first < p.name.first && first.cls.is(clsRank) && first.caps == lower
	}
	return d.toks[p.head].cls.is(clsRole) && !pluralNoun(d.str(p.head))
}

// leadsBody reports whether a mention is an office with the body before it that has it:
// "Harbour Trust Founder".
func (d *prose) leadsBody(m *mention) bool {
	t := &d.toks[m.last]
	return m.kind == roleOnly && m.last > m.first+1 && d.toks[m.last-1].cls.is(clsBody) && t.cls.is(clsRole) && !t.cls.is(clsBody) && !pluralNoun(d.low(m.last))
}

// oneRole reports whether token i tells what one person is.
func (d *prose) oneRole(i int) bool {
	return d.toks[i].caps == lower && d.toks[i].cls.is(clsRole) && !d.toks[i].cls.is(clsBody) && !pluralNoun(d.low(i))
}

// wholeList reads the rest of a list of names at the comma behind the first, and
// returns the token behind it; i when it is none: "Smith, Jones and Brown".
func (d *cast) wholeList(p *np, i, limit int) int {
	if !d.canBeListed(*p) {
		return i
	}
	var rest []np
	for at := i; at < limit && len(rest) < 8; {
		final := false
		k := at
		if d.toks[k].kind == comma {
			k++
		}
		if k < limit && d.low(k) == "and" {
			final = true
			k++
		}
		if k == at || k >= limit {
			return i
		}
		q, ok := d.phraseAt(k, limit)
		if !ok || !d.canBeListed(q) {
			return i
		}
		rest = append(rest, q)
		at = q.last + 1
		if final {
			if len(rest) < 2 {
				return i // "Smith, and Jones": a new clause as often as not
			}
			for n := len(rest) - 2; n >= 0; n-- {
				rest[n].also = &rest[n+1]
			}
			p.also = &rest[0]
			return at
		}
	}
	return i
}

func (d *cast) canBeListed(p np) bool {
	return p.name != nil && p.name.kind != place && p.name.kind != roleOnly && !d.toks[p.name.last].possessive()
}

// namedBeside takes the name in apposition to a common noun for the speaker:
// "Carter's press secretary, Peter Cook, told".
func (d *cast) namedBeside(p np, limit int) np {
	p, i := d.withTail(p, limit)
	if p.name == nil && !p.pronoun && p.also == nil {
		p = d.beside(p, i, limit)
		i = p.last + 1
	}
	if p.also == nil && !p.pronoun && i < limit {
		d.joinAcross(&p, i, limit)
	}
	return p
}

// beside reads the name behind the comma at token i as the one whom p describes.
func (d *cast) beside(p np, i, limit int) np {
	if p.name != nil || p.pronoun || i+1 >= limit || d.toks[i].kind != comma {
		return p
	}
	m := d.mention(i + 1)
	if m == nil || m.kind == body {
		if held := d.heldOnce(i+1, limit); held != nil {
			m = held
		}
	}
	if m == nil || m.first < i+1 || m.kind != person && (m.kind != unknown || m.last == m.first && !d.toks[p.head].cls.is(clsRole)) {
		return p
	}
	if k := m.last + 1; k < limit && (d.toks[k].kind == word || d.toks[k].kind == number) && (m.last == m.first || !d.toks[k].cls.is(clsPrep)) {
		return p
	}
	role := p
	return np{first: m.first, last: m.last, head: m.last, name: m, role: &role}
}

// heldOnce returns the full name that ends the phrase at token i, behind what its
// bearer is or was: ", former mayor Jane Smith,", ", retired nurse Jane Smith,". Behind it must stand a comma that no
// "and" follows.
func (d *cast) heldOnce(i, limit int) *mention {
	if d.wordAt(i) == "the" {
		i++ // ", the laureate Dr. Jane Smith,"
	}
	p, ok := d.phraseAt(i, limit)
	if !ok || p.name == nil || p.name.kind != person || p.name.first == i || p.name.last == p.name.nameFrom || p.last != p.name.last {
		return nil
	}
	if t, n := &d.toks[i], &d.toks[p.name.first-1]; t.caps != lower && d.mention(i) == nil || d.low(i) != "former" && !t.cls.is(clsRole) && (t.cls.is(function) || n.caps != lower || !n.cls.is(clsRole)) {
		return nil
	}
	if k := p.last + 1; k > limit || k >= len(d.toks) || d.toks[k].kind != comma || k+1 < limit && d.low(k+1) == "and" {
		return nil
	}
	return p.name
}

// joinAcross brings in a second speaker behind the comma that closes an
// apposition: "the mayor, Rita Long, and police chief Dan Orr insisted", "Rita
// Long, the mayor, and Dan Orr insisted". A verb of speech, or the end, must
// follow; else a new clause begins there.
func (d *cast) joinAcross(p *np, i, limit int) {
	if d.toks[i].kind != comma {
		return
	}
	if p.role == nil {
		_, to, ok := d.apposition(p.last)
		if !ok || to >= limit || d.toks[to].kind != comma {
			return
		}
		i = to
	}
	if i+2 >= limit || d.low(i+1) != "and" {
		return
	}
	q, ok := d.phraseAt(i+2, limit)
	if !ok || !d.canBeListed(q) {
		return
	}
	if v, _ := d.skipAdverbs(q.last+1, limit); v < limit && !d.speechVerb(v, limit) {
		return
	}
	p.also = &q
}

// joinedBefore leads the last of several subjects, which stands right before its
// verb, to all of them.
func (d *cast) joinedBefore(p np, lb int) np {
	end := p.last
	if p.also != nil {
		end = p.also.last
	}
	if p.name == nil || p.first-1 <= lb || d.low(p.first-1) != "and" && (p.also == nil || d.toks[p.first-1].kind != comma) {
		return p
	}
	q, _, ok := d.clauseSubject(lb, end+1, false)
	if !ok {
		return p
	}
	for last := q.also; last != nil; last = last.also {
		if last.last == end {
			return q
		}
	}
	return p
}
