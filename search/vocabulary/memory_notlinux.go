//go:build unix && !linux

package vocabulary

// inLargePages does nothing: the system has no such pages, or decides itself.
func inLargePages([]byte) {}
