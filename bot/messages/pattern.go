package messages

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/text/feature/plural"
)

// pattern is a sentence with places in it. It is written in the part of ICU's
// MessageFormat that sentences here need: "{name}" is a parameter, "{n, plural,
// one {…} other {…}}" the pattern that the number n asks for.
type pattern []piece

// piece is a text, a parameter's place, or (forms) a choice by its number.
type piece struct {
	text  string
	place string
	forms map[plural.Form]pattern
}

// pluralForms are CLDR's categories by name.
var pluralForms = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two, "few": plural.Few, "many": plural.Many, "other": plural.Other,
}

func parsePattern(s string) (pattern, error) {
	p := patternParser{s}
	parsed, err := p.pattern(false)
	if err != nil {
		return nil, fmt.Errorf("%q: %w", s, err)
	}
	return parsed, nil
}

// patternParser holds what is left to parse.
type patternParser struct{ rest string }

// pattern parses up to the end, or up to the brace that shuts a form.
func (p *patternParser) pattern(inForm bool) (pattern, error) {
	var out pattern
	for {
		end := strings.IndexAny(p.rest, "{}")
		if end < 0 && inForm {
			return nil, errors.New("a form of a plural has no end")
		}
		if end < 0 {
			end = len(p.rest)
		}
		if end > 0 {
			out = append(out, piece{text: p.rest[:end]})
		}
		if end == len(p.rest) {
			p.rest = ""
			return out, nil
		}
		brace := p.rest[end]
		p.rest = p.rest[end+1:]
		switch {
		case brace == '}' && inForm:
			return out, nil
		case brace == '}':
			return nil, errors.New("a brace shuts what was not opened")
		}
		next, err := p.placeholder()
		if err != nil {
			return nil, err
		}
		out = append(out, next)
	}
}

// placeholder parses what stands between braces, of which the first is behind.
func (p *patternParser) placeholder() (piece, error) {
	name, stop := p.until(",}")
	switch {
	case name == "" || stop == 0:
		return piece{}, errors.New("a place has no name or no end")
	case stop == '}':
		return piece{place: name}, nil
	}
	if kind, stop := p.until(",}"); kind != "plural" || stop != ',' {
		return piece{}, fmt.Errorf("the place %s is %q, not a plural", name, kind)
	}
	choice := piece{place: name, forms: make(map[plural.Form]pattern)}
	for {
		category, stop := p.until("{}")
		switch stop {
		case 0:
			return piece{}, fmt.Errorf("the plural of %s has no end", name)
		case '}':
			return choice, nil
		}
		form, known := pluralForms[category]
		if _, twice := choice.forms[form]; !known || twice {
			return piece{}, fmt.Errorf("the plural of %s has no category %q, or has it twice", name, category)
		}
		var err error
		if choice.forms[form], err = p.pattern(true); err != nil {
			return piece{}, err
		}
	}
}

// until takes the text before one of the stops, and that stop, 0 if there is none.
func (p *patternParser) until(stops string) (text string, stop byte) {
	i := strings.IndexAny(p.rest, stops)
	if i < 0 {
		return "", 0
	}
	text, stop = strings.TrimSpace(p.rest[:i]), p.rest[i]
	p.rest = p.rest[i+1:]
	return text, stop
}
