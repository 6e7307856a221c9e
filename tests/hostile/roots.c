/* SPDX-License-Identifier: BSD-2-Clause */
/* Ways to the tables that are wrong, ACPI 6.5, 5.2.5 to 5.2.8. */
#include "tables.h"

static void insert_null(size_t number)
{
	uint64_t *entries = xsdt_entries();

	memmove(entries + number + 1, entries + number, (xsdt_count() - number) * sizeof(*entries));
	entries[number] = 0;
	tables.xsdt->length += sizeof(*entries);
}

static void xsdt_null(void)
{
	insert_null(0);
	insert_null(xsdt_count() / 2);
	insert_null(xsdt_count());
}

/* It leads to zeroes: a table of length 0. */
static void xsdt_astray(void)
{
	tables.rsdp->xsdt = (uintptr_t)pages_take(EfiACPIReclaimMemory, 1, BELOW_4G);
}

static void xsdt_zero(void)
{
	tables.rsdp->xsdt = 0;
}

static void rsdt_only(void)
{
	tables.rsdp->revision = 0;
}

static void xsdt_sum(void)
{
	tables.xsdt->checksum++;
}

static void both_sums(void)
{
	tables.xsdt->checksum++;
	tables.rsdt->checksum++;
}

static void rsdp_sum(void)
{
	tables.rsdp->checksum++;
}

static void rsdp_extended_sum(void)
{
	tables.rsdp->extended_checksum++;
}

static void no_acpi(void)
{
	configuration_find((EFI_GUID)ACPI_20_TABLE_GUID)->VendorGuid = (EFI_GUID){0};
}

const struct breakage root_breaks[] = {
	{"none", PHASE_TABLES, NULL}, /* to see that the copies themselves are sound */
	{"xsdt-null", PHASE_TABLES, xsdt_null},
	{"xsdt-astray", PHASE_TABLES, xsdt_astray},
	{"xsdt-zero", PHASE_TABLES, xsdt_zero},
	{"rsdt-only", PHASE_TABLES, rsdt_only},
	{"xsdt-sum", PHASE_SUMS, xsdt_sum},
	{"root-sums", PHASE_SUMS, both_sums},
	{"rsdp-sum", PHASE_SUMS, rsdp_sum},
	{"rsdp-extended-sum", PHASE_SUMS, rsdp_extended_sum},
	{"no-acpi", PHASE_MACHINE, no_acpi},
	{0},
};
