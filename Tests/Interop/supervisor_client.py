"""Speaks with a Supervisor through the library by which Home Assistant does; run by an interpreter that has it.

    supervisor_client.py URL TOKEN

Prints one line for each call: its name, then `ok` or what the library raised.
"""

import asyncio
import sys

import aiohttp
from aiohasupervisor import SupervisorClient, SupervisorError
from aiohasupervisor.models import Folder, FreezeOptions, PartialBackupOptions


async def attempt(name, call):
    try:
        answer = await call
    except SupervisorError as error:
        print(name, type(error).__name__, str(error))
        return None
    print(name, "ok")
    return answer


async def finished(client):
    while not (job := (await client.jobs.info()).jobs[0]).done:
        await asyncio.sleep(0.05)
    return job


async def main(url, token):
    async with aiohttp.ClientSession() as session:
        client = SupervisorClient(url, token, session=session)
        await attempt("supervisor", client.supervisor.info())
        await attempt("core", client.homeassistant.info())
        await attempt("host", client.host.info())
        options = PartialBackupOptions(name="A", addons={"core_ssh"}, folders={Folder.SHARE}, background=True)
        await attempt("new", client.backups.partial_backup(options))
        await attempt("busy", client.backups.freeze(FreezeOptions(timeout=60)))
        slug = (await finished(client)).reference
        await attempt("list", client.backups.info())
        backup = await attempt("info", client.backups.backup_info(slug))
        size = 0
        async for piece in await client.backups.download_backup(slug):
            size += len(piece)
        print("size", "ok" if size == backup.location_attributes[".local"].size_bytes else size)
        await attempt("remove", client.backups.remove_backup(slug))
        await attempt("gone", client.backups.backup_info(slug))
        await attempt("freeze", client.backups.freeze(FreezeOptions(timeout=60)))
        await attempt("thaw", client.backups.thaw())
        await attempt("thawed", client.backups.thaw())
        await attempt("forbidden", client.addons.list())


asyncio.run(main(*sys.argv[1:]))
