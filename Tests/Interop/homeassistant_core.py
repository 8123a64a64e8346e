"""Does one thing with Home Assistant's own code; run by an interpreter that has the package `homeassistant`.

    homeassistant_core.py NAME < arguments as a JSON object

Prints the answer as the last line, in JSON: `{"value": ...}` or `{"error": "its type: its text"}`.
"""

import asyncio
import importlib
import io
import json
import os
import pathlib
import sys
import tarfile
import tempfile
import types
import unittest.mock

from homeassistant import backup_restore
from homeassistant.components.backup import manager, util
from homeassistant.const import __version__
import securetar


def version():
    return __version__


def read(backup):
    """What the list of backups and an upload take from it."""
    found = util.read_backup(pathlib.Path(backup))
    return found.as_dict() | {"file_name": util.suggested_filename(found)}


def validate_password(backup, password):
    return util.validate_password(pathlib.Path(backup), password)


def validate_password_stream(backup, password):
    with open(backup, "rb") as stream:
        util.validate_password_stream(stream, password)


def restore(config, empty, **instructions):
    """As at the start of Home Assistant; relative links are looked up in the folder `empty`."""
    os.chdir(empty)
    pathlib.Path(config, backup_restore.RESTORE_BACKUP_FILE).write_text(json.dumps(instructions), encoding="utf-8")
    return backup_restore.restore_backup(config)


def copy(backup, password, target, kind):
    """The copy that Home Assistant makes when a place keeps backups encrypted, and another one does not.

    :param kind: EncryptedBackupStreamer or DecryptedBackupStreamer.
    :returns: the bytes it announced.
    """
    return asyncio.run(_copy(pathlib.Path(backup), password, target, getattr(util, kind)))


async def _copy(backup, password, target, streamer):
    async def chunks():
        with backup.open("rb") as source:
            while chunk := source.read(1 << 20):
                yield chunk

    async def open_stream():
        return chunks()

    hass = types.SimpleNamespace(loop=asyncio.get_running_loop())
    copier = streamer(hass, util.read_backup(backup), open_stream, password)
    with open(target, "wb") as file:
        async for chunk in await copier.open_stream():
            file.write(chunk)
    errors = [worker.error for worker in copier._workers if worker.error]  # only there does it say what went wrong
    await copier.wait()
    if errors:
        raise errors[0]
    return copier.size()


def write(config, target, password, manifest):
    """A backup as Core's own writer makes it."""
    hass = types.SimpleNamespace(
        config=types.SimpleNamespace(path=lambda *names: os.path.join(config, *names)))
    writer = manager.CoreBackupReaderWriter(hass)
    return writer._mkdir_and_generate_backup_contents(manifest, True, password, pathlib.Path(target))[1]


def write_apps(target, apps, compressed, manifest):
    """A backup of apps alone, put together as `backups/backup.py` and `apps/app.py` of the Supervisor do it."""
    outer = securetar.SecureTarArchive(pathlib.Path(target), "w", bufsize=4 << 20, create_version=3)
    outer.open()
    for addon in manifest["addons"]:
        source = pathlib.Path(apps, addon["slug"])
        with tempfile.TemporaryDirectory() as metadata:
            pathlib.Path(metadata, "addon.json").write_bytes((source / "addon.json").read_bytes())
            with outer.create_tar(f"./{addon['slug']}.tar{'.gz' if compressed else ''}", gzip=compressed) as tar:
                tar.add(metadata, arcname=".")
                securetar.atomic_contents_add(tar, source / "data", file_filter=lambda _: False, arcname="data")
    text = json.dumps(manifest).encode()
    info = tarfile.TarInfo(name="./backup.json")
    info.size = len(text)
    outer.tar.addfile(info, fileobj=io.BytesIO(text))
    outer.close()


def restore_member(backup, name, compressed, password, target):
    """One app, as the Supervisor restores it: the archive is unpacked, then its member."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(backup, "r:") as archive:
            archive.extractall(path=folder, filter="tar")
        member = securetar.SecureTarFile(
            pathlib.Path(folder, name), gzip=compressed, bufsize=4 << 20, password=password)
        with member as tar:
            tar.extractall(path=target, filter="tar")


def check_manifest(source, manifest):
    """What `SCHEMA_BACKUP` of the Supervisor makes of a manifest. What it needs beside that and is not there is mocked."""
    sys.path.insert(0, source)
    while True:
        try:
            validate = importlib.import_module("supervisor.backups.validate")
            break
        except ModuleNotFoundError as error:
            if error.name.startswith("supervisor"):
                raise
            sys.modules[error.name] = unittest.mock.MagicMock(__path__=[], __spec__=None)
            for module in [module for module in sys.modules if module.startswith("supervisor")]:
                del sys.modules[module]
    return json.loads(json.dumps(validate.SCHEMA_BACKUP(manifest), default=str))


def main():
    try:
        answer = {"value": globals()[sys.argv[1]](**json.load(sys.stdin))}
    except Exception as error:  # whatever Home Assistant says of a backup
        answer = {"error": f"{type(error).__name__}: {error}"}
    print("\n" + json.dumps(answer))


if __name__ == "__main__":
    main()
