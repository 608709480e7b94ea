package main

import "os"

// preferAsVictim asks the kernel to end this process before the one that
// serves when memory runs out (proc(5), oom_score_adj: -1000 to 1000, and
// raising it needs no privilege).
func preferAsVictim() { _ = os.WriteFile("/proc/self/oom_score_adj", []byte("500"), 0) }
