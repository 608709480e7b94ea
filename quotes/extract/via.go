package extract

import "strings"

// viaOf tells through whom words reached the article, if the sentence of the
// reading says so: "told Reuters", "in an interview with the BBC", "on CNN",
// "..., Yonhap reported". Only what spreads news counts: who is told something in
// person is not a chain, nor is a place, a ship or a flight.
// What was said, the tokens of said, tells nothing by "on" and "to".
func (d *cast) viaOf(r reading, s sentence, said [2]int) string {
	if via := d.toldTo(r, s.last); via != "" {
		return via
	}
	s.first, s.last = max(s.first, r.cue[0]-40), min(s.last, r.cue[1]+40)
	for i := s.first; i+1 < s.last; i++ {
		if d.toks[i].kind != word || i > r.cue[0] && i < r.cue[1] {
			continue
		}
		if w := d.low(i); i >= said[0] && i < said[1] && (w == "on" || w == "to") {
			continue
		}
		if via := d.viaAt(i, r, s); via != "" {
			return via
		}
	}
	return ""
}

// toldTo reads the medium that the words were spoken to: "told Reuters".
func (d *cast) toldTo(r reading, limit int) string {
	if !d.toks[r.cue[0]].cls.is(clsTell) {
		return ""
	}
	i := d.behindArticle(r.cue[1]+1, limit)
	m := d.mention(i)
	if m == nil || m.first != i {
		return ""
	}
	n := m.last + 1
	if d.toks[m.last].possessive() || n >= limit || d.toks[n].kind != word || d.toks[n].caps != lower || d.toks[n].cls.is(function|clsAdv) || d.timeWord(n) {
		return d.viaName(i, limit)
	}
	return "" // "told CNN viewers"
}

// viaAt reads the chain that the word at token i opens.
func (d *cast) viaAt(i int, r reading, s sentence) string {
	behind := func(k int) string { return d.viaName(d.behindArticle(k, s.last), s.last) }
	switch d.low(i) {
	case "interview", "interviews", "conversation", "podcast", "call":
		if d.low(i+1) == "with" || d.low(i+1) == "on" {
			return behind(i + 2)
		}
	case "on", "to":
		if i > r.cue[1] && i < r.cue[1]+10 && !d.saysBetween(r.cue[1]+1, i) || i < r.cue[0] && d.low(i) == "on" {
			return d.viaName(i+1, s.last)
		}
	case "by":
		if d.reported(i - 1) {
			return behind(i + 1)
		}
	case "according":
		if r.pattern != patAccording && d.isAccording(i, s.last) && i != r.cue[0] {
			return behind(i + 2)
		}
	case "reported", "reports":
		if i-1 > r.cue[1] {
			if m := d.mention(i - 1); m != nil && m.first > s.first && (d.toks[m.first-1].kind == comma || d.low(m.first-1) == "the") {
				return d.viaName(m.first, s.last)
			}
		}
	}
	return ""
}

// saysBetween reports whether what was said begins in the tokens [from, to):
// "admitted that he took her to the hotel".
func (d *prose) saysBetween(from, to int) bool {
	for k := from; k < to; k++ {
		if d.low(k) == "that" {
			return true
		}
	}
	return false
}

// medium reports whether a name is that of somebody who spreads news: a known
// one, one with a word that says so, or the call sign of a station ("KTLA").
func (d *prose) medium(m *mention) bool {
	if t := &d.toks[m.first]; t.cls.is(clsMedium) && (m.first == m.last || t.caps == all || !t.cls.is(clsFirst|clsCommonName)) {
		return true
	}
	// "Hull Echo", "the Echo", "Press Association", "Channel 4"
	last := m.last
	if d.mediumWord(last) && (last > m.nameFrom || last > 0 && d.low(last-1) == "the" || d.numbered(last)) {
		return true
	}
	if m.last > m.first && d.mediumWord(m.first) && m.kind == body {
		return true
	}
	w := d.str(m.last)
	return m.first == m.last && d.toks[m.last].caps == all && (w[0] == 'K' || w[0] == 'W') && len(w) >= 3 && len(w) <= 4 && lettersOnly(w)
}

func (d *prose) mediumWord(i int) bool {
	w := d.str(i)
	return d.toks[i].cls.is(clsMediumWord) || d.lex.look(w[strings.LastIndexByte(w, '-')+1:]).is(clsMediumWord)
}

// numbered reports whether a number follows token i: "Channel 4", "Radio 4".
func (d *prose) numbered(i int) bool {
	return i+1 < len(d.toks) && d.toks[i+1].kind == number && !d.toks[i].possessive() && d.adjacent(i)
}

func (d *prose) reported(i int) bool {
	if i < 0 || d.toks[i].kind != word {
		return false
	}
	switch d.low(i) {
	case "reported", "published", "quoted", "obtained", "cited", "broadcast", "released", "carried":
		return true
	}
	return false
}

func (d *cast) behindArticle(i, limit int) int {
	for i < limit && d.toks[i].kind == word && d.toks[i].cls.is(clsDet) && d.mention(i) == nil {
		i++
	}
	return i
}

// viaName returns the name of the medium that begins at token i, with the
// programme that is its own ("ABC's “This Week”"), without the person who asks
// there ("CNN's Jane Doe").
func (d *cast) viaName(i, limit int) string {
	m := d.mention(i)
	if m == nil || m.kind == place || m.kind == roleOnly || m.first != i || !d.medium(m) {
		return ""
	}
	start, end := int(d.toks[m.first].start), int(d.toks[m.last].end)
	if n := m.last + 1; d.toks[m.last].possessive() && n < limit {
		if d.toks[n].kind == quoted && d.toks[n].end-d.toks[n].start < 60 {
			end = int(d.toks[n].end)
		} else if p := d.mention(n); p != nil && p.kind != person && !d.speaks(p) {
			end = int(d.toks[p.last].end)
		}
	}
	if d.mediumWord(m.last) && d.numbered(m.last) {
		end = int(d.toks[m.last+1].end)
	}
	name := d.text[start:end]
	return strings.TrimRight(name, ",.”\"’' ") + closing(name)
}

// speaks reports whether a name is led to a person of the article.
func (d *cast) speaks(m *mention) bool { return m.ent >= 0 && d.reg.ents[m.ent].kind == person }

// closing returns the mark that a name ends with, since it belongs to it.
func closing(s string) string {
	for _, mark := range [...]string{"”", "\""} {
		if strings.HasSuffix(s, mark) {
			return mark
		}
	}
	return ""
}

// viaBehind reads a sentence that only tells where the one before comes from:
// "This was reported by Yonhap on January 13."
func (d *cast) viaBehind(s sentence) string {
	if s.last-s.first > 16 || s.last-s.first < 4 || d.hasQuote(s.first, s.last) {
		return ""
	}
	switch d.low(s.first) {
	case "this", "that", "it", "the":
	default:
		return ""
	}
	for i := s.first; i+2 < s.last; i++ {
		if d.toks[i].kind == word && d.low(i+1) == "by" && d.reported(i) && i > s.first && (be(d.low(i-1)) || d.low(i-1) == "first") {
			return d.viaName(d.behindArticle(i+2, s.last), s.last)
		}
	}
	return ""
}
