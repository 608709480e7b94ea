package grammar

import (
	"slices"
	"strings"
	"unicode/utf8"

	"verbatim/quotes"
)

// subjectBefore finds the subject of words at token q in [lo, q): the last one with the
// topic's particle whom anything is known of, or, where it stands nearer and nothing
// takes it up before the words, one with that of the subject. With inner, the nearest.
func (r *reader) subjectBefore(lo, q int, inner bool) voiced {
	var best voiced
	unknown, embedded := false, false
	goesOn := r.toks[r.sents[r.toks[q].sent].first].is(clsConj)
	for k := q - 1; k >= max(lo, q-most*10); k-- {
		if r.embeds(k) && !inner {
			// What stands before belongs to what is reported there, unless it is known.
			embedded = true
			if best.who.ok {
				break
			}
		}
		n := r.nounAt(k)
		if n.mark == bare {
			continue
		}
		if k == q-1 && n.mark == agent && !n.who.ok && !r.plainTopic(k) {
			return voiced{tells: true, at: k} // whoever it is
		}
		near := n.mark == agent && !r.takenUp(k+1, q) && !r.afterwards(k+1, q)
		switch {
		case n.who.ok && inner && (near || n.mark != agent),
			n.who.ok && n.mark == topic,
			n.who.ok && n.mark == also && (q-k < 4 || q-k < 20 && (r.names(k) || n.voice.body != "")) && !r.takenUp(k+1, q):
			if n.mark == topic && best.who.ok && !inner {
				return n
			}
			return r.joinedWith(n, lo)
		case n.who.ok && near && !best.who.ok:
			best = n
		case n.tells && (n.mark == topic || near) && !best.who.ok:
			return n // somebody without a name
		case n.mark == topic && !n.tells && !best.who.ok && !inner && (k == q-1 || r.opens(k)) && r.strangerAt(k):
			return r.nounAt(k)
		case n.mark == topic && !n.tells && !best.who.ok && !(embedded && goesOn) && !r.plainTopic(k):
			unknown = true
		}
	}
	if best.who.ok {
		return r.joinedWith(best, lo)
	}
	return voiced{tells: unknown, at: -1}
}

// strangerAt makes a name of the word at token k of which nothing is known, if the article
// has it as the subject more than once: 레이나는.
func (r *reader) strangerAt(k int) bool {
	if r.determined(k) && !r.endsPhrase(k-1) && !endsInN(r.toks[k-1].low) && !r.toks[k-1].is(clsRole) {
		return false
	}
	for _, p := range parts(r.toks[k].low)[1:] {
		if (p.mark == topic || p.mark == agent) && r.strangeWord(p.stem) && r.korean.led[p.stem] > 1 {
			r.newRun(k, k+1, r.tellOne(p.stem), p)
			return true
		}
	}
	return false
}

// endsInN reports whether a word ends in ㄴ, as many verbs before a noun do: 만난.
func endsInN(w string) bool {
	r, _ := utf8.DecodeLastRuneInString(w)
	return r >= '가' && r <= '힣' && (r-'가')%28 == 4
}

// plainTopic reports whether the topic at token k can be nobody: 이번에는, 이유는.
func (r *reader) plainTopic(k int) bool {
	for _, p := range parts(r.toks[k].low) {
		if p.mark == topic && (r.lang.words[p.stem].is(clsNoun|clsTime|clsAdv|clsThat) || r.lang.adverbial(p.stem)) {
			return true
		}
	}
	return false
}

func (l *language) adverbial(stem string) bool {
	for _, s := range []string{"지", "고", "서", "면", "데", "때", "것", "하", "되", "있", "없", "않", "같", "받", "키", "리", "치", "시", "많", "좋", "높", "낮", "작", "적", "남", "맞", "얻", "잡", "맡", "다"} {
		if strings.HasSuffix(stem, s) {
			return true
		}
	}
	return false
}

// embeds reports whether token k ends a report without marks: 높아질 것이라며.
func (r *reader) embeds(k int) bool {
	t := &r.toks[k]
	if t.kind != word || t.run > 0 {
		return false
	}
	for _, s := range []string{"라며", "다며", "자며", "냐며", "라면서", "다면서", "다고", "라고", "지만", "지적하며"} {
		if strings.HasSuffix(t.low, s) && t.low != s {
			return true
		}
	}
	return false
}

// takenUp reports whether a verb in [k, q) can have the subject before it: 발의한, 묻자.
func (r *reader) takenUp(k, q int) bool {
	for ; k < q; k++ {
		t := &r.toks[k]
		if t.kind == quoted && r.spokenMarks(k) {
			return true
		}
		if t.kind == word && t.run == 0 && (r.breaks(k) || t.low == "때" || r.adnominal(t.low) || strings.HasSuffix(t.low, "자") && t.cls == 0 || strings.HasSuffix(t.low, "지만") || strings.HasSuffix(t.low, "는데")) {
			return true
		}
	}
	return false
}

