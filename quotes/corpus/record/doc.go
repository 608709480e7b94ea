// Package record makes quotations of records: of JSON, YAML, the rows of a table,
// whatever its format was. It knows the names that people give to fields, what
// exports leave around words and names, and how an attribution line is taken apart.
package record
