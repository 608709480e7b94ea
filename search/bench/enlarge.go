package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"verbatim/search"
)

const (
	partLines = 10_000
	runLength = 6
)

// Beside the folder of each size lie the shared files, the prose that quotations
// are planted into, and what all that was made of.
const (
	partsName = "parts"
	proseName = "prose.json"
	madeName  = "made.json"
)

// made says what a folder of corpora was made of.
type made struct {
	Quotes string
	Seed   uint64
	Sizes  []int
	Prose  int // how many texts of prose
	Real   int // how many quotations there were to begin with
}

// whole reports whether a folder of corpora has all that is asked for. Another
// corpus' folder is an error: what was built of it would be taken for this one's.
func whole(dir string, want made) (bool, error) {
	data, err := os.ReadFile(filepath.Join(dir, madeName))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	var is made
	if err == nil {
		err = json.Unmarshal(data, &is)
	}
	switch {
	case err != nil:
		return false, err
	case is.Quotes != want.Quotes || is.Seed != want.Seed:
		return false, fmt.Errorf("%s was made of %s with the seed %d: name another folder with -dir", dir, is.Quotes, is.Seed)
	}
	for _, n := range want.Sizes {
		if !slices.Contains(is.Sizes, n) {
			return false, nil
		}
	}
	return is.Prose >= want.Prose, nil
}

// enlarge writes, for each size, a folder with the first so many quotations in
// files of 10,000 lines that the folders share: first those of the file, then
// generated ones. What it writes has another name until it is whole, so that an
// end in between leaves nothing that looks like a corpus.
func enlarge(to string, m made) (err error) {
	beside := to + ".part"
	for _, dir := range []string{beside, to} {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	}
	w := &parts{dir: filepath.Join(beside, partsName), sizes: m.Sizes}
	if err := os.MkdirAll(w.dir, 0o700); err != nil {
		return err
	}
	g := newGenerator(m.Seed)
	last := m.Sizes[len(m.Sizes)-1]
	err = eachQuotation(m.Quotes, func(q quotation) error {
		if w.lines < last {
			if err := w.write(q); err != nil {
				return err
			}
		}
		g.learn(q)
		return nil
	})
	if err == nil && len(g.written) < 2 {
		err = errors.New("there are no words in it")
	}
	if err != nil {
		return errors.Join(fmt.Errorf("reading %s: %w", m.Quotes, err), w.end())
	}
	m.Real = len(g.starts)
	g.ready()
	for w.lines < last {
		if err := w.write(g.quotation()); err != nil {
			return err
		}
	}
	if err := w.end(); err != nil {
		return err
	}
	for _, n := range m.Sizes {
		if err := w.link(filepath.Join(beside, strconv.Itoa(n)), n); err != nil {
			return err
		}
	}
	if err := writeJSON(filepath.Join(beside, proseName), g.prose(m.Prose)); err != nil {
		return err
	}
	if err := writeJSON(filepath.Join(beside, madeName), m); err != nil {
		return err
	}
	return os.Rename(beside, to)
}

// writeJSON writes a file of its own making.
func writeJSON(path string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}

