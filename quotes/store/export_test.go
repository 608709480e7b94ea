package store

// OpenLogOn is [OpenLog] on another disk.
var OpenLogOn = openLogOn
