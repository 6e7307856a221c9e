/* SPDX-License-Identifier: BSD-2-Clause */
/* PSCI (Linux's arm/psci.yaml), the interrupt controller (interrupt-controller/arm,gic.yaml and
   arm,gic-v3.yaml), the timer (timer/arm,arch_timer.yaml), the clock (rtc/arm,pl031.yaml). */
#include "dt_read.h"
#include "mem.h"

enum {
	RULE_PSCI_NONE,
	RULE_PSCI_METHOD,
	RULE_PSCI_FUNCTION,
	RULE_GIC_NONE,
	RULE_GIC_REG,
	RULE_GIC_REGIONS,
	RULE_GIC_MANY,
	RULE_TIMER_NONE,
	RULE_TIMER_INTERRUPT,
	RULE_TIMER_FREQUENCY,
	RULE_COUNT,
};

static const char no_starting[] = "an OS cannot start a core, and runs on one";
static const char no_interrupts[] = "an OS finds no interrupt controller, and does not boot";

static const struct rule rules[] = {
	[RULE_PSCI_NONE] = {"dt.psci.none", SEVERITY_ERROR, "DTB", "Linux, arm/psci.yaml",
			    no_starting},
	[RULE_PSCI_METHOD] = {"dt.psci.method", SEVERITY_ERROR, "DTB", "Linux, arm/psci.yaml",
			      no_starting},
	[RULE_PSCI_FUNCTION] = {"dt.psci.cpu_on", SEVERITY_ERROR, "DTB", "Linux, arm/psci.yaml",
				no_starting},
	[RULE_GIC_NONE] = {"dt.gic.none", SEVERITY_ERROR, "DTB", "Linux, arm,gic.yaml",
			   no_interrupts},
	[RULE_GIC_REG] = {"dt.gic.reg", SEVERITY_ERROR, "DTB", "Linux, arm,gic.yaml",
			  no_interrupts},
	[RULE_GIC_REGIONS] = {"dt.gic.regions", SEVERITY_ERROR, "DTB", "Linux, arm,gic-v3.yaml",
			      "an OS finds no redistributor for some cores, and does not start "
			      "them"},
	[RULE_GIC_MANY] = {"dt.gic.capacity", SEVERITY_ERROR, "DTB", "Linux, arm,gic-v3.yaml",
			   "cores whose redistributors are in the others are not reached"},
	[RULE_TIMER_NONE] = {"dt.timer.none", SEVERITY_ERROR, "DTB", "Linux, arm,arch_timer.yaml",
			     "an OS has no tick, and does not boot"},
	[RULE_TIMER_INTERRUPT] = {"dt.timer.interrupt", SEVERITY_ERROR, "DTB",
				  "Linux, arm,arch_timer.yaml",
				  "an OS waits for a tick on an interrupt that never comes"},
	[RULE_TIMER_FREQUENCY] = {"dt.timer.frequency", SEVERITY_WARNING, "DTB",
				  "Linux, arm,arch_timer.yaml",
				  "firmware that needs it has not set CNTFRQ_EL0 on all cores: who "
				  "reads that register has a wrong clock"},
};

const struct rule_set dt_devices_rule_set = {"dt.devices", rules, ARRAY_SIZE(rules)};

static bool breaks(struct dt_reading *r, unsigned int rule)
{
	return once_first(&r->devices_once[rule], r->findings);
}

/* ---- PSCI ---- */

/* 0.2 and later have ids of their own, whatever the node says. */
static void read_functions(struct dt_reading *r, struct psci *psci)
{
	int node = r->walk.offset;

	if (dt_is(&r->walk, "arm,psci-0.2") || dt_is(&r->walk, "arm,psci-1.0"))
		return;
	dt_u32(r->fdt, node, "cpu_suspend", &psci->cpu_suspend);
	dt_u32(r->fdt, node, "cpu_off", &psci->cpu_off);
	dt_u32(r->fdt, node, "migrate", &psci->migrate);
	if (!dt_u32(r->fdt, node, "cpu_on", &psci->cpu_on) && breaks(r, RULE_PSCI_FUNCTION))
		rule_broken(r->findings, &rules[RULE_PSCI_FUNCTION], (uint32_t)node,
			    "node '%s' is a PSCI of version 0.1 without a cpu_on",
			    dt_shown(r->walk.name).text);
}

static void read_psci(struct dt_reading *r)
{
	const char *method = dt_text(r->fdt, r->walk.offset, "method");
	bool hvc = method && strcmp(method, "hvc") == 0;

	r->psci_offset = r->walk.offset;
	if (!hvc && !(method && strcmp(method, "smc") == 0)) {
		if (breaks(r, RULE_PSCI_METHOD))
			rule_broken(r->findings, &rules[RULE_PSCI_METHOD], (uint32_t)r->walk.offset,
				    "node '%s' has method '%s'; hvc or smc is wanted",
				    dt_shown(r->walk.name).text,
				    dt_shown(method ? method : "(none)").text);
		return;
	}
	r->dt->psci.present = true;
	r->dt->psci.by_hvc = hvc;
	read_functions(r, &r->dt->psci);
}

