/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"
#include "options.h"

static struct options parsed(const char *words)
{
	struct options options;
	char error[OPTION_ERROR_SIZE];

	memset(&options, 0x5a, sizeof(options));
	if (options_parse(words, &options, error) != STATUS_OK)
		fail_msg("'%s' is refused: %s", words, error);
	return options;
}

static void defaults(void **state)
{
	struct options options;

	(void)state;
	options_default(&options);
	assert_int_equal(options.action, ACTION_RUN);
	assert_true(options.cfg);
	assert_false(options.page_break);
	assert_false(options.nosmp);
	assert_false(options.noht);
	assert_int_equal(options.maxcpus, CPUS_MAX);
	assert_int_equal(options.nr_cpus, CPUS_MAX);
	assert_int_equal(options.idle, IDLE_HALT);
	assert_int_equal(options.x2apic, X2APIC_AUTO);
	assert_int_equal(options.el, EL_AUTO);
	assert_int_equal(options.format, FORMAT_TEXT);
	assert_int_equal(options.exit, EXIT_AUTO);
	assert_true(options.pause_s == PAUSE_AUTO);
	assert_int_equal(options.serial.choice, SERIAL_AUTO);
	assert_int_equal(options.iterations, 0);
	assert_true(options.mps);
	assert_int_equal(options.fault, FAULT_NONE);
	assert_int_equal(options.fault_cpu, CPU_NONE);
	assert_false(options.fault_all);
	assert_int_equal(options.bringup, BRINGUP_PARALLEL);
	assert_int_equal(options.ipi, IPI_CHOICE_AUTO);
	assert_string_equal(options.fail, "");
	assert_int_equal(options.fail_cpu, CPU_NONE);
	assert_int_equal(options.soak_s, 0);
	assert_int_equal(options.seed, 1);
	assert_string_equal(options.only, "");
}

static void no_words_give_the_defaults(void **state)
{
	struct options options = parsed(""), blank = parsed(" \t\r\n ");

	(void)state;
	assert_int_equal(options.maxcpus, CPUS_MAX);
	assert_true(options.mps);
	assert_int_equal(blank.nr_cpus, CPUS_MAX);
}

static void plain_words(void **state)
{
	(void)state;
	assert_true(parsed("noht").noht);
	assert_false(parsed("noht").nosmp);
	assert_true(parsed("nosmp").nosmp);
	assert_int_equal(parsed("nosmp").maxcpus, 1);
	assert_int_equal(parsed("nosmp maxcpus=8").maxcpus, 1);
	assert_int_equal(parsed("maxcpus=8 nosmp").maxcpus, 1);
}

static void numbers(void **state)
{
	(void)state;
	assert_int_equal(parsed("maxcpus=1").maxcpus, 1);
	assert_int_equal(parsed("maxcpus=2048").maxcpus, 2048);
	assert_int_equal(parsed("nr_cpus=0017").nr_cpus, 17);
	assert_int_equal(parsed("iterations=100000").iterations, 100000);
	assert_int_equal(parsed("maxcpus=3 maxcpus=4").maxcpus, 4);
	assert_int_equal(parsed("soak=1").soak_s, 1);
	assert_int_equal(parsed("soak=604800").soak_s, 604800);
	assert_int_equal(parsed("seed=0").seed, 0);
	assert_int_equal(parsed("seed=4294967295").seed, UINT32_MAX);
}

