package extract

import (
	"strings"
	"unicode"

	"verbatim/quotes"
)

// chairs are labels of one person who leads a talk and says at its beginning who
// he is.
var chairs = map[string]bool{"moderator": true, "host": true, "interviewer": true, "presenter": true, "chair": true, "chairman": true, "chairwoman": true, "narrator": true}

// introductions leads labels that are no names to whom their turns name: "I'm Susan
// Page" tells who the moderator is. Two names under one label are nobody's.
func (n *naming) introductions(ls []labelledPara) {
	no := map[string]bool{}
	for _, l := range ls {
		core := n.text[l.name.Start:l.name.End]
		initials := initialsOnly(core) && !answers[l.key] && l.key != "q" && n.entityOf(core, l) < 0
		if !chairs[l.key] && !initials || len(n.own) > 100 {
			continue
		}
		v, ok := n.saysHisName(l)
		if !ok || initials && strings.ReplaceAll(core, ".", "") != initialsOf(v.speakers[0].Name) {
			continue
		}
		old, known := n.own[l.key]
		no[l.key] = no[l.key] || known && old.speakers[0].Name != v.speakers[0].Name
		n.own[l.key] = v
	}
	for key := range no {
		if no[key] {
			delete(n.own, key)
		}
	}
}

// saysHisName reads "I'm Susan Page" in the words behind a label.
func (n *naming) saysHisName(l labelledPara) (voice, bool) {
	p := &n.paras[l.pi]
	for si := p.firstSent; si < p.lastSent; si++ {
		for i := n.sents[si].first; i < n.sents[si].last; i++ {
			m := n.mention(i)
			if m == nil || m.nameFrom != i || m.last == i || m.kind != person && m.kind != unknown || n.toks[m.last].possessive() || !n.namesHimself(m) {
				continue
			}
			return n.voiceNamed(named{name: n.text[n.toks[i].start:n.toks[m.last].end]}, n.x, n.span(i, m.last)), true
		}
	}
	return voice{}, false
}

// namesHimself reports whether a mention is what somebody says that he is called:
// "I'm Susan Page", "my name is".
func (d *prose) namesHimself(m *mention) bool {
	switch i := m.first; d.low(i - 1) {
	case "am", "'m", "’m":
		return d.low(i-2) == "i"
	case "is", "'s", "’s":
		return d.low(i-2) == "name" && d.low(i-3) == "my"
	}
	return false
}

// interviewedByPronoun finds the one person whom the lines above the labels name in
// full, where they say of "him" or "her" only that he was asked: "We asked him to
// share some insights."
func (n *naming) interviewedByPronoun(pi int) (voice, bool) {
	asked, one := false, -1
	for k := max(0, pi-6); k < pi; k++ {
		for si := n.paras[k].firstSent; si < n.paras[k].lastSent; si++ {
			s := n.sents[si]
			for i := s.first; i < s.last; i++ {
				asked = asked || n.asksHim(i, s)
				m := n.mention(i)
				if m == nil || m.first != i || m.ent < 0 || n.reg.ents[m.ent].first == "" || strings.EqualFold(n.reg.ents[m.ent].name, n.art.Byline) {
					continue
				}
				if _, ok := n.x.full[strings.ToLower(n.reg.ents[m.ent].name)]; !ok {
					continue
				}
				if one >= 0 && one != m.ent {
					return voice{ent: -1}, false
				}
				one = m.ent
			}
		}
	}
	if !asked || one < 0 {
		return voice{ent: -1}, false
	}
	e := &n.reg.ents[one]
	v := n.voiceNamed(named{name: e.name, role: e.role}, n.x, n.span(e.seen, e.seen))
	v.sure = .98
	return v, true
}

// asksHim reports whether token i says that somebody just named was interviewed:
// "asked him", "spoke with her", "what she had to say", "his answers".
func (n *naming) asksHim(i int, s sentence) bool {
	him := func(k int) bool { w := n.low(k); return w == "him" || w == "her" }
	switch w := n.low(i); {
	case w == "what" && (n.low(i+1) == "he" || n.low(i+1) == "she") && n.low(i+2) == "had" && n.low(i+3) == "to" && n.low(i+4) == "say":
		return true
	case w == "his" || w == "her":
		return n.low(i+1) == "answers" || n.low(i+1) == "responses" || n.low(i+1) == "replies"
	case n.lex.interviewVerbs[w] || w == "asked" || w == "interviewed":
		if !n.asksHere(i, s.first) {
			return false
		}
		for k := i + 1; k < s.last && k <= i+4 && n.toks[k].kind == word; k++ {
			if him(k) {
				return true
			}
			if !unicode.IsLower(firstRune(n.str(k))) {
				return false
			}
		}
	}
	return false
}

// interviewedInTitle reads whose words a title announces: "Meet Wilma Tarrant",
// "Wilma Tarrant on her years at sea", "Wilma Tarrant talks about bread". A text
// without a title may have it for its first line.
func (n *naming) interviewedInTitle(pi int) (voice, bool) {
	title := n.art.Title
	if p := &n.paras[0]; title == "" && pi > 0 && p.end-p.start <= 140 && !endsAsSpeech(n.text[p.start:p.end]) {
		title = n.text[p.start:p.end]
	}
	none := voice{ent: -1}
	if title == "" || len(title) > 300 {
		return none, false
	}
	t := titleCast(title)
	first, last := 0, len(t.toks)
	meet := t.low(0) == "meet"
	if meet {
		first++
	}
	who, ok := t.nameIn(first, last)
	if !ok || who.first == who.last || who.role == "" && who.first != first || strings.EqualFold(who.name, n.art.Byline) || t.twoNames(who, last) {
		return none, false
	}
	if k := who.last + 1; !meet && (k >= last || t.low(k) != "on" && !n.lex.announcing[t.low(k)]) {
		return none, false
	}
	v := n.voiceNamed(who, n.x, quotes.Span{})
	if !t.isPerson(who, n.knows(v), false) {
		return none, false
	}
	v.sure = .98
	return v, true
}
