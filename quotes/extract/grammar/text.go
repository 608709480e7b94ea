package grammar

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

type kind uint8

const (
	word kind = iota
	number
	comma
	stop // . ! ? …
	colon
	semicolon
	dash
	openParen
	closeParen
	quoted // a whole piece of speech, marks included
	other
)

type capital uint8

const (
	small   capital = iota
	initial         // Smith
	all             // NATO
	uncased         // of a script without capitals
)

// token is a word, a sign, or a whole piece of speech. Offsets are bytes of the text.
type token struct {
	start, end int
	entry
	low    string // a word in small letters
	piece  int    // if quoted
	sent   int
	kind   kind
	caps   capital
	dotted bool // ends with a full stop that belongs to it
	run    int  // index+1 into doc.runs of the name that it belongs to
	mark   mark // the particle that was cut off it: Korean
}

// piece is what somebody says in one go: what stands between marks, or the part of it
// that no narrator interrupts.
type piece struct {
	start, end  int // its words
	open, close int // with its marks
	utterance   int // pieces of one utterance have the same
	torn        bool
	dashed      bool // a dash opens it, and no marks
	narrated    bool // it stands in marks in which a narrator interrupts it
	at          int  // its token
}

// doc is a text on its way through the rules.
type doc struct {
	text   string
	paras  []Paragraph
	lang   *language // of the paragraph that is being read
	langs  []*language
	toks   []token
	first  []int // of each paragraph, its first token; one more at the end
	pieces []piece
	sents  []span // tokens of each sentence
	shared []bool // of each paragraph, whether its last mark stays open for dialogue behind it
	spoken []bool // of each paragraph, whether a dash opens it and it is speech
	tale   bool   // people answer each other in lines that a dash opens; in an article a narrator tells of nearly each who speaks
	*people
	korean korean

	terms map[string]int // how often the text has a few words in marks
}

type span struct{ first, last int }

// tokenize appends the tokens of paragraph pi, a piece of speech being one.
func (d *doc) tokenize(ctx context.Context, pi int) {
	p := d.paras[pi]
	d.lang = d.langs[pi]
	ps := d.piecesOf(pi)
	for i, next := p.Start, 0; i < p.End && ctx.Err() == nil; {
		if next < len(ps) && i >= ps[next].open {
			q := ps[next]
			q.at = len(d.toks)
			d.toks = append(d.toks, token{start: q.open, end: q.close, kind: quoted, piece: len(d.pieces)})
			d.pieces = append(d.pieces, q)
			if term := termOf(d.text[q.start:q.end]); term != "" {
				d.terms[term]++
			}
			i, next = max(q.close, i), next+1
			continue
		}
		limit := p.End
		if next < len(ps) {
			limit = ps[next].open
		}
		i = d.oneToken(i, limit)
	}
	d.tellCues(d.first[pi])
	d.splitSentences(d.first[pi])
}

// tellCues makes cues of the participles that stand behind an auxiliary, and none of words
// behind a determiner: "a déclaré", "une demande".
func (d *doc) tellCues(first int) {
	if !d.lang.on("auxiliary, participle") {
		return
	}
	d.markPhrases(first)
	for k := first; k < len(d.toks); k++ {
		t := &d.toks[k]
		if t.is(cue) && k > first && d.toks[k-1].is(clsDet|clsPrep) && (!d.toks[k-1].is(clsAdv) || d.nounForWords(k)) {
			t.cls &^= cue
		}
		if t.is(cue) && k+1 < len(d.toks) && slices.Contains(d.lang.sets["goes on"], t.low) && d.toks[k+1].kind == word && slices.ContainsFunc(d.lang.gerunds, func(e string) bool { return strings.HasSuffix(d.toks[k+1].low, e) }) && !d.toks[k+1].is(clsSaying) {
			t.cls &^= cue // "sigue siendo"
		}
		d.tellOffice(k, first)
		if t.is(clsJudge) && k > first && d.toks[k-1].is(clsDet) && d.toks[k-1].has(indefinite) {
			t.cls &^= clsJudge // "una condena"
		}
		if d.endsSaying(k, first) || d.goesOnSaying(k, first) {
			t.cls |= clsSaying
		}
		if p := k - 1; t.is(cue) && p > first && d.toks[p-1].is(clsWithArticle) && d.toks[p].kind == word && d.toks[p].caps == small && d.toks[p].cls&^clsAdjective == 0 {
			t.cls &^= cue // "all'ipotetica domanda"
		}
		if t.is(clsThatVerb) && k > first && d.toks[k-1].is(cue) {
			t.cls |= clsThat
		}
		if !t.is(clsParticiple) {
			continue
		}
		if k-2 >= first && d.toks[k-1].is(clsReflexiveAux) && d.toks[k-2].is(clsReflexive) {
			t.cls |= clsSay | clsJudge // "si è detto “preoccupato”"
			continue
		}
		if a := d.auxiliaryOf(k, first); a >= 0 {
			if t.is(clsRole) { // "a prévenu" is no accused
				t.cls, t.feat = t.cls&^clsRole, 0
			}
			t.cls = t.cls&^clsWork | clsSay
			t.feat |= d.toks[a].feat & plural
		} else {
			t.cls &^= clsJudge // "souvent critiqué pour"
		}
	}
}