static void choices(void **state)
{
	(void)state;
	assert_int_equal(parsed("idle=halt").idle, IDLE_HALT);
	assert_int_equal(parsed("idle=poll").idle, IDLE_POLL);
	assert_int_equal(parsed("idle=mwait").idle, IDLE_MWAIT);
	assert_int_equal(parsed("idle=haltpoll").idle, IDLE_HALTPOLL);
	assert_int_equal(parsed("idle=suspend").idle, IDLE_SUSPEND);
	assert_int_equal(parsed("x2apic=on").x2apic, X2APIC_ON);
	assert_int_equal(parsed("el=1").el, EL_1);
	assert_int_equal(parsed("el=2").el, EL_2);
	assert_int_equal(parsed("el=2 el=auto").el, EL_AUTO);
	assert_int_equal(parsed("x2apic=off").x2apic, X2APIC_OFF);
	assert_int_equal(parsed("x2apic=on x2apic=auto").x2apic, X2APIC_AUTO);
	assert_int_equal(parsed("format=text").format, FORMAT_TEXT);
	assert_int_equal(parsed("format=json").format, FORMAT_JSON);
	assert_int_equal(parsed("format=both").format, FORMAT_BOTH);
	assert_int_equal(parsed("exit=auto").exit, EXIT_AUTO);
	assert_int_equal(parsed("exit=reset").exit, EXIT_RESET);
	assert_int_equal(parsed("exit=shutdown").exit, EXIT_SHUTDOWN);
	assert_int_equal(parsed("exit=halt").exit, EXIT_HALT);
	assert_int_equal(parsed("exit=debugexit").exit, EXIT_DEBUGEXIT);
	assert_int_equal(parsed("").screen, SCREEN_AUTO);
	assert_int_equal(parsed("screen=text").screen, SCREEN_TEXT);
	assert_int_equal(parsed("screen=off").screen, SCREEN_OFF);
	assert_int_equal(parsed("screen=off screen=auto").screen, SCREEN_AUTO);
	assert_int_equal(parsed("screen=1920x1080").screen, SCREEN_SIZE);
	assert_int_equal(parsed("screen=1920x1080").screen_width, 1920);
	assert_int_equal(parsed("screen=1920x1080").screen_height, 1080);
	assert_false(parsed("mps=off").mps);
	assert_true(parsed("mps=off mps=on").mps);
	assert_int_equal(parsed("bringup=serial").bringup, BRINGUP_SERIAL);
	assert_int_equal(parsed("bringup=broadcast").bringup, BRINGUP_BROADCAST);
	assert_int_equal(parsed("bringup=serial bringup=parallel").bringup, BRINGUP_PARALLEL);
	assert_int_equal(parsed("ipi=physical").ipi, IPI_CHOICE_PHYSICAL);
	assert_int_equal(parsed("ipi=flat").ipi, IPI_CHOICE_FLAT);
	assert_int_equal(parsed("ipi=cluster").ipi, IPI_CHOICE_CLUSTER);
	assert_int_equal(parsed("ipi=tree").ipi, IPI_CHOICE_TREE);
	assert_int_equal(parsed("ipi=tree ipi=auto").ipi, IPI_CHOICE_AUTO);
}

static void broadcast_is_a_way_to_wake(void **state)
{
	(void)state;
	assert_int_equal(parsed("broadcast=on").bringup, BRINGUP_BROADCAST);
	assert_int_equal(parsed("broadcast=on broadcast=off").bringup, BRINGUP_PARALLEL);
}

static void sources_of_the_list(void **state)
{
	(void)state;
	assert_true(parsed("").acpi);
	assert_false(parsed("acpi=off").acpi);
	assert_false(parsed("").force_madt);
	assert_true(parsed("acpismp=force").force_madt);
}

static void actions(void **state)
{
	(void)state;
	assert_int_equal(parsed("info").action, ACTION_INFO);
	assert_int_equal(parsed("lint -b").action, ACTION_LINT);
	assert_int_equal(parsed("list").action, ACTION_LIST);
	assert_int_equal(parsed("run").action, ACTION_RUN);
	assert_int_equal(parsed("help help").action, ACTION_HELP);
	assert_true(parsed("list -b").page_break);
	assert_false(parsed("cfg=off").cfg);
}

static void words_of_the_shells_commands(void **state)
{
	(void)state;
	assert_int_equal(parsed("-?").action, ACTION_HELP);
	assert_int_equal(parsed("-h").action, ACTION_HELP);
	assert_int_equal(parsed("-H -B").action, ACTION_HELP);
	assert_true(parsed("-H -B").page_break);
}

