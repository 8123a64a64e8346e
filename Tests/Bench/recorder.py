"""Home Assistant's recorder database: made by SQLite itself, with the tables, columns and indexes that matter for its bytes.

A first part is made row by row; the rest repeats it with later times, other values and contexts of its own, which SQLite does
by itself and quickly. Repetitions lie too far apart for deflate to see them.
"""
import json
import math
import os
import random
import sqlite3
import struct

NOW = 1_780_000_000.0  # seconds; everything in the database is older
FIRST_ROWS = 150_000
ROW = 210  # bytes of a state with its share of everything else
WITH_INDEXES = 1.98  # times the tables alone
KINDS = (  # unit, device class, decimals, start, step, weight
    ("W", "power", 1, 120.0, 14.0, 18), ("kWh", "energy", 3, 4321.0, 0.02, 10), ("°C", "temperature", 2, 21.0, 0.1, 16),
    ("%", "humidity", 1, 48.0, 0.5, 10), ("V", "voltage", 1, 231.0, 0.5, 6), ("lqi", None, 0, 120.0, 8.0, 6),
    ("dBm", "signal_strength", 0, -62.0, 3.0, 5), (None, "motion", None, 0.0, 0.0, 12), (None, None, None, 0.0, 0.0, 8))
TABLES = """
PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-131072; PRAGMA temp_store=MEMORY;
CREATE TABLE states_meta (metadata_id INTEGER NOT NULL PRIMARY KEY, entity_id VARCHAR(255));
CREATE TABLE state_attributes (attributes_id INTEGER NOT NULL PRIMARY KEY, hash BIGINT, shared_attrs TEXT);
CREATE TABLE states (state_id INTEGER NOT NULL PRIMARY KEY, entity_id CHAR(0), state VARCHAR(255), attributes CHAR(0),
  event_id SMALLINT, last_changed CHAR(0), last_changed_ts FLOAT, last_reported_ts FLOAT, last_updated CHAR(0),
  last_updated_ts FLOAT, old_state_id INTEGER, attributes_id INTEGER, origin_idx SMALLINT, context_id_bin BLOB,
  context_user_id_bin BLOB, context_parent_id_bin BLOB, metadata_id INTEGER);
CREATE TABLE statistics_meta (id INTEGER NOT NULL PRIMARY KEY, statistic_id VARCHAR(255), source VARCHAR(32),
  unit_of_measurement VARCHAR(255), has_sum BOOLEAN, name VARCHAR(255), mean_type SMALLINT);
CREATE TABLE statistics (id INTEGER NOT NULL PRIMARY KEY, created_ts FLOAT, metadata_id INTEGER, start_ts FLOAT, mean FLOAT,
  min FLOAT, max FLOAT, last_reset_ts FLOAT, state FLOAT, sum FLOAT);
"""
INDEXES = """
CREATE UNIQUE INDEX ix_states_meta_entity_id ON states_meta (entity_id);
CREATE INDEX ix_state_attributes_hash ON state_attributes (hash);
CREATE INDEX ix_states_metadata_id_last_updated_ts ON states (metadata_id, last_updated_ts);
CREATE INDEX ix_states_context_id_bin ON states (context_id_bin);
CREATE INDEX ix_states_last_updated_ts ON states (last_updated_ts);
CREATE INDEX ix_states_old_state_id ON states (old_state_id);
CREATE INDEX ix_states_attributes_id ON states (attributes_id);
CREATE UNIQUE INDEX ix_statistics_statistic_id_start_ts ON statistics (metadata_id, start_ts);
CREATE INDEX ix_statistics_start_ts ON statistics (start_ts);
"""
LATER = """
INSERT INTO state_attributes SELECT attributes_id + :attributes, hash * 69069 % 4294967296,
  replace(shared_attrs, '"last_seen":', '"last_seen":' || :turn) FROM state_attributes WHERE attributes_id <= :attributes;
INSERT INTO states SELECT state_id + :states, NULL, CASE WHEN state GLOB '*.*' THEN
    printf('%.*f', length(state) - instr(state, '.'), state * (1 + (state_id * 2654435761 + :turn * 40503) % 997 / 50000.0))
    ELSE state END,
  NULL, NULL, NULL, last_changed_ts + :span, NULL, NULL, last_updated_ts + :span, old_state_id + :states,
  attributes_id + :attributes, 0, substr(context_id_bin, 1, 6) || substr(scramble(context_id_bin, :turn), 1, 10),
  NULL, NULL, metadata_id FROM states WHERE state_id <= :states;
INSERT INTO statistics SELECT id + :statistics, created_ts + :span, metadata_id, start_ts + :span,
  mean + (id * 7919 + :turn) % 1009 / 700.0, min + (id * 104729 + :turn) % 997 / 700.0, max + (id * 1299709) % 991 / 700.0,
  NULL, state, sum FROM statistics WHERE id <= :statistics;
"""


