#!/usr/bin/env python3
"""Makes a Home Assistant installation's folders, for demos and tests: OUT/config, OUT/share, OUT/ssl and OUT/media.

    make_tree.py OUT [--megabytes 200] [--seed 1]

The same seed and size make the same tree. It has what a backup stumbles over: a real recorder database, many small files,
pictures that do not compress, everything that Home Assistant leaves out and its near misses, odd names, links, sockets.
"""
import argparse
import os
import random
import socket
import sqlite3
import struct
import sys

NOW = 1_780_000_000  # seconds; everything in the tree is older
YEARS = 3 * 365 * 86_400

SCHEMA = """
PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;
CREATE TABLE states_meta (metadata_id INTEGER PRIMARY KEY, entity_id VARCHAR(255));
CREATE TABLE state_attributes (attributes_id INTEGER PRIMARY KEY, hash BIGINT, shared_attrs TEXT);
CREATE TABLE states (state_id INTEGER PRIMARY KEY, state VARCHAR(255), last_updated_ts FLOAT, old_state_id INTEGER,
  attributes_id INTEGER, context_id_bin BLOB, metadata_id INTEGER);
CREATE TABLE statistics_short_term (id INTEGER PRIMARY KEY, created_ts FLOAT, metadata_id INTEGER, start_ts FLOAT,
  mean FLOAT, min FLOAT, max FLOAT);
CREATE UNIQUE INDEX ix_states_meta_entity_id ON states_meta (entity_id);
CREATE INDEX ix_state_attributes_hash ON state_attributes (hash);
CREATE INDEX ix_states_metadata_id_last_updated_ts ON states (metadata_id, last_updated_ts);
CREATE INDEX ix_states_context_id_bin ON states (context_id_bin);
CREATE INDEX ix_states_old_state_id ON states (old_state_id);
CREATE UNIQUE INDEX ix_statistics_short_term ON statistics_short_term (metadata_id, start_ts);
"""
ROOMS = "living_room kitchen bedroom bathroom office garage garden hallway attic basement terrace küche".split()
THINGS = "temperature humidity power energy voltage battery motion door light heater pump window signal".split()
WORDS = """sensor state entity update config entry coordinator client session timeout error value unit attribute platform
service domain options schema interval temperature energy battery signal occupancy climate switch camera volume kitchen
window heater inverter tracker forecast pressure zigbee topic payload retain discovery router group scene automation
trigger condition action delay notify dashboard history logbook statistics recorder database token firmware""".split()


