package note

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
)

// Notes are Markdown, Org or an outline in which somebody collects quotations:
// block quotations and items of lists with the attribution behind a dash, below,
// in the heading above, in a property or in the front matter.
type notes struct {
	*format.Sink
	org     bool
	blocks  []block
	front   []record.Field // that hold for all quotations
	own     record.Value   // the quotation in the front matter
	heads   [8]string      // the headings above, by level
	lines   [8]int
	pending []record.Field // properties that stand before what they belong to

	taken, rest int // characters of quotations, and of all other text
	records     int
	sure        int          // quotations that say that they are, or whose
	left        int          // items and paragraphs that are none
	isQuote     bool         // the front matter says that the whole is a quotation
	list        record.Value // of quotations, in the front matter
	above       block        // the item with a name below which items stand
}

func isNotes(h *format.Head) bool {
	if !format.IsOf(h, ".md", ".markdown", ".org", ".txt", ".text") || h.Percents {
		return false
	}
	if format.IsOf(h, ".txt", ".text") && !noteMarks.MatchString(h.Text) {
		return false
	}
	count := 0
	n := newNotes(&format.Sink{Name: h.Name, RecordBytes: 1 << 20, Yield: func(f format.Found) error {
		if f.What == format.Quotation {
			count++
		}
		return nil
	}}, h.Text, format.IsOf(h, ".org"))
	if n.read() != nil || count == 0 {
		return false
	}
	return n.sure > 0 && n.taken*10 >= (n.taken+n.rest)*4 || n.own.Kind == record.Object || count > 1 && n.taken*10 >= (n.taken+n.rest)*6
}

// noteMarks are what makes a text of no other ending Markdown.
var noteMarks = regexp.MustCompile(`(?m)^> |^#{1,6} \S`)

