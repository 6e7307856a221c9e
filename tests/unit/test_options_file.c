/* SPDX-License-Identifier: BSD-2-Clause */
/* Words of several places, files among them: which holds, and who said so. */
#include "unit.h"
#include "options.h"

struct place {
	enum option_origin origin;
	const char *words;
};

static void add_all(struct option_set *set, const struct place *places, size_t count)
{
	char error[OPTION_ERROR_SIZE];

	options_open(set);
	for (size_t i = 0; i < count; i++)
		if (options_add(set, places[i].words, places[i].origin, error) != STATUS_OK)
			fail_msg("'%s' is refused: %s", places[i].words, error);
}

static const struct option_said *said(const struct option_set *set, const char *word)
{
	const struct option_help *help;

	for (size_t i = 0; (help = options_help(i)) != NULL; i++)
		if (strcmp(help->word, word) == 0)
			return &set->said[i];
	fail_msg("there is no '%s'", word);
	return NULL;
}

static void assert_said(const struct option_set *set, const char *word, enum option_origin origin,
			const char *value)
{
	const struct option_said *one = said(set, word);

	assert_int_equal(one->origin, origin);
	if (origin != ORIGIN_DEFAULT)
		assert_string_equal(one->value, value);
}

static void the_later_place_holds(void **state)
{
	static const struct place places[] = {
		{ORIGIN_FILE, "budget=3 idle=poll noht only=ipi.*"},
		{ORIGIN_FILE_BESIDE, "budget=4s passes=2"},
		{ORIGIN_COMMAND_LINE, "passes=3 iterations=007 passes=5"},
	};
	struct option_set set;

	(void)state;
	add_all(&set, places, ARRAY_SIZE(places));
	assert_int_equal(set.options.budget_s, 4);
	assert_int_equal(set.options.passes, 5);
	assert_int_equal(set.options.idle, IDLE_POLL);
	assert_said(&set, "budget=", ORIGIN_FILE_BESIDE, "4s");
	assert_said(&set, "idle=", ORIGIN_FILE, "poll");
	assert_said(&set, "noht", ORIGIN_FILE, "");
	assert_said(&set, "only=", ORIGIN_FILE, "ipi.*");
	assert_said(&set, "passes=", ORIGIN_COMMAND_LINE, "5");
	assert_said(&set, "iterations=", ORIGIN_COMMAND_LINE, "007");
	assert_said(&set, "seed=", ORIGIN_DEFAULT, "");
}

static void a_later_action_takes_the_place_of_an_earlier(void **state)
{
	static const struct place places[] = {
		{ORIGIN_FILE, "lint"},
		{ORIGIN_COMMAND_LINE, "run"},
	};
	struct option_set set;

	(void)state;
	add_all(&set, places, 1);
	assert_int_equal(set.options.action, ACTION_LINT);
	add_all(&set, places, 2);
	assert_int_equal(set.options.action, ACTION_RUN);
	assert_said(&set, "lint", ORIGIN_DEFAULT, "");
	assert_said(&set, "run", ORIGIN_COMMAND_LINE, "");
}

static void what_says_the_same_is_said_once(void **state)
{
	static const struct place wake[] = {
		{ORIGIN_FILE, "broadcast=on"},
		{ORIGIN_LOAD_OPTIONS, "bringup=serial"},
	};
	struct option_set set;

	(void)state;
	add_all(&set, wake, ARRAY_SIZE(wake));
	assert_int_equal(set.options.bringup, BRINGUP_SERIAL);
	assert_said(&set, "broadcast=", ORIGIN_DEFAULT, "");
	assert_said(&set, "bringup=", ORIGIN_LOAD_OPTIONS, "serial");
}

static void nosmp_holds_until_a_later_place(void **state)
{
	static const struct place places[] = {
		{ORIGIN_FILE, "maxcpus=6 nosmp maxcpus=7"},
		{ORIGIN_LOAD_OPTIONS, "maxcpus=8"},
		{ORIGIN_COMMAND_LINE, "nosmp"},
	};
	struct option_set set;

	(void)state;
	add_all(&set, places, 1);
	assert_true(set.options.nosmp);
	assert_int_equal(set.options.maxcpus, 1);
	assert_said(&set, "maxcpus=", ORIGIN_DEFAULT, "");
	add_all(&set, places, 2);
	assert_false(set.options.nosmp);
	assert_int_equal(set.options.maxcpus, 8);
	assert_said(&set, "nosmp", ORIGIN_DEFAULT, "");
	assert_said(&set, "maxcpus=", ORIGIN_LOAD_OPTIONS, "8");
	add_all(&set, places, 3);
	assert_int_equal(set.options.maxcpus, 1);
	assert_said(&set, "nosmp", ORIGIN_COMMAND_LINE, "");
}

