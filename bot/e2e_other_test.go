//go:build !linux

package main

import "os/exec"

// endWithParent has a process end when this one is killed, where the system can.
func endWithParent(*exec.Cmd) {}
