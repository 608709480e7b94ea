package corpus_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// starterEditions returns how to find a place in the works of each file of the
// starter corpus. The folder is as .ci/starter leaves it.
func starterEditions(dir string) (map[string]lookup, error) {
	editions := map[string]lookup{}
	for _, e := range []struct {
		file, text string
		outline    func(string) map[string]passage
	}{
		{"gettysburg.jsonl", "gettysburg.txt", gettysburg},
		{"declaration-of-independence.jsonl", "declaration.txt", declaration},
		{"constitution.jsonl", "constitution.txt", constitution},
		{"opticks.jsonl", "opticks.txt", opticks},
		{"devils-dictionary.jsonl", "devil.txt", devilsDictionary},
	} {
		text, err := os.ReadFile(filepath.Join(dir, e.text))
		if err != nil {
			return nil, err
		}
		editions[e.file] = byPlace(e.outline(string(text)))
	}
	for _, e := range []struct {
		file, text string
		lookup     func(string) lookup
	}{
		{"king-james-bible.jsonl", "kjv.txt", bible},
		{"milton.jsonl", "paradiselost.txt", paradiseLost},
	} {
		text, err := os.ReadFile(filepath.Join(dir, e.text))
		if err != nil {
			return nil, err
		}
		editions[e.file] = e.lookup(string(text))
	}
	library, err := os.ReadFile(filepath.Join(dir, "austen", "Rdata.rdb"))
	if err != nil {
		return nil, err
	}
	novels, err := rTexts(library)
	if err != nil {
		return nil, fmt.Errorf("reading Jane Austen's novels: %w", err)
	}
	editions["austen.jsonl"] = austen(novels)
	editions["shakespeare.jsonl"] = shakespeare(filepath.Join(dir, "shakespeare"))
	editions["universal-declaration-of-human-rights.jsonl"] = humanRights(filepath.Join(dir, "udhr"))
	return editions, nil
}

func byPlace(outline map[string]passage) lookup {
	return func(r starterRecord) (passage, error) {
		p, ok := outline[r.Place]
		if !ok {
			return passage{}, fmt.Errorf("the edition has no %q", r.Place)
		}
		return p, nil
	}
}

func gettysburg(text string) map[string]passage {
	speech, signature, _ := strings.Cut(text, "\n\nAbraham Lincoln, ")
	dated := ""
	if strings.HasPrefix(signature, "November 19, 1863") {
		dated = "1863-11-19"
	}
	outline := map[string]passage{}
	for i, sentence := range regexp.MustCompile(`[^.]+\.`).FindAllString(speech, -1) {
		outline[fmt.Sprintf("Sentence %d", i+1)] = passage{sentence, dated}
	}
	return outline
}

// declaration cuts the Declaration of Independence into the parts that it is
// usually said to have; the print has no headings.
func declaration(text string) map[string]passage {
	dated := ""
	if strings.Contains(text, "In CONGRESS, July 4, 1776") {
		dated = "1776-07-04"
	}
	outline := map[string]passage{}
	parts := [][2]string{
		{"Introduction", "When in the Course"},
		{"Preamble", "We hold these truths"},
		{"Indictment", "Such has been the patient"},
		{"Denunciation", "Nor have We been wanting"},
		{"Conclusion", "We, therefore, the Representatives"},
		{"", "The signers of the Declaration"},
	}
	for i, part := range parts[:len(parts)-1] {
		_, rest, _ := strings.Cut(text, part[1])
		body, _, _ := strings.Cut(rest, parts[i+1][1])
		outline[part[0]] = passage{part[1] + body, dated}
	}
	return outline
}

