/* SPDX-License-Identifier: BSD-2-Clause */
/* Stolen time as JSON and as text. */
#include "unit.h"
#include "test_report_samples.h"

static struct capture capture;

static struct record sample(unsigned int cpus)
{
	return (struct record){.kind = RECORD_GAPS,
			       .gaps = {.cpus = cpus,
					.windows = 8,
					.watched = 400000000,
					.loop = 21,
					.threshold = 1000,
					.bound = 181,
					.longest_cpu = 2,
					.stolen_cpu = 1}};
}

static struct record with_gaps(unsigned int cpus)
{
	struct record record = sample(cpus);

	record.gaps.alone = 3;
	record.gaps.several = 1;
	record.gaps.all = 2;
	record.gaps.unplaced = 4;
	record.gaps.worst[0] = (struct record_gaps_event){812345678, 181200, 183400};
	record.gaps.worst[1] = (struct record_gaps_event){1812345678, 179800, 180100};
	record.gaps.worst_count = 2;
	record.gaps.longest = 183400;
	record.gaps.stolen = 365100;
	record.gaps.stolen_of = 400000000;
	record.gaps.turns = true;
	record.gaps.counts_smi = true;
	record.gaps.smi_seen = 2;
	record.gaps.smi_total = 51;
	return record;
}

static void expect(const struct record *record, enum output_format format, const char *wanted)
{
	struct report *report = capture_open(&capture, format);

	capture.bytes[0] = '\0';

	report_emit(report, record);
	free(report);
	assert_string_equal(capture.bytes, wanted);
}

static void test_json(void **state)
{
	struct record record = with_gaps(4);
	struct record core = {
		.kind = RECORD_GAPS_CORE,
		.gaps_core = {2, 3, 183400, 812345679, 365100, 400012345, true, 2, 51}};

	(void)state;
	expect(&record, FORMAT_JSON,
	       "{\"rec\":\"gaps\",\"cpus\":4,\"windows\":8,\"watched_ns\":400000000,"
	       "\"loop_ns\":21,\"threshold_ns\":1000,\"bound_ns\":181,\"alone\":3,\"several\":1,"
	       "\"all\":2,\"unplaced\":4,\"worst\":[{\"at_ns\":812345678,\"least_ns\":181200,"
	       "\"most_ns\":183400},{\"at_ns\":1812345678,\"least_ns\":179800,\"most_ns\":180100}],"
	       "\"longest_ns\":183400,\"longest_cpu\":2,\"stolen_ns\":365100,\"stolen_cpu\":1,"
	       "\"turns\":true,\"smi\":2,\"smi_total\":51}\r\n");
	expect(&core, FORMAT_JSON,
	       "{\"rec\":\"gaps_core\",\"cpu\":2,\"n\":3,\"longest_ns\":183400,"
	       "\"longest_at_ns\":812345679,\"stolen_ns\":365100,\"watched_ns\":400012345,"
	       "\"smi\":2,\"smi_total\":51}\r\n");
	expect(&core, FORMAT_TEXT,
	       "stolen time core 2 took 2 SMIs meanwhile; longest gap 183 us\r\n");
	core.gaps_core.counts_smi = false;
	expect(&core, FORMAT_TEXT, "");
	core.gaps_core.longest_at = 0;
	expect(&core, FORMAT_JSON,
	       "{\"rec\":\"gaps_core\",\"cpu\":2,\"n\":3,\"longest_ns\":183400,"
	       "\"longest_at_ns\":null,\"stolen_ns\":365100,\"watched_ns\":400012345,"
	       "\"smi\":null,\"smi_total\":null}\r\n");
}

static void test_text(void **state)
{
	struct record quiet = sample(4), one = sample(1), full = with_gaps(4);

	(void)state;
	expect(&quiet, FORMAT_TEXT,
	       "stolen time 4 cores watched the clock for 400 ms, gaps above 1.00 us: 0 on one\r\n"
	       "            core, 0 on several at once, 0 on all at once (to +-181 ns)\r\n");
	expect(&one, FORMAT_TEXT,
	       "stolen time 1 core watched the clock for 400 ms, gaps above 1.00 us: 0 on one\r\n"
	       "            core\r\n");
	expect(&full, FORMAT_TEXT,
	       "stolen time 4 cores watched the clock for 400 ms, gaps above 1.00 us: 3 on one\r\n"
	       "            core, 1 on several at once, 2 on all at once (to +-181 ns), 4 not\r\n"
	       "            compared\r\n"
	       "            longest 183 us on core 2; stolen 365 us (0.091 %) of core 1; all\r\n"
	       "            stood still for 181 us to 183 us at 812 ms, 179 us to 180 us at\r\n"
	       "            1.81 s\r\n"
	       "            a host runs these cores: they may steal from each other\r\n"
	       "            SMIs: 2 meanwhile, 51 since the reset\r\n");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
