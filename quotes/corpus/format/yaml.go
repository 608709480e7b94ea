package format

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"verbatim/quotes/corpus/record"
)

// errAlias: an alias can make a small file a huge text ("billion laughs"); those
// of scalars cannot, and are read.
var errAlias = errors.New("an alias (*name) of a list or a mapping is not read: write it out")

// maxAliased bounds in bytes what the aliases of one record stand for: a hundred
// of a long text are a huge one, too.
const maxAliased = 64 << 10

var errAliases = errors.New("what the aliases (*name) of the record stand for is longer than 64 KiB")

// ReadYAML reads a list of records. A file in which each of them begins with
// "- " at the start of a line, as almost all do, is read record by record, so
// that a broken one costs itself only; any other is held in memory as a whole.
func ReadYAML(in *Input, out *Sink) error {
	out.shapes = true
	take := func(v record.Value) error { return out.tree(v, nil, 1) }
	return EachYAML(in, out, "a list of quotations, or an object with such a list named quotes", take, out.Reject)
}

// EachYAML reads a list of YAML; what says in words for a person what the file has
// to be. An item goes to take, what is no item with its line to reject.
func EachYAML(in *Input, out *Sink, what string, take func(record.Value) error, reject func(int, string) error) error {
	first, err := yamlStart(in)
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return err
	}
	if bytes.HasPrefix(first.Text, []byte("- ")) || string(first.Text) == "-" {
		return yamlItems(in, first, out, take, reject)
	}
	return yamlWhole(in, first, out, what, take, reject)
}

func isYAMLPrelude(l []byte) bool {
	l = bytes.TrimSpace(l)
	return len(l) == 0 || l[0] == '#' || l[0] == '%' || isYAMLMarker(l)
}

func isYAMLMarker(l []byte) bool {
	return string(l) == "---" || string(l) == "..." || bytes.HasPrefix(l, []byte("--- #"))
}

// yamlStart returns the first line that is neither blank nor a comment.
func yamlStart(in *Input) (Line, error) {
	for {
		l, err := in.Next()
		if err != nil || !isYAMLPrelude(l.Text) {
			return l, err
		}
	}
}

// yamlItems cuts a file at the lines that begin with "- ": inside an item of a
// list at the margin, nothing else may begin there.
func yamlItems(in *Input, l Line, out *Sink, take func(record.Value) error, reject func(int, string) error) error {
	var item []byte
	var known anchors
	start, long, valid := l.Number, false, true
	end := func() error {
		if item == nil {
			return nil
		}
		text := item
		item = nil
		switch {
		case long:
			return reject(start, out.TooLong())
		case !valid:
			return reject(start, NotUTF8)
		}
		doc, line, err := known.decode(text, start)
		if err != nil {
			return reject(line, yamlReason(err))
		}
		for _, v := range doc.Items {
			if err := take(v); err != nil {
				return err
			}
		}
		return nil
	}
	for {
		if begins := bytes.HasPrefix(l.Text, []byte("- ")) || string(l.Text) == "-"; begins || isYAMLMarker(l.Text) {
			if err := end(); err != nil {
				return err
			}
			start, long, valid = l.Number, false, true
			if begins {
				item = []byte{}
			} else {
				known = anchors{} // they belong to the document
			}
		} else if item == nil && !isYAMLPrelude(l.Text) {
			if err := reject(l.Number, "this is no item of the list: it has to begin with “- ”"); err != nil {
				return err
			}
		}
		if item != nil {
			long = long || l.Long || int64(len(item)+len(l.Text)) > out.RecordBytes
			valid = valid && (l.Long || utf8.Valid(l.Text))
			if !long {
				item = append(append(item, l.Text...), '\n')
			}
		}
		var err error
		if l, err = in.Next(); err == io.EOF {
			return end()
		} else if err != nil {
			return err
		}
	}
}

// maxYAMLTree bounds, in bytes, the YAML that is held in memory as a tree: a
// node takes some 200 bytes and can be written in two.
const maxYAMLTree = 4 << 20

// yamlWhole reads a file that is not a list at the margin.
func yamlWhole(in *Input, first Line, out *Sink, what string, take func(record.Value) error, reject func(int, string) error) error {
	if in.size > maxYAMLTree {
		return Problem(fmt.Sprintf("the file has %s: beyond %s, each record has to begin with “- ” at the start of a line", ByteCount(in.size), ByteCount(maxYAMLTree)))
	}
	start := first.Number
	text := append(bytes.Clone(first.Text), '\n')
	if first.Long {
		return Problem(fmt.Sprintf("line %d is longer than %s", first.Number, ByteCount(out.RecordBytes)))
	}
	rest, err := in.All()
	if err != nil {
		return err
	}
	text = append(text, rest...)
	bad := map[int]bool{}
	if !utf8.Valid(text) {
		at := start
		for l := range bytes.Lines(text) {
			if !utf8.Valid(l) {
				bad[at] = true
			}
			at++
		}
		text = bytes.ToValidUTF8(text, []byte("\uFFFD"))
	}
	at := yamlTextAt(text, start)
	dec := yaml.NewDecoder(bytes.NewReader(text))
	documents := 0
	for {
		var node yaml.Node
		err := dec.Decode(&node)
		if err == io.EOF {
			return nil
		}
		if err != nil && documents > 0 {
			return out.Fault(at.line(errorLine(err)), yamlReason(err)+"; what follows was not read")
		}
		documents++
		if err != nil {
			return yamlParts(text, at, err, bad, out, what, take, reject)
		}
		if err := yamlDocument(&node, at, bad, out, what, take, reject); err != nil {
			return err
		}
	}
}

