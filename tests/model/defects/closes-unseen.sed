# smp/call.c
# A core that leaves closes its list without a look whether it is empty.
s/while (!llist_close_empty(&self->queue));/while (0); llist_close(\&self->queue);/
