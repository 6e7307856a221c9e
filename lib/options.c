/* SPDX-License-Identifier: BSD-2-Clause */
#include "options.h"
#include "options_table.h"
#include "mem.h"

void options_default(struct options *options)
{
	*options = (struct options){
		.maxcpus = CPUS_MAX,
		.nr_cpus = CPUS_MAX,
		.idle = IDLE_HALT,
		.x2apic = X2APIC_AUTO,
		.el = EL_AUTO,
		.format = FORMAT_TEXT,
		.exit = EXIT_AUTO,
		.pause_s = PAUSE_AUTO,
		.mps = true,
		.nvram = true,
		.acpi = true,
		.fault = FAULT_NONE,
		.fault_cpu = CPU_NONE,
		.fail_cpu = CPU_NONE,
		.seed = 1,
		.budget_s = 10,
		.passes = 1,
		.cfg = true,
	};
}

void options_open(struct option_set *set)
{
	memset(set, 0, sizeof(*set));
	options_default(&set->options);
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* The next word from *words on, which moves past it; false at the end. */
static bool word_next(const char **words, struct word *ret_word)
{
	const char *start = *words, *end;

	while (is_blank(*start))
		start++;
	for (end = start; *end != '\0' && !is_blank(*end);)
		end++;
	*words = end;
	*ret_word = (struct word){start, (size_t)(end - start)};
	return end > start;
}

struct word option_name(const struct option *option)
{
	struct word word = {option->help.word, strlen(option->help.word)}, name, nothing;

	word_split(word, '=', &name, &nothing);
	return name;
}

static bool option_takes_value(const struct option *option)
{
	return option->help.values[0] != '\0';
}

static bool word_equal(struct word a, struct word b)
{
	return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
}

/* What the commands of the UEFI shell understand, and what ours is called. */
static struct word word_of_shell(struct word word)
{
	static const struct {
		const char *given;
		struct word meant;
	} rows[] = {
		{"-?", {"help", 4}}, {"-h", {"help", 4}}, {"-H", {"help", 4}}, {"-B", {"-b", 2}}};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (word_is(word, rows[i].given))
			return rows[i].meant;
	return word;
}

/* The row's number; that behind the last when no row has the name. */
static size_t option_find(struct word name)
{
	const struct option *option;
	size_t number = 0;

	for (; (option = option_row(number)) != NULL; number++)
		if (word_equal(name, option_name(option)))
			break;
	return number;
}

static bool option_read(const struct option *option, struct word text, struct options *options)
{
	unsigned int value;

	if (option->read_text)
		return option->read_text(options, text);
	if (option->choices ? !word_choice(text, option->choices, &value)
			    : !word_number(text, option->minimum, option->maximum, &value))
		return false;
	option_store(option, options, value);
	return true;
}

/* Two rows for one member: what the one says, the other takes back. */
static bool option_same(const struct option *a, const struct option *b)
{
	return a != b && a->size && b->size && a->offset == b->offset;
}

/* What was said for the same member is forgotten; of two actions said in one place neither is the
   later one. */
static enum status forget_others(struct option_set *set, const struct option *option,
				 struct word word, enum option_origin origin,
				 char error[OPTION_ERROR_SIZE])
{
	const struct option *other;

	for (size_t i = 0; (other = option_row(i)) != NULL; i++) {
		if (!option_same(option, other))
			continue;
		if (option->is_action && set->said[i].origin == origin)
			return refuse_both(word, other, error);
		set->said[i].origin = ORIGIN_DEFAULT;
	}
	return STATUS_OK;
}

static void note_said(struct option_said *said, struct word value, enum option_origin origin)
{
	size_t length = value.length < sizeof(said->value) ? value.length : sizeof(said->value) - 1;

	said->origin = origin;
	if (length)
		memcpy(said->value, value.text, length);
	said->value[length] = '\0';
}

enum status option_word(struct option_set *set, struct word word, enum option_origin origin,
			char error[OPTION_ERROR_SIZE])
{
	struct word name, value = {NULL, 0};
	bool has_value = word_split(word_of_shell(word), '=', &name, &value);
	size_t number = option_find(name);
	const struct option *option = option_row(number);
	enum status status;

	if (!option)
		return refuse_unknown(word, name, error);
	if (has_value != option_takes_value(option))
		return refuse_value(option, word, error);
	if (option->not_in_files && origin < ORIGIN_LOAD_OPTIONS)
		return refuse_here(word, error);
	status = forget_others(set, option, word, origin, error);
	if (status != STATUS_OK)
		return status;
	if (!has_value)
		option_store(option, &set->options, option->plain);
	else if (!option_read(option, value, &set->options))
		return refuse_value(option, word, error);
	note_said(&set->said[number], value, origin);
	return STATUS_OK;
}

/* nosmp is maxcpus=1: who says another number in a later place means that. */
void options_settle(struct option_set *set)
{
	size_t nosmp = option_find((struct word){"nosmp", 5});
	size_t maxcpus = option_find((struct word){"maxcpus", 7});

	if (!set->options.nosmp)
		return;
	if (set->said[maxcpus].origin > set->said[nosmp].origin) {
		set->options.nosmp = false;
		set->said[nosmp].origin = ORIGIN_DEFAULT;
	} else {
		set->options.maxcpus = 1;
		set->said[maxcpus].origin = ORIGIN_DEFAULT;
	}
}

enum status options_add(struct option_set *set, const char *words, enum option_origin origin,
			char error[OPTION_ERROR_SIZE])
{
	struct word word;

	while (word_next(&words, &word)) {
		enum status status = option_word(set, word, origin, error);

		if (status != STATUS_OK)
			return status;
	}
	options_settle(set);
	return STATUS_OK;
}

enum status options_parse(const char *words, struct options *ret_options,
			  char error[OPTION_ERROR_SIZE])
{
	struct option_set set;
	enum status status;

	options_open(&set);
	status = options_add(&set, words, ORIGIN_COMMAND_LINE, error);
	if (status == STATUS_OK)
		*ret_options = set.options;
	return status;
}
