package extract_test

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/extract"
)

// This is ../shared/polnear/score.py in Go, as far as its figures are needed;
// that file's docstring states the rule. Offsets are code points here, as in the
// gold.

type span [2]int

type goldArticle struct {
	ID, Text     string
	Attributions []goldAttribution
}

type goldAttribution struct {
	Type                           string
	Content, Source, Cue, Segments []span
	Antecedent                     []string `json:"gold_antecedent"`
	Pronoun                        bool     `json:"source_is_pronoun"`
}

// counts are what the figures are made of.
type counts struct {
	quoteTP, quotePred, quoteGold           int
	pairTP, resolvedTP, spoken, goldSource  int
	reportTP, reportPred, reportGold        int // content, predictions of type indirect
	reportIndirect                          int // of reportTP: gold of type indirect
	reportSpeaker, reportSource             int
	quotationsServed, quotationsKept        int
	reportsServed, reportsKept, speakerless int
	trust                                   reliability // of the pairs
}

const trimSet = " \t\r\n\u00a0“”\"‘’',.;:!?—-–…"

var (
	leadingDet   = regexp.MustCompile(`^(The|A|An|One|Another|Some|Both|Many|Several|His|Her|Their|Its|Our|My|This|That|These|Those|Other|Others|Officials|Sources|Critics|Experts|Researchers|Police)\b ?`)
	capitalised  = regexp.MustCompile(`\b[A-Z][A-Za-z]`)
	nameWord     = regexp.MustCompile(`[\p{L}\p{N}_’'-]+`)
	barePronouns = []string{"he", "she", "they", "it", "i", "we", "who"}
	wordRune     = regexp.MustCompile(`[\p{L}\p{N}_]`)
)

func trimSpan(t []rune, s span) span {
	for s[0] < s[1] && strings.ContainsRune(trimSet, t[s[0]]) {
		s[0]++
	}
	for s[1] > s[0] && strings.ContainsRune(trimSet, t[s[1]-1]) {
		s[1]--
	}
	return s
}

func splitLines(t []rune, spans []span) []span {
	var out []span
	for _, s := range spans {
		p := s[0]
		for part := range strings.SplitSeq(string(t[s[0]:s[1]]), "\n") {
			n := len([]rune(part))
			x := trimSpan(t, span{p, p + n})
			p += n + 1
			if x[1] > x[0] && wordRune.MatchString(string(t[x[0]:x[1]])) {
				out = append(out, x)
			}
		}
	}
	return out
}

func overlap(a, b span) int { return max(0, min(a[1], b[1])-max(a[0], b[0])) }

func iou(a, b span) float64 {
	i := overlap(a, b)
	if i == 0 {
		return 0
	}
	return float64(i) / float64(a[1]-a[0]+b[1]-b[0]-i)
}

// greedy pairs a and b one to one, the best first. Equal ones are taken from the
// back, as Python's reverse sort of tuples does.
func greedy(n, m int, score func(i, j int) float64, least float64) map[int]int {
	type pair struct {
		v    float64
		i, j int
	}
	var pairs []pair
	for i := range n {
		for j := range m {
			if v := score(i, j); v >= least {
				pairs = append(pairs, pair{v, i, j})
			}
		}
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		return cmp.Or(cmp.Compare(b.v, a.v), cmp.Compare(b.i, a.i), cmp.Compare(b.j, a.j))
	})
	match, used := map[int]int{}, map[int]bool{}
	for _, p := range pairs {
		if _, ok := match[p.i]; ok || used[p.j] {
			continue
		}
		match[p.i], used[p.j] = p.j, true
	}
	return match
}

type prediction struct {
	q       extract.Quotation
	spans   []span
	speaker *span
}

func (p prediction) name() string {
	if len(p.q.Speakers) == 0 {
		return ""
	}
	return p.q.Speakers[0].Name
}

// codePoints turns spans of bytes into spans of code points.
func codePoints(text string, qs []extract.Quotation) []prediction {
	at := make(map[int]int, len(text))
	n := 0
	for i := range text {
		at[i] = n
		n++
	}
	at[len(text)] = n
	convert := func(s quotes.Span) span { return span{at[s.Start], at[s.End]} }
	out := make([]prediction, len(qs))
	for i, q := range qs {
		out[i].q = q
		for _, s := range q.Segments {
			out[i].spans = append(out[i].spans, convert(s))
		}
		if q.SpeakerSpan != nil {
			s := convert(*q.SpeakerSpan)
			out[i].speaker = &s
		}
	}
	return out
}

func words(t []rune, s span) int { return len(strings.Fields(string(t[s[0]:s[1]]))) }

func sourceText(t []rune, a goldAttribution) string {
	var parts []string
	for _, s := range a.Source {
		parts = append(parts, string(t[s[0]:s[1]]))
	}
	return strings.Join(parts, " ")
}

type goldSegment struct {
	s span
	a goldAttribution
}

type predSegment struct {
	s span
	p prediction
}

// segmentsOf returns the segments of the gold attributions and of what was served as
// quotations.
func segmentsOf(d goldArticle, t []rune, served []prediction) (gold []goldSegment, pred []predSegment) {
	for _, a := range d.Attributions {
		for _, s := range a.Segments {
			gold = append(gold, goldSegment{s, a})
		}
	}
	for _, p := range served {
		if p.q.Kind != quotes.Indirect {
			for _, s := range splitLines(t, p.spans) {
				pred = append(pred, predSegment{s, p})
			}
		}
	}
	return gold, pred
}

