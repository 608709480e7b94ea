package reindex

// SetMemory sets the child's memory in bytes.
func SetMemory(r *Runner, memory int64) { r.o.Memory = memory }
