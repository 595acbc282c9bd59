/* generated */
static const struct foreign_item FOREIGN_MAY[] = {
	{ "read", "status" },
	{ "read", "mountinfo" },
	{ "read", "uid_map" },
	{ "read", "gid_map" },
	{ "read", "net/dev" },
	{ "read", "cgroup" },
	{ "read", "comm" },
	{ "read", "stat" },
	{ "link", "root" },
	{ "link", "exe" },
	{ "link", "cwd" },
	{ "stat", "root" },
	{ "stat", "exe" },
	{ "hostname", "" },
	{ "links", "" },
};