// auxiliaryOf returns the auxiliary before the participle at token k, with no more than
// adverbs and pronouns between them: "a par ailleurs déclaré". -1 if there is none.
func (d *doc) auxiliaryOf(k, first int) int {
	for j := k - 1; j >= first && j > k-6; j-- {
		switch {
		case d.toks[j].is(clsAux):
			return j
		case j-1 >= first && d.phraseEnd(j-1, k, clsAdv) == j+1:
			j--
		case !d.toks[j].is(clsAdv | clsPron):
			return -1
		}
	}
	return -1
}

// oneToken appends the token that begins at i, if one does, and returns where to go on.
func (d *doc) oneToken(i, limit int) int {
	r, size := utf8.DecodeRuneInString(d.text[i:limit])
	switch {
	case r == utf8.RuneError && size <= 1, unicode.IsSpace(r), unicode.Is(unicode.Cf, r):
		return i + max(size, 1)
	case unicode.IsLetter(r):
		return d.wordToken(i, limit)
	case unicode.IsDigit(r):
		j := i + size
		for j < limit && d.text[j] >= '0' && d.text[j] <= '9' {
			j++
		}
		if j+1 < limit && d.text[j] == '-' && (unicode.IsLower(firstRune(d.text[j+1:limit])) || d.lang.on("nouns have capitals") && unicode.IsUpper(firstRune(d.text[j+1:limit]))) {
			return d.wordToken(i, limit)
		}
		j = i + size
		for j < limit && (d.text[j] >= '0' && d.text[j] <= '9' || (d.text[j] == '.' || d.text[j] == ',' || d.text[j] == ':') && j+1 < limit && d.text[j+1] >= '0' && d.text[j+1] <= '9') {
			j++
		}
		if j+2 < limit && d.text[j] == '.' && d.text[j+1] == ' ' && !(j-i == 4 && d.text[i] <= '2') {
			j++ // "3. Mai"; a sentence that ends in a number is not often cut wrongly
		}
		d.toks = append(d.toks, token{start: i, end: j, kind: number})
		return j
	}
	k := signKind(r)
	j := i + size
	for k == stop && j < limit && strings.IndexByte(".!?", d.text[j]) >= 0 {
		j++
	}
	d.toks = append(d.toks, token{start: i, end: j, kind: k})
	return j
}

func signKind(r rune) kind {
	switch r {
	case ',', '،', '、':
		return comma
	case '.', '!', '?', '…', '。', '！', '？':
		return stop
	case ':', '：':
		return colon
	case ';':
		return semicolon
	case '—', '–', '―', '-', '‑', '−':
		return dash
	case '(', '[':
		return openParen
	case ')', ']':
		return closeParen
	}
	return other
}

// softHyphen stands where a word may be broken, and shows nowhere else; some sites put it
// before words too.
const softHyphen = "\u00ad"

func wordRune(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\u00ad'
}

// wordToken appends a word; hyphens and apostrophes inside belong to it, as does the full
// stop of an initial or an abbreviation.
func (d *doc) wordToken(i, limit int) int {
	j := i
	for j < limit {
		r, size := utf8.DecodeRuneInString(d.text[j:limit])
		if wordRune(r) {
			j += size
			continue
		}
		if strings.ContainsRune("-‑'’ʼ", r) && j+size < limit {
			if n, _ := utf8.DecodeRuneInString(d.text[j+size : limit]); unicode.IsLetter(n) || unicode.IsDigit(n) {
				if d.partsAt(i, j, size, limit) {
					if r == '-' {
						return d.enclitic(i, j, limit)
					}
					j += size
					break
				}
				j += size
				continue
			}
		}
		if r == '.' && j > i && j+1 < limit && asciiLetter(d.text[j-1]) && asciiLetter(d.text[j+1]) {
			j++ // "example.org"
			continue
		}
		if r == '.' && j-i > 4 && j+1 < limit && d.domain(i, j) {
			j++ // "Пример.ру"
			continue
		}
		break
	}
	return d.addWord(i, j, limit)
}

