# What there is to do here. Everything runs unattended, as root or with sudo.

PACKAGES := libmosquitto-dev libcurl4-openssl-dev zlib1g-dev libdeflate-dev libssl-dev libsodium-dev libsqlite3-dev libyaml-dev \
	mosquitto mosquitto-clients sqlite3 libarchive-tools python3 python3-venv pkg-config curl jq openssl ca-certificates
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
SUDO := $(if $(filter 0,$(shell id -u)),,sudo)
SOURCES := Sources Tests Package.swift
SECURETAR := 2026.10.0

.PHONY: help deps build test stress simulate chaos sanitize sanitize-thread sanitize-address test-demo test-bench bench \
	demo interop app format lint clean
.DEFAULT_GOAL := help

help:
	@echo "make deps      install the Debian packages that are missing"
	@echo "make build     the release binaries, in .build/release"
	@echo "make test      all tests"
	@echo "make stress    200 backups of databases that are written to without pause"
	@echo "make simulate  10,000 reservations over many kinds of content: how close sizes are promised, and that none is too small"
	@echo "make chaos     every fault at every chunk of an upload, alone and in pairs: the table of docs/UPLOAD.md"
	@echo "make sanitize  the tests of the data plane and the parsers under ThreadSanitizer, then AddressSanitizer"
	@echo "make bench     tables: DrivePipe beside tar, gzip, pigz, rclone and Home Assistant's own library; ROUNDS=1 SIZE_MB=50 SIZES=0 is quick"
	@echo "make demo      a backup from start to proof, with a broker and a Drive of its own"
	@echo "make interop   other people's programs: clients against the Drive simulator, Home Assistant reads our backups"
	@echo "make app       the Home Assistant app with its sources, in .build/app: see config/app/DOCS.md"
	@echo "make format    bring the Swift sources into shape; make lint: say what is not"
	@echo "make clean     remove what was built"

deps:
	@missing=""; \
	for package in $(PACKAGES); do \
		case "$$(dpkg -s $$package 2>/dev/null)" in \
			*"Status: install ok installed"*) ;; \
			*) missing="$$missing $$package" ;; \
		esac; \
	done; \
	if [ -n "$$missing" ]; then \
		echo "installing$$missing"; \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -qq update; \
		$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends $$missing >/dev/null; \
	fi

# The Swift runtime goes into the binaries: they run where no toolchain is, and take less memory.
build: deps
	swift build -c release --static-swift-stdlib --product drivepipe
	swift build -c release --static-swift-stdlib --product drive-simulator
	swift build -c release --static-swift-stdlib --product supervisor-simulator

# Tests that compute for long, or that keep the thread they run on until another program has ended, apart from those that
# wait: on few processors they would keep a broker's client from being woken in time.
COMPUTING := ^(Archive|Backup|Cryptography|Pipe|Supervisor)Tests\.|(LargeBackup|KilledProducer|FrameCommand|PipeDocument)Tests

# So many of those that wait at the same time: each has programs of its own.
WIDTH := 16

# An end without a summary is no success, whatever the exit code says.
swift-test = timeout $(or $(LIMIT),1200) swift test --skip-build --disable-xctest $(1) 2>&1 | tee .build/test.log; \
	grep -q "Test run with .* passed" .build/test.log

test: export PATH := $(CURDIR)/.build/python/bin:$(PATH)
test: deps test-demo test-bench .build/python/securetar-$(SECURETAR)
	swift build --build-tests
	@$(call swift-test,--skip '$(COMPUTING)' --experimental-maximum-parallelization-width $(WIDTH))
	@$(call swift-test,--filter '$(COMPUTING)')
	cd Tests/Interop && python3 -m unittest test_securetar test_foreign_backups.SecureTar \
		test_homeassistant_config test_app

# Home Assistant's own library for archives. Where it cannot be had, without a network for one, the tests that need it are
# skipped.
.build/python/securetar-$(SECURETAR): | deps
	@mkdir -p .build
	@{ python3 -m venv .build/python \
		&& .build/python/bin/pip install --quiet --retries 1 --timeout 10 securetar==$(SECURETAR) \
		&& touch $@; } >.build/python.log 2>&1 || echo "securetar cannot be had, its tests are skipped: see .build/python.log"

stress: LIMIT := 3600
stress: deps
	swift build --build-tests
	export DRIVEPIPE_STRESS=200; $(call swift-test,--filter DatabaseTests)

simulate: LIMIT := 3600
simulate: OPTIMISED := --scratch-path .build/simulate -c release -Xswiftc -enable-testing
simulate: deps
	swift build --build-tests $(OPTIMISED)
	export DRIVEPIPE_SIMULATE=10000; $(call swift-test,$(OPTIMISED) --filter ReservationSimulationTests)

chaos: LIMIT := 3600
chaos: deps
	swift build --build-tests
	export DRIVEPIPE_CHAOS=1; $(call swift-test,--filter ChaosTests)

# Whatever touches bytes from outside or shares memory between threads.
SANITIZED := ^(Pipe|JSON|Cryptography|Archive|Backup|Catalog|HTTP|Drive|DriveSimulator|MQTT|Supervisor)Tests\.
sanitize: sanitize-thread sanitize-address

sanitize-thread sanitize-address: sanitize-%: deps
	Tests/sanitize.sh $* '$(SANITIZED)'

test-demo: deps
	python3 -m unittest discover -s Tests/Demo

test-bench: deps
	python3 -m unittest discover -s Tests/Bench

# Who is not installed is left out and named. DOCUMENT=docs/BENCHMARKS.md puts the tables there.
bench: build .build/python/securetar-$(SECURETAR)
	@python3 Tests/Bench/bench.py $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SIZE_MB),--size-mb $(SIZE_MB)) \
		$(if $(SHAPES),--shapes $(SHAPES)) $(if $(SIZES),--sizes $(SIZES)) $(if $(DOCUMENT),--document $(DOCUMENT))

demo: build
	Tests/Demo/demo.sh

# Foreign clients against the simulator, foreign readers of the backups: each where it is installed, the others are named
# at the end. Tests/Interop/README.md says how to get them.
interop: export DRIVEPIPE := $(CURDIR)/.build/release/drivepipe
interop: export DRIVE_SIMULATOR := $(CURDIR)/.build/release/drive-simulator
interop: export SUPERVISOR_SIMULATOR := $(CURDIR)/.build/release/supervisor-simulator
interop: build
	status=0; (cd Tests/Interop && python3 -m unittest --verbose) 2>&1 | tee .build/interop.log || status=$$?; \
	echo "Not tested:"; sed -n "s/.* skipped ['\"]\(.*\)['\"]$$/  \1/p" .build/interop.log | sort | uniq -c; exit $$status

# Home Assistant builds a local app from its own folder: everything has to be in it.
app:
	rm -rf .build/app
	mkdir -p .build/app/config/app
	cp config/app/run.sh .build/app/config/app/
	cp -r config/app/config.yaml config/app/Dockerfile config/app/translations config/app/*.md .build/app/
	cp -r Package.swift Sources Tests discovery .build/app/

format:
	swift format --in-place -r $(SOURCES)

lint:
	swift format lint --strict -r $(SOURCES)

clean:
	rm -rf .build
