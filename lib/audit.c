/* SPDX-License-Identifier: BSD-2-Clause */
/* What was read, and who holds the same. */
#include "audit_order.h"
#include "fmt.h"
#include "mem.h"

/* ---- one core ---- */

static uint64_t bit_of(unsigned int number)
{
	return 1ull << (number % 64);
}

void audit_put(struct audit_core *core, unsigned int number, uint64_t value)
{
	if (number >= AUDIT_REGISTERS_MAX)
		return;
	core->read[number / 64] |= bit_of(number);
	core->values[number] = value;
}

void audit_put_fault(struct audit_core *core, unsigned int number)
{
	if (number < AUDIT_REGISTERS_MAX)
		core->faulted[number / 64] |= bit_of(number);
}

void audit_drop_constant(struct audit_core *core, const struct audit_terms *terms)
{
	for (unsigned int i = 0; i < AUDIT_WORDS; i++) {
		core->read[i] &= ~terms->constant[i];
		core->faulted[i] &= ~terms->constant[i];
	}
}

enum audit_state audit_state(const struct audit_core *core, unsigned int number)
{
	if (number >= AUDIT_REGISTERS_MAX)
		return AUDIT_ABSENT;
	if (core->read[number / 64] & bit_of(number))
		return AUDIT_READ;
	return core->faulted[number / 64] & bit_of(number) ? AUDIT_FAULTED : AUDIT_ABSENT;
}

uint64_t audit_value(const struct audit_core *core, unsigned int number)
{
	return audit_state(core, number) == AUDIT_READ ? core->values[number] : 0;
}

/* ---- all cores ---- */

void audit_open(struct audit *ret_audit, const struct audit_terms *terms, hw_id boot_id)
{
	ret_audit->terms = terms;
	ret_audit->count = ret_audit->lost = ret_audit->wanted_count = 0;
	ret_audit->controller_address = 0;
	ret_audit->boot_id = boot_id;
	ret_audit->wanted = NULL;
	ret_audit->unread_reason = "";
}

void audit_add(struct audit *audit, const struct audit_core *core)
{
	if (audit->count < ARRAY_SIZE(audit->cores))
		audit->cores[audit->count++] = core;
	else
		audit->lost++;
}

/* ---- groups ---- */

/* Keeps the largest groups: a new one goes before the first that is smaller. */
static void groups_insert(struct audit_groups *groups, const struct audit_group *group)
{
	unsigned int kept = groups->count < AUDIT_GROUPS_MAX ? groups->count : AUDIT_GROUPS_MAX;
	unsigned int place = kept;

	groups->count++;
	while (place > 0 && groups->items[place - 1].cores < group->cores)
		place--;
	if (place == AUDIT_GROUPS_MAX)
		return;
	if (kept == AUDIT_GROUPS_MAX)
		kept--;
	memmove(&groups->items[place + 1], &groups->items[place],
		(kept - place) * sizeof(groups->items[0]));
	groups->items[place] = *group;
}

void audit_group_run(const struct audit *audit, const struct audit_key *key, size_t first,
		     size_t end, struct audit_groups *ret_groups)
{
	*ret_groups = (struct audit_groups){.cores = (unsigned int)(end - first)};
	while (first < end) {
		const struct audit_core *core = audit->cores[audit_order[first]];
		struct audit_group group = {
			.state = audit_state(core, key->number),
			.value = audit_content(audit, core, key),
		};
		size_t behind = first + 1;

		while (behind < end && audit_order_same(audit, key, first, behind))
			behind++;
		group.cores = (unsigned int)(behind - first);
		audit_format_ids(audit, first, behind, group.ids, sizeof(group.ids));
		groups_insert(ret_groups, &group);
		first = behind;
	}
}

bool audit_group(const struct audit *audit, unsigned int number, struct audit_groups *ret_groups)
{
	struct audit_key key = {.number = number, .mask = UINT64_MAX, .split = AUDIT_TOGETHER};

	if (!audit_any(audit, number))
		return false;
	audit_order_make(audit, &key);
	audit_group_run(audit, &key, 0, audit->count, ret_groups);
	return true;
}

bool audit_any(const struct audit *audit, unsigned int number)
{
	for (size_t i = 0; i < audit->count; i++)
		if (audit_state(audit->cores[i], number) != AUDIT_ABSENT)
			return true;
	return false;
}

const char *audit_name(const struct audit *audit, unsigned int number)
{
	return audit->terms->names[number];
}
