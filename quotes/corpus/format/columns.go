package format

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"verbatim/quotes/corpus/record"
)

// sampleRows is how many rows are looked at to tell what the columns of a table
// hold whose first line does not say it.
const sampleRows = 200

// columns returns the names of the columns and what stands between them, and
// leaves the rows to be read.
func (s *Sink) columns(in *Input) (names []string, comma byte, err error) {
	head := in.Head()
	for {
		line, rest, _ := strings.Cut(head, "\n")
		if sep, ok := strings.CutPrefix(line, "sep="); strings.TrimSpace(line) != "" && !(ok && len(sep) == 1) || head == "" {
			break // the second is what Excel writes for itself
		}
		head = rest
		if _, err := in.Next(); err != nil {
			return nil, 0, err
		}
	}
	if head == "" {
		return nil, 0, io.EOF
	}
	lines := strings.SplitN(head, "\n", titleRows+2)
	for i, l := range lines[:min(len(lines), titleRows+1)] {
		most := 0
		for _, c := range []byte(",;\t|") {
			if n, known := s.splitHeader(l, c); known > most && (i == 0 || known > 1) {
				names, comma, most = n, c, known
			}
		}
		if names != nil {
			for range i + 1 {
				if _, err := in.Next(); err != nil {
					return nil, 0, err
				}
			}
			return names, comma, s.findSpeakers(names, comma, in.Head())
		}
		if strings.Trim(l, ",;\t|\r ") != "" && strings.ContainsAny(strings.TrimRight(l, ",;\t|\r "), ",;\t|") {
			break // a row, and not the title of a table
		}
	}
	return s.guess(in, head)
}

// titleRows is how many lines before the names of the columns may hold the title of
// a table.
const titleRows = 3

// findSpeakers looks for names in the columns of a table in which none is known to hold
// them.
func (s *Sink) findSpeakers(names []string, comma byte, body string) error {
	words := slices.IndexFunc(names, record.IsWordsName)
	if slices.ContainsFunc(names, func(n string) bool {
		return record.Meaning(n) == "speaker" || record.Meaning(n) == "attribution" || s.Mapping[record.FoldName(n)] != ""
	}) {
		return nil
	}
	rows, c := sample(body)
	if c != comma || len(rows) == 0 || len(rows[0]) != len(names) {
		return nil
	}
	texts, by := wordsAndNames(rows, len(names))
	if by < 0 || texts != words || record.IsKnown(names[by]) {
		return nil
	}
	s.Mapping = maps.Clone(s.Mapping)
	if s.Mapping == nil {
		s.Mapping = map[string]string{}
	}
	s.Mapping[record.FoldName(names[by])] = "speaker"
	return s.Note(1, fmt.Sprintf("the column %s holds names, and was taken for the speakers", record.Brief(names[by])))
}

// guess tells the columns of a table by what stands in them.
func (s *Sink) guess(in *Input, head string) ([]string, byte, error) {
	rows, comma := sample(head)
	if len(rows) == 0 {
		return nil, 0, Problem("the columns are not understood: the first line has to name them, one of them text or quote, with commas, semicolons or tabs between them")
	}
	first, body := rows[0], rows[1:]
	aboveNumbers := isAboveNumbers(first, body)
	labels := len(body) > 0 && (aboveNumbers || !slices.ContainsFunc(first, IsSentence)) && slices.ContainsFunc(first, func(c string) bool { return strings.TrimSpace(c) != "" })
	if labels && !slices.ContainsFunc(first, func(c string) bool { return record.IsKnown(c) || s.Mapping[record.FoldName(c)] != "" }) {
		// Names in the first row are a row like all others, but not "My Rating" over numbers.
		labels = aboveNumbers || !slices.ContainsFunc(first, record.LooksLikeName)
	}
	if !labels {
		body = rows
	}
	words, by := wordsAndNames(body, len(first))
	longest := max(words, 0) // what a mapping would call the words, most likely
	if labels && by < 0 && len(first) > 1 && !slices.ContainsFunc(first, func(c string) bool { return record.Meaning(c) == "title" }) {
		words = -1 // sentences of which nothing is known: messages, reviews
	}
	if words < 0 || !labels && by < 0 && len(first) > 1 && !restAreNumbers(body, words) {
		found := make([]string, len(first))
		for i, c := range first {
			found[i] = record.Brief(record.CleanLine(c))
		}
		return nil, 0, Problem(fmt.Sprintf("the columns are not understood: %s. Put a file mapping.yaml beside it with the line “%s: text” for the column that holds the words, and “NAME: speaker” for who said them",
			strings.Join(found, " | "), found[longest]))
	}
	names := make([]string, len(first))
	s.Mapping = maps.Clone(s.Mapping)
	if s.Mapping == nil {
		s.Mapping = map[string]string{}
	}
	for i := range names {
		switch {
		case i == words:
			names[i] = "text"
		case i == by:
			names[i] = "speaker"
		case labels && record.CleanLine(first[i]) != "":
			names[i] = record.CleanLine(first[i])
		default:
			names[i] = fmt.Sprintf("column_%d", i+1)
			s.Mapping[names[i]] = ""
		}
	}
	said := fmt.Sprintf("the first line does not say which column holds the words: column %d was taken", words+1)
	if by >= 0 {
		said += fmt.Sprintf(", and column %d for the speakers", by+1)
	}
	if labels {
		said += "; a file mapping.yaml beside it can say otherwise"
		if _, err := in.Next(); err != nil {
			return nil, 0, err
		}
	}
	return names, comma, s.Note(1, said)
}

