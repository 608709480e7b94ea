// Package note reads texts: what programs export of highlights and of chats, notes
// in Markdown and Org, and plain lists.
package note

import "verbatim/quotes/corpus/format"

// Exports are the formats of programs, and those that are refused.
func Exports() []format.Format {
	return []format.Format{
		{Name: "Kindle clippings", Example: "`My Clippings.txt` of a Kindle, in any language of the device", Parse: readClippings, Is: isClippings},
		{Name: "Apple Books excerpts", Example: "texts copied or shared from Apple Books, with “Excerpt From”", Parse: readAppleBooks, Is: isAppleBooks},
		{Name: "KOReader text", Example: "the text that KOReader exports", Parse: readKOReaderText, Is: isKOReaderText},
		{Name: "chat", Example: "exports of Discord (DiscordChatExporter), Slack and Telegram as JSON: of a channel in which most messages are like `“words” — Name`", Parse: readChatJSON, Is: isChatJSON},
		{Name: "WhatsApp chat", Example: "the same as text", Parse: readWhatsApp, Is: isWhatsApp},
		{Name: "table of messages", Example: "the same as CSV, as DiscordChatExporter writes it", Parse: readChatTable, Is: isChatTable},
		{Name: "text of messages", Example: "the same as text, as DiscordChatExporter writes it", Parse: readChatText, Is: isChatText},
		{Name: "commands", Example: "the commands that Nightbot or StreamElements export as JSON: those that answer like `“words” — Name`", Parse: readCommands, Is: isCommands},
		{Name: "list of books", Refusal: "a list of books (Goodreads): it holds your reviews and no quotations, so it is not read; save the pages of your quotes at Goodreads as HTML instead", Is: format.IsBookList},
		{Name: "chat log", Refusal: "a log of a chat: not read, as what people write to each other is no quotation; put each quotation on a line of its own like “words” — Name", Is: isChatLog},
		{Name: "subtitles", Refusal: "subtitles do not say who speaks: not read; a transcript with the names of the speakers is", Is: isSubtitles},
		{Name: "bibliography", Refusal: "a bibliography names works and quotes none: not read; put quotations into a CSV with the columns quote, author and source", Is: isBibliography},
		{Name: "bibliography", Refusal: "a bibliography (CSL JSON) names works and quotes none: not read; export your annotations instead, or put quotations into a CSV with the columns quote, author and source", Is: isCSL},
		{Name: "TOML", Refusal: "TOML and INI are not read: save it as YAML or JSON, with one record a quotation", Is: isTOML},
		{Name: "table of contents", Refusal: "a table of contents, in which nobody says anything: not read; leave it out of the folder", Is: isContents},
		{Name: "letter", Refusal: "a letter, in which nobody is quoted: not read; put what is worth quoting into a list like “words” — Name", Is: isLetter},
	}
}

// Texts are the formats of notes and lists, which look most like articles.
func Texts() []format.Format {
	return []format.Format{
		{Name: "Readwise notes", Example: "the Markdown that Readwise exports", Parse: readReadwiseNotes, Is: isReadwiseNotes},
		{Name: "KOReader notes", Example: "the Markdown that KOReader exports", Parse: readKOReaderNotes, Is: isKOReaderNotes},
		{Name: "notes", Example: "`.md`, `.org`: block quotations, callouts, lists, tables, front matter of Markdown, Obsidian, Logseq, Hugo and Org", Parse: readNotes, Is: isNotes},
		{Name: "list", Example: "`.txt`: a quotation a line or a paragraph, with `— Name` behind or below it, perhaps numbered", Parse: readList, Is: isList},
	}
}
