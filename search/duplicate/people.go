package duplicate

import (
	"slices"

	"verbatim/quotes"
	"verbatim/search/text"
)

// SameSpeakers reports whether two attributions to these speakers agree on a
// person or a body, however each spells the name. Where nobody is named, or only
// "Anonymous", there is nobody to agree on.
func SameSpeakers(a, b []quotes.Speaker) bool {
	return slices.ContainsFunc(a, func(s quotes.Speaker) bool {
		return hasName(s) && slices.ContainsFunc(b, func(t quotes.Speaker) bool { return sameSpeaker(s, t) })
	})
}

// NobodyNamed reports whether no speaker has a name that could be another's.
func NobodyNamed(all []quotes.Speaker) bool { return !slices.ContainsFunc(all, hasName) }

// hasName reports whether a speaker has a name, and not one that says that nobody
// knows it.
func hasName(s quotes.Speaker) bool {
	switch quotes.Normalize(s.Name) {
	case "", "anonymous", "anon", "unknown", "author unknown", "unknown author", "anonyme", "anonym", "unbekannt", "anónimo", "anonimo",
		"аноним", "анонім", "неизвестный автор", "невідомий автор":
		return false
	}
	return true
}

// sameSpeaker compares the names of two speakers. Those of bodies have no given
// names: the Ford Foundation is not Ford.
func sameSpeaker(s, t quotes.Speaker) bool {
	if s.Body || t.Body {
		return quotes.Normalize(s.Name) == quotes.Normalize(t.Name)
	}
	return s.Name == t.Name || text.SamePerson(s.Name, t.Name)
}
