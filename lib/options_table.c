/* SPDX-License-Identifier: BSD-2-Clause */
#include "options_table.h"
#include "mem.h"

static const struct choice switch_choices[] = {{"on", true}, {"off", false}, {NULL, 0}};

static const struct choice idle_choices[] = {
	{"halt", IDLE_HALT}, {"poll", IDLE_POLL}, {"mwait", IDLE_MWAIT}, {NULL, 0}};

static const struct choice x2apic_choices[] = {
	{"on", X2APIC_ON}, {"off", X2APIC_OFF}, {"auto", X2APIC_AUTO}, {NULL, 0}};

static const struct choice format_choices[] = {
	{"text", FORMAT_TEXT}, {"json", FORMAT_JSON}, {"both", FORMAT_BOTH}, {NULL, 0}};

static const struct choice exit_choices[] = {{"auto", EXIT_AUTO},	    {"reset", EXIT_RESET},
					     {"shutdown", EXIT_SHUTDOWN},   {"halt", EXIT_HALT},
					     {"debugexit", EXIT_DEBUGEXIT}, {NULL, 0}};

static const struct choice fault_choices[] = {
	{"ud", FAULT_UD},	{"gp", FAULT_GP},     {"pf", FAULT_PF}, {"de", FAULT_DE},
	{"stack", FAULT_STACK}, {"hang", FAULT_HANG}, {NULL, 0}};

static void store_maxcpus(struct options *options, unsigned int value)
{
	options->maxcpus = value;
}

static void store_nr_cpus(struct options *options, unsigned int value)
{
	options->nr_cpus = value;
}

static void store_nosmp(struct options *options, unsigned int value)
{
	options->nosmp = value != 0;
}

static void store_noht(struct options *options, unsigned int value)
{
	options->noht = value != 0;
}

static void store_idle(struct options *options, unsigned int value)
{
	options->idle = (enum idle_kind)value;
}

static void store_x2apic(struct options *options, unsigned int value)
{
	options->x2apic = (enum x2apic_choice)value;
}

static void store_iterations(struct options *options, unsigned int value)
{
	options->iterations = value;
}

static void store_format(struct options *options, unsigned int value)
{
	options->format = (enum output_format)value;
}

static void store_exit(struct options *options, unsigned int value)
{
	options->exit = (enum exit_kind)value;
}

static void store_mps(struct options *options, unsigned int value)
{
	options->mps = value != 0;
}

static void store_help(struct options *options, unsigned int value)
{
	options->help = value != 0;
}

bool word_is(struct word word, const char *text)
{
	return word.length == strlen(text) && memcmp(word.text, text, word.length) == 0;
}

bool word_split(struct word word, char mark, struct word *ret_before, struct word *ret_after)
{
	size_t length = 0;

	while (length < word.length && word.text[length] != mark)
		length++;
	*ret_before = (struct word){word.text, length};
	if (length == word.length)
		return false;
	*ret_after = (struct word){word.text + length + 1, word.length - length - 1};
	return true;
}

bool word_number(struct word word, unsigned int minimum, unsigned int maximum,
		 unsigned int *ret_number)
{
	uint64_t number = 0;

	for (size_t i = 0; i < word.length; i++) {
		if (word.text[i] < '0' || word.text[i] > '9')
			return false;
		number = number * 10 + (uint64_t)(word.text[i] - '0');
		if (number > maximum)
			return false;
	}
	if (word.length == 0 || number < minimum)
		return false;
	*ret_number = (unsigned int)number;
	return true;
}

bool word_choice(struct word word, const struct choice *choices, unsigned int *ret_value)
{
	for (; choices->name; choices++) {
		if (word_is(word, choices->name)) {
			*ret_value = choices->value;
			return true;
		}
	}
	return false;
}

static const char *choice_name(const struct choice *choices, unsigned int value)
{
	for (; choices->name; choices++)
		if (choices->value == value)
			return choices->name;
	return "none";
}

_Static_assert(sizeof(((struct options *)0)->only) == 96, "the sentence for only= says 95");

static bool read_only(struct options *options, struct word value)
{
	if (value.length == 0 || value.length >= sizeof(options->only))
		return false;
	memcpy(options->only, value.text, value.length);
	options->only[value.length] = '\0';
	return true;
}

static bool read_fault(struct options *options, struct word value)
{
	struct word kind_word, cpu_word;
	unsigned int kind, cpu = CPU_NONE;

	if (word_split(value, '@', &kind_word, &cpu_word) &&
	    !word_number(cpu_word, 0, CPUS_MAX - 1, &cpu))
		return false;
	if (!word_choice(kind_word, fault_choices, &kind))
		return false;
	options->fault = (enum fault_kind)kind;
	options->fault_cpu = cpu;
	return true;
}

static const struct option table[] = {
	{.help = {"maxcpus=", "N", "start at most N cores, the boot core included"},
	 .minimum = 1,
	 .maximum = CPUS_MAX,
	 .store = store_maxcpus},
	{.help = {"nr_cpus=", "N", "know at most N cores, the boot core included"},
	 .minimum = 1,
	 .maximum = CPUS_MAX,
	 .store = store_nr_cpus},
	{.help = {"nosmp", "", "use the boot core only, as maxcpus=1"}, .store = store_nosmp},
	{.help = {"noht", "", "use one thread of each core"}, .store = store_noht},
	{.help = {"idle=", "halt|poll|mwait", "how cores wait for work (halt)"},
	 .choices = idle_choices,
	 .store = store_idle},
	{.help = {"x2apic=", "on|off|auto", "mode of the local APICs (auto: as the ids need)"},
	 .choices = x2apic_choices,
	 .store = store_x2apic},
	{.help = {"only=", "PATTERNS", "run the benchmarks whose names match: only=ipi.*,call.?"},
	 .read_text = read_only,
	 .wanted = "1 to 95 characters are wanted"},
	{.help = {"iterations=", "N", "samples of each benchmark, instead of its own number"},
	 .minimum = 1,
	 .maximum = OPTION_ITERATIONS_MAX,
	 .store = store_iterations},
	{.help = {"format=", "text|json|both", "what goes to the serial port (text)"},
	 .choices = format_choices,
	 .store = store_format},
	{.help = {"exit=", "auto|reset|shutdown|halt|debugexit", "what to do at the end (auto)"},
	 .choices = exit_choices,
	 .store = store_exit},
	{.help = {"mps=", "on|off", "time the firmware's MP Services as well (on)"},
	 .choices = switch_choices,
	 .store = store_mps},
	{.help = {"fault=", "ud|gp|pf|de|stack|hang[@CPU]",
		  "cause a fault, to see it reported (on the last core, or on CPU)"},
	 .read_text = read_fault,
	 .wanted = "ud|gp|pf|de|stack|hang is wanted, then @ and a CPU or nothing"},
	{.help = {"help", "", "list these words and leave"}, .store = store_help},
};

const struct option *option_row(size_t number)
{
	return number < ARRAY_SIZE(table) ? &table[number] : NULL;
}

const struct option_help *options_help(size_t number)
{
	return number < ARRAY_SIZE(table) ? &table[number].help : NULL;
}

const char *idle_name(enum idle_kind kind)
{
	return choice_name(idle_choices, kind);
}

const char *fault_name(enum fault_kind kind)
{
	return choice_name(fault_choices, kind);
}

const char *exit_name(enum exit_kind kind)
{
	return choice_name(exit_choices, kind);
}
