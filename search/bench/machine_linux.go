package main

import (
	"errors"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// peakMemory is the most that this process had in memory at once, mapped files
// included: VmHWM of proc_pid_status(5). What getrusage(2) tells of a child begins
// with what its parent had.
func peakMemory() int64 { return kilobytes("/proc/self/status", "VmHWM") }

// ownMemory is what this process has in memory that is not a file's: RssAnon of
// proc_pid_status(5).
func ownMemory() int64 { return kilobytes("/proc/self/status", "RssAnon") }

// evict asks the system to forget what it has in memory of the files of a
// folder, so that the next reading comes from the disk.
func evict(dir string) error {
	return eachFile(dir, func(path string) error {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		// Only what is on the disk can be forgotten.
		return errors.Join(f.Sync(), unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED), f.Close())
	})
}

func processor() string { return field("/proc/cpuinfo", "model name") }

func memoryOfMachine() int64 { return kilobytes("/proc/meminfo", "MemTotal") }

func load() string {
	data, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return strings.Join(strings.Fields(string(data))[:3], " ")
}

// kilobytes returns the bytes that stand as "name: 1234 kB" in a file of /proc.
func kilobytes(path, name string) int64 {
	n, _ := strconv.ParseInt(strings.TrimSuffix(field(path, name), " kB"), 10, 64)
	return n << 10
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
