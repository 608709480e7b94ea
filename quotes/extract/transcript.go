package extract

import (
	"strings"
	"unicode"

	"verbatim/quotes"
	"verbatim/quotes/article"
)

// labelled is a paragraph that begins with a label.
type labelledPara struct {
	turnLabel
	pi       int
	evidence int
	question bool // its words end in a question mark
	first    bool // its speaker means himself, or the one spoken to
	repeated bool // another label has its key
}

// readTranscript reads the turns of a transcript or an interview: paragraphs that
// begin with the speaker.
func (d *reader) readTranscript() {
	var ls []labelledPara
	for pi := range d.paras {
		if d.layout.taken[pi] {
			continue
		}
		if l, ok := d.labelOf(pi); ok && d.paras[pi].firstSent < d.paras[pi].lastSent && !d.quotedTurn(pi, l) {
			p := labelledPara{turnLabel: l, pi: pi}
			if words := d.turnWords(p); l.form != formLetter && wordCount(words) >= 4 && titleCase(words) {
				continue // a headline: "Jane Smith: The Bridge Is Safe"
			}
			ls = append(ls, p)
		}
	}
	if len(ls) < 2 {
		return
	}
	x := d.names()
	for i := range ls {
		l := &ls[i]
		l.evidence = d.evidence(l.turnLabel, x)
		words := d.turnWords(*l)
		l.question = strings.HasSuffix(strings.TrimRight(words, " *_”\"')"), "?")
		l.first = l.question || d.selfIn(l.pi) || l.words >= d.paras[l.pi].end && l.pi+1 < len(d.paras) && d.selfIn(l.pi+1)
	}
	shareKeys(ls)
	others := map[int]bool{}
	for _, l := range ls {
		others[l.pi] = l.form != formLine && l.evidence > 0
		d.layout.labels += b2i(others[l.pi] && l.key != "q" && (l.evidence == 3 || l.repeated))
	}
	ls = d.whiteHouse(accepted(ls, d))
	if len(ls) == 0 {
		return
	}
	for _, l := range ls {
		delete(others, l.pi)
	}
	d.enterTurns(ls, newNaming(d.cast, ls, x), others)
}

// shareKeys gives SMITH, Jane or JS the key of JANE SMITH, if no other label has
// that name, and all labels of one key the best evidence of them.
func shareKeys(ls []labelledPara) {
	full, best, times := map[string]string{}, map[string]int{}, map[string]int{}
	for _, l := range ls {
		if len(full) > 1000 || !strings.Contains(l.key, " ") {
			continue
		}
		for _, part := range [...]string{firstWord(l.key), lastWord(l.key), strings.ToLower(initialsOf(titledWord(l.key)))} {
			if old, ok := full[part]; ok && old != l.key {
				full[part] = ""
			} else {
				full[part] = l.key
			}
		}
	}
	for i := range ls {
		if k := full[ls[i].key]; k != "" {
			ls[i].key = k
		}
		if len(best) < 1000 {
			best[ls[i].key] = max(best[ls[i].key], ls[i].evidence)
			times[ls[i].key]++
		}
	}
	for i := range ls {
		ls[i].evidence = max(ls[i].evidence, best[ls[i].key])
		ls[i].repeated = times[ls[i].key] > 1
	}
}

// quotedTurn reports whether the words behind a label stand in marks: then the
// marks say what was said.
func (d *prose) quotedTurn(pi int, l turnLabel) bool {
	p := &d.paras[pi]
	return len(p.regions) > 0 && p.regions[0].open <= l.words+1
}

// turnWords returns the words of the label's paragraph, without the number of a
// question behind them ("[66881]"), or those of the next paragraph.
func (d *prose) turnWords(l labelledPara) string {
	p := &d.paras[l.pi]
	if s := d.text[l.words:p.end]; s != "" {
		if i := strings.LastIndexByte(s, '['); i > 0 && stageDirection(s[i:]) {
			return strings.TrimSpace(s[:i])
		}
		return s
	}
	if l.pi+1 < len(d.paras) {
		return d.text[d.paras[l.pi+1].start:d.paras[l.pi+1].end]
	}
	return ""
}

