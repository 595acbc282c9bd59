/* session.h: the name and the directories of this session; its children inherit it. */
#ifndef SESSION_H
#define SESSION_H

struct swept {
	int sessions, cgroups, processes, directories;
};

struct session {
	char name[32];
	char base[128];   /* /run/container-lab, or the user's own */
	char run[192], layers[208], rootfs[208];
	struct swept swept; /* what dead sessions had left, removed at our start */
};
extern struct session session;

#endif
