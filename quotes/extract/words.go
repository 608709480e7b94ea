package extract

// wordsLead reads what leads to a quotation as somebody's words without a verb of
// saying: "In Smith's words, “...”", "to use the words of Smith, “...”", "From
// Smith, the mayor: “...”", "Smith sums it up: “...”". q is the quotation, or the
// colon that leads to the next paragraph; lb the sentence's first token.
func (d *cast) wordsLead(q, lb int) reading {
	for _, rule := range [...]func(q, lb int) reading{d.fromNamed, d.inWords, d.sumsUp} {
		if r := rule(q, lb); r.found {
			return r
		}
	}
	return reading{}
}

// fromNamed reads "From Jane Smith, the mayor:", "Per Jane Smith:".
func (d *cast) fromNamed(q, lb int) reading {
	c := q
	if d.toks[c].kind != colon {
		c--
	}
	if c < lb || d.toks[c].kind != colon {
		return reading{}
	}
	if !leadsName(d.low(lb)) {
		lb = d.sents[d.paras[d.paraOf(lb)].firstSent].first // "D-N.M.:" was cut
	}
	if c <= lb+1 || c > lb+40 || !leadsName(d.low(lb)) {
		return reading{}
	}
	m := d.mention(lb + 1)
	for i := lb + 2; m == nil && i < c && i < lb+6 && d.toks[i-1].kind == word; i++ {
		m = d.mention(i) // "From councillor Jane Smith:"
	}
	if m == nil || m.kind != person && !(m.kind == unknown && m.last > m.nameFrom) || d.toks[m.last].possessive() {
		return reading{}
	}
	if end := m.last + 1; end < c && (d.toks[end].kind != comma || d.hasQuote(end, c) || d.listed(end, c)) {
		return reading{}
	}
	who := np{first: m.first, last: m.last, head: m.last, name: m, role: d.roleBetween(m.last+2, c)}
	return reading{who: who, found: true, cue: [2]int{lb, lb}, pattern: patWords}
}

func leadsName(w string) bool { return w == "from" || w == "per" }

// roleBetween returns the tokens from i to the next comma or to limit as a role,
// if they begin in lower case: "his brother", "chair of the club".
func (d *prose) roleBetween(i, limit int) *np {
	for i < limit && d.toks[i].kind == word && d.toks[i].cls.is(clsDet|clsPoss) {
		i++
	}
	end := i
	for end < limit && d.toks[end].kind == word {
		end++
	}
	if i >= end || end-i > 10 || d.toks[i].caps != lower || d.toks[i].cls.is(function) {
		return nil
	}
	return &np{first: i, last: end - 1, head: end - 1}
}

// listed reports whether names follow a comma and each other: "From Lisbon, Porto
// and Faro:".
func (d *cast) listed(from, to int) bool {
	for i := from; i < to; i++ {
		if d.low(i) == "and" && i+1 < to && d.mention(i+1) != nil && d.mention(i+1).kind == person {
			return true
		}
	}
	return false
}

// inWords reads "In Smith's own words, “...”" and "to borrow the words of Smith,
// the mayor: “...”".
func (d *cast) inWords(q, lb int) reading {
	if q-2 < lb || d.toks[q-1].kind != comma && d.toks[q-1].kind != colon && d.toks[q-1].kind != word {
		return reading{}
	}
	for i := q - 1; i > lb && i >= q-24; i-- {
		if d.toks[i].kind == stop || d.toks[i].kind == quoted {
			break
		}
		if w := d.low(i); w != "words" && w != "phrase" {
			continue
		}
		if i+2 < q && d.low(i+1) == "of" && d.low(i-1) == "the" && i-2 >= lb && usesWords[d.low(i-2)] {
			p, ok := d.phraseAt(i+2, q)
			if !ok || p.name == nil && !d.toks[p.head].cls.is(clsRole) {
				return reading{}
			}
			if k := p.last + 1; k < q && d.toks[k].kind == word {
				return reading{} // "in the words of Smith's that he used"
			}
			return reading{who: d.namedBeside(p, q), found: true, cue: [2]int{i - 1, i}, pattern: patWords}
		}
		if i < q-2 || i == q-2 && d.toks[q-1].kind == word {
			return reading{}
		}
		owner := i - 1
		for owner > lb && owner > i-3 && d.toks[owner].kind == word && !d.toks[owner].possessive() && d.toks[owner].caps == lower && !d.toks[owner].cls.is(clsPoss) {
			owner-- // "own", "famous"
		}
		return d.ownerOf(owner, i, lb)
	}
	return reading{}
}

// usesWords are what stands before "the words of Smith" when they are quoted.
var usesWords = map[string]bool{"in": true, "use": true, "using": true, "borrow": true, "borrowing": true, "quote": true, "quoting": true, "echo": true}

