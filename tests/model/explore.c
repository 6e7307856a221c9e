/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Depth-first search with replay. A frame is one state on the way; its sets hold cores. Where a
 * core can go on in several ways, all are taken before it is done with: to the rest of the search
 * they are one.
 */
#include "explore.h"
#include "core.h"
#include "happens.h"
#include "shared.h"
#include <string.h>

typedef unsigned int core_set;

enum { RESTART = MODEL_STEPS + 2 };

struct frame {
	core_set enabled, asleep, done, to_do;
	unsigned int core;
	unsigned int preemptions;  /* on the way, this choice included */
	unsigned int choices_left; /* of this core, the one taken not included */
	enum choice choice;
};

static struct frame frames[MODEL_STEPS + 1];
static unsigned int kept; /* frames that are replayed; the last of them goes a new way */
static const struct model_row *row;
static const struct search *search;
static unsigned int bound; /* of preemptions; 0: none */
static struct explored result;

/* What the machine's side has in static memory, see state.lds. */
extern uint8_t __start_smp_state[], __stop_smp_state[];
static uint8_t state_saved[64 * 1024];

static void state_save(void)
{
	size_t size = (size_t)(__stop_smp_state - __start_smp_state);

	if (size > sizeof(state_saved))
		model_fail("the checker itself: %zu bytes of state", size);
	memcpy(state_saved, __start_smp_state, size);
}

static void state_restore(void)
{
	memcpy(__start_smp_state, state_saved, (size_t)(__stop_smp_state - __start_smp_state));
}

static core_set set_of(unsigned int core)
{
	return 1u << core;
}

static unsigned int first_of(core_set set)
{
	return (unsigned int)__builtin_ctz(set);
}

static core_set enabled_cores(void)
{
	core_set set = 0;

	for (unsigned int i = 0; i < row->cores; i++)
		if (core_choices(core_get(i)))
			set |= set_of(i);
	return set;
}

/* ---- which cores sleep ---- */

static bool touches(const struct core *core, const struct access *access)
{
	if (core->want == WANT_ACCESS && access->address == core->address)
		return access->write || core->may_write;
	if (!access->write)
		return false;
	if (access->address == &core->pending)
		return true;
	if (core->want != WANT_RELAX && core->want != WANT_MWAIT)
		return false;
	for (unsigned int i = 0; i < core->sight_count; i++)
		if (core->sights[i].address == access->address)
			return true;
	return false;
}

static bool depends(const struct core *core, const struct step *step)
{
	for (unsigned int i = 0; i < step->access_count; i++)
		if (touches(core, &step->accesses[i]))
			return true;
	return false;
}

/* Those whose next step has been explored already, and means the same behind the last step. */
static core_set still_asleep(const struct frame *before)
{
	const struct step *step = happens_step(happens_count() - 1);
	core_set asleep = 0;

	for (unsigned int i = 0; i < row->cores; i++)
		if (i != before->core && (before->asleep | before->done) & set_of(i) &&
		    !depends(core_get(i), step))
			asleep |= set_of(i);
	return asleep;
}

/* ---- races: what else is to be tried ---- */

/* The cores that could make the first of the steps from `from` to `to` that do not depend on step
   `left_out`; `to` is always among these. */
static core_set initials(unsigned int left_out, unsigned int to)
{
	int firsts[MODEL_CORES] = {-1, -1, -1};
	core_set set = 0;

	for (unsigned int i = left_out + 1; i <= to; i++) {
		unsigned int core = happens_step(i)->core;
		bool first = firsts[core] < 0;

		if (!first || (i != to && happens_before(left_out, i)))
			continue;
		firsts[core] = (int)i;
		for (unsigned int j = 0; j < row->cores; j++)
			if (j != core && firsts[j] >= 0 &&
			    happens_before((unsigned int)firsts[j], i))
				first = false;
		if (first)
			set |= set_of(core);
	}
	return set;
}

/* With a bound each way must be tried where it costs nothing, too: where the core of the early step
   took over (Coons, Musuvathi, McKinley: Bounded Partial-Order Reduction, OOPSLA 2013). */
static void try_bounded(unsigned int early, core_set late_core)
{
	unsigned int from = early;

	while (from && frames[from - 1].core == frames[early].core)
		from--;
	frames[early].to_do |=
		frames[early].enabled & late_core ? late_core : frames[early].enabled;
	frames[from].to_do |= frames[from].enabled & late_core ? late_core : frames[from].enabled;
}

static void try_other_order(unsigned int early, unsigned int late)
{
	struct frame *frame = &frames[early];
	core_set could = initials(early, late) & frame->enabled;
	core_set late_core = set_of(happens_step(late)->core);

	if (bound) {
		try_bounded(early, late_core);
		return;
	}
	if (!could || could & (frame->to_do | frame->done | frame->asleep))
		return;
	frame->to_do |= could & late_core ? late_core : set_of(first_of(could));
}

