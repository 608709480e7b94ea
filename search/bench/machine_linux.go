package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// peak is the most memory that a process had at once, mapped files included.
func peak(p *os.ProcessState) int64 {
	if u, ok := p.SysUsage().(*syscall.Rusage); ok {
		return u.Maxrss << 10 // in kilobytes on Linux: getrusage(2)
	}
	return 0
}

// ownMemory is what this process has in memory that is not a file's: RssAnon of
// proc_pid_status(5).
func ownMemory() int64 {
	n, _ := strconv.ParseInt(strings.TrimSuffix(field("/proc/self/status", "RssAnon"), " kB"), 10, 64)
	return n << 10
}

// evict asks the system to forget what it has in memory of the files of a
// folder, so that the next reading comes from the disk.
func evict(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		// Only what is on the disk can be forgotten.
		return errors.Join(f.Sync(), unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED), f.Close())
	})
}

func processor() string { return field("/proc/cpuinfo", "model name") }

func memoryOfMachine() string { return field("/proc/meminfo", "MemTotal") }

func load() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(string(data))[:3], " ")
}

// field returns what stands after "name:" in a file of /proc, "" if nothing does.
func field(path, name string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		if k, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(k) == name {
			return strings.TrimSpace(v)
		}
	}
	return ""
}
