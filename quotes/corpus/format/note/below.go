package note

import (
	"regexp"
	"strings"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// How notes name who said something: on a line of its own below the words, in an
// element for it, or before them.

var (
	// citedLast is an element for the source at the end.
	citedLast = regexp.MustCompile(`(?s)^(.*?)\s*<(?:cite|footer)>\s*(.+?)\s*</(?:cite|footer)>\s*(?:\^[\w-]+)?\s*$`)
	// positional are the parameters of a shortcode without names.
	positional = regexp.MustCompile(`^\s*"([^"]+)"(?:\s+"([^"]+)")?\s*$`)
)

// boldName is a paragraph of nothing but emphasised words.
var boldName = regexp.MustCompile(`^(?:\*{1,3}[^*\n]+\*{1,3}|_{1,3}[^_\n]+_{1,3})(?:, [^\n]{1,80})?$`)

// isAttributionLine says whether a line is one dash and what follows it.
func IsAttributionLine(s string) bool {
	return !strings.Contains(s, "\n") && len(s) <= 200 && (IsDashLine(s) || strings.HasPrefix(s, "- ") && record.LooksLikeName(strings.SplitN(s[2:], ",", 2)[0]))
}

// TrimDash takes the dash off an attribution line.
func TrimDash(s string) string { return strings.TrimSpace(strings.TrimLeft(s, "-–—―~\\*_ ")) }

// splitLastLine takes the attribution line off the end of words.
func SplitLastLine(s string) (words, by string) {
	at := strings.LastIndexByte(s, '\n')
	if at < 0 {
		return s, ""
	}
	last := strings.TrimSpace(s[at+1:])
	if IsAttributionLine(last) {
		return strings.TrimSpace(s[:at]), TrimDash(last)
	}
	return s, ""
}

// saidBy knows “**Ann Low**: So it is.” and “Ann Low: "So it is."”.
func saidBy(text string, org bool) (name, words string) {
	for _, form := range []*regexp.Regexp{boldSaid, namedSaid} {
		m := form.FindStringSubmatch(text)
		if m == nil || !record.LooksLikeName(m[1]) || isPlainHeading(m[1]) {
			continue
		}
		if words = plainNote(m[2], org); format.IsSentence(words) {
			return m[1], words
		}
	}
	return "", ""
}

var (
	boldSaid  = regexp.MustCompile(`(?s)^(?:\*\*|__)([^*_\n]{3,60}?):?(?:\*\*|__)\s*[:—–-]?\s*(\S.*)$`)
	namedSaid = regexp.MustCompile(`(?s)^([^:"“„«\n]{3,60}): (["“„«].+)$`)
)

// placeInWork is where in a work something stands.
var placeInWork = regexp.MustCompile(`^(?i:p|pp|page|s|seite|ch|chap|chapter|kapitel|loc|location)\b\.? *[\divxlc]`)

// endsSentence says whether words end as a sentence does.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, " \n\t\"”’»“*_")
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…")
}

// namedBelow takes the attribution of the quotation at i from the block after it.
func (n *notes) namedBelow(i int) (by string, used int) {
	if i+1 >= len(n.blocks) {
		return "", 0
	}
	b := n.blocks[i]
	next := n.blocks[i+1]
	text := strings.TrimSpace(plainNote(next.text, n.org))
	// A heading without a blank line before it is an attribution set large.
	if next.kind == heading && next.line == b.line+1+strings.Count(b.text, "\n") {
		by, used = text, 1
	}
	isCite := (strings.Contains(next.text, "<cite>") || boldName.MatchString(next.text) && record.LooksLikeName(strings.SplitN(text, ",", 2)[0])) && !strings.Contains(text, "\n")
	if (next.kind == paragraph || next.kind == item) && (IsAttributionLine(text) || isCite) {
		by, used = TrimDash(text), 1
	}
	// Its dash looks like that of an item.
	lone := i+2 >= len(n.blocks) || n.blocks[i+2].kind != item
	if next.kind == item && next.line <= b.line+3+strings.Count(b.text, "\n") && (lone || next.level > b.level) && isBareName(text) {
		by, used = text, 1
	}
	return by, used
}
