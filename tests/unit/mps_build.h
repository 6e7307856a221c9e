/* SPDX-License-Identifier: BSD-2-Clause */
/* Puts an MP floating pointer and an MP table together. */
#ifndef MUSTER_MPS_BUILD_H
#define MUSTER_MPS_BUILD_H

#include "build.h"
#include "mps.h"

enum { EN = 1, BP = 2, USABLE = 1, INT = 0, NMI = 1, SMI = 2, EXTINT = 3, ALL = 0xff };

static struct build pointer_build, table_build;
static uint16_t table_entries;

static inline struct span pointer_end(void)
{
	build_sum(&pointer_build, 10, 16);
	return (struct span){pointer_build.bytes, pointer_build.size};
}

/* Leads to a table at address, or is of a default configuration. */
static inline struct span pointer_make(uint32_t address, uint8_t feature1, uint8_t feature2)
{
	pointer_build = (struct build){.size = 16};
	memcpy(pointer_build.bytes, "_MP_", 4);
	build_put(&pointer_build, 4, 4, address);
	build_put(&pointer_build, 8, 2, 0x0401);
	build_put(&pointer_build, 11, 1, feature1);
	build_put(&pointer_build, 12, 1, feature2);
	return pointer_end();
}

static inline void table_begin(void)
{
	table_build = (struct build){.size = 44};
	memcpy(table_build.bytes, "PCMP", 4);
	memcpy(table_build.bytes + 8, "MUSTER  TEST BOARD  ", 20);
	build_put(&table_build, 6, 1, 4);
	build_put(&table_build, 36, 4, 0xfee00000);
	table_entries = 0;
}

static inline void add_cpu(uint8_t id, uint8_t flags)
{
	build_add(&table_build, 2, (uint16_t)(id << 8));
	build_add(&table_build, 2, (uint16_t)(0x14 | flags << 8));
	build_add(&table_build, 8, 0x178bfbff00000f61);
	build_add(&table_build, 8, 0);
	table_entries++;
}

static inline void add_bus(uint8_t id, const char *name)
{
	build_add(&table_build, 2, (uint16_t)(1 | id << 8));
	for (unsigned int i = 0; i < 6; i++)
		build_add(&table_build, 1, (uint8_t)name[i]);
	table_entries++;
}

static inline void add_ioapic(uint8_t id, uint8_t flags, uint32_t address)
{
	build_add(&table_build, 4, 2u | (unsigned int)id << 8 | 0x110000 | (uint32_t)flags << 24);
	build_add(&table_build, 4, address);
	table_entries++;
}

/* Of type 3 or 4; target is an APIC's id and its pin. */
static inline void add_interrupt(uint8_t type, uint8_t kind, uint8_t bus, uint8_t source,
				 uint8_t apic, uint8_t pin)
{
	build_add(&table_build, 4, (uint32_t)(type | kind << 8));
	build_add(&table_build, 1, bus);
	build_add(&table_build, 1, source);
	build_add(&table_build, 1, apic);
	build_add(&table_build, 1, pin);
	table_entries++;
}

/* The base table ends here; what is added later is the extended table. */
static inline void table_end_base(void)
{
	build_put(&table_build, 4, 2, table_build.size);
	build_put(&table_build, 34, 2, table_entries);
}

static inline struct span table_end(void)
{
	size_t base;

	if (table_build.bytes[4] == 0 && table_build.bytes[5] == 0)
		table_end_base();
	base = table_build.bytes[4] | (size_t)table_build.bytes[5] << 8;
	build_put(&table_build, 40, 2, table_build.size - base);
	table_build.bytes[42] = (uint8_t)-span_sum(
		(struct span){table_build.bytes + base, table_build.size - base});
	build_sum(&table_build, 7, base);
	return (struct span){table_build.bytes, table_build.size};
}

/* Two cores, ISA and PCI, one I/O APIC, the timer on pin 2, NMIs on LINTIN1: nothing to blame. */
static inline void table_begin_sound(void)
{
	table_begin();
	add_cpu(0, EN | BP);
	add_cpu(1, EN);
	add_bus(0, "PCI   ");
	add_bus(1, "ISA   ");
	add_ioapic(2, USABLE, 0xfec00000);
	add_interrupt(3, EXTINT, 1, 0, 2, 0);
	add_interrupt(3, INT, 1, 0, 2, 2);
	add_interrupt(3, INT, 1, 1, 2, 1);
	add_interrupt(3, INT, 0, 4, 2, 16);
	add_interrupt(4, EXTINT, 1, 0, 0, 0);
	add_interrupt(4, NMI, 1, 0, ALL, 1);
}

#endif
