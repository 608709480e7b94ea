package extract

import "strings"

// viaOf tells through whom words reached the article, if the sentence of the
// reading says so: "told Reuters", "in an interview with the BBC", "on CNN",
// "..., Yonhap reported". Only bodies count: who is told something in person is
// not a chain. cue is the last token of the cue.
func (d *cast) viaOf(r reading, s sentence) string {
	if d.toks[r.cue[0]].cls.is(clsTell) {
		i := d.behindArticle(r.cue[1]+1, s.last)
		if m := d.mention(i); m != nil && m.first == i && (m.kind == body || m.kind == unknown && m.first == m.last) {
			if d.toks[m.last].possessive() || m.last+1 >= s.last || d.toks[m.last+1].kind != word || d.toks[m.last+1].caps != lower || d.toks[m.last+1].cls.is(function|clsAdv) || d.timeWord(m.last+1) {
				return d.viaName(i, s.last)
			}
		}
	}
	s.first, s.last = max(s.first, r.cue[0]-40), min(s.last, r.cue[1]+40)
	for i := s.first; i+1 < s.last; i++ {
		t := &d.toks[i]
		if t.kind != word {
			continue
		}
		if i > r.cue[0] && i < r.cue[1] {
			continue
		}
		switch d.low(i) {
		case "interview", "interviews", "conversation", "podcast", "call":
			if d.low(i+1) == "with" || d.low(i+1) == "on" {
				if via := d.viaName(d.behindArticle(i+2, s.last), s.last); via != "" {
					return via
				}
			}
		case "on", "to":
			if i > r.cue[1] && i < r.cue[1]+10 || i < r.cue[0] && d.low(i) == "on" {
				if m := d.mention(i + 1); m != nil && (d.medium(m) || m.kind == body && d.toks[m.last].possessive()) {
					return d.viaName(i+1, s.last)
				}
			}
		case "by":
			if d.reported(i - 1) {
				if via := d.viaName(d.behindArticle(i+1, s.last), s.last); via != "" {
					return via
				}
			}
		case "according":
			if r.pattern != patAccording && d.isAccording(i, s.last) && i != r.cue[0] {
				if via := d.viaName(d.behindArticle(i+2, s.last), s.last); via != "" {
					return via
				}
			}
		case "reported", "reports":
			if i-1 > r.cue[1] {
				if m := d.mention(i - 1); m != nil && m.kind == body && m.first > s.first && (d.toks[m.first-1].kind == comma || d.low(m.first-1) == "the") {
					return d.viaName(m.first, s.last)
				}
			}
		}
	}
	return ""
}

// medium reports whether a body's name says that it spreads news, or is a short
// one in capitals, as those of broadcasters are.
func (d *prose) medium(m *mention) bool {
	for i := m.nameFrom; i <= m.last; i++ {
		switch d.low(i) {
		case "news", "radio", "tv", "television", "times", "post", "journal", "tribune", "herald", "gazette", "chronicle", "magazine", "press", "network", "podcast", "show", "daily", "weekly", "today", "twitter", "facebook", "instagram", "youtube", "telegram", "guardian":
			return true
		}
	}
	n := d.toks[m.last].end - d.toks[m.last].start
	return m.first == m.last && d.toks[m.last].caps == all && n >= 3 && n <= 5
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

// viaName returns the name that begins at token i: a body's, with whose it is
// ("ABC's “This Week”").
func (d *cast) viaName(i, limit int) string {
	m := d.mention(i)
	if m == nil || m.kind != body && m.kind != unknown {
		return ""
	}
	end := m.last
	if d.toks[end].possessive() && end+1 < limit {
		n := end + 1
		if d.toks[n].kind == quoted && d.toks[n].end-d.toks[n].start < 60 {
			end = n
		} else if p := d.mention(n); p != nil {
			end = p.last
		}
	}
	return strings.TrimRight(d.text[d.toks[m.first].start:d.toks[end].end], ",.”\"’' ") + closing(d.text[d.toks[m.first].start:d.toks[end].end])
}

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
