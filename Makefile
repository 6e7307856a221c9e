# SPDX-License-Identifier: BSD-2-Clause
# make            build/muster.efi
# make image      build/muster.img, a FAT volume for QEMU
# make ARCH=aarch64 [image]   the same for Arm: build/aarch64/muster.efi, build/aarch64/muster.img
# make stick      build/muster-stick.img, make iso: build/muster.iso: of both architectures, for real machines
# make sign KEY= CERT=   muster.signed.efi for Secure Boot; make keys: keys for that (docs/secure-boot.md)
# make run        boot it in QEMU (ARGS="--cpus 8 -- idle=poll")
# make compare-peers   against Linux and the firmware's MP Services, side by side
# make check      every test that needs no VM; make check-vm: those that do; make test: set-up and all
# make lint       build/host/muster-lint, the judge of tables from elsewhere
# make docs       its rules into docs/lint.md, and docs/messages.md from docs/messages/
# make install    the program, run.sh, tools/muster, muster-lint and man pages (DESTDIR=, PREFIX=/usr/local)
# make dist       build/muster-VERSION.tar.xz, of what is committed
# make lab        tools/lab and docs/lava.yaml by labgrid and LAVA themselves, in virtual machines
# make screenshots   docs/screens/*.png: the screen in the middle of a run, and at its end (ARGS="--sizes 1280x800")
# make perf       exact figures of the hot paths against tests/perf/baseline.json; make perf-update: writes it
# make floors     the shape of the code: include directions, the link check, lengths
# Tests are of both architectures, whatever ARCH says.

ARCH    ?= x86_64
B       ?= build
# Another architecture's tools have its name in front
CROSS   ?= $(if $(filter-out $(shell uname -m),$(ARCH)),$(ARCH)-linux-gnu-)
ifeq ($(origin CC),default)
CC      := $(CROSS)gcc
endif
ifeq ($(origin LD),default)
LD      := $(CROSS)ld
endif
HOSTCC  ?= gcc
OBJCOPY ?= $(CROSS)objcopy
O       := $(B)/$(ARCH)
.DEFAULT_GOAL := all
# V=1 shows each command
V       ?=
Q       := $(if $(strip $(V)),,@)
say      = $(if $(strip $(V)),,@echo "  $(1)")

# ---- what is linked: all of each floor, and of one architecture what is named ----

