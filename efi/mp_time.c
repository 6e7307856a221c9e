/* SPDX-License-Identifier: BSD-2-Clause */
/* What the firmware's own MP Services take, in each way in which they can be called. */
#include "survey.h"
#include "arch.h"
#include "bench.h"
#include "mp_services.h"
#include "stats.h"

enum {
	ROUNDS = 11,
	ROUNDS_LEAST = 3, /* when the time is up */
	WARM_UP = 1,
	TIMEOUT_US = 5000000,	    /* of the firmware's */
	TIMEOUT_TURN_US = 60000000, /* of all cores, one after the other */
	PATIENCE_US = 10000000,	    /* ours, with a firmware that forgets its own */
	LIMIT_US = 2000000,	    /* of one measurement */
	QUICK_US = 100000,	    /* of one that is not compared, unless only= asks for it */
	TOO_LONG_US = 500000,	    /* of one call to all in turn, unless only= asks for it */
};

/* What a core is asked to do: nothing, so that only the way there and back is measured. */
static void EFIAPI nothing(void *argument)
{
	(void)argument;
}

struct call {
	EFI_MP_SERVICES_PROTOCOL *mp;
	UINTN processor;
	EFI_EVENT event; /* NULL: it returns when all is done */
};

struct peer {
	const char *name, *text;
	EFI_STATUS (*call)(const struct call *call);
	bool blocking;
	const char *order; /* "", "all", "one-by-one" */
};

static EFI_STATUS call_this(const struct call *call)
{
	return call->mp->StartupThisAP(call->mp, nothing, call->processor, call->event, TIMEOUT_US,
				       NULL, NULL);
}

static EFI_STATUS call_all(const struct call *call)
{
	return call->mp->StartupAllAPs(call->mp, nothing, FALSE, call->event, TIMEOUT_US, NULL,
				       NULL);
}

static EFI_STATUS call_in_turn(const struct call *call)
{
	return call->mp->StartupAllAPs(call->mp, nothing, TRUE, call->event, TIMEOUT_TURN_US, NULL,
				       NULL);
}

enum { THIS, ALL, THIS_ASYNC, ALL_ASYNC, IN_TURN, PEERS };
static const struct peer peers[PEERS] = {
	[THIS] = {"mps.this", "firmware's StartupThisAP, empty function", call_this, true, ""},
	[ALL] = {"mps.all", "firmware's StartupAllAPs, empty function", call_all, true, "all"},
	[THIS_ASYNC] = {"mps.this", "firmware's StartupThisAP with an event", call_this, false, ""},
	[ALL_ASYNC] = {"mps.all", "firmware's StartupAllAPs with an event", call_all, false, "all"},
	[IN_TURN] = {"mps.all", "firmware's StartupAllAPs, one after the other", call_in_turn, true,
		     "one-by-one"},
};

static const struct rule rule_failed = {"mps.failed", SEVERITY_WARNING, "", "PI 1.8, II-13.4",
					"firmware code that runs on other cores before the OS "
					"fails too; here there is no figure to "
					"compare with"};
/* It may be refused once the firmware has begun to boot (PI 1.8, II-13.4). */
static const struct rule rule_no_event = {"mps.no-event", SEVERITY_NOTE, "", "PI 1.8, II-13.4", ""};
static const struct rule rule_never = {"mps.never-signalled", SEVERITY_WARNING, "",
				       "PI 1.8, II-13.4",
				       "who calls other cores without waiting waits for ever"};

/* ---- samples ---- */

struct samples {
	uint64_t returned[ROUNDS], done[ROUNDS]; /* in the unit of stats */
	unsigned int count;
};

static uint64_t unit_of(const struct survey *s, ticks span)
{
	return s->machine.clock.agrees ? clock_to_ns(&s->machine.clock, span) : span;
}

static bool has_passed(const struct survey *s, ticks start, uint64_t microseconds)
{
	return arch_clock_read() - start > clock_from_us(&s->machine.clock, microseconds);
}

/* False: it is not signalled, and may be so at any later time. */
static bool await_event(struct survey *s, EFI_EVENT event)
{
	ticks start = arch_clock_read();

	while (!firmware_event_came(s->firmware, event))
		if (has_passed(s, start, PATIENCE_US))
			return false;
	return true;
}

static void say_failed(struct survey *s, const struct peer *peer, EFI_STATUS status)
{
	if (!peer->blocking && status == EFI_UNSUPPORTED)
		rule_broken(
			&s->findings, &rule_no_event, 0,
			"%s is refused with an event: only calls that are waited for are measured",
			peer->name);
	else
		rule_broken(&s->findings, &rule_failed, 0, "%s failed with status 0x%llx",
			    peer->name, (unsigned long long)status);
}