static void faults(void **state)
{
	(void)state;
	assert_int_equal(parsed("fault=ud").fault, FAULT_UD);
	assert_int_equal(parsed("fault=ud").fault_cpu, CPU_NONE);
	assert_int_equal(parsed("fault=gp@0").fault_cpu, 0);
	assert_int_equal(parsed("fault=gp@0").fault, FAULT_GP);
	assert_int_equal(parsed("fault=pf@2047").fault_cpu, 2047);
	assert_int_equal(parsed("fault=de").fault, FAULT_DE);
	assert_int_equal(parsed("fault=stack@3").fault, FAULT_STACK);
	assert_int_equal(parsed("fault=hang").fault, FAULT_HANG);
	assert_int_equal(parsed("fault=df").fault, FAULT_DF);
	assert_int_equal(parsed("fault=nmi").fault, FAULT_NMI);
	assert_int_equal(parsed("fault=vector").fault, FAULT_VECTOR);
	assert_int_equal(parsed("fault=spurious").fault, FAULT_SPURIOUS);
	assert_int_equal(parsed("fault=storm").fault, FAULT_STORM);
	assert_int_equal(parsed("fault=ud@3 fault=gp").fault_cpu, CPU_NONE);
}

static void faults_of_all_others(void **state)
{
	struct options all = parsed("fault=ud@3 fault=nmi@all");

	(void)state;
	assert_true(all.fault_all);
	assert_int_equal(all.fault, FAULT_NMI);
	assert_int_equal(all.fault_cpu, CPU_NONE);
	assert_false(parsed("fault=ud@all fault=ud@3").fault_all);
	assert_int_equal(parsed("fault=ud@all fault=ud@3").fault_cpu, 3);
}

static void states_that_fail(void **state)
{
	char words[64] = "fail=";

	(void)state;
	assert_string_equal(parsed("fail=workers:online").fail, "workers:online");
	assert_int_equal(parsed("fail=x").fail_cpu, CPU_NONE);
	assert_string_equal(parsed("fail=x@2047").fail, "x");
	assert_int_equal(parsed("fail=x@2047").fail_cpu, 2047);
	assert_string_equal(parsed("fail=long@1 fail=b").fail, "b");
	assert_int_equal(parsed("fail=long@1 fail=b").fail_cpu, CPU_NONE);
	memset(words + 5, 'x', 23);
	assert_string_equal(parsed(words).fail, words + 5);
}

static void patterns(void **state)
{
	char words[128] = "only=";

	(void)state;
	assert_string_equal(parsed("only=call.*,ipi.? noht").only, "call.*,ipi.?");
	assert_string_equal(parsed("only=a=b").only, "a=b");
	memset(words + 5, 'x', 95);
	assert_string_equal(parsed(words).only, words + 5);
}

static void many_words_together(void **state)
{
	struct options options = parsed("  maxcpus=8\tnr_cpus=16  idle=poll noht format=both ");

	(void)state;
	assert_int_equal(options.maxcpus, 8);
	assert_int_equal(options.nr_cpus, 16);
	assert_int_equal(options.idle, IDLE_POLL);
	assert_true(options.noht);
	assert_int_equal(options.format, FORMAT_BOTH);
}

#define FAULT_WANTED                                                                               \
	"ud|gp|pf|de|stack|df|hang|nmi|vector|spurious|storm is wanted, then @ and a CPU, @all "   \
	"or nothing"
#define FAIL_WANTED                                                                                \
	"a hotplug state as bringup, workers, active is wanted, then @ and a CPU or nothing"