static void origins_have_names(void **state)
{
	(void)state;
	for (int origin = ORIGIN_DEFAULT; origin <= ORIGIN_COMMAND_LINE; origin++)
		assert_non_null(option_origin_name((enum option_origin)origin));
	assert_string_equal(option_origin_name(ORIGIN_FILE), "muster.cfg (\\EFI\\muster)");
}

/* ---- files ---- */

/* On the heap in its exact size, so that ASan sees a read past its end. */
static enum status add_file(struct option_set *set, const void *bytes, size_t size,
			    char error[OPTION_ERROR_SIZE])
{
	uint8_t *copy = malloc(size ? size : 1);
	enum status status;

	if (size)
		memcpy(copy, bytes, size);
	options_open(set);
	status = options_add_file(set, (struct span){copy, size}, ORIGIN_FILE_BESIDE, error);
	free(copy);
	return status;
}

static struct option_set of_file(const void *bytes, size_t size)
{
	struct option_set set;
	char error[OPTION_ERROR_SIZE];

	if (add_file(&set, bytes, size, error) != STATUS_OK)
		fail_msg("refused: %s", error);
	return set;
}

#define OF_FILE(text) of_file((text), sizeof(text) - 1)

static const char plain[] = "# a comment: maxcpus=2\n"
			    "budget=3 \tidle=poll   # noht\n"
			    "\n"
			    "  only=a#b\n"
			    "#lint\n"
			    "seed=5";

static void assert_plain(const struct option_set *set)
{
	assert_int_equal(set->options.maxcpus, CPUS_MAX);
	assert_int_equal(set->options.budget_s, 3);
	assert_int_equal(set->options.idle, IDLE_POLL);
	assert_false(set->options.noht);
	assert_string_equal(set->options.only, "a#b");
	assert_int_equal(set->options.action, ACTION_RUN);
	assert_int_equal(set->options.seed, 5);
	assert_said(set, "seed=", ORIGIN_FILE_BESIDE, "5");
	assert_said(set, "maxcpus=", ORIGIN_DEFAULT, "");
}

static void lines_blanks_and_comments(void **state)
{
	struct option_set set = OF_FILE(plain);

	(void)state;
	assert_plain(&set);
}

static void a_file_may_be_empty(void **state)
{
	struct option_set none = OF_FILE(""), mark = OF_FILE("\xFF\xFE"), comment = OF_FILE("#");

	(void)state;
	assert_int_equal(none.options.maxcpus, CPUS_MAX);
	assert_int_equal(mark.options.maxcpus, CPUS_MAX);
	assert_int_equal(comment.options.maxcpus, CPUS_MAX);
}

/* The same text as other systems' editors leave it. */
static void other_editors_write_it_otherwise(void **state)
{
	uint8_t wide[2 * sizeof(plain) + 64] = {0xFF, 0xFE};
	char lines[2 * sizeof(plain)] = "\xEF\xBB\xBF";
	size_t length = 3, size = 2;
	struct option_set set;

	(void)state;
	for (const char *at = plain; *at; at++) {
		if (*at == '\n')
			lines[length++] = '\r';
		lines[length++] = *at;
	}
	set = of_file(lines, length);
	assert_plain(&set);
	for (size_t i = 3; i < length; i++, size += 2)
		wide[size] = (uint8_t)lines[i];
	set = of_file(wide, size);
	assert_plain(&set);
}

static void comments_may_hold_anything(void **state)
{
	struct option_set set = OF_FILE("# f\xC3\xBCr \xFF\x01\0 alle\nseed=7\n");
	static const uint8_t wide[] = {0xFF, 0xFE, '#', 0, 0x0A, 0x4E, '\n', 0, 's', 0,
				       'e',  0,	   'e', 0, 'd',	 0,    '=',  0, '8', 0};
	struct option_set other = of_file(wide, sizeof(wide));

	(void)state;
	assert_int_equal(set.options.seed, 7);
	assert_int_equal(other.options.seed, 8);
}