static bool take(struct survey *s, const struct peer *peer, const struct call *call,
		 struct samples *samples, bool counts)
{
	ticks start = arch_clock_read(), returned;
	EFI_STATUS status = peer->call(call);

	returned = arch_clock_read();
	if (EFI_ERROR(status)) {
		say_failed(s, peer, status);
		return false;
	}
	if (call->event && !await_event(s, call->event)) {
		rule_broken(&s->findings, &rule_never, 0, "%s: its event was not signalled in %u s",
			    peer->name, PATIENCE_US / 1000000);
		s->mps_hangs = true;
		return false;
	}
	if (counts) {
		samples->done[samples->count] = unit_of(s, arch_clock_read() - start);
		samples->returned[samples->count++] = unit_of(s, returned - start);
	}
	return true;
}

/* Half a measurement is none: false when a call failed. */
static bool take_all(struct survey *s, const struct peer *peer, const struct call *call,
		     uint64_t limit_us, struct samples *samples)
{
	ticks start = arch_clock_read();

	for (unsigned int i = 0; i < WARM_UP + ROUNDS; i++) {
		if (i >= WARM_UP + ROUNDS_LEAST && has_passed(s, start, limit_us))
			break;
		if (!take(s, peer, call, samples, i >= WARM_UP))
			return false;
	}
	return true;
}

/* ---- stats ---- */

static void add_parameter(struct record_stat *stat, const char *key, const char *value)
{
	if (*value)
		stat->parameters[stat->parameter_count++] = (struct record_parameter){key, value};
}

static uint64_t emit(struct survey *s, const struct peer *peer, UINTN cores, const char *until,
		     uint64_t *samples, unsigned int count)
{
	struct record record = {.kind = RECORD_STAT,
				.stat = {.name = peer->name,
					 .unit = s->machine.clock.agrees ? "ns" : "ticks",
					 .text = peer->text,
					 .cpus = (unsigned int)cores}};

	stats_compute(samples, count, &record.stat.stats);
	add_parameter(&record.stat, "blocking", peer->blocking ? "yes" : "no");
	add_parameter(&record.stat, "until", until);
	add_parameter(&record.stat, "order", peer->order);
	report_emit(&s->report, &record);
	return record.stat.stats.p50;
}

/* The median of what is done, or 0. */
static uint64_t measure(struct survey *s, unsigned int number, struct call call, UINTN cores)
{
	const struct peer *peer = &peers[number];
	bool quick = number > ALL && !s->machine.options.only[0];
	struct samples samples = {.count = 0};
	bool good;

	if (s->mps_hangs || !bench_wanted(&s->machine.options, peer->name))
		return 0;
	if (!peer->blocking && (call.event = firmware_event(s->firmware)) == NULL)
		return 0;
	good = take_all(s, peer, &call, quick ? QUICK_US : LIMIT_US, &samples);
	if (call.event && !s->mps_hangs)
		firmware_event_close(s->firmware, call.event);
	if (!good)
		return 0;
	if (!peer->blocking)
		emit(s, peer, cores, "returned", samples.returned, samples.count);
	return emit(s, peer, cores, "done", samples.done, samples.count);
}

/* The first processor that is not the one we run on. */
static UINTN other_processor(EFI_MP_SERVICES_PROTOCOL *mp)
{
	UINTN self = 0;

	mp->WhoAmI(mp, &self);
	return self == 0 ? 1 : 0;
}

/* One call to each takes as long as the calls to one. */
static bool takes_too_long(const struct survey *s, UINTN cores)
{
	uint64_t most = unit_of(s, clock_from_us(&s->machine.clock, TOO_LONG_US));

	return !s->machine.options.only[0] && s->machine.mps_this_p50 * (cores - 1) > most;
}

/* The ways that are not compared with ours are dear: some firmware looks ten times a second whether
   a call is done. */
static bool wants_more(const struct options *options)
{
	return options->only[0] || !options->iterations;
}

void survey_mp_services(struct survey *s)
{
	UINTN total, enabled;
	struct call call = {.mp = mp_services_find(s->firmware, &total, &enabled)};

	if (!call.mp || !s->machine.options.mps || enabled < 2)
		return;
	report_progress(&s->report, "mp-services", "timing the firmware's own MP Services");
	call.processor = other_processor(call.mp);
	s->machine.mps_this_p50 = measure(s, THIS, call, 2);
	/* It runs on all that are enabled (PI 1.8, II-13.4), whatever the MADT lists. */
	s->machine.mps_all_p50 = measure(s, ALL, call, enabled);
	s->machine.mps_all_cores = (unsigned int)enabled;
	if (!wants_more(&s->machine.options))
		return;
	if (!takes_too_long(s, enabled))
		measure(s, IN_TURN, call, enabled);
	measure(s, THIS_ASYNC, call, 2);
	measure(s, ALL_ASYNC, call, enabled);
}
