package command

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/bot/messages"
	"verbatim/search"
)

// passage is a part of a message that may be somebody's words.
type passage struct {
	text    string
	speaker string // whom the message names for them, "" for nobody
	loose   bool   // nothing marks them as such
}

// quoted returns what stands in texts of a message between quotation marks or in
// block quotes, in order, each once, with the speaker that is named for it; the
// texts themselves if there is no such thing.
func quoted(texts []string) []passage {
	var all []passage
	add := func(p passage) {
		if !slices.ContainsFunc(all, func(o passage) bool { return o.text == p.text }) {
			all = append(all, p)
		}
	}
	for _, t := range texts {
		for _, p := range quotedIn(withoutMarkup(t)) {
			add(p)
		}
	}
	if len(all) > 0 {
		return all
	}
	for _, t := range texts {
		if t = strings.TrimSpace(withoutMarkup(t)); strings.ContainsFunc(t, unicode.IsLetter) {
			add(passage{text: t, loose: true}) // the check itself reads whom it names
		}
	}
	return all
}

// What of a message is no word of it ("Message Formatting" and "Markdown Text
// 101").
var (
	escapes    = regexp.MustCompile(`\\([!-/:-@\[-` + "`" + `{-~])`)
	maskedLink = regexp.MustCompile(`\[([^\]\n]+)\]\(<?https?://[^)\s]+>?(?: "[^"\n]*")?\)`)
	references = regexp.MustCompile(`<(?:[@#][!&]?\d+|a?:\w+:\d+|t:-?\d+(?::\w)?|/[^:>\n]+:\d+|id:\w+)>|<?https?://[^\s>]+>?`)
	lineMarks  = regexp.MustCompile(`(?m)^(?:-# |#{1,3} )`)
	emphasis   = regexp.MustCompile("\\*\\*|__|~~|\\|\\||`+")
	italics    = regexp.MustCompile(`(^|[^\p{L}\p{N}])[*_](\S(?:[^*_\n]*\S)?)[*_]`)
)

// escapedMark stands in for a mark that a backslash takes the power from, while the
// others are taken away: no text has private characters of this kind.
const escapedMark = 0xF0000

// withoutMarkup leaves of a message's text what it says, and the marks of block
// quotes.
func withoutMarkup(s string) string {
	s = messages.Clean(s)
	s = escapes.ReplaceAllStringFunc(s, func(m string) string { return string(escapedMark + rune(m[1])) })
	s = maskedLink.ReplaceAllString(s, "$1")
	s = references.ReplaceAllString(s, "")
	s = lineMarks.ReplaceAllString(s, "")
	s = emphasis.ReplaceAllString(s, "")
	s = italics.ReplaceAllString(s, "$1$2")
	return strings.Map(func(r rune) rune {
		if r >= escapedMark && r < escapedMark+utf8.RuneSelf {
			return r - escapedMark
		}
		return r
	}, s)
}

// quotedIn returns the quoted parts of a text.
func quotedIn(s string) []passage {
	var all []passage
	rest := s
	for rest != "" {
		before, block, after := cutBlock(rest)
		all = append(all, betweenMarks(before)...)
		if block != "" {
			all = append(all, ofBlock(lastLine(before), block, firstLine(after))...)
		}
		rest = after
	}
	return all
}

// cutBlock parts a text at its first block quote, whose lines come without their
// marks.
func cutBlock(s string) (before, block, after string) {
	var b strings.Builder
	at, in := 0, false
	for line := range strings.Lines(s) {
		text, quoted := strings.CutPrefix(line, "> ")
		switch whole, all := strings.CutPrefix(line, ">>> "); {
		case all && !in:
			return s[:at], whole + s[at+len(line):], ""
		case quoted && !in:
			before, in = s[:at], true
		case !quoted && in:
			return before, b.String(), s[at:]
		}
		if quoted {
			b.WriteString(text)
		}
		at += len(line)
	}
	if !in {
		return s, "", ""
	}
	return before, b.String(), ""
}

