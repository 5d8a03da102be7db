package api

// Error is a failure with a stable code, by which a page finds its own wording; Message is the English one.
// Codes: "bad-params", "unknown-method", "too-long", "empty", "bad-site", "bad-token", "unknown-vocab", "wrong-kind",
// "cancelled", "bad-model"; a plain error from below the api has the code "failed".
type Error struct {
	Code    string         `json:"code"`
	Message string         `json:"message"`
	Values  map[string]any `json:"values,omitempty"` // the numbers and names in the message
}

func (e *Error) Error() string { return e.Message }
