# smp/call.c
# The push onto an empty list is not told from others: nobody is sent an interrupt.
s/return head ? LLIST_NEXT : LLIST_FIRST;/return LLIST_NEXT;/
