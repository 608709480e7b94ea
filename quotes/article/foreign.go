package article

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"verbatim/quotes"
	"verbatim/quotes/extract/grammar"
	"verbatim/quotes/language"
)

// What other languages than English write at the head of a page. Their words, such as the
// names of months, are those of package grammar.
var (
	// 12 mars 2024, 1er mars 2024, 12. März 2024, 12 de marzo de 2024, 12 марта 2024 года
	foreignDay = regexp.MustCompile(`(?:^|[^\d\p{L}])(\d{1,2})(?:\.|º|°|er|e|-?го)? ?(?:\p{Ll}{2,3} )?(\p{L}{3,})\.? ?(?:\p{Ll}{2,3} )?(\d{4})(?:$|[^\d])`)
	// 12.03.2024: the day stands first wherever full stops part the numbers.
	dottedDay = regexp.MustCompile(`(?:^|[^\d.])(\d{1,2})\.(\d{1,2})\.(\d{4})(?:$|[^\d.])`)
	// 12/03/2024, where the language is one of those that write the day first.
	slashedDay = regexp.MustCompile(`(?:^|[^\d/-])(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:$|[^\d/-])`)

	foreignName = regexp.MustCompile(`^(` + fullName + `(?:(?:, | \p{Ll}{1,3} )` + fullName + `)*)(?:$|\s*[,|·•–—-]\s*(.*)$| \p{Ll}{2,5} \p{Lu}.{0,40}$)`)
	// "Roma, " before the date of a report.
	foreignPlace = regexp.MustCompile(`^\p{Lu}[\p{L}.'’-]+(?: [\p{L}.'’-]+){0,3}, ?$`)
)

// foreignDate finds the first date in s that is written in words or numbers of another
// language than English, and tells where it stands. Numbers between slashes are read only
// with dayFirst.
func foreignDate(s string, dayFirst bool) (d quotes.Date, start, end int) {
	date := func(m []int, month int) bool {
		var err error
		d, err = quotes.ParseDate(fmt.Sprintf("%s-%02d-%02s", s[m[6]:m[7]], month, s[m[2]:m[3]]))
		start, end = m[2], m[7]
		return err == nil
	}
	if m := foreignDay.FindStringSubmatchIndex(s); m != nil {
		if n := grammar.Month(s[m[4]:m[5]]); n > 0 && date(m, n) {
			return d, start, end
		}
	}
	for _, re := range []*regexp.Regexp{dottedDay, slashedDay} {
		if m := re.FindStringSubmatchIndex(s); m != nil && (re == dottedDay || dayFirst) {
			var month int
			if _, err := fmt.Sscan(strings.TrimLeft(s[m[4]:m[5]], "0"), &month); err == nil && date(m, month) {
				return d, start, end
			}
		}
	}
	return "", 0, 0
}

// pageWords returns the words of the pages in the language of a text, or of a tag where
// the text does not tell: pages often say "en" of any language. ok is false for English and
// for what is not read.
func pageWords(tag, text string) (p grammar.Page, ok bool) {
	if told, _ := language.Detect(text[:min(len(text), 1<<10)]); told != "" {
		tag = told
	}
	return grammar.PageWords(language.Base(tag))
}

// foreignLine adds to f what a line at the head of an article tells, who wrote it and when,
// and reports whether it tells anything.
func (f *facts) foreignLine(l string, p grammar.Page) (found bool) {
	if name, rest := foreignByline(l, p); name != "" && f.byline == "" && utf8.RuneCountInString(l) < 150 && !strings.HasSuffix(l, ".") {
		f.byline, l, found = name, rest, true
	}
	d, start, end := foreignDate(l, true)
	if d == "" || f.published != "" {
		return found
	}
	before, behind := l[:start], strings.TrimLeft(l[end:], " ")
	switch {
	case foreignPlace.MatchString(before) && (behind == "" || strings.ContainsRune(".(–—-:", firstRune(behind))),
		utf8.RuneCountInString(l) < 90 && leadsDate(before, p) && followsDate(behind, p):
		f.published, found = d, true
	}
	return found
}

// foreignByline reads "Par Jean Dupont" and what stands behind it.
func foreignByline(l string, p grammar.Page) (name, rest string) {
	for _, w := range p.Byline {
		rest, ok := cutFold(l, w)
		if !ok || rest == "" || !strings.ContainsRune(" :", firstRune(rest)) {
			continue
		}
		if m := foreignName.FindStringSubmatch(strings.TrimLeft(rest, " :")); m != nil {
			return m[1], m[2]
		}
	}
	return "", ""
}

// withoutByWord takes the word before a name off a byline that a page gives.
func withoutByWord(byline string, p grammar.Page) string {
	if name, rest := foreignByline(byline, p); name != "" && rest == "" {
		return name
	}
	return byline
}

// leadsDate reports whether nothing stands in s but what leads to the date of an article.
func leadsDate(s string, p grammar.Page) bool {
	s = strings.Trim(s, " :,")
	for _, w := range p.Published {
		if rest, ok := cutFold(s, w); ok && (rest == "" || strings.ContainsRune(" :,", firstRune(rest))) {
			s = rest
			break
		}
	}
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" :,.", r) })
	return len(words) < 4 && !slices.ContainsFunc(words, func(w string) bool { return !p.Time[w] && utf8.RuneCountInString(w) > 3 })
}

// followsDate reports whether what stands behind a date can be the rest of its line: the
// word for a year, the hour, or what a sign parts from it; a sentence goes on otherwise.
func followsDate(s string, p grammar.Page) bool {
	if w, rest, _ := strings.Cut(s, " "); p.Time[strings.ToLower(strings.TrimRight(w, ".,"))] || utf8.RuneCountInString(w) < 4 && strings.HasSuffix(w, ".") {
		s = rest
	}
	switch {
	case s == "":
		return true
	case utf8.RuneCountInString(s) > 40 || strings.ContainsRune(".!?", lastRune(s)):
		return false
	}
	return strings.ContainsRune(",|·•–—-(", firstRune(s)) || strings.ContainsFunc(s, unicode.IsDigit)
}

// cutFold cuts a prefix off s whose letters may be of either case.
func cutFold(s, prefix string) (rest string, ok bool) {
	for _, want := range prefix {
		r, size := utf8.DecodeRuneInString(s)
		if unicode.ToLower(r) != want {
			return "", false
		}
		s = s[size:]
	}
	return s, true
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
