/* SPDX-License-Identifier: BSD-2-Clause */
/* From an exception's registers and stack to its record; names of processors. */
#include "unit.h"
#include "frames.h"
#include "trap_aarch64.h"

#define CLASS(number) ((uint64_t)(number) << 26)

static uint64_t stack[32];

static uintptr_t at(unsigned int word)
{
	return (uintptr_t)&stack[word];
}

static unsigned int walk(unsigned int word, uint64_t *trace)
{
	return frames_walk(at(word), at(0), at(32), trace, 4);
}

static void frame(unsigned int word, uint64_t next, uint64_t pc)
{
	stack[word] = next;
	stack[word + 1] = pc;
}

static void walks_frames(void **state)
{
	uint64_t trace[4];

	(void)state;
	frame(2, at(6), 0x10);
	frame(6, at(30), 0x20);
	frame(30, 0, 0x30);
	assert_int_equal(walk(2, trace), 3);
	assert_int_equal(trace[0] << 16 | trace[1] << 8 | trace[2], 0x102030);
	frame(6, 0, 0); /* a return address of 0 ends it */
	assert_int_equal(walk(2, trace), 1);
	frame(6, at(2), 0x20); /* backwards */
	assert_int_equal(walk(2, trace), 2);
	frame(6, at(6), 0x20); /* to itself */
	assert_int_equal(walk(2, trace), 2);
	frame(6, at(8) + 4, 0x20); /* askew */
	assert_int_equal(walk(2, trace), 2);
	frame(6, at(31), 0x20); /* half outside */
	assert_int_equal(walk(2, trace), 2);
	for (unsigned int i = 0; i < 7; i++)
		frame(2 + 2 * i, at(4 + 2 * i), 0x10);
	assert_int_equal(walk(2, trace), 4); /* as many as there is room for */
	assert_int_equal(frames_walk(8, at(0), at(32), trace, 4), 0);
	assert_int_equal(frames_walk(UINT64_MAX & ~7ull, at(0), at(32), trace, 4), 0);
}

static void recurses(void **state)
{
	(void)state;
	assert_true(frames_overflow(10) > frames_overflow(9));
}

static void names_exceptions(void **state)
{
	(void)state;
	assert_int_equal(esr_class(CLASS(0x25) | 0x10), 0x25);
	assert_string_equal(esr_name(CLASS(0x25)), "data abort");
	assert_string_equal(esr_name(CLASS(0x2F)), "SError");
	assert_non_null(strstr(esr_name(CLASS(0x3F)), "reserved"));
	assert_true(esr_has_address(CLASS(0x25)));
	assert_true(esr_has_address(CLASS(0x21)));
	assert_false(esr_has_address(CLASS(0x25) | 1 << 10)); /* FnV */
	assert_true(esr_has_address(CLASS(0x22)));
	assert_false(esr_has_address(CLASS(0x2F)));
	assert_false(esr_has_address(0));
}

static void fills_records(void **state)
{
	struct trap_frame trap = {
		.sp = 5, .pc = 6, .esr = CLASS(0x25) | 7, .far = 8, .x[29] = at(2)};
	struct record_fault fault = {.cpu = 3, .id = {0x103}};

	(void)state;
	frame(2, 0, 0x10);
	trap_record(&fault, &trap, NULL, at(0), sizeof(stack));
	assert_int_equal(fault.cpu, 3);
	assert_int_equal(fault.id.value, 0x103);
	assert_int_equal(fault.vector, 0x25);
	assert_string_equal(fault.name, "data abort");
	assert_int_equal(fault.error_code, CLASS(0x25) | 7);
	assert_int_equal(fault.sp, 5);
	assert_int_equal(fault.pc, 6);
	assert_int_equal(fault.address, 8);
	assert_int_equal(fault.trace_count, 1);
	assert_int_equal(fault.trace[0], 0x10);
	trap.esr = 0;
	trap_record(&fault, &trap, "FIQ", at(0), sizeof(stack));
	assert_string_equal(fault.name, "FIQ");
	assert_int_equal(fault.address, 0);
}

static void names_processors(void **state)
{
	(void)state;
	assert_string_equal(midr_implementer(0x410FD083), "Arm");
	assert_string_equal(midr_part(0x410FD083), "Cortex-A72");
	assert_string_equal(midr_part(0x410F0010), "");
	assert_string_equal(midr_implementer(0x000F0510), "software");
	assert_string_equal(midr_part(0x000FD080), ""); /* another's part */
	assert_string_equal(midr_implementer(0xEE000000), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks_frames),	    cmocka_unit_test(recurses),
		cmocka_unit_test(names_exceptions), cmocka_unit_test(fills_records),
		cmocka_unit_test(names_processors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