// ofBlock returns what a block quote quotes: what stands between quotation marks in
// it, else all of it. Whose it is says the line before, the line behind or its own
// last one.
func ofBlock(before, block, after string) []passage {
	if inside := betweenMarks(strings.TrimSpace(block) + "\n" + after); len(inside) > 0 {
		return inside
	}
	words := strings.TrimSpace(block)
	if last := lastLine(words); last != words && startsWithDash(last) {
		words, after = strings.TrimSpace(strings.TrimSuffix(words, last)), last
	}
	if !enoughWords(words) {
		return nil
	}
	if !strings.HasSuffix(strings.TrimSpace(before), ":") {
		before = ""
	}
	if !startsWithDash(after) {
		after = ""
	}
	return []passage{{text: words, speaker: named(before, "\n"+after)}}
}

func startsWithDash(s string) bool {
	return strings.ContainsAny(firstRune(strings.TrimSpace(s)), "-–—―~(")
}

func firstRune(s string) string {
	_, size := utf8.DecodeRuneInString(s)
	return s[:size]
}

func lastLine(s string) string {
	s = strings.TrimSpace(s)
	return s[strings.LastIndexByte(s, '\n')+1:]
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}

// shutting returns the marks that end what a mark begins, in any language. Some are
// apostrophes as well, or end what others begin: what stands around them tells.
func shutting(open rune) (marks string, ambiguous bool) {
	switch open {
	case '“':
		return "”", false
	case '„':
		return "“”", false
	case '«':
		return "»", false
	case '‹':
		return "›", false
	case '「':
		return "」", false
	case '『':
		return "』", false
	case '‚':
		return "‘’", false
	case '"', '＂', '”', '\'':
		return string(open), true
	case '»':
		return "«", true
	case '›':
		return "‹", true
	case '‘':
		return "’", true
	}
	return "", false
}

// betweenMarks returns what stands between quotation marks in a text.
func betweenMarks(s string) []passage {
	spans := markedSpans(s)
	var all []passage
	for i := 0; i < len(spans); i++ {
		before, j := s[:spans[i].from], i
		if i > 0 {
			before = s[spans[i-1].to:spans[i].from]
		}
		words := spans[i].words(s)
		for ; j+1 < len(spans); j++ {
			next := spans[j+1].words(s)
			if !interrupts(words, s[spans[j].to:spans[j+1].from], next) {
				break
			}
			words += " " + next
		}
		speaker := ""
		if j > i {
			speaker = named("", s[spans[i].to:spans[i+1].from])
		}
		after := s[spans[j].to:]
		if j+1 < len(spans) {
			after = s[spans[j].to:spans[j+1].from]
		}
		if speaker == "" {
			speaker = named(sentenceBefore(before), sentenceAfter(after))
		}
		all = append(all, passage{text: words, speaker: speaker})
		i = j
	}
	return all
}

// markedSpan is a part of a text between quotation marks, these included.
type markedSpan struct{ from, to, open, shut int }

func (m markedSpan) words(s string) string { return strings.TrimSpace(s[m.from+m.open : m.to-m.shut]) }

func markedSpans(s string) []markedSpan {
	var out []markedSpan
	prev := ' '
	open := make(map[string]int) // by the marks that would end it, up to where there is none
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if m, ok := markedAt(s, i, prev, r, open); ok {
			out = append(out, m)
			i, prev = m.to, ' '
			continue
		}
		i, prev = i+size, r
	}
	return out
}

// markedAt returns what the mark at a place begins. It notes in unended how far it
// looked for an end in vain, so that nobody has to look there twice.
func markedAt(s string, at int, prev, open rune, unended map[string]int) (markedSpan, bool) {
	marks, ambiguous := shutting(open)
	if marks == "" || at < unended[marks] {
		return markedSpan{}, false
	}
	size := utf8.RuneLen(open)
	next, _ := utf8.DecodeRuneInString(s[at+size:])
	if ambiguous && (unicode.IsLetter(prev) || unicode.IsNumber(prev) || unicode.IsSpace(next)) {
		return markedSpan{}, false
	}
	i := at + size
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if strings.HasPrefix(s[i:], "\n\n") {
			break // a paragraph ends what somebody forgot to end
		}
		next, _ := utf8.DecodeRuneInString(s[i+n:])
		if strings.ContainsRune(marks, r) && !(ambiguous && (unicode.IsLetter(next) || unicode.IsNumber(next))) {
			m := markedSpan{at, i + n, size, n}
			words := m.words(s)
			if open == '\'' || open == '‘' { // "'tis" begins nothing, nor does "rock 'n' roll"
				return m, len(strings.Fields(words)) > 2 && !strings.Contains(words, " '")
			}
			return m, enoughWords(words)
		}
		i += n
	}
	unended[marks] = i
	return markedSpan{}, false
}

