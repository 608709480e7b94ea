package extract

import (
	"strings"
	"unicode/utf8"
)

// para is a paragraph: where it stands in the text and what was read in it.
type para struct {
	start, end int
	regions    []region
	firstSent  int // index of its first sentence; they end where the next one's begin
	lastSent   int
	foreign    bool   // in a language whose quotations the English rules cannot attribute
	lang       string // of one that package grammar reads, its tag; else empty
}

// layoutOfLines is what the lines of a text tell of where they end.
type layoutOfLines struct {
	wrapped bool // a line ends where a column ran out, not where a paragraph does
	width   int  // of the longest line, in runes
}

// widest is the greatest width, in runes, to which lines are wrapped.
const widest = 130

// lineLayout reads how a text is broken into lines. They are wrapped if most of those
// that another one follows directly are long, of even length, and stop in the midst of a
// sentence, or many go on with a small letter.
func lineLayout(text string) layoutOfLines {
	followed, broken, goesOn, width := 0, 0, 0, 0
	prev := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if prev != "" && line != "" {
			followed++
			if n := utf8.RuneCountInString(prev); n >= 45 && n <= 110 {
				last := prev[len(prev)-1]
				broken += b2i(last >= 'a' && last <= 'z' || last == ',')
			}
			goesOn += b2i(line[0] >= 'a' && line[0] <= 'z')
		}
		width = max(width, utf8.RuneCountInString(line))
		prev = line
	}
	return layoutOfLines{
		wrapped: followed >= 4 && width <= widest && (broken*10 >= followed*6 && width <= 120 || goesOn*10 >= followed*3),
		width:   width,
	}
}

// ends reports whether a paragraph ends between two lines that follow each other
// directly. Where lines are wrapped, it ends behind a short one that ends a sentence;
// elsewhere at each line end, but for lines that the page broke around its markup.
func (l layoutOfLines) ends(prev, next string) bool {
	prev, next = strings.TrimSpace(prev), strings.TrimSpace(next)
	switch {
	case prev == "" || next == "":
		return true
	case l.wrapped:
		return utf8.RuneCountInString(prev)*10 < l.width*7 && strings.ContainsRune(".?!", lastSign(prev))
	}
	return !brokenBefore(next) && !leftOpen(prev)
}

// brokenBefore reports whether a line begins with a sign that ends something: ". “We".
func brokenBefore(line string) bool {
	return len(line) > 1 && strings.IndexByte(".,;", line[0]) >= 0 && line[1] == ' '
}

// leftOpen reports whether a line ends with words that a cue is to follow: “We knew,”.
func leftOpen(line string) bool {
	return strings.HasSuffix(line, ",”") || strings.HasSuffix(line, ",\"")
}

// paragraphs cuts the text where a paragraph ends.
func paragraphs(text string) []para {
	var paras []para
	add := func(start, end int) {
		for start < end && (text[start] == ' ' || text[start] == '\t' || text[start] == '\n' || text[start] == '\r') {
			start++
		}
		for start < end && (text[end-1] == ' ' || text[end-1] == '\t' || text[end-1] == '\n' || text[end-1] == '\r') {
			end--
		}
		if start < end {
			paras = append(paras, para{start: start, end: end})
		}
	}
	layout := lineLayout(text)
	start, pos, prev := 0, 0, ""
	cue := false // the line before is what a page set apart behind words: "Smith said."
	for line := range strings.Lines(text) {
		after := !layout.wrapped && leftOpen(strings.TrimSpace(prev))
		if layout.ends(prev, line) && !(cue && opensWords(line)) {
			add(start, pos)
			start = pos
		}
		cue = after && len(line) < longestCue
		pos += len(line)
		prev = line
	}
	add(start, pos)
	return paras
}

// longestCue is how many bytes a line may have that only tells who speaks.
const longestCue = 120

// opensWords reports whether a line begins with a quotation mark.
func opensWords(line string) bool {
	return strings.HasPrefix(line, "“") || strings.HasPrefix(line, "\"")
}
