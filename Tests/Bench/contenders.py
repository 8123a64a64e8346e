"""Who backs up the same folders into the same Drive: each as the pipelines that it runs, one after the other."""
import dataclasses
import json
import os
import pathlib
import shutil
import sys
import typing

from drive import ROOT
from process import Command

DRIVEPIPE = ROOT / ".build/release/drivepipe"
HERE = pathlib.Path(__file__).resolve().parent
PYTHON = ROOT / ".build/python/bin/python3"  # has securetar
ZLIB = """
import sys, zlib
packer = zlib.compressobj(6, wbits=31)
while data := sys.stdin.buffer.read(1 << 20):
    sys.stdout.buffer.write(packer.compress(data))
sys.stdout.buffer.write(packer.flush())
"""


@dataclasses.dataclass(frozen=True)
class Place:
    """What the contenders of one run have in common."""
    tree: pathlib.Path
    drive: typing.Any
    scratch: pathlib.Path  # an empty folder on a real disk
    memory: pathlib.Path  # an empty folder in memory
    password: str | None = None
    compressed: bool = True
    sent: int = 0  # bytes that ours sent the last time


@dataclasses.dataclass(frozen=True)
class Contender:
    name: str
    pipelines: typing.Callable[[Place], list]
    needs: tuple = ()  # programs

    @property
    def missing(self):
        """Names the programs that are not installed."""
        return [str(program) for program in self.needs if not shutil.which(program)]


def tar(place):
    return Command(("tar", "-C", place.tree, "-cf", "-", *sorted(os.listdir(place.tree))))


def rcat(place):
    return Command(
        ("rclone", "rcat", "--config", place.drive.rclone, "--ca-cert", place.drive.authority, "--retries", "1", "drive:bench.tar"),
        {"HTTPS_PROXY": place.drive.proxy})


def piped(name, *packer):
    def pipelines(place):
        return [[tar(place), *([Command(packer)] if packer else []), rcat(place)]]
    return Contender(name, pipelines, ("tar", *packer[:1], "rclone"))


def drivepipe(name, destination="drive", **settings):
    def pipelines(place):
        config = place.scratch / "drivepipe.json"  # JSON is YAML
        config.write_text(json.dumps({
            "source": {"config": str(place.tree / "config"), "folders": {
                folder: str(place.tree / folder) for folder in os.listdir(place.tree) if folder != "config"}},
            "backup": {"name": "bench", "password": place.password, "compressed": place.compressed} | settings,
            "drive": {"credentials": str(place.drive.credentials), "proxy": place.drive.proxy, "ca_file": str(place.drive.authority)},
            "destination": destination, "destination_dir": str(place.memory) if destination == "folder" else None,
            "state_dir": str(place.scratch)}))
        return [[Command((DRIVEPIPE, "backup", "--config", config))]]
    return Contender(name, pipelines, (str(DRIVEPIPE),))


def packed(name, *packer):
    """Into a file in memory: no uplink."""
    def pipelines(place):
        return [[tar(place), Command(("sh", "-c", 'file=$1; shift; exec "$@" >"$file"', "sh", place.memory / "packed", *packer))]]
    return Contender(name, pipelines, ("tar", packer[0]))


def upload(place, file):
    return Command(
        (HERE / "upload.sh", file, place.drive.token()),
        {"https_proxy": place.drive.proxy, "CURL_CA_BUNDLE": str(place.drive.authority)})


def home_assistant(place):
    archive = place.scratch / "archive.tar"
    options = (["--password", place.password] if place.password else []) + ([] if place.compressed else ["--uncompressed"])
    return [[Command((PYTHON, HERE / "home_assistant.py", place.tree, archive, *options))], [upload(place, archive)]]


def upload_alone(place):
    file = place.scratch / "same-size"
    file.touch()
    os.truncate(file, place.sent)
    return [[upload(place, file)]]


OURS = drivepipe("drivepipe")
OURS_ON_ONE_THREAD = drivepipe("drivepipe, threads: 1", threads=1)
GZIP = piped("tar | gzip -6 | rclone rcat", "gzip", "-6")
PIGZ = piped("tar | pigz -6 | rclone rcat", "pigz", "-6")
ZLIB_ALONE = piped("tar | zlib 6 (Python) | rclone rcat", sys.executable, "-c", ZLIB)
TAR = piped("tar | rclone rcat")
HOME_ASSISTANT = Contender("securetar to a file, then upload", home_assistant, (str(PYTHON), "curl"))

READ_ALONE = Contender("reading alone", lambda place: [[Command(("find", place.tree, "-type", "f", "-exec", "cat", "{}", "+"))]])
GZIP_ALONE = packed("tar | gzip -6, no upload", "gzip", "-6")
PIGZ_ALONE = packed("tar | pigz -6, no upload", "pigz", "-6")
DEFLATE_ALONE = drivepipe("drivepipe, no upload", destination="folder")
UPLOAD_ALONE = Contender("uploading alone", upload_alone, ("curl",))
