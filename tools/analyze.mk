# SPDX-License-Identifier: GPL-2.0-only
#
# What static analyzers say of the tool, file by file: "make analyze" runs it. A file is
# looked at again when it has changed, or a header of its.

include Makefile

sources := $(wildcard *.c cni/*.c netavark/*.c)
analyzers := clang gcc tidy

# Without the C library's checks, which hide from them what its functions do.
flags = $(filter-out -D_FORTIFY_SOURCE%,$(CPPFLAGS)) -I. -std=gnu11

analyze: $(foreach analyzer,$(analyzers),$(sources:%.c=$(O)/%.$(analyzer)))

$(O)/%.clang: %.c $(O)/%.o
	@clang --analyze --analyzer-output text -Xclang -analyzer-werror $(flags) $<
	@touch $@

# It forgets that there are runs where it has just seen that their number is not 0.
$(O)/ports_format.gcc: flags += -Wno-analyzer-null-argument

$(O)/%.gcc: %.c $(O)/%.o
	@gcc -fanalyzer -Werror -O2 $(flags) -c -o /dev/null $<
	@touch $@

# What it finds is not on the stream where it counts what it has left out.
$(O)/%.tidy: %.c $(O)/%.o ../.clang-tidy
	@clang-tidy --quiet $< -- $(flags) 2>/dev/null
	@touch $@

.PHONY: analyze
