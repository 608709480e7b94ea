package grammar

import (
	"context"
	"strings"
	"unicode/utf8"

	"verbatim/quotes"
)

// Quoted words carry a particle that says what they are: “…”라고 and “…”며 make speech of
// them, “…”라는 and “…”란 mostly a name. The subject stands far before them with its own
// particle, and is left out where it is that of the sentence before.

// tail is what stands right behind quoted words.
type tail uint8

const (
	noTail   tail = iota
	said          // 라고, 고: a verb of saying follows
	saying        // 라며, 면서: it is speech, whatever follows
	ofWhich       // 라는: a noun follows
	someNoun      // any other particle: the words are a name
)

var tails = map[string]tail{
	"고": said, "라고": said, "이라고": said, "다고": said, "라": said, "이라": said, "하고": said, "라고도": said, "고도": said,
	"이라고도": said, "라고까지": said, "라고만": said, "고만": said, "이라고만": said, "라곤": said, "고는": said, "라고는": said, "다라고": said, "였다라고": said, "자고": said, "냐고": said,
	"며": saying, "면서": saying, "면서도": saying, "라며": saying, "라면서": saying, "라면서도": saying, "이라며": saying, "이라면서": saying,
	"이라면서도": saying, "다며": saying, "다면서": saying, "이었다며": saying, "였다며": saying, "하며": saying, "하면서": saying, "자며": saying, "냐며": saying, "라고며": saying,
	"는": ofWhich, "라는": ofWhich, "이라는": ofWhich, "다는": ofWhich, "라던": ofWhich, "던": ofWhich, "이라던": ofWhich, "자는": ofWhich, "냐는": ofWhich, "하는": ofWhich,
}

// quotative returns what a word behind quoted words makes of them.
func quotative(w string) tail { return tails[w] }

// voiced is a subject in a text that was led to whom it means.
type voiced struct {
	at    int
	mark  mark
	who   subject
	voice voice
	tells bool // somebody, known or not; else a thing, or nobody knows what
}

// koreanParagraph attributes the quoted words of paragraph pi, sentence by sentence.
func (r *reader) koreanParagraph(ctx context.Context, pi int) {
	for i := r.first[pi]; i < r.first[pi+1] && ctx.Err() == nil; {
		s := r.sents[r.toks[i].sent]
		r.koreanSentence(s)
		i = max(s.last, i+1)
	}
}

// koreanSentence goes through the quoted words of a sentence. Those between which no other
// subject stands are of one speaker.
func (r *reader) koreanSentence(s span) {
	lo := s.first
	for q := s.first; q < s.last; q++ {
		if !r.spokenMarks(q) {
			continue
		}
		chain := r.chain(q, s)
		read, v := r.speakerOf(chain, lo, s)
		r.koreanTurns(chain, read, v)
		q = chain[len(chain)-1]
		if read.found() {
			lo = q + 1
		}
	}
}

// spokenMarks reports whether token q is a piece between double marks.
func (r *reader) spokenMarks(q int) bool {
	if r.toks[q].kind != quoted {
		return false
	}
	p := &r.pieces[r.toks[q].piece]
	if _, ok := trimmed(r.text, p.start, p.end); !ok {
		return false
	}
	m, _ := utf8.DecodeRuneInString(r.text[p.open:])
	return m != '‘' && m != '\'' && m != '’' && m != '『' && m != '〝'
}

// tailOf returns what stands behind the piece at token q, and the token behind that.
func (r *reader) tailOf(q int) (tail, int) {
	k := q + 1
	if k < len(r.toks) && r.toks[k].kind == openParen && r.toks[k].start == r.toks[q].end {
		for k < len(r.toks) && r.toks[k].kind != closeParen {
			k++
		}
		k++
	}
	if k >= len(r.toks) || r.toks[k].kind != word || r.toks[k].sent != r.toks[q].sent {
		return noTail, q + 1
	}
	w := r.text[r.toks[k].start:r.toks[k].end]
	attached := r.toks[k].start == r.toks[k-1].end
	switch t := quotative(w); {
	case t != noTail && (attached || utf8.RuneCountInString(w) > 1):
		return t, k + 1
	case attached:
		return someNoun, k
	}
	return noTail, q + 1
}