// accepted returns the labels that make a transcript, each form by its own rule;
// none is accepted by the way it is set alone.
func accepted(ls []labelledPara, d *reader) []labelledPara {
	ok := [formLine + 1]bool{
		formCaps:   repeats(ls, 3, func(l labelledPara) bool { return l.form == formCaps }),
		formLetter: letterTurns(ls),
		formRecord: repeats(ls, 2, func(l labelledPara) bool { return l.form == formRecord }) || count(ls, func(l labelledPara) bool { return l.form == formRecord }) >= 2,
		formLine:   d.lineTurns(ls),
	}
	mixed, asked := d.mixedTurns(ls)
	ok[formMixed] = mixed
	ok[formSeat] = ok[formMixed] || d.seatTurns(ls)
	ok[formMixed] = ok[formSeat]
	keys := map[string]int{}
	for _, l := range ls {
		keys[l.key]++
	}
	var kept []labelledPara
	for _, l := range ls {
		use := ok[l.form]
		switch l.form {
		case formCaps:
			use = use || mixed && l.evidence >= 2
		case formMixed, formSeat:
			use = use && (l.evidence >= 2 || l.evidence == 1 && (asked || keys[l.key] >= 2))
			if !use && l.form == formMixed && (ok[formCaps] || ok[formLetter] || ok[formRecord]) {
				use = l.evidence == 3 && keys[l.key] >= 2
			}
		case formLine:
			use = use && d.ownLine(l)
		}
		if use {
			kept = append(kept, l)
		}
	}
	return kept
}

func count(ls []labelledPara, is func(labelledPara) bool) int {
	n := 0
	for _, l := range ls {
		if is(l) {
			n++
		}
	}
	return n
}

// repeats reports whether at least n of the labels are so, of at least two
// speakers, one of whom speaks again.
func repeats(ls []labelledPara, n int, is func(labelledPara) bool) bool {
	keys, turns := map[string]bool{}, 0
	for _, l := range ls {
		if is(l) && len(keys) < 1000 {
			keys[l.key] = true
			turns++
		}
	}
	return turns >= n && len(keys) >= 2 && turns > len(keys)
}

// letterTurns reports whether there are questions and answers: "Q:" that asks,
// and an "A:" or another speaker behind it.
func letterTurns(ls []labelledPara) bool {
	qs, asked, answered := 0, 0, 0
	for i, l := range ls {
		if l.form != formLetter {
			continue
		}
		if l.key == "q" {
			qs++
			asked += b2i(l.question)
			if i+1 < len(ls) && ls[i+1].key != "q" && ls[i+1].evidence >= 2 {
				answered++
			}
		}
	}
	return qs > 0 && asked*2 >= qs && answered*2 >= qs
}

// mixedTurns reports whether labels such as "Joe:" are speakers: somebody asks
// and another answers, or two people speak by turns; and whether a label says by
// itself that its turns are questions.
func (d *reader) mixedTurns(ls []labelledPara) (ok, asked bool) {
	keys := map[string]int{}
	turns, spoken, sentences, people := 0, 0, 0, 0
	replies := 0
	for i, l := range ls {
		if l.form != formMixed && l.form != formSeat && l.form != formCaps || l.evidence == 0 {
			continue
		}
		if len(keys) >= 1000 {
			break
		}
		keys[l.key]++
		turns++
		people += b2i(l.evidence == 3)
		spoken += b2i(l.first)
		words := d.turnWords(l)
		sentences += b2i(endsAsSpeech(words) && !unicode.IsLower(firstRune(strings.TrimLeft(words, " *_“\"'(["))))
		if i > 0 && asks[ls[i-1].key] && ls[i-1].question && !asks[l.key] && ls[i-1].form != formLetter {
			asked = true
		}
		if i > 0 && ls[i-1].question && ls[i-1].evidence > 0 && !l.question && l.key != ls[i-1].key && (l.evidence >= 2 || strings.Contains(l.key, " ")) {
			replies++
		}
	}
	if sentences*5 < turns*4 || spoken*3 < turns {
		return false, false
	}
	if asked && turns >= 2 && len(keys) >= 2 {
		return true, true
	}
	if replies >= 2 && turns >= 4 && turns >= 2*len(keys) {
		return true, false
	}
	return turns >= 3 && len(keys) >= 2 && turns > len(keys) && people*3 >= turns, false
}