// topKey begins a part of a mapping at the margin.
var topKey = regexp.MustCompile(`(?m)^[^\s#:'"\[{&*!|>%@-][^\n#]*:[ \t]*(?:#.*)?$`)

// yamlParts reads a mapping in which there is a mistake part by part, and says how much
// of it could not be read.
func yamlParts(text []byte, y yamlText, wrong error, bad map[int]bool, out *Sink, what string, take func(record.Value) error, reject func(int, string) error) error {
	starts := topKey.FindAllIndex(text, -1)
	if len(starts) < 2 {
		return out.Fault(y.line(errorLine(wrong)), fmt.Sprintf("%s; nothing of the %s around it was read", yamlReason(wrong), Lines(y.last-y.first+1)))
	}
	for i, at := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		part := text[at[0]:end]
		p := yamlTextAt(part, y.first+bytes.Count(text[:at[0]], []byte("\n")))
		var node yaml.Node
		err := yaml.Unmarshal(part, &node)
		if err != nil {
			err = out.Fault(p.line(errorLine(err)), fmt.Sprintf("%s; %s of the file were not read", yamlReason(err), Lines(p.last-p.first+1)))
		} else {
			err = yamlDocument(&node, p, bad, out, what, take, reject)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func yamlDocument(doc *yaml.Node, y yamlText, bad map[int]bool, out *Sink, what string, take func(record.Value) error, reject func(int, string) error) error {
	if len(doc.Content) == 0 {
		return nil
	}
	root := doc.Content[0]
	var items []*yaml.Node
	switch root.Kind {
	case yaml.SequenceNode:
		items = root.Content
	case yaml.MappingNode:
		items = listsIn(root)
		if items == nil { // there is no list: the fields are those of a record
			items = []*yaml.Node{root}
			break
		}
		if out.shapes {
			around, err := y.shared(root)
			if err != nil {
				return reject(y.line(root.Line), err.Error())
			}
			take = func(v record.Value) error { return out.tree(v, around, 2) }
		}
		for i := 0; i+1 < len(root.Content); i += 2 {
			if k := root.Content[i]; !isListField(k, root.Content[i+1]) && !(out.shapes && isShared(record.FoldName(k.Value))) {
				out.Count(y.line(k.Line), record.FoldName(k.Value), "the field %s stands beside the list and was left out")
			}
		}
	default:
		return out.Fault(y.line(root.Line), "this has to be "+what)
	}
	for i, n := range items {
		*y.aliased = 0
		at, end := y.line(n.Line), y.last+1
		if i+1 < len(items) {
			end = y.line(items[i+1].Line)
		}
		var err error
		if l := firstBad(bad, at, end); l > 0 {
			err = reject(l, NotUTF8)
		} else if v, convertErr := y.value(n, 0); convertErr != nil {
			err = reject(at, convertErr.Error())
		} else {
			err = take(v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// shared returns the fields beside a list that hold for each of its records.
func (y yamlText) shared(root *yaml.Node) ([]record.Field, error) {
	var out []record.Field
	for i := 0; i+1 < len(root.Content); i += 2 {
		name := root.Content[i].Value
		if isListField(root.Content[i], root.Content[i+1]) || !isShared(record.FoldName(name)) {
			continue
		}
		v, err := y.value(root.Content[i+1], 0)
		if err != nil {
			return nil, err
		}
		out = append(out, record.Field{Name: name, Value: v})
	}
	return out, nil
}

func isListField(key, list *yaml.Node) bool {
	name := record.FoldName(key.Value)
	return list.Kind == yaml.SequenceNode && (isListName(name) || name == "speakers")
}

// listsIn returns the items of the lists of records in a mapping.
func listsIn(root *yaml.Node) []*yaml.Node {
	var items []*yaml.Node
	for i := 0; i+1 < len(root.Content); i += 2 {
		if isListField(root.Content[i], root.Content[i+1]) {
			items = append(items, root.Content[i+1].Content...)
		}
	}
	return items
}

// firstBad returns the first bad line in [from, to), or 0.
func firstBad(bad map[int]bool, from, to int) int {
	if len(bad) == 0 {
		return 0
	}
	for l := from; l < to; l++ {
		if bad[l] {
			return l
		}
	}
	return 0
}

// anchors are those of the items before, which an item may refer to: its text
// for a scalar, as YAML; an empty list for what is not read through an alias.
type anchors struct {
	texts map[string]string
	size  int
}

// maxAnchors bounds in bytes what is kept of the anchors of one document.
const maxAnchors = 1 << 20

var yamlAlias = regexp.MustCompile(`\*([0-9A-Za-z_-]+)`)

// decode decodes one item whose first line is the given line of the file. The
// line that it returns is where the error is.
func (a *anchors) decode(text []byte, line int) (record.Value, int, error) {
	y := yamlTextAt(text, line)
	var lead []byte
	if len(a.texts) > 0 {
		lead = a.lead(text)
		y.first -= bytes.Count(lead, []byte("\n"))
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(append(lead, text...), &doc); err != nil {
		return record.Value{}, max(y.line(errorLine(err)), line), err
	}
	if len(doc.Content) == 0 {
		return record.Value{}, line, nil
	}
	list := doc.Content[0]
	if lead != nil && len(list.Content) > 0 {
		list.Content = list.Content[1:]
	}
	a.keep(list)
	v, err := y.value(list, 0)
	return v, line, err
}

// lead is an item before the text, with the anchors that it refers to, or nil.
func (a *anchors) lead(text []byte) []byte {
	var lead []byte
	seen := map[string]bool{}
	for _, m := range yamlAlias.FindAllSubmatch(text, -1) {
		name := string(m[1])
		if scalar, known := a.texts[name]; known && !seen[name] {
			seen[name] = true
			lead = fmt.Appendf(lead, "&%s %s, ", name, scalar)
		}
	}
	if lead == nil {
		return nil
	}
	return slices.Concat([]byte("- ["), lead, []byte("]\n"))
}

func (a *anchors) keep(n *yaml.Node) {
	if n.Anchor != "" {
		text := "[]"
		switch {
		case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
			text = "null"
		case n.Kind == yaml.ScalarNode:
			text = strconv.QuoteToASCII(n.Value) // its escapes are those of YAML
		}
		if a.size += len(n.Anchor) + len(text); a.size <= maxAnchors {
			if a.texts == nil {
				a.texts = map[string]string{}
			}
			a.texts[n.Anchor] = text
		}
	}
	for _, c := range n.Content {
		a.keep(c)
	}
}

// yamlText is where a YAML text stands in its file.
type yamlText struct {
	first, last int
	aliased     *int // bytes that aliases stood for in the record
}

// YAMLObject reads a small text that is a mapping, such as front matter; line is
// that of its first line. ok is false for anything else.
func YAMLObject(text string, line int) (v record.Value, ok bool) {
	var node yaml.Node
	if yaml.Unmarshal([]byte(text), &node) != nil || len(node.Content) == 0 || node.Content[0].Kind != yaml.MappingNode {
		return v, false
	}
	v, err := yamlTextAt([]byte(text), line).value(node.Content[0], 0)
	return v, err == nil && v.Kind == record.Object
}

func yamlTextAt(text []byte, line int) yamlText {
	return yamlText{line, line + bytes.Count(bytes.TrimSuffix(text, []byte("\n")), []byte("\n")), new(int)}
}

// line leads from a line of the text to one of the file. The library may name
// the line after the last, for what is missing there.
func (y yamlText) line(n int) int { return min(y.first+max(n, 1)-1, y.last) }

// maxYAMLDepth bounds nesting; the parser itself allows 10,000 levels.
const maxYAMLDepth = 100

// value takes every scalar as the text that was written, so that 1863 and no are
// not a number and a boolean.
func (y yamlText) value(n *yaml.Node, depth int) (record.Value, error) {
	v := record.Value{Line: y.line(n.Line)}
	if depth > maxYAMLDepth {
		return v, errors.New("nested too deep")
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag == "!!null" {
			return v, nil
		}
		v.Kind, v.Text = record.Scalar, n.Value
	case yaml.AliasNode:
		if n.Alias == nil || n.Alias.Kind != yaml.ScalarNode {
			return v, errAlias
		}
		if *y.aliased += len(n.Alias.Value); *y.aliased > maxAliased {
			return v, errAliases
		}
		aliased, err := y.value(n.Alias, depth+1)
		aliased.Line = v.Line // the anchor may stand in another record
		return aliased, err
	case yaml.SequenceNode:
		v.Kind = record.List
		for _, c := range n.Content {
			item, err := y.value(c, depth+1)
			if err != nil {
				return v, err
			}
			v.Items = append(v.Items, item)
		}
	case yaml.MappingNode:
		v.Kind = record.Object
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Kind != yaml.ScalarNode || n.Content[i].Value == "<<" {
				return v, errAlias
			}
			f, err := y.value(n.Content[i+1], depth+1)
			if err != nil {
				return v, err
			}
			v.Fields = append(v.Fields, record.Field{Name: n.Content[i].Value, Value: f})
		}
	}
	return v, nil
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)

// errorLine reads the line of the text out of the library's message; it has no
// field for it. 1 if there is none.
func errorLine(err error) int {
	m := yamlLine.FindStringSubmatch(firstLine(err.Error()))
	if m == nil {
		return 1
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return 1
	}
	return n
}

func yamlReason(err error) string {
	text := firstLine(err.Error())
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		return "not valid YAML: " + m[2]
	}
	return text
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}
