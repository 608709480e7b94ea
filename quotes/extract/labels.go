package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
)

// labelForm is how a paragraph of a transcript names its speaker.
type labelForm uint8

const (
	formCaps   labelForm = iota // SMITH: ...
	formMixed                   // Joe: ..., **Jane Smith:** ...
	formLetter                  // Q: ..., A. ...
	formSeat                    // Jane Smith (Leeds West): ..., The Minister for Mines (Sir John Doe): ...
	formRecord                  // Mr. SMITH. ..., The PRESIDING OFFICER. ...
	formLine                    // Dr. John Doe (Copeland), on a line of its own
)

// turnLabel is a speaker's name at the beginning of a paragraph.
type turnLabel struct {
	key     string      // by which two labels are the same: lower case, without titles
	name    quotes.Span // as written, without what is in brackets
	bracket quotes.Span // what is in the first brackets behind it
	words   int         // where the words begin; the paragraph's end if the label stands alone
	form    labelForm
}

const (
	capWord  = `(?:\d{1,2})?\p{Lu}[\p{L}\p{M}'’\-]*\.?`
	joint    = `(?:of|for|the|and|de|del|van|von|der|bin|ibn|al|el|la|le|du|da|di|&|pro|tempore)`
	nameRuns = capWord + `(?:[ \x{a0}](?:` + joint + ` ){0,2}` + capWord + `|[ \x{a0}]pro tempore){0,8}`
	// What stands for a name in small letters, too.
	offices   = `moderator|interviewer|interviewee|host|presenter|reporter|questioner|question|answer|audience(?: member)?`
	emphasis  = `[*_]{0,3}`
	stamp     = `(?:[\[(]?\d{1,2}:\d{2}(?::\d{2})?[\])]? +)?`
	numbered  = `(?:T?\d{1,3}\. (?:\[\d{2,7}\] )?)?` // a question's, in Hansard
	degrees   = `(?:[^:.?!\n]|(?:Ph|Psy|Ed|M|D|J|Jr|Sr)\.)`
	bracketed = `((?: ?\([^()\n]{1,70}\)){0,2})`
	memberOf  = `(?:Mr|Mrs|Ms|Miss|Dr|Messrs|Senator|Chairman|Chairwoman|The)`
)

var (
	colonLabel  = regexp.MustCompile(`^` + stamp + numbered + emphasis + `(` + nameRuns + `|` + offices + `)` + bracketed + `(?:, ` + degrees + `{2,70}?)?` + bracketed + emphasis + ` ?:` + emphasis + `(?:[ \x{a0}\t]+|$)`)
	letterLabel = regexp.MustCompile(`^` + stamp + emphasis + `([QA])\d{0,3}` + emphasis + `[.:]` + emphasis + `(?:[ \x{a0}\t]+|$)`)
	// The Congressional Record sets the name in capitals: "Mr. McCAIN."
	recordLabel = regexp.MustCompile(`^((?:` + memberOf + `)\.? (?:(?:Mc|Mac|De|La|Le|Van )?\p{Lu}[\p{Lu}'’\-]{2,}(?: |pro tempore|\p{Lu}[\p{Lu}'’\-]{2,}){0,4}))( of [\p{L} ]{3,20})?\. +`)
	lineLabel   = regexp.MustCompile(`^` + numbered + `(` + nameRuns + `)` + bracketed + `$`)
	questioner  = regexp.MustCompile(`^(?:(?:DIRECT |CROSS.|REDIRECT )?EXAMINATION )?BY ((?:MR|MRS|MS|MISS|DR)\.? \p{Lu}[\p{Lu}'’\- ]+):?$`)
)

// labelLimit is how many bytes of a paragraph a label may take.
const labelLimit = 160

// labelOf reads the label at the beginning of paragraph pi.
func (d *prose) labelOf(pi int) (turnLabel, bool) {
	p := &d.paras[pi]
	head := d.text[p.start:min(p.end, p.start+labelLimit)]
	last := d.text[p.end-1]
	span := func(m []int, k int) quotes.Span {
		return quotes.Span{Start: p.start + max(m[2*k], 0), End: p.start + max(m[2*k+1], 0)}
	}
	var l turnLabel
	if m := letterLabel.FindStringSubmatchIndex(head); m != nil {
		l = turnLabel{name: span(m, 1), words: p.start + m[1], form: formLetter}
	} else if m := submatch(colonLabel, head, strings.IndexByte(head, ':') > 0); m != nil {
		l = turnLabel{name: span(m, 1), bracket: span(m, 2), words: p.start + m[1], form: formMixed}
		if l.bracket.Start == l.bracket.End {
			l.bracket = span(m, 3)
		}
		name := d.text[l.name.Start:l.name.End]
		switch {
		case strings.ToUpper(name) == name && letters(name) >= 2:
			l.form = formCaps
		case l.bracket.End > l.bracket.Start && !strings.ContainsAny(d.text[l.bracket.Start:l.bracket.End], "0123456789"):
			l.form = formSeat
		}
	} else if m := recordLabel.FindStringSubmatchIndex(head); m != nil {
		l = turnLabel{name: span(m, 1), words: p.start + m[1], form: formRecord}
	} else if m := submatch(lineLabel, head, p.end-p.start <= 90 && (last == ')' || last >= 'A')); m != nil {
		l = turnLabel{name: span(m, 1), bracket: span(m, 2), words: p.end, form: formLine}
	} else {
		return l, false
	}
	_, core := d.withoutTitle(d.text[l.name.Start:l.name.End])
	l.key = strings.ToLower(core)
	if strings.HasPrefix(l.key, "dear ") {
		return l, false // a letter to the paper, and the answer to it
	}
	if l.key == "" || notSpeakers[strings.ToUpper(l.key)] || len(strings.Fields(l.key)) > 9+5*b2i(l.form == formSeat) {
		return l, false
	}
	return l, true
}

