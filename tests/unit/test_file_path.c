/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "file_path.h"
#include <stdlib.h>

/* A device path, grown node by node, on the heap in its exact size, so that ASan sees a read past
   its end. */
struct device_path {
	uint8_t *bytes;
	size_t size;
};

static void add_node(struct device_path *path, uint8_t type, uint8_t subtype, const void *data,
		     size_t size)
{
	uint8_t *node;

	path->bytes = realloc(path->bytes, path->size + 4 + size);
	node = path->bytes + path->size;
	node[0] = type;
	node[1] = subtype;
	node[2] = (uint8_t)(size + 4);
	node[3] = (uint8_t)((size + 4) >> 8);
	if (size)
		memcpy(node + 4, data, size);
	path->size += 4 + size;
}

static void add_file(struct device_path *path, const char *name)
{
	uint8_t wide[1024];
	size_t length = strlen(name) + 1;

	for (size_t i = 0; i < length; i++) {
		wide[2 * i] = (uint8_t)name[i];
		wide[2 * i + 1] = 0;
	}
	add_node(path, 4, 4, wide, 2 * length);
}

static void add_end(struct device_path *path)
{
	add_node(path, 0x7F, 0xFF, NULL, 0);
}

static const char *narrow(const struct file_path *path)
{
	static char text[FILE_PATH_SIZE];

	for (size_t i = 0; i < FILE_PATH_SIZE; i++)
		text[i] = path->text[i] < 0x80 ? (char)path->text[i] : '?';
	return text;
}

/* Of "a|b": a node each. NULL: there is none beside it. */
static const char *beside(const char *nodes)
{
	struct device_path path = {NULL, 0};
	struct file_path found;
	char copy[1024];
	bool is_there;

	snprintf(copy, sizeof(copy), "%s", nodes);
	for (char *node = strtok(copy, "|"); node; node = strtok(NULL, "|"))
		add_file(&path, node);
	add_end(&path);
	is_there = file_path_beside((struct span){path.bytes, path.size}, "muster.cfg", &found);
	free(path.bytes);
	return is_there ? narrow(&found) : NULL;
}

static void the_folder_is_the_programs(void **state)
{
	(void)state;
	assert_string_equal(beside("\\EFI\\BOOT\\BOOTX64.EFI"), "\\EFI\\BOOT\\muster.cfg");
	assert_string_equal(beside("\\muster.efi"), "\\muster.cfg");
	assert_string_equal(beside("kernel"), "\\muster.cfg");
	assert_string_equal(beside("tools/muster.efi"), "\\tools\\muster.cfg");
}

static void nodes_are_joined_by_one_backslash(void **state)
{
	(void)state;
	assert_string_equal(beside("\\EFI|BOOT|\\a.efi"), "\\EFI\\BOOT\\muster.cfg");
	assert_string_equal(beside("\\EFI\\|\\BOOT\\|a.efi"), "\\EFI\\BOOT\\muster.cfg");
}

static void other_nodes_are_passed_over(void **state)
{
	struct device_path path = {NULL, 0};
	struct file_path found;
	uint8_t partition[38] = {1};

	(void)state;
	add_node(&path, 2, 1, partition, 8);
	add_node(&path, 4, 1, partition, sizeof(partition));
	add_file(&path, "\\a\\b.efi");
	add_end(&path);
	assert_true(file_path_beside((struct span){path.bytes, path.size}, "x", &found));
	assert_string_equal(narrow(&found), "\\a\\x");
	free(path.bytes);
}

static void letters_of_any_script_stay(void **state)
{
	static const uint16_t name[] = {'\\', 0x00FC, 0x6E2C, '\\', 'a', 0};
	struct device_path path = {NULL, 0};
	struct file_path found;

	(void)state;
	add_node(&path, 4, 4, name, sizeof(name));
	add_end(&path);
	assert_true(file_path_beside((struct span){path.bytes, path.size}, "x", &found));
	assert_int_equal(found.text[1], 0x00FC);
	assert_int_equal(found.text[2], 0x6E2C);
	assert_int_equal(found.text[4], 'x');
	free(path.bytes);
}

static void no_file_path_no_folder(void **state)
{
	(void)state;
	assert_null(beside(""));
}

/* Every length that a node can claim, in every length of the whole. */
static void broken_ones_are_refused(void **state)
{
	struct device_path path = {NULL, 0};
	struct file_path found = {{7}};

	(void)state;
	add_file(&path, "\\a\\b.efi");
	add_end(&path);
	for (size_t size = 0; size < path.size; size++) {
		uint8_t *cut = malloc(size ? size : 1);

		memcpy(cut, path.bytes, size);
		assert_false(file_path_beside((struct span){cut, size}, "x", &found));
		free(cut);
	}
	for (unsigned int length = 0; length < 4; length++) {
		path.bytes[2] = (uint8_t)length;
		assert_false(file_path_beside((struct span){path.bytes, path.size}, "x", &found));
	}
	path.bytes[3] = 0xFF;
	assert_false(file_path_beside((struct span){path.bytes, path.size}, "x", &found));
	assert_int_equal(found.text[0], 7);
	free(path.bytes);
}

static void too_long_is_refused(void **state)
{
	char name[400];
	struct file_path path;

	(void)state;
	memset(name, 'a', sizeof(name));
	name[0] = '\\';
	name[FILE_PATH_SIZE] = '\0';
	assert_null(beside(name));
	assert_false(file_path_of(name, &path));
	name[FILE_PATH_SIZE - 1] = '\0';
	assert_true(file_path_of(name, &path));
	assert_string_equal(narrow(&path), name);
	assert_string_equal(beside(name), "\\muster.cfg");
	memmove(name + 200, "\\b", 3);
	assert_non_null(beside(name));
	memmove(name + 250, "\\b", 3);
	name[200] = name[201] = 'a';
	name[202] = 'a';
	assert_null(beside(name));
}

static bool same(const char *a, const char *b)
{
	struct file_path one, other;

	assert_true(file_path_of(a, &one) && file_path_of(b, &other));
	return file_path_same(&one, &other);
}

static void case_does_not_matter(void **state)
{
	(void)state;
	assert_true(same("\\EFI\\muster\\MUSTER.CFG", "\\efi\\Muster\\muster.cfg"));
	assert_false(same("\\EFI\\muster", "\\EFI\\muster\\muster.cfg"));
	assert_false(same("\\EFI\\muster\\muster.cfg", "\\EFI\\muster"));
	assert_false(same("\\[", "\\{"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_folder_is_the_programs),
		cmocka_unit_test(nodes_are_joined_by_one_backslash),
		cmocka_unit_test(other_nodes_are_passed_over),
		cmocka_unit_test(letters_of_any_script_stay),
		cmocka_unit_test(no_file_path_no_folder),
		cmocka_unit_test(broken_ones_are_refused),
		cmocka_unit_test(too_long_is_refused),
		cmocka_unit_test(case_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