func readJSON(path string, v any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// parts writes quotations into files; none goes across a size.
type parts struct {
	dir   string
	sizes []int
	lines int
	file  *os.File
	out   *bufio.Writer
	done  []part
}

type part struct {
	name string
	last int // the lines up to its end
}

func (w *parts) write(q quotation) error {
	if w.file == nil {
		f, err := os.Create(filepath.Join(w.dir, fmt.Sprintf("part-%07d.jsonl", w.lines)))
		if err != nil {
			return err
		}
		w.file, w.out = f, bufio.NewWriter(f)
	}
	line, err := json.Marshal(q)
	if err != nil {
		return err
	}
	if _, err := w.out.Write(append(line, '\n')); err != nil {
		return err
	}
	w.lines++
	if w.lines%partLines == 0 || slices.Contains(w.sizes, w.lines) {
		return w.end()
	}
	return nil
}

func (w *parts) end() error {
	if w.file == nil {
		return nil
	}
	w.done = append(w.done, part{filepath.Base(w.file.Name()), w.lines})
	err := errors.Join(w.out.Flush(), w.file.Close())
	w.file = nil
	return err
}

// link makes the folder of the first n quotations.
func (w *parts) link(dir string, n int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, p := range w.done {
		if p.last > n {
			break
		}
		if err := os.Link(filepath.Join(w.dir, p.name), filepath.Join(dir, p.name)); err != nil {
			return err
		}
	}
	return nil
}

// generator makes quotations that read like those it learnt: each word is one
// that followed the word before somewhere (Shannon, A Mathematical Theory of
// Communication, 1948, his second-order word approximation), so that words and
// pairs of words are as frequent as in the corpus. No run of six words, as they
// are folded, stands in the corpus.
type generator struct {
	seed    uint64
	random  *rand.Rand
	hash    maphash.Seed
	numbers map[string]uint32
	written []string   // of each number
	keys    [][]uint64 // of each number: its words as folded, mostly one
	text    []uint32   // all quotations, each ending with the number 0
	starts  []int32    // where they start in text
	from    []quotation
	places  []int32 // places of word n in text: places[first[n]:first[n+1]]
	first   []int32
	runs    map[uint64]struct{}
}

func newGenerator(seed uint64) *generator {
	return &generator{
		seed: seed, random: rand.New(rand.NewPCG(seed, 1)), hash: maphash.MakeSeed(),
		numbers: map[string]uint32{"": 0}, written: []string{""}, keys: [][]uint64{nil}, runs: map[uint64]struct{}{},
	}
}

func (g *generator) learn(q quotation) {
	g.starts = append(g.starts, int32(len(g.text)))
	g.from = append(g.from, quotation{Speaker: q.Speaker, Source: q.Source, Tags: q.Tags, Lang: q.Lang})
	var r runOfSix
	for _, w := range strings.Fields(q.Text) {
		n, ok := g.numbers[w]
		if !ok {
			n = uint32(len(g.written))
			g.numbers[w] = n
			g.written = append(g.written, w)
			var keys []uint64
			for _, f := range folded(w) {
				keys = append(keys, maphash.String(g.hash, f))
			}
			g.keys = append(g.keys, keys)
		}
		g.text = append(g.text, n)
		for _, key := range g.keys[n] {
			if run, whole := r.add(key); whole {
				g.runs[run] = struct{}{}
			}
		}
	}
	g.text = append(g.text, 0)
}

// ready sorts the places of each word, by counting.
func (g *generator) ready() {
	g.first = make([]int32, len(g.written)+1)
	for _, n := range g.text {
		g.first[n+1]++
	}
	for i := range len(g.written) {
		g.first[i+1] += g.first[i]
	}
	next := slices.Clone(g.first)
	g.places = make([]int32, len(g.text))
	for i, n := range g.text {
		g.places[next[n]] = int32(i)
		next[n]++
	}
}

// quotation makes one as long as one of the corpus, by a speaker of it.
func (g *generator) quotation() quotation {
	pick := g.random.IntN(len(g.starts))
	q := g.from[g.random.IntN(len(g.from))]
	q.Lang = g.from[pick].Lang
	end := len(g.text)
	if pick+1 < len(g.starts) {
		end = int(g.starts[pick+1])
	}
	length := end - int(g.starts[pick]) - 1
	q.Text = strings.Join(g.words(g.starts[pick], length), " ")
	return q
}

// prose makes texts as long as a passage may be, or somewhat longer. They are the
// same ones for the same corpus, however many quotations were made before.
func (g *generator) prose(n int) [][]string {
	g.random = rand.New(rand.NewPCG(g.seed, 3))
	out := make([][]string, n)
	for i := range out {
		out[i] = g.words(g.starts[g.random.IntN(len(g.starts))], search.MaxPassage)
	}
	return out
}

// words makes so many words, the first of which stands at a place of the corpus.
func (g *generator) words(at int32, length int) []string {
	var words []string
	var r runOfSix
	for tries := 0; len(words) < length; {
		n := g.text[at]
		if n == 0 { // a quotation ends: go on with the beginning of another one
			at = g.starts[g.random.IntN(len(g.starts))]
			continue
		}
		before := r
		if g.repeats(&r, n) {
			r = before
			// A first word may be a run by itself: one without spaces.
			if tries++; tries < 8 && len(words) > 0 {
				at = g.follower(g.numbers[words[len(words)-1]])
			} else {
				at = int32(g.random.IntN(len(g.text)))
			}
			continue
		}
		tries = 0
		words = append(words, g.written[n])
		at = g.follower(n)
	}
	return words
}

// repeats adds word n and reports whether a run that it ends is the corpus'.
func (g *generator) repeats(r *runOfSix, n uint32) bool {
	for _, key := range g.keys[n] {
		if run, whole := r.add(key); whole {
			if _, known := g.runs[run]; known {
				return true
			}
		}
	}
	return false
}

// follower is the place after one where word n stands.
func (g *generator) follower(n uint32) int32 {
	places := g.places[g.first[n]:g.first[n+1]]
	return places[g.random.IntN(len(places))] + 1
}

// runOfSix hashes the last six words of a text, each mixed in by multiplying with
// 2^64 over the golden ratio (Knuth, The Art of Computer Programming, 6.4). Two
// runs with one hash cost the generated text a word and nothing else.
type runOfSix struct {
	last [runLength]uint64
	n    int
}

func (r *runOfSix) add(key uint64) (run uint64, whole bool) {
	copy(r.last[:], r.last[1:])
	r.last[runLength-1] = key
	r.n++
	for _, k := range r.last {
		run = (run ^ k) * 0x9e3779b97f4a7c15
		run ^= run >> 29
	}
	return run, r.n >= runLength
}
