package grammar

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// piecesOf returns what is spoken in paragraph pi: what stands between its marks, without
// what a narrator says inside of them, or what its dashes open.
func (d *doc) piecesOf(pi int) []piece {
	p := d.paras[pi]
	dash := p.Start
	if !d.spoken[pi] {
		dash = d.inlineDash(p)
	}
	var out []piece
	if d.spoken[pi] || dash > p.Start {
		d.utterances++
		out = d.dashed(Paragraph{Start: dash, End: p.End})
	}
	for _, r := range p.Regions {
		if slices.ContainsFunc(out, func(o piece) bool { return o.dashed && r.Open < o.close && r.Close > o.open }) || d.spoken[pi] && !d.lang.on("dash opens speech within paragraphs") {
			continue // marks within speech that a dash opens
		}
		if !r.Follows || len(d.pieces)+len(out) == 0 {
			d.utterances++
		}
		torn := r.Torn && !(d.shared[pi] && r.End >= p.End) || d.lang.on("signs part words") && d.misplaced(r)
		out = append(out, d.parts(piece{open: r.Open, close: r.Close, start: r.Start, end: r.End, torn: torn, utterance: d.utterances})...)
	}
	slices.SortFunc(out, func(a, b piece) int { return a.open - b.open })
	return out
}

// inlineDash returns where a dash opens speech behind a sentence of the article, in one
// paragraph with it: "Smith is against it. – We know too little, he said." A narrator must
// tell that somebody speaks, or a colon lead to it. It is 0 if there is none.
func (d *doc) inlineDash(p Paragraph) int {
	if !d.lang.on("dash opens speech within paragraphs") {
		return 0
	}
	var sign, prev rune // the last rune that is no space, the last rune
	for i, c := range d.text[p.Start:p.End] {
		at := p.Start + i
		if isDash(c) && unicode.IsSpace(prev) && strings.ContainsRune(".!?…:\"”", sign) && !d.inMarks(p, at) && d.opensInline(at+utf8.RuneLen(c), p.End) {
			if sign == ':' || d.dashed(Paragraph{Start: at, End: p.End})[0].narrated {
				return at
			}
		}
		if prev = c; !unicode.IsSpace(c) {
			sign = c
		}
	}
	return 0
}

// opensInline reports whether a sentence follows the dash before i.
func (d *doc) opensInline(i, limit int) bool {
	rest := strings.TrimLeft(d.text[i:limit], " \u00a0\u202f")
	return len(rest) < limit-i && unicode.IsUpper(firstRune(strings.TrimLeft(rest, "([")))
}

func (d *doc) inMarks(p Paragraph, at int) bool {
	return slices.ContainsFunc(p.Regions, func(r Region) bool { return r.Open < at && at < r.Close })
}

// misplaced reports whether the marks of a region are not those of a quotation: they hang
// on a letter, or what stands between them begins as what follows one does.
func (d *doc) misplaced(r Region) bool {
	before, _ := utf8.DecodeLastRuneInString(d.text[:r.Open])
	behind, _ := utf8.DecodeRuneInString(d.text[r.Close:])
	first, _ := utf8.DecodeRuneInString(strings.TrimSpace(d.text[r.Start:r.End]))
	return unicode.IsLetter(before) || unicode.IsLetter(behind) || first == ','
}

// findDialogue finds the paragraphs that a dash opens and in which somebody speaks: a
// narrator tells so, in them or in one beside which they stand, or the paragraph before
// leads to them with a colon, or opens a mark that the last of them closes. In a text in
// which a narrator speaks so all are speech; elsewhere others are lists.
func (d *doc) findDialogue() {
	d.spoken, d.shared = make([]bool, len(d.paras)), make([]bool, len(d.paras))
	tale := false
	lines, untold := 0, 0
	for i := 0; i < len(d.paras); {
		j, narrated := i, false
		for j < len(d.paras) && d.dashOpens(j) {
			d.lang = d.langs[j]
			told := d.dashed(d.paras[j])[0].narrated
			narrated = narrated || told
			lines++
			untold += b2i(!told || d.aside(j))
			j++
		}
		led := j == i+1 && i > 0 && d.text[d.paras[i-1].End-1] == ':'
		opened := j > i && d.opensDialogue(i-1)
		if opened {
			d.shared[i-1] = true
		}
		for k := i; k < j; k++ {
			d.spoken[k] = narrated || led || opened
		}
		tale = tale || narrated
		i = max(j, i+1)
	}
	for i := range d.paras {
		d.spoken[i] = d.spoken[i] || tale && d.dashOpens(i)
	}
	d.tale = untold*4 > lines
}

