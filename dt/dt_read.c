/* SPDX-License-Identifier: BSD-2-Clause */
#include "dt_read.h"
#include "mem.h"
#include <libfdt.h>

static const struct rule_set *const sets[] = {
	&dt_tree_rule_set,    &dt_cpus_rule_set,    &dt_map_rule_set,
	&dt_devices_rule_set, &dt_console_rule_set, &dt_nodes_rule_set,
};

const struct rule_set *dt_rules(size_t number)
{
	return number < ARRAY_SIZE(sets) ? sets[number] : NULL;
}

static void read_model(struct dt_reading *r)
{
	const char *model = dt_text(r->fdt, r->walk.offset, "model");
	struct dt_shown shown = dt_shown(model ? model : "");

	_Static_assert(sizeof(shown.text) == DT_NAME_SIZE, "a model is as long as what is shown");
	memcpy(r->dt->model, shown.text, sizeof(shown.text));
}

static void open_dt(struct dt *dt)
{
	struct dt_cpu *cpus = dt->cpus;
	size_t capacity = dt->cpu_capacity;

	memset(dt, 0, sizeof(*dt));
	dt->cpus = cpus;
	dt->cpu_capacity = capacity;
}

static void read_nodes(struct dt_reading *r)
{
	dt_walk_open(&r->walk, r->fdt);
	while (dt_walk_next(&r->walk)) {
		if (r->walk.depth == 0)
			read_model(r);
		if (r->walk.depth == 1)
			r->in_cpus = dt_named(&r->walk, "cpus");
		dt_cpus_node(r);
		dt_devices_node(r);
		dt_console_node(r);
		dt_nodes_node(r);
	}
	dt_walk_close(&r->walk, r->findings);
}

enum status dt_read(struct span tree, struct dt *ret_dt, struct findings *findings)
{
	struct dt_reading r = {.dt = ret_dt,
			       .findings = findings,
			       .fdt = tree.bytes,
			       .map_offset = -1,
			       .psci_offset = -1,
			       .gic_offset = -1,
			       .timer_offset = -1,
			       .clock_offset = -1};

	open_dt(ret_dt);
	if (dt_tree_check(tree, findings) != STATUS_OK)
		return STATUS_INVALID;
	ret_dt->size = (uint32_t)dt_size(tree);
	dt_console_find(&r);
	read_nodes(&r);
	dt_cpus_close(&r);
	dt_map_read(&r);
	dt_devices_close(&r);
	dt_nodes_close(&r);
	if (ret_dt->cpus_listed == ret_dt->dropped)
		return STATUS_NOT_FOUND;
	/* Each node of a core is listed, or dropped, or found no room. */
	return ret_dt->cpu_capacity && ret_dt->cpu_count + ret_dt->dropped < ret_dt->cpus_listed
		       ? STATUS_NO_MEMORY
		       : STATUS_OK;
}