func constitution(text string) map[string]passage {
	heading := regexp.MustCompile(`^(Preamble|Article [IVX]+|Amendment [IVX]+)$`)
	section := regexp.MustCompile(`^Section \d+$`)
	ratified := regexp.MustCompile(`Ratified (\w+ \d+, \d{4})`)
	outline := map[string]passage{}
	head, place, dated := "", "", ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch m := ratified.FindStringSubmatch(line); {
		case line == "Amendments":
			head, place = "", ""
		case heading.MatchString(line):
			// The first ten were ratified together, on a date that stands above them.
			if head != "" && strings.HasPrefix(line, "Amendment") && outline["Amendment X"].text != "" {
				dated = ""
			}
			head, place = line, line
		case section.MatchString(line):
			place = head + ", " + line
		case m != nil:
			if t, err := time.Parse("January 2, 2006", m[1]); err == nil {
				dated = t.Format(time.DateOnly)
			}
		case place != "":
			outline[place] = passage{outline[place].text + "\n" + line, dated}
		}
	}
	return outline
}

// opticks also takes the underscores out, which stand for italics.
func opticks(text string) map[string]passage {
	dated := ""
	if strings.Contains(text, "MDCCXXX.") {
		dated = "1730"
	}
	text = strings.ReplaceAll(text, "_", "")
	var (
		advertisement = regexp.MustCompile(`^Advertisement ([IVX]+)$`)
		book          = regexp.MustCompile(`^(?:THE )?(FIRST|SECOND|THIRD) BOOK(?: OF OPTICKS)?$`)
		part          = regexp.MustCompile(`^PART ([IVX]+)\.$`)
		definition    = regexp.MustCompile(`^DEFIN\. ([IVX]+)`)
		axiom         = regexp.MustCompile(`^AX\. ([IVX]+)\.`)
		proposition   = regexp.MustCompile(`^PROP\. ([IVX]+)\.`)
		query         = regexp.MustCompile(`^(?:Query|Qu\.|Quest\.) (\d+)\. `)
	)
	outline := map[string]passage{}
	inBook, inPart, place := "", "", ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if m := advertisement.FindStringSubmatch(line); m != nil {
			place = "Advertisement " + m[1]
		} else if m := book.FindStringSubmatch(line); m != nil {
			inBook = map[string]string{"FIRST": "Book I", "SECOND": "Book II", "THIRD": "Book III"}[m[1]]
		} else if m := part.FindStringSubmatch(line); m != nil {
			inPart = inBook + ", Part " + m[1]
			place = inPart
		} else if m := definition.FindStringSubmatch(line); m != nil {
			place = inPart + ", Definition " + m[1]
		} else if line == "DEFINITION." {
			place += ", Definition"
		} else if m := axiom.FindStringSubmatch(line); m != nil {
			place = inPart + ", Axiom " + m[1]
		} else if m := proposition.FindStringSubmatch(line); m != nil {
			place = inPart + ", Proposition " + m[1]
		} else if m := query.FindStringSubmatch(line); m != nil {
			place = inPart + ", Query " + m[1]
		}
		outline[place] = passage{outline[place].text + "\n" + line, dated}
	}
	return outline
}

func devilsDictionary(text string) map[string]passage {
	dated := ""
	if strings.Contains(text, "Copyright 1911") {
		dated = "1911"
	}
	entry := regexp.MustCompile(`^([A-Z][A-Z'-]+), `)
	outline := map[string]passage{}
	place := ""
	for line := range strings.Lines(text) {
		if m := entry.FindStringSubmatch(line); m != nil {
			place = m[1][:1] + strings.ToLower(m[1][1:])
		}
		outline[place] = passage{outline[place].text + line, dated}
	}
	return outline
}

