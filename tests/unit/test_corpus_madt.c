/* SPDX-License-Identifier: BSD-2-Clause */
#include "corpus.h"
#include "mpidr_hash.h"

static struct madt_cpu cpus[CPUS_MAX];

/* Whole tables must be taken, broken ones may be refused. */
static bool read_madt(const struct row *row, struct madt *ret_madt)
{
	*ret_madt = (struct madt){.cpus = cpus, .cpu_capacity = ARRAY_SIZE(cpus)};
	enum status status = madt_read(row->file, ret_madt, no_findings());

	ROW_CHECK(row, status == STATUS_OK || row_is_broken(row), "is refused: status %d", status);
	return status == STATUS_OK;
}

static bool is_of_arch(const struct row *row, const char *arch)
{
	return strcmp(row->columns[ARCH], arch) == 0;
}

static bool is_of_x86_or_arm(const struct row *row)
{
	return is_of_arch(row, "x86") || is_of_arch(row, "arm64");
}

static void check_count(const struct row *row, int column, unsigned int count)
{
	if (row->columns[column][0] != '\0')
		ROW_CHECK(row, strtoul(row->columns[column], NULL, 10) == count,
			  "%u counted, the index has %s in column %d", count, row->columns[column],
			  column + 1);
}

static void counts_agree(void **state)
{
	const struct row *row;
	size_t checked = 0;
	struct madt madt;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "APIC")) != NULL;) {
		if (!read_madt(row, &madt) || !is_of_x86_or_arm(row))
			continue;
		check_count(row, ENABLED, madt.as_listed.enabled);
		check_count(row, DISABLED, madt.as_listed.disabled);
		check_count(row, ONLINE_CAPABLE, madt.as_listed.online_capable);
		checked++;
	}
	assert_true(checked > 0);
}

/* Where the redistributors are stands in the cores' entries, or in regions. */
static void arm_has_a_gic(void **state)
{
	const struct row *row;
	size_t own = 0, regions = 0, parked = 0;
	struct madt madt;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "APIC")) != NULL;) {
		if (!is_of_arch(row, "arm64") || !read_madt(row, &madt))
			continue;
		ROW_CHECK(row, madt.cores == MADT_CORES_GIC && madt.cpu_count > 0, "no cores");
		ROW_CHECK(row, madt.gic.present && madt.gic.distributor != 0, "no distributor");
		ROW_CHECK(row, madt.gic.redistributor_count == madt.type_count[0xe], "regions");
		ROW_CHECK(row, madt.dropped == 0, "%u cores are dropped", madt.dropped);
		own += madt.cpus[0].redistributor != 0;
		regions += madt.gic.redistributor_count > 0;
		parked += madt.cpus[0].parking_version != 0 && madt.cpus[0].start_address != 0;
	}
	assert_true(own > 0 && regions > 0 && parked > 0);
}

/* entry_types: "00:16 01:2 7F:28", types in hex. */
static void entry_types_agree(void **state)
{
	const struct row *row;
	struct madt madt;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "APIC")) != NULL;) {
		unsigned long wanted[256] = {0}, unknown = 0;

		if (!read_madt(row, &madt) || row->columns[ENTRY_TYPES][0] == '\0')
			continue;
		for (char *at = row->columns[ENTRY_TYPES]; *at != '\0';) {
			unsigned long type = strtoul(at, &at, 16) & 0xff;

			wanted[type] = strtoul(at + 1, &at, 10);
			unknown += type > 0x18 ? wanted[type] : 0;
		}
		ROW_CHECK(row, madt.unknown_count == unknown, "%u unknown", madt.unknown_count);
		for (size_t type = 0; type < MADT_TYPES; type++)
			ROW_CHECK(row, madt.type_count[type] == wanted[type],
				  "%u entries of type %zx", madt.type_count[type], type);
	}
}

static unsigned int id_count(const char *list)
{
	unsigned int count = 1;

	while ((list = strchr(list, ',')) != NULL) {
		count++;
		list++;
	}
	return count;
}

/* Moves *at past this id in the index's list, where MPIDRs have all their bits; false if it is not
   there. */
static bool skip_to_id(const char **at, uint64_t id)
{
	while (**at != '\0') {
		char *end;
		uint64_t found = strtoull(*at, &end, 16);

		*at = end + (*end == ',');
		if ((found & MPIDR_AFFINITY) == id)
			return true;
	}
	return false;
}

/* The ids of the enabled cores are those of the index, in its order, but for the dropped ones. */
static void ids_agree(void **state)
{
	const struct row *row;
	size_t checked = 0;
	struct madt madt;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "APIC")) != NULL;) {
		const char *ids = row->columns[IDS_IN_ORDER], *at = ids;
		unsigned int enabled = 0;

		if (!is_of_x86_or_arm(row) || *ids == '\0' || !read_madt(row, &madt))
			continue;
		for (size_t i = 0; i < madt.cpu_count; i++) {
			if (cpus[i].state != MADT_CPU_ENABLED)
				continue;
			ROW_CHECK(row, skip_to_id(&at, cpus[i].id.value),
				  "core %zu, id %llx, is not at its place", i,
				  (unsigned long long)cpus[i].id.value);
			enabled++;
		}
		ROW_CHECK(row, enabled + madt.dropped == id_count(ids),
			  "%u enabled and %u dropped of %s", enabled, madt.dropped, ids);
		checked++;
	}
	assert_true(checked > 0);
}

/* No finding of ours without a remark of the other reader's. */
static void plain_tables_give_no_warnings(void **state)
{
	const struct row *row;
	struct madt madt;

	(void)state;
	for (size_t place = 0; (row = row_next(&place, "APIC")) != NULL;) {
		if (!is_of_arch(row, "x86") || row_is_broken(row) ||
		    strstr(row->columns[NOTE], "odd:"))
			continue;
		read_madt(row, &madt);
		for (size_t i = 0; i < findings.count; i++)
			ROW_CHECK(row, findings.items[i].severity == SEVERITY_NOTE, "%s: %s",
				  findings.items[i].rule, findings.items[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_agree),
		cmocka_unit_test(arm_has_a_gic),
		cmocka_unit_test(entry_types_agree),
		cmocka_unit_test(ids_agree),
		cmocka_unit_test(plain_tables_give_no_warnings),
	};

	return cmocka_run_group_tests(tests, corpus_load, corpus_unload);
}
