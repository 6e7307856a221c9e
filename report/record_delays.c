/* SPDX-License-Identifier: BSD-2-Clause */
#include "record_delays.h"
#include "record_text.h"

enum { TRIAL_INDENT = 12, NO_DELAY = UINT32_MAX };

static unsigned int count_of(const struct record_delays *delays)
{
	return delays->count < DELAYS_MAX ? delays->count : DELAYS_MAX;
}

static const struct delay_trials *shortest_of(const struct record_delays *delays)
{
	return delays_shortest(delays->trials, count_of(delays));
}

void json_delays(struct json *json, const struct record *record)
{
	const struct record_delays *delays = &record->delays;
	const struct delay_trials *shortest = shortest_of(delays);

	json_text(json, "name", delays->name);
	json_text(json, "gap", delays->gap);
	json_number(json, "cores", delays->cores);
	json_number_or_null(json, "shortest_us", shortest ? shortest->delay_us : NO_DELAY,
			    NO_DELAY);
	json_number_or_null(json, "failures_at_most_ppm",
			    shortest ? delays_bound_ppm(shortest->trials) : 0, 0);
	json_array(json, "delays");
	for (unsigned int i = 0; i < count_of(delays); i++) {
		const struct delay_trials *trials = &delays->trials[i];

		json_object(json, NULL);
		json_number(json, "delay_us", trials->delay_us);
		json_number(json, "trials", trials->trials);
		json_number(json, "second", trials->second);
		json_number(json, "retried", trials->retried);
		json_object_end(json);
	}
	json_array_end(json);
}

static void add_verdict(struct text *text, const struct delay_trials *shortest)
{
	uint32_t bound;

	if (!shortest) {
		text_words(text, ": no delay that always worked");
		return;
	}
	bound = delays_bound_ppm(shortest->trials);
	text_add(text, ": %u us is the shortest that always worked, 0 of %u failed",
		 shortest->delay_us, shortest->trials);
	text_add(text, " (so at most %u.%02u %% do, at 95 %%)", bound / 10000, bound / 100 % 100);
}

void text_delays(struct text *text, struct report *report, const struct record *record)
{
	const struct record_delays *delays = &record->delays;

	(void)report;
	text_line(text, 4);
	text_words(text, delays->name);
	text_words(text, ", ");
	text_words(text, delays->gap);
	text_add(text, ", on %u %s", delays->cores, delays->cores == 1 ? "core" : "cores");
	add_verdict(text, shortest_of(delays));
	for (unsigned int i = 0; i < count_of(delays); i++) {
		const struct delay_trials *trials = &delays->trials[i];

		text_line(text, TRIAL_INDENT);
		text_add(text, "  %6u us  %u trials", trials->delay_us, trials->trials);
		if (trials->second)
			text_add(text, ", %u needed a second start", trials->second);
		if (trials->retried)
			text_add(text, ", %u did not come by it", trials->retried);
	}
}