// afterwards reports whether a clause of time ends in [k, q), which has a subject of its own.
func (r *reader) afterwards(k, q int) bool {
	return slices.ContainsFunc(r.toks[k:q], func(t token) bool { return t.low == "뒤" || t.low == "후" })
}

// joinedWith marks a subject with whom somebody else speaks.
func (r *reader) joinedWith(n voiced, lo int) voiced {
	k := n.who.first - 1
	if k < lo || n.who.run < 0 && !n.voice.known() {
		return n
	}
	t := &r.toks[k]
	together := t.run > 0 && t.mark == along
	if t.kind == comma || t.kind == other && strings.HasPrefix(r.text[t.start:], "·") {
		if together = k > lo && r.toks[k-1].mark == bare; together && r.toks[k-1].run == 0 {
			together, _ = r.lang.nameForm(r.toks[k-1].low)
		}
	}
	if together {
		n.voice = voice{ent: -1, why: quotes.DoubtSpeaker}
		n.tells = true
	}
	return n
}

// subjectBehind finds the subject right behind the words: “…”라고 김헌은 말했다.
func (r *reader) subjectBehind(k, end int) voiced {
	for i := k; i < end && i < k+8; i++ {
		t := &r.toks[i]
		if t.kind == comma {
			continue
		}
		if t.kind != word || r.embeds(i) || t.is(cue) && t.run == 0 {
			return voiced{}
		}
		n := r.nounAt(i)
		if n.mark == topic {
			n = r.actor(i)
		}
		if n.mark == bare {
			continue
		}
		if !n.who.ok || n.mark == also {
			return voiced{}
		}
		for j := i + 1; j < end; j++ {
			if r.embeds(j) {
				return voiced{}
			}
		}
		return n
	}
	return voiced{}
}

// ownerBeside finds whose statement the words at token q are: 김헌의 “…”라는 말에, or as
// ownerBehind has it.
func (r *reader) ownerBeside(q, next, end int, s span) voiced {
	if q > s.first && r.toks[q-1].mark == owner && r.statementAt(next) {
		if n := r.nounOf(q-1, owner); n.who.ok {
			return n
		}
	}
	return r.ownerBehind(next, end)
}

// ownerBehind finds whose statement the words are: “…”라는 게 김헌 교수의 설명이다.
func (r *reader) ownerBehind(k, end int) voiced {
	if k >= end || !slices.Contains([]string{"게", "것이", "것은", "것"}, r.toks[k].low) {
		return voiced{}
	}
	for i := k + 1; i+1 < end && i < k+8; i++ {
		if n := r.nounOf(i, owner); n.who.ok && r.statementAt(i+1) {
			return n
		}
	}
	return voiced{}
}

// nounAt reads the subject of which token k is the last word.
func (r *reader) nounAt(k int) voiced {
	t := &r.toks[k]
	if t.kind != word {
		return voiced{}
	}
	if (t.low == "역시" || t.low == "또한") && k > 0 && r.names(k-1) && r.toks[k-1].mark == bare {
		n := r.nounOf(k-1, topic)
		n.at = k
		return n
	}
	if t.run > 0 || t.mark != bare {
		if !t.mark.leads() {
			return voiced{}
		}
		return r.nounOf(k, t.mark)
	}
	if strings.HasSuffix(t.low, "다가") || t.is(clsAdv) && t.run == 0 {
		return voiced{}
	}
	if k > 0 && r.toks[k-1].kind == closeParen && t.start == r.toks[k-1].end {
		for _, p := range parts("x" + t.low) {
			if p.stem == "x" && p.mark.leads() {
				if j := r.opening(k-1, 0); j > 0 && j < k-1 {
					n := r.nounOf(j-1, p.mark)
					n.at = k
					return n
				}
			}
		}
	}
	for _, p := range parts(t.low)[1:] {
		if p.mark.leads() {
			return r.nounOf(k, p.mark)
		}
		if p.mark != adjunct {
			return voiced{}
		}
	}
	return voiced{}
}

// names reports whether token k is the last word of a name or its title.
func (r *reader) names(k int) bool {
	_, titled := r.korean.titled[k]
	return titled || r.toks[k].run > 0
}

