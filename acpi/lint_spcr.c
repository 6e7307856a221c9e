/* SPDX-License-Identifier: BSD-2-Clause */
/* What is wrong with a serial console's table: Serial Port Console Redirection table, Microsoft,
   1.10; interface types are those of DBG2. */
#include "lint.h"
#include "lint_fields.h"
#include "table.h"

enum { SPCR_INTERFACE = 36, SPCR_BASE = 40, SPCR_IRQ_TYPE = 52, SPCR_IRQ = 53, SPCR_BAUD = 58 };
enum { SPCR_PCI_DEVICE = 64, SPCR_PCI_VENDOR = 66 };
enum { IRQ_8259 = 1, INTERFACE_16450 = 1, NOT_PCI = 0xffff, BAUD_CODE_MAX = 7 };

/* DBG2's names of Arm's: PL011, and SBSA's generic UART, which is a PL011 of fewer registers. */
enum { INTERFACE_PL011 = 3, INTERFACE_SBSA_32 = 0xd, INTERFACE_SBSA = 0xe };
enum { IRQ_GIC = 8, GIC_SHARED_FIRST = 32, ACCESS_DWORD = 3 };
enum { SPCR_ACCESS = 43, SPCR_GSIV = 54 };

enum {
	RULE_INTERFACE,
	RULE_BAUD,
	RULE_LINE,
	RULE_IRQ,
	RULE_REGISTER,
	RULE_PCI,
	RULE_RESERVED,
	RULE_SPACE,
	RULE_ACCESS,
};

#define SECTION	 "SPCR 1.10"
#define GARBLED	 "an OS sets the line up in another way than the other end, which sees garbage"
#define RESERVED "a later specification may give these bits a meaning that was not meant here"

static const struct rule rules[] = {
	[RULE_INTERFACE] = {"spcr.interface", SEVERITY_WARNING, "SPCR", SECTION,
			    "an OS has no driver for it, and so no early console"},
	[RULE_BAUD] = {"spcr.baud", SEVERITY_WARNING, "SPCR", SECTION, GARBLED},
	[RULE_LINE] = {"spcr.line", SEVERITY_WARNING, "SPCR", SECTION, GARBLED},
	[RULE_IRQ] = {"spcr.interrupt", SEVERITY_WARNING, "SPCR", SECTION,
		      "an OS that takes the console's input by interrupt gets none"},
	[RULE_REGISTER] = {"spcr.register", SEVERITY_WARNING, "SPCR", SECTION,
			   "an OS that goes by width and access size reads and writes the "
			   "registers in the wrong way"},
	[RULE_PCI] = {"spcr.pci", SEVERITY_NOTE, "SPCR", SECTION, ""},
	[RULE_SPACE] = {"spcr.pl011.space", SEVERITY_WARNING, "SPCR", SECTION,
			"Arm has no ports: an OS finds no registers, and has no early console"},
	[RULE_ACCESS] = {"spcr.pl011.access", SEVERITY_WARNING, "SPCR", SECTION,
			 "an OS that goes by the access size uses bytes, which the bus of such a "
			 "machine refuses"},
	[RULE_RESERVED] = {"spcr.reserved", SEVERITY_WARNING, "SPCR", SECTION, RESERVED},
};

const struct rule_set lint_spcr_rule_set = {"lint.spcr", rules, ARRAY_SIZE(rules)};

static const struct lint_field fields[] = {
	/* 0x15 is the last that DBG2 names. */
	{36, 1, RULE_INTERFACE, FIELD_BETWEEN(0, 0x15), "Interface Type"},
	{37, 3, RULE_RESERVED, FIELD_ZERO, "Reserved"},
	{42, 1, RULE_REGISTER, FIELD_ZERO, "bit offset of the base address"},
	{43, 1, RULE_REGISTER, FIELD_BETWEEN(0, 4), "access size of the base address"},
	{52, 1, RULE_RESERVED, FIELD_BITS(0xe0), "Interrupt Type"},
	{59, 1, RULE_LINE, FIELD_BETWEEN(0, 0), "Parity"},
	{60, 1, RULE_LINE, FIELD_BETWEEN(1, 1), "Stop Bits"},
	{61, 1, RULE_RESERVED, FIELD_BITS(0xf8), "Flow Control"},
	{62, 1, RULE_LINE, FIELD_BETWEEN(0, 4), "Terminal Type"},
	{63, 1, RULE_RESERVED, FIELD_ZERO, "Language"},
};

