package corpus

import (
	"path"
	"strings"

	"verbatim/quotes/corpus/format"
)

// The kinds of files. Text is decided by its content: lines of "%" make it a
// file of fortunes, anything else an article.
const (
	kindJSON    = "JSON"
	kindLines   = "JSON Lines"
	kindTable   = "table"
	kindYAML    = "YAML"
	kindText    = "text"    // fortunes or an article
	kindBare    = "bare"    // fortunes, or nothing that is read
	kindArticle = "article" // Markdown, HTML
)

// kindOf picks a kind by the ending of a file's name; "" for what is not read.
func kindOf(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".json":
		return kindJSON
	case ".jsonl", ".ndjson":
		return kindLines
	case ".csv", ".tsv", ".tab":
		return kindTable
	case ".yaml", ".yml":
		return kindYAML
	case ".txt", ".text":
		return kindText
	case "", ".fortune", ".fortunes", ".u8":
		return kindBare
	case ".md", ".markdown", ".html", ".htm", ".xhtml":
		return kindArticle
	}
	return ""
}

// curated returns the parser of a file, given what a survey of it found, or nil
// for an article and for what is not read.
func curated(kind string, s *survey) format.Parser {
	switch kind {
	case kindJSON:
		return format.ReadJSON
	case kindLines:
		return format.ReadJSONLines
	case kindTable:
		return format.ReadTable
	case kindYAML:
		return format.ReadYAML
	case kindText, kindBare:
		if s.percents > 0 {
			return format.ReadFortunes
		}
	}
	return nil
}

// unreadKind says why a file with this ending is not read, and what to do.
func unreadKind(name string) string {
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".dat":
		return "the index of a fortune file: not needed"
	case ".gz", ".bz2", ".xz", ".zst", ".zip", ".7z", ".rar", ".tar", ".tgz":
		return "compressed (" + ext + "): unpack it to have it read"
	case ".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".pages":
		return "a document (" + ext + "): save it as text to have it read"
	case ".mht", ".mhtml", ".webarchive":
		return "a web archive (" + ext + "): save the page as HTML to have it read"
	case ".xls", ".xlsx", ".ods", ".numbers":
		return "a spreadsheet (" + ext + "): save it as CSV to have it read"
	default:
		return "not a kind of file that is read (" + ext + ")"
	}
}
