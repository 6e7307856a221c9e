/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All cores call each other at once, in all kinds, to random cores and masks from a seed. Every
 * call that was taken must run once, on its core, and those of one sender to one core in their
 * order. What a function receives makes it send more, until each core has sent its share.
 */
#include "scenario.h"
#include "wait.h"

enum { CORES = 8, SHARE = 20000, CSDS = 8, MANY_MOST = 4000, DEPTH_MOST = 3, FAN_OUT = 3 };

/* Of one core, written by it alone; the totals are read by the boot core. */
static struct player {
	_Alignas(CACHE_LINE) uint64_t random;
	unsigned int depth;	     /* of calls to itself */
	unsigned int numbers[CORES]; /* of the last call to each core */
	unsigned int heard[CORES];   /* of the last call from each core */
	unsigned int heard_many;
	struct call_single_data csds[CSDS];
	_Atomic(unsigned int) sent, ran, busy;
} players[CORES];

static uint64_t many_masks[MANY_MOST]; /* of the boot core's calls to many, from 1 on */
static unsigned int many_count;

static unsigned int dice(struct player *player, unsigned int sides)
{
	player->random ^= player->random << 13;
	player->random ^= player->random >> 7;
	player->random ^= player->random << 17;
	return (unsigned int)(player->random >> 20) % sides;
}

static void add_one(_Atomic(unsigned int) *count)
{
	atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
}

static void forget_one(_Atomic(unsigned int) *count)
{
	atomic_fetch_sub_explicit(count, 1, memory_order_relaxed);
}

/* ---- a call as a number: who sent it, to whom, and the how many-th it is ---- */

static void *pack(cpu_index from, cpu_index to, unsigned int number)
{
	return (void *)((uintptr_t)from << 48 | (uintptr_t)to << 40 | number);
}

static void play(struct player *player);

static void receive(void *info)
{
	uintptr_t packed = (uintptr_t)info;
	cpu_index self = smp_processor_id(), from = packed >> 48, to = packed >> 40 & 0xFF;
	struct player *player = &players[self];

	expect_number(self, to);
	expect_number((uint32_t)packed, player->heard[from] + 1);
	player->heard[from] = (uint32_t)packed;
	add_one(&player->ran);
	if (player->depth++ < DEPTH_MOST)
		for (unsigned int i = dice(player, FAN_OUT); i > 0; i--)
			play(player);
	player->depth--;
}

/* ---- sending: interrupts off, so that no function comes between a number and its call ---- */

static enum status send_single(struct player *player, cpu_index to, void *info)
{
	(void)player;
	return smp_call_function_single(to, receive, info, false);
}

static enum status send_csd(struct player *player, cpu_index to, void *info)
{
	struct call_single_data *csd = &player->csds[dice(player, CSDS)];

	if (csd_busy(csd)) /* func and info are not ours to change */
		return STATUS_BUSY;
	csd->func = receive;
	csd->info = info;
	return smp_call_function_single_async(to, csd);
}

static enum status send_any(struct player *player, cpu_index to, void *info)
{
	struct cpumask mask =
		mask_of(to == smp_processor_id() ? 1u << to | dice(player, 256) : 1u << to);

	return smp_call_function_any(&mask, receive, info, false);
}

static void play(struct player *player)
{
	static enum status (*const ways[])(struct player * player, cpu_index to,
					   void *info) = {send_single, send_csd, send_any};
	cpu_index self = smp_processor_id(), to = dice(player, CORES);
	irq_flags flags = arch_irq_save();
	enum status status;

	if (atomic_load_explicit(&player->sent, memory_order_relaxed) < SHARE) {
		add_one(&player->sent); /* before it runs, as it may run at once */
		player->numbers[to]++;
		status = ways[dice(player, ARRAY_SIZE(ways))](player, to,
							      pack(self, to, player->numbers[to]));
		if (status != STATUS_OK) {
			expect_number(status, STATUS_BUSY);
			player->numbers[to]--;
			forget_one(&player->sent);
			add_one(&player->busy);
		}
	}
	arch_irq_restore(flags);
}

/* ---- the boot core's own: what waits, and what goes to many ---- */

static void receive_many(void *info)
{
	unsigned int number = (unsigned int)(uintptr_t)info;
	cpu_index self = smp_processor_id();
	struct player *player = &players[self];

	expect(number > player->heard_many);
	expect(many_masks[number] >> self & 1);
	for (unsigned int missed = player->heard_many + 1; missed < number; missed++)
		expect(!(many_masks[missed] >> self & 1));
	player->heard_many = number;
	if (self)
		play(player);
}

