# SPDX-License-Identifier: GPL-2.0-only
#
# "make" builds module and tool, "make help" lists the rest.

SHELL := /bin/bash
.DEFAULT_GOAL := all

# The kernel to build for: the one that runs if it has headers, else the newest
# of Debian's 6.12 that does.
KDIR ?= $(or $(wildcard /lib/modules/$(shell uname -r)/build),$(lastword \
	$(shell ls -d /usr/src/linux-headers-6.12.*-amd64 2>/dev/null | \
		grep -vE -- '-(cloud|rt)-' | sort -V)))

PREFIX ?= /usr/local
release_header = $(KDIR)/include/generated/utsrelease.h
release := $(shell sed -n 's/^\#define UTS_RELEASE "\(.*\)"/\1/p' $(release_header) 2>/dev/null)
MODLIB ?= /lib/modules/$(release)

# All that the module is built of.
module_sources := Kbuild VERSION kmod uapi
version := $(shell cat VERSION)

# Each kernel has a folder of links to the sources and of its own objects.
out = $(CURDIR)/build/$(release)
kernel_arch = $(if $(shell grep -s '^CONFIG_UML=y' $(KDIR)/.config),ARCH=um)
kbuild = @$(MAKE) --no-print-directory -C $(KDIR) $(kernel_arch) M=$(out) W=1

# Where the tool's objects go: beside its sources, unless TOOL_OUT is set.
tool_make = $(MAKE) --no-print-directory -C tools $(if $(TOOL_OUT),O=$(TOOL_OUT))

vm := selftests/vm

all: modules tools

modules: mirror
	+$(kbuild) modules

# One pass of sparse over everything, whatever was compiled before.
sparse: mirror
	+$(kbuild) C=2 CF="-Wsparse-error" modules

mirror:
	@test -n "$(release)" || \
		{ echo "no kernel headers in '$(KDIR)': make packages, or give KDIR=" >&2; exit 1; }
	@mkdir -p $(out)
	@cp -rsf $(addprefix $(CURDIR)/,$(module_sources)) $(out)/
	@find $(out) -path $(out)/root -prune -o -xtype l -exec rm {} +

tools:
	+@$(tool_make)

install: install-modules install-tools

install-modules: modules
	install -D -m 644 $(out)/ctrnet.ko $(DESTDIR)$(MODLIB)/updates/ctrnet.ko
	$(if $(DESTDIR),,depmod $(release))
	@$(if $(DESTDIR),,$(warn_other_kernel))

running := $(shell uname -r)
warn_other_kernel = [ '$(release)' = '$(running)' ] || \
	echo "make: warning: the module was built for $(release), you run $(running): boot the\
	former, or install headers of the latter and do this again" >&2

# The sources, for dkms to build the module for each kernel that is installed.
dkms_folder = $(DESTDIR)/usr/src/ctrnet-$(version)
install-dkms:
	install -d $(dkms_folder)
	cp -r --no-preserve=mode $(module_sources) dkms.conf COPYING $(dkms_folder)/
	$(if $(DESTDIR),,dkms add ctrnet/$(version))

install-tools: tools
	+@$(tool_make) install DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)

