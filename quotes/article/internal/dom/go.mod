// The name is the one that go-readability imports; go.mod of the project puts this
// folder in its place.
module github.com/go-shiori/dom

go 1.26.0

require golang.org/x/net v0.62.0
