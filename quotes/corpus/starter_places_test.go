package corpus_test

import (
	"bufio"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// starterPlace is a place in a work as a record names it.
type starterPlace struct{ work, lang, place string }

// starterLines are the lines of a file of a public repository, the first being 1.
type starterLines struct {
	repo, commit, path string
	from, to           int
}

// errNotHad is for a text that .ci/starter could not fetch.
var errNotHad = errors.New("the text could not be had")

// starterPlaces reads testdata/editions.tsv: where each place is printed.
func starterPlaces() (map[starterPlace]starterLines, error) {
	file, err := os.Open(filepath.Join("testdata", "editions.tsv"))
	if err != nil {
		return nil, fmt.Errorf("opening the list of editions: %w", err)
	}
	defer file.Close()
	places := map[starterPlace]starterLines{}
	var in starterLines
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		fields := strings.Split(line, "\t")
		switch {
		case strings.HasPrefix(line, "#"):
		case fields[0] != "" && len(fields) == 3:
			in = starterLines{repo: fields[0], commit: fields[1], path: fields[2]}
		case fields[0] == "" && len(fields) == 6:
			l := in
			var fromErr, toErr error
			l.from, fromErr = strconv.Atoi(fields[4])
			l.to, toErr = strconv.Atoi(fields[5])
			p := starterPlace{fields[1], fields[2], fields[3]}
			if _, twice := places[p]; twice || fromErr != nil || toErr != nil || l.from < 1 || l.to < l.from {
				return nil, fmt.Errorf("testdata/editions.tsv:%d: %q", n, line)
			}
			places[p] = l
		default:
			return nil, fmt.Errorf("testdata/editions.tsv:%d: %q", n, line)
		}
	}
	return places, lines.Err()
}

// starterRepositories finds places in the files of public repositories, which
// .ci/starter puts into dir as OWNER+NAME/PATH.
func starterRepositories(dir string) (lookup, error) {
	places, err := starterPlaces()
	if err != nil {
		return nil, err
	}
	read := map[starterPlace]passage{}
	return func(r starterRecord) (passage, error) {
		place := starterPlace{r.Source, r.Lang, r.Place}
		if p, ok := read[place]; ok {
			return p, nil
		}
		l, ok := places[place]
		if !ok {
			return passage{}, fmt.Errorf("testdata/editions.tsv has no %q, %q in %s", r.Source, r.Place, r.Lang)
		}
		text, err := os.ReadFile(filepath.Join(dir, strings.Replace(l.repo, "/", "+", 1), filepath.FromSlash(l.path)))
		if errors.Is(err, fs.ErrNotExist) {
			return passage{}, fmt.Errorf("%s of %s at %.8s: %w", l.path, l.repo, l.commit, errNotHad)
		}
		if err != nil {
			return passage{}, err
		}
		read[place] = passage{text: plain(l.printed(text))}
		return read[place], nil
	}, nil
}

// What stands between the words of a text and is none of them: headings, who
// speaks on the stage and how, the numbers of pages and notes.
var besides = regexp.MustCompile(`(?s)<h[1-6]\b.*?</h[1-6]>|<hgroup\b.*?</hgroup>|<p epub:type="title">.*?</p>|<!--.*?-->` +
	`|<(?:a|sup)\b[^>]*(?:noteref|pginternal|pagenum)[^>]*>.*?</(?:a|sup)>|<span class="(?:pagenum|linenum)[^>]*>.*?</span>` +
	`|<note\b.*?</note>|<(?:speaker|stage|fw)\b[^>]*>.*?</(?:speaker|stage|fw)>` +
	`|<(?:td|b|i) epub:type="z3998:(?:persona|stage-direction)">.*?</(?:td|b|i)>`)

var (
	inline      = regexp.MustCompile(`</?(?:i|b|em|strong|abbr|span|a|sup|small|hi|q|cite|seg|emph|foreign|name|persName|placeName)\b[^>]*>`)
	markup      = regexp.MustCompile(`<[^>]*>`)
	noteMark    = regexp.MustCompile(`\[\d+\]|\{\d+\}`)
	lineNumber  = regexp.MustCompile(`(?m)[ \t]{2,}\d{1,4}[ \t]*$`)
	dashes      = regexp.MustCompile(`-{2,}`)
	jsonLineEnd = regexp.MustCompile(`",?\r?\n`)
	unprinted   = strings.NewReplacer("\u2060", "", "\ufeff", "", "\u200b", "", "\u00ad", "", "¶", "", "_", "")
)

// printed returns the words on these lines of a file.
func (l starterLines) printed(file []byte) string {
	text := string(file)
	if !utf8.Valid(file) { // then it is in Latin-1
		latin := make([]rune, len(file))
		for i, b := range file {
			latin[i] = rune(b)
		}
		text = string(latin)
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(text, "\ufeff"))
	lines := strings.SplitAfter(text, "\n")
	text = strings.Join(lines[min(l.from-1, len(lines)):min(l.to, len(lines))], "")
	switch filepath.Ext(l.path) {
	case ".xhtml", ".htm", ".html", ".xml":
		text = besides.ReplaceAllString(text, "")
		text = html.UnescapeString(markup.ReplaceAllString(inline.ReplaceAllString(text, ""), " "))
	case ".json":
		text = strings.ReplaceAll(jsonLineEnd.ReplaceAllString(text, "\n"), `"`, " ")
	}
	text = unprinted.Replace(text)
	text = lineNumber.ReplaceAllString(noteMark.ReplaceAllString(text, ""), "")
	return dashes.ReplaceAllString(text, "—")
}

// joinHan takes out the spaces between characters of Chinese and Japanese and
// their punctuation.
func joinHan(text string) string {
	wide := func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xffef
	}
	var b strings.Builder
	var before rune
	for i, r := range text {
		after, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):])
		if r != ' ' || !wide(before) || !wide(after) {
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}
