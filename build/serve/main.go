// Command serve serves a folder made by build/site over HTTP: `go run ./build/serve [-dir dist]`.
// The environment variable PORT changes the port, 8080 by default.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"pellucid/build/serve/static"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("dir", "dist", "the folder to serve")
	flag.Parse()
	if _, err := os.Stat(*dir); err != nil {
		log.Fatalf("there is no folder %s to serve: run make site first", *dir)
	}
	listener, err := net.Listen("tcp", ":"+cmp.Or(os.Getenv("PORT"), "8080"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://localhost:%d\n", listener.Addr().(*net.TCPAddr).Port)
	server := &http.Server{Handler: static.Handler(os.DirFS(*dir)), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.Serve(listener))
}