func (d *doc) addWord(i, j, limit int) int {
	w := d.text[i:j]
	t := token{start: i, end: j, kind: word, low: d.lang.lower(w), caps: capitals(w)}
	if strings.HasSuffix(t.low, "'") {
		t.caps = min(t.caps, initial)
	}
	t.entry = d.lang.words[t.low]
	if c := t.low[0]; c >= '0' && c <= '9' { // "29-latek"
		if _, rest, ok := strings.Cut(t.low, "-"); ok {
			t.entry = d.lang.words[rest]
		}
	}
	if j < limit && d.text[j] == '.' && (d.lang.words[t.low+"."].is(clsAbbr) || t.caps == all && utf8.RuneCountInString(w) == 1 && !d.networkX(w)) {
		j++
		t.end, t.dotted = j, true
		t.entry = d.lang.words[t.low+"."]
	}
	if first, _, ok := strings.Cut(t.low, "-"); ok && t.cls == 0 && t.caps == initial && d.lang.words[first].is(clsFirst) && !(d.lang.on("compounds") && d.lang.compound(t.low).is(clsBody|clsRole)) {
		t.entry = entry{cls: clsFirst, feat: d.lang.words[first].feat & (gender | nominative)} // Karl-Theodor
	}
	if t.is(clsThat|clsIf) && t.caps == all && d.lang.on("nouns have capitals") {
		t.entry = entry{} // "OB Quent"
	}
	if t.cls == 0 && t.caps == small && d.lang.on("subject left out") && d.lang.trade(t.low) {
		t.entry = entry{cls: clsRole, feat: nominative, lemma: t.low} // "el hidrólogo"
	}
	if t.cls == 0 && t.caps == small && d.lang.endsAdverb(t.low) {
		t.cls = clsAdv
	}
	if t.cls == 0 && d.lang.on("compounds") && (t.caps == initial || t.caps == small && !d.lang.on("nouns have capitals")) {
		t.entry = d.lang.compound(t.low)
	}
	d.toks = append(d.toks, t)
	return j
}

// networkX reports whether the word w, which comes next, is the name of a network and no
// initial: a preposition or what it is stands before it. "napisał na X."
func (d *doc) networkX(w string) bool {
	if w != "X" || len(d.toks) == 0 {
		return false
	}
	t := &d.toks[len(d.toks)-1]
	return t.kind == word && t.caps == small && (t.is(clsPrep) || !t.is(clsTitle|clsRole))
}

// domain reports whether a small letter stands right before and behind the full stop at j.
func (d *doc) domain(i, j int) bool {
	before, _ := utf8.DecodeLastRuneInString(d.text[i:j])
	behind, _ := utf8.DecodeRuneInString(d.text[j+1:])
	return unicode.IsLower(before) && unicode.IsLower(behind)
}

