//go:build !linux

package reindex

// LimitMemory does nothing: here the limit is a soft one.
func LimitMemory() {}
