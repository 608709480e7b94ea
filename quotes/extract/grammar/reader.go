package grammar

import (
	"context"
	"slices"

	"verbatim/quotes"
)

// turn is a quotation on its way.
type turn struct {
	pieces []int
	read   reading
	voice  voice
	para   int
}

// reader goes through the paragraphs and attributes what is said in them.
type reader struct {
	*doc
	para           int
	turns          []turn
	last, lastPara int // who spoke last, and in which paragraph; -1 for nobody
	lastAt         int // the token of that mention
	unnamed        int // the last piece whose speaker a role tells, and no name

	// Who was heard last in this paragraph, by which mention and cue.
	heard     voice
	heardBy   subject
	heardCue  span
	heardSent int // in which sentence

	source     voice // who last says something, in words or not, and in which paragraph
	sourcePara int
	sourceAt   int // the token of that mention

	fullNames map[string]string // of bodies, by the word that can stand for them; nil before it is asked for

	byI       bool         // who tells the text says "I"
	described []voice      // those whom a tale only describes
	tookUp    map[int]int  // to whom the role at a token was led
	closing   map[int]turn // paragraphs whose last sentence says what somebody says, without his words

	topic     voice // whom the last sentences are about
	topicPara int
	topicAt   int  // the last token of that sentence
	vague     bool // something or somebody unknown was spoken of since
}

// paragraph attributes the pieces of paragraph pi.
func (r *reader) paragraph(ctx context.Context, pi int) {
	r.para = pi
	if r.lang.on("particles") {
		r.koreanParagraph(ctx, pi)
		return
	}
	if first := r.first[pi]; first < r.first[pi+1] {
		if s := r.sents[r.toks[first].sent]; !r.heard.known() || !r.reportedMood(s) || r.namesAnother(s.first, s.last) {
			r.heard = voice{ent: -1}
		}
	}
	for k := r.first[pi]; k < r.first[pi+1] && ctx.Err() == nil; k = r.sents[r.toks[k].sent].last {
		s := r.sents[r.toks[k].sent]
		before := len(r.turns)
		for q := s.first; q < s.last; q++ {
			if r.toks[q].kind == quoted {
				r.piece(q, r.around(q))
			}
		}
		r.sayTogether(s, before)
		r.hear(s, before)
		r.note(s, before)
	}
}

// piece attributes the piece at token q of a sentence.
func (r *reader) piece(q int, s span) {
	p := &r.pieces[r.toks[q].piece]
	if _, ok := trimmed(r.text, p.start, p.end); !ok {
		return
	}
	t := turn{pieces: []int{r.toks[q].piece}, para: r.para, voice: voice{ent: -1}}
	if t.read = r.read(q); !t.read.found() && q == r.first[r.para] {
		t.read = r.ledFromAbove()
	}
	saidBefore := r.last
	t.read.who.spoken = p.dashed
	if t.read.found() && !r.voiceOf(t.read).known() {
		// The cue only takes up whom a name and a colon give: "Олена Коваль: «...», сказала лікарка."
		if led := r.readLed(q, s); led.by == label || t.read.who.omitted && led.found() && r.voiceOf(led).known() {
			t.read = led
		}
	}
	if prev := r.sameUtterance(&t); prev != nil && !r.headsDash(q) && r.goesOn(prev, &t, q) {
		unread := r.cueBehind(r.pieces[prev.pieces[len(prev.pieces)-1]].at) // of somebody who may not be whom a later verb leaves out
		prev.pieces = append(prev.pieces, t.pieces...)
		if !prev.read.found() && t.read.found() && !(t.read.who.omitted && unread) {
			prev.read = t.read
			prev.voice = r.voiceOf(t.read)
		}
		return
	}
	switch n := len(r.turns); {
	case t.read.found():
		if t.voice = r.voiceOf(t.read); !t.voice.known() && (t.read.who.head >= 0 || t.read.who.run >= 0) && !t.read.who.pronoun {
			r.unnamed = q
		}
		if t.voice.ent >= 0 && t.read.who.run < 0 && (!r.lang.caseless() || r.lang.subjectsStand() && !t.read.who.pronoun && !t.read.who.omitted) && !r.lang.on("particles") && !p.dashed && r.spokenOf(t.voice.ent, p) {
			t.voice = voice{ent: -1, why: quotes.DoubtPronoun} // who says so speaks of somebody else
		}
		r.ledWithRole(&t, q)
		if r.meansAnother(&t, p, saidBefore) {
			t.voice = voice{ent: -1, why: quotes.DoubtPronoun}
		}
	case n > 0 && r.sameSentence(&r.turns[n-1], &t, q):
		t.read, t.voice = r.turns[n-1].read, r.turns[n-1].voice
		t.read.by = reported
	case r.behindLink(q), r.headsDash(q):
		r.turns = append(r.turns, t)
		return
	case n > 0 && r.andSays(&r.turns[n-1], &t, q):
	case r.heard.known():
		r.carry(&t, q, s)
	}
	if !t.read.found() && p.narrated {
		r.unnamed = q // a narrator tells of somebody, nobody knows of whom
	}
	if !t.read.found() {
		r.leadIn(&t, q)
	}
	if !t.read.found() {
		r.follow(&t, q, s)
	}
	if !t.read.found() {
		r.goesOnInDashes(&t, q)
	}
	r.turns = append(r.turns, t)
}

