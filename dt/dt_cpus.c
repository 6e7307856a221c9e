/* SPDX-License-Identifier: BSD-2-Clause */
/* The nodes of cores: 3.7, 3.8, and Linux's arm/cpus.yaml. */
#include "dt_read.h"
#include "mem.h"
#include "sort.h"

/* The affinity fields of MPIDR_EL1, Arm ARM D19.2.100; the rest of reg must be 0. */
#define MPIDR_AFFINITY 0xff00ffffffull

enum {
	RULE_NONE,
	RULE_CELLS,
	RULE_REG,
	RULE_ID,
	RULE_DUPLICATE,
	RULE_CAPACITY,
	RULE_METHOD_UNKNOWN,
	RULE_METHOD_NONE,
	RULE_RELEASE,
	RULE_RELEASE_ODD,
	RULE_STATUS,
	RULE_DISABLED,
	RULE_COUNT,
};

static const char not_started[] = "an OS does not start the core";

static const struct rule rules[] = {
	[RULE_NONE] = {"dt.cpus.none", SEVERITY_ERROR, "DTB", "Devicetree 0.4, 3.7",
		       "an OS without ACPI knows of no core but the one that it runs on"},
	[RULE_CELLS] = {"dt.cpus.cells", SEVERITY_ERROR, "DTB", "Devicetree 0.4, 3.7",
			"an OS cannot tell where a core's id ends, and starts none"},
	[RULE_REG] = {"dt.cpu.reg", SEVERITY_ERROR, "DTB", "Devicetree 0.4, 3.8.1", not_started},
	[RULE_ID] = {"dt.cpu.id", SEVERITY_ERROR, "DTB", "Linux, arm/cpus.yaml",
		     "no core has such an MPIDR_EL1; Linux leaves the core out"},
	[RULE_DUPLICATE] = {"dt.cpu.duplicate", SEVERITY_ERROR, "DTB", "Devicetree 0.4, 3.8.1",
			    "an OS waits for a core that is not there, or starts one twice"},
	[RULE_CAPACITY] = {"dt.cpu.capacity", SEVERITY_ERROR, "DTB", "Devicetree 0.4, 3.8",
			   "the cores that do not fit are not known"},
	[RULE_METHOD_UNKNOWN] = {"dt.cpu.method", SEVERITY_WARNING, "DTB", "Linux, arm/cpus.yaml",
				 "an OS that does not know the method does not start the core"},
	[RULE_METHOD_NONE] = {"dt.cpu.method.none", SEVERITY_ERROR, "DTB", "Linux, arm/cpus.yaml",
			      "an OS finds no way to start these cores, and runs without them"},
	[RULE_RELEASE] = {"dt.cpu.release", SEVERITY_ERROR, "DTB", "Devicetree 0.4, 3.8.1",
			  not_started},
	[RULE_RELEASE_ODD] = {"dt.cpu.release.odd", SEVERITY_ERROR, "DTB", "Devicetree 0.4, 3.8.1",
			      "a core that reads 64 bits there may see half of the address"},
	[RULE_STATUS] = {"dt.cpu.status", SEVERITY_WARNING, "DTB", "Devicetree 0.4, 3.8.1",
			 "whether an OS starts the core is a matter of luck"},
	[RULE_DISABLED] = {"dt.cpu.disabled", SEVERITY_NOTE, "DTB", "Devicetree 0.4, 3.8.1", ""},
};

const struct rule_set dt_cpus_rule_set = {"dt.cpus", rules, ARRAY_SIZE(rules)};

/* True where the rule is to be told, the first time that it is broken. */
static bool breaks(struct dt_reading *r, unsigned int rule)
{
	return once_first(&r->cpus_once[rule], r->findings);
}

static enum dt_method read_method(struct dt_reading *r)
{
	struct span value = dt_property(r->fdt, r->walk.offset, "enable-method");
	const char *text = dt_text(r->fdt, r->walk.offset, "enable-method");

	if (!value.bytes)
		return DT_METHOD_NONE;
	if (text && strcmp(text, "psci") == 0)
		return DT_METHOD_PSCI;
	if (text && strcmp(text, "spin-table") == 0)
		return DT_METHOD_SPIN_TABLE;
	if (breaks(r, RULE_METHOD_UNKNOWN))
		rule_broken(r->findings, &rules[RULE_METHOD_UNKNOWN], (uint32_t)r->walk.offset,
			    "node '%s' has enable-method '%s'; psci or spin-table is wanted",
			    dt_shown(r->walk.name).text, dt_shown(text ? text : "(no text)").text);
	return DT_METHOD_UNKNOWN;
}

