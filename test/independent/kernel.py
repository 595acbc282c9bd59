"""What the kernel says about a process and its cgroup, read without any of the product's code.

Values have the shape of the JSON stream: text, a list of texts, or {"error": "ENOENT"}.
"""

import ctypes
import errno
import json
import os
import re

NAMESPACES = ("mnt", "uts", "ipc", "net", "pid", "user", "cgroup", "time", "pid_for_children", "time_for_children")
CLONE_NEWUTS = 0x04000000
CLONE_NEWUSER = 0x10000000

libc = ctypes.CDLL(None, use_errno=True)


def text(data):
    """Bytes as the stream writes them: UTF-8 as it is, any other byte as \\xNN, look-alikes with their backslashes doubled."""
    decoded = data.decode("utf-8", "surrogateescape")
    decoded = re.sub(r"\\+(?=[\udc80-\udcff]|x[0-9a-f]{2})", lambda run: run.group() * 2, decoded)
    return re.sub("[\udc80-\udcff]", lambda byte: "\\x%02x" % (ord(byte.group()) - 0xDC00), decoded)


def answer(read):
    """The result of `read()`, or the kernel's refusal as a value."""
    try:
        return read()
    except OSError as refusal:
        return {"error": errno.errorcode[refusal.errno]}


def content(path):
    with open(path, "rb") as file:
        return text(file.read()).removesuffix("\n")


def lines(path):
    whole = content(path)
    return whole.split("\n") if whole else []


def link(path):
    return text(os.readlink(os.fsencode(path)))


def identity(path):
    """Which directory it is: device and inode."""
    found = os.stat(path)
    return "%d:%d/%d" % (os.major(found.st_dev), os.minor(found.st_dev), found.st_ino)


def entries(path):
    return [text(name) for name in sorted(os.listdir(os.fsencode(path)))]


def aside(read):
    """`read()` in a forked child, which may change its namespaces and its root."""
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(send, json.dumps(answer(read)).encode())
        os._exit(0)
    os.close(send)
    with os.fdopen(receive, "rb") as pipe:
        result = json.loads(pipe.read())
    os.waitpid(child, 0)
    return result


def join(pid, namespace, flag):
    descriptor = os.open("/proc/%d/ns/%s" % (pid, namespace), os.O_RDONLY)
    if libc.setns(descriptor, flag) != 0:
        raise OSError(ctypes.get_errno(), "setns")


def hostname(pid):
    def read():
        if os.geteuid() != 0:
            join(pid, "user", CLONE_NEWUSER)
        join(pid, "uts", CLONE_NEWUTS)
        return os.uname().nodename

    return os.uname().nodename if same_uts(pid) else aside(read)


def same_uts(pid):
    return os.readlink("/proc/self/ns/uts") == os.readlink("/proc/%d/ns/uts" % pid)


def inside(pid, read, path):
    """`read(path)` with the root of the process as root, so that symbolic links cannot lead out."""
    root = "/proc/%d/root" % pid
    if os.geteuid() != 0:
        return answer(lambda: read(root + path))

    def there():
        os.chroot(root)
        os.chdir("/")
        return read(path)

    return aside(there)


def status(pid, field):
    for line in lines("/proc/%d/status" % pid):
        name, _, value = line.partition(":")
        if name == field:
            return value.removeprefix("\t").replace("\t", " ")
    return None


def net_devices(pid):
    return [line.split(":")[0].strip() for line in lines("/proc/%d/net/dev" % pid)[2:]]


def process_facts(pid, rootfs, layers):
    """Fact key to a function that reads it now. `rootfs` and `layers` are the session's mount points."""
    proc = "/proc/%d/" % pid
    facts = {"ns." + name: lambda name=name: link(proc + "ns/" + name) for name in NAMESPACES}
    facts.update({"link." + name: lambda name=name: link(proc + name) for name in ("root", "cwd", "exe")})
    for field in ("Name", "PPid", "NSpid", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp"):
        facts["status." + field] = lambda field=field: status(pid, field)
    facts.update(
        {
            "rootId": lambda: identity(proc + "root"),
            "mounts": lambda: lines(proc + "mountinfo"),
            "uid_map": lambda: lines(proc + "uid_map"),
            "gid_map": lambda: lines(proc + "gid_map"),
            "hostname": lambda: hostname(pid),
            "net.devices": lambda: net_devices(pid),
            "cgroup.path": lambda: lines(proc + "cgroup"),
            "rootfs.id": lambda: inside(pid, identity, rootfs),
            "rootfs.entries": lambda: inside(pid, entries, rootfs),
            "layers.entries": lambda: inside(pid, entries, layers),
            "root.entries": lambda: inside(pid, entries, "/"),
        }
    )
    return facts
