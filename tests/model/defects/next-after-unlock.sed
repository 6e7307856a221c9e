# smp/call.c
# The next call is looked up in a node that is the sender's again.
/run_list(struct percpu/,/^}/{
	/list = list->next;/d
	s/node_run(self, node, list);/node_run(self, node, list->next), list = list->next;/
}
