# SPDX-License-Identifier: BSD-2-Clause
# The real smp/ on two and three cores, in every order of their steps (tests/model/model.h), and the
# same with defects that it must find (tests/model/defects). The top Makefile includes this file;
# `make -f tests/model.mk check-model` in the top folder works as well.

B        ?= build
MODEL_CC ?= gcc
MODEL_LD ?= ld

MODEL_DIR    := $(B)/host/model
MODEL_CFLAGS := -std=gnu11 -D_GNU_SOURCE -g -fno-pie -ffunction-sections -Wall -Wextra -Wshadow -Werror \
	-Iinclude -Itests/model -Itests/fake_arch -Ismp
# What runs on the model: the compiler shows us each access
MODEL_WATCHED := $(MODEL_CFLAGS) -O1 -fsanitize=thread --param tsan-instrument-func-entry-exit=0

MODEL_WATCHED_SRCS := $(wildcard smp/*.c) lib/cpumask.c tests/model/letters.c tests/model/wake.c \
	$(wildcard tests/model/rows_*.c)
MODEL_STATE_SRCS   := lib/clock.c lib/fmt.c lib/status.c tests/model/arch.c
MODEL_ENGINE_SRCS  := $(patsubst %,tests/model/%.c,classes core explore happens hooks main names shared trace)
MODEL_DEFECTS      := $(patsubst tests/model/defects/%.sed,%,$(wildcard tests/model/defects/*.sed))

MODEL_STATE  := $(MODEL_WATCHED_SRCS:%.c=$(MODEL_DIR)/watched/%.o) $(MODEL_STATE_SRCS:%.c=$(MODEL_DIR)/plain/%.o)
MODEL_ENGINE := $(MODEL_ENGINE_SRCS:%.c=$(MODEL_DIR)/plain/%.o)

.PHONY: check-model
check-model: $(MODEL_DIR)/model $(MODEL_DEFECTS:%=$(MODEL_DIR)/defects/%/model)
	@tests/model/run.sh $(B)/results/model.txt $^

$(MODEL_DIR)/watched/%.o: %.c tests/model.mk
	@mkdir -p $(@D)
	@$(MODEL_CC) $(MODEL_WATCHED) -MMD -MP -c $< -o $@

$(MODEL_DIR)/plain/%.o: %.c tests/model.mk
	@mkdir -p $(@D)
	@$(MODEL_CC) $(MODEL_CFLAGS) -O2 -MMD -MP -c $< -o $@

# A defect is a sed script; its first line names the file that it changes, headers included.
# -fdirectives-only leaves macros as they are written. It must change something.
define MODEL_DEFECT_RULES
$(MODEL_DIR)/defects/$(1)/source.o: tests/model/defects/$(1).sed $(2) $(MODEL_DIR)/watched/$(2:.c=.o)
	@mkdir -p $$(@D)
	@$$(MODEL_CC) $$(MODEL_WATCHED) -E -fdirectives-only $(2) -o $$(@D)/sound.i
	@sed -f $$< $$(@D)/sound.i >$$(@D)/source.i
	@! cmp -s $$(@D)/sound.i $$(@D)/source.i || { echo "$$<: changes nothing in $(2)"; exit 1; }
	@$$(MODEL_CC) $$(MODEL_WATCHED) -fpreprocessed -fdirectives-only -c $$(@D)/source.i -o $$@

$(MODEL_DIR)/defects/$(1)/state.o: $(MODEL_DIR)/defects/$(1)/source.o \
	$(filter-out $(MODEL_DIR)/watched/$(2:.c=.o),$(MODEL_STATE))
endef
$(foreach d,$(MODEL_DEFECTS),$(eval $(call MODEL_DEFECT_RULES,$d,$(shell sed -n '1s/^# //p' tests/model/defects/$d.sed))))

$(MODEL_DIR)/state.o: $(MODEL_STATE)
$(MODEL_DIR)/state.o $(MODEL_DEFECTS:%=$(MODEL_DIR)/defects/%/state.o): tests/model/state.lds
	@$(MODEL_LD) -r -T $< $(filter %.o,$^) -o $@

$(MODEL_DIR)/model $(MODEL_DEFECTS:%=$(MODEL_DIR)/defects/%/model): %/model: %/state.o $(MODEL_ENGINE)
	@$(MODEL_CC) -no-pie -Wl,--gc-sections $^ -o $@

MODEL_DEPENDENCIES := $(shell find $(MODEL_DIR) -name '*.d' 2>/dev/null)
$(MODEL_DEPENDENCIES): ;
-include $(MODEL_DEPENDENCIES)
