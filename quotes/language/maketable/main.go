// Maketable writes ../table.bin, what package language knows about languages
// that share a script.
//
// The figures come from the letter n-grams that the lingua-go library counted in
// a million sentences of news for each language (Apache License 2.0, Copyright
// Peter M. Stahl; the sentences are those of the Leipzig Corpora Collection, CC
// BY 4.0). The library is 120 MB and no part of the program: it is downloaded
// from the module proxy, read once, and a table of log frequencies is left. The
// same version of it gives the same table, byte for byte.
//
//	go generate ./quotes/language
package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

const (
	source    = "github.com/pemistahl/lingua-go@v1.4.0"
	sourceSum = "h1:ifYhthrlW7iO4icdubwlduYnmwU37V1sbNrwhKBR4rM="
)

// A group is the languages of one script that only their n-grams tell apart. A
// tag stands for all the models behind it.
type group struct {
	script *unicode.RangeTable
	langs  []lang
}

type lang struct {
	tag    string
	models []string
}

var groups = []group{
	{unicode.Latin, []lang{
		one("af"), one("az"), one("ca"), one("cs"), one("cy"), one("da"), one("de"), one("en"), one("es"), one("et"),
		one("eu"), one("fi"), one("fr"), one("ga"),
		{"hr", []string{"hr", "bs", "sr"}},
		one("hu"), one("id"), one("is"),
		one("it"), one("lt"), one("lv"), one("nl"),
		{"no", []string{"nb", "nn"}},
		one("pl"), one("pt"),
		one("ro"), one("sk"), one("sl"), one("so"), one("sq"), one("sv"), one("sw"), one("tl"), one("tr"), one("vi"),
	}},
	{unicode.Cyrillic, []lang{one("be"), one("bg"), one("kk"), one("mk"), one("mn"), one("ru"), one("sr"), one("uk")}},
	{unicode.Arabic, []lang{one("ar"), one("fa"), one("ur")}},
	{unicode.Devanagari, []lang{one("hi"), one("mr")}},
}

func one(tag string) lang { return lang{tag, []string{tag}} }

var (
	perLang = flag.Int("n", 2000, "trigrams of each language that are kept")
	out     = flag.String("o", "table.bin", "the `file` to write")
)

// A level of the table is a step of log2 frequency above the floor.
const (
	floor  = -16.0
	step   = 0.75
	levels = 16
)

func main() {
	log.SetFlags(0)
	flag.Parse()
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	dir, err := download()
	if err != nil {
		return err
	}
	var table bytes.Buffer
	for _, g := range groups {
		if err := g.write(&table, filepath.Join(dir, "language-models")); err != nil {
			return err
		}
	}
	return os.WriteFile(*out, table.Bytes(), 0o644)
}

// download returns the folder of the library in the module cache.
func download() (string, error) {
	cmd := exec.Command("go", "mod", "download", "-json", source)
	cmd.Stderr = os.Stderr
	said, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("downloading %s: %w", source, err)
	}
	var module struct{ Dir, Sum string }
	if err := json.Unmarshal(said, &module); err != nil {
		return "", err
	}
	if module.Sum != sourceSum {
		return "", fmt.Errorf("%s has the sum %s, expected %s", source, module.Sum, sourceSum)
	}
	return module.Dir, nil
}

// gram is a trigram in lower case; a space stands for what is no letter.
type gram [3]rune

// write appends the table of a group: a line of its tags, the number of rows,
// and the rows, each three runes and a level of four bits for every language.
func (g group) write(w *bytes.Buffer, models string) error {
	freq := make([]map[gram]float64, len(g.langs))
	keep := map[gram]bool{}
	var tags []string
	for i, l := range g.langs {
		freq[i] = map[gram]float64{}
		for _, m := range l.models {
			if err := count(freq[i], filepath.Join(models, m), g.script); err != nil {
				return fmt.Errorf("%s: %w", m, err)
			}
		}
		normalize(freq[i])
		for _, k := range top(freq[i], *perLang) {
			keep[k] = true
		}
		tags = append(tags, l.tag)
	}
	rows := slices.SortedFunc(maps.Keys(keep), byRunes)
	fmt.Fprintf(w, "%s\n", strings.Join(tags, " "))
	w.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(rows))))
	for _, k := range rows {
		w.WriteString(string(k[:]))
		packed := make([]byte, (len(g.langs)+1)/2)
		for i := range g.langs {
			packed[i/2] |= level(freq[i][k]) << (i % 2 * 4)
		}
		w.Write(packed)
	}
	log.Printf("%d languages, %d trigrams: %s", len(tags), len(rows), strings.Join(tags, " "))
	return nil
}

