/* SPDX-License-Identifier: BSD-2-Clause */
#include "tree.h"
#include "mem.h"

static struct dt dt;
static struct dt_cpu cpus[CPUS_MAX];

bool tree_is(struct span file)
{
	static const uint8_t magic[] = {0xd0, 0x0d, 0xfe, 0xed};

	return span_has(file, 0, sizeof(magic)) && memcmp(file.bytes, magic, sizeof(magic)) == 0;
}

void tree_judge(struct span file, struct findings *findings)
{
	dt = (struct dt){.cpus = cpus, .cpu_capacity = CPUS_MAX};
	dt_read(file, &dt, findings);
}

void tree_facts_read(struct span file, struct tree_facts *ret_facts)
{
	static struct madt_cpu listed[CPUS_MAX];
	static struct madt madt;
	struct findings ignored = {0};

	tree_judge(file, &ignored);
	madt = (struct madt){.cpus = listed, .cpu_capacity = CPUS_MAX};
	dt_fill_madt(&dt, &madt);
	*ret_facts = (struct tree_facts){
		.size = file.size,
		.length = dt_size(file),
		.cpus = madt.as_listed,
		.psci = !dt.psci.present ? ""
			: dt.psci.by_hvc ? "hvc"
					 : "smc",
		.gic = dt.gic.present ? dt.gic.version : 0,
	};
	memcpy(ret_facts->model, dt.model, sizeof(dt.model));
}
