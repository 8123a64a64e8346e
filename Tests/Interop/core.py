"""Home Assistant Core, in whatever interpreter has it."""

import functools
import json
import os
import pathlib
import subprocess
import sys


class CoreError(Exception):
    """What Home Assistant raised, as text: the type, a colon, the message."""


class Core:
    """Functions of homeassistant_core.py, called in a process of their own."""

    SCRIPT = pathlib.Path(__file__).with_name("homeassistant_core.py")
    INTERPRETER = os.environ.get("HA_PYTHON", sys.executable)

    @classmethod
    @functools.cache
    def missing(cls) -> str | None:
        """Why there is nothing to test with; None when there is."""
        try:
            cls.call("version")
        except (CoreError, OSError) as error:
            return f"HA_PYTHON names no Python with the package homeassistant (see README.md here): {error}"
        return None

    @classmethod
    def call(cls, function: str, **arguments):
        done = subprocess.run(
            [cls.INTERPRETER, cls.SCRIPT, function], input=json.dumps(arguments, default=os.fspath),
            capture_output=True, text=True, timeout=300, check=False)
        lines = done.stdout.splitlines() or [""]
        try:
            answer = json.loads(lines[-1])
        except ValueError:
            raise CoreError((done.stderr.splitlines() or [f"exit code {done.returncode}"])[-1]) from None
        if "error" in answer:
            raise CoreError(answer["error"])
        return answer["value"]

    @classmethod
    def restore(cls, backup: pathlib.Path, password: str | None, folder: pathlib.Path) -> tuple[pathlib.Path, dict]:
        """Restores all of a backup. Returns the configuration folder, and what Core says of it there."""
        config, empty = folder / "config", folder / "empty"
        for path in (config, empty):
            path.mkdir(exist_ok=True)
        cls.call(
            "restore", config=config, empty=empty, path=backup, password=password,
            remove_after_restore=False, restore_database=True, restore_homeassistant=True)
        return config, json.loads((config / ".HA_RESTORE_RESULT").read_text())
