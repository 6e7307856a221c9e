// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
/*
 * What Linux's calls to other cores cost, one JSON object a line in the kernel's log, behind
 * "IPIBENCH ". All is done while the module is loaded; it cannot be unloaded.
 *
 * Each sample is the difference of two readings of one core's counter (clock_*.h), in nanoseconds
 * by the counter's rate. Nothing is subtracted; clock_overhead is what two readings cost. A metric
 * ends early when its budget of time is used up; its line says how many samples it has.
 */
#define pr_fmt(fmt) fmt
#include <linux/cpu.h>
#include <linux/irq_work.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/sort.h>
#include <linux/vmalloc.h>

static unsigned int iterations = 500;
module_param(iterations, uint, 0444);
MODULE_PARM_DESC(iterations, "samples per metric");
static unsigned int budget_ms = 3000;
module_param(budget_ms, uint, 0444);
MODULE_PARM_DESC(budget_ms, "time budget per metric");
static unsigned int hotplug = 5;
module_param(hotplug, uint, 0444);
MODULE_PARM_DESC(hotplug, "times that CPU 1 is taken offline and online again");

enum { SENDER = 0, TARGET = 1, WARM_UP = 50 };

static u64 *samples, *samples_up; /* iterations each */
static unsigned int peer;	  /* whom to call */

/* ---- what the other side runs ---- */

static int landed ____cacheline_aligned;
static struct irq_work self_work;
static call_single_data_t async_call;

static void nothing(void *unused)
{
}

static void land(void *unused)
{
	smp_store_release(&landed, 1);
}

static void land_irq_work(struct irq_work *unused)
{
	land(NULL);
}

static __always_inline void wait_landed(void)
{
	while (!smp_load_acquire(&landed))
		cpu_relax();
}

/* ---- the operations ---- */

static void do_nothing(void)
{
}

static void do_self_irq_work(void)
{
	WRITE_ONCE(landed, 0);
	irq_work_queue(&self_work);
	wait_landed();
}

static void do_call_single(void)
{
	smp_call_function_single(peer, nothing, NULL, 1);
}

static void do_call_async(void)
{
	WRITE_ONCE(landed, 0);
	smp_call_function_single_async(peer, &async_call);
	wait_landed();
}

static void do_call_many(void)
{
	preempt_disable();
	smp_call_function_many(cpu_online_mask, nothing, NULL, true);
	preempt_enable();
}

static void do_on_each_cpu(void)
{
	on_each_cpu(nothing, NULL, 1);
}

/* ---- a cache line there and back: no interrupt ---- */

static struct {
	u64 ball ____cacheline_aligned;
	int stop ____cacheline_aligned;
} line;