// aside reports whether the narrator of paragraph pi, which a dash opens, tells how somebody
// speaks, as in tales: "— ..., whispered Smith".
func (d *doc) aside(pi int) bool {
	for _, t := range d.peek(d.dashed(d.paras[pi])[0].close, d.paras[pi].End, 6) {
		if t.kind == word && t.is(cue) {
			return !t.is(clsSay)
		}
	}
	return false
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// opensDialogue reports whether paragraph pi ends within marks that it opens: « Tu pars ? ¶
// — Non. »
func (d *doc) opensDialogue(pi int) bool {
	if pi < 0 || len(d.paras[pi].Regions) == 0 {
		return false
	}
	p := d.paras[pi]
	r := p.Regions[len(p.Regions)-1]
	return r.End >= p.End && strings.HasPrefix(d.text[r.Open:], "«")
}

// dashOpens reports whether a dash opens paragraph pi, in a language that has such speech.
func (d *doc) dashOpens(pi int) bool {
	if d.langs[pi] == nil || !d.langs[pi].on("dash opens speech") {
		return false
	}
	p := d.paras[pi]
	r, size := utf8.DecodeRuneInString(d.text[p.Start:p.End])
	next, _ := utf8.DecodeRuneInString(d.text[p.Start+size : p.End])
	return isDash(r) && (r != '-' || next == ' ' || d.langs[pi].on("dashes hug words") && (unicode.IsUpper(next) || next == '¿' || next == '¡'))
}

// dashed returns what is spoken in a paragraph that a dash opens: "— Ні, — сказав він. —
// Ніколи."
func (d *doc) dashed(p Paragraph) []piece {
	_, size := utf8.DecodeRuneInString(d.text[p.Start:p.End])
	end := p.End
	if words := strings.TrimRight(d.text[p.Start:p.End], " \u00a0\u202f"); strings.HasSuffix(words, "»") && strings.Count(words, "»") > strings.Count(words, "«") {
		end = p.Start + len(words) - len("»")
	}
	return d.parts(piece{open: p.Start, close: p.End, start: p.Start + size, end: end, utterance: d.utterances, dashed: true})
}

func isDash(r rune) bool {
	return r == '—' || r == '–' || r == '-' || r == '―' || r == '‑' || r == '−'
}

// parts cuts the narrator's words out of speech: «Так, — сказав Петренко. — Завтра».
func (d *doc) parts(p piece) []piece {
	var out []piece
	p.torn = p.torn || d.othersAnswer(p)
	rest := p
	for i := p.start; i < p.end; {
		r, size := utf8.DecodeRuneInString(d.text[i:p.end])
		at, end, next := i, 0, 0
		switch {
		case r == '»' && p.dashed && d.closesWords(p.start, i) && d.saysWithin(i+size, p.end, 2):
			end, next = -1, p.end // « Tu pars ? ¶ — Non ! » dit-elle.
		case isDash(r) && d.opensNarration(rest, i, size):
			end, next = d.narrationEnd(i+size, p.end)
		case (strings.ContainsRune(",!?…", r) || r == '.' && strings.HasSuffix(d.text[rest.start:i], "..")) && i > rest.start && d.lang.on("commas part narrator"):
			if at = i + size; r == ',' {
				at = i
			}
			end, next = d.betweenCommas(i+size, p.end)
			if next == 0 {
				i += size
				continue
			}
		default:
			i += size
			continue
		}
		if p.dashed && (end == next || end > 0 && d.text[end] == ',' && len(strings.Fields(d.text[next:p.end])) < 5) && end > 0 && end < p.end && !d.speaks(end, p.end) {
			end, next = -1, p.end // the narrator goes on
		}
		first := rest
		first.end, first.close, first.narrated = at, at, true
		rest.open, rest.start, rest.narrated = next, next, true
		if end >= 0 && end < next && d.text[end] == ',' && d.mayNarrate(next, p.end, p.dashed) {
			first.torn, rest.torn = true, true // "dit Jean, qui se levait": where does he end?
		}
		out = append(out, first)
		if end < 0 {
			return out // the narrator has the last word
		}
		i = next
	}
	return append(out, rest)
}

// closesWords reports whether the mark at i closes words that a paragraph before [from, i)
// opens.
func (d *doc) closesWords(from, i int) bool {
	return strings.Count(d.text[from:i], "»") >= strings.Count(d.text[from:i], "«")
}

// opensNarration reports whether the dash at i, of a size, ends what is said: a verb of
// saying follows, right away where no sign stands before the dash.
func (d *doc) opensNarration(p piece, i, size int) bool {
	before := strings.TrimRightFunc(d.text[p.start:i], unicode.IsSpace)
	if before == "" || len(before) == i-p.start && !p.dashed {
		return false // a hyphen
	}
	sign, _ := utf8.DecodeLastRuneInString(before)
	within := 1
	if strings.ContainsRune(",.!?…:", sign) {
		within = 3
	}
	if p.dashed && strings.ContainsRune(",!?….", sign) && (d.somebodyActs(i+size, p.end, sign == '.') || sign != '.' && d.loneVerb(i+size, p.end)) {
		return true
	}
	if sign == '.' {
		within = 1
	}
	return d.saysWithin(i+size, p.end, within) || p.dashed && d.mayTell(i+size, p.end)
}

// mayTell reports whether a word of which nothing is known but that it ends as verbs do begins
// at i, where dashes open speech, and behind it somebody or nothing more: "– Wracamy –
// rozmarzył się Nowak."
func (d *doc) mayTell(i, limit int) bool {
	ts := d.peek(i, limit, 4)
	if len(ts) < 2 || ts[0].kind != word || ts[0].caps != small || ts[0].cls != 0 || !d.lang.verbal(ts[0].low) || !d.lang.on("dash opens speech within paragraphs") {
		return false
	}
	k := 1
	for k+1 < len(ts) && ts[k].is(clsReflexive|clsAdv) {
		k++
	}
	t := &ts[k]
	return t.kind == stop || t.kind == word && (t.is(clsRole|clsTitle|clsUnnamed) || t.caps == initial)
}

// somebodyActs reports whether a narrator's sentence about somebody begins at i, without a
// verb of saying: a name, a role or a pronoun and a word in small letters, as "Євген
// вистрибнув із кабіни", "И он вынул часы"; behind "and" only if and is set.
func (d *doc) somebodyActs(i, limit int, and bool) bool {
	ts := d.peek(i, limit, 4)
	joined := len(ts) > 0 && ts[0].is(clsConj)
	if and && !joined {
		return false
	}
	if joined {
		ts = ts[1:]
	}
	if len(ts) < 2 || ts[0].kind != word || ts[1].kind != word || ts[1].caps != small {
		return false
	}
	t := &ts[0]
	if t.is(clsPron|clsRole) && !t.is(clsI) {
		return !t.has(oblique) && !t.has(possessive) && (joined || t.is(clsRole)) && t.feat&(masculine|feminine) != 0
	}
	return t.caps == initial && !t.is(function|clsNoun|clsTitle) && !ts[1].is(function)
}

// loneVerb reports whether a narrator's sentence at i is a single word that ends as a verb
// does, of which nothing else is known: "— Хто там? — захрипів. Ніхто не озвався."
func (d *doc) loneVerb(i, limit int) bool {
	ts := d.peek(i, limit, 2)
	return len(ts) > 0 && ts[0].kind == word && ts[0].caps == small && ts[0].cls == 0 && d.lang.opens(ts[0].low) && (len(ts) == 1 || ts[1].kind != word && ts[1].kind != number)
}

// saysWithin reports whether a form of a verb of saying is among the first n words of
// [i, limit), before any sign. Words that can stand before it are not counted.
func (d *doc) saysWithin(i, limit, n int) bool {
	for k, t := range d.peek(i, limit, n+2) {
		if t.kind != word {
			return false
		}
		if t.is(cue) {
			return k < n || t.is(clsSay)
		}
		if k >= n-1 && !t.is(clsAux|clsAdv|clsPron) {
			return false
		}
	}
	return false
}

// peek returns the first n tokens of [i, limit).
func (d *doc) peek(i, limit, n int) []token {
	first := len(d.toks)
	for i < limit && len(d.toks) < first+n {
		i = d.oneToken(i, limit)
	}
	d.tellCues(first)
	out := slices.Clone(d.toks[first:])
	d.toks = d.toks[:first]
	return out
}

// narrationEnd returns where the narrator's words from i on end and where speech goes on
// behind them; -1 when it does not.
func (d *doc) narrationEnd(i, limit int) (end, next int) {
	prev, beforeSpace := rune(0), rune(0)
	for k := i; k < limit; {
		r, size := utf8.DecodeRuneInString(d.text[k:limit])
		if isDash(r) {
			spaced := unicode.IsSpace(prev)
			sign := prev
			if spaced {
				sign = beforeSpace
			}
			behind, _ := utf8.DecodeRuneInString(d.text[k+size : limit])
			switch {
			case strings.ContainsRune(",.!?…:;", sign) && (spaced || d.lang.on("dashes hug words")):
				return k, k + size
			case strings.ContainsRune("\"”", sign) && spaced && d.lang.on("dash opens speech within paragraphs") && d.opensInline(k+size, limit):
				return k, k + size // a heading in marks stands before it
			case d.lang.on("dashes part narrator") && spaced && (unicode.IsSpace(behind) || strings.ContainsRune(",.;:", behind)):
				return k, k + size
			case d.lang.on("dashes hug words") && !spaced && strings.ContainsRune(".,:;!? ", behind) && (r != '-' || d.text[i-1] == '-'):
				return k, k + size
			}
		}
		if !unicode.IsSpace(r) {
			beforeSpace = r
		}
		prev = r
		k += size
	}
	return -1, limit
}

// mayNarrate reports whether what begins at i can go on with what a narrator tells: in a tale
// whatever nobody seems to say to anybody.
func (d *doc) mayNarrate(i, limit int, tale bool) bool {
	ts := d.peek(i, limit, 1)
	if len(ts) == 0 || ts[0].is(clsRelative|clsPrep|clsRole) {
		return len(ts) > 0
	}
	return tale && !ts[0].is(clsConj|clsThat) && (!ts[0].is(clsPron) || ts[0].is(clsDet)) && !d.speaks(i, limit)
}

// othersAnswer reports whether a dash behind the end of a sentence has somebody else speak
// within the words of a piece: – Tu pars ? – Demain.
func (d *doc) othersAnswer(p piece) bool {
	if !d.lang.on("a dash is another speaker") {
		return false
	}
	sign := rune(0)
	for i := p.start; i < p.end; {
		r, size := utf8.DecodeRuneInString(d.text[i:p.end])
		if isDash(r) && strings.ContainsRune(".!?…", sign) && unicode.IsUpper(firstRune(strings.TrimLeft(d.text[i+size:p.end], "-—–« \u00a0\u202f"))) {
			return true
		}
		if !unicode.IsSpace(r) {
			sign = r
		}
		i += size
	}
	return false
}

// betweenCommas returns where the narrator's words end that begin at i, as inside « C'est,
// dit-il, une nuit », and where speech goes on; next is 0 when no narrator speaks there.
func (d *doc) betweenCommas(i, limit int) (end, next int) {
	if r, _ := utf8.DecodeRuneInString(strings.TrimLeft(d.text[i:limit], " \u00a0\u202f")); !unicode.IsLower(r) {
		return 0, 0
	}
	ts := d.peek(i, limit, 24)
	k := d.narratorSubject(ts)
	if k < 0 {
		return 0, 0
	}
	for ; k < len(ts); k++ {
		switch t := &ts[k]; {
		case t.kind == comma && k+1 < len(ts) && ts[k+1].is(clsRole) && ts[k+1].caps == small:
			// an apposition: "explique Jean Dupont, maire de la ville, ..."
		case t.kind == comma && k+2 < len(ts) && (d.lang.gerund(ts[k+1].low) || ts[k+1].is(clsPrep) && d.lang.gerund(ts[k+2].low)):
			// "s'écria Jean, en ouvrant la porte"
		case t.kind == comma && k+3 < len(ts) && ts[k+1].is(clsPrep) && ts[k+2].is(clsAdv) && d.lang.gerund(ts[k+3].low):
			// "s'écria Jean, en se levant"
		case t.kind == comma, t.kind == semicolon:
			return t.start, t.end
		case t.kind == stop && !t.dotted:
			return t.end, t.end
		}
	}
	return -1, limit
}

// narratorSubject returns the token behind the verb of saying and its subject, with which
// tokens begin; -1 if they do not.
func (d *doc) narratorSubject(ts []token) int {
	k := 0
	for k < len(ts) && k < 4 && ts[k].kind == word && !ts[k].is(cue) && ts[k].is(clsAux|clsAdv|clsPron) {
		if k > 0 && ts[k-1].is(clsAux) && ts[k].is(clsPron) && ts[k].feat&gender != 0 && strings.HasPrefix(ts[k].low, "-") {
			for j := k + 1; j < len(ts) && j < k+4; j++ {
				if ts[j].is(clsParticiple) {
					return j + 1 // "a-t-il dit"
				}
			}
		}
		if ts[k].is(clsPron) && !ts[k].is(clsAdv|clsAux) && !strings.HasPrefix(ts[k].low, "-") {
			return -1 // "mais nous, on veut la paix": who speaks goes on
		}
		k++
	}
	if k+1 >= len(ts) || !ts[k].is(cue) {
		return -1
	}
	t := &ts[k+1]
	for t.is(clsAdv) && k+2 < len(ts) && !(t.is(clsDet) && ts[k+2].is(clsRole|clsBody)) {
		k++
		t = &ts[k+1]
	}
	switch {
	case t.kind != word:
		return -1
	case strings.HasPrefix(t.low, "-") && t.is(clsPron), t.caps != small, t.is(clsTitle):
		return k + 2
	case t.is(clsDet) && k+2 < len(ts) && ts[k+2].kind == word && (ts[k+2].caps == small || ts[k+2].is(clsRole|clsBody|clsTitle)):
		return k + 3 // "reprit la jeune fille"
	case t.is(clsRole) && k+2 < len(ts) && ts[k+2].caps == initial:
		return k + 3 // "répondit cousin Bénédict"
	case t.is(clsDet) && ts[k].is(clsDet) && k+2 < len(ts) && ts[k+2].kind != word:
		return k + 2 // "répondit l'autre"
	}
	return -1
}

// hidesNarrator reports whether in the words of a piece a verb of saying follows a sign, as
// where a narrator speaks whose words could not be told from them.
func (d *doc) hidesNarrator(p *piece) bool {
	words := d.text[p.start:p.end]
	for i, r := range words {
		if !strings.ContainsRune(",.!?…;", r) {
			continue
		}
		rest := strings.TrimLeft(words[i+utf8.RuneLen(r):], " \u00a0\u202f—–-")
		if d.lang.words[d.lang.lower(rest[:d.letters(rest)])].is(cue) && unicode.IsLower(firstRune(rest)) {
			return true
		}
	}
	return false
}

func (d *doc) letters(s string) int {
	n := strings.IndexFunc(s, func(r rune) bool { return !wordRune(r) })
	if n < 0 {
		return len(s)
	}
	return n
}

// gerund reports whether a word is a form that goes on with what a narrator tells.
func (l *language) gerund(w string) bool {
	for _, e := range l.gerunds {
		if len(w) > len(e)+1 && strings.HasSuffix(w, e) {
			return true
		}
	}
	return false
}

// speaks reports whether somebody says "I" or "you" in [i, limit), asks or calls, or tells of
// what is, where a narrator would tell of what was.
func (d *doc) speaks(i, limit int) bool {
	if strings.ContainsAny(d.text[i:limit], "?!") {
		return true
	}
	for _, t := range d.peek(i, limit, 40) {
		if t.is(clsI | clsPresent) {
			return true
		}
	}
	return false
}