// enoughWords reports whether a text is more than a term.
func enoughWords(s string) bool {
	const fewest, fewestSigns = 2, 4 // of words; of signs where no spaces are set
	signs := strings.Count(strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
			return 'x'
		}
		return ' '
	}, s), "x")
	words := 0
	for _, w := range strings.Fields(s) {
		if strings.ContainsFunc(w, unicode.IsLetter) {
			words++
		}
	}
	return words >= fewest || signs >= fewestSigns
}

// interrupts reports whether what stands between two quoted parts stands inside of
// one: it says whose it is, or is as short as "he said", and the sentence goes on.
func interrupts(before, between, after string) bool {
	const short = 5 // words
	if !strings.HasSuffix(strings.TrimSpace(between), ",") {
		return false
	}
	next, _ := utf8.DecodeRuneInString(after)
	return named("", between) != "" || strings.HasSuffix(before, ",") && unicode.IsLower(next) && len(strings.Fields(between)) <= short
}

// sentenceBefore returns what leads to a quotation: the end of the line before it
// back to the last sentence, or the whole line above if that ends in a colon.
func sentenceBefore(s string) string {
	line := strings.TrimSpace(s[strings.LastIndexByte(s, '\n')+1:])
	if line == "" {
		if line = lastLine(s); !strings.HasSuffix(line, ":") {
			return ""
		}
	}
	for i := len(line) - 1; i > 0; i-- {
		if endsASentence(line, i) {
			return strings.TrimSpace(line[i:])
		}
	}
	return line
}

// sentenceAfter returns what a quotation leads to: the rest of its line up to the
// end of the sentence, or the next line.
func sentenceAfter(s string) string {
	line, rest, _ := strings.Cut(s, "\n")
	if strings.Trim(line, " .,;!?") == "" {
		line = firstLine(rest)
		if strings.HasPrefix(rest, "\n") && !startsWithDash(line) || strings.HasSuffix(line, ":") { // which leads to something else
			return ""
		}
		line, _, _ = strings.Cut(line, choiceSeparator) // a name and a role, as our cards have them
		return "\n" + line
	}
	for i := 1; i < len(line); i++ {
		if endsASentence(line, i) {
			return line[:i]
		}
	}
	return line
}

// endsASentence reports whether a sentence ends before a byte of a line. One letter
// and "Dr." are parts of names.
func endsASentence(line string, at int) bool {
	if line[at] != ' ' || !strings.ContainsRune(".!?…", lastRune(line[:at])) {
		return false
	}
	word := line[strings.LastIndexByte(line[:at], ' ')+1 : at]
	first, _ := utf8.DecodeRuneInString(word)
	return !strings.HasSuffix(word, ".") || !unicode.IsUpper(first) || utf8.RuneCountInString(word) > 4
}

func lastRune(s string) rune {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r
}

// named returns whom the words before a quotation and those behind it name for it.
func named(before, after string) string {
	const (
		mark     = " “words in these marks”"
		words    = 12  // as many words lead to a quotation
		furthest = 200 // bytes behind it that are read
	)
	after = strings.ToValidUTF8(after[:min(len(after), furthest)], "")
	if strings.TrimSpace(after) != "" {
		if name := search.ClaimedSpeaker(mark + after); isName(name) {
			return name
		}
	}
	lead := strings.Fields(before)
	lead = lead[max(0, len(lead)-words):]
	for i := range lead {
		if name := search.ClaimedSpeaker(strings.Join(lead[i:], " ") + mark); isName(name) {
			return name
		}
	}
	return ""
}

// isName reports whether each word has a capital, or may stand inside a name.
func isName(s string) bool {
	const inside = " of the de da di du do dos del della van von vom der den ter zu la le bin ibn al el y e "
	for _, w := range strings.Fields(s) {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) && !strings.Contains(inside, " "+w+" ") {
			return false
		}
	}
	return s != ""
}