// endsAdverb reports whether a word ends as adverbs do.
func (l *language) endsAdverb(w string) bool {
	return slices.ContainsFunc(l.adverbs, func(s string) bool {
		return strings.HasSuffix(w, s) && utf8.RuneCountInString(w) > utf8.RuneCountInString(s)+2
	})
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func asciiLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// partsAt reports whether the apostrophe or hyphen at j ends a word that begins at i:
// l'|ancien, dit|-il. The language lists such words with their sign.
func (d *doc) partsAt(i, j, size, limit int) bool {
	if !d.lang.on("signs part words") {
		return false
	}
	if d.text[j] == '-' {
		return d.lang.words[d.lang.lower(d.text[j:d.wordEnd(j, limit, "-")])].cls != 0
	}
	head := d.lang.lower(d.text[i:j]) + "'"
	if d.lang.words[head].cls == 0 {
		return false
	}
	whole := head + d.lang.lower(d.text[j+size:d.wordEnd(j+size, limit, "")])
	return d.lang.words[whole].cls == 0
}

// wordEnd returns where the letters and the given signs end that begin at i.
func (d *doc) wordEnd(i, limit int, signs string) int {
	n := strings.IndexFunc(d.text[i:limit], func(r rune) bool { return !wordRune(r) && !strings.ContainsRune(signs, r) })
	if n < 0 {
		return limit
	}
	return i + n
}

// enclitic appends the word [i, j) and the small words that hyphens join to it.
func (d *doc) enclitic(i, j, limit int) int {
	d.addWord(i, j, limit)
	end := d.wordEnd(j, limit, "-")
	low := d.lang.lower(d.text[j:end])
	start := j + 1 + strings.LastIndexByte(d.text[j+1:end], '-') + 1
	d.toks = append(d.toks, token{start: start, end: end, kind: word, low: low, entry: d.lang.words[low]})
	return end
}

// compound returns what the language knows of the role or body that a longer word ends
// in: "Regierungssprecherin".
func (l *language) compound(w string) entry {
	for i := range w {
		if i < 3 || len(w)-i < 4 || len(w)-i < 5 && !l.on("nouns have capitals") {
			continue
		}
		if e := l.words[w[i:]]; e.is(clsRole|clsBody) && !e.is(clsKin) { // Weidmann is no man
			e.cls &= clsRole | clsBody | clsUnnamed
			e.lemma = w[:i] + e.lemma
			return e
		}
	}
	return entry{}
}

func capitals(w string) capital {
	first, size := utf8.DecodeRuneInString(w)
	switch {
	case unicode.IsUpper(first):
	case unicode.IsLower(first) || unicode.IsDigit(first):
		if i := strings.IndexByte(w, '-'); i > 0 && i < 4 && upperFirst(w[i+1:]) {
			return initial // al-Sawahri
		}
		return small
	default:
		return uncased
	}
	if end := strings.TrimLeftFunc(w, unicode.IsUpper); len(w)-len(end) > size && utf8.RuneCountInString(end) <= 2 {
		return all // with the ending of a case: "МИДа"
	}
	if rest := w[size:]; !strings.ContainsFunc(rest, unicode.IsLower) {
		return all
	}
	return initial
}

// splitSentences cuts the tokens from first on where a sentence ends. Words and the cue
// behind them are one sentence.
func (d *doc) splitSentences(first int) {
	start := first
	cut := func(i int) {
		if i > start {
			d.sents = append(d.sents, span{start, i})
			start = i
		}
	}
	for i := first; i < len(d.toks); i++ {
		t := &d.toks[i]
		if i+1 < len(d.toks) {
			n := &d.toks[i+1]
			switch {
			case t.kind == stop && n.kind != closeParen && n.kind != comma && !(n.kind == word && n.caps == small) && n.kind != stop,
				t.kind == quoted && d.endsSentence(i):
				t.sent = len(d.sents)
				cut(i + 1)
				continue
			}
		}
		t.sent = len(d.sents)
	}
	cut(len(d.toks))
}

// endsSentence reports whether the piece at token i ends a sentence: its last sign does,
// and no cue follows.
func (d *doc) endsSentence(i int) bool {
	p := &d.pieces[d.toks[i].piece]
	switch lastSign(d.text[p.start:p.end]) {
	case '.', '!', '?', '…', '。':
	default:
		return false
	}
	n := &d.toks[i+1]
	switch n.kind {
	case word, openParen:
		if d.lang.on("particles") {
			return n.start > p.close && quotative(n.low) == noTail
		}
	}
	switch n.kind {
	case quoted:
		return d.pieces[n.piece].utterance != p.utterance
	case word:
		return n.caps != small && (d.lang.on("verb second") || !d.cueFollows(i+1))
	}
	return false
}

// cueFollows reports whether a verb of saying stands within four words from token i on.
func (d *doc) cueFollows(i int) bool {
	for k := i; k < len(d.toks) && k < i+5 && d.toks[k].kind == word; k++ {
		if d.toks[k].is(cue) {
			return true
		}
	}
	return false
}

// lastSign returns the last sign of words that is no mark.
func lastSign(words string) rune {
	s := strings.TrimRightFunc(words, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("’‘'”“\"»)]*_", r) })
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// trimmed cuts space and the signs that a cue brings off words.
func trimmed(text string, start, end int) (quotes.Span, bool) {
	edge := func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' || r == '\u200b' }
	dashes := func(r rune) bool { return edge(r) || r == '—' || r == '–' }
	s := text[start:end]
	left := len(s) - len(strings.TrimLeftFunc(s, dashes))
	s = strings.TrimRightFunc(s[left:], dashes)
	for strings.HasSuffix(s, ",") {
		s = strings.TrimRightFunc(s[:len(s)-1], dashes)
	}
	if !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return quotes.Span{}, false
	}
	return quotes.Span{Start: start + left, End: start + left + len(s)}, true
}
