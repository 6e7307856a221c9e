# smp/call.c
# A call is sent with what still carries another.
/^static bool single_try/,/^}/s/if (node_held(&csd->node))/if (0)/
