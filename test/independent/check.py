#!/usr/bin/env python3
"""Compares every fact of a held session with the kernel.

    container-lab run --all --hold --json | sudo python3 test/independent/check.py
    sudo python3 test/independent/check.py STREAM
    sudo python3 test/independent/check.py --run container-lab run --all --hold --json

Reads the stream up to its `hold` event; the session must still be held. Prints one line a fact.
With --run it starts the session itself and ends it with SIGTERM.
Exit status: 0 all agree; 1 one differs or is missing; 2 a fact key is unknown here (write its check); 3 no `hold` in the stream.
Needs the rights of the session's helper (root, or the same user in rootless mode).
"""

import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True  # leave no trace in the checkout

import cgroups
import kernel

# Facts of the helper that every process of the host shares: also compared with our own.
SHARED = {"ns." + name for name in kernel.NAMESPACES} | {"rootId", "hostname", "net.devices", "uid_map", "gid_map"}


class Report:
    def __init__(self):
        self.count = {"ok": 0, "differs": 0, "missing": 0, "unknown": 0}

    def line(self, verdict, subject, key, detail):
        self.count[verdict] += 1
        print("%-8s %-6s %-34s %s" % (verdict, subject, key, detail))

    def compare(self, subject, key, said, now, agrees=None):
        if agrees(key, said, now) if agrees else said == now:
            self.line("ok", subject, key, brief(said))
        else:
            self.line("differs", subject, key, difference(said, now))

    def exit_status(self):
        if self.count["unknown"]:
            return 2
        return 1 if self.count["differs"] or self.count["missing"] else 0


def brief(value):
    shown = value if isinstance(value, str) else json.dumps(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def difference(said, now):
    if isinstance(said, list) and isinstance(now, list):
        only_said = [item for item in said if item not in now]
        only_now = [item for item in now if item not in said]
        if only_said or only_now:
            return "only in the stream: %s; only in the kernel: %s" % (json.dumps(only_said), json.dumps(only_now))
    return "the stream says %s, the kernel %s" % (json.dumps(said), json.dumps(now))


def until_hold(stream):
    """The `session` event, the PID that each subject had last, and the `hold` event."""
    session, pids = None, {}
    for line in stream:
        if not line.strip():
            continue
        event = json.loads(line)
        if event["type"] == "session":
            session = event
        elif event["type"] == "facts":
            pids[event["subject"]] = event["pid"]
        elif event["type"] == "hold":
            return session, pids, event
    return session, pids, None


def check_subject(report, subject, pid, session, facts, files):
    rootfs = session["rootfs"]
    known = kernel.process_facts(pid, rootfs["path"], rootfs["layers"])
    for key in known:
        if key not in facts:
            report.line("missing", subject, key, "the kernel says %s" % brief(kernel.answer(known[key])))
    for key in cgroups.EXPECTED if any(key.startswith("cgroup.") for key in files) else ():
        if key not in facts:
            report.line("missing", subject, key, "the container has a cgroup")
    for key, said in facts.items():
        if key in known:
            report.compare(subject, key, said, kernel.answer(known[key]))
            if subject == "host" and key in SHARED and os.geteuid() == 0:
                own = kernel.process_facts(os.getpid(), rootfs["path"], rootfs["layers"])
                report.compare("self", key, said, kernel.answer(own[key]))
        elif key in files:
            read = cgroups.reader(key, files[key])
            if read is None:
                report.line("unknown", subject, key, "from %s" % (files[key],))
            else:
                report.compare(subject, key, said, kernel.answer(read), cgroups.agrees)
        else:
            report.line("unknown", subject, key, brief(said))
    for key in files.keys() - facts.keys():
        report.line("differs", subject, key, "has a file (%s) but no value" % (files[key],))


def check_hold(report, pids, hold):
    """What the event says besides the facts."""
    for name in ("stage", "app"):
        report.compare("hold", "pids." + name, name in hold["pids"], name in hold["facts"])
    for place, directory in hold["cgroup"].items():
        report.compare("hold", "cgroup." + place, True, os.path.isfile(os.path.join(directory, "cgroup.procs")))
    for subject, facts in hold["facts"].items():
        if subject in hold["pids"]:
            pids[subject] = hold["pids"][subject]
        report.compare("hold", "facts." + subject, bool(facts), subject in pids)


def without_check():
    """Keys of facts of a process that kernel.py does not read."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "keys.gen.json")) as file:
        return sorted(set(json.load(file)) - set(kernel.process_facts(os.getpid(), "/", "/")))


def check(stream):
    unknown = without_check()
    if unknown:
        print("check: kernel.py has no check for %s" % ", ".join(unknown), file=sys.stderr)
        return 2
    session, pids, hold = until_hold(stream)
    if session is None or hold is None:
        print("check: the stream ends without `session` and `hold`", file=sys.stderr)
        return 3
    report = Report()
    check_hold(report, pids, hold)
    for subject, facts in hold["facts"].items():
        if subject in pids:
            check_subject(report, subject, pids[subject], session, facts, hold["files"].get(subject, {}))
    print("%(ok)d ok, %(differs)d differ, %(missing)d missing, %(unknown)d unknown" % report.count)
    return report.exit_status()


def main(arguments):
    sys.stdout.reconfigure(line_buffering=True)
    if not arguments:
        return check(sys.stdin)
    if arguments[0] != "--run":
        with open(arguments[0]) as stream:
            return check(stream)
    with subprocess.Popen(arguments[1:], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as session:
        try:
            status = check(session.stdout)
        finally:
            session.terminate()
            session.stdout.read()
    return status or session.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
