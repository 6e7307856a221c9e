# smp/call.c
# A call that is waited for is let go before its function has run.
/^static void node_run/,/^}/s/if (node->wait) {/if (0) {/