// seatTurns reports whether members speak who are named with their seat or their
// office.
func (d *reader) seatTurns(ls []labelledPara) bool {
	seats, turns, spoken, sentences := 0, 0, 0, 0
	for _, l := range ls {
		if l.form != formSeat && (l.form != formMixed || l.evidence < 2) {
			continue
		}
		turns++
		if l.form == formSeat && d.member(l) {
			seats++
		}
		spoken += b2i(l.first)
		sentences += b2i(endsAsSpeech(d.turnWords(l)))
	}
	return (seats >= 2 || seats == 1 && turns >= 3) && spoken*3 >= turns && sentences*5 >= turns*4
}

// member reports whether a label with brackets behind it names a person.
func (d *reader) member(l labelledPara) bool {
	if l.evidence == 3 {
		return true
	}
	title, core := d.withoutTitle(strings.Trim(d.text[l.bracket.Start:l.bracket.End], " ()"))
	return l.evidence == 2 && (title != "" || d.lex.look(firstWord(core)).is(clsFirst))
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

// lineTurns reports whether lines of their own name the speakers of a debate: at
// least two, one of them a member with his seat.
func (d *reader) lineTurns(ls []labelledPara) bool {
	lines, seats := 0, 0
	for _, l := range ls {
		if l.form == formLine && d.ownLine(l) {
			lines++
			seats += b2i(l.bracket.End > l.bracket.Start)
		}
	}
	return lines >= 2 && seats >= 1
}

// ownLine reports whether a line by itself names a member, an office or a chair,
// and words follow it.
func (d *reader) ownLine(l labelledPara) bool {
	if l.pi+1 >= len(d.paras) || !endsAsSpeech(d.turnWords(l)) {
		return false
	}
	title, _ := d.withoutTitle(d.text[l.name.Start:l.name.End])
	switch {
	case title != "":
		return true
	case l.bracket.End > l.bracket.Start:
		return l.evidence >= 2
	}
	return strings.HasPrefix(d.text[l.name.Start:l.name.End], "The ") && d.lex.look(lastWord(l.key)).is(clsRole)
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

// whiteHouse adds the questions of a press briefing, which are set "Q  Sir, ...".
func (d *reader) whiteHouse(ls []labelledPara) []labelledPara {
	caps := count(ls, func(l labelledPara) bool { return l.form == formCaps })
	if caps < 2 {
		return ls
	}
	at := 0
	var all []labelledPara
	for pi := ls[0].pi; pi < len(d.paras); pi++ {
		if at < len(ls) && ls[at].pi == pi {
			all = append(all, ls[at])
			at++
			continue
		}
		p := &d.paras[pi]
		rest, ok := strings.CutPrefix(d.text[p.start:p.end], "Q ")
		rest = strings.TrimLeft(rest, " \t\u00a0")
		if ok && unicode.IsUpper(firstRune(rest)) {
			all = append(all, labelledPara{pi: pi, turnLabel: turnLabel{key: "q", form: formLetter, name: quotes.Span{Start: p.start, End: p.start + 1}, words: p.end - len(rest)}})
		}
	}
	return all
}

// enterTurns enters each label's words: those of its own paragraph and of the
// paragraphs that go on behind it. others are paragraphs with a label that was not
// accepted: it may be another speaker, so that the turn ends there.
func (d *reader) enterTurns(ls []labelledPara, who *naming, others map[int]bool) {
	lines := count(ls, func(l labelledPara) bool { return l.form == formLine })
	answerer := answeredBy(ls)
	for i, l := range ls {
		end := len(d.paras)
		if i+1 < len(ls) {
			end = ls[i+1].pi
		}
		var paras, starts []int
		d.take(l.pi)
		if l.words < d.paras[l.pi].end {
			paras, starts = []int{l.pi}, []int{l.words}
		}
		v, ok := who.voice(l)
		if a := answerer[l.key]; a != nil && l.question && len(paras) > 0 && l.pi+1 < end && d.selfIn(l.pi+1) {
			d.enterTurn(paras, starts, v, ok, false)
			paras, starts = nil, nil
			v, ok = who.voice(*a)
		}
		for pi := l.pi + 1; pi < end; pi++ {
			if questioner.MatchString(d.text[d.paras[pi].start:min(d.paras[pi].end, d.paras[pi].start+labelLimit)]) {
				d.take(pi)
				continue
			}
			if d.directionOnly(pi) {
				d.take(pi)
				continue
			}
			if others[pi] {
				break
			}
			if d.asksNext(pi, end) || len(paras) > 0 && !d.goesOnSpeaking(pi, who, v.ent, i+1 == len(ls)) {
				if i+1 == len(ls) {
					break
				}
				continue
			}
			paras, starts = append(paras, pi), append(starts, d.paras[pi].start)
		}
		d.enterTurn(paras, starts, v, ok, l.form == formLine && lines < 4)
	}
}

// enterTurn enters the paragraphs of one turn, as nobody's if it is not clear whose
// label stands over them.
func (d *reader) enterTurn(paras, starts []int, v voice, ok, doubt bool) {
	if !ok {
		v.speakers = nil
	}
	d.addTurns(paras, starts, v, patTurn, doubt)
}

// answeredBy returns, for one of two speakers who asks in one paragraph each time,
// a label of the other, who answers him: his label may be left out once.
func answeredBy(ls []labelledPara) map[string]*labelledPara {
	turns, asked, alone := map[string]int{}, map[string]int{}, map[string]int{}
	other := map[string]*labelledPara{}
	for i := range ls {
		l := &ls[i]
		turns[l.key]++
		if len(turns) > 2 {
			return nil
		}
		asked[l.key] += b2i(l.question)
		alone[l.key] += b2i(i+1 < len(ls) && ls[i+1].pi == l.pi+1 && ls[i+1].key != l.key)
		for key := range turns {
			if key != l.key {
				other[key] = l
			}
		}
	}
	for key := range turns {
		if turns[key] < 4 || asked[key]*4 < turns[key]*3 || alone[key] < turns[key]-1 {
			delete(other, key)
		}
	}
	return other
}

// asksNext reports whether paragraph pi, which has no label, looks like the
// question to which the label behind it answers: a heading, or a short question.
func (d *prose) asksNext(pi, end int) bool {
	p := &d.paras[pi]
	if d.marked(pi, article.Heading) {
		return true
	}
	return pi+1 == end && end < len(d.paras) && p.end-p.start < 250 && strings.HasSuffix(strings.TrimRight(d.text[p.start:p.end], " *_"), "?")
}

func (d *prose) directionOnly(pi int) bool {
	s := strings.TrimSpace(d.text[d.paras[pi].start:d.paras[pi].end])
	return len(s) < 100 && s != "" && (s[0] == '[' || s[0] == '(') && stageDirection(s)
}

// goesOnSpeaking reports whether paragraph pi, which has no label, goes on with
// the turn before it. A caption, a note or the narration does not; behind the
// last label only a paragraph does whose speaker means himself.
func (d *reader) goesOnSpeaking(pi int, who *naming, speaker int, tail bool) bool {
	p := &d.paras[pi]
	s := d.text[p.start:p.end]
	if len(p.regions) > 0 && p.regions[0].open == p.start && p.regions[0].close < p.end {
		return false // “...,” Smith said.
	}
	if !endsAsSpeech(s) || p.firstSent >= p.lastSent || s[0] == '[' && s[len(s)-1] == ']' || tail && !d.selfIn(pi) {
		return false
	}
	for si := p.firstSent; si < p.lastSent; si++ {
		for i := d.sents[si].first; i < d.sents[si].last; i++ {
			if m := d.mention(i); m != nil && m.ent >= 0 && (m.ent == speaker || m.last > m.nameFrom && who.speaks(m.ent)) && !d.namesHimself(m) {
				return false // a speaker is told of
			}
			if d.toks[i].kind == quoted && d.toks[i].end-d.toks[i].start > 12 && i+1 < d.sents[si].last {
				if r := d.read(i, d.sents[si], false); r.found && !r.who.pronoun && (r.pattern == patAfter || r.pattern == patInverted) {
					return false // the narration quotes somebody
				}
			}
		}
	}
	return true
}
