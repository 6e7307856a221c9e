/* SPDX-License-Identifier: BSD-2-Clause */
/* madt_read() over any bytes: it ends, stays inside, and its list keeps its promises. */
#include <stdlib.h>

#include "acpi.h"
#include "mpidr_hash.h"

enum { GICC = 0xb, WAKEUP = 0x10 };
enum { CAPACITY = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check(bool condition)
{
	if (!condition)
		abort();
}

static bool is_no_id(const struct madt_cpu *cpu)
{
	if (cpu->type == GICC)
		return cpu->id.value & ~MPIDR_AFFINITY;
	return cpu->id.value == (cpu->type == 0 ? 0xff : 0xffffffff);
}

static void check_list(const struct madt *madt)
{
	unsigned int enabled = 0;

	check(madt->cpu_count <= madt->cpu_capacity);
	for (size_t i = 0; i < madt->cpu_count; i++) {
		const struct madt_cpu *cpu = &madt->cpus[i];

		enabled += cpu->state == MADT_CPU_ENABLED;
		check(!is_no_id(cpu));
		check((cpu->type == GICC) == (madt->cores == MADT_CORES_GIC));
		check(i == 0 || cpu->offset > cpu[-1].offset);
		for (size_t j = 0; j < i; j++)
			check(!hw_id_equal(madt->cpus[j].id, cpu->id));
	}
	/* Every enabled entry is in the list or was dropped with a finding. */
	check(madt->cpu_capacity == 0 || enabled + madt->dropped == madt->as_listed.enabled);
	check(madt->cores == MADT_CORES_APIC || madt->cores == MADT_CORES_GIC);
	check(madt->gic.redistributor_count <= MADT_REDISTRIBUTORS_MAX);
	check(madt->gic.present || madt->gic.distributor == 0);
	check(madt->wakeup.several ? madt->type_count[WAKEUP] > 1
				   : madt->wakeup.present <= madt->type_count[WAKEUP]);
}

static enum status read_with(struct span table, size_t capacity, enum madt_cores cores,
			     struct madt *ret_madt)
{
	static struct madt_cpu cpus[CAPACITY];
	struct finding items[8];
	struct findings findings = {.items = items, .capacity = 8};

	*ret_madt = (struct madt){.cores = cores, .cpus = cpus, .cpu_capacity = capacity};
	enum status status = madt_read(table, ret_madt, &findings);

	check(status == STATUS_OK || findings.count > 0);
	if (status == STATUS_OK || status == STATUS_NO_MEMORY) {
		check(cores == MADT_CORES_ANY || ret_madt->cores == cores);
		check_list(ret_madt);
	}
	return status;
}

static void compare_with_counting(struct span table)
{
	struct madt with_list, counted;
	enum status full = read_with(table, CAPACITY, MADT_CORES_ANY, &with_list);
	enum status count = read_with(table, 0, MADT_CORES_ANY, &counted);

	check(full == count || full == STATUS_NO_MEMORY);
	if (count == STATUS_OK)
		check(counted.as_listed.enabled == with_list.as_listed.enabled);
}

/* One way to read for each input, by its length: three would cost two thirds of the runs. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct span table = {bytes, size};
	struct madt madt;

	switch (size % 8) {
	case 0:
		compare_with_counting(table);
		break;
	case 1:
		read_with(table, 1, MADT_CORES_ANY, &madt);
		break;
	case 2:
		read_with(table, CAPACITY, MADT_CORES_APIC, &madt);
		break;
	case 3:
		read_with(table, CAPACITY, MADT_CORES_GIC, &madt);
		break;
	default:
		read_with(table, CAPACITY, MADT_CORES_ANY, &madt);
		break;
	}
	return 0;
}
