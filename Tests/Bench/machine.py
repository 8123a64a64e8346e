"""What the figures were measured on, without the name of anybody or anything."""
import os
import pathlib
import platform
import subprocess

from contenders import DRIVEPIPE, PYTHON

TOOLS = (
    ("sh", "-c", f"echo drivepipe $({DRIVEPIPE} --version)"), ("tar", "--version"), ("gzip", "--version"), ("pigz", "--version"), ("rclone", "version"),
    ("curl", "--version"), (str(PYTHON), "--version"),
    (str(PYTHON), "-c", "import importlib.metadata as m; print('securetar', m.version('securetar'))"))


def first_line(*command):
    """Of what a program says; None when it is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except OSError:
        return None
    return ((done.stdout or done.stderr).splitlines() or [""])[0].strip() or None


def value(path, name):
    for line in pathlib.Path(path).read_text().splitlines():
        key, _, rest = line.replace("=", ":", 1).partition(":")
        if key.strip() == name:
            return rest.strip().strip('"')
    return None


def lines():
    processor = value("/proc/cpuinfo", "model name") or platform.machine()
    memory = int(value("/proc/meminfo", "MemTotal").split()[0]) / 1024**2
    yield f"{os.cpu_count()} processors ({processor}), {memory:.1f} GiB of memory, Linux {platform.release()}, " \
        f"{value('/etc/os-release', 'PRETTY_NAME')}; load before the start {os.getloadavg()[0]:.1f}"
    said = (first_line(*tool) for tool in TOOLS)
    yield "; ".join(line.split(f" ({platform.machine()}")[0] for line in said if line)
