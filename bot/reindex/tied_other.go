//go:build !linux

package reindex

import "os/exec"

// runTied runs a command. Here only the end of its standard input tells the
// child that this process died.
func runTied(cmd *exec.Cmd) error { return cmd.Run() }
