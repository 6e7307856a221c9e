# SPDX-License-Identifier: BSD-2-Clause
# hostile.efi: breaks the machine as its words say, and starts muster.efi, which it carries.
# The top Makefile includes this file.

HOSTILE := $(O)/tests/hostile
HOSTILE_OBJS := $(sort $(basename $(notdir $(wildcard tests/hostile/*.[cS])))) \
	$(addprefix $(ARCH)/,$(sort $(basename $(notdir $(wildcard tests/hostile/$(ARCH)/*.[cS])))))
# What it has in common with Muster; a device tree only where Muster reads one
HOSTILE_OBJECTS := $(HOSTILE_OBJS:%=$(HOSTILE)/%.o) $(O)/lib/mem.o $(if $(TREE),$(O)/dt/dt_libc.o)

$(HOSTILE)/%.o: FLAGS = $(BASE) $(INCLUDES) -Iefi -Itests/hostile -Itests/hostile/$(ARCH) -isystem $(EFI_INC) \
	-isystem $(EFI_INC)/$(ARCH) $(EFI_FLAGS) $(if $(TREE),-Idt -isystem $(FDT_INC))
$(HOSTILE)/blob.o: DEFINES = -DMUSTER_FILE='"$(MUSTER)"'
$(HOSTILE)/blob.o: $(MUSTER)

$(RESULT)/hostile.efi: $(O)/hostile.so $(B)/host/pe_finish
	$(call say,PE $@)
	$(call finish_pe)

$(O)/hostile.so: $(START) $(HOSTILE_OBJECTS) efi/$(ARCH)/muster.lds
	$(call say,LD $@)
	$(call link_image,$(HOSTILE_OBJECTS) $(if $(TREE),$(FDT_LIB)))