static void answer(void *info)
{
	*(cpu_index *)info = smp_processor_id();
}

static void ask(cpu_index to)
{
	cpu_index who = CPU_NONE;

	expect_number(smp_call_function_single(to, answer, &who, true), STATUS_OK);
	expect_number(who, to);
}

static void play_many(struct player *player)
{
	uint64_t bits = dice(player, 1u << CORES);
	struct cpumask mask = mask_of(bits);
	bool wait = dice(player, 2), self_too = dice(player, 2);
	void *info;

	if (many_count == MANY_MOST - 1)
		return;
	info = (void *)(uintptr_t)++many_count;
	many_masks[many_count] = self_too ? bits : bits & ~1ull;
	expect_number(self_too ? on_each_cpu_mask(&mask, receive_many, info, wait)
			       : smp_call_function_many(&mask, receive_many, info, wait),
		      STATUS_OK);
}

static unsigned int total(size_t offset)
{
	unsigned int sum = 0;

	for (cpu_index cpu = 0; cpu < CORES; cpu++)
		sum += atomic_load_explicit(
			(_Atomic(unsigned int) *)((char *)&players[cpu] + offset),
			memory_order_relaxed);
	return sum;
}

/* Every core's last share may be left over where nobody calls it any more: it is nudged. */
static void nudge(void *info)
{
	(void)info;
	play(&players[smp_processor_id()]);
}

static void check_end(void)
{
	struct deadline deadline = deadline_in_us(SMP_DEADLINE_US);

	while (total(offsetof(struct player, ran)) < CORES * SHARE && !deadline_passed(deadline))
		arch_relax();
	for (cpu_index cpu = 0; cpu < CORES; cpu++)
		ask(cpu);
	expect_number(total(offsetof(struct player, ran)), CORES * SHARE);
	for (cpu_index from = 0; from < CORES; from++) {
		for (cpu_index to = 0; to < CORES; to++)
			expect_number(players[to].heard[from], players[from].numbers[to]);
		for (unsigned int i = 0; i < CSDS; i++)
			expect(!csd_busy(&players[from].csds[i]));
		for (unsigned int i = 0; i < SINGLE_SLOTS; i++)
			expect(!csd_busy(&cpu_percpu(from)->singles[i]));
		expect(!atomic_load(&cpu_percpu(from)->queue));
	}
	expect_number(cpu_refusals().count, 0);
}

static void check_storm(const struct machine *machine)
{
	const uint64_t *seed = scenario_context();

	(void)machine;
	for (cpu_index cpu = 0; cpu < CORES; cpu++)
		players[cpu].random = (*seed + cpu + 1) * 0x9E3779B97F4A7C15u;
	while (total(offsetof(struct player, sent)) <
	       CORES * SHARE) { /* the deadline is the row's */
		play(&players[0]);
		if (dice(&players[0], 4) == 0)
			play_many(&players[0]);
		if (dice(&players[0], 4) == 0)
			ask(dice(&players[0], CORES));
		if (dice(&players[0], 4) == 0)
			expect_number(on_each_cpu(nudge, NULL, dice(&players[0], 2)), STATUS_OK);
	}
	check_end();
	fprintf(stderr, "storm: %u calls, %u to many, %u times no csd was free\n", CORES * SHARE,
		many_count, total(offsetof(struct player, busy)));
}

static const uint64_t seeds[] = {1, 2};

#define ROW(name_, idle_, seed_)                                                                   \
	{                                                                                          \
		.name = (name_), .body = check_storm,                                              \
		.setup = {.cores = CORES, .idle = (idle_), .seed = 100 + (seed_)},                 \
		.context = &seeds[seed_]                                                           \
	}
static const struct scenario rows[] = {
	ROW("halt, 1", IDLE_HALT, 0),	      ROW("halt, 2", IDLE_HALT, 1),
	ROW("poll, 1", IDLE_POLL, 0),	      ROW("poll, 2", IDLE_POLL, 1),
	ROW("mwait, 1", IDLE_MWAIT, 0),	      ROW("mwait, 2", IDLE_MWAIT, 1),
	ROW("haltpoll, 1", IDLE_HALTPOLL, 0), ROW("haltpoll, 2", IDLE_HALTPOLL, 1),
};

SCENARIOS_MAIN(rows)
