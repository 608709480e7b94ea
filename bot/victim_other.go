//go:build !linux

package main

// preferAsVictim does nothing where the system has no such wish.
func preferAsVictim() {}
