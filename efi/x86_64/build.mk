# SPDX-License-Identifier: BSD-2-Clause
# What the top Makefile wants to know of x86-64.

RESULT    := $(B)
# The red zone would be written over by interrupts
ARCH_FLAGS := -mno-red-zone -fcf-protection=none
# A calling convention of its own, for the firmware's functions
EFI_FLAGS := -DGNU_EFI_USE_MS_ABI
START     := $(EFI_LIB)crt0-efi-x86_64.o
PE_TARGET := efi-app-x86_64
