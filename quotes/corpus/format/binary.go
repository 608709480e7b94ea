package format

import "bytes"

// Binary says what a file is that is no text, by its first bytes, and what to do;
// "" when that is not known.
func Binary(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return "a PDF: not read; save its text as .txt if it is an article, or copy the quotations into a CSV"
	case bytes.HasPrefix(head, []byte("SQLite format 3")):
		return "a database (SQLite): not read; export what is in it, from a Kobo with its own export of annotations or a program such as Calibre, as CSV, JSON or text"
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		switch {
		case bytes.Contains(head, []byte("application/epub")):
			return "a book (EPUB): not read, as what its characters say is nobody's quotation; export your highlights of it, or copy the quotations into a CSV or a text file"
		case bytes.Contains(head, []byte("opendocument.spreadsheet")):
			return "a spreadsheet: not read; save it as CSV"
		case bytes.Contains(head, []byte("opendocument")), bytes.Contains(head, []byte("word/")):
			return "a word processor's document: not read; save it as plain text (.txt) or as HTML"
		}
		return "compressed, or a document or spreadsheet of an office program: unpack it, or save it as text, HTML or CSV"
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return "a document or a spreadsheet of an old office program: not read; save it as plain text (.txt), HTML or CSV"
	case bytes.HasPrefix(head, []byte("{\\rtf")):
		return "a word processor's document (RTF): not read; save it as plain text (.txt) or as HTML"
	case bytes.HasPrefix(head, []byte("\x1f\x8b")), bytes.HasPrefix(head, []byte("BZh")), bytes.HasPrefix(head, []byte("\xfd7zXZ")):
		return "compressed: unpack it to have it read"
	case bytes.HasPrefix(head, []byte("\x89PNG")), bytes.HasPrefix(head, []byte("\xff\xd8\xff")), bytes.HasPrefix(head, []byte("GIF8")):
		return "a picture: not read; type the words of it into a text file"
	}
	return ""
}
