/* SPDX-License-Identifier: BSD-2-Clause */
#include "core.h"
#include "happens.h"
#include "shared.h"
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

enum { STACK_BYTES = 256 * 1024, YEAR = 1000000000, AGE = 100000 };

static struct core cores[MODEL_CORES];
static struct core *running; /* NULL: the explorer */
static const struct model_row *row;
static jmp_buf explorer, beginnings[MODEL_CORES];
static bool born[MODEL_CORES], found_shared;

struct core *core_self(void)
{
	return running;
}

struct core *core_get(unsigned int number)
{
	return &cores[number];
}

/* ---- coroutines ---- */

/* The frame stays for good: each life of a core begins with a jump back into it. */
static void live(void)
{
	if (!_setjmp(beginnings[running->number]))
		_longjmp(explorer, 1);
	machine_live(row, running->number);
	model_fail("a core came to the end of its life");
}

static void bear(struct core *core)
{
	ucontext_t context;

	getcontext(&context);
	context.uc_stack.ss_sp = malloc(STACK_BYTES);
	context.uc_stack.ss_size = STACK_BYTES;
	context.uc_link = NULL;
	makecontext(&context, live, 0);
	running = core;
	if (!_setjmp(explorer))
		setcontext(&context);
	running = NULL;
	born[core->number] = true;
}

static void resume(struct core *core)
{
	running = core;
	if (!_setjmp(explorer))
		_longjmp(core->context, 1);
	running = NULL;
}

static void stop(enum want want, const void *where)
{
	struct core *self = running;

	self->want = want;
	self->where = where;
	if (!_setjmp(self->context))
		_longjmp(explorer, 1);
}

void core_reset(struct core *core)
{
	if (running)
		happens_stop(core->number);
	core->want = WANT_PARK;
	core->irq_on = false;
	core->pending = 0;
	core->sight_count = 0;
	core->relaxed_at = NULL;
	core->fresh = true;
	core->depth = 0;
	core->life++;
	core->script_done = true; /* what it does after a reset is no script */
	memcpy(core->context, beginnings[core->number], sizeof(core->context));
}

/* ---- what a core can do next ---- */

static bool sees_change(const struct core *core)
{
	for (unsigned int i = 0; i < core->sight_count; i++)
		if (happens_version(core->sights[i].address) != core->sights[i].version)
			return true;
	return false;
}

static bool hears(const struct core *core)
{
	return core->irq_on || core->want == WANT_HALT || core->want == WANT_MWAIT;
}

static bool waits(const struct core *core)
{
	return core->want == WANT_RELAX || core->want == WANT_MWAIT;
}

unsigned int core_choices(const struct core *core)
{
	unsigned int choices = 0;

	if (core->want == WANT_ACCESS || core->want == WANT_LOOK ||
	    (waits(core) && sees_change(core)))
		choices |= 1u << CHOICE_STEP;
	if ((hears(core) ? core->pending : core->pending & machine_nmis()) &&
	    core->want != WANT_PARK)
		choices |= 1u << CHOICE_INTERRUPT;
	if (core->want == WANT_RELAX && row->impatient && row->impatient(core->number))
		choices |= 1u << CHOICE_TIMEOUT;
	return choices;
}

bool core_rests(const struct core *core)
{
	if (core->want == WANT_PARK)
		return true;
	if (row->scripts[core->number] && !core->script_done)
		return false;
	return hears(core) && core->want != WANT_ACCESS;
}

/* A life begins with its first stop; what comes before it is no step. */
static void begin_fresh(void)
{
	for (unsigned int i = 0; i < row->cores; i++) {
		if (!cores[i].fresh)
			continue;
		cores[i].fresh = false;
		resume(&cores[i]);
	}
}

bool core_begin(const struct model_row *new_row)
{
	found_shared = false;
	row = new_row;
	for (unsigned int i = 0; i < row->cores; i++) {
		struct core *core = &cores[i];

		core->number = i;
		if (!born[i])
			bear(core);
		core_reset(core);
		core->life = 0;
		core->script_done = false;
		core->clock = YEAR;
	}
	begin_fresh();
	return !found_shared;
}

static void note_turn(const struct core *core)
{
	for (unsigned int i = 0; i < core->sight_count; i++)
		happens_access(core->sights[i].address, false);
}

