/* SPDX-License-Identifier: BSD-2-Clause */
#include "lint.h"
#include "table.h"

/* 5.2.9, table 5.9: offsets of the fields. */
enum {
	FADT_DSDT = 40,
	FADT_PM_TIMER_BLOCK = 76,
	FADT_PM_TIMER_LENGTH = 91,
	FADT_IAPC_BOOT_ARCH = 109,
	FADT_FLAGS = 112,
	FADT_SIZE_ACPI_1 = 116,
	FADT_RESET_REGISTER = 116,
	FADT_RESET_VALUE = 128,
	FADT_ARM_BOOT_ARCH = 129,
	FADT_X_DSDT = 140,
	FADT_X_PM_TIMER_BLOCK = 208,
};

/* 5.2.9, table 5.10: bits of Flags. */
enum {
	FADT_TIMER_VALUE_EXTENDED = 1 << 8,
	FADT_RESET_SUPPORTED = 1 << 10,
	FADT_HARDWARE_REDUCED = 1 << 20,
};

/* 5.2.9.4, table 5.12. */
enum { ARM_PSCI = 1 << 0, ARM_PSCI_BY_HVC = 1 << 1 };

enum { PM_TIMER_BYTES = 4, PORT_MAX = 0xffff };

enum {
	RULE_TIMER_PORT = TABLE_RULE_COUNT,
	RULE_TIMER_DIFFERS,
	RULE_TIMER_LENGTH,
	RULE_RESET_REGISTER,
	RULE_RESET_WIDTH,
};

static const struct rule rules[] = {
	TABLE_RULES("fadt", "FACP", "5.2.9",
		    "no OS knows the timers, nor how to reset the machine"),
	[RULE_TIMER_PORT] = {"fadt.pm_timer.port", SEVERITY_WARNING, "FACP", "5.2.9",
			     "an OS cannot read the PM timer there, so it has one clock less to "
			     "check the others with"},
	[RULE_TIMER_DIFFERS] = {"fadt.pm_timer.differs", SEVERITY_WARNING, "FACP", "5.2.9",
				"an OS that takes the new field and one that takes the old read "
				"different ports, one of them no timer"},
	[RULE_TIMER_LENGTH] = {"fadt.pm_timer.length", SEVERITY_WARNING, "FACP", "5.2.9",
			       "an OS that goes by the length has no PM timer"},
	[RULE_RESET_REGISTER] = {"fadt.reset.register", SEVERITY_WARNING, "FACP", "4.8.3.6",
				 "an OS that resets the machine by it hangs instead"},
	[RULE_RESET_WIDTH] = {"fadt.reset.width", SEVERITY_NOTE, "FACP", "4.8.3.6", ""},
};

const struct rule_set fadt_rule_set = {"fadt", rules, ARRAY_SIZE(rules)};

static const struct table_kind fadt_kind = {
	.signature = "FACP",
	.minimum = FADT_SIZE_ACPI_1,
	.rules = rules,
};

/* The port of the extended field, 0 where it cannot be reached as a port. */
static uint32_t fadt_extended_timer(struct span table)
{
	struct gas block = table_gas(table, FADT_X_PM_TIMER_BLOCK);

	return block.space == GAS_PORT && block.address <= PORT_MAX ? (uint32_t)block.address : 0;
}

/*
 * 5.2.9 lets X_PM_TMR_BLK win over PM_TMR_BLK. Here the old field wins where both are set, because
 * every other system reads the old one, and firmware that got the new one wrong has shipped.
 */
static uint32_t fadt_timer_port(struct span table, struct findings *findings)
{
	uint32_t port = span_get32(table, FADT_PM_TIMER_BLOCK);
	uint32_t extended = fadt_extended_timer(table);

	if (port > PORT_MAX) {
		rule_broken(findings, &rules[RULE_TIMER_PORT], FADT_PM_TIMER_BLOCK,
			    "PM_TMR_BLK at offset 76 is 0x%x; a port up to 0xffff is wanted", port);
		port = 0;
	}
	if (port != 0 && extended != 0 && port != extended)
		rule_broken(findings, &rules[RULE_TIMER_DIFFERS], FADT_X_PM_TIMER_BLOCK,
			    "PM_TMR_BLK at offset 76 is 0x%x, X_PM_TMR_BLK at 208 is 0x%x; equal "
			    "values are wanted",
			    port, extended);
	return port != 0 ? port : extended;
}

