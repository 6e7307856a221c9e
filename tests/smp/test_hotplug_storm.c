/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One core goes and comes, over and over, while all others call each other and it, and it calls
 * them. A call that was taken runs once, those of one sender to one core in their order; one that
 * was refused never runs. Time is the host's: a clock that stands still under load would never let
 * the bring-up's waits end.
 */
#include "scenario.h"
#include "worker.h"

enum { CORES = 5, CPU = 3, CYCLES = 1000, CSDS = 4 };

/* Of one core, written by it alone; plain, but for what ends the run. */
static struct player {
	_Alignas(CACHE_LINE) uint64_t random;
	unsigned int numbers[CORES]; /* of the last call to each core that was taken */
	unsigned int heard[CORES];   /* of the last call from each core */
	unsigned int number_many, heard_many[CORES];
	struct call_single_data csds[CSDS];
	unsigned int taken, refused, busy, setups, unparks, parks;
} players[CORES];

static _Atomic(bool) over;

static unsigned int dice(struct player *player, unsigned int sides)
{
	player->random ^= player->random << 13;
	player->random ^= player->random >> 7;
	player->random ^= player->random << 17;
	return (unsigned int)(player->random >> 20) % sides;
}

static void *pack(cpu_index from, cpu_index to, unsigned int number)
{
	return (void *)((uintptr_t)from << 48 | (uintptr_t)to << 40 | number);
}

static void receive(void *info)
{
	uintptr_t packed = (uintptr_t)info;
	cpu_index self = smp_processor_id(), from = packed >> 48;

	expect_number(self, packed >> 40 & 0xFF);
	expect_number((uint32_t)packed, players[self].heard[from] + 1);
	players[self].heard[from] = (uint32_t)packed;
}

static void receive_many(void *info)
{
	uintptr_t packed = (uintptr_t)info;
	unsigned int *heard = &players[smp_processor_id()].heard_many[packed >> 48];

	expect((uint32_t)packed > *heard);
	*heard = (uint32_t)packed;
}

static enum status send_csd(struct player *player, cpu_index to, void *info)
{
	struct call_single_data *csd = &player->csds[dice(player, CSDS)];

	if (csd_busy(csd))
		return STATUS_BUSY;
	csd->func = receive;
	csd->info = info;
	return smp_call_function_single_async(to, csd);
}

static void send_many(struct player *player, cpu_index self)
{
	void *info = pack(self, 0, ++player->number_many);

	expect_number(smp_call_function(receive_many, info, dice(player, 2)), STATUS_OK);
}

static void play(cpu_index self)
{
	struct player *player = &players[self];
	cpu_index to = dice(player, 2) ? CPU : dice(player, CORES);
	unsigned int way = dice(player, 8);
	void *info = pack(self, to, player->numbers[to] + 1);
	enum status status;

	if (to == self)
		return;
	if (!way) {
		send_many(player, self);
		return;
	}
	status = way < 3 ? send_csd(player, to, info)
			 : smp_call_function_single(to, receive, info, way < 6);
	player->taken += status == STATUS_OK;
	player->refused += status == STATUS_OFFLINE;
	player->busy += status == STATUS_BUSY;
	if (status == STATUS_OK)
		player->numbers[to]++;
	else if (status == STATUS_OFFLINE)
		expect(to == CPU);
	else
		expect(way < 3 && status == STATUS_BUSY);
}

/* ---- each core plays in its worker ---- */

static void set_up(cpu_index cpu)
{
	players[cpu].setups++;
}

static void park(cpu_index cpu)
{
	players[cpu].parks++;
}

static void unpark(cpu_index cpu)
{
	players[cpu].unparks++;
}

static bool should_run(cpu_index cpu)
{
	(void)cpu;
	return !atomic_load_explicit(&over, memory_order_relaxed);
}

static const struct worker worker = {.name = "player",
				     .setup = set_up,
				     .park = park,
				     .unpark = unpark,
				     .should_run = should_run,
				     .run = play};

static void nothing(void *info)
{
	(void)info;
}

static void check_books_of_calls(void)
{
	unsigned int taken = 0, refused = 0, busy = 0;

	for (cpu_index cpu = 1; cpu < CORES; cpu++)
		expect_number(smp_call_function_single(cpu, nothing, NULL, true), STATUS_OK);
	for (cpu_index from = 0; from < CORES; from++) {
		for (cpu_index to = 0; to < CORES; to++) {
			expect_number(players[to].heard[from], players[from].numbers[to]);
			expect(players[to].heard_many[from] <= players[from].number_many);
		}
		for (unsigned int i = 0; i < CSDS; i++)
			expect(!csd_busy(&players[from].csds[i]));
		taken += players[from].taken;
		refused += players[from].refused;
		busy += players[from].busy;
	}
	expect(taken > CYCLES && refused);
	fprintf(stderr, "storm: %u calls, %u refused, %u times no csd was free\n", taken, refused,
		busy);
}

static void check_storm(const struct machine *machine)
{
	(void)machine;
	for (cpu_index cpu = 0; cpu < CORES; cpu++)
		players[cpu].random = (cpu + 1) * 0x9E3779B97F4A7C15u;
	expect_number(worker_register(&worker), STATUS_OK);
	for (unsigned int i = 0; i < CYCLES; i++) {
		struct cpuhp_result result = cpu_down(CPU, CPUHP_OFFLINE);

		expect_number(result.status, STATUS_OK);
		expect_number(smp_call_function_single(CPU, nothing, NULL, true), STATUS_OFFLINE);
		result = cpu_up(CPU, CPUHP_ONLINE);
		if (!expect_number(result.status, STATUS_OK))
			break;
		for (unsigned int plays = dice(&players[0], 8); plays; plays--)
			play(0);
	}
	atomic_store(&over, true);
	expect_number(worker_unregister(&worker), STATUS_OK);
	check_books_of_calls();
	for (cpu_index cpu = 0; cpu < CORES; cpu++) {
		expect_number(players[cpu].setups, 1);
		expect_number(players[cpu].unparks, cpu == CPU ? CYCLES : 0);
		expect_number(players[cpu].parks, cpu == CPU ? CYCLES + 1 : 1);
	}
	expect_number(cpu_refusals().count, 0);
}

#define ROW(name_, idle_)                                                                          \
	{                                                                                          \
		.name = (name_), .body = check_storm, .setup = {                                   \
			.cores = CORES,                                                            \
			.idle = (idle_),                                                           \
			.real_clock = true                                                         \
		}                                                                                  \
	}
static const struct scenario rows[] = {
	ROW("halt", IDLE_HALT),
	ROW("poll", IDLE_POLL),
	ROW("mwait", IDLE_MWAIT),
	ROW("haltpoll", IDLE_HALTPOLL),
};

SCENARIOS_MAIN(rows)
