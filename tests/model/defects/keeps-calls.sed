# smp/cpu.c
# A core that takes a fault does not let go of its calls.
/^static _Noreturn void cpu_lose_self/,/^}/s/call_reclaim(self);//
