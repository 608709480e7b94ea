// Package page reads pages of quotations: HTML, feeds, and the pages of Wikiquote.
package page

import "verbatim/quotes/corpus/format"

// All are the formats, in the order in which they are tried.
func All() []format.Format {
	return []format.Format{
		{Name: "Kindle notebook", Example: "the HTML that the Kindle apps export", Parse: readKindleNotebook, Is: isKindleNotebook},
		{Name: "KOReader page", Example: "the HTML that KOReader exports", Parse: readKOReaderPage, Is: isKOReaderPage},
		{Name: "page of messages", Example: "a channel of quotations as HTML, as DiscordChatExporter and Telegram write it", Parse: readChatPage, Is: isChatPage},
		{Name: "Goodreads page", Example: "a saved page of quotations of Goodreads", Parse: readGoodreadsPage, Is: isGoodreadsPage},
		{Name: "Wikiquote page", Example: "a saved page of Wikiquote", Parse: readWikiquotePage, Is: isWikiquotePage},
		{Name: "wiki dump", Example: "the XML dump or export of a Wikiquote", Parse: readWikiDump, Is: isWikiDump},
		{Name: "wikitext", Example: "the source of a page of Wikiquote", Parse: readWikitext, Is: isWikitext},
		{Name: "schema.org Quotation", Example: "JSON-LD of that type in a file of its own", Parse: readQuotationJSON, Is: isQuotationJSON},
		{Name: "schema.org Quotation", Example: "a page with microdata or JSON-LD of that type", Parse: readQuotationMarkup, Is: isQuotationMarkup},
		{Name: "page of quotations", Example: "HTML that is mostly `<blockquote>`, `<q>` or elements of a class `quote` with `<cite>`, `<figcaption>`, `<footer>` or a class `author`", Parse: readQuotePage, Is: isQuotePage},
		{Name: "feed", Example: "RSS or Atom whose items are quotations, as that of Goodreads", Parse: readFeed, Is: isFeed},
		{Name: "Hypothes.is annotations", Example: "what its API gives as JSON (its CSV is a table)", Parse: readHypothesisJSON, Is: isHypothesisJSON},
	}
}