static const struct {
	const char *words, *error;
} refused[] = {
	{"maxcpu=2", "unknown word 'maxcpu=2' (did you mean 'maxcpus='?); 'help' lists the words"},
	{"maxcpus=0", "'maxcpus=0': a number from 1 to 2048 is wanted"},
	{"maxcpus=2049", "'maxcpus=2049': a number from 1 to 2048 is wanted"},
	{"maxcpus=", "'maxcpus=': a number from 1 to 2048 is wanted"},
	{"maxcpus", "'maxcpus': a number from 1 to 2048 is wanted"},
	{"maxcpus=-1", "'maxcpus=-1': a number from 1 to 2048 is wanted"},
	{"maxcpus=1x", "'maxcpus=1x': a number from 1 to 2048 is wanted"},
	{"maxcpus=0x10", "'maxcpus=0x10': a number from 1 to 2048 is wanted"},
	{"nr_cpus=18446744073709551617",
	 "'nr_cpus=18446744073709551617': a number from 1 to 2048 is wanted"},
	{"nr_cpus=4294967297", "'nr_cpus=4294967297': a number from 1 to 2048 is wanted"},
	{"iterations=0", "'iterations=0': a number from 1 to 1000000 is wanted"},
	{"iterations=1000001", "'iterations=1000001': a number from 1 to 1000000 is wanted"},
	{"idle=hlt", "'idle=hlt': one of halt|poll|mwait|haltpoll|suspend is wanted"},
	{"idle=", "'idle=': one of halt|poll|mwait|haltpoll|suspend is wanted"},
	{"idle=haltx", "'idle=haltx': one of halt|poll|mwait|haltpoll|suspend is wanted"},
	{"el=3", "'el=3': one of 1|2|auto is wanted"},
	{"x2apic=yes", "'x2apic=yes': one of on|off|auto is wanted"},
	{"mps=auto", "'mps=auto': one of on|off is wanted"},
	{"nosmp=1", "'nosmp=1': no value is wanted"},
	{"help=", "'help=': no value is wanted"},
	{"only=", "'only=': 1 to 95 characters are wanted"},
	{"fault=xx", "'fault=xx': " FAULT_WANTED},
	{"fault=", "'fault=': " FAULT_WANTED},
	{"fault=none", "'fault=none': " FAULT_WANTED},
	{"fault=ud@", "'fault=ud@': " FAULT_WANTED},
	{"fault=ud@2048", "'fault=ud@2048': " FAULT_WANTED},
	{"fault=ud@al", "'fault=ud@al': " FAULT_WANTED},
	{"fault=@all", "'fault=@all': " FAULT_WANTED},
	{"fault=ud@1@2", "'fault=ud@1@2': " FAULT_WANTED},
	{"fail=", "'fail=': " FAIL_WANTED},
	{"fail=@1", "'fail=@1': " FAIL_WANTED},
	{"fail=x@", "'fail=x@': " FAIL_WANTED},
	{"fail=x@2048", "'fail=x@2048': " FAIL_WANTED},
	{"fail=x@all", "'fail=x@all': " FAIL_WANTED},
	{"fail=name_of_24_characters___", "'fail=name_of_24_characters___': " FAIL_WANTED},
	{"ipi=logical", "'ipi=logical': one of auto|physical|flat|cluster|tree is wanted"},
	{"bringup=", "'bringup=': one of parallel|serial|broadcast is wanted"},
	{"screen=", "'screen=': auto, text, off or a size as 1024x768 is wanted"},
	{"screen=on", "'screen=on': auto, text, off or a size as 1024x768 is wanted"},
	{"screen=0x768", "'screen=0x768': auto, text, off or a size as 1024x768 is wanted"},
	{"screen=1024x", "'screen=1024x': auto, text, off or a size as 1024x768 is wanted"},
	{"screen=1024x768x32",
	 "'screen=1024x768x32': auto, text, off or a size as 1024x768 is wanted"},
	{"screen=16385x768", "'screen=16385x768': auto, text, off or a size as 1024x768 is wanted"},
	{"soak=0", "'soak=0': a number from 1 to 604800 is wanted"},
	{"soak=604801", "'soak=604801': a number from 1 to 604800 is wanted"},
	{"seed=", "'seed=': a number from 0 to 4294967295 is wanted"},
	{"seed=4294967296", "'seed=4294967296': a number from 0 to 4294967295 is wanted"},
	{"nosmt", "unknown word 'nosmt' (did you mean 'nosmp'?); 'help' lists the words"},
	{"hlep", "unknown word 'hlep' (did you mean 'help'?); 'help' lists the words"},
	{"formt=json",
	 "unknown word 'formt=json' (did you mean 'format='?); 'help' lists the words"},
	{"maxcp=3", "unknown word 'maxcp=3' (did you mean 'maxcpus='?); 'help' lists the words"},
	{"maxc=3", "unknown word 'maxc=3'; 'help' lists the words"},
	{"quiet", "unknown word 'quiet'; 'help' lists the words"},
	{"=", "unknown word '='; 'help' lists the words"},
	{"info lint", "'info' and 'lint' exclude each other: say one of them"},
	{"run -h", "'run' and '-h' exclude each other: say one of them"},
	{"help=1", "'help=1': no value is wanted"},
	{"-b=on", "'-b=on': no value is wanted"},
	{"-v", "unknown word '-v' (did you mean '-b'?); 'help' lists the words"},
	{"cfg=maybe", "'cfg=maybe': one of on|off is wanted"},
	{"zz", "unknown word 'zz'; 'help' lists the words"},
	{"HELP", "unknown word 'HELP'; 'help' lists the words"},
	{"noht quiet", "unknown word 'quiet'; 'help' lists the words"},
	{"a\x01\xff\x7f", "unknown word 'a?\?\?'; 'help' lists the words"},
	{"word_of_40_characters_is_shown_as_it_is_",
	 "unknown word 'word_of_40_characters_is_shown_as_it_is_'; 'help' lists the words"},
	{"word_of_41_characters_is_cut_after_40____",
	 "unknown word 'word_of_41_characters_is_cut_after_40___...'; 'help' lists the "
	 "words"},
};