func level(p float64) byte {
	if p <= 0 {
		return 0
	}
	return byte(max(0, min(levels-1, math.Round((math.Log2(p)-floor)/step))))
}

// normalize turns counts into shares.
func normalize(freq map[gram]float64) {
	var sum float64
	for _, k := range slices.SortedFunc(maps.Keys(freq), byRunes) {
		sum += freq[k]
	}
	for k := range freq {
		freq[k] /= sum
	}
}

func byRunes(a, b gram) int { return slices.Compare(a[:], b[:]) }

// top returns the n most frequent trigrams.
func top(freq map[gram]float64, n int) []gram {
	keys := slices.SortedFunc(maps.Keys(freq), func(a, b gram) int {
		return cmp.Or(cmp.Compare(freq[b], freq[a]), byRunes(a, b))
	})
	return keys[:min(n, len(keys))]
}

// count adds the frequencies of a model's trigrams, those at the ends of words
// included. The models hold n-grams inside of words only, but what stands at an
// end is what is left: the frequency of "ab" less that of all "xab" is that of
// "ab" at the beginning of a word.
func count(freq map[gram]float64, dir string, script *unicode.RangeTable) error {
	ofScript := func(s string) bool {
		for _, r := range s {
			if !unicode.Is(script, r) {
				return false
			}
		}
		return true
	}
	var n [3]map[string]float64
	for i, name := range []string{"unigrams", "bigrams", "trigrams"} {
		given, err := load(filepath.Join(dir, name+".pb.bin.zip"))
		if err != nil {
			return err
		}
		n[i] = given
		if i > 0 {
			// A model gives the chance of an n-gram behind its first n-1 letters.
			for g := range given {
				given[g] *= n[i-1][string([]rune(g)[:i])]
			}
		}
	}
	whole, first, last := n[0], map[string]float64{}, maps.Clone(n[1])
	// In one order, so that rounding always leaves the same.
	for _, g := range slices.Sorted(maps.Keys(n[1])) {
		r, p := []rune(g), n[1][g]
		whole[string(r[0])] -= p
		whole[string(r[1])] -= p
		first[g] = p
	}
	for _, g := range slices.Sorted(maps.Keys(n[2])) {
		r, p := []rune(g), n[2][g]
		whole[string(r[1])] += p
		first[string(r[1:])] -= p
		last[string(r[:2])] -= p
		if ofScript(g) {
			freq[gram(r)] += p
		}
	}
	add := func(n map[string]float64, before, after string) {
		for g, p := range n {
			// Less than a count of one is what rounding left.
			if p > 1e-8 && ofScript(g) {
				freq[gram([]rune(before+g+after))] += p
			}
		}
	}
	add(whole, " ", " ")
	add(first, " ", "")
	add(last, "", " ")
	return nil
}

// load reads a model: message{4: repeated message{1: double, 2: repeated string}}
// in the wire format of protocol buffers.
func load(path string) (map[string]float64, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	if len(z.File) != 1 {
		return nil, fmt.Errorf("%s holds %d files", path, len(z.File))
	}
	f, err := z.File[0].Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return nil, err
	}
	grams := map[string]float64{}
	err = fields(data, func(id uint64, set []byte) error {
		if id != 4 {
			return nil
		}
		var p float64
		return fields(set, func(id uint64, v []byte) error {
			switch id {
			case 1:
				p = math.Float64frombits(binary.LittleEndian.Uint64(v))
			case 2:
				grams[string(v)] = p
			}
			return nil
		})
	})
	return grams, err
}

var errWire = errors.New("no message of protocol buffers")

// fields calls f with each field of a message that has a length or 8 bytes.
func fields(data []byte, f func(id uint64, v []byte) error) error {
	for len(data) > 0 {
		key, n := binary.Uvarint(data)
		if n <= 0 {
			return errWire
		}
		data = data[n:]
		size := uint64(8)
		switch key & 7 {
		case 0:
			_, n = binary.Uvarint(data)
			if n <= 0 {
				return errWire
			}
			data = data[n:]
			continue
		case 1:
		case 2:
			size, n = binary.Uvarint(data)
			if n <= 0 {
				return errWire
			}
			data = data[n:]
		default:
			return errWire
		}
		if size > uint64(len(data)) {
			return errWire
		}
		if err := f(key>>3, data[:size]); err != nil {
			return err
		}
		data = data[size:]
	}
	return nil
}
