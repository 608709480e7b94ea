package corpus

import (
	"path"
	"strings"
)

// isPage says whether a file is held in memory as a whole, and is an article if
// it is nothing else: Markdown and HTML.
func isPage(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return true
	}
	return isHTML(name) || isWebArchive(name)
}

// isPlainText says whether a file is an article if it is nothing else.
func isPlainText(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".txt", ".text":
		return true
	}
	return false
}

func isWebArchive(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".mht", ".mhtml":
		return true
	}
	return false
}

// unopened says why a file with this ending is not even opened, and what to do;
// "" for one that is looked at.
func unopened(name string) string {
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".dat":
		return "the index of a fortune file: not needed"
	case ".gz", ".bz2", ".xz", ".zst", ".zip", ".7z", ".rar", ".tar", ".tgz":
		return "compressed (" + ext + "): unpack it to have it read"
	case ".epub", ".mobi", ".azw", ".azw3", ".kfx", ".fb2", ".lit":
		return "a book (" + ext + "): not read, as what its characters say is nobody's quotation; export your highlights of it, or copy the quotations into a CSV or a text file"
	case ".pdf":
		return "a PDF: not read; save its text as .txt if it is an article, or copy the quotations into a CSV"
	case ".doc", ".docx", ".odt", ".rtf", ".pages", ".wpd":
		return "a word processor's document (" + ext + "): not read; save it as plain text (.txt) or as HTML"
	case ".webarchive":
		return "a web archive (.webarchive): not read; save the page as HTML"
	case ".xls", ".xlsx", ".ods", ".numbers":
		return "a spreadsheet (" + ext + "): not read; save it as CSV"
	case ".sqlite", ".sqlite3", ".db", ".db3":
		return "a database (" + ext + "): not read; export what is in it, from a Kobo with its own export of annotations or a program such as Calibre, as CSV, JSON or text"
	case ".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".bmp", ".tif", ".tiff", ".heic", ".ico", ".avif":
		return "a picture (" + ext + "): not read; type the words of it into a text file"
	case ".mp3", ".m4a", ".ogg", ".opus", ".wav", ".flac", ".mp4", ".mkv", ".mov", ".avi", ".webm":
		return "a recording (" + ext + "): not read; a transcript of it as text is"
	case ".ttf", ".otf", ".woff", ".woff2", ".eot", ".exe", ".dll", ".so", ".dylib", ".o", ".a", ".class", ".jar", ".pyc", ".wasm", ".bin", ".iso", ".img":
		return "no text (" + ext + "): not read"
	case ".go", ".py", ".js", ".mjs", ".ts", ".tsx", ".jsx", ".c", ".h", ".cc", ".cpp", ".hpp", ".java", ".kt", ".rs", ".rb", ".php", ".lua", ".sh", ".bat", ".ps1",
		".css", ".scss", ".less", ".map", ".lock", ".mod", ".sum", ".gradle", ".cs", ".swift", ".pl", ".r", ".sql", ".ipynb", ".vue":
		return "a program's source (" + ext + "): not read"
	}
	return ""
}
