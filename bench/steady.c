/* SPDX-License-Identifier: BSD-2-Clause */
#include "steady.h"
#include "fmt.h"
#include "glob.h"
#include "mem.h"

enum {
	DRIFT_SAMPLES = 50,    /* in the half, at least */
	DRIFT_PERMILLE = 50,   /* of the half's median, within which all is well */
	SPREAD_PERMILLE = 100, /* of the median of the medians */
};

/* Stats of the clocks, and of noise itself: that they differ says nothing of the rest. */
static const char noise[] = "*.gap,gap.*,smi.*,clock.*";

enum { RULE_DRIFT, RULE_UNSTABLE, RULE_LOST };

static const struct rule rules[] = {
	[RULE_DRIFT] = {"measure.drift", SEVERITY_NOTE, "", "",
			"samples depend on one another there, so the interval of the median is "
			"wider than it says"},
	[RULE_UNSTABLE] = {"measure.unstable", SEVERITY_WARNING, "", "",
			   "a figure of one pass does not stand for the machine"},
	[RULE_LOST] = {"measure.lost", SEVERITY_WARNING, "", "",
		       "how far these differ from pass to pass is not told"},
};

size_t steady_memory_size(const struct options *options)
{
	size_t each = sizeof(struct steady_stat) + options->passes * sizeof(uint64_t);

	return options->passes > 1 ? STEADY_STATS_MAX * each + 2 * CACHE_LINE : 0;
}

void steady_open(struct steady *steady, const struct options *options, struct arena *arena)
{
	if (options->passes == 1)
		return;
	steady->stats = arena_take(arena, STEADY_STATS_MAX * sizeof(*steady->stats), CACHE_LINE);
	steady->medians = arena_take(arena, STEADY_STATS_MAX * options->passes * sizeof(uint64_t),
				     CACHE_LINE);
}

/* ---- from pass to pass ---- */

static bool is_same(const struct record_stat *a, const struct record_stat *b)
{
	if (strcmp(a->name, b->name) != 0 || a->cpus != b->cpus ||
	    a->parameter_count != b->parameter_count)
		return false;
	for (unsigned int i = 0; i < a->parameter_count; i++)
		if (strcmp(a->parameters[i].key, b->parameters[i].key) != 0 ||
		    strcmp(a->parameters[i].value, b->parameters[i].value) != 0)
			return false;
	return true;
}

/* The texts of a stat may be gone when the next is measured. NULL: there is no room. */
static const char *keep(struct steady_stat *kept, size_t *used, const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = kept->text + *used;

	if (size > sizeof(kept->text) - *used)
		return NULL;
	memcpy(copy, text, size);
	*used += size;
	return copy;
}

static bool keep_all(struct steady_stat *kept, const struct record_stat *stat)
{
	size_t used = 0;
	bool good;

	kept->stat = *stat;
	kept->stat.name = keep(kept, &used, stat->name);
	kept->stat.unit = keep(kept, &used, stat->unit);
	kept->stat.text = keep(kept, &used, stat->text);
	good = kept->stat.name && kept->stat.unit && kept->stat.text;
	for (unsigned int i = 0; i < stat->parameter_count; i++) {
		struct record_parameter *parameter = &kept->stat.parameters[i];

		parameter->key = keep(kept, &used, stat->parameters[i].key);
		parameter->value = keep(kept, &used, stat->parameters[i].value);
		good = good && parameter->key && parameter->value;
	}
	return good;
}

/* NULL: there is no room for one more. */
static struct steady_stat *find(struct steady *steady, const struct record_stat *stat)
{
	struct steady_stat *next = &steady->stats[steady->count];

	for (unsigned int i = 0; i < steady->count; i++)
		if (is_same(&steady->stats[i].stat, stat))
			return &steady->stats[i];
	if (steady->count == STEADY_STATS_MAX || !keep_all(next, stat))
		return NULL;
	next->passes = 0;
	steady->count++;
	return next;
}

static uint64_t *medians_of(const struct run *run, const struct steady_stat *kept)
{
	const struct steady *steady = run->steady;

	return steady->medians + (size_t)(kept - steady->stats) * run->machine->options.passes;
}