static void refused_words_and_their_sentences(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++) {
		struct options options, before;
		char error[OPTION_ERROR_SIZE] = "";

		memset(&options, 0x5a, sizeof(options));
		before = options;
		if (options_parse(refused[i].words, &options, error) != STATUS_INVALID)
			fail_msg("'%s' is taken", refused[i].words);
		assert_string_equal(error, refused[i].error);
		assert_memory_equal(&options, &before, sizeof(options));
	}
}

/* Whatever words there are: each refuses what cannot be meant, and says so of the word itself. */
static void assert_refuses_nonsense(const struct option_help *help)
{
	bool takes_value = help->values[0] != '\0';
	char words[64], head[80], error[OPTION_ERROR_SIZE] = "";
	struct options options;

	snprintf(words, sizeof(words), "%s%s", help->word, takes_value ? "" : "=on");
	assert_int_equal(options_parse(words, &options, error), STATUS_INVALID);
	snprintf(head, sizeof(head), "'%s': ", words);
	if (strncmp(error, head, strlen(head)) != 0)
		fail_msg("'%s' is refused as: %s", words, error);
	if (takes_value && !strstr(error, " wanted"))
		fail_msg("'%s' does not say what is wanted: %s", words, error);
	if (!takes_value)
		assert_string_equal(error + strlen(head), "no value is wanted");
}

static void every_word_refuses_nonsense(void **state)
{
	(void)state;
	for (size_t i = 0; options_help(i); i++)
		assert_refuses_nonsense(options_help(i));
}

static void overlong_patterns_are_refused(void **state)
{
	char words[128] = "only=", error[OPTION_ERROR_SIZE];
	struct options options;

	(void)state;
	memset(words + 5, 'x', 96);
	assert_int_equal(options_parse(words, &options, error), STATUS_INVALID);
	assert_non_null(strstr(error, "1 to 95 characters"));
}

static bool accepted(const char *word, const char *value, size_t length)
{
	char words[128], error[OPTION_ERROR_SIZE];
	struct options options;

	snprintf(words, sizeof(words), "%s%.*s", word, (int)length, value);
	return options_parse(words, &options, error) == STATUS_OK;
}