// sameSentence reports whether a part of a sentence is of the same speaker as the part
// before it, which a cue before both of them attributes.
func (r *reader) sameSentence(prev, t *turn, q int) bool {
	last := &r.pieces[prev.pieces[len(prev.pieces)-1]]
	if r.toks[last.at].sent != r.toks[q].sent || !prev.voice.known() || prev.read.doubted || r.nameInMarks(q) {
		return false
	}
	switch prev.read.by {
	case that, judged, according, led, reported:
	default:
		return false
	}
	for k := last.at + 1; k < q; k++ {
		if n := r.toks[k].run; n > 0 && (prev.voice.ent < 0 || r.runs[n-1].ent != prev.voice.ent) || r.toks[k].is(cue) || r.toks[k].kind == semicolon {
			return false
		}
	}
	_, small := r.wordsOf(&r.pieces[t.pieces[0]])
	return small || r.lang.caseless() && prev.read.by == that && r.hasThat(last.at+1, q) || r.lang.on("nouns have capitals") || q == last.at+2 && r.toks[q-1].is(clsConj) // “...” and “...”
}

// ledFromAbove reads the paragraph before, if it ends with a colon.
func (r *reader) ledFromAbove() reading {
	pi := r.para
	if pi == 0 || r.langs[pi-1] != r.lang || r.first[pi-1] == r.first[pi] {
		return reading{}
	}
	k := r.first[pi] - 1
	if r.toks[k].kind != colon {
		return reading{}
	}
	s := r.around(k)
	if rd := r.ledBy(k, s); rd.by != label {
		return rd
	}
	return reading{}
}

// carry gives a turn without a cue to who was heard in the paragraph, if it is a sentence
// by itself or stands in one that goes on reporting what he said.
func (r *reader) carry(t *turn, q int, s span) {
	p := &r.pieces[t.pieces[0]]
	n, small := r.wordsOf(p)
	by := none
	switch {
	case r.namesAnother(s.first, s.last) && (!r.strictMood(s) || r.lang.on("verb second") && r.lastCue(s.first, q) >= 0), !r.mayGoOn(r.heard.ent), r.heard.ent < 0 && r.romance():
	case r.lang.caseless() && (r.introduced(q, s) && !r.andAgain(q, s) || r.toks[s.first].sent > r.heardSent+1 && !r.stillSpeaks(p, s)):
	case r.alone(q, s) && !small && n > 3, r.introduced(q, s) && !small && n > 3:
		by = carried
	case r.reportedMood(s) && !r.nameInMarks(q) && !r.manySay(s.first, q):
		by = reported
	}
	if by != none && !(r.heard.ent >= 0 && !r.lang.caseless() && r.spokenOf(r.heard.ent, p)) {
		t.read = reading{by: by, who: r.heardBy, cue: r.heardCue, verb: -1}
		t.voice = r.heard
		t.voice.role = ""
	}
}