void steady_add(struct run *run, const struct record_stat *stat)
{
	struct steady *steady = run->steady;
	struct steady_stat *kept = steady->stats ? find(steady, stat) : NULL;

	if (!steady->stats)
		return;
	if (!kept)
		steady->lost++;
	else if (kept->passes < run->machine->options.passes)
		medians_of(run, kept)[kept->passes++] = stat->stats.p50;
}

/* ---- what is bad, and what is worst ---- */

static void look(struct steady_count *count, uint64_t permille, bool bad,
		 const struct record_stat *stat)
{
	struct fmt out = FMT_OVER(count->label);

	count->looked++;
	if (!bad || (count->bad++ && permille <= count->permille))
		return;
	count->permille = permille;
	fmt_add(&out, "%s", stat->name);
	for (unsigned int i = 0; i < stat->parameter_count; i++)
		fmt_add(&out, " %s=%s", stat->parameters[i].key, stat->parameters[i].value);
}

static bool is_time(const struct record_stat *stat)
{
	return strcmp(stat->unit, "ns") == 0 || strcmp(stat->unit, "ticks") == 0;
}

static void report_spread(struct run *run, const struct steady_stat *kept)
{
	struct record record = {.kind = RECORD_SPREAD, .spread = {.stat = kept->stat}};
	struct record_spread *spread = &record.spread;

	stats_compute(medians_of(run, kept), kept->passes, &spread->stat.stats);
	spread->permille = stats_permille(spread->stat.stats.max - spread->stat.stats.min,
					  spread->stat.stats.p50);
	report_emit(run->machine->report, &record);
	if (is_time(&kept->stat) && !glob_match_any(noise, kept->stat.name))
		look(&run->steady->spread, spread->permille, spread->permille > SPREAD_PERMILLE,
		     &kept->stat);
}

static void judge_spread(const struct run *run)
{
	const struct steady_count *spread = &run->steady->spread;

	if (spread->bad)
		report_broken(
			run->machine->report, &rules[RULE_UNSTABLE],
			"in %u of %u times that were measured in each pass the medians differ "
			"by more than %u %%, most of all those of %s (%llu.%llu %%)",
			spread->bad, spread->looked, SPREAD_PERMILLE / 10, spread->label,
			(unsigned long long)(spread->permille / 10),
			(unsigned long long)(spread->permille % 10));
	if (run->steady->lost)
		report_broken(run->machine->report, &rules[RULE_LOST],
			      "%u stats found no room in the table of all passes",
			      run->steady->lost);
}

/* ---- within a measurement ---- */

/* All holds the half, so the median of all lies within the half's interval of 95 % in more than
   99 of 100 cases if nothing moved. */
void steady_compare(struct run *run, const char *name, const struct stats *half,
		    const struct stats *all)
{
	const struct record_stat stat = {.name = name};
	bool outside = all->p50 < half->p50_low || all->p50 > half->p50_high;
	uint64_t step = all->p50 > half->p50 ? all->p50 - half->p50 : half->p50 - all->p50;
	uint64_t permille = stats_permille(step, half->p50);

	if (half->n < DRIFT_SAMPLES || all->n == half->n || glob_match_any(noise, name))
		return;
	look(&run->steady->drift, permille,
	     outside && permille > DRIFT_PERMILLE && step > 2 * run->clock_step, &stat);
}

static void judge_drift(const struct run *run)
{
	const struct steady_count *drift = &run->steady->drift;

	if (drift->bad)
		report_broken(run->machine->report, &rules[RULE_DRIFT],
			      "in %u of %u measurements the median of all samples is more than "
			      "%u %% off that of the first half, most of all in one of %s "
			      "(%llu.%llu %%)",
			      drift->bad, drift->looked, DRIFT_PERMILLE / 10, drift->label,
			      (unsigned long long)(drift->permille / 10),
			      (unsigned long long)(drift->permille % 10));
}

void steady_report(struct run *run)
{
	for (unsigned int i = 0; i < run->steady->count; i++)
		if (run->steady->stats[i].passes > 1)
			report_spread(run, &run->steady->stats[i]);
	judge_spread(run);
	judge_drift(run);
}
