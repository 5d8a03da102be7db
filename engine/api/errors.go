package api

import "pellucid/engine/problem"

// Error is a failure with a stable code, by which a page finds its own wording; [problem.Codes] lists the codes.
type Error = problem.Error

// AsError is any error with its code.
func AsError(err error) *Error { return problem.As(err) }
