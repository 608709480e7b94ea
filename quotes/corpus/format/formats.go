package format

import (
	"path"
	"regexp"
	"strings"

	"verbatim/quotes/corpus/record"
)

// Format is one kind of file: one that is read, or one that is refused with what
// to do instead.
type Format struct {
	Name    string // for people
	Example string // what such a file is called or where it comes from, for people; of those that are read
	Parse   Parser // nil: it is refused
	Refusal string // why, and what to do
	is      func(h *Head) bool
}

// Head is what a format is recognised by: its beginning, and only then its name.
type Head struct {
	Name     string // of the file, without folders
	Text     string // the beginning, decoded, with LF line ends; of a page or a Markdown file the whole
	Percents bool   // there is a line of nothing but “%”
	Article  bool   // the name says that it may be an article: .txt, .md, .html

	lines []string // of Text, at most headLines
}

// headLines is how many lines of the beginning are looked at.
const headLines = 2000

// NewHead prepares a head.
func NewHead(name, text string, percents, article bool) *Head {
	h := &Head{Name: path.Base(name), Text: text, Percents: percents, Article: article}
	for l := range strings.Lines(text) {
		if h.lines = append(h.lines, strings.TrimRight(l, "\r\n")); len(h.lines) == headLines {
			break
		}
	}
	return h
}

func (h *Head) ext() string { return strings.ToLower(path.Ext(h.Name)) }

// first returns the first byte that is no white space, or 0.
func (h *Head) first() byte {
	if t := strings.TrimLeft(h.Text, " \t\r\n\ufeff"); t != "" {
		return t[0]
	}
	return 0
}

func (h *Head) has(parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(h.Text, p) {
			return false
		}
	}
	return true
}

// Of returns the format of a file. ok is false for an article, and for a text
// that is nothing else either.
func Of(h *Head) (f Format, ok bool) {
	for _, f := range formats() {
		if f.is(h) {
			return f, true
		}
	}
	return Format{}, false
}

// All returns every format, in the order in which they are tried.
func All() []Format { return formats() }

// formats are in the order in which they are tried: the narrow ones first.
func formats() []Format {
	return []Format{
		// Texts and pages by their content, whatever they are called.
		{Name: "Kindle clippings", Example: "`My Clippings.txt` of a Kindle, in any language of the device", Parse: readClippings, is: isClippings},
		{Name: "Apple Books excerpts", Example: "texts copied or shared from Apple Books, with “Excerpt From”", Parse: readAppleBooks, is: isAppleBooks},
		{Name: "chat", Example: "exports of Discord (DiscordChatExporter), Slack and Telegram as JSON: of a channel in which most messages are like `“words” — Name`", Parse: readChatJSON, is: isChatJSON},
		{Name: "WhatsApp chat", Example: "the same as text", Parse: readWhatsApp, is: isWhatsApp},
		{Name: "chat log", Refusal: "a log of a chat: not read, as what people write to each other is no quotation; put each quotation on a line of its own like “words” — Name", is: isChatLog},
		{Name: "subtitles", Refusal: "subtitles do not say who speaks: not read; a transcript with the names of the speakers is", is: isSubtitles},
		{Name: "bibliography", Refusal: "a bibliography names works and quotes none: not read; put quotations into a CSV with the columns quote, author and source", is: isBibliography},
		{Name: "bibliography", Refusal: "a bibliography (CSL JSON) names works and quotes none: not read; export your annotations instead, or put quotations into a CSV with the columns quote, author and source", is: isCSL},
		{Name: "TOML", Refusal: "TOML and INI are not read: save it as YAML or JSON, with one record a quotation", is: isTOML},
		{Name: "table of contents", Refusal: "a table of contents: nobody says anything in it", is: isContents},
		{Name: "letter", Refusal: "a letter, in which nobody is quoted: not read; put what is worth quoting into a list like “words” — Name", is: isLetter},
		{Name: "Kindle notebook", Example: "the HTML that the Kindle apps export", Parse: readKindleNotebook, is: isKindleNotebook},
		{Name: "Goodreads page", Example: "a saved page of quotations of Goodreads", Parse: readGoodreadsPage, is: isGoodreadsPage},
		{Name: "Wikiquote page", Example: "a saved page of Wikiquote", Parse: readWikiquotePage, is: isWikiquotePage},
		{Name: "wiki dump", Example: "the XML dump or export of a Wikiquote", Parse: readWikiDump, is: isWikiDump},
		{Name: "wikitext", Example: "the source of a page of Wikiquote", Parse: readWikitext, is: isWikitext},
		{Name: "schema.org Quotation", Example: "a page with microdata or JSON-LD of that type", Parse: readQuotationMarkup, is: isQuotationMarkup},
		{Name: "page of quotations", Example: "HTML that is mostly `<blockquote>`, `<q>` or elements of a class `quote` with `<cite>`, `<figcaption>`, `<footer>` or a class `author`", Parse: readQuotePage, is: isQuotePage},
		{Name: "feed", Example: "RSS or Atom whose items are quotations, as that of Goodreads", Parse: readFeed, is: isFeed},
		{Name: "Hypothes.is annotations", Example: "what its API gives as JSON (its CSV is a table)", Parse: readHypothesisJSON, is: isHypothesisJSON},
		{Name: "Readwise notes", Example: "the Markdown that Readwise exports", Parse: readReadwiseNotes, is: isReadwiseNotes},
		{Name: "KOReader notes", Example: "the Markdown that KOReader exports", Parse: readKOReaderNotes, is: isKOReaderNotes},
		{Name: "notes", Example: "`.md`, `.org`: block quotations, callouts, lists, tables, front matter of Markdown, Obsidian, Logseq, Hugo and Org", Parse: readNotes, is: isNotes},
		{Name: "list", Example: "`.txt`: a quotation a line or a paragraph, with `— Name` behind or below it, perhaps numbered", Parse: readList, is: isList},

		// By their ending, with the content to agree.
		{Name: "JSON Lines", Example: "`.jsonl`, `.ndjson`: one object a line", Parse: ReadJSONLines, is: isJSONLines},
		{Name: "JSON", Example: "`.json`: a list of objects or texts, such lists inside objects, `{speaker: [words]}`, pairs", Parse: ReadJSON, is: isJSON},
		{Name: "fortune file", Example: "`.fortune`, `.txt`, no ending: lines of `%` between quotations", Parse: ReadFortunes, is: func(h *Head) bool { return h.Percents && !isOf(h, ".csv", ".tsv", ".yaml", ".yml") }},
		{Name: "table", Example: "`.csv`, `.tsv`: with a header in any of ten languages, or none", Parse: ReadTable, is: func(h *Head) bool { return isOf(h, ".csv", ".tsv", ".tab") }},
		{Name: "YAML", Example: "`.yaml`, `.yml`", Parse: ReadYAML, is: func(h *Head) bool { return isOf(h, ".yaml", ".yml") }},
	}
}

