package extract

import (
	"regexp"
	"strings"

	"verbatim/quotes"
)

// caseCited finds the decision that a court's opinion cites right behind a
// quotation: “...” (People v. Perez (1981) 114 Cal.App.3d 470), “...” Harper & Row v.
// Nation Enterprises, 471 U. S. 539, “...” (R v Smith [2002] UKHL 3).
var caseCited = regexp.MustCompile(`^[.,;]?\s{0,3}[(\[]?(?:(?:[Ss]ee|[Cc]f\.|[Cc]iting)(?: also)?,? )?((?:` + party + `) v\.? (?:` + party + `))(?:,? \(\d{4}\) \d|, \d+ \p{Lu}[\p{L}. ]{0,14}\d|,? \[\d{4}\] )`)

const party = `\p{Lu}[\p{L}.&'’\-]*(?:,? (?:of|the|for|and|&|ex rel\.|\p{Lu}[\p{L}.&'’\-]*)){0,9}`

// citedCase reads the decision from which the words of a turn are, if the sentence
// does not surely give them to somebody else and the one before tells of no other
// court.
func (d *reader) citedCase(t *turn) bool {
	r := t.regions[0]
	p := &d.paras[d.paraOf(t.token)]
	if t.read.found && sure[t.read.pattern] >= served || t.words < 5 || !r.closed || t.sent > p.firstSent && (d.said.reportAt == t.sent-1 || d.courtActs(d.sents[t.sent-1])) {
		return false
	}
	behind := d.text[r.close:min(p.end, r.close+200)]
	if !strings.Contains(behind, " v") {
		return false
	}
	m := caseCited.FindStringSubmatchIndex(behind)
	if m == nil {
		return false
	}
	name := quotes.Span{Start: r.close + m[2], End: r.close + m[3]}
	t.voice = voice{ent: -1, span: name, sure: .99, speakers: []quotes.Speaker{{Name: d.text[name.Start:name.End], Body: true}}}
	t.read = reading{found: true, pattern: patCite, cue: [2]int{t.token, t.token}}
	return true
}

// courtActs reports whether a sentence tells what a court or a judge did: "the
// District Court determined that".
func (d *prose) courtActs(s sentence) bool {
	for i := s.first; i+1 < s.last; i++ {
		if w := d.low(i); w != "court" && w != "judge" && w != "justice" && w != "panel" {
			continue
		}
		if v, _ := d.skipAdverbs(i+1, s.last); v < s.last && d.toks[v].kind == word && (d.toks[v].cls.is(formPast) || strings.HasSuffix(d.low(v), "ed")) {
			return true
		}
	}
	return false
}
