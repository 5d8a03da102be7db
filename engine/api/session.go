package api

// Session is one open model and what is kept between calls.
type Session struct{}