static void try_other_orders(unsigned int late)
{
	const struct step *step = happens_step(late);

	for (unsigned int i = 0; i < step->partner_count; i++)
		try_other_order(step->partners[i], late);
}

/* A core whose step the last one took away, by a reset, shows in no step that it could have come
   first. */
static void let_victims_go(struct frame *frame, core_set enabled)
{
	core_set victims = enabled & ~enabled_cores() & ~set_of(frame->core);

	frame->to_do |= victims & ~frame->asleep;
}

/* ---- one schedule ---- */

/* On the way to a frame when it lets this core go. A core that could go on is preempted. */
static unsigned int preemptions(const struct frame *frame, unsigned int core)
{
	const struct frame *before = frame > frames ? frame - 1 : NULL;

	if (!before)
		return 0;
	return before->preemptions +
	       (core != before->core && frame->enabled & set_of(before->core));
}

static void choose_core(struct frame *frame, unsigned int core)
{
	frame->core = core;
	frame->preemptions = preemptions(frame, core);
	frame->to_do |= set_of(core);
	frame->choices_left = core_choices(core_get(core));
	frame->choice = (enum choice)first_of(frame->choices_left);
	frame->choices_left &= frame->choices_left - 1;
}

/* False: every core that could go on sleeps. */
static bool open_frame(unsigned int depth, core_set enabled)
{
	struct frame *frame = &frames[depth], *before = depth ? frame - 1 : NULL;
	core_set awake;

	*frame = (struct frame){.enabled = enabled};
	if (search->every)
		frame->to_do = enabled;
	else if (before && !bound) /* to one bound they would hide what the other way costs */
		frame->asleep = still_asleep(before);
	awake = enabled & ~frame->asleep;
	if (!awake)
		return false;
	choose_core(frame, before && awake & set_of(before->core) ? before->core : first_of(awake));
	return true;
}

static void check_end(void)
{
	for (unsigned int i = 0; i < row->cores; i++)
		if (!core_rests(core_get(i)))
			model_fail("deadlock: core %u cannot go on", i);
	machine_check(row);
	if (row->check)
		row->check();
}

/* Returns the number of frames, or RESTART. */
static unsigned int run_one(void)
{
	unsigned int depth = 0;
	core_set enabled;

	happens_reset();
	state_restore();
	machine_setup(row);
	if (!core_begin(row))
		return RESTART;
	while ((enabled = enabled_cores())) {
		struct frame *frame = &frames[depth];

		if (depth < kept && frame->enabled != enabled)
			model_fail("the checker itself: a replay went another way");
		if (depth >= kept && !open_frame(depth, enabled)) {
			result.pruned++;
			return depth;
		}
		if (frame->choice == CHOICE_COUNT)
			choose_core(frame, frame->core);
		if (!core_run(core_get(frame->core), frame->choice))
			return RESTART;
		let_victims_go(frame, enabled);
		if (++depth >= kept)
			try_other_orders(depth - 1);
	}
	result.executions++;
	if (depth > result.longest)
		result.longest = depth;
	if (search->count)
		classes_add();
	check_end();
	return depth;
}

/* ---- all schedules ---- */

/* Another way from this state: the core's next choice, or another core. The core's choices are
   asked for again when the replay is there. */
static bool turn(struct frame *frame)
{
	core_set left;

	if (frame->choices_left) {
		frame->choice = (enum choice)first_of(frame->choices_left);
		frame->choices_left &= frame->choices_left - 1;
		return true;
	}
	frame->done |= set_of(frame->core);
	left = frame->to_do & ~frame->done & ~frame->asleep;
	for (unsigned int i = 0; bound && i < row->cores; i++)
		if (preemptions(frame, i) > bound)
			left &= ~set_of(i);
	if (!left)
		return false;
	frame->core = first_of(left);
	frame->choice = CHOICE_COUNT; /* not known before the state is reached */
	return true;
}

static void begin(void)
{
	kept = 0;
	result = (struct explored){.restarts = result.restarts};
	shared_restart();
	classes_take();
}

static void search_all(void)
{
	unsigned int depth;

	begin();
	do {
		result.cut = search->limit && result.executions >= search->limit;
		if (result.cut)
			return;
		depth = run_one();
		if (depth == RESTART) {
			result.restarts++;
			begin();
			continue;
		}
		while (depth && !turn(&frames[depth - 1]))
			depth--;
		kept = depth;
	} while (depth);
}

struct explored explore(const struct model_row *new_row, const struct search *new_search)
{
	row = new_row;
	search = new_search;
	bound = search->bound ? search->bound : row->bound;
	result = (struct explored){0};
	shared_forget();
	state_save();
	search_all();
	state_restore();
	result.classes = classes_take();
	result.bound = bound;
	return result;
}
