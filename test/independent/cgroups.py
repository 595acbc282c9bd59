"""What the files of a cgroup say, under the keys of the stream: written from cgroups(7) and the kernel's manual, not from src/."""

import os

from kernel import content, lines

# File name, and for files of several values the field, to the fact key that it must stand under.
KEYS = {
    # every version
    "cgroup.procs": "cgroup.procs",
    "pids.max": "cgroup.pids.max",
    "pids.current": "cgroup.pids.current",
    "pids.events max": "cgroup.pids.events.max",
    "cpu.stat nr_periods": "cgroup.cpu.stat.nr_periods",
    "cpu.stat nr_throttled": "cgroup.cpu.stat.nr_throttled",
    # v2
    "cgroup.controllers": "cgroup.controllers",
    "cgroup.subtree_control": "cgroup.subtree_control",
    "cgroup.freeze": "cgroup.freeze",
    "cgroup.events populated": "cgroup.events.populated",
    "cgroup.events frozen": "cgroup.events.frozen",
    "memory.max": "cgroup.memory.max",
    "memory.current": "cgroup.memory.current",
    "memory.peak": "cgroup.memory.peak",
    "memory.swap.max": "cgroup.memory.swap.max",
    "memory.events max": "cgroup.memory.events.max",
    "memory.events oom_kill": "cgroup.memory.events.oom_kill",
    "cpu.max": "cgroup.cpu.max",
    "cpu.weight": "cgroup.cpu.weight",
    "cpu.stat throttled_usec": "cgroup.cpu.stat.throttled_usec",
    "cpu.stat usage_usec": "cgroup.cpu.stat.usage_usec",
    # v1
    "memory.limit_in_bytes": "cgroup.memory.max",
    "memory.usage_in_bytes": "cgroup.memory.current",
    "memory.max_usage_in_bytes": "cgroup.memory.peak",
    "memory.memsw.limit_in_bytes": "cgroup.memory.memsw.limit_in_bytes",
    "memory.failcnt": "cgroup.memory.events.max",
    "memory.oom_control oom_kill": "cgroup.memory.events.oom_kill",
    "cpu.cfs_quota_us cpu.cfs_period_us": "cgroup.cpu.max",
    "cpu.shares": "cgroup.cpu.shares",
    "cpu.stat throttled_time": "cgroup.cpu.stat.throttled_time",
    "cpuacct.usage": "cgroup.cpuacct.usage",
    "freezer.state": "cgroup.freezer.state",
}

# What a container's cgroup shows on every version.
EXPECTED = ("cgroup.procs", "cgroup.memory.max", "cgroup.memory.current", "cgroup.pids.max", "cgroup.pids.current", "cgroup.cpu.max")

# Counters that only grow: what the stream says may be less than now, never more.
GROWING = {
    "cgroup.memory.peak",
    "cgroup.memory.events.max",
    "cgroup.pids.events.max",
    "cgroup.cpu.stat.nr_periods",
    "cgroup.cpu.stat.nr_throttled",
    "cgroup.cpu.stat.throttled_usec",
    "cgroup.cpu.stat.throttled_time",
    "cgroup.cpu.stat.usage_usec",
    "cgroup.cpuacct.usage",
}
# Goes up and down, even while the program sleeps: the kernel charges and frees in batches.
SWAYING = "cgroup.memory.current"
SWAY = 1 << 20


def reader(key, files):
    """A function that reads the fact now, or None when this key cannot come from these files.

    `files`: one path, or a list of v1's quota and period.
    """
    paths = files if isinstance(files, list) else [files]
    names = [os.path.basename(path) for path in paths]
    if KEYS.get(" ".join(names)) == key:
        if key == "cgroup.procs":
            return lambda: lines(paths[0])
        return lambda: " ".join(content(path) for path in paths)
    field = key.rpartition(".")[2]
    if len(paths) == 1 and KEYS.get(names[0] + " " + field) == key:
        return lambda: fields(paths[0]).get(field)
    return None


def fields(path):
    return dict(line.split(" ", 1) for line in lines(path))


def agrees(key, said, now):
    """Whether the stream's value can be true, given the kernel's value a moment later."""
    if not (isinstance(said, str) and isinstance(now, str) and said.isdigit() and now.isdigit()):
        return said == now
    if key in GROWING:
        return int(said) <= int(now)
    if key == SWAYING:
        return abs(int(said) - int(now)) <= SWAY
    return said == now
