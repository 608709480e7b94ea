package extract_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"verbatim/quotes"
	"verbatim/quotes/article"
	"verbatim/quotes/extract"
)

// goldScore is what the figures on the labelled texts are made of. What a label
// that is not sure has otherwise counts neither as right nor as wrong.
type goldScore struct {
	right, wrong, unsure                             int // quotations served
	found, wanted                                    int // sure labels with a speaker
	reports, reportsWrong, reportsUnsure, unlabelled int // reports served
	reportsFound, reportsWanted                      int // sure labels
	roles, rolesWrong                                int
	trust, trustReports                              reliability
	errors                                           []string
}

func (s *goldScore) add(o goldScore) {
	for _, p := range [][2]*int{
		{&s.right, &o.right},
		{&s.wrong, &o.wrong},
		{&s.unsure, &o.unsure},
		{&s.found, &o.found},
		{&s.wanted, &o.wanted},
		{&s.reports, &o.reports},
		{&s.reportsWrong, &o.reportsWrong},
		{&s.reportsUnsure, &o.reportsUnsure},
		{&s.unlabelled, &o.unlabelled},
		{&s.reportsFound, &o.reportsFound},
		{&s.reportsWanted, &o.reportsWanted},
		{&s.roles, &o.roles},
		{&s.rolesWrong, &o.rolesWrong},
	} {
		*p[0] += *p[1]
	}
	s.trust.merge(o.trust)
	s.trustReports.merge(o.trustReports)
	s.errors = append(s.errors, o.errors...)
}

func (s *goldScore) write(w io.Writer, name string) {
	fmt.Fprintf(w, "[%s]\n", name)
	figure(w, "quotation P", s.right, s.right+s.wrong)
	figure(w, "quotation R", s.found, s.wanted)
	figure(w, "report P, by labels", s.reports, s.reports+s.reportsWrong)
	figure(w, "report R", s.reportsFound, s.reportsWanted)
	figure(w, "role P", s.roles, s.roles+s.rolesWrong)
	fmt.Fprintf(w, "# neither right nor wrong: %d quotations, %d reports; reports without a label: %d\n", s.unsure, s.reportsUnsure, s.unlabelled)
	fmt.Fprintln(w, "# quotations:")
	s.trust.write(w)
	fmt.Fprintln(w, "# reports, as far as they have labels:")
	s.trustReports.write(w)
	fmt.Fprintln(w)
}

// row is the line of a genre in a table.
func (s *goldScore) row(name string) string {
	share := func(a, b int) string { return fmt.Sprintf("%4d of %-4d", a, b) }
	return fmt.Sprintf("# %-14s%s  %s  %s  %s", name, share(s.right, s.right+s.wrong), share(s.found, s.wanted),
		share(s.reports, s.reports+s.reportsWrong), share(s.roles, s.roles+s.rolesWrong))
}

// score reads the text as the program reads a file of that name, and compares
// what it serves with the labels.
func (g goldText) score() (goldScore, error) {
	var s goldScore
	a, err := article.Parse(context.Background(), g.ID, g.text)
	if err != nil {
		return s, fmt.Errorf("%s: %w", g.ID, err)
	}
	put := placed(a.Text, g.text)
	covered := make([]map[int]bool, len(g.Labels))
	for _, q := range extract.Of(a) {
		if q.Status != quotes.Extracted {
			continue
		}
		var at []span
		for _, x := range q.Segments {
			at = append(at, put(span{x.Start, x.End}))
		}
		i := s.judge(g, q, at)
		if i < 0 || !named(q, g.Labels[i].Speaker) {
			continue
		}
		if covered[i] == nil {
			covered[i] = map[int]bool{}
		}
		mark(covered[i], at)
	}
	for i, l := range g.Labels {
		all := map[int]bool{}
		mark(all, l.Spans)
		both := 0
		for k := range covered[i] {
			both += b2i(all[k])
		}
		hit := 2*both >= len(all)
		switch {
		case !l.Sure || l.Speaker == "":
		case l.Kind == quotes.Indirect:
			s.reportsWanted++
			s.reportsFound += b2i(hit)
		default:
			s.wanted++
			s.found += b2i(hit)
			if !hit {
				s.note(g, "missed", l.Speaker, l.words(g.text))
			}
		}
	}
	return s, nil
}

