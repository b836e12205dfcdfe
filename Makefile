# SPDX-License-Identifier: Apache-2.0
# A thin door to Meson and to tools/. `make help` lists what there is.
BUILD  ?= build
PREFIX ?= /usr/local
# Options for meson setup, as in: make test MESON_ARGS=-Dwerror=true
MESON_ARGS ?=

.PHONY: build demo test bench lint fuzz coverage deep install clean help

build: ## Build the command (build/cupel) and the library (build/libcupel.so)
	@tools/setup build office
	@tools/configure $(BUILD) $$([ -e $(BUILD)/build.ninja ] || echo -Dtests=false) $(MESON_ARGS)
	@ninja -C $(BUILD)

demo: build ## Make evidence with software TEEs, verify it, explain the verdicts
	@tools/demo $(BUILD)/cupel

test: ## Build and run all tests
	@tools/setup build office tpm test
	@tools/configure $(BUILD) -Dtests=true $(MESON_ARGS)
	@ninja -C $(BUILD)
	@tools/run-tests $(BUILD) --no-rebuild

bench: ## Verifications per second, next to libcrypto's raw speed
	@tools/setup build office test
	@tools/configure $(BUILD) -Dtests=true $(MESON_ARGS)
	@ninja -C $(BUILD)
	@meson test -C $(BUILD) --no-rebuild --benchmark

lint: ## Format, static analysis, house rules
	@tools/setup build office lint
	@tools/lint

fuzz: ## Run every fuzz target for a while (SECONDS_EACH=60)
	@tools/setup build office fuzz
	@tools/fuzz $(or $(SECONDS_EACH),60)

coverage: ## Line coverage of lib/ by the tests
	@tools/setup build office test cover
	@tools/coverage

deep: ## The long runs: fuzzing, other machines, valgrind, coverage floor, same bytes, bare system
	@tools/setup build office test fuzz cover deep
	@tools/deep

install: build ## Install to PREFIX (/usr/local), below DESTDIR if set
	@meson configure $(BUILD) --prefix=$(PREFIX)
	@meson install -C $(BUILD)

clean: ## Remove build folders
	@rm -rf build build-*

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12