/* Two cells, whatever #address-cells is (3.8.1); Linux takes one as well. */
static uint64_t read_release(struct dt_reading *r)
{
	struct span value = dt_property(r->fdt, r->walk.offset, "cpu-release-addr");
	uint64_t address = value.size == 4 || value.size == 8
				   ? dt_cells(value, 0, (unsigned int)value.size / 4)
				   : 0;

	if (!address && breaks(r, RULE_RELEASE))
		rule_broken(r->findings, &rules[RULE_RELEASE], (uint32_t)r->walk.offset,
			    "node '%s' waits in a spin-table, and its cpu-release-addr has %zu "
			    "bytes or is 0; an address of 8 bytes is wanted",
			    dt_shown(r->walk.name).text, value.size);
	if (address % 8 && breaks(r, RULE_RELEASE_ODD))
		rule_broken(r->findings, &rules[RULE_RELEASE_ODD], (uint32_t)r->walk.offset,
			    "node '%s' has cpu-release-addr 0x%llx; a multiple of 8 is wanted",
			    dt_shown(r->walk.name).text, (unsigned long long)address);
	return address;
}

/* "disabled" is a core that its enable-method can bring up; "fail" one that is broken or absent. */
static enum madt_cpu_state read_state(struct dt_reading *r, enum dt_method method)
{
	const char *status = dt_text(r->fdt, r->walk.offset, "status");

	if (!dt_property(r->fdt, r->walk.offset, "status").bytes)
		return MADT_CPU_ENABLED;
	if (status && (strcmp(status, "okay") == 0 || strcmp(status, "ok") == 0))
		return MADT_CPU_ENABLED;
	if (status && strncmp(status, "fail", 4) == 0)
		return MADT_CPU_DISABLED;
	if (status && strcmp(status, "disabled") == 0) {
		if (breaks(r, RULE_DISABLED))
			rule_broken(r->findings, &rules[RULE_DISABLED], (uint32_t)r->walk.offset,
				    "node '%s' is disabled; Muster does not start it, Linux does",
				    dt_shown(r->walk.name).text);
		return method == DT_METHOD_PSCI || method == DT_METHOD_SPIN_TABLE
			       ? MADT_CPU_ONLINE_CAPABLE
			       : MADT_CPU_DISABLED;
	}
	if (breaks(r, RULE_STATUS))
		rule_broken(r->findings, &rules[RULE_STATUS], (uint32_t)r->walk.offset,
			    "node '%s' has status '%s'; okay, disabled or fail is wanted",
			    dt_shown(r->walk.name).text,
			    dt_shown(status ? status : "(no text)").text);
	return MADT_CPU_DISABLED;
}

static bool read_id(struct dt_reading *r, hw_id *ret_id)
{
	unsigned int cells = r->walk.buses[1].address_cells;
	struct span value = dt_property(r->fdt, r->walk.offset, "reg");
	uint64_t id;

	if (cells != 1 && cells != 2) {
		if (breaks(r, RULE_CELLS))
			rule_broken(r->findings, &rules[RULE_CELLS],
				    (uint32_t)r->walk.buses[1].offset,
				    "/cpus has #address-cells %u; 1 or 2 is wanted", cells);
		return false;
	}
	if (value.size < cells * 4) {
		if (breaks(r, RULE_REG))
			rule_broken(r->findings, &rules[RULE_REG], (uint32_t)r->walk.offset,
				    "node '%s' has a reg of %zu bytes; %u are wanted",
				    dt_shown(r->walk.name).text, value.size, cells * 4);
		return false;
	}
	id = dt_cells(value, 0, cells);
	if (id & ~MPIDR_AFFINITY) {
		if (breaks(r, RULE_ID))
			rule_broken(r->findings, &rules[RULE_ID], (uint32_t)r->walk.offset,
				    "node '%s' has reg 0x%llx; bits of 0xff00ffffff are wanted",
				    dt_shown(r->walk.name).text, (unsigned long long)id);
		return false;
	}
	*ret_id = (hw_id){id};
	return true;
}