func (s *goldScore) note(g goldText, what, who, words string) {
	s.errors = append(s.errors, fmt.Sprintf("%s\t%s\t%s\t%s", g.ID, what, who, strings.Join(strings.Fields(words), " ")))
}

// judge counts one served quotation or report, and returns the label it is of, or
// -1.
func (s *goldScore) judge(g goldText, q extract.Quotation, at []span) int {
	who := speakers(q)
	if q.Kind == quotes.Indirect {
		i := closest(g.Labels, at, .5, func(l goldLabel) bool { return l.Kind == quotes.Indirect })
		if i < 0 {
			if closest(g.Labels, at, .75, func(l goldLabel) bool { return l.Kind != quotes.Indirect }) < 0 {
				s.unlabelled++
				s.note(g, "report without a label ("+string(q.Polarity)+", "+q.Cue+")", who, q.Text)
			} else {
				s.reportsUnsure++
			}
			return -1
		}
		l := g.Labels[i]
		ok := named(q, l.Speaker) && asserted(q.Polarity) == asserted(l.Polarity)
		switch {
		case ok:
			s.reports++
		case l.Sure:
			s.reportsWrong++
			s.note(g, "report wrong, is "+string(l.Polarity)+" by "+l.Speaker, string(q.Polarity)+" by "+who, q.Text)
		default:
			s.reportsUnsure++
			return i
		}
		s.trustReports.add(q.Confidence, ok)
		return i
	}
	i := closest(g.Labels, at, .75, func(l goldLabel) bool { return l.Kind != quotes.Indirect })
	ok := i < 0 && g.Speech != "" && named(q, g.Speech) || i >= 0 && (len(q.Speakers) == 0 || named(q, g.Labels[i].Speaker))
	switch {
	case ok:
		s.right++
	case i >= 0 && !g.Labels[i].Sure || i < 0 && closest(g.Labels, at, .5, func(l goldLabel) bool { return !l.Sure && l.Kind != quotes.Indirect }) >= 0:
		s.unsure++
		return i
	case i < 0:
		s.wrong++
		s.note(g, "no quotation", who, q.Text)
	default:
		s.wrong++
		s.note(g, "speaker wrong, is "+g.Labels[i].Speaker, who, q.Text)
	}
	s.trust.add(q.Confidence, ok)
	if ok && i >= 0 && g.Labels[i].Sure && len(q.Speakers) == 1 && q.Speakers[0].Role != "" {
		if hasRole(q.Speakers[0].Role, g.Labels[i].Role) {
			s.roles++
		} else {
			s.rolesWrong++
			s.note(g, "role wrong, is "+g.Labels[i].Role, q.Speakers[0].Role, who)
		}
	}
	return i
}

// closest returns the label of which the words are: that of the greatest overlap
// with all its words or with one of its segments, if that is at least least; else
// the shortest that has the words within. It is -1 when there is none.
func closest(labels []goldLabel, at []span, least float64, fits func(goldLabel) bool) int {
	words := map[int]bool{}
	mark(words, at)
	best, most := -1, 0.0
	within, length := -1, 0
	for i, l := range labels {
		if !fits(l) {
			continue
		}
		for _, part := range append([][]span{l.Spans}, apart(l.Spans)...) {
			all := map[int]bool{}
			mark(all, part)
			both := 0
			for k := range words {
				both += b2i(all[k])
			}
			if v := float64(both) / float64(len(all)+len(words)-both); v >= least && v > most {
				best, most = i, v
			}
			if float64(both) >= .95*float64(len(words)) && (within < 0 || len(all) < length) {
				within, length = i, len(all)
			}
		}
	}
	if best < 0 {
		return within
	}
	return best
}

func apart(spans []span) [][]span {
	var out [][]span
	for _, s := range spans {
		out = append(out, []span{s})
	}
	return out
}