// stillSpeaks reports whether the words of piece p, the sentence s, go on with those that were
// heard a few sentences ago: somebody says "I" in them, and nobody else is spoken of since.
func (r *reader) stillSpeaks(p *piece, s span) bool {
	if r.toks[s.first].sent > r.heardSent+4 || !slices.ContainsFunc(r.peek(p.start, p.end, 60), func(t token) bool { return t.is(clsI) }) {
		return false
	}
	for k := s.first - 1; k > r.first[r.para] && r.toks[k].sent > r.heardSent; k-- {
		if t := &r.toks[k]; t.run == 0 && t.is(clsRole|clsPlural) && r.toks[k-1].is(clsDet) && !r.governed(k-1, r.first[r.para]) || t.kind == quoted && r.spokenAt(k) {
			return false
		}
	}
	return true
}

// alone reports whether the piece at token q is its whole sentence.
func (r *reader) alone(q int, s span) bool {
	for k := s.first; k < s.last; k++ {
		if k != q && (r.toks[k].kind == word || r.toks[k].kind == quoted || r.toks[k].kind == number) {
			return false
		}
	}
	return true
}

// andAgain reports whether nothing but adverbs and conjunctions, and a noun for what is said,
// leads to the piece at token q with a colon: "And again: “...”", "Then the conclusion: “...”".
func (r *reader) andAgain(q int, s span) bool {
	for k := s.first; k < q-1; k++ {
		if t := &r.toks[k]; t.kind != word || t.run > 0 || !t.is(clsAdv|clsConj) && !(t.is(clsWords|clsDet) && k > s.first) {
			return false
		}
	}
	return q-1 > s.first && q < s.first+6
}

// introduced reports whether a colon leads to the piece at token q and its sentence has no
// verb of saying.
func (r *reader) introduced(q int, s span) bool {
	if q == s.first || r.toks[q-1].kind != colon || r.lastCue(s.first, q) >= 0 {
		return false
	}
	for k := s.first; k < q; k++ {
		if t := &r.toks[k]; t.is(clsRole|clsBody) && !t.has(oblique) {
			return false // "the father ordered:"
		}
	}
	return true
}

// namesAnother reports whether tokens [first, last) name somebody else than who was heard.
func (r *reader) namesAnother(first, last int) bool {
	for k := first; k < last; k++ {
		if n := r.toks[k].run; n > 0 && (r.heard.ent < 0 || r.runs[n-1].ent != r.heard.ent) && !r.isBody(n-1) {
			return true
		}
	}
	return false
}

// hear remembers who said, by a cue of its own, what a sentence tells; turns from before
// on stand in it.
func (r *reader) hear(s span, before int) {
	at := r.toks[s.first].sent
	for _, t := range r.turns[before:] {
		switch {
		case t.read.by == carried || t.read.by == reported:
			r.heardSent = at
		case t.voice.known() && !t.read.doubted:
			r.heard, r.heardBy, r.heardCue, r.heardSent = t.voice, t.read.who, t.read.cue, at
			return
		case t.read.found():
			r.heard = voice{ent: -1}
			return
		}
	}
	who, cue := r.statement(s)
	switch {
	case who.ok:
		if v := r.lead(who, who.first); v.known() {
			r.heard, r.heardBy, r.heardCue, r.heardSent = v, who, span{who.first, who.last}, at
			r.source, r.sourcePara, r.sourceAt = v, r.para, who.first
			if s.last == r.first[r.para+1] && before == len(r.turns) && v.ent >= 0 {
				r.closing[r.para] = turn{read: reading{who: who, cue: r.heardCue}, voice: v, para: r.para}
			}
			return
		}
		r.heard = voice{ent: -1}
	case cue || !r.reportedMood(s) && (r.namesAnother(s.first, s.last) || r.lang.moods && before == len(r.turns)):
		r.heard = voice{ent: -1}
	}
}

