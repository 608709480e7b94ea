package article

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/text/language"

	"verbatim/quotes"
)

// webURL returns the absolute http or https URL that ref is, resolved against
// base if that is not empty, or "".
func webURL(ref, base string) string {
	u, err := url.Parse(strings.TrimSpace(ref))
	if err != nil || ref == "" {
		return ""
	}
	if !u.IsAbs() {
		b, err := url.Parse(base)
		if err != nil || !b.IsAbs() {
			return ""
		}
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

// langTag returns the BCP 47 form of a language ("en_US" is "en-US"), or "".
func langTag(s string) string {
	t, err := language.Parse(strings.TrimSpace(s))
	if err != nil || t == language.Und {
		return ""
	}
	return t.String()
}

// A name as newspapers set it: capitalised or upper-case words, initials,
// particles between them. One word alone is no name here.
const (
	nameWord = `\p{Lu}[\p{L}\p{M}'’.\-]*`
	particle = `(?:de|del|della|der|den|des|di|da|dos|du|la|le|el|al|bin|ibn|van|von|zu|ten|ter|y|e)`
	fullName = nameWord + `(?: (?:` + particle + ` )*` + nameWord + `){1,4}`
	nameList = fullName + `(?:(?:, and |, | and | & )` + fullName + `)*`
)

var (
	byLine    = regexp.MustCompile(`^(?:[Bb][Yy]|(?:Written|Reported|Story|Words) by):? (` + nameList + `)(?:$|\s*[,|·•–—-]\s*(.*)$| (?:for|in|at) .*$)`)
	jobTitle  = regexp.MustCompile(`,? (?:and |[\p{Lu}][\p{L}]* )*(?:Writer|Reporter|Correspondent|Editor|Contributor|Columnist|Staff|Bureau|Press)s?\b.*$`)
	byPrefix  = regexp.MustCompile(`(?i)^(?:(?:written|reported|posted|story|words) )?by:? +`)
	monthName = `(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)`
	aDate     = regexp.MustCompile(`\b(?:` + monthName + ` \d{1,2}, \d{4}|\d{1,2} ` + monthName + ` \d{4}|\d{4}-\d{2}-\d{2})\b`)
	dateLine  = regexp.MustCompile(`^(?i:(?:first )?(?:published|posted|issued|released|date)(?: on)?:? |(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?(` + aDate.String() + `)(?:$|[ ,|·•–—-].{0,40}$)`)
	// "LONDON, May 1, 2024 (Reuters) -": the words are the place, the rest is
	// the date.
	datePlace = regexp.MustCompile(`^\p{Lu}[\p{Lu} .,'’-]{2,40}, (` + aDate.String() + `)\b`)
)

// cleanByline takes away "By" and what is no name, such as a profile's URL.
func cleanByline(s string) string {
	s = strings.TrimRight(byPrefix.ReplaceAllString(oneLine(s), ""), " ,;|")
	if len(s) > 300 || strings.Contains(s, "://") || strings.HasPrefix(s, "@") || !strings.ContainsFunc(s, isLetter) {
		return ""
	}
	return s
}

// wordsDate reads a date that a pattern above found in running text.
func wordsDate(s string) quotes.Date {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "Sept", "Sep"), ".", "")
	d, err := quotes.ParseDate(s)
	if err != nil {
		return ""
	}
	return d
}

// fromText reads what the first lines of the running text tell: "By NAME" and a
// date on a line of its own or in a dateline. Only these shapes are certain
// enough; everything else in a text may be about something else.
//
// The language is that of the page, or empty where only the text can tell.
func fromText(text, lang string) facts {
	var f facts
	seen := 0
	foreign, isForeign := pageWords(lang, text)
	for l := range strings.Lines(text[:min(len(text), 4<<10)]) {
		l = oneLine(l)
		if l == "" {
			continue
		}
		if seen++; seen > 12 {
			break
		}
		if len(l) > 200 {
			l = strings.ToValidUTF8(l[:200], "")
		}
		if strings.ContainsFunc(l, isHangul) || koreanDateLine.MatchString(l) {
			f.koreanLine(l)
			continue
		}
		if isForeign {
			if f.foreignLine(l, foreign) {
				continue
			}
		}
		if m := byLine.FindStringSubmatch(l); m != nil && f.byline == "" && len(l) < 150 {
			f.byline = jobTitle.ReplaceAllString(m[1], "")
			l = m[2]
		}
		if f.published != "" {
			continue
		}
		if m := dateLine.FindStringSubmatch(l); m != nil && len(l) < 80 {
			f.published = wordsDate(m[1])
		} else if m := datePlace.FindStringSubmatch(l); m != nil {
			f.published = wordsDate(m[1])
		}
	}
	f.lastKoreanLine(text)
	return f
}

var underline = regexp.MustCompile(`^(?:={4,}|-{4,})[ \t]*$`)

// headingOf returns the first line of a plain text when nothing else than a
// heading can look like it: underlined, or alone before a blank line, three to
// twenty words without a final stop or quotation marks, above a longer
// paragraph that ends as sentences do.
func headingOf(text string) string {
	text = strings.TrimLeft(text, "\n")
	first, rest, _ := strings.Cut(text[:min(len(text), 8<<10)], "\n")
	second, rest, _ := strings.Cut(rest, "\n")
	title := oneLine(first)
	words := len(strings.Fields(title))
	if words == 0 || words > 20 || len(title) > 200 {
		return ""
	}
	if underline.MatchString(second) {
		return title
	}
	if words < 3 || strings.TrimSpace(second) != "" ||
		strings.ContainsAny(title, "\"“”«»„") ||
		strings.ContainsRune(".,;:…-–—)]", lastRune(title)) ||
		!startsUpper(title) || byPrefix.MatchString(title) || aDate.MatchString(title) {
		return ""
	}
	paragraph, _, _ := strings.Cut(strings.TrimLeft(rest, "\n"), "\n\n")
	paragraph = strings.TrimRight(paragraph, " \t\n")
	if len(paragraph) <= len(title) || !strings.ContainsRune(".!?…\"”’'»)", lastRune(paragraph)) {
		return ""
	}
	return title
}