func mark(set map[int]bool, spans []span) {
	for _, s := range spans {
		for i := s[0]; i < s[1]; i++ {
			set[i] = true
		}
	}
}

func speakers(q extract.Quotation) string {
	var names []string
	for _, s := range q.Speakers {
		names = append(names, s.Name)
	}
	return strings.Join(names, "; ")
}

// named reports whether the quotation's speakers are those of the label: as many,
// and of each the words of the one name are among those of the other, but for
// titles and articles.
func named(q extract.Quotation, label string) bool {
	for alternative := range strings.SplitSeq(label, " | ") {
		want := strings.Split(alternative, ";")
		if label == "" || len(want) != len(q.Speakers) {
			continue
		}
		if !slices.ContainsFunc(want, func(w string) bool {
			return !slices.ContainsFunc(q.Speakers, func(s quotes.Speaker) bool { return alike(nameWords(w), nameWords(s.Name)) })
		}) {
			return true
		}
	}
	return false
}

var noName = strings.Fields("the a an mr mrs ms dr sir of dame lord miss professor prof president senator sen rep his her their its")

func nameWords(s string) []string {
	s = strings.ReplaceAll(strings.ToLower(norm.NFKC.String(s)), "’", "'")
	var out []string
	for _, w := range nameWord.FindAllString(strings.ReplaceAll(s, "-", " "), -1) {
		if w = strings.TrimPrefix(strings.ReplaceAll(w, "'s", ""), "l'"); !slices.Contains(noName, w) {
			out = append(out, w)
		}
	}
	return out
}

// asserted reads both ways to write the polarity of what a speaker says.
func asserted(p quotes.Polarity) quotes.Polarity {
	if p == "asserted" {
		return quotes.Asserted
	}
	return p
}

func alike(a, b []string) bool {
	return len(a) > 0 && len(b) > 0 && (subset(a, b) || subset(b, a))
}

func subset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(w string) bool { return !slices.Contains(b, w) })
}

func hasRole(role, label string) bool {
	for l := range strings.SplitSeq(label, " | ") {
		if a, b := nameWords(role), nameWords(l); l != "" && (subset(a, b) || subset(b, a)) {
			return true
		}
	}
	return false
}

// placed returns where spans of what was read out of a file lie in it. Reading
// leaves marks and addresses out, but keeps the order of the words.
func placed(read, file string) func(span) span {
	if offset := len(file) - len(read); strings.HasSuffix(file, read) {
		return func(s span) span { return span{s[0] + offset, s[1] + offset} }
	}
	from, to := wordSpans(read), wordSpans(file)
	at := make([]int, len(from)) // word of read: word of file
	next := 0
	for i := range from {
		same := func(j, n int) bool { // n words from there on
			for k := range n {
				if i+k < len(from) && (j+k >= len(to) || read[from[i+k][0]:from[i+k][1]] != file[to[j+k][0]:to[j+k][1]]) {
					return false
				}
			}
			return true
		}
		at[i] = max(0, min(next, len(to)-1))
		for _, n := range []int{3, 1} {
			j := next
			for j < min(next+80, len(to)) && !same(j, n) {
				j++
			}
			if j < min(next+80, len(to)) {
				at[i], next = j, j+1
				break
			}
		}
	}
	return func(s span) span {
		first := slices.IndexFunc(from, func(w span) bool { return w[1] > s[0] })
		last := slices.IndexFunc(from, func(w span) bool { return w[0] >= s[1] })
		if last < 0 {
			last = len(from)
		}
		if first < 0 || first >= last {
			return span{}
		}
		return span{to[at[first]][0], to[at[last-1]][1]}
	}
}

func wordSpans(s string) []span {
	var out []span
	inside := false
	for i, r := range s {
		letter := unicode.IsLetter(r) || unicode.IsNumber(r)
		if letter && !inside {
			out = append(out, span{i, len(s)})
		}
		if !letter && inside {
			out[len(out)-1][1] = i
		}
		inside = letter
	}
	return out
}
