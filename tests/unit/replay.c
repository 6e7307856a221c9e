/* SPDX-License-Identifier: BSD-2-Clause */
/* A fuzzer's seeds as a unit test: tests/host.mk links it with each fuzzer, REPLAY_FOLDER its own.
 */
#include "build.h"

#include <dirent.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void replay_file(const char *path)
{
	static uint8_t bytes[1 << 16];
	FILE *file = fopen(path, "rb");

	assert_non_null(file);
	struct span seed = build_exact((struct span){bytes, fread(bytes, 1, sizeof(bytes), file)});

	fclose(file);
	LLVMFuzzerTestOneInput(seed.bytes, seed.size);
	build_free(seed);
}

static void every_seed(void **state)
{
	DIR *folder = opendir(REPLAY_FOLDER);
	struct dirent *entry;
	size_t replayed = 0;
	char path[512];

	(void)state;
	assert_non_null(folder);
	while ((entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", REPLAY_FOLDER, entry->d_name);
		replay_file(path);
		replayed++;
	}
	closedir(folder);
	assert_true(replayed > 0);
}

static void no_bytes_at_all(void **state)
{
	struct span nothing = build_exact((struct span){NULL, 0});

	(void)state;
	LLVMFuzzerTestOneInput(nothing.bytes, 0);
	build_free(nothing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_seed),
		cmocka_unit_test(no_bytes_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
