package page

import (
	"regexp"
	"strings"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// A page of Wikiquote is about a person, a work or a theme: headings, quotations
// as items of lists, and below each item whence it is. wikiPage takes a page as
// headings and items, whether they come from its source or from a saved page.
type wikiPage struct {
	*format.Sink
	title   string
	lang    string
	isWork  bool   // the page is about a film, a series, a book
	person  bool   // the page is about who says all of it
	work    string // the heading of the works below which the items stand
	section wikiSection
	heading string // of the section
	item    wikiItem

	open     []string // the lines of a template that is not closed yet
	openLine int
}

type wikiItem struct {
	words  string
	line   int
	source []string // the items below
}

// wikiSection is what a section says of who said what stands in it.
type wikiSection int

const (
	theirs wikiSection = iota // the person of the page, or whoever is named below
	others                    // about the person: whoever is named below
	wrong                     // not said by the person, or not for certain
	none                      // links and notes
)

var (
	wikiWrong  = regexp.MustCompile(`(?i)misattribut|disputed|wrongly|fälschlich|falsch zugeschrieben|attribuées? à tort|apocryph|erroneamente|atribuid[ao]s? errón|falsamente|atribuições errôneas|błędnie|přisuzov|ошибочно|приписыва|помилково`)
	wikiOthers = regexp.MustCompile(`(?i)^(?:quotes? |quotations? |sayings? )?(?:about|on) |^(?:zitate )?(?:über|mit bezug auf) |^citations? (?:sur|à propos)|^(?:citas |frases )?sobre |^citazioni su|^(?:cytaty |wypowiedzi )?o |^(?:výroky |citáty )?o |^(?:цитаты )?(?:о|об|обо) |^про `)
	wikiNone   = regexp.MustCompile(`(?i)^(?:external links?|see also|references?|notes?|sources?|bibliography|further reading|cast|taglines?|weblinks?|siehe auch|einzelnachweise|quellen|liens? externes?|voir aussi|références?|notes et références|enlaces externos|véase también|referencias|collegamenti esterni|altri progetti|voci correlate|note|bibliografia|ligações externas|ver também|linki zewnętrzne|zobacz też|przypisy|externí odkazy|reference|ссылки|примечания|см\. также|источники|посилання|примітки|див\. також|contents|inhaltsverzeichnis)\b`)
	wikiPlain  = regexp.MustCompile(`(?i)^(?:quotes?|quotations?|sourced|unsourced|attributed|general|zitate|zitate mit quellenangabe|citations?|citas|frases|citazioni|citações|cytaty|citáty|výroky|цитаты|цитати|dialogue|other|various|\p{L})$|^(?:quotes|quotations|zitate|citations|citas|frases|citazioni|citações|cytaty|výroky|цитаты) (?:by|of|von|de|des|di|da|z|ze) `)
	yearIn     = regexp.MustCompile(`\((?:c\. ?)?(\d{4})\)`)
	lifeDates  = regexp.MustCompile(`\(?[^()]{0,60}\b\d{3,4}\b[^()]{0,80}[–—-][^()]{0,60}\b\d{1,4}\b|\bborn\b|\*\s?\d|\bgeboren\b|né(?:e)? (?:le|en)|naci[óo]|\bnato\b|nascid|ur\. |narozen|родил|народи|род\. |BC|v\. Chr|a\. ?C\.`)
	aWork      = regexp.MustCompile(`(?i)\b(?:film|movie|television|tv series|sitcom|novel|play|video ?game|fernsehserie|roman|série télévisée|película|serie de televisión|serie tv|romanzo|powieść|serial|сериал|фильм|роман)\b`)
	// isAWork says it of the page itself: a title in italics, or "is a film".
	isAWork = regexp.MustCompile(`'''''|(?i:\b(?:is|was) an? [^.]{0,60}\b(?:film|series|show|sitcom|novel|game|musical)\b)`)
	// bornOrDied are categories that only people have.
	bornOrDied = regexp.MustCompile(`(?i)\[\[[^\]:\[]+:[^\]]*(?:\b(?:births|deaths|living people)\b|naissance en|décès en|geboren|gestorben|nacidos|fallecidos|nati nel|morti nel|родившиеся|умершие)|Category:[^\n]*\b(?:births|deaths|Living people)\b`)
	peopleCats = regexp.MustCompile(`(?i)\[\[[^\]:\[]+:[^\]]*(?:\b(?:people|writers|philosophers|authors|scientists|politicians|poets|schriftsteller|schriftstellerin|philosoph|philosophe|écrivain|écrivaine|poète|dramaturge|scrittori|filosofi|escritores)\b|filósofos|персоналии|писатели|философы|люди)`)
)

// start begins a page. intro is what stands before its first heading.
func (p *wikiPage) start(title, intro string) {
	p.title = strings.TrimSpace(strings.ReplaceAll(title, "_", " "))
	bare, _, _ := strings.Cut(p.title, " (")
	name := record.LooksLikeName(bare) || record.IsKnownPerson(bare)
	p.isWork = aWork.MatchString(intro)
	if name {
		p.title = bare
	}
	p.person = bornOrDied.MatchString(intro) || name && !(p.isWork && isAWork.MatchString(intro)) && (peopleCats.MatchString(intro) || lifeDates.MatchString(intro))
	p.section, p.work, p.heading = theirs, "", ""
}

func (p *wikiPage) begin(level int, heading string) error {
	if err := p.end(); err != nil {
		return err
	}
	heading = record.CleanLine(heading)
	p.heading = heading
	if level <= 2 || wikiWrong.MatchString(heading) || wikiNone.MatchString(heading) {
		p.work = ""
		switch {
		case wikiWrong.MatchString(heading):
			p.section = wrong
		case wikiOthers.MatchString(heading + " "):
			p.section = others
		case wikiNone.MatchString(heading):
			p.section = none
		default:
			p.section = theirs
		}
	}
	if p.section == theirs && !wikiPlain.MatchString(heading) {
		p.work = heading
	}
	return nil
}

// listed takes an item of a list; depth is 1 for one at the margin.
func (p *wikiPage) listed(depth, line int, text string) error {
	if strings.Contains(text, "{{") || strings.Contains(text, "}}") {
		p.Count(line, p.title, "on the page “%s” stands a template that is not understood: what is in it was not taken")
		return nil
	}
	if depth > 1 {
		if p.item.words != "" {
			p.item.source = append(p.item.source, record.CleanLine(text))
		}
		return nil
	}
	if err := p.end(); err != nil {
		return err
	}
	p.item = wikiItem{words: strings.TrimSpace(text), line: line}
	return nil
}

var (
	germanItem = regexp.MustCompile(`(?s)^([„“"«»].+[“”"»«])\s*[-–—]\s*(\S.*)$`)
	authorMark = regexp.MustCompile(`(?i)^(?:author|autor|autorka|auteur|autore|автор)\s*:\s*`)
	italianDa  = regexp.MustCompile(`(?s)^(.+[.!?…»”"])\s*\((?:da|dal|dalla|citato in|in) ([^()]{3,160})\)$`)
	byInParens = regexp.MustCompile(`(?s)^(.+[.!?…»”"])\s*\(([^()]{3,80})\)$`)
	sourceMark = regexp.MustCompile(`(?i)^(?:source|quelle|fuente|fonte|źródło|fonte|zdroj|источник|джерело)\s*:\s*`)
	noSource   = regexp.MustCompile(`(?i)^(?:variante?s?|original|translation|übersetzung|alternat|also|note|see|cf\.|lateinisch|as quoted|quoted in|compare|\(original)`)
	spokenLine = regexp.MustCompile(`^([\p{Lu}][^:\n]{0,40}):\s+(\S.*)$`)
)

// end takes the item that was read.
func (p *wikiPage) end() error {
	i := p.item
	p.item = wikiItem{}
	if i.words == "" || format.Runes(i.words) < 3 {
		return nil
	}
	switch p.section {
	case none:
		return nil
	case wrong:
		p.Count(i.line, p.heading, "what stands under “%s” was not taken: the page says that it is not, or may not be, theirs")
		return nil
	}
	fields := []record.Field{}
	from, by := "", ""
	marked := false // a source that says that it is one goes before others
	for _, s := range i.source {
		if a := authorMark.ReplaceAllString(s, ""); a != s {
			by = a
			continue
		}
		bare := sourceMark.ReplaceAllString(s, "")
		if noSource.MatchString(bare) || from != "" && (marked || bare == s) {
			continue
		}
		marked = bare != s
		from = strings.TrimPrefix(bare, "in ")
		if head, rest, ok := strings.Cut(from, ", in "); ok {
			from = head + ", " + rest
		}
	}
	if by != "" {
		from = strings.TrimSuffix(by+", "+from, ", ")
	}
	if m := italianDa.FindStringSubmatch(i.words); m != nil && from == "" {
		i.words, from = m[1], m[2]
	}
	if m := byInParens.FindStringSubmatch(i.words); m != nil && from == "" && p.section == others && record.LooksLikeName(m[2]) {
		i.words, from = m[1], m[2]
	}
	if m := germanItem.FindStringSubmatch(i.words); m != nil && from == "" {
		i.words, from = m[1], m[2]
	}
	line := i.line
	switch {
	case p.section == theirs && p.person:
		fields = append(fields, format.TextField("speaker", line, p.title))
		switch {
		case p.work != "":
			fields = append(fields, format.TextField("title", line, strings.TrimSpace(yearIn.ReplaceAllString(p.work, ""))))
			if from != "" {
				fields = append(fields, format.TextField("place", line, from))
			}
			if m := yearIn.FindStringSubmatch(p.work); m != nil {
				fields = append(fields, format.TextField("date", line, m[1]))
			}
		case from != "":
			fields = append(fields, format.TextField("title", line, from))
			if m := yearIn.FindStringSubmatch(from); m != nil {
				fields = append(fields, format.TextField("date", line, m[1]))
			}
		}
	case from != "" && !p.person && p.section == theirs && record.LooksLikeName(p.work):
		// A theme with a heading for each speaker.
		fields = append(fields, format.TextField("speaker", line, p.work), format.TextField("title", line, strings.TrimPrefix(from, p.work+", ")), format.TextField("tags", line, p.title))
	case from != "":
		fields = append(fields, format.TextField("attribution", line, from))
		if p.section == theirs && p.work == "" || !p.person {
			fields = append(fields, format.TextField("tags", line, p.title))
		}
	default:
		// A work: a heading is who speaks there, or "Name: words".
		if m := spokenLine.FindStringSubmatch(i.words); m != nil && !strings.Contains(i.words, "\n") {
			i.words = m[2]
			fields = append(fields, format.TextField("speaker", line, m[1]))
		} else if p.work != "" && record.LooksLikeName(p.work) {
			fields = append(fields, format.TextField("speaker", line, p.work))
		} else {
			p.Count(line, p.title, "the page “%s” does not say who says its quotations: they have no speaker")
		}
		if p.isWork || len(fields) == 0 {
			fields = append(fields, format.TextField("title", line, p.title))
		} else {
			fields = append(fields, format.TextField("tags", line, p.title))
		}
	}
	if p.lang != "" {
		fields = append(fields, format.TextField("lang", line, p.lang))
	}
	return p.Take(format.Object(line, append(fields, format.TextField("text", line, i.words))...), nil)
}
