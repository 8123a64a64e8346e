/// What the processes beside a test run: Python, which has the same SQLite.
enum DatabaseScripts {
    /// `kept` only grows, and `total` counts it; `scrap` comes and goes.
    static func schema(rows: Int) -> String {
        """
        CREATE TABLE kept (id INTEGER PRIMARY KEY, payload BLOB);
        CREATE TABLE scrap (id INTEGER PRIMARY KEY, payload BLOB);
        CREATE TABLE total (count INTEGER, checksum INTEGER);
        CREATE INDEX kept_size ON kept (length(payload));
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(rows))
            INSERT INTO kept SELECT i, randomblob(300) FROM n;
        INSERT INTO scrap SELECT id, randomblob(1000) FROM kept;
        INSERT INTO total SELECT count(*), sum(id) FROM kept;
        """
    }

    /// Arguments: database, statements.
    static let runner = """
        import sqlite3, sys
        database = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
        for statement in sys.argv[2].split(";"):
            for row in database.execute(statement).fetchall():
                print(*row)
        """

    /// Arguments: database, statements, file to make when they were run. Keeps the database open.
    static let holder = """
        import os, sqlite3, sys, time
        database = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
        for statement in sys.argv[2].split(";"):
            database.execute(statement).fetchall()
        open(sys.argv[3], "w").close()
        parent = os.getppid()
        while os.getppid() == parent:
            time.sleep(0.05)
        """

    /// Arguments: database, log of committed rows, number, habits.
    static let writer = """
        import os, random, sqlite3, sys, time
        path, log, number, habits = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:]
        log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        random.seed(number)
        parent = os.getppid()

        def connect():
            database = sqlite3.connect(path, timeout=30, isolation_level=None)
            database.execute("PRAGMA synchronous=OFF")
            for habit in habits:
                if habit.startswith("journal="):
                    database.execute("PRAGMA journal_mode=" + habit[8:])
            return database

        def transact(database, row):
            database.execute("BEGIN IMMEDIATE")
            size = 20000 if "big" in habits and random.random() < 0.05 else 300
            database.execute("INSERT INTO kept VALUES (?, randomblob(?))", (row, random.randrange(size)))
            database.execute("UPDATE total SET count = count + 1, checksum = checksum + ?", (row,))
            for _ in range(random.randrange(8)):
                database.execute("INSERT INTO scrap (payload) VALUES (randomblob(?))", (random.randrange(2000),))
            for _ in range(5):
                changed = (random.randrange(500), random.randrange(1, 200))
                database.execute("UPDATE kept SET payload = randomblob(?) WHERE id = ?", changed)
            if random.random() < 0.1:
                database.execute("DELETE FROM scrap WHERE random() % 3 = 0")
            if random.random() < 0.05:
                database.execute("ROLLBACK")
                return False
            database.execute("COMMIT")
            return True

        database, row = connect(), number * 1000000000
        while True:
            row += 1
            try:
                if transact(database, row):
                    os.write(log, b"%d\\n" % row)
                if "checkpoint" in habits and random.random() < 0.1:
                    mode = random.choice(["PASSIVE", "FULL", "RESTART", "TRUNCATE"])
                    database.execute("PRAGMA busy_timeout=20")
                    database.execute("PRAGMA wal_checkpoint(%s)" % mode).fetchall()
                    database.execute("PRAGMA busy_timeout=30000")
                if "vacuum" in habits and random.random() < 0.01:
                    database.execute("VACUUM")
                if "once" in habits or "reopen" in habits and random.random() < 0.1:
                    database.close()
                    database = connect()
                if os.getppid() != parent:
                    sys.exit(0)
                if "slow" in habits:
                    time.sleep(0.01)
            except sqlite3.OperationalError as error:
                # Nobody keeps a lock for half a minute.
                print(error, flush=True)
                sys.exit(1)
        """

    /// Arguments: copy of the database, log of rows that must be in it. Says what is wrong.
    static let checker = """
        import os, sqlite3, sys
        database = sqlite3.connect(sys.argv[1])
        state = database.execute("PRAGMA integrity_check").fetchall()
        if state != [("ok",)]:
            print("integrity:", state[:3])
        counted = database.execute("SELECT count(*), sum(id) FROM kept").fetchone()
        told = database.execute("SELECT count, checksum FROM total").fetchone()
        if counted != told:
            print("the tables are of two states:", counted, told)
        rows = {row for row, in database.execute("SELECT id FROM kept")}
        missing = {int(line) for line in open(sys.argv[2])} - rows if os.path.exists(sys.argv[2]) else ()
        if missing:
            print(len(missing), "rows are missing, such as", sorted(missing)[:3])
        """
}
