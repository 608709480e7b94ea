package vocabulary

import "sync"

// remembered is what is like the words of one search, and of what names they are bad
// spellings. Each is looked up when the line is parsed, when the word is expanded, as
// often as it stands there, and when it is told why nothing was found: that is most of
// what a line of unknown words costs.
type remembered struct {
	mu     sync.Mutex
	all    map[likeWord][]Entry
	rights map[string]rightName
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
	one.remembered = &remembered{all: map[likeWord][]Entry{}, rights: map[string]rightName{}}
	return &one
}

// like is [dictionary.like], looked up once.
func (r *remembered) like(d *dictionary, word string, most int) []Entry {
	if r == nil {
		return d.like(word, most)
	}
	key := likeWord{d, word, most}
	r.mu.Lock()
	found, known := r.all[key]
	r.mu.Unlock()
	if known {
		return found
	}
	found = d.like(word, most)
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.all) < maxRemembered {
		r.all[key] = found
	}
	return found
}

// misspelt is [Vocabulary.misspelt], looked up once.
func (r *remembered) misspelt(word string, find func(string) (Entry, bool)) (Entry, bool) {
	if r == nil {
		return find(word)
	}
	r.mu.Lock()
	right, known := r.rights[word]
	r.mu.Unlock()
	if known {
		return right.Entry, right.ok
	}
	right.Entry, right.ok = find(word)
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.rights) < maxRemembered {
		r.rights[word] = right
	}
	return right.Entry, right.ok
}
