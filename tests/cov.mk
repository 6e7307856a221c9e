# SPDX-License-Identifier: BSD-2-Clause
# Which lines of acpi/, lib/, report/, screen/ and smp/*.c the tests on the host run: `make -f tests/cov.mk cov`
# in the top folder. It builds the tests of host.mk and smp.mk once more, with gcc's counters and no
# sanitizer, in a folder of its own; the top Makefile calls it, and does not include it.

B ?= build
override B := $(B)/cov

# Atomic: cores are threads, and each counts. The tests' processes end with exit(), which writes the
# counts, and gcc makes a fork() start from nought in the child.
COV_FLAGS := --coverage -fprofile-update=atomic -O0
override HOST_SANITIZE := $(COV_FLAGS)
FAKE_cov := $(COV_FLAGS)

.DEFAULT_GOAL := cov
include tests/host.mk
include tests/smp.mk
$(eval $(call FAKE_RULES,cov))

COV_SMP := $(FAKE_TESTS:%=$(FAKE_DIR)/cov/%)

# Counts are added to those that lie there. What failed is said once more, after the numbers.
.PHONY: cov
cov: $(HOST_BINARIES) $(COV_SMP)
	@find $(B)/host -name '*.gcda' -delete
	@failed=; \
	tests/run.sh unit $(B)/results/unit.txt $(HOST_BINARIES) || failed="$$failed unit"; \
	tests/run.sh smp $(B)/results/smp.txt $(COV_SMP) || failed="$$failed smp"; \
	/usr/bin/python3 tools/cov.py $(B)/host || failed="$$failed coverage"; \
	test -z "$$failed" || { echo "cov: FAILED:$$failed"; exit 1; }
