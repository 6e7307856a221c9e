/* SPDX-License-Identifier: BSD-2-Clause */
#include "dt_tree.h"
#include "dt.h"
#include "mem.h"
#include <libfdt.h>

/* 5.2 and 5.6. */
enum {
	HEADER_SIZE = 40,
	OFF_TOTAL_SIZE = 4,
	OFF_STRINGS = 12,
	OFF_VERSION = 20,
	OFF_COMPATIBLE_VERSION = 24,
	OFF_STRINGS_SIZE = 32,
	VERSION = 17,
	ALIGNMENT = 8,
	/* 2.2.4.1 has 31. Longer ones are in use; none of this length is. */
	NAME_MOST = 127,
	ADDRESS_CELLS_DEFAULT = 2, /* 2.3.5 */
	SIZE_CELLS_DEFAULT = 1,
	CELL = 4,
};

enum { RULE_SIZE, RULE_ALIGNMENT, RULE_VERSION, RULE_NAMES, RULE_BROKEN, RULE_DEPTH };

static const char no_tree[] = "an OS cannot read the tree, and without ACPI knows nothing of the "
			      "machine";

static const struct rule rules[] = {
	[RULE_SIZE] = {"dt.size", SEVERITY_ERROR, "DTB", "Devicetree 0.4, 5.2", no_tree},
	[RULE_ALIGNMENT] = {"dt.alignment", SEVERITY_ERROR, "DTB", "Devicetree 0.4, 5.6",
			    "an OS that reads 64 bits at once in place faults"},
	[RULE_VERSION] = {"dt.version", SEVERITY_ERROR, "DTB", "Devicetree 0.4, 5.2", no_tree},
	[RULE_NAMES] = {"dt.strings", SEVERITY_ERROR, "DTB", "Devicetree 0.4, 2.2.4.1", no_tree},
	[RULE_BROKEN] = {"dt.broken", SEVERITY_ERROR, "DTB", "Devicetree 0.4, 5.4", no_tree},
	[RULE_DEPTH] = {"dt.depth", SEVERITY_WARNING, "DTB", "Devicetree 0.4, 2.2.1",
			"what is in these nodes is not seen; Linux reads no deeper than 64"},
};

const struct rule_set dt_tree_rule_set = {"dt.tree", rules, ARRAY_SIZE(rules)};

static uint32_t header_field(struct span tree, size_t offset)
{
	return __builtin_bswap32(span_get32(tree, offset));
}

size_t dt_size(struct span header)
{
	size_t size = header_field(header, OFF_TOTAL_SIZE);

	return header_field(header, 0) == FDT_MAGIC && size <= DT_SIZE_MAX ? size : 0;
}

/* Each look at a property's name runs to its NUL, so a long one would make all looks slow. */
static bool names_are_short(struct span tree)
{
	struct span names = span_part(tree, header_field(tree, OFF_STRINGS),
				      header_field(tree, OFF_STRINGS_SIZE));
	size_t length = 0;

	for (size_t i = 0; i < names.size && length <= NAME_MOST; i++)
		length = names.bytes[i] ? length + 1 : 0;
	return length <= NAME_MOST;
}

