/* SPDX-License-Identifier: BSD-2-Clause */
/* Muster's own page tables: one to one, only what Muster uses, never writable and executable. Of
   any architecture whose tables have 512 entries of 64 bits, the address at bits 51 to 12. */
#ifndef MUSTER_PAGETABLE_H
#define MUSTER_PAGETABLE_H

#include "arena.h"
#include "map.h"
#include "status.h"

/* How one architecture writes an entry. */
struct pagetable_format {
	unsigned int levels;  /* of tables: 4 for addresses of 48 bits, 5 for 57 */
	uint64_t table;	      /* an entry that leads to the next table */
	uint64_t page, large; /* one that maps a page, or 2 MiB, beside what its kind wants */
	uint64_t large_mask;  /* these bits tell an entry of 2 MiB from a table */
	uint64_t kinds[MAP_KINDS];
};

struct pagetable {
	const struct pagetable_format *format;
	struct arena *arena; /* where tables come from */
	uint64_t *root;
};

/* The format must stay. STATUS_NO_MEMORY */
enum status pagetable_open(struct pagetable *ret_pt, struct arena *arena,
			   const struct pagetable_format *format);

/* Shows a range; it is widened to whole pages. Large pages for a framebuffer, where address and
   size allow. STATUS_NO_MEMORY, also where a large page is; STATUS_UNSUPPORTED: past the addresses
   that the levels reach. */
enum status pagetable_map(struct pagetable *pt, const struct map_range *range);

/* Hides one page of a range mapped in small pages (MAP_DATA and MAP_CODE are): a guard page. */
enum status pagetable_hide(struct pagetable *pt, uint64_t address);

/* All of the list, and then the arena that the tables come from: in small pages, so that some of
   them can be hidden. STATUS_NO_MEMORY, also where the list has lost a range. */
enum status pagetable_map_all(struct pagetable *pt, const struct map_list *list);

/* Bytes of tables that pagetable_map_all() needs at most, for an arena of so many bytes, to which
   these come on top. */
size_t pagetable_size(const struct map_list *list, size_t arena_bytes);

#endif
