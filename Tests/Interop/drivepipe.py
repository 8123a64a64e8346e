"""Runs the drivepipe program against a Drive of its own, and fetches what it stored there."""

import json
import os
import pathlib
import shutil
import subprocess
import urllib.parse
import urllib.request

from simulator import ROOT, Simulator


class DrivePipe:
    @staticmethod
    def program() -> pathlib.Path:
        return pathlib.Path(os.environ.get("DRIVEPIPE", ROOT / ".build/debug/drivepipe"))

    @classmethod
    def run(cls, *arguments) -> subprocess.CompletedProcess:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("DRIVEPIPE_")}
        return subprocess.run(
            # In this time zone a backup's file is named after the very date in its manifest, as Home Assistant names it.
            [cls.program(), *arguments], env=clean | {"TZ": "UTC"}, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=300, check=False)

    @classmethod
    def backup(cls, tree: pathlib.Path, target: pathlib.Path, sections: dict | None = None, options: list = (), **settings) -> dict:
        """Backs up the tree's folders and downloads the backup to `target`.

        :param sections: further ones of the configuration.
        :param options: further ones of `drivepipe backup`.
        :param settings: keys of the section `backup`; `compressed=False`, `password="..."`.
        :returns: what `drivepipe backup --json` says.
        """
        simulator = Simulator()
        try:
            config = simulator.folder / "drivepipe.json"  # JSON is YAML
            config.write_text(json.dumps(cls.configuration(tree, simulator, settings) | (sections or {}), ensure_ascii=False))
            done = cls.run("backup", "--config", config, "--json", *options)
            if done.returncode not in (0, 3):
                raise RuntimeError(f"drivepipe backup ended with {done.returncode}: {done.stderr}")
            result = json.loads(done.stdout)
            cls.download(simulator, result["file_id"], target)
            return result
        finally:
            simulator.stop()

    @staticmethod
    def configuration(tree: pathlib.Path, simulator: Simulator, backup: dict) -> dict:
        credentials = simulator.folder / "credentials.json"
        credentials.write_text(json.dumps({
            "client_id": Simulator.CLIENT_ID, "client_secret": Simulator.CLIENT_SECRET,
            "refresh_token": Simulator.REFRESH_TOKEN}))
        folders = {path.name: str(path) for path in tree.iterdir() if path.name != "config"}
        return {
            "source": {"config": str(tree / "config"), "folders": folders},
            "backup": {"name": "Interop {date} {time}"} | backup,
            "drive": {"credentials": str(credentials), "api_url": simulator.url, "oauth_url": simulator.url},
            "state_dir": str(simulator.folder)}

    @staticmethod
    def download(simulator: Simulator, file: str, target: pathlib.Path):
        form = urllib.parse.urlencode({
            "grant_type": "refresh_token", "client_id": Simulator.CLIENT_ID,
            "client_secret": Simulator.CLIENT_SECRET, "refresh_token": Simulator.REFRESH_TOKEN})
        with urllib.request.urlopen(f"{simulator.url}/token", form.encode()) as answer:
            token = json.load(answer)["access_token"]
        request = urllib.request.Request(
            f"{simulator.url}/drive/v3/files/{file}?alt=media", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request) as answer, target.open("wb") as copy:
            shutil.copyfileobj(answer, copy, 1 << 20)
