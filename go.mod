module pellucid

go 1.26

require (
	github.com/andybalholm/brotli v1.2.8 // indirect
	github.com/dlclark/regexp2 v1.10.0 // indirect
	github.com/evanw/esbuild v0.28.2 // indirect
	github.com/google/uuid v1.3.0 // indirect
	github.com/pkoukk/tiktoken-go v0.1.8 // indirect
	github.com/pkoukk/tiktoken-go-loader v0.0.2 // indirect
	github.com/rivo/uniseg v0.4.7 // indirect
	github.com/syumai/workers v0.33.0 // indirect
	golang.org/x/sys v0.0.0-20220715151400-c0bba94af5f8 // indirect
	golang.org/x/text v0.31.0 // indirect
	gonum.org/v1/gonum v0.17.0 // indirect
)
