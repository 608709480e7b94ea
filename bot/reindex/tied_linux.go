package reindex

import (
	"os/exec"
	"runtime"
	"syscall"
)

// runTied runs a command that the kernel kills when this process dies. The
// kernel watches the thread that started the child (prctl(2),
// PR_SET_PDEATHSIG), so the thread is kept until the child has ended.
func runTied(cmd *exec.Cmd) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd.Run()
}
