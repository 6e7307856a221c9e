# SPDX-License-Identifier: BSD-2-Clause
# muster-lint: the lint for the host, of the same sources as muster.efi's. The top Makefile includes
# this file, behind tests/host.mk.
#
#     make lint          $(B)/host/muster-lint
#     make check-lint    its tests
#     make docs          writes the list of rules in docs/lint.md anew, and docs/messages.md

LINT      := $(B)/host/muster-lint
LINT_OBJ  := $(B)/host/lint
LINT_SRCS := $(wildcard tools/muster_lint/*.c)
# The same, with the sanitizers of the unit tests: what the whole corpus is run through
LINT_CHECKED := $(HOST_UNIT)/muster-lint

.PHONY: lint check-lint docs
lint: $(LINT)

$(LINT_OBJ)/%.o: %.c
	@mkdir -p $(@D)
	$(Q)$(HOST_CC) $(HOST_CFLAGS) -O2 -MMD -MP -c $< -o $@

$(LINT_OBJ)/libhost.a: $(HOST_SRCS:%.c=$(LINT_OBJ)/%.o)
	@rm -f $@
	$(Q)$(HOST_AR) rcs $@ $^

$(LINT): $(LINT_SRCS:%.c=$(LINT_OBJ)/%.o) $(LINT_OBJ)/libhost.a
	$(call say,HOSTCC $@)
	$(Q)$(HOST_CC) $^ $(HOST_LIBS) -o $@

$(LINT_CHECKED): $(LINT_SRCS:%.c=$(HOST_UNIT)/obj/%.o) $(HOST_UNIT)/libhost.a
	@$(HOST_CC) $(HOST_SANITIZE) $^ $(HOST_LIBS) -o $@

check-lint: $(LINT) $(LINT_CHECKED) $(MUSTER) man
	$(Q)LINT=$(LINT) LINT_CHECKED=$(LINT_CHECKED) B=$(B) tests/pytest.sh lint tests/host

docs: $(LINT)
	$(Q)/usr/bin/python3 tools/muster_lint/docs.py $(LINT)
	$(Q)/usr/bin/python3 tools/messages.py write

-include $(shell find $(LINT_OBJ) -name '*.d' 2>/dev/null)