bool core_run(struct core *core, enum choice choice)
{
	core->choice = choice;
	happens_begin(core->number, (unsigned int)choice, core->where, core->want);
	if (choice == CHOICE_INTERRUPT)
		happens_access(&core->pending, true);
	else if (hears(core) || row->resets)
		happens_access(&core->pending, false);
	if (waits(core)) /* whichever it takes: a change would add a choice */
		note_turn(core);
	resume(core);
	begin_fresh();
	happens_end();
	return !found_shared;
}

/* ---- on the core ---- */

/* One of each kind can be pending; the highest comes first. */
static void take_interrupt(struct core *self)
{
	unsigned int kind = 31 - (unsigned int)__builtin_clz(self->pending);
	bool was_on = self->irq_on;

	self->pending &= ~(1u << kind);
	self->irq_on = false;
	self->depth++;
	machine_interrupt(kind);
	self->depth--;
	self->irq_on = was_on;
	self->relaxed_at = NULL;
}

static bool is_shared(struct core *self, const void *address)
{
	unsigned int context = (self->life * MODEL_CORES + self->number) * 4 + self->depth;
	enum shared shared;

	if ((uintptr_t)address - (uintptr_t)cores < sizeof(cores)) /* interrupts */
		return true;
	shared = shared_look(address, context);
	if (shared == SHARED_NEW) {
		found_shared = true;
		stop(WANT_PARK, NULL); /* for good */
	}
	return shared != SHARED_NOT;
}

void core_before(const void *address, bool may_write, const void *where)
{
	struct core *self = running;

	if (!is_shared(self, address))
		return;
	for (;;) {
		self->address = address;
		self->may_write = may_write;
		stop(WANT_ACCESS, where);
		if (self->choice != CHOICE_INTERRUPT)
			return;
		take_interrupt(self);
	}
}

static void see(struct core *self, const void *address)
{
	unsigned int i;

	for (i = 0; i < self->sight_count && self->sights[i].address != address; i++)
		;
	if (i == MODEL_ACCESSES) { /* not a turn of a loop: what it waits for is read again */
		self->relaxed_at = NULL;
		self->sight_count = i = 0;
	}
	self->sights[i] = (struct sight){address, happens_version(address)};
	self->sight_count += i == self->sight_count;
}

void core_after(const void *address, bool wrote, uint64_t old, uint64_t new)
{
	if (is_shared(running, address)) {
		happens_access(address, wrote);
		happens_value(address, old, new);
	}
	if (wrote && old != new) {
		happens_change(address);
		running->relaxed_at = NULL;
	}
	see(running, address);
}

void core_irq_on(const void *where)
{
	struct core *self = running;

	if (self->irq_on)
		return;
	self->irq_on = true;
	stop(WANT_LOOK, where);
	while (self->choice == CHOICE_INTERRUPT) {
		take_interrupt(self);
		stop(WANT_LOOK, where);
	}
}

/* The first turn of a loop passes: only from the second on is it known what the loop reads. One
   that reads nothing lets time pass. */
void core_relax(const void *where)
{
	struct core *self = running;

	if (self->relaxed_at == where && !self->sight_count) {
		if ((self->clock += YEAR) > AGE * (uint64_t)YEAR)
			model_fail("a loop that waits for nothing");
	} else if (self->relaxed_at == where) {
		stop(WANT_RELAX, where);
		if (self->choice == CHOICE_INTERRUPT)
			take_interrupt(self);
		else if (self->choice == CHOICE_TIMEOUT)
			self->clock += YEAR;
	}
	self->relaxed_at = where;
	self->sight_count = 0;
}

void core_halt(const void *where)
{
	stop(WANT_HALT, where);
	take_interrupt(running);
	running->irq_on = false;
}

void core_turn(void)
{
	running->sight_count = 0;
}

void core_mwait(const void *where)
{
	struct core *self = running;

	stop(WANT_MWAIT, where);
	if (self->choice == CHOICE_INTERRUPT)
		take_interrupt(self);
	self->irq_on = false;
	self->relaxed_at = NULL;
}

void core_park(const void *where)
{
	running->irq_on = false;
	for (;;)
		stop(WANT_PARK, where);
}
