/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint.h"
#include "table.h"

/* Serial Port Console Redirection table, Microsoft, 1.10. */
enum {
	SPCR_INTERFACE = 36,
	SPCR_BASE = 40,
	SPCR_BAUD = 58,
	SPCR_PCI_DEVICE = 64,
	SPCR_PCI_VENDOR = 66,
	SPCR_PCI_BUS = 68,
	SPCR_PCI_SLOT = 69,
	SPCR_PCI_FUNCTION = 70,
	SPCR_PCI_SEGMENT = 75,
	SPCR_CLOCK = 76, /* from revision 3 on */
	SPCR_SIZE = 80,
	SPCR_SPEED = 80, /* from revision 4 on */
};
enum { NOT_PCI = 0xFFFF, REVISION_CLOCK = 3, REVISION_SPEED = 4 };

enum { RULE_SPACE = TABLE_RULE_COUNT };

static const struct rule rules[] = {
	TABLE_RULES("spcr", "SPCR", "SPCR 1.08", "an OS has no early console on the serial line"),
	[RULE_SPACE] = {"spcr.space", SEVERITY_WARNING, "SPCR", "SPCR 1.08",
			"an OS that does not check writes its console to a place that is none"},
};

const struct rule_set spcr_rule_set = {"spcr", rules, ARRAY_SIZE(rules)};

static const struct table_kind spcr_kind = {
	.signature = "SPCR",
	.minimum = SPCR_SIZE,
	.rules = rules,
};

/* The precise one of revision 4 goes before the code. */
static uint32_t speed_of(struct span table)
{
	static const uint32_t codes[] = {[3] = 9600, [4] = 19200, [6] = 57600, [7] = 115200};
	uint8_t code = span_get8(table, SPCR_BAUD);
	uint32_t precise = 0;

	if (span_get8(table, TABLE_REVISION) >= REVISION_SPEED)
		precise = span_get32(table, SPCR_SPEED);
	if (precise)
		return precise;
	return code < ARRAY_SIZE(codes) ? codes[code] : 0;
}

static void read_pci(struct span table, struct spcr *spcr)
{
	spcr->pci_vendor = span_get16(table, SPCR_PCI_VENDOR);
	spcr->pci_device = span_get16(table, SPCR_PCI_DEVICE);
	/* Tables of old have zeros where there is no device. */
	spcr->is_pci =
		spcr->pci_vendor != NOT_PCI && spcr->pci_device != NOT_PCI && spcr->pci_vendor != 0;
	spcr->bus = span_get8(table, SPCR_PCI_BUS);
	spcr->slot = span_get8(table, SPCR_PCI_SLOT);
	spcr->function = span_get8(table, SPCR_PCI_FUNCTION);
	spcr->segment = span_get8(table, SPCR_PCI_SEGMENT);
}

enum status spcr_read(struct span table, struct spcr *ret_spcr, struct findings *findings)
{
	enum status status = table_open(table, &spcr_kind, &table, findings);

	if (status != STATUS_OK)
		return status;

	struct gas base = table_gas(table, SPCR_BASE);

	if (base.address != 0 && base.space > GAS_PORT)
		rule_broken(findings, &rules[RULE_SPACE], SPCR_BASE,
			    "base address at offset 40 is in address space %u; 0 (memory) or 1 "
			    "(I/O) is wanted",
			    base.space);
	*ret_spcr = (struct spcr){
		.interface_type = span_get8(table, SPCR_INTERFACE),
		.address_space = base.space,
		.register_width = base.width,
		.access_size = base.access_size,
		.address = base.address,
		.baud_code = span_get8(table, SPCR_BAUD),
		.speed = speed_of(table),
	};
	if (span_get8(table, TABLE_REVISION) >= REVISION_CLOCK)
		ret_spcr->clock_hz = span_get32(table, SPCR_CLOCK);
	read_pci(table, ret_spcr);
	return STATUS_OK;
}