// submatch matches only where a match can be, since most paragraphs have none.
func submatch(re *regexp.Regexp, s string, can bool) []int {
	if !can {
		return nil
	}
	return re.FindStringSubmatchIndex(s)
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// withoutTitle parts "Sir Walter Craig" into the form of address and the name.
func (d *prose) withoutTitle(name string) (title, core string) {
	core = name
	for {
		w, rest, ok := strings.Cut(core, " ")
		if !ok || !d.lex.look(strings.ToLower(strings.TrimSuffix(w, "."))).is(clsTitle) && !d.lex.look(w).is(clsTitle) && w != "Hon." && w != "Rt." {
			return strings.TrimSpace(title), core
		}
		title += w + " "
		core = rest
	}
}

// notSpeakers are words before a colon that name nobody.
var notSpeakers = func() map[string]bool {
	words := map[string]bool{}
	for w := range strings.SplitSeq(`NOTE|UPDATE|CORRECTION|EDITOR'S NOTE|EDITOR’S NOTE|MORE|RELATED|WATCH|READ|READ MORE|PHOTOS|VIDEO|BREAKING|
SEE ALSO|WHO|WHAT|WHEN|WHERE|WHY|HOW|TOP|FYI|PSA|ABSTRACT|FULL TEXT|CREDIT|PHOTO|LISTEN|MUST READ|SUMMARY|LOCATION|DATE|TIME|PLACE|VENUE|
ADDRESS|CONTACT|EMAIL|E-MAIL|PHONE|TEL|FAX|PRICE|COST|SOURCE|SOURCES|IMAGE|CAPTION|BY|FROM|TO|CC|SUBJECT|RE|CONCLUSION|INTRODUCTION|BACKGROUND|
EXAMPLE|WARNING|TIP|STEP|INGREDIENTS|METHOD|SERVES|DIRECTOR|CAST|STARRING|GENRE|RUNTIME|RATING|VERDICT|SCORE|PROS|CONS|RESULT|RESULTS|SCORERS|
ATTENDANCE|REFEREE|CHAPTER|SECTION|PART|FIGURE|TABLE|DAY|WEEK|ROUND|ME|YOU|I|HE|SHE|WE|THEY|PS|P.S|P.P.S|TL;DR|DISCLAIMER|DISCLOSURE|COPYRIGHT|
TRANSCRIPT|VIDEO TRANSCRIPT|FULL TRANSCRIPT|PARTIAL TRANSCRIPT|EXCERPT|EXCERPTS|HIGHLIGHTS|KEY POINTS|
ALSO|BUT|AND|SO|REMEMBER|ANSWERS|QUESTIONS|THE QUESTION|THE ANSWER|THE RESULT|THE PROBLEM|BOTTOM LINE|FOR EXAMPLE|IN SHORT|IN OTHER WORDS|
ONE THING|FIRST|SECOND|THIRD|FINALLY|LINK|TAGS|CATEGORY|FILED UNDER|PUBLISHED|POSTED|WRITTEN|EDITED|PRODUCED|MONDAY|TUESDAY|WEDNESDAY|THURSDAY|FRIDAY|SATURDAY|SUNDAY`, "|") {
		words[strings.TrimSpace(w)] = true
	}
	return words
}()

// asks are labels of whoever asks, and nobodies those of whom no name is known:
// their words are kept for review.
var (
	asks     = map[string]bool{"q": true, "question": true, "interviewer": true, "reporter": true, "journalist": true, "questioner": true, "moderator": true, "host": true, "audience": true, "audience member": true}
	answers  = map[string]bool{"a": true, "answer": true, "interviewee": true, "guest": true, "witness": true, "the witness": true, "respondent": true}
	nobodies = regexp.MustCompile(`^(?:unidentified|unknown|unnamed|speaker \d|(?:fe)?male\b|man\b|woman\b|voice|caller|operator|narrator|announcer|crowd|all$|both$|members|several|an hon|speaker$|participant|audience|question)`)
)

// evidence tells how much a label looks like somebody who speaks: 3 for a person,
// 2 for a name or an office, 1 for a word that may be a name, 0 for none.
func (d *cast) evidence(l turnLabel, x nameIndex) int {
	title, core := d.withoutTitle(d.text[l.name.Start:l.name.End])
	words := strings.Fields(core)
	if asks[l.key] || answers[l.key] || nobodies.MatchString(l.key) {
		return 2
	}
	if title != "" {
		return 3
	}
	if _, ok := x.full[l.key]; ok && len(words) >= 2 {
		if c := d.lex.look(words[0]); c.is(clsFirst) && !d.lex.look(words[len(words)-1]).is(clsBody|clsRole) {
			return 3
		}
	}
	first, last := d.lex.look(words[0]), d.lex.look(words[len(words)-1])
	switch {
	case len(words) == 1:
		if id, ok := x.last[l.key]; ok && id >= 0 {
			return 3
		}
		if id, ok := x.first[l.key]; ok && id >= 0 {
			return 3
		}
		if first.is(clsFirst) && !first.is(clsCommonName) {
			return 3
		}
		if first&(function|clsStarter|clsAdv|anyForm|clsWeekday|clsMonth|clsTime) != 0 || d.lowerSeen[l.key] {
			return 0
		}
		return 1
	case first.is(clsFirst) && len(words) <= 4 && !last.is(clsBody|clsRole):
		return 3
	case words[0] == "The" || first.is(clsRole) || last.is(clsRole|clsBody):
		return 2
	}
	return 1
}

// label returns the bytes of a speaker's name that stands at the beginning of
// text[start:end] with a colon behind it, as in a transcript ("SMITH: Good
// morning."), and where the words begin. Only capitals count.
func label(text string, start, end int) (name quotes.Span, words int, ok bool) {
	i := start
	letters := 0
	for i < end && i < start+40 {
		r, size := utf8.DecodeRuneInString(text[i:end])
		if r == ':' {
			break
		}
		if unicode.IsLetter(r) {
			if !unicode.IsUpper(r) {
				return name, 0, false
			}
			letters++
		} else if !strings.ContainsRune(" .-'’\u00a0", r) {
			return name, 0, false
		}
		i += size
	}
	if letters < 3 || i >= end || text[i] != ':' || text[i-1] == ' ' {
		return name, 0, false
	}
	words = i + 1
	for words < end && text[words] == ' ' {
		words++
	}
	if words == i+1 || end-words < 2 || strings.Count(text[start:i], " ") > 4 {
		return name, 0, false
	}
	return quotes.Span{Start: start, End: i}, words, true
}

// labelledVoice returns who a label means: the person of the article who bears
// that surname, or the name as it stands there.
func (d *cast) labelledVoice(span quotes.Span) voice {
	written := d.text[span.Start:span.End]
	v := voice{span: span, ent: -1, sure: .97}
	last := written
	if i := strings.LastIndexAny(written, " \u00a0"); i >= 0 {
		last = strings.TrimSpace(written[i:])
	}
	ids := d.reg.byLast[fold(last)]
	if len(ids) == 1 {
		e := &d.reg.ents[ids[0]]
		v.ent = ids[0]
		name := e.name
		if strings.ToUpper(name) == name {
			name = titled(name)
		}
		v.speakers = []quotes.Speaker{{Name: name, AsWritten: written, Role: e.role}}
		return v
	}
	v.speakers = []quotes.Speaker{{Name: titled(written), AsWritten: written}}
	return v
}

// titled writes a name in capitals as names are written: "MARIA O'NEIL" becomes
// "Maria O'Neil", "Mr. McBRIDE" "Mr. McBride".
func titled(s string) string {
	var b strings.Builder
	for i, w := range strings.SplitAfter(s, " ") {
		core := strings.TrimSpace(w)
		if rest, ok := strings.CutPrefix(core, "Mc"); ok && letters(rest) > 1 && strings.ToUpper(rest) == rest {
			b.WriteString("Mc" + titledWord(rest) + w[len(core):])
			continue
		}
		switch {
		case strings.ToUpper(core) != core || letters(core) < 2 && i > 0:
			b.WriteString(w)
		case strings.HasPrefix(core, "MC") && letters(core) > 4:
			b.WriteString("Mc" + titledWord(w[2:]))
		default:
			b.WriteString(titledWord(w))
		}
	}
	return b.String()
}

func titledWord(s string) string {
	var b strings.Builder
	start := true
	for _, r := range s {
		if start {
			b.WriteRune(unicode.ToUpper(r))
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
		start = !unicode.IsLetter(r)
	}
	return b.String()
}
