# smp/cpu.c
# A core that comes too late goes on nevertheless.
s/if (!cpu_try_move(self->index, CPU_WAKING, CPU_STARTING))/if (cpu_try_move(self->index, CPU_WAKING, CPU_STARTING), 0)/
