"""The outer tar of a Home Assistant backup, read block by block, and what gzip says of its members."""
import datetime
import hashlib
import json
import os
import re
import subprocess
import zlib

# Folder of the source, and what the member is called.
MEMBERS = {"config": "homeassistant", "share": "share", "ssl": "ssl", "media": "media", "addons_local": "addons_local"}
REQUIRED = {"version": int, "slug": str, "name": str, "date": str, "type": str, "compressed": bool, "protected": bool,
            "homeassistant": dict, "folders": list, "addons": list, "extra": dict}


class Broken(Exception):
    """The file cannot be read any further."""


def complaints(command):
    """Runs a tool that should have nothing to say."""
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    lines = (done.stdout + done.stderr).decode(errors="backslashreplace").splitlines()
    if done.returncode and not lines:
        lines = [f"exit code {done.returncode}"]
    return [f"{command[0]}: {line}" for line in lines]


def gzip_complaints(archive):
    lines = complaints(["gzip", "-t", archive])
    # With -v it names the file and says OK; anything else, such as "trailing garbage ignored", is a complaint.
    lines += [line for line in complaints(["gzip", "-tv", archive]) if not re.fullmatch(r"gzip: .*:\s+OK", line)]
    return lines + one_member(archive)


def one_member(archive):
    inflater = zlib.decompressobj(31)
    with open(archive, "rb") as file:
        while block := file.read(1 << 20):
            if inflater.eof:
                return ["there is something behind the gzip member"]
            try:
                while block:
                    inflater.decompress(block, 1 << 22)
                    block = inflater.unconsumed_tail
            except zlib.error as error:
                return [f"zlib: {error}"]
    return ["there is something behind the gzip member"] if inflater.unused_data else []


def octal(field):
    return int(field.strip(b"\0 ") or b"0", 8)


class Container:
    def __init__(self, path):
        self.names = []  # bytes, as they are in the headers
        self.manifest = None
        with open(path, "rb") as file:
            while (header := file.read(512)) and header != bytes(512):
                self.read_member(file, *self.read_header(header))
            rest = header + file.read(1 << 20)
            self.has_end = len(rest) >= 1024 and not rest.strip(b"\0")

    def read_member(self, file, name, size, kind):
        start = file.tell()
        if start + size > os.fstat(file.fileno()).st_size:
            raise Broken(f"outer tar: {name!r} ends behind the file")
        if kind not in (b"\0", b"0", b"x"):  # an `x` header adds a finer time, names stand in the plain one
            raise Broken(f"outer tar: {name!r} is of type {kind!r}")
        if kind != b"x":
            self.names.append(name)
        if name == b"./backup.json":
            try:
                self.manifest = json.loads(file.read(size))
            except ValueError as error:
                raise Broken(f"./backup.json: {error}") from error
        file.seek(start + size + -size % 512)

    @staticmethod
    def read_header(header):
        """Returns the name, the size and the type."""
        try:
            intact = sum(header[:148]) + 8 * 32 + sum(header[156:]) == octal(header[148:156])
            size = int.from_bytes(header[125:136], "big") if header[124] == 0x80 else octal(header[124:136])
        except (ValueError, IndexError):
            intact = False
        if not intact:
            raise Broken("outer tar: a header is damaged")
        return header[:100].split(b"\0")[0], size, header[156:157]

    def file_name(self, folder):
        compressed = not isinstance(self.manifest, dict) or self.manifest.get("compressed", True)
        return MEMBERS[folder] + (".tar.gz" if compressed else ".tar")

    def complaints(self, folders, config):
        found = [] if self.has_end else ["outer tar: it does not end with two zero blocks"]
        expected = {self.file_name(folder).encode() for folder in folders}
        got = set(self.names) - {b"./backup.json"}
        found += [f"outer tar: there is no {name!r}" for name in sorted(expected - got)]
        found += [f"outer tar: nobody expects {name!r}" for name in sorted(got - expected)]
        if self.names[-1:] != [b"./backup.json"] or self.names.count(b"./backup.json") != 1:
            found.append("outer tar: ./backup.json is not the last member, or not the only one")
        if not isinstance(self.manifest, dict):
            return found + ["./backup.json: it is not there or no object"]
        return found + [f"./backup.json: {line}" for line in self.manifest_complaints(folders, config)]

    def manifest_complaints(self, folders, config):
        manifest = self.manifest
        wrong = [key for key, kind in REQUIRED.items() if type(manifest.get(key)) is not kind]
        if wrong:
            return [f"{key} is missing or not of type {REQUIRED[key].__name__}" for key in wrong]
        with open(os.path.join(config, ".HA_VERSION"), encoding="utf-8") as file:
            version = file.read().strip()
        named = f"{manifest['date']} - {manifest['name']}".lower().encode()
        checks = {
            "version is not 2": manifest["version"] == 2,
            "slug is not made of date and name": manifest["slug"] == hashlib.sha1(named).hexdigest()[:8],
            "name cannot be a file's": not re.search(r"[/\\]", manifest["name"]) and manifest["name"] not in ("", ".", ".."),
            "date is no date with a time zone": has_zone(manifest["date"]),
            "type is neither full nor partial": manifest["type"] in ("full", "partial"),
            "protected is true, and nothing is encrypted": manifest["protected"] is False,
            f"homeassistant.version is not {version}": manifest["homeassistant"].get("version") == version,
            "homeassistant.exclude_database is no boolean":
                isinstance(manifest["homeassistant"].get("exclude_database"), bool),
            "folders are not those that are in it":
                sorted(manifest["folders"]) == sorted(name.replace("_", "/") for name in folders if name != "config"),
        }
        return [text for text, holds in checks.items() if not holds]


def has_zone(date):
    try:
        return datetime.datetime.fromisoformat(date).tzinfo is not None
    except ValueError:
        return False