// nounOf reads the person or body that token k names, on which the particle m stands.
func (r *reader) nounOf(k int, m mark) voiced {
	t := &r.toks[k]
	out := voiced{at: k, mark: m, voice: voice{ent: -1, why: quotes.DoubtSpeaker}}
	if n, ok := r.korean.titled[k]; ok {
		return r.person(out, n, k)
	}
	if t.run > 0 {
		return r.person(out, t.run-1, -1)
	}
	if t.kind != word {
		return out
	}
	stem := t.low
	for _, p := range parts(t.low) {
		if p.mark == m {
			stem = p.stem
		}
	}
	if role, ok := strings.CutSuffix(stem, "님"); ok && r.lang.words[role].is(clsRole) {
		stem = role
	}
	e := r.lang.words[stem]
	compound := r.lang.compound(stem)
	switch {
	case e.is(clsPron):
		out.who = subject{span: span{k, k + 1}, run: -1, head: k, pronoun: true, ok: true}
		out.voice, out.tells = r.leadHe(k), true
	case e.is(clsPlural) || compound.is(clsPlural):
		out.tells = true
	case e.is(clsRole) || e.cls == 0 && compound.is(clsRole):
		out.tells = true
		if list := r.byRole[stem]; len(list) == 1 && !r.determined(k) {
			out.who = subject{span: span{k, k + 1}, run: -1, head: k, ok: true}
			out.voice = voice{ent: list[0], sure: .9}
			r.cut(k, part{stem, m})
		}
	case e.is(clsTitle):
		out.tells = true
	case e.is(clsNoun|clsTime|clsAdv|clsThat|clsConj) && !e.is(clsBody):
	case e.is(clsBody) || compound.is(clsBody) || r.lang.bodily(stem) && m == topic && k == r.phraseStart(k) || latin(stem):
		return r.body(out, k, part{stem, m})
	}
	return out
}

func latin(w string) bool {
	return len(w) > 1 && !strings.ContainsFunc(w, func(c rune) bool { return c < 'a' || c > 'z' })
}

// determined reports whether a word before the role at token k can say that it is somebody
// else: 한 교수는, 전 대통령은, 다른 팀 감독은.
func (r *reader) determined(k int) bool {
	if !r.follows(k) || r.toks[k-1].is(clsAdv|clsTime|clsConj) && !r.toks[k-1].is(clsDet|clsSurname) {
		return false
	}
	return r.toks[k-1].run == 0 && !slices.ContainsFunc(parts(r.toks[k-1].low)[1:], func(p part) bool { return p.mark == place || p.mark == object })
}

// phraseStart returns the first token of the sentence that is no adverb, or k.
func (r *reader) phraseStart(k int) int {
	for i := r.sents[r.toks[k].sent].first; i < k; i++ {
		if !r.toks[i].is(clsAdv | clsTime | clsConj) {
			return i
		}
	}
	return k
}

// person leads a subject to the person of a run; title is the token of the title behind
// the name, or -1.
func (r *reader) person(out voiced, n, title int) voiced {
	run := &r.runs[n]
	out.tells = true
	if run.ent < 0 {
		return out
	}
	out.who = r.nameSubject(run.first, n)
	out.voice = voice{ent: run.ent, sure: 1}
	switch {
	case title >= 0 && !r.toks[title].is(clsTitle):
		from := run.last
		if from < title && r.toks[from].kind == openParen {
			for from < title && r.toks[from].kind != closeParen {
				from++
			}
			from++
		}
		out.voice.role = r.written(from, title+1)
	case r.follows(run.first) && (r.toks[run.first-1].is(clsRole) || r.lang.compound(r.toks[run.first-1].low).is(clsRole)):
		out.voice.role = r.toks[run.first-1].low
	}
	return out
}

// body makes the speaker of a body, named with the bodies before it: 금감원 노동조합은.
func (r *reader) body(out voiced, k int, p part) voiced {
	first := k
	generic := r.lang.words[p.stem].is(clsGeneric)
	for r.follows(first) && first > k-2 && !r.toks[first-1].is(clsAdv|clsTime|clsConj|clsDet|cue) &&
		(r.toks[first-1].is(clsBody) || !r.endsPhrase(first-1) && (generic && first == k && utf8.RuneCountInString(r.toks[first-1].low) > 1 || r.lang.bodily(r.toks[first-1].low))) {
		first--
	}
	out.tells = true
	out.who = subject{span: span{first, k + 1}, run: -1, head: k, ok: true}
	end := r.toks[k].start + len(p.stem)
	out.voice = voice{ent: -1, body: strings.Join(strings.Fields(r.text[r.toks[first].start:end]), " "), sure: .95}
	return out
}

// leadHe leads 그는 to who was the last subject, in this paragraph or the one before.
func (r *reader) leadHe(k int) voice {
	lo := r.first[max(0, r.para-1)]
	here := r.sents[r.toks[k].sent].first
	for i := here - 1; i >= max(lo, here-most*30); i-- {
		n := r.nounAt(i)
		switch {
		case n.mark == bare || n.who.pronoun:
		case n.who.ok && n.voice.ent >= 0 && (n.mark == topic || !r.takenUp(i+1, min(i+6, len(r.toks)))):
			return voice{ent: n.voice.ent, sure: .92}
		case n.tells && !n.who.ok && n.mark == topic && !strings.HasSuffix(r.toks[i].low, "들은"):
			return voice{ent: -1, why: quotes.DoubtPronoun} // somebody without a name
		}
	}
	if r.last >= 0 && r.para-r.lastPara <= 2 {
		return voice{ent: r.last, sure: .88}
	}
	return voice{ent: -1, why: quotes.DoubtPronoun}
}
