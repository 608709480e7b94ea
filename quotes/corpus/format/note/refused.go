package note

import (
	"regexp"
	"strings"

	"verbatim/quotes/corpus/format"
)

// Formats that are refused, each with what to do.

var (
	srtTimes  = regexp.MustCompile(`(?m)^(?:\d{1,2}:)?\d{1,2}:\d{2}[,.]\d{1,3} --> (?:\d{1,2}:)?\d{1,2}:\d{2}[,.]\d{1,3}`)
	bibEntry  = regexp.MustCompile(`(?mi)^\s*@(?:article|book|inproceedings|incollection|misc|phdthesis|mastersthesis|techreport|online|unpublished|proceedings|inbook|booklet|manual|conference|electronic)\s*\{`)
	risEntry  = regexp.MustCompile(`(?m)^TY  - \w+`)
	tomlEntry = regexp.MustCompile(`(?m)^\s*(?:\[\[?[\w."-]+\]\]?\s*$|[\w-]+\s*=\s*(?:"|'|\[|\d|true|false))`)
	cslItem   = regexp.MustCompile(`"(?:issued|container-title|citation-key|DOI|ISSN|publisher-place|date-parts)"\s*:`)
	quoteKey  = regexp.MustCompile(`"(?:quote|quotation|text|annotationText|highlightedText|highlighted_text|highlights|content)"\s*:`)
	dotted    = regexp.MustCompile(`^\s*(?:\d+(?:\.\d+)*\.?\s+)?\S.{2,80}?(?:\s*\.(?:\s*\.){3,}|\s{3,}|\t+)\s*\d{1,4}\s*$`)
	greeting  = regexp.MustCompile(`(?i)^(?:dear|hello|hi|sehr geehrte[rs]?|liebe[rs]?|cher|chère|chers|madame|monsieur|querid[oa]s?|estimad[oa]s?|gentil[ei]|car[oa]|уважаем|дорог)\b.{0,60}[,:!]\s*$`)
	farewell  = regexp.MustCompile(`(?i)^(?:yours|sincerely|best regards|kind regards|regards|love|mit freundlichen grüßen|viele grüße|cordialement|saludos|atentamente|cordiali saluti|с уважением)\b.{0,40},?\s*$`)
)

func isSubtitles(h *format.Head) bool {
	return format.IsOf(h, ".srt", ".vtt", ".sub", ".sbv", ".ass", ".ssa") || strings.HasPrefix(strings.TrimLeft(h.Text, "\ufeff \n"), "WEBVTT") || len(srtTimes.FindAllStringIndex(h.Text, 3)) > 2
}

func isBibliography(h *format.Head) bool {
	return format.IsOf(h, ".bib", ".ris", ".enw", ".nbib") || h.First() == '@' && bibEntry.MatchString(h.Text) || risEntry.MatchString(h.Text)
}

// isCSL knows bibliographies in JSON that have no quotations in them.
func isCSL(h *format.Head) bool {
	return (h.First() == '[' || h.First() == '{') && !format.IsOf(h, ".md", ".csv") && cslItem.MatchString(h.Text) && !quoteKey.MatchString(h.Text)
}

func isTOML(h *format.Head) bool {
	return format.IsOf(h, ".toml") || format.IsOf(h, ".ini", ".cfg", ".conf") && tomlEntry.MatchString(h.Text)
}

// isContents knows a table of contents: lines that end with a page.
func isContents(h *format.Head) bool {
	if !h.Article {
		return false
	}
	pages, all := 0, 0
	for _, l := range h.Lines {
		if strings.TrimSpace(l) == "" {
			continue
		}
		if all++; dotted.MatchString(l) {
			pages++
		}
	}
	return pages > 3 && pages*10 >= all*6
}

// isLetter knows a letter: what its writer says in it is addressed to somebody,
// and reported by nobody.
func isLetter(h *format.Head) bool {
	if !h.Article || h.IsHTML() || len(h.Text) > 30000 {
		return false
	}
	greeted, parted := false, false
	for i, l := range h.Lines {
		l = strings.TrimSpace(l)
		greeted = greeted || i < 30 && greeting.MatchString(l)
		parted = parted || greeted && farewell.MatchString(l)
	}
	return greeted && parted && !strings.ContainsAny(h.Text, "“”«»„\"")
}
