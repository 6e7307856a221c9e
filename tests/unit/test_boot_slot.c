/* SPDX-License-Identifier: BSD-2-Clause */
/* An Arm core's slot: it is let in once, leaves marks, parks and comes again. */
#include "unit.h"
#include "boot_slot_aarch64.h"

static void lets_in_once(void **state)
{
	struct boot_slot slot = {.claim = CLAIM_CLOSED};

	(void)state;
	assert_false(slot_close(&slot)); /* it was closed */
	slot_open(&slot);
	assert_int_equal(slot.claim, CLAIM_OPEN);
	assert_true(slot_close(&slot));
	assert_int_equal(slot.claim, CLAIM_CLOSED);
	slot_open(&slot);
	slot.claim = CLAIM_TAKEN; /* as the trampoline does */
	assert_false(slot_close(&slot));
	assert_int_equal(slot.claim, CLAIM_TAKEN);
}

static void keeps_marks(void **state)
{
	struct boot_slot slot = {.c_stamp = 99, .online_stamp = 98, .paging_stamp = 97};
	struct early_mark early = {0};
	struct wake_marks marks;

	(void)state;
	slot_open(&slot);
	assert_int_equal(slot_look(&slot, &early).stage, STAGE_NONE);
	early = (struct early_mark){.stage = STAGE_ENTRY, .stamp = 10};
	marks = slot_look(&slot, &early);
	assert_int_equal(marks.stage, STAGE_ENTRY);
	assert_int_equal(marks.first, 10);
	assert_int_equal(marks.paging | marks.c | marks.online, 0);
	slot.paging_stamp = 20;
	slot.stage = STAGE_PAGING;
	slot_mark(&slot, STAGE_C, 30);
	assert_int_equal(slot_look(&slot, &early).stage, STAGE_C);
	slot_mark(&slot, STAGE_ONLINE, 40);
	marks = slot_look(&slot, &early);
	assert_int_equal(marks.stage, STAGE_ONLINE);
	assert_int_equal(marks.first, 10);
	assert_int_equal(marks.paging, 20);
	assert_int_equal(marks.c, 30);
	assert_int_equal(marks.online, 40);
	slot_open(&slot);
	assert_int_equal(slot.stage | slot.c_stamp | slot.online_stamp | slot.paging_stamp, 0);
}

static void parks_and_comes_again(void **state)
{
	struct boot_slot slot = {.park = PARK_FIRMWARE};

	(void)state;
	assert_true(slot_is_parked(&slot)); /* with the firmware */
	assert_int_equal(slot_unpark(&slot), PARK_FIRMWARE);
	slot.park = PARK_AWAY;
	assert_false(slot_is_parked(&slot));
	assert_int_equal(slot_unpark(&slot), PARK_AWAY);
	slot_park(&slot);
	assert_true(slot_is_parked(&slot));
	assert_false(slot_is_wanted(&slot));
	assert_int_equal(slot_unpark(&slot), PARK_WAITS);
	assert_true(slot_is_parked(&slot)); /* takes the start back */
	assert_false(slot_is_wanted(&slot));
	assert_int_equal(slot_unpark(&slot), PARK_WAITS);
	assert_true(slot_is_wanted(&slot));
	assert_int_equal(slot.park, PARK_AWAY);
	assert_false(slot_is_wanted(&slot));
}

static void is_released_by_a_page_or_a_word(void **state)
{
	_Alignas(16) uint64_t page[2] = {0, 0};
	struct boot_slot slot = {.release = (uintptr_t)page, .interface = 7, .parking = 1};

	(void)state;
	slot_release(&slot, 0x123456789000);
	assert_int_equal((uint32_t)page[0], 7);
	assert_int_equal(page[0] >> 32, 0);
	assert_int_equal(page[1], 0x123456789000);
	assert_int_equal(slot.park, PARK_AWAY);
	slot = (struct boot_slot){.release = (uintptr_t)&page[1], .interface = 7};
	page[0] = page[1] = 0;
	slot_release(&slot, 0x4000);
	assert_int_equal(page[0], 0);
	assert_int_equal(page[1], 0x4000);
}

static void counts_strangers(void **state)
{
	static struct strangers strangers;
	hw_id ids[STRANGERS_MAX];

	(void)state;
	strangers_open(&strangers);
	assert_int_equal(strangers_read(&strangers, ids, STRANGERS_MAX), 0);
	strangers.count = 3;
	strangers.ids[0] = 0x101;
	ids[2].value = 55;
	assert_int_equal(strangers_read(&strangers, ids, 2), 3);
	assert_int_equal(ids[0].value, 0x101);
	assert_true(hw_id_equal(ids[1], HW_ID_NONE));
	assert_int_equal(ids[2].value, 55);
	strangers.count = 1000;
	assert_int_equal(strangers_read(&strangers, ids, STRANGERS_MAX), 1000);
	assert_int_equal(strangers_read(&strangers, NULL, 0), 1000);
}

static void has_words(void **state)
{
	(void)state;
	assert_string_equal(slot_wake_way(WAKE_PSCI, true, 0).name, "psci-hvc");
	assert_string_equal(slot_wake_way(WAKE_PSCI, false, 0).name, "psci-smc");
	assert_string_equal(slot_wake_way(WAKE_PARKED, true, 0).name, "parking");
	assert_string_equal(slot_wake_way(WAKE_SPIN_TABLE, false, 0).name, "spin-table");
	assert_non_null(strstr(slot_wake_way(WAKE_PSCI, true, -3).not_started, "DENIED"));
	assert_string_not_equal(slot_wake_way(WAKE_PSCI, true, 0).unreachable,
				slot_wake_way(WAKE_PARKED, true, 0).unreachable);
	assert_string_equal(slot_stage_name(STAGE_PAGING), "mmu");
	assert_string_equal(slot_stage_name(STAGE_ONLINE), "online");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lets_in_once),
		cmocka_unit_test(keeps_marks),
		cmocka_unit_test(parks_and_comes_again),
		cmocka_unit_test(is_released_by_a_page_or_a_word),
		cmocka_unit_test(counts_strangers),
		cmocka_unit_test(has_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