// cueBehind reports whether a verb of saying follows the piece at token q: the words have
// another speaker, though nobody can tell whom.
func (r *reader) cueBehind(q int) bool {
	k := q + 1
	for k < len(r.toks) && (r.toks[k].kind == comma || r.toks[k].kind == dash) {
		k++
	}
	return k > q+1 && k < len(r.toks) && r.toks[k].sent == r.toks[q].sent && r.verbFrom(k, len(r.toks)) >= 0
}

// toldBehind reports whether a word that may be a verb follows the piece at token q, behind a
// comma mostly: “...”, quipped Smith.
func (r *reader) toldBehind(q int) bool {
	k := q + 1
	if k < len(r.toks) && (r.toks[k].kind == comma || !r.lang.caseless()) {
		k++
	}
	if k >= len(r.toks) || r.toks[k].sent != r.toks[q].sent || k > q+1 && r.toks[q+1].kind != comma {
		return false
	}
	t := &r.toks[k]
	return t.kind == word && t.run == 0 && t.caps == small && (t.cls == 0 || t.is(clsAux|clsThink)) && !r.lang.gerund(t.low)
}

func (r *reader) voiceOf(rd reading) voice {
	if n := rd.who.run; n >= 0 && r.runs[n].ent < 0 && rd.verb >= 0 {
		r.runs[n].ent = r.oneOfName(n, r.toks[rd.verb].feat&gender)
	}
	at := rd.who.first
	if rd.by == trailing && rd.who.pronoun && !rd.who.leftOut {
		at = r.sents[r.toks[at].sent].first // "М. Помпео ошибается, сказал он": somebody before the sentence
	}
	v := r.ofGenderToo(rd, r.lead(rd.who, at))
	if v.ent >= 0 {
		r.last, r.lastPara, r.lastAt = v.ent, r.para, rd.who.first
		if rd.who.run >= 0 && rd.by != according && rd.verb >= 0 {
			r.runs[rd.who.run].subject = true
		}
		if f := rd.who.feat & (masculine | feminine); rd.who.pronoun && !rd.who.leftOut && r.lang.caseless() && r.ents[v.ent].feat&gender == 0 && f != masculine|feminine {
			r.ents[v.ent].feat |= f
		}
		if rd.verb >= 0 && r.ents[v.ent].feat&gender == 0 && !r.ents[v.ent].body {
			r.ents[v.ent].feat |= r.toks[rd.verb].feat & (masculine | feminine)
		}
	}
	return v
}

// goesOn reports whether the turn t, at token q, goes on with what prev says: it is of the
// same utterance, or nothing but the cue of prev stands between them.
func (r *reader) goesOn(prev, t *turn, q int) bool {
	last := &r.pieces[prev.pieces[len(prev.pieces)-1]]
	p := &r.pieces[t.pieces[0]]
	if last.utterance == p.utterance {
		return !r.partsCompany(prev, t, last.at, q)
	}
	if q+1 < len(r.toks) && r.toks[q-1].kind == openParen && r.toks[q+1].kind == closeParen {
		return false // said Smith (“Party of the North”)
	}
	if t.read.cue == prev.read.cue && t.read.cue.first < q {
		t.read = reading{} // it is that of the words before: “...”, so Smith, “...”
	}
	if prev.para != t.para || t.read.found() || !prev.read.found() || r.cueBehind(q) {
		return false
	}
	n, small := r.wordsOf(p)
	switch {
	case q == last.at+1: // “...” “...”
		return !small && !r.toldBehind(q)
	case prev.read.cue.first > last.at && prev.read.cue.last <= q:
		k := q - 1
		for k > last.at && (r.toks[k].kind == dash || r.toks[k].kind == comma || r.toks[k].kind == colon) {
			k--
		}
		if r.toks[k].sent == r.toks[q].sent {
			if r.lang.subjectsStand() && small && n < 3 {
				return false // “...”, says Smith, a “spokesman”
			}
			return r.toks[q-1].kind != word && k-max(prev.read.who.last, prev.read.cue.last) < 6
		}
		return r.toks[k].sent == r.toks[last.at].sent && q == r.sents[r.toks[q].sent].first && !small && n > 2 && !r.toldBehind(q)
	}
	return false
}