static bool header_is_good(struct span tree, struct findings *findings)
{
	size_t size = dt_size(tree);

	if (tree.size < HEADER_SIZE || size < HEADER_SIZE || size > tree.size)
		rule_broken(findings, &rules[RULE_SIZE], OFF_TOTAL_SIZE,
			    "magic 0x%x, totalsize %u, %zu bytes are there; d00dfeed and %u to %u "
			    "bytes, all of them there, are wanted",
			    header_field(tree, 0), header_field(tree, OFF_TOTAL_SIZE), tree.size,
			    HEADER_SIZE, DT_SIZE_MAX);
	else if ((uintptr_t)tree.bytes % ALIGNMENT)
		rule_broken(findings, &rules[RULE_ALIGNMENT], 0,
			    "the tree lies %u bytes behind a multiple of 8",
			    (unsigned int)((uintptr_t)tree.bytes % ALIGNMENT));
	else if (header_field(tree, OFF_VERSION) < VERSION ||
		 header_field(tree, OFF_COMPATIBLE_VERSION) > VERSION)
		rule_broken(findings, &rules[RULE_VERSION], OFF_VERSION,
			    "version %u, compatible with %u; 17 is wanted",
			    header_field(tree, OFF_VERSION),
			    header_field(tree, OFF_COMPATIBLE_VERSION));
	else if (!names_are_short(tree))
		rule_broken(findings, &rules[RULE_NAMES], OFF_STRINGS,
			    "a property's name of more than %d characters; 31 are allowed",
			    NAME_MOST);
	else
		return true;
	return false;
}

enum status dt_tree_check(struct span tree, struct findings *findings)
{
	int error;

	if (!header_is_good(tree, findings))
		return STATUS_INVALID;
	error = fdt_check_full(tree.bytes, tree.size);
	if (!error)
		return STATUS_OK;
	rule_broken(findings, &rules[RULE_BROKEN], 0, "the tree is broken: libfdt says %s",
		    fdt_strerror(error));
	return STATUS_INVALID;
}

/* ---- properties ---- */

struct span dt_property(const void *fdt, int offset, const char *name)
{
	int length = 0;
	const void *value = fdt_getprop(fdt, offset, name, &length);

	return (struct span){value, value && length > 0 ? (size_t)length : 0};
}

const char *dt_text(const void *fdt, int offset, const char *name)
{
	struct span value = dt_property(fdt, offset, name);

	if (value.size == 0 || value.bytes[value.size - 1] != 0)
		return NULL;
	return (const char *)value.bytes;
}

struct dt_shown dt_shown(const char *text)
{
	struct dt_shown shown;
	size_t i = 0;

	for (; i < DT_SHOWN_SIZE - 1 && text[i]; i++)
		shown.text[i] = (char)(text[i] >= ' ' && text[i] <= '~' ? text[i] : '?');
	shown.text[i] = '\0';
	return shown;
}

bool dt_u32(const void *fdt, int offset, const char *name, uint32_t *ret_value)
{
	struct span value = dt_property(fdt, offset, name);

	if (value.size != CELL)
		return false;
	*ret_value = (uint32_t)dt_cells(value, 0, 1);
	return true;
}

bool dt_has_text(const void *fdt, int offset, const char *name, const char *text)
{
	struct span value = dt_property(fdt, offset, name);

	return value.size && value.bytes[value.size - 1] == 0 &&
	       fdt_stringlist_contains((const char *)value.bytes, (int)value.size, text);
}

uint64_t dt_cells(struct span value, size_t cell, unsigned int cells)
{
	uint64_t number = 0;

	if (!span_has(value, cell * CELL, (size_t)cells * CELL))
		return 0;
	for (size_t i = 0; i < cells; i++)
		number = number << 32 | __builtin_bswap32(span_get32(value, (cell + i) * CELL));
	return number;
}

/* ---- addresses ---- */

static bool cells_fit(unsigned int cells)
{
	return cells == 1 || cells == 2;
}

bool dt_reg(const struct dt_walk *walk, size_t number, struct dt_range *ret_range)
{
	const struct dt_bus *bus = &walk->buses[walk->depth > 0 ? walk->depth - 1 : 0];
	struct span value = dt_property(walk->fdt, walk->offset, "reg");
	size_t each = bus->address_cells + bus->size_cells;

	if (!cells_fit(bus->address_cells) || bus->size_cells > 2 ||
	    !span_has(value, number * each * CELL, each * CELL))
		return false;
	ret_range->address = dt_cells(value, number * each, bus->address_cells);
	ret_range->size = dt_cells(value, number * each + bus->address_cells, bus->size_cells);
	return true;
}