func isOf(h *Head, endings ...string) bool {
	for _, e := range endings {
		if h.ext() == e {
			return true
		}
	}
	return false
}

func isJSONLines(h *Head) bool { return isOf(h, ".jsonl", ".ndjson") }

func isJSON(h *Head) bool {
	if isOf(h, ".json") {
		return true
	}
	// Under another name it has to begin like a list or an object with a field.
	return !isOf(h, ".csv", ".tsv", ".yaml", ".yml") && jsonStart.MatchString(h.Text)
}

var jsonStart = regexp.MustCompile(`^[\s\x{feff}]*(?:\[\s*(?:\{\s*"|"|\[\s*")|\{\s*"[^"\n]{1,80}"\s*:)`)

// learn finds out what a file does throughout by its beginning.
func (s *Sink) learn(head string) {
	texts := inMarks.FindAllStringSubmatch(head, 2000)
	inverted, commas, dashed, tailed, works, sentences := 0, 0, 0, 0, 0, 0
	for _, m := range texts {
		t := m[1]
		if strings.Contains(t, ", ") && len(t) < 80 {
			commas++
			if record.Inverted(t) {
				inverted++
			}
		}
		if isSentence(t) {
			sentences++
			if _, by, ok := record.SplitDash(t, true); ok && record.LooksLikeName(by) {
				dashed++
			}
			if _, by, ok := record.SplitTail(strings.ReplaceAll(t, `\"`, `"`)); ok {
				tailed++
				if !record.LooksLikeName(by) {
					works++
				}
			}
		}
	}
	s.rules.Inverted = inverted*3 > commas
	s.rules.Tailed = tailed*10 >= sentences*6 && tailed > 2
	s.rules.TailedWorks = works*4 > tailed
	s.rules.Dashed = dashed*10 >= sentences*6 && dashed > 1
}

var inMarks = regexp.MustCompile(`"((?:[^"\\\n]|\\.)*)"`)

// Read reads a file of a format.
func (f Format) Read(in *Input, out *Sink) error {
	out.learn(in.Head())
	return f.Parse(in, out)
}
