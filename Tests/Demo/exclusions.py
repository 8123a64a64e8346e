"""What Home Assistant leaves out of a backup of its configuration folder.

Patterns are anchored: `*` does not cross a slash, `**` is any number of folders, and a folder that matches is left out
with all that is in it. Core's list and the Supervisor's differ in three patterns; what only one of them leaves out may
be in a backup or not.
"""
import re

BOTH = ("**/__pycache__/*", "**/.DS_Store", "*.db-shm", "*.log.*", "*.log", "backups/*.tar", "tmp_backups/*.tar",
        "OZW_Log.txt", "tts/*", ".cache/*")
ONE_OF_THEM = (".HA_RESTORE", "*.corrupt.*", ".storage/*.corrupt.*")


def expression(pattern):
    parts = []
    for part in pattern.split("/"):
        if part == "**":
            parts.append("(?:[^/]+/)*")
        else:
            parts.append(re.escape(part).replace(r"\*", "[^/]*").replace(r"\?", "[^/]") + "/")
    text = "".join(parts)
    return text[:-1] if text.endswith("/") else text + "[^/]+"


def matcher(patterns):
    """Returns a function that tells whether a path relative to the configuration folder matches one of the patterns."""
    joined = re.compile("|".join(f"(?:{expression(pattern)})" for pattern in patterns) or r"(?!)", re.DOTALL)
    return lambda path: joined.fullmatch(path) is not None
