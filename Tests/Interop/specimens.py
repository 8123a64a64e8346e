"""A Home Assistant installation, and backups of it in every shape that drivepipe writes."""

import atexit
import contextlib
import functools
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

from drivepipe import DrivePipe
from simulator import ROOT, Simulator

sys.path.append(str(ROOT / "Tests/Demo"))
import tree  # noqa: E402  the table of a folder that `make demo` compares with, too
from container import MEMBERS  # noqa: E402

PASSWORD = "DrivePipe–Paßwort 🔑"
SHAPES = {
    "plain": {},
    "uncompressed": {"compressed": False},
    "encrypted": {"password": PASSWORD},
    "encrypted, uncompressed": {"password": PASSWORD, "compressed": False},
}
BUILT = (
    DrivePipe.program().exists() and Simulator.program().exists(),
    f"{DrivePipe.program().name} or {Simulator.program().name} is not built")
SECURETAR_IS_MISSING = "securetar of 2026 or newer is not installed: python3 -m pip install securetar"


@functools.cache
def folder() -> pathlib.Path:
    temporary = tempfile.TemporaryDirectory(prefix="drivepipe-interop-")
    atexit.register(temporary.cleanup)
    return pathlib.Path(temporary.name)


@functools.cache
def installation() -> pathlib.Path:
    """Its configuration compresses to more than the 8 MiB up to which a member's size is exact."""
    path = folder() / "installation"
    subprocess.run([sys.executable, ROOT / "Tests/Demo/make_tree.py", path, "--megabytes", "30"], check=True)
    (path / "addons_local/example").mkdir(parents=True)
    (path / "addons_local/example/config.yaml").write_text("name: Example\n")
    database = path / "config/home-assistant_v2.db"
    with contextlib.closing(sqlite3.connect(database)) as recorder:
        recorder.execute("PRAGMA journal_mode=WAL")
    log = database.with_name("home-assistant_v2.db-wal")  # as Home Assistant leaves it behind a checkpoint
    log.touch()
    shutil.copystat(database, log)
    (path / "config/www/for everybody.sh").touch()
    (path / "config/www/for everybody.sh").chmod(0o777)
    return path


def backup(shape: str) -> pathlib.Path:
    result(shape)
    return folder() / f"{shape}.tar"


@functools.cache
def result(shape: str) -> dict:
    """What drivepipe says of the backup."""
    return DrivePipe.backup(installation(), folder() / f"{shape}.tar", **SHAPES[shape])


def password(shape: str) -> str | None:
    return SHAPES[shape].get("password")


def member(shape: str, source: str) -> str:
    return MEMBERS[source] + (".tar.gz" if SHAPES[shape].get("compressed", True) else ".tar")


def source(name: str) -> tree.Tree:
    """What a backup of this folder of the installation should hold."""
    return tree.Tree.of_source(installation() / name, [] if name == "config" else None)


def differences(expected: tree.Tree, restored: os.PathLike, name: str) -> list[str]:
    return list(tree.compare(expected, tree.Tree.of_restored(restored), "python", name))