class Tree:
    def __init__(self, out, seed):
        self.out = os.fsencode(out)
        self.rng = random.Random(seed)
        self.entities = [f"sensor.{room}_{thing}_{number}" for room in ROOMS for thing in THINGS for number in range(4)]
        self.text = self.prose(1 << 20)

    def prose(self, size):
        lines = []
        while size > 0:
            first, *words = self.rng.choices(WORDS, k=self.rng.randint(3, 9))
            lines.append(" " * self.rng.choice((0, 2, 4)) + f"{first}: {' '.join(words)} {self.rng.random():.4f}\n")
            size -= len(lines[-1])
        return "".join(lines).encode()

    def some_text(self, size):
        start = self.rng.randrange(len(self.text))
        return (self.text[start:] + self.text * (size // len(self.text) + 1))[:size]

    def path(self, name):
        path = os.path.join(self.out, os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def write(self, name, content, mode=0o644):
        path = self.path(name)
        with open(path, "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())
        os.chmod(path, mode)

    def folder(self, name, mode=0o755):
        os.makedirs(self.path(name), exist_ok=True)
        os.chmod(self.path(name), mode)

    def link(self, name, target):
        os.symlink(os.fsencode(target), self.path(name))

    def fill(self, size, smallest, largest, make):
        """Calls make(number, size) until the sizes add up."""
        number = 0
        while size > 0:
            one = min(size, self.rng.randint(smallest, largest))
            make(number, one)
            size -= one
            number += 1

    def picture(self, size):
        return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0H\0H\0\0" + self.rng.randbytes(size) + b"\xff\xd9"

    def json(self, size):
        rows = []
        while size > 0:
            entity = self.rng.choice(self.entities)
            rows.append('{"entity_id":"%s","unique_id":"%016x","device_id":"%032x","disabled_by":null,"name":"%s"}' % (
                entity, self.rng.getrandbits(64), self.rng.getrandbits(128), entity[7:].replace("_", " ").title()))
            size -= len(rows[-1]) + 2
        return '{"version":1,"minor_version":19,"key":"core.registry","data":{"entities":[\n' + ",\n".join(rows) + "\n]}}\n"


def recorder(tree, size):
    rng = tree.rng
    path = tree.path("config/home-assistant_v2.db")
    database = sqlite3.connect(path, isolation_level=None)
    database.executescript(SCHEMA)
    database.execute("BEGIN")
    database.executemany("INSERT INTO states_meta VALUES (?,?)", enumerate(tree.entities, 1))
    values = [f"{rng.gauss(20, 9):.2f}" for _ in range(3000)] + ["on", "off", "home", "unavailable"] * 200
    last = {}
    number, when = 0, NOW - 30 * 86_400.0

    def states(count):
        nonlocal number, when
        for noise in struct.iter_unpack(">10s", rng.randbytes(10 * count)):
            number += 1
            when += 0.37
            entity = int(len(tree.entities) * rng.random() ** 2) + 1
            context = struct.pack(">Q", int(when * 1000))[2:] + noise[0]
            yield number, values[number * 7919 % len(values)], when, last.get(entity), number // 9, context, entity
            last[entity] = number

    while database.execute("PRAGMA page_count").fetchone()[0] * 4096 < size:
        first = number
        database.executemany("INSERT INTO states VALUES (?,?,?,?,?,?,?)", states(5000))
        database.executemany("INSERT INTO state_attributes VALUES (?,?,?)", (
            (at, at * 2654435761 % 2**32, '{"unit_of_measurement":"W","friendly_name":"%s","last":%d}' % (
                tree.entities[at % len(tree.entities)], at * 31 % 9973)) for at in range(first // 9 + 1, number // 9 + 1)))
        database.executemany("INSERT INTO statistics_short_term VALUES (?,?,?,?,?,?,?)", (
            (at, when, at % len(tree.entities), at // len(tree.entities) * 300.0, at % 97 / 7, at % 89 / 7, at % 101 / 7)
            for at in range(first // 4, number // 4)))
    database.execute("COMMIT")
    database.close()
    os.chmod(path, 0o644)


def zigbee(tree, size):
    database = sqlite3.connect(tree.path("config/zigbee.db"))
    database.executescript("PRAGMA synchronous=OFF; CREATE TABLE attributes (ieee TEXT, cluster INT, value TEXT);")
    database.executemany("INSERT INTO attributes VALUES (?,?,?)", (
        ("%016x" % tree.rng.getrandbits(64), at % 1280, str(tree.rng.randrange(1 << 16))) for at in range(size // 34)))
    database.commit()
    database.close()


def configuration(tree, size):
    write, rng = tree.write, tree.rng
    write("config/.HA_VERSION", "2026.11.0")
    write("config/configuration.yaml", "default_config:\nautomation: !include automations.yaml\n")
    write("config/secrets.yaml", "mqtt_password: not-a-real-one\n", 0o600)
    for name in ("automations", "scripts", "scenes"):
        write(f"config/{name}.yaml", tree.some_text(9_000))
    recorder(tree, int(size * 0.60))
    zigbee(tree, int(size * 0.01))
    for name in ("core.entity_registry", "core.device_registry", "core.restore_state", "lovelace", "auth"):
        write(f"config/.storage/{name}", tree.json(int(size * 0.008)), 0o600)
    tree.fill(int(size * 0.04), 500, 30_000, lambda number, one: write(
        f"config/custom_components/part_{number % 23}/module_{number}.py", tree.some_text(one)))
    tree.fill(int(size * 0.02), 20, 2_500, lambda number, one: write(
        f"config/packages/room_{number % 40}/entry_{number}.yaml", tree.some_text(one)))
    tree.fill(int(size * 0.11), 40_000, 3_000_000, lambda number, one: write(
        f"config/www/camera_{number % 5}/picture_{number}.jpg", tree.picture(one)))
    write("config/bin/refresh.sh", "#!/bin/sh\nexit 0\n", 0o755)
    write("config/esphome/firmware.bin", rng.randbytes(int(size * 0.005)) + bytes(int(size * 0.005)), 0o640)


def excluded(tree, size):
    """What Home Assistant leaves out, each with a near miss that must be kept."""
    write = tree.write
    for name in ("home-assistant.log", "home-assistant.log.1", "OZW_Log.txt", ".cache/brands.json", "zigbee.db-shm"):
        write(f"config/{name}", tree.some_text(size // 5))
    write("config/tts/hello.mp3", tree.rng.randbytes(30_000))
    write("config/tts/deeper/hello.mp3", tree.rng.randbytes(30_000))
    for name in ("custom_components/part_1", "python_scripts/a/b"):
        write(f"config/{name}/__pycache__/module.cpython-314.pyc", tree.rng.randbytes(4_000))
        write(f"config/{name}/.DS_Store", bytes(100))
    write("config/backups/old.tar", tree.rng.randbytes(50_000))
    write("config/tmp_backups/half.tar", tree.rng.randbytes(50_000))
    for name in ("www/visits.log", "packages/tts/hello.mp3", "backups/notes.txt", "backups/2025/kept.tar",
                 "custom_components/OZW_Log.txt", "esphome/.cache/kept", "home-assistant.logs", "data/nested/x.db-shm"):
        write(f"config/{name}", tree.some_text(700))


def oddities(tree):
    write, link = tree.write, tree.link
    for root in ("config/www", "share", "media"):
        write(f"{root}/Küche – Übersicht ☕.yaml", "übrig: true\n")
        write(f"{root}/{'long name ' * 14}.txt", "a name of more than 100 bytes\n")
        write(f"{root}/{'/'.join(['a folder within a folder'] * 12)}/deep.txt", "a path of more than 255 bytes\n")
        write(os.fsencode(f"{root}/latin-1 caf") + b"\xe9.txt", "a name that is not UTF-8\n")
        write(f"{root}/quo'te \"and\" back\\slash $HOME *.txt", "a name that shells like\n")
        write(f"{root}/-rf", "a name that tools take for an option\n")
        write(f"{root}/empty.txt", b"")
        write(f"{root}/read only.txt", "mode 0444\n", 0o444)
        for size in (511, 512, 513, 10_240):
            write(f"{root}/blocks/{size}.bin", tree.rng.randbytes(size))
        tree.folder(f"{root}/empty folder")
        tree.folder(f"{root}/private", 0o700)
        link(f"{root}/relative link", "blocks/512.bin")
        link(f"{root}/link to a folder", "blocks")
        link(f"{root}/dangling link", "../nothing/here ü")
        link(f"{root}/link with a long target", "/".join(["elsewhere"] * 15))
        os.link(tree.path(f"{root}/blocks/513.bin"), tree.path(f"{root}/second name.bin"))
        os.mkfifo(tree.path(f"{root}/a fifo"))
        bind_socket(tree.path(f"{root}/a socket"))


def bind_socket(path):
    back = os.getcwd()
    os.chdir(os.path.dirname(path))  # the path of a socket is short by law
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.basename(path))
    os.chdir(back)


def folders(tree, size):
    tree.fill(int(size * 0.07), 2_000, 200_000, lambda number, one: tree.write(
        f"share/documents/{number % 7}/note_{number}.txt", tree.some_text(one)))
    tree.write("ssl/fullchain.pem", "-----BEGIN CERTIFICATE-----\n" + "QUJD" * 500 + "\n-----END CERTIFICATE-----\n")
    tree.write("ssl/privkey.pem", "not a key\n", 0o600)
    tree.fill(int(size * 0.09), 500_000, 6_000_000, lambda number, one: tree.write(
        f"media/clips/{number}.mp4", b"\0\0\0\x18ftypmp42" + tree.rng.randbytes(one - 12)))


def age(tree):
    """Gives everything a time in the past, with a fraction."""
    for folder, names, files in sorted(os.walk(tree.out)):
        for name in sorted(names + files):
            when = (NOW - tree.rng.randrange(YEARS)) * 10**9 + tree.rng.randrange(10**9)
            os.utime(os.path.join(folder, name), ns=(when, when), follow_symlinks=False)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("out")
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    size = options.megabytes * 1_000_000
    if os.path.exists(options.out) and os.listdir(options.out):
        sys.exit(f"make_tree: {options.out} is not empty")
    os.umask(0o022)
    tree = Tree(options.out, options.seed)
    configuration(tree, size)
    excluded(tree, int(size * 0.02))
    folders(tree, size)
    oddities(tree)
    age(tree)


if __name__ == "__main__":
    main()
