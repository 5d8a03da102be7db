package main

// What must survive a translation: numbers and negation. The test's frames and numbers are its own; training pairs that are
// made never use them.

// reserved are the numbers of the test.
func reserved(n int) bool { return n >= 13 && n%5 == 3 }