/* Codes 1, 2 and 5 were never given a rate; 0 stands for the rate that is set. */
static void judge_baud(struct span spcr, struct findings *findings)
{
	static const bool known[BAUD_CODE_MAX + 1] = {
		[0] = true, [3] = true, [4] = true, [6] = true, [7] = true};
	uint8_t code = span_get8(spcr, SPCR_BAUD);

	if (code > BAUD_CODE_MAX || !known[code])
		rule_broken(findings, &rules[RULE_BAUD], SPCR_BAUD,
			    "Configured Baud Rate at offset 58 is %u; 0, 3, 4, 6 or 7 is wanted",
			    code);
}

/* IRQs that a serial port on the 8259s can have. */
static void judge_irq(struct span spcr, struct findings *findings)
{
	uint8_t irq = span_get8(spcr, SPCR_IRQ);

	if (!(span_get8(spcr, SPCR_IRQ_TYPE) & IRQ_8259))
		return;
	if (irq < 2 || irq == 8 || irq == 13 || irq > 15)
		rule_broken(findings, &rules[RULE_IRQ], SPCR_IRQ,
			    "IRQ at offset 53 is %u with an interrupt of the 8259s; 2 to 7, 9 to "
			    "12, 14 or 15 is wanted",
			    irq);
}

static bool is_pl011(uint8_t interface)
{
	return interface == INTERFACE_PL011 || interface == INTERFACE_SBSA_32 ||
	       interface == INTERFACE_SBSA;
}

static void judge_pl011(struct span spcr, struct findings *findings)
{
	uint8_t interface = span_get8(spcr, SPCR_INTERFACE), irq = span_get8(spcr, SPCR_IRQ_TYPE);
	uint32_t gsiv = span_get32(spcr, SPCR_GSIV);
	struct gas base = table_gas(spcr, SPCR_BASE);

	if (!is_pl011(interface) || base.address == 0)
		return;
	if (base.space != GAS_MEMORY)
		rule_broken(findings, &rules[RULE_SPACE], SPCR_BASE,
			    "Interface Type 0x%x is a PL011, at 0x%llx in address space %u; 0 "
			    "(memory) is wanted",
			    interface, (unsigned long long)base.address, base.space);
	if (interface == INTERFACE_SBSA_32 && base.access_size != ACCESS_DWORD)
		rule_broken(findings, &rules[RULE_ACCESS], SPCR_ACCESS,
			    "Interface Type 0xd takes accesses of 32 bits alone; access size at "
			    "offset 43 is %u, 3 is wanted",
			    base.access_size);
	if ((irq & IRQ_GIC) && gsiv < GIC_SHARED_FIRST)
		rule_broken(
			findings, &rules[RULE_IRQ], SPCR_GSIV,
			"Global System Interrupt at offset 54 is %u with an interrupt of a GIC; a "
			"shared one, from 32 on, is wanted",
			gsiv);
}

static void judge_register(struct span spcr, struct findings *findings)
{
	struct gas base = table_gas(spcr, SPCR_BASE);

	if (base.address != 0 && base.width != 8 && base.width != 16 && base.width != 32 &&
	    base.width != 64)
		rule_broken(findings, &rules[RULE_REGISTER], SPCR_BASE + 1,
			    "register width at offset 41 is %u bits; 8, 16, 32 or 64 is wanted",
			    base.width);
}

static void judge_pci(struct span spcr, struct findings *findings)
{
	uint16_t device = span_get16(spcr, SPCR_PCI_DEVICE);
	uint16_t vendor = span_get16(spcr, SPCR_PCI_VENDOR);

	if ((device == NOT_PCI) != (vendor == NOT_PCI))
		rule_broken(findings, &rules[RULE_PCI], SPCR_PCI_DEVICE,
			    "PCI device id is 0x%x and vendor id 0x%x; both or neither 0xffff is "
			    "wanted",
			    device, vendor);
}

/* 2 to 255 were reserved in revision 1. */
static void judge_interface(struct span spcr, struct findings *findings)
{
	uint8_t interface = span_get8(spcr, SPCR_INTERFACE);

	if (span_get8(spcr, TABLE_REVISION) < 2 && interface > INTERFACE_16450 && interface <= 0x15)
		rule_broken(findings, &rules[RULE_INTERFACE], SPCR_INTERFACE,
			    "Interface Type at offset 36 is 0x%x in a table of revision %u; 0 or 1 "
			    "is wanted before revision 2",
			    interface, span_get8(spcr, TABLE_REVISION));
}

void lint_spcr(struct span spcr, struct findings *findings)
{
	struct spcr facts;

	if (spcr_read(spcr, &facts, findings) != STATUS_OK)
		return;
	spcr = table_cut(spcr);
	lint_fields(spcr, fields, ARRAY_SIZE(fields), rules, findings);
	judge_interface(spcr, findings);
	judge_register(spcr, findings);
	judge_pl011(spcr, findings);
	judge_irq(spcr, findings);
	judge_baud(spcr, findings);
	judge_pci(spcr, findings);
}
