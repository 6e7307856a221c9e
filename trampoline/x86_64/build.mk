# SPDX-License-Identifier: BSD-2-Clause
# What waking cores begin in: copied below 1 MiB at run time, so carried as bytes. It may hold no
# relocation, which the link check looks at.

TRAMPOLINE_OBJS := blob place
T := $(O)/trampoline/x86_64
TRAMPOLINE_COPIED := $(T)/trampoline.elf

$(T)/trampoline.elf: $(T)/trampoline.o trampoline/x86_64/trampoline.lds
	$(Q)$(LD) --build-id=none -T trampoline/x86_64/trampoline.lds $< -o $@
$(T)/trampoline.bin: $(T)/trampoline.elf
	$(Q)$(OBJCOPY) -O binary $< $@
$(T)/trampoline.o: FLAGS = $(TARGET) $(INCLUDES)
$(T)/blob.o: DEFINES = -DTRAMPOLINE_FILE='"$(T)/trampoline.bin"'
$(T)/blob.o: $(T)/trampoline.bin
