# SPDX-License-Identifier: BSD-2-Clause
# smp/ and bench/ on a machine whose cores are threads (tests/fake_arch), once under ThreadSanitizer
# and once under AddressSanitizer and UBSan. The top Makefile includes this file;
# `make -f tests/smp.mk check-smp` in the top folder works as well.

B      ?= build
FAKE_CC ?= gcc
FAKE_AR ?= ar

FAKE_CFLAGS := -std=gnu11 -D_GNU_SOURCE -g -O1 -fno-omit-frame-pointer -Wall -Wextra -Wshadow -Werror \
	-Iinclude -Itests/fake_arch -Ismp -Ibench -Ilib -Itests/smp -pthread
FAKE_tsan := -fsanitize=thread
FAKE_asan := -fsanitize=address,undefined -fno-sanitize-recover=all

# mem.c would replace the host's own memcpy; the report's devices are not linked
FAKE_SRCS := acpi/finding.c $(wildcard smp/*.c bench/*.c tests/fake_arch/*.c) $(filter-out lib/mem.c,$(wildcard lib/*.c lib/*/*.c)) \
	$(filter-out report/font% report/screen.c report/serial.c report/serial_line.c report/uart.c report/pl011.c,$(wildcard report/*.c)) \
	$(filter-out tests/smp/test_%,$(wildcard tests/smp/*.c))
FAKE_TESTS := $(patsubst tests/smp/%.c,%,$(wildcard tests/smp/test_*.c))
FAKE_DIR := $(B)/host/smp

.PHONY: check-smp
check-smp: $(foreach s,tsan asan,$(FAKE_TESTS:%=$(FAKE_DIR)/$s/%))
	@tests/run.sh smp $(B)/results/smp.txt $^

define FAKE_RULES
$(FAKE_DIR)/$(1)/obj/%.o: %.c tests/smp.mk
	@mkdir -p $$(@D)
	@$$(FAKE_CC) $$(FAKE_CFLAGS) $$(FAKE_$(1)) -MMD -MP -c $$< -o $$@

$(FAKE_DIR)/$(1)/libfake.a: $(FAKE_SRCS:%.c=$(FAKE_DIR)/$(1)/obj/%.o)
	@rm -f $$@
	@$$(FAKE_AR) rcs $$@ $$^

$(FAKE_DIR)/$(1)/test_%: $(FAKE_DIR)/$(1)/obj/tests/smp/test_%.o $(FAKE_DIR)/$(1)/libfake.a
	@$$(FAKE_CC) $$(FAKE_$(1)) -pthread $$^ -lcmocka -o $$@
endef
$(foreach s,tsan asan,$(eval $(call FAKE_RULES,$s)))

.SECONDARY:
# The rule without a recipe keeps make from trying to link x.d out of an x.d.o.
FAKE_DEPENDENCIES := $(shell find $(FAKE_DIR) -name '*.d' 2>/dev/null)
$(FAKE_DEPENDENCIES): ;
-include $(FAKE_DEPENDENCIES)
