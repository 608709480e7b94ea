package record

import (
	"slices"
	"strings"
	"unicode"
)

// meaning is what a field of a record is about.
type meaning uint8

const (
	asUnknown meaning = iota
	asWords
	asSpeaker
	asRole
	asBody
	asTitle
	asPublisher
	asAuthor
	asPublished
	asSaid
	asAddress
	asPlace
	asTags
	asLang
	asKind
	asPolarity
	asVia
	asContext
	asContextSpans
	asSpans
	asCue
	asScope
	asIdentifier // the file's own numbering, which says nothing to a reader
)

// meaningOf knows the names of fields that are understood, in the form of
// [foldName]: in any case, "_", "-" and " " being the same. Where a record has
// several names for one thing, the order in [precedence] decides.
func meaningOf(name string) meaning {
	switch name {
	case "words", "quote", "quotation", "text", "content", "body", "saying", "quote_text":
		return asWords
	case "speaker", "speakers", "who", "character", "said_by", "by", "person", "name", "attributed_to", "author", "authors":
		return asSpeaker
	case "role", "position", "occupation", "office":
		return asRole
	case "organisation", "organization", "is_body":
		return asBody
	case "title", "work", "book", "play", "film", "movie", "poem", "song", "speech", "article", "source":
		return asTitle
	case "publisher", "publication", "newspaper":
		return asPublisher
	case "source_author", "byline":
		return asAuthor
	case "date", "published", "published_at", "published_on", "publication_date", "pubdate", "year":
		return asPublished
	case "said", "said_on", "said_at", "spoken", "when":
		return asSaid
	case "url", "link", "href", "permalink", "source_url":
		return asAddress
	case "place", "location", "page", "pages", "chapter", "verse", "act", "scene", "section", "paragraph", "volume":
		return asPlace
	case "tags", "tag", "category", "categories", "topic", "topics", "keywords", "genre":
		return asTags
	case "lang", "language":
		return asLang
	case "kind":
		return asKind
	case "polarity":
		return asPolarity
	case "via":
		return asVia
	case "context", "note", "notes":
		return asContext
	case "context_spans":
		return asContextSpans
	case "spans":
		return asSpans
	case "cue":
		return asCue
	case "scope":
		return asScope
	case "id", "_id", "uuid", "index", "no", "number", "nr":
		return asIdentifier
	}
	return asUnknown
}

// precedence orders names with one meaning, the best first. Names that are not
// in it come after, in the order of the record.
var precedence = [...]string{
	"words", "quote", "quotation", "text", "content",
	"speaker", "speakers", "character", "who", "said_by", "by", "name", "person", "attributed_to", "author", "authors",
	"title", "work", "book",
	"publisher", "publication", "newspaper",
	"date", "published",
	"url", "link",
}

func rank(name string) int {
	if i := slices.Index(precedence[:], name); i >= 0 {
		return i
	}
	return len(precedence)
}

// FoldName gives the form of a field's name that [meaningOf] knows.
func FoldName(name string) string {
	for i := range len(name) {
		if c := name[i]; c >= 'A' && c <= 'Z' || c == ' ' || c == '-' || c >= 0x80 {
			return strings.Map(func(r rune) rune {
				if r == ' ' || r == '-' {
					return '_'
				}
				return unicode.ToLower(r)
			}, strings.TrimSpace(name))
		}
	}
	return name
}

// IsWordsName says whether a table with this column can be one of quotations.
func IsWordsName(name string) bool { return meaningOf(FoldName(name)) == asWords }

// IsKnown says whether a field with this name is understood.
func IsKnown(name string) bool { return meaningOf(FoldName(name)) != asUnknown }

// HoldsMany says whether a field may have a list or an object where others have
// one text.
func HoldsMany(name string) bool {
	switch meaningOf(FoldName(name)) {
	case asSpeaker, asTitle, asTags, asContextSpans, asSpans:
		return true
	}
	return false
}
