# Pellucid. `make run` builds everything and serves it; `make test` does all set-up and runs every test.

PORT ?= 8080
DATA ?= ../shared/data
DIST ?= dist
node_modules := site/node_modules/.package-lock.json wasm/kernel/node_modules/.package-lock.json
workerd := build/edge/node_modules/.package-lock.json
wasm_go := GOOS=js GOARCH=wasm GOEXPERIMENT=
runner := node --stack-size=8192 $(CURDIR)/wasm/kernel/exec.mjs

.PHONY: help run serve site single stick test test-all test-longest audit test-go test-wasm test-site test-e2e browser check format fmt lint lines vet types generated imports documents generate bench bench-go edge pictures train mutate clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: site serve ## build the site and serve it on http://localhost:8080 (PORT=… to change)

serve: ## serve the site as it was last built
	PORT=$(PORT) go run ./build/serve -dir $(DIST)

site: $(node_modules) ## build the static site into dist/
	go run ./build/site -out $(DIST)

single: $(node_modules) ## the whole page as one HTML file that opens by a double click, run/single/pellucid.html
	go run ./build/site -quick -out run/single/site -single run/single/pellucid.html

stick: single ## a folder for a USB stick, run/stick: that file, its licences, a note for teachers and a folder for further models
	mkdir -p run/stick/models
	cp run/single/pellucid.html run/single/site/LICENSE run/single/site/NOTICES.txt run/stick
	cp assets/stick/README.txt run/stick
	cp assets/stick/models.txt run/stick/models/README.txt

test: test-go test-wasm test-site test-e2e ## set up whatever is missing and run all tests

test-go: $(workerd) ## Go tests; long ones say so and are left to test-all, where the plain kernels compute
	$(if $(filter x86_64 amd64,$(shell uname -m)),GOEXPERIMENT=simd) go test -short ./engine/...
	go test -short ./build/...
	go test ./build/edge

test-wasm: wasm/kernel/node_modules/.package-lock.json ## the engine's Go tests as WebAssembly in Node, with the SIMD kernels
	npm --prefix wasm/kernel run --silent build
	$(wasm_go) go test -short -exec "$(runner)" ./engine/...
	$(wasm_go) go test -c -o run/wasm/ ./engine/kernel ./engine/model
	for kernel in simd signed unsigned; do for package in kernel model; do \
		(cd engine/$$package && PELLUCID_KERNEL=$$kernel $(runner) ../../run/wasm/$$package.test -test.run 'TestBest|TestQuantised(Wide|InAnyCompany)') || exit; \
	done; done

test-site: $(node_modules) ## TypeScript unit tests
	go run ./build/units

test-e2e: $(node_modules) browser ## end-to-end tests in Chromium against the built site
	go run ./build/site -quick -gallery -out run/e2e -single run/single/pellucid.html
	cd site && npx playwright test

test-all: test ## also long Go tests, a third of the fault matrix, one look of every door
	go test -timeout 30m ./...
	cd site && PELLUCID_TIER=long npx playwright test

test-longest: $(node_modules) browser ## the rest: the whole fault matrix, 2,000 random actions, every look, opened models in every stage (more than an hour)
	go run ./build/site -quick -gallery -out run/e2e -single run/single/pellucid.html
	cd site && PELLUCID_TIER=longest npx playwright test

audit: ## known weaknesses of the Go modules (needs their database from the network) and licences of all parts
	go run golang.org/x/vuln/cmd/govulncheck@latest ./... || test $$? -eq 3
	go test -run Notices ./build/site

browser: ## find or install Chromium and Chinese fonts
	@sh build/browser.sh

check: format lint lines vet types generated imports documents ## formatting, lint, widths, vet, types, generated files, import bans, documents

scripts := 'site/**/*.{ts,css}' 'wasm/bridge/*.ts' 'wasm/kernel/*.mjs' 'build/**/*.{js,mjs}'

format: $(node_modules)
	@list=$$(gofmt -l engine build wasm/*.go); test -z "$$list" || { echo "gofmt these:"; echo "$$list"; exit 1; }
	site/node_modules/.bin/prettier --log-level warn --check $(scripts)

fmt: $(node_modules) ## write all files as the formatters want them
	gofmt -w engine build wasm/*.go
	site/node_modules/.bin/prettier --log-level warn --write $(scripts)

lint: $(node_modules)
	site/node_modules/.bin/oxlint --deny-warnings --quiet site wasm build

lines: ## lines that are too wide
	go run ./build/lines

vet:
	go vet ./...
	$(wasm_go) go vet ./wasm/... ./engine/...

types: $(node_modules)
	site/node_modules/.bin/tsc --noEmit --project site

mutate: ## change the engine one operator at a time and see whether its tests notice (minutes; SEED=1 N=60)
	go run ./build/mutate -seed $(or $(SEED),1) -n $(or $(N),60)

generated:
	go run ./build/apitypes -check

# The engine takes readers and values. Network, files and the page are the business of those who call it.
imports:
	@bad=$$(for os in '' 'GOOS=js GOARCH=wasm'; do env $$os go list -f '{{$$p := .ImportPath}}{{range .Imports}}{{$$p}} {{.}}{{"\n"}}{{end}}' ./engine/... ; done \
		| grep -E ' (net/http|net|os|os/exec|syscall/js)$$' | grep -v '^pellucid/engine/kernel syscall/js$$'); \
	test -z "$$bad" || { echo "engine/ must not import:"; echo "$$bad" | sort -u; exit 1; }

documents: ## what README and docs name exists, and their figures have a command
	go test ./build/docs

generate: ## rewrite generated files
	go generate ./engine/api

bench: site browser build/bench/node_modules/.package-lock.json ## time the engine in Chromium beside its peers, and the page itself (ARGS=--json)
	go run ./build/bench -dist $(DIST) $(ARGS)

bench-go: ## time the kernels and the model natively
	go test -run '^$$' -bench . -benchtime 200ms ./engine/kernel/... ./engine/model

edge: ## build the edge worker into run/edge (docs/edge.md)
	go run ./build/edge/pack -out run/edge

pictures: $(node_modules) browser ## take the pictures in docs/ anew; tests find those that are older than what they show
	mkdir -p docs/pictures
	go test ./build/edge -run TestPicturesOfCards -pictures
	go run ./build/site -quick -gallery -out run/e2e -single run/single/pellucid.html
	cd site && PELLUCID_PICTURES=1 npx playwright test

train: train-zh-en ## train the shipped translator (hours); train-RECIPE for another, from DATA

train-%:
	GOEXPERIMENT=simd go run ./build/train -recipe $* -data $(DATA) -resume
	GOEXPERIMENT=simd go run ./build/train -eval $* -data $(DATA)

clean: ## remove what was built
	rm -rf $(DIST) run/e2e site/test-results wasm/kernel/build

%/node_modules/.package-lock.json: %/package-lock.json
	npm ci --prefix $* --no-audit --no-fund
	@touch $@
