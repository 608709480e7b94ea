package record

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// meaning is what a field of a record is about.
type meaning uint8

const (
	asUnknown meaning = iota
	asWords
	asSpeaker
	asAttribution // a name, a name with a work, or a work
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
	asUnused     // what a mapping leaves out, which is counted
	asIdentifier // the file's own numbering, which says nothing to a reader
)

// names are the names of fields that are understood, by what they mean, in the
// form of [FoldName]: in any case, "_", "-" and " " being the same, and a capital
// inside a word beginning another one. Where a record has several names for one
// thing, [precedence] decides.
var names = map[meaning]string{
	asWords: "words quote quotation text content body saying quote_text quotation_text quotes txt phrase sentence " +
		"highlight highlighted_text highlight_text annotation annotation_text annotated_text excerpt passage hitokoto " +
		"zitat zitate spruch sprichwort citation citations cita citas frase frases citazione citazioni citação citaat cytat cytaty citat citát цитата текст 名言 语录 语句 引用 명언 인용 dialogue " +
		"ausspruch aussage frase_célebre uitspraak citaten фраза высказывание афоризм вислів alıntı söz sitat sitaatti lainaus idézet citát výrok",
	asSpeaker: "speaker speakers who character said_by by person name attributed_to author authors quote_author book_author from_who " +
		"author_name authorname source_person originator spoken_by quoted quotee creators urheber urheberin gesagt_von von wer qui dit_par personne quien quién dicho_por persona detto_da chi quem dito_por schrijver spreker yazar kirjailija szerző forfatter osoba kto kdo кто_сказал говорящий хто 人物 발언자 작가 著者 発言者 autor autorin autor_in autores auteur auteurs autore autori verfasser sprecher författare автор кто 作者 저자",
	asAttribution: "attribution from source_text attributed",
	asRole:        "role position occupation office profession rolle fonction cargo",
	asBody:        "organisation organization is_body",
	asTitle: "title work book play reference ref film movie poem song speech article source book_title booktitle source_title from_book works " +
		"werk titel buch quelle livre titre ouvrage œuvre oeuvre libro título titulo obra titolo opera livro książka tytuł книга источник произведение 来源 出处 書名 书名 출처",
	asPublisher: "publisher publication newspaper verlag éditeur editorial editore",
	asAuthor:    "source_author byline",
	asPublished: "date published published_at published_on publication_date pubdate year jahr datum année annee año anno ano data год дата 年份",
	asSaid:      "said said_on said_at spoken when",
	asAddress:   "url link href permalink source_url uri",
	asPlace: "place location page pages chapter verse act scene section paragraph volume page_label page_number " +
		"seite kapitel página pagina capítulo capitolo chapitre",
	asTags: "tags tag game category categories topic topics keywords genre kategorie thema catégorie categorie thème theme categoría categoria tema etiquetas 标签 分类",
	asLang: "lang language sprache langue idioma lingua язык",
	asKind: "kind", asPolarity: "polarity", asVia: "via",
	asContext: "context note notes", asContextSpans: "context_spans", asSpans: "spans", asCue: "cue", asScope: "scope",
	asIdentifier: "id _id uuid index no number nr guid quote_id #",
}

var meanings = sync.OnceValue(func() map[string]meaning {
	all := map[string]meaning{}
	for m, list := range names {
		for _, n := range strings.Fields(list) {
			all[n] = m
		}
	}
	return all
})

// meaningOf returns what a field with a folded name is about.
func meaningOf(name string) meaning {
	m := meanings()[name]
	if m == asUnknown {
		if rest, ok := strings.CutPrefix(name, "quote_"); ok {
			m = meanings()[rest]
		}
	}
	return m
}

// precedence orders names with one meaning, the best first. Names that are not
// in it come after, in the order of the record.
var precedence = [...]string{
	"words", "quote", "quotation", "text", "content", "highlight", "annotation", "body",
	"speaker", "speakers", "character", "who", "said_by", "by", "from_who", "name", "person", "attributed_to", "author", "authors", "book_author",
	"title", "work", "book", "book_title",
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

// FoldName gives the form of a field's name that is understood: "Book Title",
// "book-title" and "bookTitle" are book_title.
func FoldName(name string) string {
	for i := range len(name) {
		if c := name[i]; c >= 'A' && c <= 'Z' || c == ' ' || c == '-' || c >= 0x80 {
			return foldName(strings.TrimSpace(name))
		}
	}
	return name
}

func foldName(name string) string {
	var b strings.Builder
	var before rune
	for _, r := range name {
		switch {
		case r == ' ' || r == '-':
			r = '_'
		case unicode.IsUpper(r) && unicode.IsLower(before):
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
		before = r
	}
	return b.String()
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

// SameMeaning says whether two fields would hold the same thing.
func SameMeaning(a, b string) bool {
	m := meaningOf(FoldName(a))
	return m != asUnknown && m != asPlace && m == meaningOf(FoldName(b))
}

// Meaning returns the name by which the README knows what a field is about; ""
// for one that is not understood.
func Meaning(name string) string {
	switch meaningOf(FoldName(name)) {
	case asWords:
		return "text"
	case asSpeaker:
		return "speaker"
	case asAttribution:
		return "attribution"
	case asRole:
		return "role"
	case asBody:
		return "organisation"
	case asTitle:
		return "title"
	case asPublisher:
		return "publisher"
	case asAuthor:
		return "source_author"
	case asPublished:
		return "date"
	case asSaid:
		return "said"
	case asAddress:
		return "url"
	case asPlace:
		return "place"
	case asTags:
		return "tags"
	case asLang:
		return "lang"
	case asIdentifier:
		return "number"
	case asUnknown:
		return ""
	}
	return FoldName(name)
}