// sample returns the first rows of a table and what stands between the cells: the
// delimiter by which most rows have the same number of cells, more than one; or a
// table of one column.
func sample(head string) (rows [][]string, comma byte) {
	best := 0
	for _, c := range []byte(",;\t|") {
		cut, counts := [][]string{}, map[int]int{}
		t := table{in: NewInput(strings.NewReader(head), int64(len(head)), int64(len(head))), comma: c, max: len(head)}
		for len(cut) < sampleRows {
			r, err := t.next()
			if err == io.EOF {
				break
			}
			if err != nil || len(r.cells) == 1 && strings.TrimSpace(r.cells[0].text) == "" {
				continue
			}
			var texts []string
			for _, c := range r.cells {
				texts = append(texts, c.text)
			}
			cut = append(cut, texts)
			counts[len(texts)]++
		}
		for n, count := range counts {
			if n > 1 && count*5 >= len(cut)*4 && count*n > best {
				best, comma = count*n, c
				rows = slices.DeleteFunc(slices.Clone(cut), func(r []string) bool { return len(r) != n })
			}
		}
	}
	return rows, comma
}

// isAboveNumbers says whether the first row, in which no mark ends a sentence, has a cell
// without a digit over two numbers or dates or more, and nothing else.
func isAboveNumbers(first []string, body [][]string) bool {
	if slices.ContainsFunc(first, func(c string) bool { return strings.ContainsAny(c, ".!?。！？…") }) {
		return false
	}
	for i, name := range first {
		if strings.TrimSpace(name) == "" || strings.ContainsFunc(name, unicode.IsDigit) {
			continue
		}
		numbers, others := 0, 0
		for _, r := range body {
			switch {
			case i >= len(r) || strings.TrimSpace(r[i]) == "":
			case isDateLike(r[i]):
				numbers++
			default:
				others++
			}
		}
		if numbers > 1 && others == 0 {
			return true
		}
	}
	return false
}

// restAreNumbers says whether all columns but one hold no letters.
func restAreNumbers(rows [][]string, words int) bool {
	for _, r := range rows {
		for i, c := range r {
			if i != words && strings.IndexFunc(c, unicode.IsLetter) >= 0 {
				return false
			}
		}
	}
	return true
}

// isDateLike says whether a text is rather a date with a time than words.
func isDateLike(s string) bool {
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits*5 >= Runes(s)
}

// wordsAndNames returns which column holds words that somebody said, and which
// the names of those who did; -1 where that is not clear.
func wordsAndNames(rows [][]string, columns int) (words, names int) {
	words, names = -1, -1
	length := make([]int, columns)
	sentences, named, filled := make([]int, columns), make([]int, columns), make([]int, columns)
	for _, r := range rows {
		for i, c := range r[:min(len(r), columns)] {
			if c = strings.TrimSpace(c); c == "" {
				continue
			}
			filled[i]++
			length[i] += Runes(c)
			if IsSentence(c) && !strings.HasPrefix(c, "http") && !isDateLike(c) {
				sentences[i]++
			}
			if head, _, _ := strings.Cut(c, ","); record.LooksLikeName(c) || record.LooksLikeName(head) || record.Inverted(c) {
				named[i]++
			}
		}
	}
	said := func(i int) bool { return filled[i] > 0 && sentences[i]*10 >= filled[i]*6 }
	for i := range columns {
		if said(i) && named[i]*10 < filled[i]*6 && (words < 0 || length[i] > length[words]) {
			words = i
		}
	}
	for i := range columns {
		if words >= 0 && i != words && said(i) && named[i]*10 < filled[i]*6 && length[i]*2 > length[words] {
			return -1, -1 // two columns of sentences
		}
		if i != words && filled[i] > 0 && named[i]*10 >= filled[i]*6 && (names < 0 || named[i] > named[names]) {
			names = i
		}
	}
	return words, names
}