static bool is_psci(const struct dt_walk *walk)
{
	return dt_is(walk, "arm,psci-1.0") || dt_is(walk, "arm,psci-0.2") ||
	       dt_is(walk, "arm,psci");
}

/* ---- the interrupt controller ---- */

static const struct {
	const char *compatible;
	uint8_t version;
} gics[] = {
	{"arm,gic-v3", 3},	  {"arm,gic-400", 2},	    {"arm,cortex-a15-gic", 2},
	{"arm,cortex-a7-gic", 2}, {"qcom,msm-qgic2", 2},    {"brcm,brahma-b15-gic", 2},
	{"arm,cortex-a9-gic", 1}, {"arm,cortex-a5-gic", 1}, {"arm,pl390", 1},
	{"arm,arm11mp-gic", 1},
};

static uint8_t gic_version(const struct dt_walk *walk)
{
	for (size_t i = 0; i < ARRAY_SIZE(gics); i++)
		if (dt_is(walk, gics[i].compatible))
			return gics[i].version;
	return 0;
}

/* reg: the distributor, then so many regions, then what only a guest or a hypervisor needs. */
static void read_regions(struct dt_reading *r, struct madt_gic *gic)
{
	struct dt_range range;
	uint32_t regions = 1;

	dt_u32(r->fdt, r->walk.offset, "#redistributor-regions", &regions);
	for (uint32_t i = 0; i < regions; i++) {
		if (gic->redistributor_count == MADT_REDISTRIBUTORS_MAX) {
			if (breaks(r, RULE_GIC_MANY))
				rule_broken(r->findings, &rules[RULE_GIC_MANY],
					    (uint32_t)r->walk.offset,
					    "%u regions of redistributors; room is for %d", regions,
					    MADT_REDISTRIBUTORS_MAX);
			return;
		}
		if (!dt_reg_seen(&r->walk, i + 1, &range)) {
			if (breaks(r, RULE_GIC_REGIONS))
				rule_broken(r->findings, &rules[RULE_GIC_REGIONS],
					    (uint32_t)r->walk.offset,
					    "%u regions of redistributors are promised, and %u are "
					    "there",
					    regions, i);
			return;
		}
		gic->redistributors[gic->redistributor_count].address = range.address;
		gic->redistributors[gic->redistributor_count++].length =
			range.size < UINT32_MAX ? (uint32_t)range.size : UINT32_MAX;
	}
}

static void read_stride(struct dt_reading *r, struct madt_gic *gic)
{
	struct span value = dt_property(r->fdt, r->walk.offset, "redistributor-stride");

	gic->stride = value.size <= 8 ? dt_cells(value, 0, (unsigned int)value.size / 4) : 0;
}

static void read_gic(struct dt_reading *r, uint8_t version)
{
	struct madt_gic *gic = &r->dt->gic;
	struct dt_range distributor, interface = {0, 0};

	r->gic_offset = r->walk.offset;
	if (!dt_reg_seen(&r->walk, 0, &distributor) ||
	    (version < 3 && !dt_reg_seen(&r->walk, 1, &interface))) {
		if (breaks(r, RULE_GIC_REG))
			rule_broken(r->findings, &rules[RULE_GIC_REG], (uint32_t)r->walk.offset,
				    "node '%s' has no reg that leads to its registers",
				    dt_shown(r->walk.name).text);
		return;
	}
	gic->present = true;
	gic->version = version;
	gic->distributor = distributor.address;
	r->dt->gic_interface = interface.address;
	if (version >= 3) {
		read_regions(r, gic);
		read_stride(r, gic);
	}
}

/* ---- the timer ---- */

enum { SPI, PPI, EXTENDED_SPI, EXTENDED_PPI };
enum { PPI_FIRST = 16, PPI_COUNT = 16, EPPI_FIRST = 1056, EPPI_COUNT = 64 };

/* Type and number as a GIC's binding has them, to an INTID; 0 where it is not private to a core. */
static uint32_t interrupt_id(uint64_t type, uint64_t number)
{
	if (type == PPI && number < PPI_COUNT)
		return PPI_FIRST + (uint32_t)number;
	if (type == EXTENDED_PPI && number < EPPI_COUNT)
		return EPPI_FIRST + (uint32_t)number;
	return 0;
}

