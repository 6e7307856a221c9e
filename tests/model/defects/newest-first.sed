# smp/call.c
# The list is not turned round.
s/list = llist_reverse(list);/list = list;/