# The module of every kernel, whatever headers there are today.
uninstall:
	@for module in $(wildcard $(DESTDIR)/lib/modules/*/updates/ctrnet.ko); do \
		echo "rm $$module"; rm -f "$$module" || exit; \
		$(if $(DESTDIR),:,kernel=$${module#/lib/modules/}; depmod "$${kernel%%/*}"); \
	done
	@[ ! -d $(dkms_folder) ] || { $(if $(DESTDIR),,dkms remove ctrnet/$(version) --all &&) \
		rm -r $(dkms_folder); }
	+@$(tool_make) uninstall DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)
	@$(if $(DESTDIR),,[ ! -d /sys/module/ctrnet ] || \
		echo "make: the module is still loaded: rmmod ctrnet ends its networks" >&2)

# Debian packages, of a copy of what git knows: the tree stays as it is. They need
# no kernel: dkms builds the module where it is installed.
deb := $(CURDIR)/build/deb
deb:
	@$(vm)/packages.sh --list selftests/deb.packages
	@rm -rf $(deb)
	@mkdir -p $(deb)/ctrnet-$(version)
	@git ls-files -z | tar -c --null -T - | tar -x -C $(deb)/ctrnet-$(version)
	cd $(deb)/ctrnet-$(version) && dpkg-buildpackage -us -uc -b
	@ls $(deb)/*.deb

clean:
	rm -rf build
	+@$(tool_make) clean

# With headers of the kernels which scripts run on, and modules are built for.
packages:
	@$(vm)/packages.sh $(filter 6.%,$(or $(KERNELS),6.12 6.1))

uml: packages
	@$(vm)/source.sh uml$(if $(DEBUG),-debug) >/dev/null

check: packages
	@selftests/check $(if $(TESTS),TESTS="$(TESTS)") $(if $(ONCE),ONCE=$(ONCE)) \
		$(if $(SMP),SMP=$(SMP)) $(if $(GUESTS),GUESTS=$(GUESTS)) \
		$(if $(KERNELS),KERNELS="$(KERNELS)")

# The scripts which say most, on one kernel after the other, and a table.
matrix: packages
	@selftests/matrix $(if $(TESTS),TESTS="$(TESTS)") $(if $(KERNELS),KERNELS="$(KERNELS)")

# What is skipped by check where others' programs are not installed; here nothing may be.
check-ecosystem: packages
	@$(vm)/packages.sh --list selftests/ecosystem.packages
	@podman=$$($(vm)/tree.sh podman) && servers=$$($(vm)/tree.sh servers) && \
		$(vm)/run -k $(or $(KERNEL),6.12) --timeout 5400 -- \
		env PODMAN_TREE=$$podman SERVERS_TREE=$$servers CNI_PORTS=$(or $(CNI_PORTS),100) \
		selftests/run --no-skip --timeout 1800 $$(make -s -C selftests list-ecosystem)

# The packages, in a guest which has nothing of all this. dkms builds the module in there,
# which takes QEMU a while: KERNEL=uml is faster.
check-packages: packages deb
	@$(vm)/packages.sh --list selftests/packaging.packages
	lintian --fail-on error $(deb)/*.changes
	@$(vm)/run -k $(or $(KERNEL),6.12) --bare --timeout 5400 -- selftests/packages

# The first time, this builds a kernel.
check-kunit: packages
	@$(vm)/run -k $(or $(KERNEL),uml) --append log_buf_len=16M -- selftests/kunit

# Where the fuzzers look for inputs which make a difference, they go on next time.
FUZZ_SECONDS ?= 60
check-fuzz: packages
	@$(vm)/packages.sh --list tools/fuzz/packages
	+@$(MAKE) --no-print-directory -C tools/fuzz check O=$(CURDIR)/build/fuzz \
		FUZZ_SECONDS=$(FUZZ_SECONDS)

# Where memory, locks, RCU and leaks are checked. All of it takes hours by an emulated kernel,
# which is the one that has two CPUs: a guest of it keeps one of the machine's busy.
check-debug: kernel = $(or $(KERNEL),debug)
check-debug: packages
	@selftests/check KERNELS=$(kernel) TIMEOUT=$(or $(TIMEOUT),14400) LIMIT=3000 \
		SMP=$(or $(SMP),$(if $(filter uml%,$(kernel)),1,2)) \
		GUESTS=$(or $(GUESTS),$(shell nproc)) $(if $(TESTS),TESTS="$(TESTS)")

# The module, by requests and packets. What User-Mode-Linux lacks, KERNEL=debug has.
fuzz: packages
	@selftests/fuzz/run $(if $(KERNEL),KERNEL=$(KERNEL)) $(if $(SMP),SMP=$(SMP)) \
		$(if $(MINUTES),MINUTES=$(MINUTES)) $(if $(SEED),SEED=$(SEED))

# Which lines of the module the scripts run, and fuzzing for MINUTES.
coverage: packages
	@selftests/coverage $(if $(KERNEL),KERNEL=$(KERNEL)) MINUTES=$(or $(MINUTES),0) $(TESTS)

# Its scripts are of what people do most.
sanitized := $(CURDIR)/build/sanitized
check-sanitized: TESTS ?= $(shell make -s -C selftests list-sanitized)
check-sanitized: packages
	+@$(MAKE) --no-print-directory -C tools SANITIZE=1 O=$(sanitized) all check
	@$(vm)/run --timeout 3600 -- selftests/memcheck \
		--sanitized $(sanitized)/ctrnetctl $(TESTS)

# Parts of it with ONLY="paths publish"; what a change of the source has changed with
# bench-diff, by default beside the results before the last ones.
bench := selftests/bench
bench: packages
	@$(vm)/packages.sh --list $(bench)/packages
	@$(bench)/run $(ONLY)

bench-diff:
	@$(bench)/diff $(if $(ONLY),--only "$(ONLY)") $(if $(HERE),--here) \
		$(if $(ABOVE),--above $(ABOVE)) $(OLD)

bench-host:
	@$(bench)/run --here $(if $(FORCE),--force) $(ONLY)

# What becomes of figures, by made-up ones.
bench-test:
	@out=$$($(bench)/test --quiet 2>&1) || { echo "$$out" >&2; exit 1; }

demo shell: KERNELS = 6.12
demo: packages
	@$(vm)/run --timeout 300 -- selftests/demo.sh

shell: packages
	@echo "A virtual machine; what is done in it vanishes with its shell." >&2
	@$(vm)/run --tty -- sh -c 'bash; :'

lint: warnings generated links checkpatch kernel-doc shellcheck versions bench-test

# Module, tool, and what tests are built of, without any warning, the module's objects looked
# at by sparse too. In a folder of its own, as other flags mean to compile all again.
warnings: packages
	+@$(MAKE) --no-print-directory sparse out=$(CURDIR)/build/lint KCFLAGS=-Werror
	+@$(MAKE) --no-print-directory tools TOOL_OUT=$(CURDIR)/build/lint/tools \
		CFLAGS="-O2 -g -Werror"
	+@$(MAKE) --no-print-directory -C tools/fuzz syntax
	+@$(MAKE) --no-print-directory -C selftests/fuzz O=$(CURDIR)/build/lint/fuzz \
		CFLAGS="-O2 -Werror"
	@$(CC) -fsyntax-only -Wall -Wextra -Wno-unused-parameter -Werror $(bench)/*.c

# What takes longer than lint: analyzers which follow what the tool does, file by file, and
# the kernel's scripts for Coccinelle, on the module. With ANALYZE=coccinelle, or tool, one half.
ANALYZE ?= coccinelle tool
analyze: $(addprefix analyze-,$(ANALYZE))

analyze-packages: packages
	@$(vm)/packages.sh --list selftests/analyze.packages

analyze-coccinelle: analyze-packages
	@selftests/coccinelle

analyze-tool: analyze-packages
	+@$(MAKE) --silent --no-print-directory -C tools -f analyze.mk O=$(CURDIR)/build/analyze \
		all analyze

# What documents refer to is there.
links:
	@Documentation/check-links

generated: packages
	@uapi/generate --check $$($(vm)/source.sh --checks)

# Types that checkpatch cannot judge outside the kernel's tree are left out, and
# for the tool those which name the kernel's own functions or wish for strings in
# one piece: its tables of expected output are printed as they look.
not_ours := FILE_PATH_CHANGES,MAINTAINERS
not_tools := $(not_ours),PREFER_DEFINED_ATTRIBUTE_MACRO,EMBEDDED_FUNCTION_NAME,NEW_TYPEDEFS
not_tools := $(not_tools),STRNCPY,SPLIT_STRING,LONG_LINE_STRING
checkpatch: packages
	@tree=$$($(vm)/source.sh --checks) && \
		check() { find "$$1" -name '*.[ch]' ! -name 'netlink_gen.*' -print0 | xargs -0 -n 16 -P $$(nproc) \
			$$tree/scripts/checkpatch.pl --no-tree --strict --terse --no-summary \
			--show-types --ignore "$$2" -f; } && \
		check kmod $(not_ours) && check tools $(not_tools)

# Comments of functions and structures are about all their parameters, and what is returned.
kernel-doc: packages
	@tree=$$($(vm)/source.sh --checks) && \
		find kmod -name '*.[ch]' ! -name 'netlink_gen.*' -print0 | \
		xargs -0 $$tree/scripts/kernel-doc -none -Wall -Werror

# One version, wherever it stands.
versions:
	@grep -qx 'PACKAGE_VERSION="$(version)"' dkms.conf && \
		grep -qF '"$(version)"' tools/version.h && \
		head -n 1 debian/changelog | grep -qF '($(version))' || \
		{ echo "dkms.conf, tools/version.h or debian/changelog has not the $(version) of VERSION" >&2; exit 1; }

shellcheck: packages
	@git ls-files | xargs -r grep -lEm 1 '^#(!.*[/ ](ba|da)?sh| shellcheck shell=)' | \
		xargs -n 16 -P $$(nproc) shellcheck -x

help:
	@echo 'all              module and tool (default)'
	@echo 'modules          the module, for the kernel built in or packaged as KDIR'
	@echo 'tools            the tool'
	@echo 'install          both, below DESTDIR if set; the tool below PREFIX'
	@echo 'install-dkms     the module'"'"'s sources, for dkms to build it with each kernel'
	@echo 'deb              Debian packages, in build/deb; installs what building them needs'
	@echo 'uninstall        remove what install has put there, for every kernel'
	@echo 'clean            remove what was built here'
	@echo
	@echo 'demo             show a published port in a virtual machine'
	@echo 'shell            a shell in a virtual machine which has module and tool'
	@echo 'check            unit tests, and scripts in virtual machines with KERNELS="6.12 6.1";'
	@echo '                 some of them with TESTS="a.sh b.sh", more CPUs with SMP=2'
	@echo 'matrix           the core scripts on KERNELS="6.12 6.1 newest arm64", one'
	@echo '                 after the other; a table; others with TESTS='
	@echo 'check-ecosystem  under engines: podman, containerd, crun, runc, ynl and so on, which it'
	@echo '                 installs, in a virtual machine with KERNEL=6.12 or uml; one of them'
	@echo '                 publishes CNI_PORTS=100'
	@echo 'check-debug      the scripts on a kernel that checks memory, locks, RCU and leaks, for hours;'
	@echo '                 some with TESTS=; KERNEL=debug, uml-debug or kcsan, with SMP=2 CPUs, in'
	@echo '                 GUESTS=, by default as many as CPUs, for TIMEOUT=14400 seconds each'
	@echo 'check-packages   those of deb, in a virtual machine with KERNEL=6.12 or uml: installed,'
	@echo '                 used as README.md says, and removed'
	@echo 'check-kunit      the module'"'"'s unit tests, in User-Mode-Linux, or on KERNEL=debug'
	@echo 'check-fuzz       the tool'"'"'s parsers under libFuzzer, $(FUZZ_SECONDS) s each (FUZZ_SECONDS=)'
	@echo 'fuzz             requests and packets which nobody means well with, against the module,'
	@echo '                 for MINUTES=5; SEED= repeats them, in another order; with'
	@echo '                 KERNEL=uml-debug, or kcsan or debug and SMP=2 CPUs'
	@echo 'coverage         which lines of the module run, in scripts (TESTS=) and, with MINUTES=5, in'
	@echo '                 fuzzing; KERNEL=uml or 6.12'
	@echo 'check-sanitized  the tool with ASan, LSan and UBSan, in a virtual machine; TESTS="a.sh b.sh"'
	@echo 'bench            measure ctrnet beside its alternatives, in virtual machines;'
	@echo '                 parts of it with ONLY="paths publish"'
	@echo 'bench-diff       what has changed since the results before, or since OLD=FILE;'
	@echo '                 in those of a part with ONLY="paths publish", of bench-host with HERE=1;'
	@echo '                 what has changed by more than ABOVE=1 percent'
	@echo 'bench-host       the same measured on this machine, by its clock; installs nothing;'
	@echo '                 ONLY=; with FORCE=1 even where that changes what others use'
	@echo 'lint             compiler warnings, sparse, checkpatch, kernel-doc, shellcheck, and'
	@echo '                 whether generated files are what they should be; and what makes'
	@echo '                 tables of the benchmark'"'"'s figures, by made-up ones'
	@echo 'analyze          what clang, clang-tidy, gcc -fanalyzer and Coccinelle find: minutes'
	@echo 'uml              build User-Mode-Linux for quick tests; DEBUG=1: with checks'
	@echo 'packages         install Debian packages that all this needs (as root), and headers of'
	@echo '                 KERNELS="6.12 6.1"'
	@echo
	@echo 'KDIR             $(KDIR)'

.PHONY: all modules sparse mirror tools install install-modules install-tools uninstall
.PHONY: clean packages uml check matrix check-debug check-ecosystem check-packages check-kunit
.PHONY: check-fuzz check-sanitized coverage fuzz
.PHONY: bench bench-diff bench-host bench-test demo shell help
.PHONY: analyze analyze-packages analyze-coccinelle analyze-tool
.PHONY: install-dkms deb lint warnings generated links checkpatch kernel-doc shellcheck versions
