/* SPDX-License-Identifier: BSD-2-Clause */
/* What code compiled with -fsanitize=thread calls, in place of that sanitizer's library. */
#include "core.h"
#include "explore.h"
#include "happens.h"
#include <stdio.h>

enum { PLAINS_MAX = 100000 }; /* between two steps; more is an endless loop */

#define HERE __builtin_extract_return_addr(__builtin_return_address(0))

extern uint8_t __start_smp_state[], __stop_smp_state[];

/* Stacks and constants belong to one core. */
static bool is_state(const volatile void *address)
{
	const volatile uint8_t *byte = address;

	return core_self() && byte >= __start_smp_state && byte < __stop_smp_state;
}

static void before(const volatile void *address, bool may_write, const void *where)
{
	if (is_state(address))
		core_before((const void *)address, may_write, where);
}

static void after(const volatile void *address, bool wrote, uint64_t old, uint64_t new)
{
	if (is_state(address))
		core_after((const void *)address, wrote, old, new);
}

static void race(const void *where, const void *other, bool write)
{
	char text[128];

	snprintf(text, sizeof(text), "%s", trace_place(other));
	model_fail("a plain %s in %s races with %s", write ? "write" : "read", trace_place(where),
		   text);
}

static void plain(const volatile void *address, bool write, const void *where)
{
	static unsigned int last_count, in_a_row;
	const void *other;

	if (!core_self())
		return;
	in_a_row = last_count == happens_count() ? in_a_row + 1 : 0;
	last_count = happens_count();
	if (in_a_row > PLAINS_MAX)
		model_fail("a loop without an end in %s", trace_place(where));
	if (is_state(address) &&
	    !happens_plain(core_self()->number, (uintptr_t)address, write, where, &other))
		race(where, other, write);
}

void __tsan_init(void);
void __tsan_func_entry(void *caller);
void __tsan_func_exit(void);

void __tsan_init(void)
{
}

void __tsan_func_entry(void *caller)
{
	(void)caller;
}

void __tsan_func_exit(void)
{
}

#define PLAIN(name, write)                                                                         \
	void __tsan_##name(void *address);                                                         \
	void __tsan_##name(void *address)                                                          \
	{                                                                                          \
		plain(address, write, HERE);                                                       \
	}

PLAIN(read1, false)
PLAIN(read2, false)
PLAIN(read4, false)
PLAIN(read8, false)
PLAIN(read16, false)
PLAIN(write1, true)
PLAIN(write2, true)
PLAIN(write4, true)
PLAIN(write8, true)
PLAIN(write16, true)

#define RANGE(name, write)                                                                         \
	void __tsan_##name(uint8_t *address, size_t size);                                         \
	void __tsan_##name(uint8_t *address, size_t size)                                          \
	{                                                                                          \
		for (size_t i = 0; i < size; i++)                                                  \
			plain(address + i, write, HERE);                                           \
	}

RANGE(read_range, false)
RANGE(write_range, true)

#define CHANGE(bits, name, operation)                                                              \
	uint##bits##_t __tsan_atomic##bits##_##name(volatile uint##bits##_t *object,               \
						    uint##bits##_t operand, int order);            \
	uint##bits##_t __tsan_atomic##bits##_##name(volatile uint##bits##_t *object,               \
						    uint##bits##_t operand, int order)             \
	{                                                                                          \
		uint##bits##_t old;                                                                \
                                                                                                   \
		(void)order;                                                                       \
		before(object, true, HERE);                                                        \
		old = *object;                                                                     \
		*object = (uint##bits##_t)(operation);                                             \
		after(object, true, old, *object);                                                 \
		return old;                                                                        \
	}

#define EXCHANGE(bits, name)                                                                       \
	bool __tsan_atomic##bits##_compare_exchange_##name(                                        \
		volatile uint##bits##_t *object, uint##bits##_t *expected, uint##bits##_t wanted,  \
		int order, int order_else);                                                        \
	bool __tsan_atomic##bits##_compare_exchange_##name(                                        \
		volatile uint##bits##_t *object, uint##bits##_t *expected, uint##bits##_t wanted,  \
		int order, int order_else)                                                         \
	{                                                                                          \
		uint##bits##_t old;                                                                \
		bool same;                                                                         \
                                                                                                   \
		(void)order, (void)order_else;                                                     \
		before(object, true, HERE);                                                        \
		old = *object;                                                                     \
		same = old == *expected;                                                           \
		*object = same ? wanted : old;                                                     \
		*expected = old;                                                                   \
		after(object, same, old, *object);                                                 \
		return same;                                                                       \
	}

#define ATOMIC(bits)                                                                               \
	uint##bits##_t __tsan_atomic##bits##_load(const volatile uint##bits##_t *object,           \
						  int order);                                      \
	uint##bits##_t __tsan_atomic##bits##_load(const volatile uint##bits##_t *object,           \
						  int order)                                       \
	{                                                                                          \
		(void)order;                                                                       \
		before(object, false, HERE);                                                       \
		after(object, false, *object, *object);                                            \
		return *object;                                                                    \
	}                                                                                          \
	void __tsan_atomic##bits##_store(volatile uint##bits##_t *object, uint##bits##_t wanted,   \
					 int order);                                               \
	void __tsan_atomic##bits##_store(volatile uint##bits##_t *object, uint##bits##_t wanted,   \
					 int order)                                                \
	{                                                                                          \
		uint##bits##_t old;                                                                \
                                                                                                   \
		(void)order;                                                                       \
		before(object, true, HERE);                                                        \
		old = *object;                                                                     \
		*object = wanted;                                                                  \
		after(object, true, old, wanted);                                                  \
	}                                                                                          \
	CHANGE(bits, exchange, operand)                                                            \
	CHANGE(bits, fetch_add, old + operand)                                                     \
	CHANGE(bits, fetch_sub, old - operand)                                                     \
	CHANGE(bits, fetch_and, old &operand)                                                      \
	CHANGE(bits, fetch_or, old | operand)                                                      \
	CHANGE(bits, fetch_xor, old ^ operand)                                                     \
	EXCHANGE(bits, strong)                                                                     \
	EXCHANGE(bits, weak)

ATOMIC(8)
ATOMIC(16)
ATOMIC(32)
ATOMIC(64)

void __tsan_atomic_thread_fence(int order);
void __tsan_atomic_thread_fence(int order)
{
	(void)order; /* all is in order */
}

void __tsan_atomic_signal_fence(int order);
void __tsan_atomic_signal_fence(int order)
{
	(void)order;
}
