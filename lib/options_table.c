/* SPDX-License-Identifier: BSD-2-Clause */
#include "options_table.h"
#include "mem.h"

static const struct choice switch_choices[] = {{"on", true}, {"off", false}, {NULL, 0}};

static const struct choice force_choices[] = {{"force", true}, {NULL, 0}};

static const struct choice idle_choices[] = {{"halt", IDLE_HALT},	{"poll", IDLE_POLL},
					     {"mwait", IDLE_MWAIT},	{"haltpoll", IDLE_HALTPOLL},
					     {"suspend", IDLE_SUSPEND}, {NULL, 0}};

static const struct choice el_choices[] = {{"1", EL_1}, {"2", EL_2}, {"auto", EL_AUTO}, {NULL, 0}};
static const struct choice x2apic_choices[] = {
	{"on", X2APIC_ON}, {"off", X2APIC_OFF}, {"auto", X2APIC_AUTO}, {NULL, 0}};

static const struct choice format_choices[] = {
	{"text", FORMAT_TEXT}, {"json", FORMAT_JSON}, {"both", FORMAT_BOTH}, {NULL, 0}};

static const struct choice exit_choices[] = {{"auto", EXIT_AUTO},
					     {"reset", EXIT_RESET},
					     {"shutdown", EXIT_SHUTDOWN},
					     {"halt", EXIT_HALT},
					     {"debugexit", EXIT_DEBUGEXIT},
					     {"bootnext", EXIT_BOOTNEXT},
					     {NULL, 0}};

static const struct choice screen_choices[] = {
	{"auto", SCREEN_AUTO}, {"text", SCREEN_TEXT}, {"off", SCREEN_OFF}, {NULL, 0}};

static const struct choice fault_choices[] = {
	{"ud", FAULT_UD},	  {"gp", FAULT_GP},
	{"pf", FAULT_PF},	  {"de", FAULT_DE},
	{"stack", FAULT_STACK},	  {"df", FAULT_DF},
	{"hang", FAULT_HANG},	  {"nmi", FAULT_NMI},
	{"vector", FAULT_VECTOR}, {"spurious", FAULT_SPURIOUS},
	{"storm", FAULT_STORM},	  {NULL, 0}};

static const struct choice bringup_choices[] = {{"parallel", BRINGUP_PARALLEL},
						{"serial", BRINGUP_SERIAL},
						{"broadcast", BRINGUP_BROADCAST},
						{NULL, 0}};

static const struct choice ipi_choices[] = {
	{"auto", IPI_CHOICE_AUTO}, {"physical", IPI_CHOICE_PHYSICAL},
	{"flat", IPI_CHOICE_FLAT}, {"cluster", IPI_CHOICE_CLUSTER},
	{"tree", IPI_CHOICE_TREE}, {NULL, 0}};