/* The interrupts by their order, unless they have names. */
static int find_interrupt(struct dt_reading *r, int order, const char *name)
{
	struct span names = dt_property(r->fdt, r->timer_offset, "interrupt-names");
	size_t start = 0;
	int place = 0;

	if (!names.size || names.bytes[names.size - 1] != 0)
		return order;
	for (; start < names.size; place++) {
		const char *text = (const char *)names.bytes + start;

		if (strcmp(text, name) == 0)
			return place;
		start += strlen(text) + 1;
	}
	return -1;
}

static uint32_t read_interrupt(struct dt_reading *r, int place)
{
	struct span value = dt_property(r->fdt, r->timer_offset, "interrupts");
	uint32_t cells = 3, id;
	size_t first, each;

	if (r->gic_offset >= 0)
		dt_u32(r->fdt, r->gic_offset, "#interrupt-cells", &cells);
	each = cells;
	first = 0;
	if (!value.bytes) { /* each with its controller in front */
		value = dt_property(r->fdt, r->timer_offset, "interrupts-extended");
		each = cells + (size_t)1;
		first = 1;
	}
	if (place < 0 || cells < 3 || cells > 4 ||
	    !span_has(value, (size_t)place * each * 4, each * 4))
		return 0;
	first += (size_t)place * each;
	id = interrupt_id(dt_cells(value, first, 1), dt_cells(value, first + 1, 1));
	if (!id && breaks(r, RULE_TIMER_INTERRUPT))
		rule_broken(r->findings, &rules[RULE_TIMER_INTERRUPT], (uint32_t)r->timer_offset,
			    "the timer's interrupt %d is of type %u with number %u; one that is "
			    "private to a core (type 1, 0 to 15) is wanted",
			    place, (uint32_t)dt_cells(value, first, 1),
			    (uint32_t)dt_cells(value, first + 1, 1));
	return id;
}

static void read_timer(struct dt_reading *r)
{
	struct gtdt *gtdt = &r->dt->gtdt;
	uint32_t frequency = 0;

	gtdt->present = true;
	gtdt->el1_secure = read_interrupt(r, find_interrupt(r, 0, "sec-phys"));
	gtdt->el1 = read_interrupt(r, find_interrupt(r, 1, "phys"));
	gtdt->virtual_el1 = read_interrupt(r, find_interrupt(r, 2, "virt"));
	gtdt->el2 = read_interrupt(r, find_interrupt(r, 3, "hyp-phys"));
	gtdt->virtual_el2 = read_interrupt(r, find_interrupt(r, 4, "hyp-virt"));
	if (!gtdt->el1 && !gtdt->virtual_el1 && breaks(r, RULE_TIMER_INTERRUPT))
		rule_broken(r->findings, &rules[RULE_TIMER_INTERRUPT], (uint32_t)r->timer_offset,
			    "the timer has neither a physical nor a virtual interrupt");
	if (dt_u32(r->fdt, r->timer_offset, "clock-frequency", &frequency))
		rule_broken(r->findings, &rules[RULE_TIMER_FREQUENCY], (uint32_t)r->timer_offset,
			    "the timer has a clock-frequency, %u Hz; none is wanted", frequency);
}

/* ---- all of them ---- */

void dt_devices_node(struct dt_reading *r)
{
	uint8_t version;
	struct dt_range range;

	if (!r->walk.buses[r->walk.depth].enabled)
		return;
	if (r->psci_offset < 0 && is_psci(&r->walk))
		read_psci(r);
	version = r->gic_offset < 0 ? gic_version(&r->walk) : 0;
	if (version)
		read_gic(r, version);
	if (r->timer_offset < 0 && dt_is(&r->walk, "arm,armv8-timer"))
		r->timer_offset = r->walk.offset;
	if (r->clock_offset < 0 && dt_is(&r->walk, "arm,pl031")) {
		r->clock_offset = r->walk.offset;
		if (dt_reg_seen(&r->walk, 0, &range))
			r->dt->rtc_address = range.address;
	}
}

static void check_psci(struct dt_reading *r)
{
	unsigned int by_psci = 0;

	for (size_t i = 0; i < r->dt->cpu_count; i++)
		by_psci += r->dt->cpus[i].method == DT_METHOD_PSCI;
	if (by_psci && r->psci_offset < 0)
		rule_broken(r->findings, &rules[RULE_PSCI_NONE], 0,
			    "%u cores have enable-method psci, and there is no PSCI node", by_psci);
}

void dt_devices_close(struct dt_reading *r)
{
	check_psci(r);
	if (r->gic_offset < 0)
		rule_broken(r->findings, &rules[RULE_GIC_NONE], 0,
			    "there is no GIC of a kind that is known");
	if (r->timer_offset < 0)
		rule_broken(r->findings, &rules[RULE_TIMER_NONE], 0,
			    "there is no node for arm,armv8-timer");
	else
		read_timer(r);
	once_close(r->devices_once, RULE_COUNT, r->findings);
}