// bible reads what Debian's bible prints: "Genesis 1", then "  1 In the ...".
// The text bears no year. Who speaks is told by verses that the record's context
// cites: “And God said” (Genesis 1:3). They must say so, and words for which no
// verse is cited must have no speaker.
func bible(text string) lookup {
	verse := regexp.MustCompile(`^\s+(\d+) (.*)$`)
	verses := map[string]string{}
	chapter := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if m := verse.FindStringSubmatch(line); m != nil {
			verses[chapter+":"+m[1]] = m[2]
		} else if line != "" {
			chapter = line
		}
	}
	place := regexp.MustCompile(`^(.+) (\d+):(\d+)(?:-(\d+))?$`)
	read := func(book, chapter, from, to string) (string, error) {
		if to == "" {
			to = from
		}
		first, _ := strconv.Atoi(from)
		last, _ := strconv.Atoi(to)
		var text []string
		for n := first; n <= last; n++ {
			v, ok := verses[fmt.Sprintf("%s %s:%d", book, chapter, n)]
			if !ok {
				return "", fmt.Errorf("the edition has no %s %s:%d", book, chapter, n)
			}
			text = append(text, v)
		}
		return strings.Join(text, " "), nil
	}
	witness := regexp.MustCompile(`“([^”]+)” \((?:([1-3]? ?[A-Z][a-z]+) )?(\d+):(\d+)(?:-(\d+))?\)`)
	return func(r starterRecord) (passage, error) {
		m := place.FindStringSubmatch(strings.Replace(r.Place, "Psalm ", "Psalms ", 1))
		if m == nil {
			return passage{}, fmt.Errorf("%q is no verse", r.Place)
		}
		text, err := read(m[1], m[2], m[3], m[4])
		if err != nil {
			return passage{}, err
		}
		witnesses := witness.FindAllStringSubmatch(r.Context, -1)
		if (r.Speaker == "") != (len(witnesses) == 0) {
			return passage{}, fmt.Errorf("for the speaker %q the verses that name a speaker are %q", r.Speaker, r.Context)
		}
		book := ""
		for _, w := range witnesses {
			if w[2] != "" {
				book = w[2]
			}
			named, err := read(book, w[3], w[4], w[5])
			if err != nil {
				return passage{}, err
			}
			for part := range strings.SplitSeq(w[1], " ... ") {
				if !stands(part, named) {
					return passage{}, fmt.Errorf("%q does not stand in %s %s:%s", part, book, w[3], w[4])
				}
			}
		}
		return passage{text: text}, nil
	}
}

func paradiseLost(text string) lookup {
	heading := regexp.MustCompile(`^BOOK ([IVX]+)\.?$`)
	books := map[string][]string{}
	book := ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if m := heading.FindStringSubmatch(line); m != nil {
			book = strconv.Itoa(roman(m[1]))
		} else if line != "" {
			books[book] = append(books[book], line)
		}
	}
	place := regexp.MustCompile(`^Book (\d+), lines? (\d+)(?:-(\d+))?$`)
	return func(r starterRecord) (passage, error) {
		m := place.FindStringSubmatch(r.Place)
		if m == nil {
			return passage{}, fmt.Errorf("%q is no line of a book", r.Place)
		}
		if m[3] == "" {
			m[3] = m[2]
		}
		first, _ := strconv.Atoi(m[2])
		last, _ := strconv.Atoi(m[3])
		lines := books[m[1]]
		if first < 1 || last < first || last > len(lines) {
			return passage{}, fmt.Errorf("the edition has no %s", r.Place)
		}
		return passage{text: strings.Join(lines[first-1:last], "\n")}, nil
	}
}

// rTexts returns the vectors of strings in a library of R's lazy loading: for
// each object its length and a zlib stream of R's serialization in XDR format
// (R Internals, section 1.8).
func rTexts(library []byte) ([][]string, error) {
	var texts [][]string
	for in := bytes.NewReader(library); in.Len() > 4; {
		var size uint32
		if err := binary.Read(in, binary.BigEndian, &size); err != nil {
			return nil, err
		}
		stream, err := zlib.NewReader(in)
		if err != nil {
			return nil, err
		}
		object, err := io.ReadAll(stream)
		if err != nil {
			return nil, err
		}
		if len(object) != int(size) {
			return nil, fmt.Errorf("an object has %d bytes, its length says %d", len(object), size)
		}
		lines, err := rStrings(object)
		if err != nil {
			return nil, err
		}
		texts = append(texts, lines)
	}
	return texts, nil
}

