package vocabulary

import "sync"

// remembered is what is like the words of one search, who and what is called so, and of
// what names they are bad spellings. Each is looked up when the line is parsed, when the
// word is expanded, as often as it stands there, and when it is told why nothing was
// found: that is most of what a line of unknown words costs.
type remembered struct {
	mu     sync.Mutex
	all    map[likeWord][]Entry
	names  map[calledName][]Entry
	rights map[string]rightName
}

type calledName struct {
	dictionary *dictionary
	name       string
}

// rightName is what [Vocabulary.Misspelt] returns.
type rightName struct {
	Entry
	ok bool
}

type likeWord struct {
	dictionary *dictionary
	word       string
	errors     int
}

// maxRemembered is of how many words it is remembered.
const maxRemembered = 512

// ForOneSearch returns v for one search, which remembers what it has looked up.
func (v *Vocabulary) ForOneSearch() *Vocabulary {
	if v == nil {
		return nil
	}
	one := *v
	one.remembered = &remembered{all: map[likeWord][]Entry{}, names: map[calledName][]Entry{}, rights: map[string]rightName{}}
	return &one
}

// like is [dictionary.like], looked up once.
func (r *remembered) like(d *dictionary, word string, most int) []Entry {
	if r == nil {
		return d.like(word, most)
	}
	return once(r, r.all, likeWord{d, word, most}, func() []Entry { return d.like(word, most) })
}

// called is [dictionary.called], looked up once.
func (r *remembered) called(d *dictionary, name string) []Entry {
	if r == nil {
		return d.called(name)
	}
	return once(r, r.names, calledName{d, name}, func() []Entry { return d.called(name) })
}

// misspelt is [Vocabulary.misspelt], looked up once.
func (r *remembered) misspelt(word string, find func(string) (Entry, bool)) (Entry, bool) {
	if r == nil {
		return find(word)
	}
	right := once(r, r.rights, word, func() rightName {
		e, ok := find(word)
		return rightName{e, ok}
	})
	return right.Entry, right.ok
}

// once returns what is remembered of a key, or looks it up. Two that look up the same at
// once find the same.
func once[K comparable, V any](r *remembered, known map[K]V, key K, find func() V) V {
	r.mu.Lock()
	found, ok := known[key]
	r.mu.Unlock()
	if ok {
		return found
	}
	found = find()
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(known) < maxRemembered {
		known[key] = found
	}
	return found
}
