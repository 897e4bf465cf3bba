# A thin face of CMakeLists.txt.

BUILD ?= build
JOBS ?= $(shell nproc)
GO ?= $(shell command -v go || echo /usr/local/go/bin/go)
PORT ?= 7681

.PHONY: build test generate demo dropin golden bench interop install clean

build: generate $(BUILD)/build.ninja
	cmake --build $(BUILD) -j $(JOBS) --target golws

$(BUILD)/build.ninja:
	cmake -S . -B $(BUILD) -G Ninja -DGO_EXECUTABLE=$(GO)

# The Go tests come first: they fail when a generated file is stale, before
# anything writes it anew.
test: $(BUILD)/build.ninja
	$(GO) vet ./...
	$(GO) test ./...
	cmake --build $(BUILD) -j $(JOBS)
	cd $(BUILD) && ctest --output-on-failure

# Writes what must agree with include/; the result is committed.
generate:
	@$(GO) run ./tools/abigen

# Installs what the build needs where it is missing, then serves examples/chat.
demo:
	.ci/packages
	$(MAKE) build
	cmake --build $(BUILD) -j $(JOBS) --target example-chat
	@echo "chat: http://localhost:$(PORT)/"
	exec $(BUILD)/examples/chat -p $(PORT)

# Runs Debian's own programs on the library.
dropin: build
	tests/dropin/run

# Records the conformance traces anew from Debian's library.
golden:
	tests/conformance/record

interop: build
	tests/interop/run

bench: build
	bench/run

install: build
	cmake --install $(BUILD)

clean:
	rm -rf $(BUILD)
