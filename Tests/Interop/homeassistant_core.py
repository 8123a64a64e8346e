"""Does one thing with Home Assistant's own code; run by an interpreter that has the package `homeassistant`.

    homeassistant_core.py NAME < arguments as a JSON object

Prints the answer as the last line, in JSON: `{"value": ...}` or `{"error": "its type: its text"}`.
"""

import asyncio
import json
import os
import pathlib
import sys
import types

from homeassistant import backup_restore
from homeassistant.components.backup import manager, util
from homeassistant.const import __version__


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


def main():
    try:
        answer = {"value": globals()[sys.argv[1]](**json.load(sys.stdin))}
    except Exception as error:  # whatever Home Assistant says of a backup
        answer = {"error": f"{type(error).__name__}: {error}"}
    print("\n" + json.dumps(answer))


if __name__ == "__main__":
    main()