/* The example that comes with an image says nothing, and is right where it is made to. */
static void the_example_is_right(void **state)
{
	char bytes[OPTIONS_FILE_MAX + 1], error[OPTION_ERROR_SIZE];
	FILE *file = fopen("tools/muster.cfg", "rb");
	unsigned int examples = 0;
	struct option_set set;
	size_t size;

	(void)state;
	assert_non_null(file);
	size = fread(bytes, 1, OPTIONS_FILE_MAX, file);
	fclose(file);
	bytes[size] = '\0';
	set = of_file(bytes, size);
	for (size_t i = 0; options_help(i); i++)
		assert_int_equal(set.said[i].origin, ORIGIN_DEFAULT);
	for (char *line = strtok(bytes, "\n"); line; line = strtok(NULL, "\n")) {
		if (line[0] != '#' || line[1] < 'a' || line[1] > 'z')
			continue;
		examples++;
		if (add_file(&set, line + 1, strlen(line + 1), error) != STATUS_OK)
			fail_msg("%s", error);
	}
	assert_true(examples > 4);
}

#define BESIDE "muster.cfg beside the image"

static const struct {
	const char *bytes;
	size_t size;
	const char *error;
} refused[] = {
#define ROW(text, error)                                                                           \
	{                                                                                          \
		(text), sizeof(text) - 1, BESIDE error                                             \
	}
	ROW("maxcpu=2", ", line 1: unknown word 'maxcpu=2' (did you mean 'maxcpus='?); 'help' "
			"lists the words"),
	ROW("noht\r\n# maxcpus=0\r\n\r\nseed=1 maxcpus=0\r\nseed=2",
	    ", line 4: 'maxcpus=0': a number from 1 to 2048 is wanted"),
	ROW("seed=1\ncfg=off",
	    ", line 2: 'cfg=off': this is for the command line and load options alone"),
	ROW("info\nlint", ", line 2: 'info' and 'lint' exclude each other: say one of them"),
	ROW("only=\xC3\xA4", ", line 1: 'only=?\?': only plain ASCII is understood"),
	ROW("s\0e\0e\0d\0", ", line 1: 's?e?e?d?': only plain ASCII is understood"),
	ROW("\xFE\xFF\0#", ": UTF-16 with the high byte first is not understood"),
	ROW("\xFF\xFE#\0\n", ": half a character of UTF-16 at its end"),
	ROW("\xFF\xFE\n\0\x65\x51", ", line 2: '?': only plain ASCII is understood"),
#undef ROW
};

static void refused_files_and_their_sentences(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		char error[OPTION_ERROR_SIZE] = "";
		struct option_set set;

		if (add_file(&set, refused[i].bytes, refused[i].size, error) != STATUS_INVALID)
			fail_msg("row %zu is taken", i);
		assert_string_equal(error, refused[i].error);
	}
}

static void a_word_is_shorter_than_its_buffer(void **state)
{
	char bytes[4000], error[OPTION_ERROR_SIZE];
	struct option_set set;

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	memcpy(bytes, "only=", 5);
	set = of_file(bytes, 5 + 95);
	assert_int_equal(strlen(set.options.only), 95);
	assert_int_equal(add_file(&set, bytes, 5 + 96, error), STATUS_INVALID);
	assert_non_null(strstr(error, "1 to 95 characters"));
	assert_int_equal(add_file(&set, bytes, sizeof(bytes), error), STATUS_INVALID);
	assert_non_null(strstr(error, "...': too long for a word"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_later_place_holds),
		cmocka_unit_test(a_later_action_takes_the_place_of_an_earlier),
		cmocka_unit_test(what_says_the_same_is_said_once),
		cmocka_unit_test(nosmp_holds_until_a_later_place),
		cmocka_unit_test(origins_have_names),
		cmocka_unit_test(lines_blanks_and_comments),
		cmocka_unit_test(a_file_may_be_empty),
		cmocka_unit_test(other_editors_write_it_otherwise),
		cmocka_unit_test(comments_may_hold_anything),
		cmocka_unit_test(the_example_is_right),
		cmocka_unit_test(refused_files_and_their_sentences),
		cmocka_unit_test(a_word_is_shorter_than_its_buffer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
