// Package format reads the records of curated files, whatever program wrote them:
// JSON, YAML, tables, fortune files. What has a form of its own is in note (texts)
// and page (HTML, feeds, wikis), one file a format or a family of them; kinds has
// the one table by which a file is recognised.
//
// A [Parser] reads one file, decoded to UTF-8, from its beginning to its end, and
// hands a [Sink] what it finds. It holds one record in memory, and takes no more
// time than the file is long.
package format
