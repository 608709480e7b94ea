package extract_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
)

// A labelled text is not committed. What is committed says where it stands (a
// file of a public repository at a commit) and how to cut it out of that file: a
// recipe of steps joined by " | ", each of which takes the result of the one
// before. The last result ends with one line feed.

// steps are the ways to cut. An argument is a word or a JSON string.
var steps = map[string]func(s string, args []string) (string, error){
	"decode": decodeStep, // latin-1 or cp1252 to UTF-8
	"gunzip": gunzipStep,
	"zip":    zipStep,  // the member of that name
	"xlsx":   xlsxStep, // the cell in a row and a column of the first sheet, from 0
	"json":   jsonStep, // the string at .key, ["key"] or [index]
	"bom":    always(func(s string) string { return strings.TrimPrefix(s, "\ufeff") }),
	"strip":  always(strings.TrimSpace),
	"lf":     always(func(s string) string { return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s) }),
	"csv":    csvStep,    // "A: B" of columns A and B, of the records m to n-1
	"html":   htmlStep,   // a paragraph a block, without the elements named
	"tei":    teiStep,    // the <p> m to n-1 of the body
	"wmt":    wmtStep,    // segments of a document, see [groups]
	"conllu": conlluStep, // sentences whose IDs begin alike
	// The headline, the standfirst and the blocks m to n-1 of a page that stands
	// as a JavaScript literal.
	"guardian": guardianStep,

	"from":    at(func(s string, i, n int) string { return s[i:] }),
	"after":   at(func(s string, i, n int) string { return s[i+n:] }),
	"upto":    at(func(s string, i, n int) string { return s[:i] }),
	"through": at(func(s string, i, n int) string { return s[:i+n] }),
	"start": func(s string, args []string) (string, error) { // from its last place on
		i := strings.LastIndex(s, args[0])
		if i < 0 {
			return "", fmt.Errorf("%q does not stand there", args[0])
		}
		return s[i:], nil
	},
	"sub": func(s string, args []string) (string, error) {
		re, err := regexp.Compile(args[0])
		if err != nil {
			return "", err
		}
		return re.ReplaceAllString(s, args[1]), nil
	},

	"bytes": func(s string, args []string) (string, error) {
		from, to, err := bounds(args[0], len(s))
		if err != nil {
			return "", err
		}
		return s[from:to], nil
	},
	"lines": func(s string, args []string) (string, error) { return groups(strings.Split(s, "\n"), args[0]) },
	"paras": func(s string, args []string) (string, error) {
		all := parts(s)
		from, to, err := bounds(args[0], len(all))
		if err != nil {
			return "", err
		}
		return strings.Join(all[from:to], "\n\n"), nil
	},
	"unwrap": always(func(s string) string { // lines of fixed width become paragraphs
		all := parts(s)
		for i, p := range all {
			all[i] = strings.TrimSpace(regexp.MustCompile(`[ \t]*\n[ \t]*`).ReplaceAllString(p, " "))
		}
		return strings.Join(all, "\n\n")
	}),
	"lines2paras": always(func(s string) string {
		var all []string
		for l := range strings.SplitSeq(s, "\n") {
			if l = strings.TrimSpace(l); l != "" {
				all = append(all, l)
			}
		}
		return strings.Join(all, "\n\n")
	}),
}

// cut returns the text that the recipe cuts out of a file.
func cut(file, recipe string) (string, error) {
	s := file
	for step := range strings.SplitSeq(recipe, " | ") {
		name, rest, _ := strings.Cut(step, " ")
		if name == "" {
			continue // the whole file
		}
		do, ok := steps[name]
		if !ok {
			return "", fmt.Errorf("no step %q", name)
		}
		args, err := arguments(rest)
		if err == nil {
			s, err = do(s, args)
		}
		if err != nil {
			return "", fmt.Errorf("%s: %w", step, err)
		}
	}
	return strings.TrimRightFunc(s, unicode.IsSpace) + "\n", nil
}

// arguments parts words and JSON strings.
func arguments(s string) ([]string, error) {
	var args []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		if s[0] != '"' {
			var word string
			word, s, _ = strings.Cut(s, " ")
			args = append(args, word)
			continue
		}
		d := json.NewDecoder(strings.NewReader(s))
		var arg string
		if err := d.Decode(&arg); err != nil {
			return nil, err
		}
		args, s = append(args, arg), s[d.InputOffset():]
	}
	return args, nil
}

func always(f func(string) string) func(string, []string) (string, error) {
	return func(s string, _ []string) (string, error) { return f(s), nil }
}