class Entity:
    """A sensor whose value walks at random."""

    def __init__(self, rng, name):
        self.unit, self.kind, self.decimals, start, step, _ = rng.choices(KINDS, [kind[-1] for kind in KINDS])[0]
        self.value = start * rng.uniform(0.6, 1.4)
        self.step = step * rng.lognormvariate(0, 0.4)
        self.rate = rng.lognormvariate(0, 1.2)
        self.name = name
        self.last_state = self.attributes = None

    def walk(self, rng):
        if self.decimals is None:
            return rng.choice(("on", "off"))
        self.value += rng.uniform(-self.step, self.step)
        return f"{self.value:.{self.decimals}f}"

    def as_json(self, rng):
        attributes = {"state_class": "measurement", "unit_of_measurement": self.unit, "device_class": self.kind,
                      "friendly_name": self.name.split(".")[1].replace("_", " ").title()}
        if rng.random() < 0.4:
            attributes |= {"linkquality": rng.randrange(20, 255), "battery": rng.randrange(1, 101), "last_seen": rng.getrandbits(30)}
        return json.dumps({key: value for key, value in attributes.items() if value is not None}, separators=(",", ":"))


class Recorder:
    def __init__(self, path, seed, entities):
        self.rng = random.Random(seed)
        self.entities = [Entity(self.rng, name) for name in entities]
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.executescript(TABLES)
        self.database.create_function("scramble", 2, self.scramble, deterministic=True)

    @staticmethod
    def scramble(context, turn):
        """Other random bytes for another row."""
        return struct.pack("<QQ", *(number * (2 * turn + 0x9E3779B97F4A7C15) % 2**64 for number in struct.unpack("<QQ", context)))

    def make(self, size):
        """Fills the database until it has about `size` bytes, and closes it."""
        self.database.execute("BEGIN")
        self.describe()
        self.first(min(FIRST_ROWS, size // ROW))
        # The indexes come last, as a vacuum leaves them, and take about as much again.
        one = self.bytes() * WITH_INDEXES
        for turn in range(1, math.ceil(size / one)):
            self.repeat(turn, min(1.0, size / one - turn))
        self.database.execute("COMMIT")
        self.database.executescript(INDEXES)
        self.database.close()

    def bytes(self):
        return self.database.execute("PRAGMA page_count").fetchone()[0] * 4096

    def describe(self):
        self.database.executemany("INSERT INTO states_meta VALUES (?,?)", (
            (number, entity.name) for number, entity in enumerate(self.entities, 1)))
        self.database.executemany("INSERT INTO statistics_meta VALUES (?,?,'recorder',?,0,NULL,1)", (
            (number, entity.name, entity.unit) for number, entity in enumerate(self.entities, 1)))

    def first(self, rows):
        rng, attributes, when = self.rng, [], NOW - 300 * 86_400
        numbers = rng.choices(range(len(self.entities)), [entity.rate for entity in self.entities], k=rows)
        states = []
        for state_id, number in enumerate(numbers, 1):
            entity = self.entities[number]
            when += rng.expovariate(2.5)
            if entity.attributes is None or rng.random() < 0.06:
                attributes.append((len(attributes) + 1, rng.getrandbits(32), entity.as_json(rng)))
                entity.attributes = len(attributes)
            context = struct.pack(">Q", int(when * 1000))[2:] + rng.randbytes(10)
            states.append((state_id, entity.walk(rng), when - 9 if rng.random() < 0.2 else None, when, entity.last_state,
                           entity.attributes, context, number + 1))
            entity.last_state = state_id
        self.database.executemany("INSERT INTO state_attributes VALUES (?,?,?)", attributes)
        self.database.executemany("INSERT INTO states VALUES (?,NULL,?,NULL,NULL,NULL,?,NULL,NULL,?,?,?,0,?,NULL,NULL,?)", states)
        self.database.executemany("INSERT INTO statistics VALUES (?,?,?,?,?,?,?,NULL,NULL,NULL)", self.statistics(rows * 2 // 3))
        self.counts = {"states": rows, "attributes": len(attributes), "statistics": rows * 2 // 3}
        self.span = max(when - NOW + 300 * 86_400, rows / len(self.entities) * 3600.0)

    def statistics(self, rows):
        for number in range(rows):
            hour, which = divmod(number, len(self.entities))
            start = NOW - 400 * 86_400 + hour * 3600.0
            mean = self.entities[which].value + self.rng.uniform(-2, 2)
            yield number + 1, start + 3610.2, which + 1, start, mean, mean - self.rng.random(), mean + self.rng.random()

    def repeat(self, turn, share):
        """The first rows once more, later and with other values; `share` of them."""
        for statement in filter(None, map(str.strip, LATER.split(";"))):
            of = "attributes" if "INTO state_attributes" in statement else "statistics" if "INTO statistics" in statement else "states"
            key = {"attributes": "attributes_id", "statistics": "id", "states": "state_id"}[of]
            shifted = {name: count * turn for name, count in self.counts.items()}
            limited = statement.replace(f"WHERE {key} <= :{of}", f"WHERE {key} <= {int(self.counts[of] * share)}")
            self.database.execute(limited, shifted | {"turn": turn, "span": self.span * turn})


def make(path, size, seed, entities):
    Recorder(path, seed, entities).make(size)
    os.chmod(path, 0o644)
