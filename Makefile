# All commands for building, testing and running Charla. `make` alone lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
STEP := build/step.sh

.NOTPARALLEL:

.PHONY: help
help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F '\t' '{ printf "make %-14s %s\n", $$1, $$2 }'

.PHONY: run build dev
run: build ## Install missing prerequisites, build, fill an empty database with the demo, serve on http://127.0.0.1:3000
	@build/serve.sh release

build: prepare ## Build the optimised program: target/charla and target/site
	@build/build.sh release

dev: prepare ## Build without optimisation, serve, and repeat after each change
	@build/dev.sh

.PHONY: test check-format check-lint test-rust test-wasm test-browser test-optimised
test: check-format check-lint test-rust test-wasm test-browser test-optimised ## Run all checks and tests; stop at the first failure
	@echo "── All checks and tests passed"

check-format: prepare-test ## Check the formatting of the Rust code
	@$(STEP) "Formatting" build/cargo.sh fmt --all --check

check-lint: prepare-test ## Run Clippy with warnings denied, for the server and for the browser
	@$(STEP) "Lints" build/check-lint.sh

test-rust: prepare-test ## Run the Rust tests of the shared model, the store and the server
	@$(STEP) "Rust tests" build/cargo.sh test

test-wasm: prepare-test ## Run the client's unit tests in headless Chromium
	@$(STEP) "Client tests" build/test-wasm.sh

test-browser: prepare-test ## Run the Playwright tests against the whole program in Chromium
	@$(STEP) "Browser tests" build/test-browser.sh

test-optimised: prepare-test ## Build the client as users get it, and test it in Chromium: a short run, and its size
	@$(STEP) "Optimised client" build/test-optimised.sh tested

.PHONY: test-release
test-release: prepare prepare-test
	@$(STEP) "Optimised program" build/test-optimised.sh release

.PHONY: size
size: prepare ## Print what the optimised client consists of, and the sizes of the files of a first visit
	@build/size.sh

.PHONY: pictures interaction
pictures: prepare-test ## Take screenshots of all pages and states, light and dark, at four widths, into end2end/screenshots
	@$(STEP) "Program" build/build.sh quick
	@rm -rf end2end/screenshots
	@$(STEP) "Pictures" bash -c 'cd end2end && node_modules/.bin/playwright test --config pictures.config.ts'

interaction: test-release ## Measure how quickly the page responds (medians); needs an idle machine
	@$(STEP) "Interaction" bash -c 'cd end2end && CHARLA_BUILD=target node_modules/.bin/playwright test --config figures.config.ts'

.PHONY: reliability
reliability: test-release ## Run the failure tests: real failures while users write; takes minutes and needs root
	@$(STEP) "Load generator" build/artefact.sh release/charla-load target/charla-load --package load --release
	@$(STEP) "Killed 20 times" target/charla-load failures kill --rounds 20
	@$(STEP) "A loss would be noticed" bash -c '! target/charla-load failures kill --rounds 20 --lie'
	@$(STEP) "Power lost 20 times" target/charla-load failures power-loss --rounds 20
	@$(STEP) "That loss would be noticed" target/charla-load failures power-loss --rounds 5 --durability relaxed --expect-loss
	@$(STEP) "A full disk" target/charla-load failures disk-full
	@$(STEP) "Backup under load" target/charla-load failures backup
	@$(STEP) "Thousand stalled readers" target/charla-load failures stalled-readers
	@$(STEP) "Everybody returns" target/charla-load failures everybody-returns
	@$(STEP) "Redis away" target/charla-load failures broker-away
	@$(STEP) "Database ended" target/charla-load failures database-away --how ended
	@$(STEP) "Database stalled" target/charla-load failures database-away --how stalled
	@$(STEP) "Restarted in turn" target/charla-load failures rolling-restart
	@$(STEP) "Clocks an hour off" target/charla-load failures clocks
	@$(STEP) "One order" target/charla-load failures one-order

.PHONY: abuse
abuse: build prepare-test ## Run the abuse tests: abusive clients must not affect normal users; takes minutes
	@$(STEP) "Load generator" build/artefact.sh release/charla-load target/charla-load --package load --release
	@$(STEP) "Abuse" target/charla-load abuse all

.PHONY: bench
bench: build ## Measure pages, API, messages, memory and sizes of the program in target/; minutes, needs an idle machine
	@$(STEP) "Load generator" build/artefact.sh release/charla-load target/charla-load --package load --release
	@$(STEP) "Bench" target/charla-load bench

.PHONY: prepare prepare-test
prepare:
	@$(STEP) "Toolchain" build/toolchain.sh
	@$(STEP) "Prerequisites" build/prerequisites.sh

prepare-test:
	@$(STEP) "Toolchain" build/toolchain.sh
	@$(STEP) "Prerequisites" build/prerequisites.sh test

.PHONY: clean clean-cache
clean: ## Remove all build output of this clone (not data/)
	rm -rf target build/node_modules end2end/node_modules end2end/test-results end2end/playwright-report

clean-cache: clean ## Also remove the compiled crates that all clones share, in the user's cache
	rm -rf "$${CARGO_TARGET_DIR:-$${XDG_CACHE_HOME:-$$HOME/.cache}/charla/target}"
