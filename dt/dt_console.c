/* SPDX-License-Identifier: BSD-2-Clause */
/* The console: 3.6, and Linux's serial/pl011.yaml and serial/8250.yaml. */
#include "dt_read.h"
#include "mem.h"
#include <libfdt.h>

enum { RULE_PATH, RULE_KIND, RULE_REG };

static const struct rule rules[] = {
	[RULE_PATH] = {"dt.console.path", SEVERITY_WARNING, "DTB", "Devicetree 0.4, 3.6",
		       "an OS that is told no console has nowhere to speak"},
	[RULE_KIND] = {"dt.console.kind", SEVERITY_NOTE, "DTB", "Devicetree 0.4, 4.2", ""},
	[RULE_REG] = {"dt.console.reg", SEVERITY_WARNING, "DTB", "Devicetree 0.4, 4.2.2",
		      "an OS cannot drive its console, and stays silent"},
};

const struct rule_set dt_console_rule_set = {"dt.console", rules, ARRAY_SIZE(rules)};

/* As in SPCR, and in a GAS. */
enum { SPCR_PL011 = 3, SPCR_SBSA = 0xe, SPCR_16550_GAS = 0x12 };
enum { ACCESS_BYTE = 1, ACCESS_WORD, ACCESS_DWORD, REGISTER_SHIFT_MAX = 4 };

/* Up to a ':' it is a path, or an alias for the first part of one (3.3). An alias is looked up
   here: libfdt follows one that names itself until there is no stack left. */
static int find_node(const void *fdt, const char *path)
{
	int length = 0;
	const char *alias;

	while (path[length] && path[length] != ':')
		length++;
	if (path[0] == '/')
		return fdt_path_offset_namelen(fdt, path, length);
	alias = fdt_get_alias_namelen(fdt, path, length);
	return alias && alias[0] == '/' ? fdt_path_offset(fdt, alias) : -FDT_ERR_BADPATH;
}

void dt_console_find(struct dt_reading *r)
{
	int chosen = fdt_path_offset(r->fdt, "/chosen");
	const char *path = NULL;

	r->console_offset = -1;
	if (chosen >= 0)
		path = dt_text(r->fdt, chosen, "stdout-path");
	if (chosen >= 0 && !path) /* of before 3.6 */
		path = dt_text(r->fdt, chosen, "linux,stdout-path");
	if (!path)
		return;
	r->console_offset = find_node(r->fdt, path);
	if (r->console_offset >= 0)
		return;
	r->console_offset = -1;
	rule_broken(r->findings, &rules[RULE_PATH], (uint32_t)chosen,
		    "stdout-path '%s' leads to no node", dt_shown(path).text);
}

static uint8_t console_type(const struct dt_walk *walk)
{
	static const char *const uarts[] = {"ns16550a",
					    "ns16550",
					    "ns8250",
					    "snps,dw-apb-uart",
					    "brcm,bcm2835-aux-uart",
					    "nvidia,tegra20-uart",
					    "intel,xscale-uart"};

	if (dt_is(walk, "arm,pl011"))
		return SPCR_PL011;
	if (dt_is(walk, "arm,sbsa-uart"))
		return SPCR_SBSA;
	for (size_t i = 0; i < ARRAY_SIZE(uarts); i++)
		if (dt_is(walk, uarts[i]))
			return SPCR_16550_GAS;
	return 0;
}

/* A 16550's registers may be 1, 2 or 4 bytes, each so many bytes behind the one before. */
static void read_layout(struct dt_reading *r, struct spcr *spcr)
{
	uint32_t shift = dt_is(&r->walk, "brcm,bcm2835-aux-uart") ? 2 : 0, width = 1, offset = 0;

	dt_u32(r->fdt, r->walk.offset, "reg-shift", &shift);
	dt_u32(r->fdt, r->walk.offset, "reg-io-width", &width);
	dt_u32(r->fdt, r->walk.offset, "reg-offset", &offset);
	dt_u32(r->fdt, r->walk.offset, "clock-frequency", &spcr->clock_hz);
	spcr->register_width = (uint8_t)(8u << (shift < REGISTER_SHIFT_MAX ? shift : 0));
	spcr->access_size = width == 4 ? ACCESS_DWORD : width == 2 ? ACCESS_WORD : ACCESS_BYTE;
	spcr->address += offset;
}

void dt_console_node(struct dt_reading *r)
{
	struct spcr *spcr = &r->dt->spcr;
	struct dt_range range;

	if (r->console_offset != r->walk.offset || r->console_offset < 0)
		return;
	spcr->interface_type = console_type(&r->walk);
	if (!spcr->interface_type) {
		const char *kind = dt_text(r->fdt, r->walk.offset, "compatible");

		rule_broken(r->findings, &rules[RULE_KIND], (uint32_t)r->walk.offset,
			    "the console is a '%s'; Muster drives PL011 and 16550",
			    dt_shown(kind ? kind : "(nothing said)").text);
		return;
	}
	if (!dt_reg_seen(&r->walk, 0, &range)) {
		rule_broken(r->findings, &rules[RULE_REG], (uint32_t)r->walk.offset,
			    "the console '%s' has no reg that leads to its registers",
			    dt_shown(r->walk.name).text);
		return;
	}
	spcr->address = range.address;
	spcr->register_width = 32;
	spcr->access_size = ACCESS_DWORD;
	if (spcr->interface_type == SPCR_16550_GAS)
		read_layout(r, spcr);
}
