# SPDX-License-Identifier: BSD-2-Clause
# What runs on the host: unit tests (check-unit) and fuzzers (check-fuzz). The top Makefile includes
# this file; `make -f tests/host.mk check-unit` in the top folder works as well.

HOST_CC      ?= gcc
HOST_FUZZ_CC ?= clang
HOST_AR      ?= ar
B            ?= build
FUZZ_SECONDS ?= 1
# Instead of a time, so many runs of each: make check-fuzz FUZZ_RUNS=20000000
FUZZ_RUNS    ?=
fuzz_limit    = $(if $(FUZZ_RUNS),-runs=$(FUZZ_RUNS),-max_total_time=$(FUZZ_SECONDS))
# Longer tables only repeat what short ones have.
fuzz_length_madt = -max_len=512

# Sources beyond lib/ and acpi/ that need no hardware. They are linked from an archive: what a test
# does not use is left out, and what it uses may call functions that the test itself fakes.
HOST_PURE_SRCS ?= $(wildcard report/*.c screen/*.c) $(addprefix tools/muster_lint/,dump.c facts.c machine.c split.c tree.c)

# include/machine.h embeds a struct of the architecture; here only its layout matters.
HOST_ARCH ?= smp/x86_64

HOST_WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Werror
HOST_SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
HOST_CFLAGS   := -std=c11 -D_POSIX_C_SOURCE=200809L -g -O1 $(HOST_WARNINGS) -Iinclude -I$(HOST_ARCH) -Ilib -Itests/unit -I.

# mem.c would replace the host's own memcpy; tests/unit/test_mem.c includes it under other names.
HOST_SRCS := $(filter-out lib/mem.c,$(wildcard lib/*.c lib/*/*.c)) $(wildcard acpi/*.c) \
	$(filter-out dt/dt_libc.c,$(wildcard dt/*.c)) $(HOST_PURE_SRCS)
# The static one: what is linked runs elsewhere, too
HOST_LIBS := -l:libfdt.a

HOST_UNIT := $(B)/host/unit
HOST_FUZZ := $(B)/host/fuzz

HOST_TESTS   := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))
HOST_FUZZERS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
ifeq ($(wildcard report/font.c),)
HOST_FUZZERS := $(filter-out font,$(HOST_FUZZERS))
endif

HOST_BINARIES := $(HOST_TESTS:%=$(HOST_UNIT)/%) $(HOST_FUZZERS:%=$(HOST_UNIT)/replay_%)

.PHONY: check-unit check-fuzz
.SECONDARY:

check-unit: $(HOST_BINARIES)
	@tests/run.sh unit $(B)/results/unit.txt $(HOST_BINARIES)

check-fuzz: $(HOST_FUZZERS:%=check-fuzz-%)
	@test -n "$(HOST_FUZZERS)" || { echo "fuzz: no fuzzer found"; exit 1; }

# --- unit tests ---

$(HOST_UNIT)/obj/%.o: %.c
	@mkdir -p $(@D)
	@$(HOST_CC) $(HOST_CFLAGS) $(HOST_SANITIZE) -MMD -MP -c $< -o $@

# Device trees, for the tests that load them. Most break rules that dtc warns of.
HOST_TREES := $(patsubst tests/unit/dts/%.dts,$(HOST_UNIT)/dts/%.dtb,$(wildcard tests/unit/dts/*.dts))
$(HOST_UNIT)/dts/%.dtb: tests/unit/dts/%.dts
	@mkdir -p $(@D)
	@dtc -q -I dts -O dtb -o $@ $<
HOST_TREE_TESTS := $(filter test_dt%,$(HOST_TESTS))
$(HOST_TREE_TESTS:%=$(HOST_UNIT)/obj/tests/unit/%.o): HOST_CFLAGS += -DDTS_FOLDER='"$(HOST_UNIT)/dts"'
$(HOST_TREE_TESTS:%=$(HOST_UNIT)/%): | $(HOST_TREES)

# Removed first: ar only adds and replaces, and a source that is gone must not live on.
$(HOST_UNIT)/libhost.a: $(HOST_SRCS:%.c=$(HOST_UNIT)/obj/%.o)
	@rm -f $@
	@$(HOST_AR) rcs $@ $^

$(HOST_UNIT)/test_%: $(HOST_UNIT)/obj/tests/unit/test_%.o $(HOST_UNIT)/libhost.a
	@$(HOST_CC) $(HOST_SANITIZE) $^ $(HOST_LIBS) -lcmocka -o $@

# The fuzzers' seeds, one test of each target.
$(HOST_FUZZERS:%=$(HOST_UNIT)/obj/replay_%.o): $(HOST_UNIT)/obj/replay_%.o: tests/unit/replay.c
	@mkdir -p $(@D)
	@$(HOST_CC) $(HOST_CFLAGS) $(HOST_SANITIZE) -DREPLAY_FOLDER='"tests/fuzz/corpus/$*"' \
		-MMD -MP -c $< -o $@

$(HOST_UNIT)/replay_%: $(HOST_UNIT)/obj/replay_%.o $(HOST_UNIT)/obj/tests/fuzz/fuzz_%.o \
		$(HOST_UNIT)/libhost.a
	@$(HOST_CC) $(HOST_SANITIZE) $^ $(HOST_LIBS) -lcmocka -o $@

# --- fuzzers ---

# What every parser calls again and again is not followed, or it would cost more than the parser; the
# formatter is in its own fuzzer.
HOST_FUZZ_PLAIN := lib/fmt.c lib/sort.c lib/span.c acpi/finding.c
$(HOST_FUZZ)/obj/%.o: %.c
	@mkdir -p $(@D)
	@$(HOST_FUZZ_CC) $(HOST_CFLAGS) -O2 $(HOST_SANITIZE) $(if $(filter $<,$(HOST_FUZZ_PLAIN)),,-fsanitize=fuzzer-no-link) \
		-MMD -MP -c $< -o $@

$(HOST_FUZZ)/covered/fmt.o: lib/fmt.c
	@mkdir -p $(@D)
	@$(HOST_FUZZ_CC) $(HOST_CFLAGS) -O2 $(HOST_SANITIZE) -fsanitize=fuzzer-no-link -MMD -MP -c $< -o $@
$(HOST_FUZZ)/fuzz_fmt: $(HOST_FUZZ)/covered/fmt.o

$(HOST_FUZZ)/libhost.a: $(HOST_SRCS:%.c=$(HOST_FUZZ)/obj/%.o)
	@rm -f $@
	@$(HOST_AR) rcs $@ $^

$(HOST_FUZZ)/fuzz_%: $(HOST_FUZZ)/obj/tests/fuzz/fuzz_%.o $(HOST_FUZZ)/libhost.a
	@$(HOST_FUZZ_CC) $(HOST_SANITIZE) -fsanitize=fuzzer $(filter %.o,$^) $(filter %.a,$^) $(HOST_LIBS) -o $@

# New inputs go to a scratch folder, the first one named; the seeds are only read.
.PHONY: $(HOST_FUZZERS:%=check-fuzz-%)
$(HOST_FUZZERS:%=check-fuzz-%): check-fuzz-%: $(HOST_FUZZ)/fuzz_%
	@mkdir -p $(HOST_FUZZ)/scratch/$*
	@$< $(fuzz_limit) $(fuzz_length_$*) -timeout=5 -artifact_prefix=$(HOST_FUZZ)/$*- \
		$(HOST_FUZZ)/scratch/$* tests/fuzz/corpus/$* >$<.log 2>&1 \
		|| { cat $<.log; echo "fuzz $*: FAILED"; exit 1; }
	@sed -n 's/^Done \([0-9]*\) runs in \([0-9]*\).*/fuzz $*: \1 runs in \2 s/p' $<.log | grep .
	@mkdir -p $(B)/results && echo "1 0 0" >>$(B)/results/fuzz.txt

# The rule without a recipe keeps make from trying to link x.d out of an x.d.o.
HOST_DEPENDENCIES := $(shell find $(HOST_UNIT)/obj $(HOST_FUZZ)/obj -name '*.d' 2>/dev/null)
$(HOST_DEPENDENCIES): ;
-include $(HOST_DEPENDENCIES)