// chain returns the pieces from q on that are of one speaker.
func (r *reader) chain(q int, s span) []int {
	out := []int{q}
	t, next := r.tailOf(q)
	for k := next; k < s.last && (t == said || t == saying); k++ {
		if r.toks[k].kind == quoted {
			if !r.spokenMarks(k) {
				continue
			}
			u, after := r.tailOf(k)
			if u == someNoun || u == noTail && !r.ends(k+1, s) {
				continue // a name in marks
			}
			if u == ofWhich && (t == said || !r.statementAt(after)) {
				break
			}
			out = append(out, k)
			t, k = u, after-1
			continue
		}
		if n := r.nounAt(k); n.who.ok && n.tells && !(t == saying && len(out) == 1 && n.mark == topic) {
			break
		}
		if r.breaks(k) {
			break
		}
	}
	return out
}

// breaks reports whether the clause that ends at token k has another subject than the
// next: 묻자, 말한 데 대해.
func (r *reader) breaks(k int) bool {
	t := &r.toks[k]
	if t.kind != word || t.run > 0 {
		return false
	}
	switch t.low {
	case "데", "데에", "것에", "것과", "질문에", "물음에", "말에", "지적에", "질문에는", "발언에", "요청에", "제안에", "주장에":
		return true
	}
	return strings.HasSuffix(t.low, "자") && t.is(cue)
}

// statementAt reports whether token k is a noun for what somebody says: 입장을, 말도.
func (r *reader) statementAt(k int) bool {
	if k >= len(r.toks) || r.toks[k].kind != word {
		return false
	}
	w := r.toks[k].low
	for _, end := range []string{"이었다", "이다", "입니다", "였다", "다"} {
		if stem, ok := strings.CutSuffix(w, end); ok {
			w = stem
			break
		}
	}
	for _, p := range parts(w) {
		if r.lang.words[p.stem].is(clsThat) && p.stem != "질문" {
			return true
		}
	}
	return false
}

// speakerOf finds who speaks the pieces of a chain in the sentence s, of which [lo, …) is
// not yet told.
func (r *reader) speakerOf(chain []int, lo int, s span) (reading, voice) {
	none := voice{ent: -1, why: quotes.DoubtSpeaker}
	q, last := chain[0], chain[len(chain)-1]
	t, next := r.tailOf(last)
	end := r.clauseEnd(next, s)
	read := reading{by: after, who: subject{run: -1, head: -1}, cue: span{next - 1, next}, verb: -1}
	inner := false
	switch t {
	case said:
		ok, verb, embedded := r.verbBehind(next, end, &read)
		if !ok {
			return reading{}, none
		}
		if verb >= 0 {
			read.cue = span{next - 1, verb + 1}
		}
		inner = embedded
	case saying:
		_, _, inner = r.verbBehind(next, end, &read)
		read.doubted = false
	case ofWhich:
		if n := r.ownerBeside(q, next, end, s); n.who.ok {
			read.who = n.who
			return read, n.voice
		}
		if !r.statementAt(next) || r.lastCue(next, end) < 0 {
			return reading{}, none
		}
		read.by = trailing
	default:
		if first, _ := r.tailOf(q); first != said && first != saying {
			return r.byItself(q, s)
		}
	}
	if read.who.ok { // “…”라고 말한 김헌은
		return read, r.person(voiced{}, read.who.run, -1).voice
	}
	n := r.subjectOfChain(chain, lo, s, inner)
	if !n.who.ok && !n.tells {
		n = r.subjectBehind(next, end)
	}
	switch {
	case n.who.ok:
		read.who = n.who
		return read, n.voice
	case n.tells:
		return reading{}, none
	}
	if v := r.goesOnFrom(q, 1); v.known() {
		read.by, read.who = carried, r.turns[len(r.turns)-1].read.who
		return read, v
	}
	return reading{}, none
}

// subjectOfChain finds the subject before the pieces of a chain, or between the first two.
func (r *reader) subjectOfChain(chain []int, lo int, s span, inner bool) voiced {
	q := chain[0]
	n := r.subjectBefore(lo, q, inner)
	if !n.who.ok && lo > s.first {
		if m := r.subjectBefore(s.first, q, false); m.who.ok && m.mark == topic {
			n = m
		}
	}
	if !n.who.ok && len(chain) > 1 {
		n = r.subjectBefore(q+1, chain[1], false)
	}
	return n
}

