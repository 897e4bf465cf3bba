# A thin face of CMakeLists.txt.

BUILD ?= build
JOBS ?= $(shell nproc)
# Tests wait more than they compute.
TEST_JOBS ?= 4
GO ?= $(shell command -v go || echo /usr/local/go/bin/go)
PORT ?= 7681

.PHONY: packages build test generate demo dropin golden browser interop autobahn bench install uninstall package reference clean

# Writes the API's reference to build/reference/html; needs doxygen.
reference:
	mkdir -p build/reference
	doxygen docs/Doxyfile

# Installs what the build needs where it is missing.
packages:
	@.ci/packages

build: generate $(BUILD)/build.ninja
	cmake --build $(BUILD) -j $(JOBS) --target golws

$(BUILD)/build.ninja: | packages
	cmake -S . -B $(BUILD) -G Ninja -DGO_EXECUTABLE=$(GO)

# The Go tests come first: they fail when a generated file is stale, before
# anything writes it anew.
test: $(BUILD)/build.ninja
	@.ci/packages tests
	$(GO) vet ./...
	$(GO) test ./...
	cmake --build $(BUILD) -j $(JOBS)
	cd $(BUILD) && ctest --output-on-failure -j $(TEST_JOBS)

# Writes what must agree with include/, and with what the tests accept; the
# result is committed.
generate:
	@$(GO) run ./tools/abigen
	@tests/readme/differences
	@tests/examples/index

# Serves examples/chat.
demo: build
	@echo "chat: http://localhost:$(PORT)/"
	$(BUILD)/examples/chat/chat -p $(PORT)

# Runs Debian's own programs on the library.
dropin: build
	GOLWS_BUILD=$(abspath $(BUILD)) tests/dropin/run

# Records anew what Debian's library does, for the tests that compare with it.
golden:
	tests/conformance/record
	tests/front/record

# Drives the demo in a headless Chromium.
browser: build
	GOLWS_BUILD=$(abspath $(BUILD)) tests/browser/run

interop: build
	GOLWS_BUILD=$(abspath $(BUILD)) tests/interop/run
	GOLWS_BUILD=$(abspath $(BUILD)) tests/packaging/debian
	GOLWS_BUILD=$(abspath $(BUILD)) tests/packaging/arm64
	GOLWS_BUILD=$(abspath $(BUILD)) GOLWS_CYCLES=5000 tests/python/run
	GOLWS_BUILD=$(abspath $(BUILD)) GOLWS_CYCLES=10000 tests/node/run
	GOLWS_BUILD=$(abspath $(BUILD)) GOLWS_CYCLES=5000 tests/perl/run

# Runs the Autobahn testsuite; writes docs/autobahn.md.
autobahn: build
	GOLWS_BUILD=$(abspath $(BUILD)) tests/autobahn/run

bench: build
	GOLWS_BUILD=$(abspath $(BUILD)) bench/run
	GOLWS_BUILD=$(abspath $(BUILD)) bench/parsers/run
	GOLWS_BUILD=$(abspath $(BUILD)) bench/crypto/run
	GOLWS_BUILD=$(abspath $(BUILD)) bench/http/run
	GOLWS_BUILD=$(abspath $(BUILD)) bench/tls/run
	GOLWS_BUILD=$(abspath $(BUILD)) bench/threads/run
	GOLWS_BUILD=$(abspath $(BUILD)) bench/bindings/python/run
	GOLWS_BUILD=$(abspath $(BUILD)) bench/bindings/node/run
	GOLWS_BUILD=$(abspath $(BUILD)) bench/bindings/perl/run

# Both take DESTDIR. PREFIX, or another LIBDIR: cmake -DCMAKE_INSTALL_PREFIX=… -B build.
install: build
	cmake --build $(BUILD) -j $(JOBS) --target golws_static
	cmake --install $(BUILD)

uninstall:
	cmake --build $(BUILD) --target uninstall

# A .deb for the Debian this runs on and later ones, and a .tar.gz, in build/package.
package: packages
	cmake -S . -B $(BUILD)/package -G Ninja -DGO_EXECUTABLE=$(GO) -DGOLWS_TESTS=OFF \
		-DCMAKE_INSTALL_PREFIX=/usr
	cmake --build $(BUILD)/package -j $(JOBS) --target golws golws_static
	cd $(BUILD)/package && cpack

clean:
	rm -rf $(BUILD)