/* Answers each odd ball with the even one behind it. */
static int line_thread(void *unused)
{
	while (!READ_ONCE(line.stop)) {
		u64 ball = smp_load_acquire(&line.ball);

		if (ball & 1)
			smp_store_release(&line.ball, ball + 1);
		else
			cpu_relax();
	}
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static void do_line(void)
{
	u64 ball = line.ball + 1;

	smp_store_release(&line.ball, ball);
	while (smp_load_acquire(&line.ball) == ball)
		cpu_relax();
}

/* ---- statistics ---- */

static int compare_u64(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static u64 to_ns(u64 ticks)
{
	return mul_u64_u64_div_u64(ticks, NSEC_PER_SEC, clock_hz());
}

static u64 percentile(const u64 *sorted, unsigned int count, unsigned int permille)
{
	return to_ns(sorted[min(count - 1, (unsigned int)((u64)count * permille / 1000))]);
}

static void report(const char *metric, u64 *values, unsigned int count)
{
	u64 sum = 0;
	unsigned int i;

	if (!count)
		return;
	for (i = 0; i < count; i++)
		sum += values[i];
	sort(values, count, sizeof(*values), compare_u64, NULL);
	pr_info("IPIBENCH "
		"{\"metric\":\"%s\",\"unit\":\"ns\",\"n\":%u,\"min\":%llu,\"p50\":%llu,\"p90\":%"
		"llu,\"p99\":%llu,\"max\":%llu,\"mean\":%llu}\n",
		metric, count, to_ns(values[0]), percentile(values, count, 500),
		percentile(values, count, 900), percentile(values, count, 990),
		to_ns(values[count - 1]), to_ns(div64_u64(sum, count)));
}

/* ---- the loop ---- */

static unsigned int next_peer(unsigned int cpu)
{
	do {
		cpu = cpumask_next(cpu, cpu_online_mask);
		if (cpu >= nr_cpu_ids)
			cpu = cpumask_first(cpu_online_mask);
	} while (cpu == SENDER);
	return cpu;
}

/* Inlined into each metric, so that no call through a pointer is in the samples. */
static __always_inline void run(const char *metric, void (*operation)(void), bool in_turn)
{
	unsigned int round, count = 0;
	u64 end = ktime_get_ns() + (u64)budget_ms * NSEC_PER_MSEC;

	peer = TARGET;
	for (round = 0; round < WARM_UP + iterations; round++) {
		u64 before = clock_read();

		operation();
		samples[count] = clock_read() - before;
		count += round >= WARM_UP;
		if (in_turn)
			peer = next_peer(peer);
		cond_resched();
		if (ktime_get_ns() > end)
			break;
	}
	report(metric, samples, count);
}

static void run_line(void)
{
	struct task_struct *thread = kthread_create(line_thread, NULL, "ipibench/%u", TARGET);

	if (IS_ERR(thread))
		return;
	line.ball = 0;
	line.stop = 0;
	kthread_bind(thread, TARGET);
	wake_up_process(thread);
	run("cacheline", do_line, false);
	WRITE_ONCE(line.stop, 1);
	kthread_stop(thread);
}

static void run_hotplug(void)
{
	unsigned int count;

	for (count = 0; count < hotplug && count < iterations; count++) {
		u64 start = clock_read(), down;
		int err = remove_cpu(TARGET);

		down = clock_read();
		if (!err)
			err = add_cpu(TARGET);
		if (err) {
			pr_info("IPIBENCH {\"metric\":\"hotplug\",\"error\":%d}\n", err);
			break;
		}
		samples[count] = down - start;
		samples_up[count] = clock_read() - down;
	}
	report("cpu_offline", samples, count);
	report("cpu_online", samples_up, count);
}

static void run_all(void)
{
	run("clock_overhead", do_nothing, false);
	run("self_irq_work", do_self_irq_work, false);
	run_line();
	run("call_single", do_call_single, false);
	run("call_single_in_turn", do_call_single, true);
	run("call_async", do_call_async, false);
	run("call_many", do_call_many, false);
	run("on_each_cpu", do_on_each_cpu, false);
	run_hotplug();
}

static int __init ipibench_init(void)
{
	int err = -ENOMEM;

	iterations = clamp(iterations, 20u, 1000000u);
	samples = vmalloc((WARM_UP + iterations) * sizeof(*samples));
	samples_up = vmalloc((WARM_UP + iterations) * sizeof(*samples_up));
	if (!samples || !samples_up)
		goto out;
	err = cpu_online(TARGET) ? set_cpus_allowed_ptr(current, cpumask_of(SENDER)) : -EINVAL;
	if (err)
		goto out;
	init_irq_work(&self_work, land_irq_work);
	INIT_CSD(&async_call, land, NULL);
	pr_info("IPIBENCH {\"metric\":\"start\",\"cpus\":%u,\"clock_hz\":%llu}\n",
		num_online_cpus(), clock_hz());
	run_all();
out:
	if (err)
		pr_info("IPIBENCH {\"metric\":\"error\",\"errno\":%d}\n", -err);
	vfree(samples);
	vfree(samples_up);
	return err;
}
module_init(ipibench_init);

MODULE_DESCRIPTION("What calls to other cores cost");
MODULE_LICENSE("Dual BSD/GPL");