// clauseEnd returns where the clause behind quoted words ends: at the next quoted words, or
// with the sentence.
func (r *reader) clauseEnd(k int, s span) int {
	for k < s.last && !r.spokenMarks(k) {
		k++
	}
	return k
}

// verbBehind looks at the verb behind “…”라고. ok says that it makes speech of the words;
// inner that what it says stands in a clause of its own, whose subject is the nearest one.
func (r *reader) verbBehind(k, end int, read *reading) (ok bool, verb int, inner bool) {
	verb = -1
	for i := k; i < end; i++ {
		t := &r.toks[i]
		if t.kind != word || t.run > 0 {
			continue
		}
		if t.is(clsThink) && !t.is(clsSay) {
			return false, -1, false
		}
		if t.is(clsSay) {
			verb = i
			break
		}
	}
	if verb < 0 {
		if k >= end || r.toks[end-1].kind == word && end == k+1 {
			return k >= end, -1, false // “…”라고.
		}
		for i := k; i < end; i++ {
			if w := r.toks[i].low; strings.HasPrefix(w, "않") || strings.HasPrefix(w, "못") {
				return false, -1, false
			}
		}
		read.by = trailing
		return true, -1, false
	}
	low := r.toks[verb].low
	word := func(i int) string {
		if i < end && r.toks[i].kind == word {
			return r.text[r.toks[i].start:r.toks[i].end]
		}
		return ""
	}
	behind := word(verb + 1)
	switch {
	case verb == k && (low == "하는" || low == "한" || low == "할"):
		return false, -1, false
	case strings.HasPrefix(behind, "않") || strings.HasPrefix(behind, "못") || behind == "수" || behind == "적" || behind == "적이" || behind == "리":
		read.doubted = true
	case strings.HasSuffix(low, "다고") || strings.HasSuffix(low, "다며"):
		inner = true
		if behind == "한다" || behind == "하는데" {
			read.doubted = true
		}
	case strings.HasSuffix(low, "자"):
		inner = true
	case r.adnominal(low) && low[len(low)-3:] != "던":
		switch behind {
		case "뒤", "후", "바", "다음", "만큼", "정도로", "것으로", "직후", "이후", "":
		default:
			if n := r.runAt(verb+1, end); n >= 0 {
				read.who = r.nameSubject(r.runs[n].first, n)
			}
			inner = true
		}
	}
	return true, verb, inner
}

// runAt returns the run that begins within three words from token k on, -1 if none does.
func (r *reader) runAt(k, end int) int {
	for i := k; i < end && i < k+3 && r.toks[i].kind == word; i++ {
		if r.toks[i].run > 0 {
			return r.toks[i].run - 1
		}
	}
	return -1
}

// byItself attributes words without a particle: in a paragraph of their own they go on with
// who spoke in the one before, or a narrator leads to them and away from them.
func (r *reader) byItself(q int, s span) (reading, voice) {
	none := voice{ent: -1, why: quotes.DoubtSpeaker}
	if t, _ := r.tailOf(q); t != noTail || s.first != q || !r.ends(q+1, s) || q != r.first[r.para] || s.last != r.first[r.para+1] {
		return reading{}, none
	}
	if n := r.narrated(); n.who.ok {
		return reading{by: led, who: n.who, cue: span{q, q + 1}, verb: -1}, n.voice
	}
	p := &r.pieces[r.toks[q].piece]
	if k := len(r.turns) - 1; k < 0 || r.turns[k].read.by == led {
		return reading{}, none // talk, of which each paragraph is somebody else's
	}
	if n, _ := r.wordsOf(p); r.para > 0 && n >= 5 && strings.ContainsRune(".?!…", lastSign(r.text[p.start:p.end])) {
		if v := r.goesOnFrom(q, 2); v.known() {
			return reading{by: carried, who: r.turns[len(r.turns)-1].read.who, cue: span{q, q + 1}, verb: -1}, v
		}
	}
	return reading{}, none
}

