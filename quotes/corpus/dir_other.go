//go:build !unix

package corpus

// Pipes do not lie in folders here.
const nonBlocking = 0