// ownerOf reads the phrase whose possessive ends at token owner: "in the mayor's
// words", where the noun stands at token i.
func (d *cast) ownerOf(owner, i, lb int) reading {
	r := reading{found: true, cue: [2]int{i, i}, pattern: patWords}
	t := &d.toks[owner]
	switch {
	case t.kind == word && t.cls.is(clsPoss) && !t.possessive() && subjectOf[d.low(owner)] != "":
		r.who = np{first: owner, last: owner, head: owner, pronoun: true}
	case !t.possessive():
		return reading{}
	default:
		r.who = np{first: owner, last: owner, head: owner}
		if m := d.mention(owner); m != nil {
			if m.kind == place || m.kind == roleOnly {
				return reading{}
			}
			r.who.first, r.who.name = m.first, m
		} else if t.cls.is(clsRole) {
			for r.who.first > lb && d.toks[r.who.first-1].kind == word && !usesWords[d.low(r.who.first-1)] && r.who.first > owner-5 {
				r.who.first--
			}
		} else {
			return reading{}
		}
	}
	k := r.who.first - 1
	for n := 0; k > lb && n < 4 && d.toks[k].kind == word && !usesWords[d.low(k)]; n++ {
		k-- // "the novelist" before her name
	}
	if k < lb || !usesWords[d.low(k)] {
		return reading{}
	}
	return r
}

// sumsUp reads "Smith summed up the mood: “...”" and "One line from the judge, Jane
// Smith, sums it up: “...”".
func (d *cast) sumsUp(q, lb int) reading {
	c := q
	if d.toks[c].kind != colon {
		c--
	}
	if c <= lb+1 || d.toks[c].kind != colon {
		return reading{}
	}
	for v := lb + 1; v < c-1 && v < lb+40; v++ {
		if w := d.low(v); w != "sums" && w != "summed" {
			continue
		}
		if d.low(v+1) != "up" && d.low(v+2) != "up" || d.unsaid(v, lb) {
			return reading{}
		}
		r := reading{found: true, cue: [2]int{v, v}, pattern: patBefore}
		for i := lb; i < v-2; i++ {
			if d.low(i) == "from" && i > lb && (d.lex.speechNouns[d.low(i-1)] || d.low(i-1) == "line" || d.low(i-1) == "sentence") {
				p, ok := d.phraseAt(i+1, v)
				r.who = d.namedBeside(p, v)
				if ok && d.canSpeak(p) {
					return r
				}
				return reading{}
			}
		}
		var ok bool
		if r.who, _, ok = d.subjectBefore(v, lb); !ok || !d.canSpeak(r.who) || !r.who.pronoun && r.who.name == nil && !d.toks[r.who.head].cls.is(clsRole) {
			return reading{}
		}
		return r
	}
	return reading{}
}

// takesUp reads the sentence behind a quotation that is a sentence by itself, if it only
// tells whose the words were: “...” These are the words of Smith. “...” So says Smith.
func (d *cast) takesUp(si int, pure bool) reading {
	if !pure || si+1 >= len(d.sents) || d.sents[si+1].para != d.sents[si].para {
		return reading{}
	}
	s := d.sents[si+1]
	i := s.first
	switch v := i + 1; d.low(i) {
	case "so":
		if !d.speechVerb(v, s.last) || !d.toks[v].cls.is(clsSay) || !d.toks[v].cls.is(formPast|formThird) {
			return reading{}
		}
		i = v
	case "these", "those", "that", "this", "such":
		if v+3 >= s.last || !be(d.low(v)) || d.low(v+1) != "the" || d.low(v+2) != "words" && !d.lex.speechNouns[d.low(v+2)] || d.low(v+3) != "of" && d.low(v+3) != "from" {
			return reading{}
		}
		i = v + 3
	default:
		return reading{}
	}
	p, ok := d.phraseAt(i+1, s.last)
	if !ok || p.name == nil || !d.named(p.name) || d.toks[p.last].possessive() {
		return reading{}
	}
	return reading{who: d.namedBeside(p, s.last), found: true, cue: [2]int{i, i}, pattern: patSigned}
}

// wordsBehind reads what follows a quotation: “...,” in the words of Smith; “...”,
// in Smith's words.
func (d *cast) wordsBehind(i, limit int) reading {
	if i+3 > limit || d.low(i) != "in" {
		return reading{}
	}
	if d.low(i+1) == "the" && d.low(i+2) == "words" && d.low(i+3) == "of" {
		p, ok := d.phraseAt(i+4, limit)
		if !ok || p.name == nil && !d.toks[p.head].cls.is(clsRole) {
			return reading{}
		}
		return reading{who: d.namedBeside(p, limit), found: true, cue: [2]int{i + 2, i + 2}, pattern: patWords}
	}
	for k := i + 2; k < limit && k < i+9 && d.toks[k].kind == word; k++ {
		if d.low(k) != "words" {
			continue
		}
		owner := k - 1
		for owner > i && !d.toks[owner].possessive() && !d.toks[owner].cls.is(clsPoss) {
			owner--
		}
		if k+1 < limit && d.toks[k+1].kind == word {
			return reading{}
		}
		return d.ownerOf(owner, k, i)
	}
	return reading{}
}
