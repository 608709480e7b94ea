package corpus

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"verbatim/quotes"
	"verbatim/quotes/corpus/format"
	"verbatim/quotes/corpus/record"
	"verbatim/quotes/people"
)

// person is one entry of speakers.yaml.
type person struct {
	name    string
	aliases []string // as the file writes them
	role    string
	body    bool
	bodySet bool
	file    string
	line    int
}

// speakers knows canonical names. It is filled before the quotations are read
// and only read afterwards, by many goroutines. A nil *speakers knows nobody.
type speakers struct {
	byName  map[string]*person // by folded canonical name
	byAlias map[string]*person // by folded alias; nil for one that several claim
}

// isSpeakersFile says whether a file describes speakers instead of quotations.
func isSpeakersFile(base string) bool {
	base = strings.ToLower(base)
	return base == "speakers.yaml" || base == "speakers.yml"
}

// read reads a file speakers.yaml.
func (s *speakers) read(in *format.Input, out *sink) error {
	return out.parse(func(in *format.Input, sink *format.Sink) error {
		return format.EachYAML(in, sink, "a list of speakers", func(v record.Value) error { return s.add(v, out) }, out.problem)
	}, in)
}

// add takes one entry: a mapping with a name, aliases, a role, and whether it is
// a person or a body. What it cannot take it returns as the reason.
func (s *speakers) add(v record.Value, out *sink) error {
	if v.Kind == record.Scalar {
		v = record.Value{Line: v.Line, Kind: record.Object, Fields: []record.Field{{Name: "name", Value: v}}}
	}
	if v.Kind != record.Object {
		return out.problem(v.Line, "a speaker is a name or an object with name, aliases, role and body")
	}
	p := &person{file: out.file, line: v.Line}
	var aliases []string
	for _, f := range v.Fields {
		texts, plain := f.Value.Scalars(nil)
		if !plain {
			if err := out.problem(f.Value.Line, fmt.Sprintf("the field %s of a speaker is a text or a list of texts", record.Brief(record.FoldName(f.Name)))); err != nil {
				return err
			}
			continue
		}
		text := record.CleanLine(strings.Join(texts, " "))
		switch name := record.FoldName(f.Name); name {
		case "name", "speaker", "canonical":
			p.name = text
		case "aliases", "alias", "also", "also_known_as":
			for _, t := range texts {
				if t = record.CleanLine(t); t != "" {
					aliases = append(aliases, t)
				}
			}
		case "role", "position", "occupation":
			p.role = text
		case "body", "organisation", "organization", "person":
			yes, ok := record.Truth(f.Value)
			if !ok {
				if err := out.problem(f.Value.Line, fmt.Sprintf("%s is yes or no, not %q", name, record.Brief(text))); err != nil {
					return err
				}
				continue
			}
			p.body, p.bodySet = yes != (name == "person"), true
		case "kind", "type":
			switch strings.ToLower(text) {
			case "person":
				p.bodySet = true
			case "body", "organisation", "organization":
				p.body, p.bodySet = true, true
			default:
				out.noticeOnce(f.Value.Line, text, "a speaker's kind is person or body, not %s: it was left out")
			}
		default:
			out.noticeOnce(f.Value.Line, name, "the field %s of a speaker is not known and was left out")
		}
	}
	key := quotes.Normalize(p.name)
	if key == "" {
		return out.problem(v.Line, "a speaker without a name")
	}
	s.enter(key, p, aliases, out)
	return nil
}

// enter puts a person into the tables. Two people with one alias would each be
// the other's by guess: then the alias stands for nobody.
func (s *speakers) enter(key string, p *person, aliases []string, out *sink) {
	if s.byName == nil {
		s.byName, s.byAlias = map[string]*person{}, map[string]*person{}
	}
	if old, ok := s.byName[key]; ok {
		out.notice(p.line, fmt.Sprintf("%s is described a second time, after %s line %d: only the aliases were added", record.Brief(p.name), old.file, old.line))
		p = old
	} else {
		s.byName[key] = p
	}
	p.aliases = append(p.aliases, aliases...)
	for _, alias := range aliases {
		key := quotes.Normalize(alias)
		switch old, ok := s.byAlias[key]; {
		case key == "" || old == p:
		case ok && old == nil:
			out.notice(p.line, fmt.Sprintf("%s is an alias of several speakers: it stands for none of them", record.Brief(alias)))
		case ok:
			out.notice(p.line, fmt.Sprintf("%s is an alias of both %s (%s line %d) and %s: it stands for neither", record.Brief(alias), record.Brief(old.name), old.file, old.line, record.Brief(p.name)))
			s.byAlias[key] = nil
		default:
			s.byAlias[key] = p
		}
	}
}

// settle reports aliases that are another speaker's name, when all are known.
func (s *speakers) settle() []Notice {
	if s == nil {
		return nil
	}
	var notices []Notice
	for key, p := range s.byAlias {
		if owner := s.byName[key]; owner != nil && p != nil && owner != p {
			notices = append(notices, Notice{p.file, p.line, fmt.Sprintf("an alias of %s is the name of another speaker, %s (%s line %d): the name wins", record.Brief(p.name), record.Brief(owner.name), owner.file, owner.line)})
		}
	}
	slices.SortFunc(notices, compareNotices)
	return notices
}

// listed returns everybody with the aliases that are his alone, in the order of
// their names. It is called when all are known.
func (s *speakers) listed() []people.Person {
	if s == nil {
		return nil
	}
	var all []people.Person
	for _, key := range slices.Sorted(maps.Keys(s.byName)) {
		p := people.Person{Name: s.byName[key].name}
		for _, alias := range s.byName[key].aliases {
			folded := quotes.Normalize(alias)
			if owner := s.byName[folded]; s.byAlias[folded] == s.byName[key] && (owner == nil || owner == s.byName[key]) {
				p.Aliases = append(p.Aliases, alias)
			}
		}
		all = append(all, p)
	}
	return all
}

// apply gives speakers their canonical names, in place.
func (s *speakers) apply(to []quotes.Speaker) {
	if s == nil || len(s.byName) == 0 {
		return
	}
	for i := range to {
		key := quotes.Normalize(to[i].Name)
		p := s.byName[key]
		if p == nil {
			p = s.byAlias[key]
		}
		if p == nil {
			continue
		}
		if to[i].AsWritten == "" && to[i].Name != p.name {
			to[i].AsWritten = to[i].Name
		}
		to[i].Name = p.name
		if to[i].AsWritten == p.name {
			to[i].AsWritten = ""
		}
		if to[i].Role == "" {
			to[i].Role = p.role
		}
		if p.bodySet {
			to[i].Body = p.body
		}
	}
}
