# SPDX-License-Identifier: BSD-2-Clause
# What the top Makefile wants to know of AArch64.

# Beside x86-64's
RESULT    := $(B)/aarch64
# Outlined atomics would need a library and ask which processor it is; x18 is the platform's
ARCH_FLAGS := -mno-outline-atomics -ffixed-x18 -mbranch-protection=none
EFI_FLAGS :=
# gnu-efi's brings a PE header of its own, with one section that is all of it
START     := $(O)/efi/aarch64/start.o
$(START): FLAGS = $(BASE)
PE_TARGET := pei-aarch64-little
