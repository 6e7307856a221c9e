/* SPDX-License-Identifier: BSD-2-Clause */
/* Packages, nodes and places of cores, as JSON and as text. */
#include "unit.h"
#include "test_report_samples.h"

static struct capture capture;

/* One record, emitted to a fresh report. */
static const char *emitted(const struct record *record, enum output_format format)
{
	struct report *report = capture_open(&capture, format);

	capture.bytes[0] = '\0';
	report_emit(report, record);
	free(report);
	return capture.bytes;
}

static void a_machine(void **state)
{
	struct record record = {
		.kind = RECORD_TOPOLOGY,
		.topology = {"cpuid 0x1f", 2, 4, 8, 16, 3, true, true, true, false}};

	(void)state;
	assert_string_equal(emitted(&record, FORMAT_JSON),
			    "{\"rec\":\"topology\",\"packages\":2,\"dies\":4,\"cores\":8,"
			    "\"threads\":16,\"nodes\":3,\"source\":\"cpuid 0x1f\",\"srat\":true,"
			    "\"slit\":true,\"hybrid\":true}\r\n");
	assert_string_equal(emitted(&record, FORMAT_TEXT),
			    "topology    2 packages, 4 dies, 8 cores, 16 threads, 3 nodes "
			    "(cpuid 0x1f, SRAT,\r\n            SLIT, hybrid)\r\n");
}

static void a_machine_of_one(void **state)
{
	struct record record = {
		.kind = RECORD_TOPOLOGY,
		.topology = {"cpuid 0x4", 1, 1, 1, 1, 0, false, false, false, false}};

	(void)state;
	assert_string_equal(emitted(&record, FORMAT_JSON),
			    "{\"rec\":\"topology\",\"packages\":1,\"dies\":1,\"cores\":1,"
			    "\"threads\":1,\"nodes\":null,\"source\":\"cpuid 0x4\",\"srat\":false,"
			    "\"slit\":false,\"hybrid\":false}\r\n");
	assert_string_equal(emitted(&record, FORMAT_TEXT),
			    "topology    1 package, 1 core, 1 thread, no SRAT (cpuid 0x4)\r\n");
}

static void a_machine_of_a_device_tree(void **state)
{
	struct record record = {.kind = RECORD_TOPOLOGY,
				.topology = {"cpu-map", 2, 2, 4, 4, 2, true, true, false, true}};

	(void)state;
	assert_string_equal(emitted(&record, FORMAT_JSON),
			    "{\"rec\":\"topology\",\"packages\":2,\"dies\":2,\"cores\":4,"
			    "\"threads\":4,\"nodes\":2,\"source\":\"cpu-map\",\"srat\":false,"
			    "\"slit\":false,\"hybrid\":false}\r\n");
	assert_string_equal(emitted(&record, FORMAT_TEXT),
			    "topology    2 packages, 4 cores, 4 threads, 2 nodes (cpu-map, device "
			    "tree)\r\n");
}

static void a_node(void **state)
{
	struct record record = {.kind = RECORD_NODE,
				.node = {.node = 1,
					 .domain = 7,
					 .cpus = "0-3,8",
					 .memory_bytes = 4096,
					 .distances = {31, 10, 255},
					 .distance_count = 3}};

	(void)state;
	assert_string_equal(emitted(&record, FORMAT_JSON),
			    "{\"rec\":\"node\",\"node\":1,\"domain\":7,\"cpus\":\"0-3,8\","
			    "\"memory_bytes\":4096,\"distances\":[31,10,255]}\r\n");
	assert_string_equal(emitted(&record, FORMAT_TEXT),
			    "  node  1  4.00 KiB, cores 0-3,8; distances 31 10 255\r\n");
	record.node.cpus = "";
	record.node.memory_bytes = 0;
	assert_string_equal(emitted(&record, FORMAT_TEXT),
			    "  node  1  no memory, no core; distances 31 10 255\r\n");
}

/* Text shows 16 distances, JSON all that there can be. */
static void a_node_among_many(void **state)
{
	struct record record = {.kind = RECORD_NODE,
				.node = {.cpus = "0", .distance_count = TOPOLOGY_NODES_MAX}};
	unsigned int commas = 0;

	(void)state;
	memset(record.node.distances, 10, sizeof(record.node.distances));
	assert_non_null(strstr(emitted(&record, FORMAT_TEXT), "10 10 ...\r\n"));
	for (const char *at = strstr(emitted(&record, FORMAT_JSON), "\"distances\":["); *at; at++)
		commas += *at == ',';
	assert_int_equal(commas, TOPOLOGY_NODES_MAX - 1);
	assert_non_null(strstr(capture.bytes, "10]}\r\n"));
}

static void a_core_with_its_place(void **state)
{
	static const struct topology_cpu place = {
		.number = {1, 2, 3, 4}, .node = 5, .kind = TOPOLOGY_KIND_EFFICIENCY};
	struct record record = sample_core(5);

	(void)state;
	record.core.place = &place;
	assert_non_null(strstr(emitted(&record, FORMAT_JSON),
			       "\"boot_core\":false,\"package\":1,\"die\":2,\"core\":3,"
			       "\"thread\":4,\"node\":5,\"kind\":\"efficiency\",\"attempts\":1,"));
}

static void a_core_that_the_srat_does_not_name(void **state)
{
	static const struct topology_cpu place = {.node = TOPOLOGY_NODE_NONE};
	struct record record = sample_core(5);

	(void)state;
	record.core.place = &place;
	assert_non_null(strstr(emitted(&record, FORMAT_JSON),
			       "\"package\":0,\"die\":0,\"core\":0,\"thread\":0,\"node\":null,"
			       "\"kind\":\"\","));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_machine),
		cmocka_unit_test(a_machine_of_one),
		cmocka_unit_test(a_machine_of_a_device_tree),
		cmocka_unit_test(a_node),
		cmocka_unit_test(a_node_among_many),
		cmocka_unit_test(a_core_with_its_place),
		cmocka_unit_test(a_core_that_the_srat_does_not_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
