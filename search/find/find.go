// Package find answers queries: it expands each word to those that may be meant,
// finds candidates through the index, ranks them word by word, and puts near
// duplicates together.
package find

import "verbatim/search/snapshot"

// Finder answers queries, see [Finder.Search].
type Finder struct{ snapshot.Snapshot }
