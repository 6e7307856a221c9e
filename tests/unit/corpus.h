/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Real tables: MUSTER_ACPI_CORPUS, or ../shared/acpi-corpus. What an independent reader found in
 * them (INDEX.tsv) must be what we find. The tables are not ours, so they are not here, and the
 * tests skip where they are not.
 */
#ifndef MUSTER_CORPUS_H
#define MUSTER_CORPUS_H

#include "build.h"
#include "acpi.h"

/* Columns of INDEX.tsv. */
enum {
	FILE_NAME = 0,
	TABLE = 1,
	ARCH = 2,
	BYTES = 4,
	CHECKSUM_OK = 5,
	ENABLED = 9,
	DISABLED = 10,
	ONLINE_CAPABLE = 11,
	ENTRY_TYPES = 13,
	NOTE = 14,
	KIND = 16,
	IDS_IN_ORDER = 19,
	GROUP = 25,
	COLUMNS = 26,
};

struct row {
	char *columns[COLUMNS];
	struct span file;
};

static const char *corpus_folder;
static char *corpus_index;
static struct row corpus_rows[4096];
static size_t corpus_row_count;

static struct finding items[256];
static struct findings findings;

#define ROW_CHECK(row, condition, ...)                                                             \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			print_error("%s: ", (row)->columns[FILE_NAME]);                            \
			fail_msg(__VA_ARGS__);                                                     \
		}                                                                                  \
	} while (0)

static inline char *corpus_read(const char *name, size_t *ret_size)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", corpus_folder, name);
	FILE *file = fopen(path, "rb");

	if (!file)
		return NULL;
	fseek(file, 0, SEEK_END);
	size_t size = (size_t)ftell(file);
	char *bytes = malloc(size + 1);

	rewind(file);
	*ret_size = fread(bytes, 1, size, file);
	bytes[size] = '\0';
	fclose(file);
	return bytes;
}

static inline void corpus_split(struct row *row, char *line)
{
	for (size_t i = 0; i < COLUMNS; i++) {
		row->columns[i] = line;
		line += strcspn(line, "\t");
		if (*line != '\0')
			*line++ = '\0';
	}
}

static inline bool row_is_of(const struct row *row, const char *table)
{
	return strcmp(row->columns[TABLE], table) == 0;
}

static inline bool row_is_ours(const struct row *row)
{
	static const char *const ours[] = {"APIC", "FACP", "HPET", "SPCR", "RSDP", "RSDT",
					   "XSDT", "MPFP", "PCMP", "SRAT", "SLIT", "PPTT"};

	for (size_t i = 0; i < ARRAY_SIZE(ours); i++)
		if (row_is_of(row, ours[i]))
			return true;
	return false;
}

static inline void corpus_load_file(struct row *row)
{
	size_t size = 0;
	char *bytes = corpus_read(row->columns[FILE_NAME], &size);

	ROW_CHECK(row, bytes != NULL, "cannot be read");
	ROW_CHECK(row, size == strtoul(row->columns[BYTES], NULL, 10), "has %zu bytes", size);
	row->file = build_exact((struct span){(const uint8_t *)bytes, size});
	free(bytes);
}

static inline int corpus_load(void **state)
{
	size_t size;

	(void)state;
	corpus_folder = getenv("MUSTER_ACPI_CORPUS");
	if (!corpus_folder)
		corpus_folder = "../shared/acpi-corpus";
	corpus_index = corpus_read("INDEX.tsv", &size);
	if (!corpus_index) {
		print_message("SKIP: no INDEX.tsv in '%s'\n", corpus_folder);
		return 0;
	}
	char *line = strchr(corpus_index, '\n'), *end;

	for (; line && line[1] != '\0'; line = end) {
		end = strchr(line + 1, '\n');
		if (end)
			*end = '\0';
		assert_true(corpus_row_count < ARRAY_SIZE(corpus_rows));
		corpus_split(&corpus_rows[corpus_row_count], line + 1);
		if (row_is_ours(&corpus_rows[corpus_row_count]))
			corpus_load_file(&corpus_rows[corpus_row_count++]);
	}
	return 0;
}

static inline int corpus_unload(void **state)
{
	(void)state;
	for (size_t i = 0; i < corpus_row_count; i++)
		build_free(corpus_rows[i].file);
	free(corpus_index);
	return 0;
}

/* The next row of a table ("" for any) from *place on; skips the test when there is no corpus. */
static inline const struct row *row_next(size_t *place, const char *table)
{
	if (!corpus_index)
		skip();
	while (*place < corpus_row_count) {
		const struct row *row = &corpus_rows[(*place)++];

		if (table[0] == '\0' || row_is_of(row, table))
			return row;
	}
	return NULL;
}

static inline bool row_is_broken(const struct row *row)
{
	return strncmp(row->columns[NOTE], "BROKEN", 6) == 0;
}

static inline struct findings *no_findings(void)
{
	findings = (struct findings){.items = items, .capacity = ARRAY_SIZE(items)};
	return &findings;
}

/* True unless the note has another number behind key ("rev=06.01"), in hex. */
static inline bool row_notes(const struct row *row, const char *key, uint64_t number)
{
	const char *at = strstr(row->columns[NOTE], key);
	char *end;

	if (!at)
		return true;
	at += strlen(key);
	uint64_t noted = strtoull(at, &end, 16);

	return end == at || noted == number;
}

#endif