/* Only a broadcast reaches a core that nobody has listed. */
static void store_broadcast(struct options *options, unsigned int value)
{
	options->bringup = value ? BRINGUP_BROADCAST : BRINGUP_PARALLEL;
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

enum { PATTERNS_SIZE = sizeof(((struct options *)0)->only) };
_Static_assert(PATTERNS_SIZE == 96, "the sentence for only= and skip= says 95");
_Static_assert(PATTERNS_SIZE == sizeof(((struct options *)0)->skip), "both are read alike");

static bool read_patterns(char patterns[PATTERNS_SIZE], struct word value)
{
	if (value.length == 0 || value.length >= PATTERNS_SIZE)
		return false;
	memcpy(patterns, value.text, value.length);
	patterns[value.length] = '\0';
	return true;
}

static bool read_only(struct options *options, struct word value)
{
	return read_patterns(options->only, value);
}

static bool read_skip(struct options *options, struct word value)
{
	return read_patterns(options->skip, value);
}

/* N or Ns, in seconds. */
static bool read_budget(struct options *options, struct word value)
{
	unsigned int seconds;

	if (value.length && value.text[value.length - 1] == 's')
		value.length--;
	if (!word_number(value, 1, BUDGET_MAX_S, &seconds))
		return false;
	options->budget_s = seconds;
	return true;
}

/* WHAT[@CPU]; without a CPU it is CPU_NONE. */
static bool split_cpu(struct word value, struct word *ret_what, cpu_index *ret_cpu)
{
	struct word cpu;

	*ret_cpu = CPU_NONE;
	return !word_split(value, '@', ret_what, &cpu) ||
	       word_number(cpu, 0, CPUS_MAX - 1, ret_cpu);
}

static bool read_fault(struct options *options, struct word value)
{
	struct word what, where;
	unsigned int kind;
	cpu_index cpu = CPU_NONE;
	bool all = word_split(value, '@', &what, &where) && word_is(where, "all");

	if (!all && !split_cpu(value, &what, &cpu))
		return false;
	if (!word_choice(what, fault_choices, &kind))
		return false;
	options->fault = (enum fault_kind)kind;
	options->fault_cpu = cpu;
	options->fault_all = all;
	return true;
}

static bool read_fail(struct options *options, struct word value)
{
	struct word what;
	cpu_index cpu;

	if (!split_cpu(value, &what, &cpu) || !what.length || what.length >= sizeof(options->fail))
		return false;
	memcpy(options->fail, what.text, what.length);
	options->fail[what.length] = '\0';
	options->fail_cpu = cpu;
	return true;
}

/* One of the choices, or WIDTHxHEIGHT. */
static bool read_screen(struct options *options, struct word value)
{
	struct word width, height;
	unsigned int choice;

	if (word_choice(value, screen_choices, &choice)) {
		options->screen = (enum screen_choice)choice;
		return true;
	}
	if (!word_split(value, 'x', &width, &height) ||
	    !word_number(width, 1, SCREEN_SIDE_MAX, &options->screen_width) ||
	    !word_number(height, 1, SCREEN_SIDE_MAX, &options->screen_height))
		return false;
	options->screen = SCREEN_SIZE;
	return true;
}

#define INTO(member)                                                                               \
	.offset = offsetof(struct options, member), .size = sizeof(((struct options *)0)->member)

#define ACTION(which) .plain = (which), .is_action = true, INTO(action)

#define FAULT_NAMES   "ud|gp|pf|de|stack|df|hang|nmi|vector|spurious|storm"
#define FAULT_WANTED  FAULT_NAMES " is wanted, then @ and a CPU, @all or nothing"

static const struct option table[] = {
	{.help = {"maxcpus=", "N", "start at most N cores, the boot core included"},
	 .minimum = 1,
	 .maximum = CPUS_MAX,
	 INTO(maxcpus)},
	{.help = {"nr_cpus=", "N", "know at most N cores, the boot core included"},
	 .minimum = 1,
	 .maximum = CPUS_MAX,
	 INTO(nr_cpus)},
	{.help = {"nosmp", "", "use the boot core only, as maxcpus=1"}, .plain = true, INTO(nosmp)},
	{.help = {"noht", "", "use one thread of each core"}, .plain = true, INTO(noht)},
	{.help = {"idle=", "halt|poll|mwait|haltpoll|suspend", "how cores wait for work (halt)"},
	 .choices = idle_choices,
	 INTO(idle)},
	{.help = {"el=", "1|2|auto",
		  "Arm: stay at EL2 or go to EL1, where the firmware is at EL2 (auto: EL1)"},
	 .choices = el_choices,
	 INTO(el)},
	{.help = {"x2apic=", "on|off|auto", "mode of the local APICs (auto: as the ids need)"},
	 .choices = x2apic_choices,
	 INTO(x2apic)},
	{.help = {"only=", "PATTERNS", "run the benchmarks whose names match: only=ipi.*,call.?"},
	 .read_text = read_only,
	 .wanted = "1 to 95 characters are wanted"},
	{.help = {"skip=", "PATTERNS", "leave out the benchmarks whose names match"},
	 .read_text = read_skip,
	 .wanted = "1 to 95 characters are wanted"},
	{.help = {"budget=", "SECONDS", "time for all benchmarks together (10s)"},
	 .read_text = read_budget,
	 .wanted = "a number of seconds from 1 to 86400 is wanted"},
	{.help = {"passes=", "N", "run all benchmarks N times, and say how far they differ (1)"},
	 .minimum = 1,
	 .maximum = PASSES_MAX,
	 INTO(passes)},
	{.help = {"matrix=", "on|off", "measure pairs of cores as well (off)"},
	 .choices = switch_choices,
	 INTO(matrix)},
	{.help = {"hist=", "on|off", "report the histogram behind each figure, as JSON (off)"},
	 .choices = switch_choices,
	 INTO(hist)},
	{.help = {"iterations=", "N", "samples of each benchmark, instead of its own number"},
	 .minimum = 1,
	 .maximum = OPTION_ITERATIONS_MAX,
	 INTO(iterations)},
	{.help = {"format=", "text|json|both", "what goes to the serial port (text)"},
	 .choices = format_choices,
	 INTO(format)},
	{.help = {"screen=", "auto|text|off|WxH",
		  "auto: drawn, from 800x600 pixels on; WxH: in a mode of that size (auto)"},
	 .read_text = read_screen,
	 .wanted = "auto, text, off or a size as 1024x768 is wanted"},
	{.help = {"serial=", "auto|none|com1|0x3f8|mmio32:0xfe034000|pci:00:1e.0[,SPEED]",
		  "serial port of the report (auto: found, with the speed that is set)"},
	 .read_text = read_serial,
	 .wanted = "auto, none, com1, 0x3f8, mmio32:0xADDR, pci:BB:DD.F or the like is wanted, "
		   "then ,SPEED or nothing"},
	{.help = {"exit=", "auto|reset|shutdown|halt|debugexit|bootnext",
		  "what to do at the end (auto); bootnext: reset, and start us again"},
	 .choices = exit_choices,
	 INTO(exit)},
	{.help = {"nvram=", "on|off",
		  "keep the result in a UEFI variable, for collect or the next start (on)"},
	 .choices = switch_choices,
	 INTO(nvram)},
	{.help = {"pause=", "SECONDS",
		  "wait at the end for who reads the screen (30 before exit=auto's reset)"},
	 .minimum = 0,
	 .maximum = PAUSE_MAX_S,
	 INTO(pause_s)},
	{.help = {"mps=", "on|off", "call cores by the firmware's MP Services, and time it (on)"},
	 .choices = switch_choices,
	 INTO(mps)},
	{.help = {"bringup=", "parallel|serial|broadcast", "how cores are woken (parallel)"},
	 .choices = bringup_choices,
	 INTO(bringup)},
	{.help = {"broadcast=", "on|off",
		  "on: bringup=broadcast; finds cores that no table lists (off)"},
	 .choices = switch_choices,
	 .store = store_broadcast,
	 INTO(bringup)},
	{.help = {"acpi=", "on|off",
		  "off: cores by the MP tables or device tree, else by the MP Services (on)"},
	 .choices = switch_choices,
	 INTO(acpi)},
	{.help = {"acpismp=", "force", "use the MADT even if it looks wrong, or with acpi=off"},
	 .choices = force_choices,
	 INTO(force_madt)},
	{.help = {"ipi=", "auto|physical|flat|cluster|tree", "how interrupts are sent (auto)"},
	 .choices = ipi_choices,
	 INTO(ipi)},
	{.help = {"soak=", "SECONDS", "a random load of calls while cores go and come"},
	 .minimum = 1,
	 .maximum = SOAK_MAX_S,
	 INTO(soak_s)},
	{.help = {"seed=", "N", "of that load (1)"},
	 .minimum = 0,
	 .maximum = UINT32_MAX,
	 INTO(seed)},
	{.help = {"fault=", FAULT_NAMES "[@CPU|@all]",
		  "cause a fault, to see it reported (on the last core)"},
	 .read_text = read_fault,
	 .wanted = FAULT_WANTED},
	{.help = {"fail=", "STATE[@CPU]", "let a hotplug state fail (on the last core)"},
	 .read_text = read_fail,
	 .wanted = "a hotplug state as bringup, workers, active is wanted, then @ and a CPU or "
		   "nothing"},
	{.help = {"cfg=", "on|off", "read words from the files muster.cfg as well (on)"},
	 .choices = switch_choices,
	 .not_in_files = true,
	 INTO(cfg)},
	{.help = {"-b", "", "stop at each screen of help, list, info, lint"},
	 .plain = true,
	 INTO(page_break)},
	{.help = {"run", "", "boot the cores and measure: what is done without a word"},
	 ACTION(ACTION_RUN)},
	{.help = {"info", "", "say what the firmware tells of the cores, and leave"},
	 ACTION(ACTION_INFO)},
	{.help = {"lint", "", "check the firmware's tables and registers, and leave"},
	 ACTION(ACTION_LINT)},
	{.help = {"collect", "",
		  "say how the last run ended, put its result into a file, and leave"},
	 ACTION(ACTION_COLLECT)},
	{.help = {"list", "", "say what each benchmark measures, and leave"}, ACTION(ACTION_LIST)},
	{.help = {"help", "", "list these words and leave"}, ACTION(ACTION_HELP)},
};

_Static_assert(ARRAY_SIZE(table) <= OPTION_ROWS_MAX, "struct option_set has room for all");

void option_store(const struct option *option, struct options *options, unsigned int value)
{
	bool yes = value != 0;

	if (option->store)
		option->store(options, value);
	else if (option->size == sizeof(yes))
		memcpy((char *)options + option->offset, &yes, sizeof(yes));
	else
		memcpy((char *)options + option->offset, &value, sizeof(value));
}

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

const char *option_origin_name(enum option_origin origin)
{
	static const char *const names[] = {
		[ORIGIN_DEFAULT] = "default",
		[ORIGIN_FILE] = "muster.cfg (\\EFI\\muster)",
		[ORIGIN_FILE_BESIDE] = "muster.cfg beside the image",
		[ORIGIN_LOAD_OPTIONS] = "load options",
		[ORIGIN_COMMAND_LINE] = "command line",
	};

	return names[origin];
}