sources = $(sort $(basename $(notdir $(wildcard $(1)/*.c))))
LIB_OBJS := $(call sources,lib)
# What is pure of an architecture: all of them, so that it is tested on any; the linker drops the rest
LIB_ARCHS := x86_64 aarch64
ACPI_OBJS := $(call sources,acpi)
REPORT_OBJS := font_blob $(call sources,report)
SCREEN_OBJS := $(call sources,screen)
SMP_OBJS := $(call sources,smp)
BENCH_OBJS := $(call sources,bench)
EFI_OBJS := $(call sources,efi)
DT_OBJS_aarch64 := $(call sources,dt)
DT_OBJS := $(DT_OBJS_$(ARCH))
ARCH_OBJS := $(sort $(basename $(notdir $(wildcard smp/$(ARCH)/*.[cS]))))
include trampoline/$(ARCH)/build.mk

objects = $(patsubst %,$(O)/$(1)/%.o,$(2))

# Needs the firmware, and is the only part to see <efi.h>
BEFORE := $(call objects,efi,$(EFI_OBJS)) $(call objects,efi/$(ARCH),$(call sources,efi/$(ARCH)))
# Data that the program itself never looks at
SBAT := $(O)/efi/sbat.o
# Pure, and before the door as well: reads device trees, with a library; of architectures that have them
TREE := $(call objects,dt,$(DT_OBJS))
# Pure: bytes in, facts out
PURE := $(call objects,lib,$(LIB_OBJS)) \
	$(foreach a,$(LIB_ARCHS),$(call objects,lib/$a,$(call sources,lib/$a))) $(call objects,acpi,$(ACPI_OBJS))
# After the door, the same on every architecture
GENERIC := $(call objects,report,$(REPORT_OBJS)) $(call objects,screen,$(SCREEN_OBJS)) $(call objects,smp,$(SMP_OBJS)) \
	$(call objects,bench,$(BENCH_OBJS))
# After the door, one architecture
MACHINE := $(call objects,smp/$(ARCH),$(ARCH_OBJS)) \
	$(call objects,trampoline/$(ARCH),$(TRAMPOLINE_OBJS))
AFTER := $(PURE) $(GENERIC) $(MACHINE)

# ---- flags ----

# clang compiles for any architecture, and must be told
TARGET = $(if $(findstring clang,$(CC)),--target=$(ARCH)-linux-gnu)
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
BASE = -std=gnu11 $(OPTIMISE) -g -ffreestanding -fPIC -fvisibility=hidden -include include/hidden.h -fno-strict-aliasing \
	-fno-stack-protector -fno-omit-frame-pointer -fno-asynchronous-unwind-tables \
	-fno-delete-null-pointer-checks -ffunction-sections -fdata-sections "-ffile-prefix-map=$(CURDIR)=." \
	$(TARGET) $(ARCH_FLAGS) -mgeneral-regs-only -fshort-wchar $(WARN) -MMD -MP
INCLUDES := -Iinclude -Ismp/$(ARCH)
# Neither a hosted header nor gnu-efi's: only our own and the compiler's freestanding ones
FREESTANDING = -nostdinc -isystem $(shell $(CC) -print-file-name=include)

# gnu-efi of this machine's architecture is installed, another's unpacked by tools/setup.sh
EXTRA   ?= $(B)/extra
EFI_PLACES := $(EXTRA)/$(ARCH)/usr /usr /usr/local
EFI_INC ?= $(firstword $(patsubst %/$(ARCH)/efibind.h,%,$(wildcard $(EFI_PLACES:%=%/include/efi/$(ARCH)/efibind.h))))
EFI_LIB ?= $(firstword $(dir $(wildcard $(foreach p,$(EFI_PLACES),$(p)/lib/crt0-efi-$(ARCH).o $(p)/lib/gnuefi/crt0-efi-$(ARCH).o))))
FDT_LIB ?= $(firstword $(wildcard $(EFI_PLACES:%=%/lib/$(ARCH)-linux-gnu/libfdt.a)))
FDT_INC ?= $(firstword $(patsubst %/libfdt.h,%,$(wildcard $(EFI_PLACES:%=%/include/libfdt.h))))
include efi/$(ARCH)/build.mk
MUSTER  := $(RESULT)/muster.efi

.PHONY: all image hostile run compare-peers screenshots perf perf-update setup lab check check-vm check-lab check-floors check-clang test floors link-check cov format clean distclean
all: $(MUSTER)

# --no-undefined: without it a missing helper links silently and the program dies; -z text: and code
# cannot be relocated where it may not be written
define link_image
$(Q)$(LD) -nostdlib -shared --gc-sections -Bsymbolic -z defs -znocombreloc -z text -z noexecstack --no-undefined \
	--build-id=none --no-warn-rwx-segments -T efi/$(ARCH)/muster.lds \
	$(START) $(1) $(EFI_LIB)libgnuefi.a -o $@
endef
define finish_pe
$(Q)$(OBJCOPY) --strip-all -j .text -j .reloc -j .rodata -j .dynamic -j .rela -j .dynsym -j .dynstr -j .sbat -j .data \
	-j .bss --target $(PE_TARGET) --subsystem=10 $< $@.tmp
$(Q)$(B)/host/pe_finish $@.tmp
$(Q)mv $@.tmp $@
endef

$(MUSTER): $(O)/muster.so $(B)/host/pe_finish
	$(call say,PE $@)
	$(call finish_pe)

$(O)/muster.so: $(START) $(BEFORE) $(SBAT) $(TREE) $(AFTER) efi/$(ARCH)/muster.lds
	$(call say,LD $@)
	$(call link_image,$(BEFORE) $(SBAT) $(TREE) $(AFTER) $(if $(TREE),$(FDT_LIB)))

# Small where nobody waits for it, fast where it is measured
OPTIMISE = -Os
$(call objects,smp,$(SMP_OBJS)) $(MACHINE) $(O)/lib/cpumask.o $(O)/bench/ping.o $(O)/bench/pair.o: OPTIMISE = -O2
$(O)/bench/barrier.o $(O)/bench/lock.o $(O)/screen/canvas.o: OPTIMISE = -O2
$(BEFORE): FLAGS = $(BASE) $(INCLUDES) -Iefi -isystem $(EFI_INC) -isystem $(EFI_INC)/$(ARCH) \
	$(EFI_FLAGS)
$(PURE): FLAGS = $(BASE) -Iinclude -Ilib -Ismp/$(ARCH) $(FREESTANDING)
$(SBAT): FLAGS = $(BASE) -Iinclude
# Its libfdt_env.h goes before the library's, which wants a C library
$(TREE): FLAGS = $(BASE) -Iinclude -Ismp/$(ARCH) -Idt $(FREESTANDING) -isystem $(FDT_INC)
$(O)/dt/dt_libc.o: FLAGS += -fno-builtin
$(GENERIC) $(MACHINE): FLAGS = $(BASE) $(INCLUDES) -Ismp -Itrampoline/$(ARCH) $(FREESTANDING)
# The compiler must not turn memset's own loop into a call of memset
$(O)/lib/mem.o: FLAGS += -fno-builtin $(if $(findstring clang,$(CC)),,-fno-tree-loop-distribute-patterns)

$(O)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC $<)
	$(Q)$(CC) $(FLAGS) -c $< -o $@

$(O)/%.o: %.S Makefile
	@mkdir -p $(@D)
	$(call say,AS $<)
	$(Q)$(CC) $(FLAGS) $(DEFINES) -c $< -o $@

# ---- blobs ----

FONT ?= $(firstword $(wildcard /usr/share/consolefonts/Unifont-APL8x16.psf.gz))
$(B)/font.psf: $(FONT)
	@mkdir -p $(@D)
	$(Q)gzip -dc $< >$@
$(O)/report/font_blob.o: DEFINES = -DFONT_FILE='"$(B)/font.psf"'
$(O)/report/font_blob.o: report/font_data.S $(B)/font.psf Makefile
	@mkdir -p $(@D)
	$(call say,AS $<)
	$(Q)$(CC) $(FLAGS) $(DEFINES) -c $< -o $@

$(B)/host/%: tools/%.c
	@mkdir -p $(@D)
	$(call say,HOSTCC $<)
	$(Q)$(HOSTCC) -std=c11 -O2 -Wall -Wextra -Werror $< -o $@

# ---- the image: a FAT volume, for QEMU; and what real machines boot, tools/media.mk ----

image: $(RESULT)/muster.img
$(RESULT)/muster.img: $(MUSTER) tools/image.sh tools/fat.sh tools/muster.cfg
	tools/image.sh $< $@

run: $(MUSTER)
	./run.sh --no-build --arch $(ARCH) $(ARGS)

# Against Linux and the firmware's MP Services, side by side (ARGS="--cpus 4 --runs 3")
compare-peers: $(MUSTER)
	tools/compare-peers --arch $(ARCH) $(ARGS)

screenshots: $(MUSTER)
	tools/setup.sh run screens
	tools/screenshots --no-build --arch $(ARCH) $(ARGS)

# ---- to install, and to hand on ----

PREFIX ?= /usr/local
include tools/install.mk

# ---- tests ----

include tests/host.mk
include tests/smp.mk
include tests/model.mk
include tests/hostile.mk
include tools/muster_lint/build.mk

include tools/media.mk

setup:
	tools/setup.sh build run bochs test lab extra

# The tests are of every architecture; $(call each,TARGETS) makes these for each
ARCHS := x86_64 aarch64
each = $(foreach a,$(ARCHS),$(MAKE) --no-print-directory ARCH=$(a) $(1) &&) :

# At a time, of what needs no VM
JOBS ?= $(shell nproc)

SIZE_LIMIT := 655360
link-check: $(MUSTER) $(TRAMPOLINE_COPIED)
	$(Q)tests/link_check.sh $(O)/check "$(LD)" "$(GENERIC) $(PURE)" "$(AFTER)" $(TRAMPOLINE_COPIED)
	$(Q)[ $$(stat -c %s $<) -lt $(SIZE_LIMIT) ] || { echo "$< has $(SIZE_LIMIT) bytes or more"; exit 1; }
floors:
	$(Q)/usr/bin/python3 tools/floors.py
	+$(Q)$(call each,link-check)

# floors, and the test of the tool that it trusts
check-floors: floors
	$(Q)/usr/bin/python3 -m pytest -q -p no:cacheprovider tests/test_floors.py
	@mkdir -p $(B)/results && echo "5 0 0" >$(B)/results/floors.txt

# Which lines of acpi, lib, report, screen and smp the tests on the host run; 90 % of each at least
cov:
	$(Q)$(MAKE) --no-print-directory -f tests/cov.mk B=$(B) cov
	@mkdir -p $(B)/results && echo "1 0 0" >$(B)/results/cov.txt

# The second compiler warns of other things
check-clang:
	+$(Q)$(call each,CC=clang B=$(B)/clang EXTRA=$(EXTRA) all)
	@mkdir -p $(B)/results && echo "2 0 0" >$(B)/results/clang.txt

# Those that make anew for each architecture come when that of this one is there
check-floors check-clang: | $(MUSTER)
check: $(MUSTER) check-floors check-clang check-unit check-lint check-smp check-model check-fuzz cov
hostile: $(RESULT)/hostile.efi
check-vm:
	+$(Q)$(call each,all image hostile)
	tests/vm/run

# What labs and CIs use: labgrid, LAVA, GitHub's workflow. Machines of its own, and a file of tests at a time on each of two workers
check-lab:
	+$(Q)$(call each,all)
	tests/pytest.sh lab tests/lab --durations=5 -p xdist --dist loadfile -n 2
lab:
	tools/setup.sh build run arm test lab
	+$(Q)$(MAKE) --no-print-directory check-lab

# PERF="--quick" and the like
perf perf-update:
	$(Q)$(call each,all)
	$(Q)/usr/bin/python3 tools/perf.py $(if $(filter perf-update,$@),--update) $(PERF)

# Each part says what it came to in $(B)/results; the sum decides
test: setup
	$(Q)rm -rf $(B)/results
	-$(Q)$(MAKE) --no-print-directory -k -j$(JOBS) -Otarget check
	-$(Q)$(MAKE) --no-print-directory check-vm
	-$(Q)$(MAKE) --no-print-directory check-lab
	$(Q)tests/summary.sh

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

# What was fetched stays; distclean takes that too
clean:
	rm -rf $(filter-out $(B)/extra,$(wildcard $(B)/*))
distclean:
	rm -rf $(B)

-include $(shell find $(O) -name '*.d' 2>/dev/null)
