# SPDX-License-Identifier: BSD-2-Clause
# What waking cores begin in: run where it lies in the image.

TRAMPOLINE_OBJS := trampoline
TRAMPOLINE_COPIED :=
