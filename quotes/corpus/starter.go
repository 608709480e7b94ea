package corpus

import (
	"embed"
	"io/fs"
)

//go:embed starter
var starter embed.FS

// Starter returns the corpus inside the binary: quotations that may be passed
// on freely, each checked against a text of the work.
func Starter() fs.FS {
	sub, err := fs.Sub(starter, "starter")
	if err != nil { // the name is a constant that the line above embeds
		panic(err)
	}
	return sub
}
