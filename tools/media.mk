# SPDX-License-Identifier: BSD-2-Clause
# What a real machine boots, and signatures for Secure Boot. The top Makefile includes this file.
#
#     make stick       $(B)/muster-stick.img, for a USB stick
#     make iso         $(B)/muster.iso, for a server's virtual media or a CD; boots from a stick, too
#     make sign        muster.signed.efi beside each muster.efi, signed with KEY= and CERT= (PEM)
#     make keys        keys of one's own in KEYS, $(B)/keys
#
# Both media hold the programs of all architectures (ARCHS=x86_64: of that one alone), with KEY= and
# CERT= the signed ones, and the words in CFG as EFI/muster/muster.cfg.

KEY   ?=
CERT  ?=
KEYS  ?= $(B)/keys
CFG   ?= tools/muster.cfg
SIGNED := $(RESULT)/muster.signed.efi
media_programs = $(foreach a,$(ARCHS),$(B)/$(if $(filter-out x86_64,$(a)),$(a)/)muster$(if $(KEY),.signed).efi)

.PHONY: stick iso sign signed keys FORCE
stick iso: $(MAN)/muster.man
	$(Q)tools/setup.sh build $(if $(filter aarch64,$(ARCHS)),arm) media $(if $(KEY),sign)
	+$(Q)$(call each,$(if $(KEY),signed,all))
	tools/media.sh $@ $(B)/$(if $(filter iso,$@),muster.iso,muster-stick.img) -c $(CFG) -m $< $(media_programs)

sign:
	$(Q)tools/setup.sh build $(if $(filter aarch64,$(ARCHS)),arm) sign
	+$(Q)$(call each,signed)
signed: $(SIGNED)
# Every time: whether KEY is the one of the last time, no time stamp says
$(SIGNED): $(MUSTER) FORCE
	$(Q)[ "$(KEY)" ] && [ "$(CERT)" ] || { echo "KEY= and CERT= name what to sign with (make keys makes some)" >&2; exit 1; }
	$(call say,SIGN $@)
	$(Q)sbsign --key $(KEY) --cert $(CERT) --output $@.tmp $< 2>$@.log || { cat $@.log >&2; exit 1; }
	$(Q)rm $@.log && mv $@.tmp $@
FORCE:

keys:
	$(Q)tools/setup.sh sign
	tools/keys.sh $(KEYS)