/* One bus up. An empty ranges changes nothing; where there is none, nothing goes through. */
static bool pass_bus(const void *fdt, const struct dt_bus *bus, const struct dt_bus *above,
		     uint64_t *address)
{
	struct span value = dt_property(fdt, bus->offset, "ranges");
	unsigned int a = bus->address_cells, p = above->address_cells, s = bus->size_cells;
	size_t each = a + p + s;

	if (!value.bytes || !cells_fit(a) || !cells_fit(p) || !cells_fit(s))
		return false;
	if (value.size == 0)
		return true;
	for (size_t cell = 0; (cell + each) * CELL <= value.size; cell += each) {
		uint64_t first = dt_cells(value, cell, a);

		if (*address < first || *address - first >= dt_cells(value, cell + a + p, s))
			continue;
		*address += dt_cells(value, cell + a, p) - first;
		return true;
	}
	return false;
}

bool dt_reg_seen(const struct dt_walk *walk, size_t number, struct dt_range *ret_range)
{
	if (!dt_reg(walk, number, ret_range))
		return false;
	for (int depth = walk->depth - 1; depth > 0; depth--)
		if (!pass_bus(walk->fdt, &walk->buses[depth], &walk->buses[depth - 1],
			      &ret_range->address))
			return false;
	return true;
}

/* ---- the walk ---- */

bool dt_named(const struct dt_walk *walk, const char *name)
{
	size_t length = strlen(name);

	return strncmp(walk->name, name, length) == 0 &&
	       (walk->name[length] == '\0' || walk->name[length] == '@');
}

/* 2.3.4: without a status it is okay. */
static bool is_okay(const void *fdt, int offset)
{
	const char *status;

	if (!dt_property(fdt, offset, "status").bytes)
		return true;
	status = dt_text(fdt, offset, "status");
	return status && (strcmp(status, "okay") == 0 || strcmp(status, "ok") == 0);
}

static void enter(struct dt_walk *walk)
{
	struct dt_bus *bus = &walk->buses[walk->depth];
	uint32_t address = ADDRESS_CELLS_DEFAULT, size = SIZE_CELLS_DEFAULT;

	dt_u32(walk->fdt, walk->offset, "#address-cells", &address);
	dt_u32(walk->fdt, walk->offset, "#size-cells", &size);
	*bus = (struct dt_bus){
		.offset = walk->offset,
		.address_cells = address < UINT8_MAX ? address : UINT8_MAX,
		.size_cells = size < UINT8_MAX ? size : UINT8_MAX,
		.enabled = is_okay(walk->fdt, walk->offset) &&
			   (walk->depth == 0 || walk->buses[walk->depth - 1].enabled),
	};
	walk->name = fdt_get_name(walk->fdt, walk->offset, NULL);
	if (!walk->name)
		walk->name = "";
}

void dt_walk_open(struct dt_walk *walk, const void *fdt)
{
	walk->fdt = fdt;
	walk->offset = -1;
	walk->depth = -1;
	walk->name = "";
	walk->too_deep = 0;
	walk->first_deep = 0;
}

static bool is_too_deep(struct dt_walk *walk)
{
	if (walk->depth < DT_DEPTH_MAX)
		return false;
	if (walk->too_deep++ == 0)
		walk->first_deep = (uint32_t)walk->offset;
	return true;
}

bool dt_walk_next(struct dt_walk *walk)
{
	do {
		walk->offset = fdt_next_node(walk->fdt, walk->offset, &walk->depth);
		if (walk->offset < 0 || walk->depth < 0)
			return false;
	} while (is_too_deep(walk));
	enter(walk);
	return true;
}

void dt_walk_close(const struct dt_walk *walk, struct findings *findings)
{
	if (walk->too_deep)
		rule_broken(findings, &rules[RULE_DEPTH], walk->first_deep,
			    "%u nodes are more than %d deep; they are not read", walk->too_deep,
			    DT_DEPTH_MAX - 1);
}
