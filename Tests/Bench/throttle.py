"""A slow disk for some processes: reads of the disk that a file lies on, limited by a control group of the kernel's."""
import contextlib
import os
import pathlib


class Unavailable(Exception):
    """Says why reads cannot be limited here."""


def disk(path):
    """`major:minor` of the whole disk below a path."""
    number = os.stat(path).st_dev
    device = pathlib.Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}")
    if not device.exists():
        raise Unavailable("the files lie on no block device")
    device = device.resolve()
    if (device / "partition").exists():
        device = device.parent
    return (device / "dev").read_text().strip()


def groups():
    """Where control groups can be made that limit reads: path of the parent, file of the limit, and how it is written."""
    for line in pathlib.Path("/proc/mounts").read_text().splitlines():
        _, path, kind, options, *_ = line.split()
        if kind == "cgroup" and "blkio" in options.split(","):
            yield pathlib.Path(path), "blkio.throttle.read_bps_device", "{disk} {rate}"
        if kind == "cgroup2" and "io" in (pathlib.Path(path) / "cgroup.subtree_control").read_text().split():
            yield pathlib.Path(path), "io.max", "{disk} rbps={rate}"


@contextlib.contextmanager
def reads(path, rate):
    """Limits reads to `rate` bytes a second. Yields the words to put in front of a command that is to be limited."""
    number = disk(path)
    for parent, limit, form in groups():
        group = parent / f"drivepipe-bench-{os.getpid()}"
        try:
            group.mkdir()
        except OSError:
            continue
        try:
            (group / limit).write_text(form.format(disk=number, rate=rate))
            yield "sh", "-c", f'echo $$ >"{group}/cgroup.procs"; exec "$@"', "sh"
        finally:
            group.rmdir()
        return
    raise Unavailable("it takes root and a control group for block devices (io or blkio)")
