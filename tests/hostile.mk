# SPDX-License-Identifier: BSD-2-Clause
# hostile.efi: breaks the machine as its words say, and starts muster.efi, which it carries.
# The top Makefile includes this file.

HOSTILE := $(O)/tests/hostile
HOSTILE_OBJS := blob cores door madt mailbox mailbox_core main memory mps roots services start tables
HOSTILE_OBJECTS := $(HOSTILE_OBJS:%=$(HOSTILE)/%.o) $(O)/lib/mem.o

$(HOSTILE)/%.o: FLAGS = $(BASE) $(INCLUDES) -Iefi -isystem $(EFI_INC) -isystem $(EFI_INC)/$(ARCH) \
	$(EFI_FLAGS)
$(HOSTILE)/blob.o: DEFINES = -DMUSTER_FILE='"$(MUSTER)"'
$(HOSTILE)/blob.o: $(MUSTER)

$(RESULT)/hostile.efi: $(O)/hostile.so $(B)/host/pe_finish
	$(call say,PE $@)
	$(call finish_pe)

$(O)/hostile.so: $(START) $(HOSTILE_OBJECTS) efi/$(ARCH)/muster.lds
	$(call say,LD $@)
	$(call link_image,$(HOSTILE_OBJECTS))
