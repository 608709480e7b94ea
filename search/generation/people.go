package generation

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"verbatim/quotes/people"
	"verbatim/quotes/store"
)

// writePeople writes by which names the people of the corpus are called, sealed,
// since they decide who is found by a name: a list of {"name", "aliases"}. A corpus
// that tells nothing of its people has no such file.
func (b *build) writePeople() error {
	if b.options.People == nil {
		return nil
	}
	all := b.options.People()
	if len(all) == 0 {
		return nil
	}
	list := make([]calledPerson, len(all))
	for i, p := range all {
		list[i] = calledPerson(p)
	}
	line, err := store.Seal(list)
	if err == nil {
		err = os.WriteFile(filepath.Join(b.path, peopleName), line, 0o600)
	}
	if err != nil {
		return fmt.Errorf("writing people: %w", err)
	}
	return nil
}

// calledPerson is a person as the file has him.
type calledPerson struct {
	Name    string   `json:"name"`
	Aliases []string `json:"aliases,omitempty"`
}

// readPeople returns the built-in list under that of the corpus.
func readPeople(path string) (*people.List, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return people.Builtin(), nil
	}
	var list []calledPerson
	if err == nil {
		err = store.Unseal(data, &list)
	}
	if err != nil {
		return nil, fmt.Errorf("reading people: %w", err)
	}
	own := make([]people.Person, len(list))
	for i, p := range list {
		own[i] = people.Person(p)
	}
	return people.Builtin().With(people.New(own...)), nil
}
