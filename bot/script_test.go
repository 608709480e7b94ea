package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"verbatim/bot/cluster/clustertest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"verbatim": main, "verbatim-here": verbatimHere, "nats-for-tests": clustertest.Main})
}

// TestTheCommandLine runs testdata/script: the whole program as a person runs
// it, in an empty folder with a home of its own and no setting in the
// environment. To verbatim-here the folder site is the web.
func TestTheCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			home := filepath.Join(env.WorkDir, "home")
			pages := site(filepath.Join(env.WorkDir, "site"))
			env.Defer(pages.Close)
			env.Setenv(siteVariable, pages.Listener.Addr().String())
			for name, value := range map[string]string{"HOME": home, "XDG_CACHE_HOME": "", "LocalAppData": home, "GOCOVERDIR": os.Getenv("GOCOVERDIR")} {
				env.Setenv(name, value)
			}
			return os.Mkdir(home, 0o700)
		},
		RequireExplicitExec: true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exitcode": exitCode,
		},
	})
}

// exitCode runs a program that must end with the code: exitcode 2 verbatim aks
func exitCode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exitcode CODE PROGRAM [ARGUMENTS]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	switch got := 0; {
	case errors.As(err, &exit):
		if got = exit.ExitCode(); got != want {
			ts.Fatalf("exit code %d, want %d", got, want)
		}
	case err != nil:
		ts.Fatalf("running %s: %v", args[1], err)
	case want != 0:
		ts.Fatalf("exit code 0, want %d", want)
	}
}
