# SPDX-License-Identifier: BSD-2-Clause
# make install, make dist, and the man pages. The top Makefile includes this file.
#
#   PREFIX/bin/muster, muster-run, muster-lint     tools/muster, run.sh, the lint
#   PREFIX/share/muster                            what these two are made of, and the EFI programs

VERSION := $(shell sed -n 's/^\#define MUSTER_VERSION "\(.*\)"/\1/p' include/version.h)
MAN     := $(B)/man
PAGES   := muster.1 muster-lint.1 muster-run.1 muster.8
HERE     = $(DESTDIR)$(PREFIX)
SHARE    = $(HERE)/share/muster

.PHONY: man install dist
man: $(PAGES:%=$(MAN)/%) $(MAN)/muster.man

$(B)/host/words: tools/words.c $(wildcard lib/options*.c lib/fmt.c lib/span.c) include/options.h
	@mkdir -p $(@D)
	$(call say,HOSTCC $@)
	$(Q)$(HOSTCC) -std=gnu11 -O2 -Wall -Wextra -Werror -Iinclude -Ismp/x86_64 $(filter %.c,$^) -o $@

# A line that is @WORDS@ becomes the words, in the page's own language.
define fill_page
	@mkdir -p $(@D)
	$(Q)$(B)/host/words $(1) >$@.words
	$(Q)sed -e 's/@VERSION@/$(VERSION)/' -e '/^@WORDS@$$/{r $@.words' -e 'd}' $< >$@.tmp
	$(Q)rm $@.words && mv $@.tmp $@
endef
$(MAN)/muster.8: docs/man/muster.8.in $(B)/host/words
	$(call fill_page,roff)
$(MAN)/muster.man: docs/man/muster.man.in $(B)/host/words
	$(call fill_page,shell)
$(MAN)/muster.1 $(MAN)/muster-lint.1: $(MAN)/%: docs/man/%.in
	@mkdir -p $(@D)
	$(Q)sed 's/@VERSION@/$(VERSION)/' $< >$@
$(MAN)/muster-run.1: run.sh tools/usage_page.sh
	@mkdir -p $(@D)
	$(Q)tools/usage_page.sh $(VERSION) <$< >$@.tmp && mv $@.tmp $@

# The programs of those architectures that are built; at least this one's.
install: $(MUSTER) $(LINT) man
	install -d $(HERE)/bin $(SHARE)/tools/results $(HERE)/share/man/man1 $(HERE)/share/man/man8
	install -D -m 644 $(MUSTER) $(SHARE)/$(ARCH)/muster.efi
	install -m 755 run.sh $(SHARE)/run.sh
	install -m 755 tools/muster tools/image.sh tools/media.sh tools/keys.sh $(SHARE)/tools
	install -m 644 $(wildcard tools/vm_*.sh) tools/fat.sh tools/media_readme.txt tools/muster.cfg $(SHARE)/tools
	install -m 644 $(wildcard tools/results/*.py) $(SHARE)/tools/results
	install -m 644 $(MAN)/muster.man $(SHARE)/muster.man
	install -m 755 $(LINT) $(HERE)/bin/muster-lint
	ln -sf ../share/muster/tools/muster $(HERE)/bin/muster
	ln -sf ../share/muster/run.sh $(HERE)/bin/muster-run
	install -m 644 $(filter %.1,$(PAGES:%=$(MAN)/%)) $(HERE)/share/man/man1
	install -m 644 $(filter %.8,$(PAGES:%=$(MAN)/%)) $(HERE)/share/man/man8

dist:
	@mkdir -p $(B)
	git archive --prefix=muster-$(VERSION)/ HEAD | xz -T1 >$(B)/muster-$(VERSION).tar.xz