/* 4.1: a hardware-reduced machine has no PM timer, whatever its fields hold. */
static uint32_t fadt_timer(struct span table, bool hardware_reduced, struct findings *findings)
{
	uint8_t length = span_get8(table, FADT_PM_TIMER_LENGTH);
	uint32_t port = hardware_reduced ? 0 : fadt_timer_port(table, findings);

	if (port == 0 || length == PM_TIMER_BYTES)
		return port;
	rule_broken(findings, &rules[RULE_TIMER_LENGTH], FADT_PM_TIMER_LENGTH,
		    "PM_TMR_LEN at offset 91 is %u with a timer at port 0x%x; 4 is wanted", length,
		    port);
	return 0;
}

/* 4.8.3.6: memory, I/O or PCI configuration space, and 8 bits wide. */
static bool fadt_reset_usable(const struct gas *reset, struct findings *findings)
{
	if (reset->space > GAS_PCI || (reset->address == 0 && reset->space != GAS_PCI)) {
		rule_broken(findings, &rules[RULE_RESET_REGISTER], FADT_RESET_REGISTER,
			    "RESET_REG at offset 116 is 0x%llx in address space %u, though "
			    "RESET_REG_SUP is set",
			    (unsigned long long)reset->address, reset->space);
		return false;
	}
	if (reset->width != 8 || reset->bit_offset != 0)
		rule_broken(findings, &rules[RULE_RESET_WIDTH], FADT_RESET_REGISTER,
			    "RESET_REG at offset 116 is %u bits from bit %u on; 8 from 0 are "
			    "wanted",
			    reset->width, reset->bit_offset);
	return true;
}

static void fadt_read_reset(struct span table, struct fadt *fadt, struct findings *findings)
{
	struct gas reset = table_gas(table, FADT_RESET_REGISTER);

	if (!span_has(table, FADT_RESET_VALUE, 1))
		return;
	fadt->reset_space = reset.space;
	fadt->reset_address = reset.address;
	fadt->reset_value = span_get8(table, FADT_RESET_VALUE);
	fadt->reset_supported =
		(fadt->flags & FADT_RESET_SUPPORTED) && fadt_reset_usable(&reset, findings);
}

static uint64_t fadt_dsdt(struct span table)
{
	uint64_t extended = span_get64(table, FADT_X_DSDT);

	return extended ? extended : span_get32(table, FADT_DSDT);
}

enum status fadt_read(struct span table, struct fadt *ret_fadt, struct findings *findings)
{
	enum status status = table_open(table, &fadt_kind, &table, findings);

	if (status != STATUS_OK)
		return status;

	uint32_t flags = span_get32(table, FADT_FLAGS);
	bool hardware_reduced = flags & FADT_HARDWARE_REDUCED;

	*ret_fadt = (struct fadt){
		.revision = span_get8(table, TABLE_REVISION),
		.flags = flags,
		.pm_timer_port = fadt_timer(table, hardware_reduced, findings),
		.pm_timer_32bit = flags & FADT_TIMER_VALUE_EXTENDED,
		.iapc_boot_arch = span_get16(table, FADT_IAPC_BOOT_ARCH),
		.arm_boot_arch = span_get16(table, FADT_ARM_BOOT_ARCH),
		.hardware_reduced = hardware_reduced,
		.dsdt = fadt_dsdt(table),
	};
	fadt_read_reset(table, ret_fadt, findings);
	return STATUS_OK;
}

struct psci fadt_psci(const struct fadt *fadt)
{
	return (struct psci){
		.present = fadt->arm_boot_arch & ARM_PSCI,
		.by_hvc = fadt->arm_boot_arch & ARM_PSCI_BY_HVC,
	};
}