// at is a step that finds the first place of its argument, of n bytes.
func at(f func(s string, i, n int) string) func(string, []string) (string, error) {
	return func(s string, args []string) (string, error) {
		i := strings.Index(s, args[0])
		if i < 0 {
			return "", fmt.Errorf("%q does not stand there", args[0])
		}
		return f(s, i, len(args[0])), nil
	}
}

// bounds reads "m-n", both of them from 0 and n exclusive.
func bounds(arg string, most int) (from, to int, err error) {
	if _, err := fmt.Sscanf(arg, "%d-%d", &from, &to); err != nil {
		return 0, 0, fmt.Errorf("%q: %w", arg, err)
	}
	if from > most {
		return 0, 0, fmt.Errorf("%d is beyond the end at %d", from, most)
	}
	return from, min(to, most), nil
}

// groups reads "3;5-7": the pieces of a range, from 1, are joined by a space,
// the ranges by a line feed.
func groups(pieces []string, spec string) (string, error) {
	var out []string
	for g := range strings.SplitSeq(spec, ";") {
		a, z, found := strings.Cut(g, "-")
		if !found {
			z = a
		}
		from, err := strconv.Atoi(a)
		if err != nil {
			return "", err
		}
		to, err := strconv.Atoi(z)
		if err != nil {
			return "", err
		}
		if from < 1 || to > len(pieces) {
			return "", fmt.Errorf("%s is beyond the end at %d", g, len(pieces))
		}
		out = append(out, strings.Join(pieces[from-1:to], " "))
	}
	return strings.Join(out, "\n"), nil
}

var blankLine = regexp.MustCompile(`\n[ \t]*\n+`)

// parts returns what stands between blank lines.
func parts(s string) []string {
	var out []string
	for _, p := range blankLine.Split(strings.Trim(s, "\n"), -1) {
		if strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return out
}

func decodeStep(s string, args []string) (string, error) {
	switch args[0] {
	case "latin-1":
		return charmap.ISO8859_1.NewDecoder().String(s)
	case "cp1252":
		return charmap.Windows1252.NewDecoder().String(s)
	}
	return "", fmt.Errorf("no encoding %q", args[0])
}

func gunzipStep(s string, _ []string) (string, error) {
	z, err := gzip.NewReader(strings.NewReader(s))
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(z)
	return string(b), err
}

func zipStep(s string, args []string) (string, error) {
	z, err := zip.NewReader(strings.NewReader(s), int64(len(s)))
	if err != nil {
		return "", err
	}
	f, err := z.Open(args[0])
	if err != nil {
		return "", err
	}
	defer f.Close()
	var b bytes.Buffer
	_, err = b.ReadFrom(f)
	return b.String(), err
}

var jsonKey = regexp.MustCompile(`\.([^.\[\]]+)|\[(\d+)\]|\["([^"]+)"\]`)

func jsonStep(s string, args []string) (string, error) {
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		return "", err
	}
	for _, k := range jsonKey.FindAllStringSubmatch(args[0], -1) {
		switch x := v.(type) {
		case map[string]any:
			v = x[k[1]+k[3]]
		case []any:
			i, err := strconv.Atoi(k[2])
			if err != nil || i >= len(x) {
				return "", fmt.Errorf("no element %s", k[0])
			}
			v = x[i]
		}
	}
	text, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("%s is no string", args[0])
	}
	return text, nil
}

func csvStep(s string, args []string) (string, error) {
	rows, err := csv.NewReader(strings.NewReader(s)).ReadAll()
	if err != nil {
		return "", err
	}
	a, b := -1, -1
	for i, name := range rows[0] {
		switch name {
		case args[0]:
			a = i
		case args[1]:
			b = i
		}
	}
	from, to, err := bounds(args[2], len(rows)-1)
	if err != nil || a < 0 || b < 0 {
		return "", fmt.Errorf("no such columns or rows: %w", err)
	}
	var out []string
	for _, r := range rows[1:][from:to] {
		out = append(out, r[a]+": "+r[b])
	}
	return strings.Join(out, "\n\n"), nil
}

func conlluStep(s string, args []string) (string, error) {
	texts, id := map[string]string{}, ""
	for l := range strings.SplitSeq(s, "\n") {
		if v, ok := strings.CutPrefix(l, "# sent_id ="); ok {
			id = strings.TrimSpace(v)
		}
		if v, ok := strings.CutPrefix(l, "# text ="); ok {
			texts[id] = strings.TrimSpace(v)
		}
	}
	var out []string
	for g := range strings.SplitSeq(args[1], ";") {
		ids := strings.Split(g, ",")
		for i, id := range ids {
			t, ok := texts[args[0]+id]
			if !ok {
				return "", fmt.Errorf("no sentence %s%s", args[0], id)
			}
			ids[i] = t
		}
		out = append(out, strings.Join(ids, " "))
	}
	return strings.Join(out, "\n"), nil
}
