package vocabulary

import (
	"slices"
	"unicode/utf8"
)

// errorAutomaton accepts the texts within so many errors of a word, neighbours that
// changed places being one error. vellum walks an FST with it.
//
// It is a nondeterministic automaton in words of bits (Wu, Manber: Fast Text
// Searching Allowing Errors, CACM 35, 1992), whose sets of states are numbered as
// the walk comes upon them: few of those that a table made beforehand has, which
// for a long word takes megabytes.
type errorAutomaton struct {
	most    int
	has     map[rune]uint64 // bit i: letter i of the word is that
	goal    uint64
	classes [256]uint8 // bytes that the word does not tell apart are of one class
	bytes   []byte     // one byte of each class
	states  []errorState
	numbers map[errorState]int
	next    []int32 // of each state, for each class; 0 if not known yet
}

// errorState is what is known after some bytes.
type errorState struct {
	// For each number of errors, bit i: the first i letters of the word are read.
	read [maxErrors + 1]uint64
	// Bit i: so many are read, and letter i+1 stood in the place of letter i.
	swapped [maxErrors + 1]uint64
	partial [utf8.UTFMax - 1]byte // of a letter that has more bytes
	bytes   uint8                 // how many of them
}

const (
	maxErrors = 2
	// maxErrorWord is how many letters a word may have, for whose places the bits
	// suffice.
	maxErrorWord = 60
)

// newErrorAutomaton returns nil for a word that is too long.
func newErrorAutomaton(word string, most int) *errorAutomaton {
	if utf8.RuneCountInString(word) > maxErrorWord {
		return nil
	}
	a := &errorAutomaton{most: most, has: map[rune]uint64{}, numbers: map[errorState]int{}}
	bit := uint64(1)
	for _, r := range word {
		a.has[r] |= bit
		bit <<= 1
	}
	a.goal = bit
	a.classify(word)
	var start errorState
	for k := range most + 1 {
		start.read[k] = 1<<(k+1) - 1 // the first k letters were left out
	}
	a.number(errorState{}) // the dead end is 0
	a.number(start)
	return a
}

// classify gives each byte of the word a class of its own, and the others one for
// each length of a letter that they may begin, and one for those that go on.
func (a *errorAutomaton) classify(word string) {
	for b := range a.classes {
		a.classes[b] = uint8(letterLength(byte(b)))
	}
	const lengths = utf8.UTFMax + 1
	a.bytes = make([]byte, lengths, lengths+len(word))
	for i := range len(word) {
		if b := word[i]; a.classes[b] < lengths {
			a.classes[b] = uint8(len(a.bytes))
			a.bytes = append(a.bytes, b)
		}
	}
	for b, class := range a.classes {
		a.bytes[class] = byte(b)
	}
}

// letterLength is how many bytes a letter has that begins with one, 0 for a byte
// that begins none.
func letterLength(b byte) int {
	switch {
	case b < utf8.RuneSelf:
		return 1
	case b >= 0xf0:
		return 4
	case b >= 0xe0:
		return 3
	case b >= 0xc0:
		return 2
	}
	return 0
}

func (a *errorAutomaton) number(s errorState) int {
	n, ok := a.numbers[s]
	if !ok {
		n = len(a.states)
		a.numbers[s] = n
		a.states = append(a.states, s)
		a.next = slices.Grow(a.next, len(a.bytes))[:n*len(a.bytes)+len(a.bytes)]
		clear(a.next[n*len(a.bytes):])
	}
	return n
}

// Start returns the state before the first byte.
func (a *errorAutomaton) Start() int { return 1 }

// IsMatch reports whether a text may end here.
func (a *errorAutomaton) IsMatch(state int) bool {
	s := &a.states[state]
	return s.bytes == 0 && s.read[a.most]&a.goal != 0
}

// CanMatch reports whether one may end here or later.
func (a *errorAutomaton) CanMatch(state int) bool { return state != 0 }

// WillAlwaysMatch reports whether every one that goes on does.
func (a *errorAutomaton) WillAlwaysMatch(int) bool { return false }

// Accept returns the state after another byte.
func (a *errorAutomaton) Accept(state int, b byte) int {
	class := a.classes[b]
	at := state*len(a.bytes) + int(class)
	if n := a.next[at]; n != 0 {
		return int(n) - 1
	}
	n := a.number(a.after(a.states[state], a.bytes[class]))
	a.next[at] = int32(n) + 1
	return n
}

// after returns the state after a byte. Bytes that make no letter lead to the dead
// end.
func (a *errorAutomaton) after(s errorState, b byte) errorState {
	letter := append(append(make([]byte, 0, utf8.UTFMax), s.partial[:s.bytes]...), b)
	switch length := letterLength(letter[0]); {
	case length == 0 || s.bytes > 0 && letterLength(b) != 0:
		return errorState{}
	case length > len(letter):
		s.partial[s.bytes] = b
		s.bytes++
		return s
	}
	r, _ := utf8.DecodeRune(letter)
	s.partial, s.bytes = [utf8.UTFMax - 1]byte{}, 0
	return a.afterLetter(s, r)
}

func (a *errorAutomaton) afterLetter(s errorState, r rune) errorState {
	has := a.has[r]
	var out errorState
	out.read[0] = s.read[0] & has << 1
	for k := 1; k <= a.most; k++ {
		out.read[k] = (s.read[k]&has)<<1 | // the letter itself
			s.read[k-1] | // one too many
			s.read[k-1]<<1 | // another one
			out.read[k-1]<<1 | // one too few
			(s.swapped[k]&has)<<2
		out.read[k] &= a.goal<<1 - 1
		out.swapped[k] = s.read[k-1] & (has >> 1)
	}
	return out
}