// emit returns the turns as quotations.
func (r *reader) emit(ctx context.Context) []Quotation {
	var out []Quotation
	for i := range r.turns {
		if ctx.Err() != nil {
			return nil
		}
		r.lang = r.langs[r.turns[i].para]
		out = append(out, r.quotation(&r.turns[i], r.quotedBeside(i)))
	}
	return out
}

// quotedBeside reports whether the sentence of turn i has more of its speaker's words,
// beyond one or two.
func (r *reader) quotedBeside(i int) bool {
	t := &r.turns[i]
	for _, k := range [...]int{i - 1, i + 1} {
		if k < 0 || k >= len(r.turns) {
			continue
		}
		o := &r.turns[k]
		p := &r.pieces[o.pieces[0]]
		n, _ := r.wordsOf(p)
		if o.voice.known() && o.voice.ent == t.voice.ent && !o.read.doubted && n > 2 && r.toks[p.at].sent == r.toks[r.pieces[t.pieces[0]].at].sent {
			return true
		}
	}
	return false
}

// quotation is turn t; beside says that its sentence quotes more of what the speaker says.
func (r *reader) quotation(t *turn, beside bool) Quotation {
	var q Quotation
	r.lang = r.langs[t.para]
	torn, words := false, 0
	for _, i := range t.pieces {
		p := &r.pieces[i]
		if s, ok := trimmed(r.text, p.start, p.end); ok {
			q.Segments = append(q.Segments, s)
			n, _ := r.wordsOf(p)
			words += n
			torn = torn || p.torn
		}
	}
	first := &r.pieces[t.pieces[0]]
	s := r.sents[r.toks[first.at].sent]
	q.Sentence = quotes.Span{Start: r.toks[s.first].start, End: r.toks[s.last-1].end}
	q.Kind = r.kindOf(t, first, words)
	q.Construction = names[t.read.by]
	if !t.read.found() {
		q.Doubt = quotes.DoubtSpeaker
		if r.nameInMarks(first.at) || words <= 2 {
			q.Doubt = quotes.DoubtSpeech
		}
		return q
	}
	if t.read.by != carried && t.read.by != reported && t.read.by != replied && t.read.by != beat {
		cue := r.spanOf(t.read.cue.first, t.read.cue.last)
		q.CueSpan = &cue
	}
	q.Sure = sure[t.read.by] * t.voice.sure
	if words < 5 {
		q.Sure *= .97
	}
	switch {
	case t.read.doubted:
		q.Sure, q.Doubt = q.Sure*.4, quotes.DoubtUnsaid
	case torn:
		q.Sure, q.Doubt = q.Sure*.5, quotes.DoubtMarks
	case !beside && r.termInMarks(t, first, words), r.termAmong(t, first, words):
		q.Sure, q.Doubt = q.Sure*.5, quotes.DoubtSpeech
	case !t.voice.known():
		q.Doubt = t.voice.why
	}
	if t.voice.known() {
		who := t.read.who
		if who.omitted {
			who = r.mentionBefore(t.voice.ent, who)
		}
		from := who.first
		if who.run >= 0 {
			from = r.runs[who.run].first
		}
		sp := quotes.Speaker{Name: t.voice.body, Body: true}
		if t.voice.described != "" {
			sp = quotes.Speaker{Name: t.voice.described, Short: true}
		}
		if t.voice.ent >= 0 {
			sp = r.speaker(t.voice.ent, from, who.last, t.voice.role)
			sp.Name = r.ofMan(sp.Name, t.read)
			if q.Doubt == "" && (r.onlyInOtherCases(t.voice.ent, sp.Name) || r.mayNameNobody(t.voice.ent, sp.Name, t.read) || r.cutShort(t.voice.ent, who.run)) {
				q.Sure, q.Doubt = q.Sure*.5, quotes.DoubtName
			}
		}
		q.Speaker = &sp
		span := r.spanOf(from, who.last)
		q.SpeakerSpan = &span
	}
	return q
}