static void add_cpu(struct dt_reading *r, hw_id id)
{
	struct dt *dt = r->dt;
	struct dt_cpu cpu = {
		.id = id, .offset = (uint32_t)r->walk.offset, .node = TOPOLOGY_NODE_NONE};

	dt_u32(r->fdt, r->walk.offset, "phandle", &cpu.phandle);
	dt_u32(r->fdt, r->walk.offset, "numa-node-id", &cpu.node);
	dt_u32(r->fdt, r->walk.offset, "capacity-dmips-mhz", &cpu.capacity);
	cpu.method = read_method(r);
	cpu.state = read_state(r, cpu.method);
	if (cpu.method == DT_METHOD_SPIN_TABLE)
		cpu.release_address = read_release(r);
	dt->has_nodes |= cpu.node != TOPOLOGY_NODE_NONE;
	if (dt->cpu_count < dt->cpu_capacity)
		dt->cpus[dt->cpu_count++] = cpu;
	else if (dt->cpu_capacity && breaks(r, RULE_CAPACITY))
		rule_broken(r->findings, &rules[RULE_CAPACITY], cpu.offset,
			    "room for %zu cores, and node '%s' is one more", dt->cpu_capacity,
			    dt_shown(r->walk.name).text);
}

/* 3.8: by type; Linux takes those that are only named so, too. */
static bool is_cpu(const struct dt_walk *walk)
{
	const char *type = dt_text(walk->fdt, walk->offset, "device_type");

	return (type && strcmp(type, "cpu") == 0) || dt_named(walk, "cpu");
}

void dt_cpus_node(struct dt_reading *r)
{
	hw_id id;

	if (r->walk.depth != 2 || !r->in_cpus)
		return;
	if (r->map_offset < 0 && strcmp(r->walk.name, "cpu-map") == 0)
		r->map_offset = r->walk.offset;
	if (!is_cpu(&r->walk))
		return;
	r->dt->cpus_listed++;
	if (read_id(r, &id))
		add_cpu(r, id);
	else
		r->dt->dropped++;
}

/* ---- together ---- */

static bool id_before(const void *a, const void *b)
{
	const struct dt_cpu *left = a, *right = b;

	return left->id.value != right->id.value ? left->id.value < right->id.value
						 : left->offset < right->offset;
}

static bool offset_before(const void *a, const void *b)
{
	const struct dt_cpu *left = a, *right = b;

	return left->offset < right->offset;
}

/* Of several with one id the first in the tree stays. */
static void drop_duplicates(struct dt_reading *r)
{
	struct dt_cpu *cpus = r->dt->cpus;
	size_t kept = 0;

	sort_items(cpus, r->dt->cpu_count, sizeof(*cpus), id_before);
	for (size_t i = 0; i < r->dt->cpu_count; i++) {
		if (kept == 0 || !hw_id_equal(cpus[kept - 1].id, cpus[i].id)) {
			cpus[kept++] = cpus[i];
			continue;
		}
		r->dt->dropped++;
		if (breaks(r, RULE_DUPLICATE))
			rule_broken(r->findings, &rules[RULE_DUPLICATE], cpus[i].offset,
				    "a second core with reg 0x%llx; each once is wanted",
				    (unsigned long long)cpus[i].id.value);
	}
	r->dt->cpu_count = kept;
	sort_items(cpus, kept, sizeof(*cpus), offset_before);
}

/* The core that the firmware runs on needs none. */
static void check_methods(struct dt_reading *r)
{
	unsigned int without = 0;
	uint32_t last = 0;

	for (size_t i = 0; i < r->dt->cpu_count; i++)
		if (r->dt->cpus[i].method == DT_METHOD_NONE) {
			without++;
			last = r->dt->cpus[i].offset;
		}
	if (without > 1)
		rule_broken(r->findings, &rules[RULE_METHOD_NONE], last,
			    "%u of %zu cores have no enable-method; only the boot core needs none",
			    without, r->dt->cpu_count);
}

void dt_cpus_close(struct dt_reading *r)
{
	if (r->dt->cpus_listed == r->dt->dropped)
		rule_broken(r->findings, &rules[RULE_NONE], 0,
			    "%u nodes of cores, and none of them can be used", r->dt->cpus_listed);
	drop_duplicates(r);
	check_methods(r);
	once_close(r->cpus_once, RULE_COUNT, r->findings);
}
