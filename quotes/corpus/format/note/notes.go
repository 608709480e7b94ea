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
	if by == "" {
		by, used = n.namedBelow(i)
	}
	if by == "" {
		if at := strings.LastIndexByte(words, '\n'); at > 0 && isBareName(words[at+1:]) && endsSentence(words[:at]) {
			words, by = strings.TrimSpace(words[:at]), words[at+1:]
		} else if w, a, ok := record.SplitDash(words, true); ok {
			words, by = w, a
		} else if m := bracketed.FindStringSubmatch(words); m != nil && isBareName(m[2]) {
			words, by = m[1], m[2]
		}
	}
	switch {
	case title == "" || b.kind != callout:
	case by == "":
		by = TrimDash(title)
	case placeInWork.MatchString(title):
		fields = append(fields, format.TextField("place", b.line, title))
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
			if t := plainNote(next.text, n.org); IsDashLine(t) || isBareName(t) {
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
	case by == "" && !marked && record.LooksLikeName(words):
		n.left++
		return used, nil
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