/* What may follow a value, as help has it: "[@CPU|@all]". */
static void assert_suffixes(const char *word, const char *value, size_t length, const char *shown)
{
	char with[64];

	snprintf(with, sizeof(with), "%.*s@5", (int)length, value);
	assert_int_equal(accepted(word, with, strlen(with)), strstr(shown, "@CPU") != NULL);
	snprintf(with, sizeof(with), "%.*s@all", (int)length, value);
	assert_int_equal(accepted(word, with, strlen(with)), strstr(shown, "@all") != NULL);
}

static bool is_free_form(const char *values)
{
	return values[0] >= 'A' && values[0] <= 'Z'; /* N, PATTERNS, SECONDS, STATE */
}

/* What help says is what the parser takes. */
static void assert_understood(const struct option_help *help)
{
	const char *values = help->values, *suffix = strchr(values, '[');

	assert_true(strlen(help->text) > 10);
	assert_int_equal(help->word[strlen(help->word) - 1] == '=', values[0] != '\0');
	assert_int_equal(accepted(help->word, "", 0), values[0] == '\0');
	if (suffix)
		assert_true(strcmp(suffix, "[@CPU]") == 0 || strcmp(suffix, "[@CPU|@all]") == 0 ||
			    strcmp(suffix, "[,SPEED]") == 0);
	if (is_free_form(values)) {
		assert_true(accepted(help->word, "5", 1));
		if (suffix)
			assert_suffixes(help->word, "5", 1, suffix);
		return;
	}
	while (*values != '\0' && *values != '[') {
		size_t length = strcspn(values, "|[");
		bool is_size = length == 3 && strncmp(values, "WxH", 3) == 0;

		assert_true(is_size ? accepted(help->word, "800x600", 7)
				    : accepted(help->word, values, length));
		assert_suffixes(help->word, values, length, suffix ? suffix : "");
		values += length + (values[length] == '|');
	}
}

static void every_word_of_help_is_understood(void **state)
{
	const struct option_help *help;
	size_t number = 0;

	(void)state;
	for (; (help = options_help(number)) != NULL; number++)
		assert_understood(help);
	assert_true(number > 20);
	assert_null(options_help(number + 1));
	assert_null(options_help(SIZE_MAX));
}

static void names_are_the_words_of_the_parser(void **state)
{
	char words[32];

	(void)state;
	for (int kind = 0; kind < IDLE_COUNT; kind++) {
		snprintf(words, sizeof(words), "idle=%s", idle_name((enum idle_kind)kind));
		assert_int_equal(parsed(words).idle, kind);
	}
	for (int kind = FAULT_UD; kind <= FAULT_STORM; kind++) {
		snprintf(words, sizeof(words), "fault=%s", fault_name((enum fault_kind)kind));
		assert_int_equal(parsed(words).fault, kind);
	}
	for (int kind = EXIT_AUTO; kind <= EXIT_BOOTNEXT; kind++) {
		snprintf(words, sizeof(words), "exit=%s", exit_name((enum exit_kind)kind));
		assert_int_equal(parsed(words).exit, kind);
	}
	assert_string_equal(fault_name(FAULT_NONE), "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults),
		cmocka_unit_test(no_words_give_the_defaults),
		cmocka_unit_test(plain_words),
		cmocka_unit_test(numbers),
		cmocka_unit_test(choices),
		cmocka_unit_test(broadcast_is_a_way_to_wake),
		cmocka_unit_test(sources_of_the_list),
		cmocka_unit_test(actions),
		cmocka_unit_test(words_of_the_shells_commands),
		cmocka_unit_test(faults),
		cmocka_unit_test(faults_of_all_others),
		cmocka_unit_test(states_that_fail),
		cmocka_unit_test(patterns),
		cmocka_unit_test(many_words_together),
		cmocka_unit_test(refused_words_and_their_sentences),
		cmocka_unit_test(every_word_refuses_nonsense),
		cmocka_unit_test(overlong_patterns_are_refused),
		cmocka_unit_test(every_word_of_help_is_understood),
		cmocka_unit_test(names_are_the_words_of_the_parser),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