// score adds one article's quotations of at least minWords words.
func (c *counts) score(d goldArticle, served []prediction, minWords int) {
	t := []rune(d.Text)
	gold, pred := segmentsOf(d, t, served)
	match := greedy(len(pred), len(gold), func(i, j int) float64 { return iou(pred[i].s, gold[j].s) }, .8)
	for _, g := range gold {
		if words(t, g.s) >= minWords {
			c.quoteGold++
			if len(g.a.Source) > 0 {
				c.goldSource++
			}
		}
	}
	for i, p := range pred {
		spoken := p.p.speaker != nil || p.p.name() != ""
		j, ok := match[i]
		if !ok {
			dontCare := words(t, p.s) < minWords || slices.ContainsFunc(gold, func(g goldSegment) bool {
				return words(t, g.s) < minWords && iou(p.s, g.s) >= .5
			})
			if !dontCare {
				c.quotePred++
				c.speaks(p.p, spoken, false)
			}
			continue
		}
		if words(t, gold[j].s) < minWords {
			continue
		}
		c.quotePred++
		c.quoteTP++
		a := gold[j].a
		mention := p.p.speaker != nil && slices.ContainsFunc(a.Source, func(s span) bool { return overlap(*p.p.speaker, s) > 0 })
		c.speaks(p.p, spoken, mention)
		if len(a.Source) == 0 {
			continue
		}
		c.pairTP += b2i(mention)
		c.resolvedTP += b2i(resolved(t, a, p.p.name(), mention))
	}
}

// speaks counts a prediction that names who speaks.
func (c *counts) speaks(p prediction, spoken, right bool) {
	if spoken {
		c.spoken++
		c.trust.add(p.q.Confidence, right)
	}
}

// resolved reports whether the name is the right one, as the docstring of
// score.py defines it.
func resolved(t []rune, a goldAttribution, name string, mention bool) bool {
	src := sourceText(t, a)
	w := nameWord.FindAllString(name, -1)
	switch {
	case !a.Pronoun && capitalised.MatchString(leadingDet.ReplaceAllString(src, "")):
		return len(w) > 0 && slices.Contains(boundWords(src), w[len(w)-1]) || len(w) > 0 && strings.Contains(src, w[len(w)-1]) && wholeWord(src, w[len(w)-1])
	case len(a.Antecedent) > 0:
		if len(w) == 0 || slices.Contains(barePronouns, strings.ToLower(w[len(w)-1])) {
			return false
		}
		for _, label := range a.Antecedent {
			g := nameWord.FindAllString(label, -1)
			if w[len(w)-1] == g[len(g)-1] && (len(g) < 2 || len(w) < 2 || w[0] == g[0]) {
				return true
			}
		}
		return false
	}
	return mention
}

func boundWords(s string) []string { return regexp.MustCompile(`[\p{L}\p{N}_]+`).FindAllString(s, -1) }

// wholeWord is Python's \bword\b for words that hold apostrophes or hyphens.
func wholeWord(s, w string) bool {
	for i := 0; ; {
		k := strings.Index(s[i:], w)
		if k < 0 {
			return false
		}
		k += i
		before := k == 0 || !wordRune.MatchString(lastRune(s[:k]))
		after := k+len(w) == len(s) || !wordRune.MatchString(firstRune(s[k+len(w):]))
		if before && after {
			return true
		}
		i = k + 1
	}
}

func firstRune(s string) string { return string([]rune(s)[:1]) }

func lastRune(s string) string { r := []rune(s); return string(r[len(r)-1:]) }

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// scoreReports adds one article's reports: the rule of the scorer's content line,
// for predictions of type indirect alone.
func (c *counts) scoreReports(d goldArticle, served []prediction) {
	chars := func(spans []span) map[int]bool {
		m := map[int]bool{}
		for _, s := range spans {
			for i := s[0]; i < s[1]; i++ {
				m[i] = true
			}
		}
		return m
	}
	var gold []map[int]bool
	for _, a := range d.Attributions {
		gold = append(gold, chars(a.Content))
		c.reportGold += b2i(a.Type == "indirect")
	}
	var pred []map[int]bool
	var preds []prediction
	for _, p := range served {
		if p.q.Kind == quotes.Indirect {
			pred = append(pred, chars(p.spans))
			preds = append(preds, p)
		}
	}
	match := greedy(len(pred), len(gold), func(i, j int) float64 {
		both := 0
		for k := range pred[i] {
			both += b2i(gold[j][k])
		}
		return float64(both) / float64(max(1, len(pred[i])+len(gold[j])-both))
	}, .5)
	c.reportPred += len(pred)
	c.reportTP += len(match)
	for i, j := range match {
		a := d.Attributions[j]
		c.reportIndirect += b2i(a.Type == "indirect")
		if len(a.Source) > 0 {
			c.reportSource++
			c.reportSpeaker += b2i(preds[i].speaker != nil && slices.ContainsFunc(a.Source, func(s span) bool { return overlap(*preds[i].speaker, s) > 0 }))
		}
	}
}
