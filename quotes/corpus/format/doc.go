// Package format reads the records of curated files: one file of this package for
// each format, and one table that knows them all.
//
// A [Parser] reads one file, decoded to UTF-8, from its beginning to its end, and
// hands a [Sink] what it finds. It holds one record in memory, and takes no more
// time than the file is long.
package format