// narrated finds who speaks a paragraph of words of which the next one says 하고, 하며: its
// subject, or that of the paragraph before, if a comma ends it, or who spoke there.
func (r *reader) narrated() voiced {
	none := voiced{}
	if r.para+2 >= len(r.first) {
		return none
	}
	next := r.first[r.para+1]
	if next >= len(r.toks) || !r.goesOnSaying(next) {
		return none
	}
	end := r.sents[r.toks[next].sent].last
	for k := next + 1; k < min(end, next+5); k++ {
		n := r.actor(k)
		switch {
		case n.mark == bare, n.mark == topic && !n.who.ok && !n.tells && r.plainTopic(k):
			continue
		case n.who.ok && (n.mark == topic || n.mark == agent && !r.takenUp(k+1, min(k+3, end))):
			return n
		}
		if n.tells || r.strangeWord(r.toks[k].low) {
			return none // somebody of whom nothing is known
		}
	}
	if r.para == 0 {
		return none
	}
	here := r.first[r.para]
	if r.toks[here-1].kind != comma {
		return none
	}
	lo := r.sents[r.toks[here-1].sent].first
	for k := here - 1; k >= max(lo, here-most*5); k-- {
		n := r.actor(k)
		if n.who.ok && (n.mark == topic || !r.takenUp(k+1, min(k+3, here))) {
			return n
		}
		if n.tells && n.mark == topic || n.mark == agent && !r.takenUp(k+1, min(k+2, here)) {
			return none
		}
	}
	if n := len(r.turns); n > 0 && r.turns[n-1].para == r.para-2 && r.goesOnSaying(r.first[r.para-1]) && r.turns[n-1].voice.known() {
		return voiced{who: r.turns[n-1].read.who, voice: r.turns[n-1].voice}
	}
	return none
}

// goesOnSaying reports whether a narrator goes on behind words at token k.
func (r *reader) goesOnSaying(k int) bool {
	switch r.toks[k].low {
	case "하고", "하며", "하면서", "하는", "하더니", "하곤", "라고", "이라고":
		return r.toks[k].kind == word
	}
	return false
}

// actor reads the subject at token k, a stranger too.
func (r *reader) actor(k int) voiced {
	n := r.nounAt(k)
	if n.who.ok || n.tells || n.mark != topic && n.mark != agent {
		return n
	}
	for _, p := range parts(r.toks[k].low)[1:] {
		if p.mark == n.mark && r.korean.led[p.stem] > 2 && r.korean.held[p.stem] > 0 && r.strangerAt(k) {
			return r.nounAt(k)
		}
	}
	return n
}

// goesOnFrom returns who spoke last, if it was at most far paragraphs before and
// nobody else was the subject since.
func (r *reader) goesOnFrom(q, far int) voice {
	if len(r.turns) == 0 {
		return voice{ent: -1}
	}
	t := &r.turns[len(r.turns)-1]
	if !t.voice.known() || r.para-t.para > far {
		return voice{ent: -1}
	}
	if q > r.sents[r.toks[q].sent].first && r.toks[q-1].kind == word && !r.plainTopic(q-1) {
		ps := parts(r.toks[q-1].low)
		if r.toks[q-1].run > 0 || len(ps) > 1 && ps[1].mark.leads() {
			return voice{ent: -1} // somebody of whom nothing is known
		}
	}
	from := r.pieces[t.pieces[len(t.pieces)-1]].at + 1
	for k := from; k < q; k++ {
		n := r.nounAt(k)
		if n.mark == bare || n.who.pronoun {
			continue
		}
		if n.who.ok && n.voice.ent == t.voice.ent && n.voice.body == t.voice.body {
			continue
		}
		if n.who.ok && n.mark == agent && r.takenUp(k+1, r.sents[r.toks[k].sent].last) {
			continue
		}
		if n.mark != also && n.tells || n.who.ok {
			return voice{ent: -1}
		}
	}
	v := t.voice
	v.sure = min(v.sure, 1)
	return v
}

// koreanTurns notes what was found of the pieces of a chain.
func (r *reader) koreanTurns(chain []int, read reading, v voice) {
	t := turn{para: r.para, read: read, voice: v}
	for _, q := range chain {
		t.pieces = append(t.pieces, r.toks[q].piece)
	}
	if read.found() && v.ent >= 0 {
		r.last, r.lastPara = v.ent, r.para
	}
	r.turns = append(r.turns, t)
}
