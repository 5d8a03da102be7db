module pellucid

go 1.26

require (
	github.com/andybalholm/brotli v1.2.8
	github.com/dlclark/regexp2 v1.10.0
	github.com/evanw/esbuild v0.28.2
	github.com/pkoukk/tiktoken-go v0.1.8
	github.com/pkoukk/tiktoken-go-loader v0.0.2
	github.com/rivo/uniseg v0.4.7
	github.com/syumai/workers v0.33.0
	golang.org/x/text v0.31.0
	gonum.org/v1/gonum v0.17.0
)

require (
	github.com/google/uuid v1.3.0 // indirect
	golang.org/x/sys v0.0.0-20220715151400-c0bba94af5f8 // indirect
)
