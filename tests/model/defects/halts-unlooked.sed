# smp/idle.c
# A core that has polled for long enough halts without another look at its list.
/^static void idle_haltpoll/,/^}/{
/call_run_queue/d
}