// readNotes reads a file of notes, which it holds in memory.
func readNotes(in *format.Input, out *format.Sink) error {
	if in.Size() > out.WholeBytes {
		return format.Problem("notes of more than " + format.ByteCount(out.WholeBytes) + " are not read: split the file")
	}
	data, err := in.All()
	if err != nil {
		return err
	}
	text := string(data)
	if !utf8.Valid(data) {
		if err := out.Fault(0, "some bytes are no UTF-8: they are shown as �"); err != nil {
			return err
		}
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	return newNotes(out, text, strings.HasSuffix(out.Ending, "org")).read()
}

func newNotes(out *format.Sink, text string, org bool) *notes {
	n := &notes{Sink: out, org: org}
	body, first := n.frontMatter(strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n"))
	n.blocks = blocksOf(body, org, first)
	return n
}

var tomlLine = regexp.MustCompile(`^\s*([\w-]+)\s*=\s*(.*?)\s*$`)

// frontMatter takes what stands at the head between lines of “---” (YAML) or
// “+++” (TOML, of which lines of texts are read), and returns the rest.
func (n *notes) frontMatter(text string) (body string, first int) {
	mark := "---"
	if strings.HasPrefix(text, "+++\n") {
		mark = "+++"
	} else if !strings.HasPrefix(text, "---\n") {
		return text, 1
	}
	inside, rest, ok := strings.Cut(text[4:], "\n"+mark+"\n")
	if !ok {
		if inside, ok = strings.CutSuffix(strings.TrimRight(text[4:], "\n"), "\n"+mark); !ok {
			return text, 1
		}
	}
	first = 3 + strings.Count(inside, "\n") + 1
	v := record.Value{Line: 2, Kind: record.Object}
	if mark == "+++" {
		for i, l := range strings.Split(inside, "\n") {
			if m := tomlLine.FindStringSubmatch(l); m != nil && !strings.HasPrefix(m[2], "[") {
				v.Fields = append(v.Fields, format.TextField(m[1], i+2, strings.Trim(m[2], `"'`)))
			}
		}
	} else {
		found, ok := format.YAMLObject(inside, 2)
		if !ok {
			return rest, first
		}
		v = found
	}
	n.own = record.Value{}
	for _, f := range v.Fields {
		switch name := record.FoldName(f.Name); name {
		case "type", "layout", "kind", "format", "post_format":
			n.isQuote = n.isQuote || isQuoteKind(f.Value.Text)
		case "quotes", "quotations", "zitate", "citations", "citas", "frases", "citazioni":
			if f.Value.Kind == record.List {
				n.list = format.Object(f.Value.Line, f)
			}
		case "quote", "quotation", "zitat", "cita", "citation":
			if f.Value.Kind == record.Scalar && format.IsSentence(f.Value.Text) {
				n.own = record.Value{Line: f.Value.Line, Kind: record.Object}
			}
		}
		switch name := record.FoldName(f.Name); name {
		case "author", "authors", "speaker", "by", "book", "work", "source", "book_title", "tags", "lang", "language", "url", "title", "year", "date", "quote", "quotation", "zitat", "cita", "citation", "publisher", "role", "attribution", "person", "film", "chapter", "page":
			n.front = append(n.front, f)
		}
	}
	if n.own.Kind == record.Object {
		n.own.Fields = n.front
	}
	return rest, first
}

func isQuoteKind(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "quote", "quotes", "quotation", "zitat", "citation", "cita", "frase":
		return true
	}
	return false
}

// wholeBody returns the text of a page that says that it is a quotation, if nothing in
// it does.
func (n *notes) wholeBody() (block, bool) {
	var whole block
	for _, b := range n.blocks {
		switch b.kind {
		case heading:
		case paragraph:
			if whole.line == 0 {
				whole.line = b.line
			} else {
				whole.text += "\n\n"
			}
			whole.text += b.text
		default:
			return whole, false
		}
	}
	return whole, n.isQuote && whole.line > 0 && n.frontNames()
}

// read goes through the blocks.
func (n *notes) read() error {
	if n.list.Kind == record.Object {
		n.records++
		n.sure++
		n.taken += 1000
		return n.Tree(n.list)
	}
	if b, ok := n.wholeBody(); ok {
		n.sure++
		words, by := SplitLastLine(plainNote(b.text, n.org))
		var fields []record.Field
		if by != "" {
			fields = append(fields, format.TextField("attribution", b.line, by))
		}
		return n.note1(b, words, fields)
	}
	if n.isQuote && n.frontNames() {
		n.sure++
	}
	if n.own.Kind == record.Object {
		n.records++
		n.sure++
		n.taken += format.Runes(n.own.Child("quote", "quotation", "zitat", "cita", "citation").Text)
		return n.takeOwn()
	}
	for i := 0; i < len(n.blocks); i++ {
		used, err := n.block(i)
		if err != nil {
			return err
		}
		i += used
	}
	switch {
	case n.records == 0 || n.left == 0:
		return nil
	case n.left == 1:
		return n.Note(0, "1 paragraph or item that does not say whose words it has was not taken")
	}
	return n.Note(0, fmt.Sprintf("%d paragraphs or items that do not say whose words they have were not taken", n.left))
}

// takeOwn takes the quotation of the front matter: what the page is called is not
// where it is from.
func (n *notes) takeOwn() error {
	fields := n.own.Fields[:0:0]
	for _, f := range n.own.Fields {
		if name := record.FoldName(f.Name); name == "title" || name == "date" {
			continue
		}
		fields = append(fields, f)
	}
	return n.Take(format.Object(n.own.Line, fields...), nil)
}

// block takes the block at i, and returns how many of those after it belong to it.
func (n *notes) block(i int) (used int, err error) {
	b := n.blocks[i]
	if b.kind != item || b.level <= n.above.level {
		n.above = block{}
	}
	switch b.kind {
	case remark:
		n.rest += format.Runes(b.text)
		n.left++
	case heading:
		n.pending = nil
		level := min(b.level, 7)
		n.heads[level], n.lines[level] = record.CleanLine(plainNote(b.text, n.org)), b.line
		for l := level + 1; l < len(n.heads); l++ {
			n.heads[l] = ""
		}
	case property:
		if f, ok := n.propertyField(b); ok {
			n.pending = append(n.pending, f)
		}
	case tabular:
		return 0, n.table(b)
	case quoted, callout:
		return n.quotation(i)
	case item:
		return n.listItem(i)
	default:
		return n.plainParagraph(i)
	}
	return 0, nil
}

// propertyField makes a field of “author:: Ann Low”.
func (n *notes) propertyField(b block) (record.Field, bool) {
	name := record.FoldName(b.title)
	text := record.CleanLine(strings.TrimPrefix(plainNote(b.text, n.org), "#"))
	switch name {
	case "author", "authors", "speaker", "by", "source", "book", "work", "title", "page", "tags", "tag", "url", "year", "date", "autor", "auteur", "chapter", "location":
		if text != "" {
			return format.TextField(name, b.line, text), true
		}
	}
	return record.Field{}, false
}

// properties collects those right after a block.
func (n *notes) properties(i int) (fields []record.Field, used int) {
	for j := i + 1; j < len(n.blocks) && n.blocks[j].kind == property; j++ {
		if f, ok := n.propertyField(n.blocks[j]); ok {
			fields = append(fields, f)
		}
		used++
	}
	return fields, used
}

func (n *notes) quotation(i int) (used int, err error) {
	b := n.blocks[i]
	words, by := SplitLastLine(plainNote(b.text, n.org))
	if m := citedLast.FindStringSubmatch(b.text); m != nil && strings.TrimSpace(m[1]) != "" {
		words, by = plainNote(m[1], n.org), TrimDash(plainNote(m[2], n.org))
	}
	var fields []record.Field
	title := plainNote(b.title, n.org)
	if m := positional.FindStringSubmatch(b.title); m != nil && record.LooksLikeName(m[1]) {
		title = m[1]
		if m[2] != "" {
			fields = append(fields, format.TextField("title", b.line, m[2]))
		}
	}
	if b.kind == callout {
		n.sure++
		for _, m := range shortAuthor.FindAllStringSubmatch(b.title, 8) {
			switch strings.ToLower(m[1]) {
			case "author", "by", "source", "title", "url", "link", "attribution", "work", "book", "cite":
				name := strings.ToLower(m[1])
				if name == "cite" {
					name = "attribution"
				}
				fields = append(fields, format.TextField(name, b.line, m[2]))
				title = ""
			}
		}
		if strings.Contains(b.title, "=") {
			title = ""
		}
	}
	if by == "" && i+1 < len(n.blocks) {
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
		if next.kind == item && next.level <= b.level && next.line <= b.line+3+strings.Count(b.text, "\n") && lone && isBareName(text) {
			by, used = text, 1
		}
	}
	if by == "" {
		if w, a, ok := record.SplitDash(words, true); ok {
			words, by = w, a
		}
	}
	switch {
	case title == "" || b.kind != callout:
	case by == "":
		by = TrimDash(title)
	case !record.LooksLikeName(title) && !isPlainHeading(title):
		fields = append(fields, format.TextField("title", b.line, title))
	}
	if by != "" {
		n.sure++
		fields = append(fields, format.TextField("attribution", b.line, by))
	}
	more, properties := n.properties(i + used)
	fields = append(fields, more...)
	if len(more) > 0 {
		n.sure++
	}
	return used + properties, n.note1(b, words, fields)
}

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

// note1 takes one quotation with what its surroundings say of it.
func (n *notes) note1(b block, words string, fields []record.Field) error {
	if strings.TrimSpace(words) == "" {
		return nil
	}
	n.records++
	n.taken += format.Runes(words)
	fields = append(fields, n.pending...)
	return n.Take(format.Object(b.line, append([]record.Field{format.TextField("text", b.line, words)}, fields...)...), n.surroundings(fields))
}

// surroundings are what the headings and the front matter say.
func (n *notes) surroundings(own []record.Field) []record.Field {
	var out []record.Field
	named, titled := false, false
	for _, f := range own {
		switch f.Name {
		case "attribution", "author", "authors", "speaker", "by":
			named = true
			titled = titled || f.Name == "attribution"
		case "source", "book", "work", "title":
			titled = true
		}
	}
	for l := len(n.heads) - 1; l >= 0; l-- {
		h := n.heads[l]
		if h == "" {
			continue
		}
		title, author, ok := titleBy(h)
		switch {
		case !ok && isPlainHeading(h):
		case ok && !named:
			out = append(out, format.TextField("title", n.lines[l], title), format.TextField("speaker", n.lines[l], author))
			named, titled = true, true
		case !named && isNameHeading(h):
			out = append(out, format.TextField("speaker", n.lines[l], h))
			named = true
			n.sure++
		case !titled && l <= 1 && named && isNameHeading(h):
		case !titled && l <= 1 && named:
			out = append(out, format.TextField("title", n.lines[l], h))
			titled = true
		case l > 1 && !named || l > 1 && titled:
			out = append(out, format.TextField("tags", n.lines[l], h))
		}
	}
	for _, f := range n.front {
		switch record.FoldName(f.Name) {
		case "author", "authors", "speaker", "by", "person":
			if named {
				continue
			}
		case "title": // of the page, unless somebody's book is noted there
			if titled || !n.frontNames() {
				continue
			}
		case "book", "work", "source", "book_title", "film":
			if titled {
				continue
			}
		case "date":
			continue
		}
		out = append(out, f)
	}
	return out
}

// frontNames says whether the front matter names an author.
func (n *notes) frontNames() bool {
	for _, f := range n.front {
		if name := record.FoldName(f.Name); name == "author" || name == "authors" {
			return true
		}
	}
	return false
}

var byAuthor = regexp.MustCompile(`^(.+?),? (?:by|von|par|de|di|—|–|-) (.+)$`)

// titleBy knows "A Title by Ann Low" in a heading.
func titleBy(h string) (title, author string, ok bool) {
	m := byAuthor.FindStringSubmatch(h)
	if m == nil || !record.LooksLikeName(m[2]) || isPlainHeading(m[2]) {
		return "", "", false
	}
	return strings.Trim(m[1], "\"“”*_ "), m[2], true
}

var plainHeading = regexp.MustCompile(`(?i)\b(?:quot\w+|zitat\w*|sprüche|citations?|citas|frases|citazioni|highlights?|notes?|notizen|sayings?|wisdom|favou?rites?|best|good|great|collection|metadata|chapter|kapitel|part|reading|list|commonplace|daily|random|funny|inspirational|motivational|misc\w*|general|other|untitled|introduction|preface|books?|films?|movies?|people|authors?|index|contents|summary|life|love|work|death|truth|advice|thoughts|ideas|things|words|learned|about|my|new|old|first|second|january|february|march|april|june|july|august|september|october|november|december)\b`)

// isPlainHeading knows headings that name nobody and no work.
func isPlainHeading(h string) bool { return plainHeading.MatchString(h) && !record.IsKnownPerson(h) }

func isNameHeading(h string) bool {
	h, _, _ = strings.Cut(h, " (")
	return record.LooksLikeName(h) && !isPlainHeading(h)
}

// listItem takes an item that is a quotation: in marks, with an attribution, or
// below the heading with a name.
func (n *notes) listItem(i int) (used int, err error) {
	b := n.blocks[i]
	text := plainNote(b.text, n.org)
	words, by := SplitLastLine(text)
	if by == "" {
		words, by, _ = record.SplitDash(text, false)
	}
	if by == "" && i+1 < len(n.blocks) { // an item below it
		if next := n.blocks[i+1]; next.kind == item && next.level > b.level {
			if t := plainNote(next.text, n.org); IsDashLine(t) || record.LooksLikeName(t) {
				by, used = TrimDash(t), 1
			}
		} else if next.kind == paragraph && IsAttributionLine(plainNote(next.text, n.org)) {
			by, used = TrimDash(plainNote(next.text, n.org)), 1
		}
	}
	var said []record.Field
	if by == "" {
		if name, said1 := saidBy(b.text, n.org); name != "" {
			words, by = said1, name
		} else if n.above.line > 0 && format.IsSentence(words) {
			said = []record.Field{format.TextField("speaker", n.above.line, plainNote(n.above.text, n.org))}
		}
	}
	if by == "" && record.LooksLikeName(text) && i+1 < len(n.blocks) && n.blocks[i+1].kind == item && n.blocks[i+1].level > b.level {
		n.above = b
		return 0, nil
	}
	more, properties := n.properties(i + used)
	more = append(more, said...)
	used += properties
	marked := record.WithoutMarks(words) != words
	headed := false
	for _, h := range n.heads {
		headed = headed || h != "" && isNameHeading(h)
	}
	for _, f := range n.pending {
		headed = headed || f.Name == "author" || f.Name == "authors" || f.Name == "speaker"
	}
	switch {
	case by != "" || len(more) > 0:
		n.sure++
	case marked && format.IsSentence(words):
	case headed && format.IsSentence(words):
	default:
		n.rest += format.Runes(text)
		n.left++
		return used, nil
	}
	var fields []record.Field
	if by != "" {
		fields = append(fields, format.TextField("attribution", b.line, by))
	}
	return used, n.note1(b, words, append(fields, more...))
}

var (
	boldSaid  = regexp.MustCompile(`(?s)^(?:\*\*|__)([^*_\n]{3,60}?):?(?:\*\*|__)\s*[:—–-]?\s*(\S.*)$`)
	namedSaid = regexp.MustCompile(`(?s)^([^:"“„«\n]{3,60}): (["“„«].+)$`)
)

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

// plainParagraph takes a paragraph only if it ends with an attribution.
func (n *notes) plainParagraph(i int) (used int, err error) {
	b := n.blocks[i]
	text := plainNote(b.text, n.org)
	words, by := SplitLastLine(text)
	if by == "" {
		words, by, _ = record.SplitDash(text, false)
	}
	if at := strings.LastIndexByte(b.text, '\n'); by == "" && at > 0 && boldName.MatchString(strings.TrimSpace(b.text[at:])) {
		above, name := plainNote(b.text[:at], n.org), plainNote(b.text[at:], n.org)
		if isBareName(name) && record.WithoutMarks(above) != above {
			words, by = above, name
		}
	}
	if by == "" && i+1 < len(n.blocks) && n.blocks[i+1].kind == paragraph {
		if next := plainNote(n.blocks[i+1].text, n.org); IsAttributionLine(next) && record.WithoutMarks(text) != text {
			words, by, used = text, TrimDash(next), 1
		}
	}
	if by == "" {
		n.rest += format.Runes(text)
		if format.IsSentence(text) {
			n.left++
		}
		return 0, nil
	}
	n.sure++
	return used, n.note1(b, words, []record.Field{format.TextField("attribution", b.line, by)})
}

// table takes the rows of a table whose head names its columns.
func (n *notes) table(b block) error {
	var names []string
	line := b.line
	for row := range strings.Lines(b.text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(strings.ReplaceAll(row, `\|`, "\x01")), "|"), "|")
		for i, c := range cells {
			cells[i] = strings.ReplaceAll(plainNote(strings.TrimSpace(c), n.org), "\x01", "|")
		}
		switch {
		case names == nil:
			names = cells
			words := false
			for _, c := range cells {
				words = words || record.IsWordsName(c)
			}
			if !words {
				n.rest += format.Runes(b.text)
				return nil
			}
		case strings.Trim(row, "|-:+ \t\n") == "":
		case len(cells) != len(names):
			if err := n.Reject(line, "the row has another number of cells than the head of the table"); err != nil {
				return err
			}
		default:
			v := record.Value{Line: line, Kind: record.Object}
			for i, c := range cells {
				v.Fields = append(v.Fields, format.TextField(names[i], line, c))
			}
			n.records++
			n.sure++
			n.taken += format.Runes(row)
			if err := n.Take(v, n.front); err != nil {
				return err
			}
		}
		line++
	}
	return nil
}