func rStrings(object []byte) ([]string, error) {
	errShort := errors.New("an object is no vector of strings")
	// "X\n", three versions, and the length and name of the encoding.
	if len(object) < 18 || string(object[:2]) != "X\n" {
		return nil, errShort
	}
	rest := object[18+binary.BigEndian.Uint32(object[14:18]):]
	number := func() (n uint32, ok bool) {
		if len(rest) < 4 {
			return 0, false
		}
		n, rest = binary.BigEndian.Uint32(rest), rest[4:]
		return n, true
	}
	const vectorOfStrings = 16
	if kind, ok := number(); !ok || kind&0xff != vectorOfStrings {
		return nil, errShort
	}
	count, ok := number()
	if !ok {
		return nil, errShort
	}
	var lines []string
	for range count {
		_, flagged := number()
		size, sized := number()
		if !flagged || !sized || int(size) > len(rest) {
			return nil, errShort
		}
		lines, rest = append(lines, string(rest[:size])), rest[size:]
	}
	return lines, nil
}

func austen(novels [][]string) lookup {
	volume := regexp.MustCompile(`^VOLUME ([IVX]+)$`)
	chapter := regexp.MustCompile(`(?i)^CHAPTER (\d+|[IVXL]+)$`)
	year := regexp.MustCompile(`^\((\d{4})\)$`)
	outlines := map[string]map[string]passage{}
	for _, lines := range novels {
		outline := map[string]passage{}
		inVolume, place, dated := "", "", ""
		for _, line := range lines {
			line = strings.TrimSpace(line)
			if m := volume.FindStringSubmatch(line); m != nil {
				inVolume = fmt.Sprintf("Volume %d, ", roman(m[1]))
			} else if m := chapter.FindStringSubmatch(line); m != nil {
				n, err := strconv.Atoi(m[1])
				if err != nil {
					n = roman(m[1])
				}
				place = fmt.Sprintf("%sChapter %d", inVolume, n)
			} else if m := year.FindStringSubmatch(line); m != nil && place == "" {
				dated = m[1]
			} else {
				outline[place] = passage{outline[place].text + "\n" + line, dated}
			}
		}
		outlines[strings.ToLower(lines[0])] = outline
	}
	return func(r starterRecord) (passage, error) {
		return byPlace(outlines[strings.ToLower(r.Source)])(r)
	}
}

// humanRights finds an article by its heading, in the record's language.
// Headings are compared without spaces, full stop and case: "제 1 조", "ΑΡΘΡΟ 1".
func humanRights(dir string) lookup {
	codes := map[string]string{
		"ar": "arb", "de": "deu_1996", "el": "ell_monotonic", "en": "eng", "es": "spa", "fa": "pes_1", "fr": "fra",
		"he": "heb", "hi": "hin", "it": "ita", "ja": "jpn", "ko": "kor", "nl": "nld", "pl": "pol", "pt": "por_PT",
		"ru": "rus", "sv": "swe", "tr": "tur", "uk": "ukr", "zh": "cmn_hans",
	}
	part := regexp.MustCompile(`(?s)<h2>(.*?)</h2>(.*?)</(?:header|article)>`)
	tag := regexp.MustCompile(`<[^>]+>`)
	fold := func(heading string) string {
		heading = strings.Join(strings.Fields(html.UnescapeString(heading)), "")
		return strings.ToLower(strings.TrimSuffix(strings.NewReplacer("ά", "α", "Ά", "Α").Replace(heading), "."))
	}
	return func(r starterRecord) (passage, error) {
		code, ok := codes[r.Lang]
		if !ok {
			return passage{}, fmt.Errorf("no translation into %q is known", r.Lang)
		}
		page, err := os.ReadFile(filepath.Join(dir, code+".html"))
		if err != nil {
			return passage{}, err
		}
		for _, m := range part.FindAllStringSubmatch(string(page), -1) {
			if fold(m[1]) == fold(r.Place) {
				return passage{text: html.UnescapeString(tag.ReplaceAllString(m[2], " "))}, nil
			}
		}
		return passage{}, fmt.Errorf("%s.html has no %q", code, r.Place)
	}
}
