"""Proves what the figures rest on: python3 -m unittest discover -s Tests/Bench"""
import os
import pathlib
import sqlite3
import sys
import tempfile
import unittest

import machine
import process
import recorder
import report
import throttle
from contenders import Contender
from corpus import Corpus
from process import Command
from rounds import ordered
from shapes import shapes
from table import BEGIN, END, replaced, table
from usage import Spread, Usage, ratio

MB = 1 << 20


def python(source):
    return Command((sys.executable, "-c", source))


class Figures(unittest.TestCase):
    def test_a_spread_is_the_median_and_both_ends(self):
        self.assertEqual(Spread.of([9.0, 1.0, 2.0]), Spread(2.0, 1.0, 9.0))
        self.assertEqual(Spread.of(value * 1e6 for value in (1, 2, 3, 4)).text(1e6), "2.5 (1.0-4.0)")

    def test_a_single_value_has_no_spread(self):
        self.assertEqual(Spread.of([5e9]).text(1e6, 0), "5,000")

    def test_a_ratio_to_nothing_is_none(self):
        self.assertEqual(ratio(3, 2), "1.50")
        self.assertEqual(ratio(3, 0), "-")

    def test_one_after_the_other_adds_time_but_not_memory(self):
        first = Usage(1.0, 2.0, 30, 40, 5, 6, {"tar": 0.5, "gzip": 1.5})
        second = Usage(1.5, 1.0, 35, 36, 7, 8, {"tar": 1.0})
        self.assertEqual(first.then(second), Usage(2.5, 3.0, 35, 40, 12, 14, {"tar": 1.5, "gzip": 1.5}))

    def test_every_round_begins_with_another_contender(self):
        rounds = [ordered("abc", number) for number in range(4)]
        self.assertEqual(["".join(one) for one in rounds], ["abc", "bca", "cab", "abc"])

    def test_what_is_sent_for_a_second_of_the_processors(self):
        ours = [Usage(cpu=1.0, sent=300_000_000)]
        tar = [Usage(cpu=2.0, sent=300_000_000, by_program={"tar": 0.5, "rclone": 1.5})]
        said = report.uploading(ours, tar)
        for part in ("drivepipe 300 MB", "tar and rclone 150 MB", "without tar 200 MB", "2.00 × and 1.50 ×"):
            self.assertIn(part, said)

    def test_where_others_are_better_is_said(self):
        ours = [Usage(wall=2.0, cpu=4.0, together=40, sent=100)]
        worse = [Usage(wall=3.0, cpu=4.0, together=50, sent=100)]
        better = [Usage(wall=1.0, cpu=5.0, together=50, sent=97)]
        self.assertEqual(report.not_the_best(ours, {"a": worse}), "Nobody is better at anything here.")
        self.assertEqual(
            report.not_the_best(ours, {"a": worse, "b": better}), "Others are better at wall time (b: 0.50 ×); size (b: 0.97 ×).")


class Documents(unittest.TestCase):
    def test_a_table_is_markdown(self):
        self.assertEqual(table(["", "wall s"], [["a | b", "1.0"]]), "|  | wall s |\n| --- | --: |\n| a \\| b | 1.0 |")

    def test_only_what_is_between_the_marks_is_replaced(self):
        before = f"# Title\n{BEGIN}\nold\n{END}\nThe end.\n"
        self.assertEqual(replaced(before, "new\n"), f"# Title\n{BEGIN}\nnew\n{END}\nThe end.\n")

    def test_a_document_without_marks_is_left_alone(self):
        with self.assertRaises(ValueError):
            replaced(f"# Title\n{END}\n{BEGIN}\n", "new")

    def test_the_document_can_be_written(self):
        document = pathlib.Path(__file__).resolve().parents[2] / "docs/BENCHMARKS.md"
        self.assertIn("\nnew\n", replaced(document.read_text(), "new"))

    def test_the_machine_is_described_without_its_name(self):
        said = "\n".join(machine.lines())
        self.assertIn(f"{os.cpu_count()} processors", said)
        self.assertNotIn(os.uname().nodename + " ", said)
        self.assertNotIn(str(machine.DRIVEPIPE.parent), said)

    def test_what_is_not_installed_is_named(self):
        self.assertEqual(Contender("", lambda place: [], ("sh", "no-such-program")).missing, ["no-such-program"])

    def test_the_shapes_have_keys_of_their_own(self):
        keys = [shape.key for shape in shapes(6_000_000, 20_000_000)]
        self.assertEqual(keys, ["cpu", "deflate", "uplink", "disk", "encrypted", "uncompressed"])


class Processes(unittest.TestCase):
    def setUp(self):
        # Not in /tmp, which may be memory: what is written there is not written to a disk.
        here = pathlib.Path(__file__).resolve().parents[2] / ".build"
        here.mkdir(exist_ok=True)
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(dir=here)))
        self.log = self.folder / "log"

    def run_all(self, *commands):
        return process.run(commands, self.log)

    def test_a_pipeline_passes_its_bytes_on(self):
        target = self.folder / "sum"
        self.run_all(python("print('x' * 100_000)"), python(f"import sys; open({str(target)!r}, 'w').write(str(len(sys.stdin.read())))"))
        self.assertEqual(target.read_text(), "100001")

    def test_processors_are_counted_down_to_grandchildren(self):
        burn = "import time\nwhile time.process_time() < 0.3: pass"
        usage = self.run_all(python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"), python(burn))
        self.assertGreater(usage.cpu, 0.6)
        self.assertAlmostEqual(sum(usage.by_program.values()), usage.cpu)

    def test_the_largest_process_and_all_together(self):
        hold = f"import time; held = bytearray({60 * MB}); time.sleep(0.4)"
        usage = self.run_all(python(hold), python(hold))
        self.assertGreater(usage.largest, 60 * MB)
        self.assertLess(usage.largest, 110 * MB)
        self.assertGreater(usage.together, 120 * MB)

    def test_those_that_do_not_run_at_the_same_time_are_not_added_up(self):
        hold = f"import time; held = bytearray({60 * MB}); time.sleep(0.2)"
        twice = f"import subprocess, sys\nfor _ in range(2): subprocess.run([sys.executable, '-c', {hold!r}])"
        usage = self.run_all(python(twice))
        self.assertGreater(usage.together, 60 * MB)
        self.assertLess(usage.together, 120 * MB)

    def test_bytes_written_to_the_disk_are_counted_down_to_grandchildren(self):
        write = f"open({str(self.folder / 'file')!r}, 'wb').write(bytes({8 * MB}))"
        usage = self.run_all(python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {write!r}])"))
        self.assertGreaterEqual(usage.written, 8 * MB)
        self.assertLess(usage.written, 9 * MB)

    def test_a_pipeline_that_fails_says_which_part(self):
        with self.assertRaisesRegex(process.Failed, r"ended with 3$"):
            self.run_all(python("pass"), python("raise SystemExit(3)"))

    def test_words_can_be_put_in_front(self):
        target = self.folder / "said"
        process.run([python("import os; print(os.environ['WORD'])")], self.log, ("sh", "-c", f'export WORD=x; "$@" >{target}', "sh"))
        self.assertEqual(target.read_text(), "x\n")

    def test_fields_of_proc(self):
        self.assertEqual(process.field("VmPeak:\t 9 kB\nVmHWM:\t  1234 kB\n", "VmHWM"), 1234)
        self.assertEqual(process.field("", "VmHWM"), 0)

    def test_a_command_with_slow_reads_runs_in_a_control_group(self):
        try:
            with throttle.reads(self.folder, 1_000_000) as before:
                process.run([Command(("sh", "-c", "cat /proc/self/cgroup >&2"))], self.log, before)
        except throttle.Unavailable as reason:
            self.skipTest(str(reason))
        self.assertIn("/drivepipe-bench-", self.log.read_text())


class Files(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_a_corpus_is_about_as_large_as_asked_for_and_kept(self):
        corpus = Corpus(self.folder, 4).make()
        self.assertAlmostEqual(corpus.bytes / 4e6, 1, delta=0.2)
        made = corpus.path.stat().st_ino
        self.assertEqual(Corpus(self.folder, 4).make().path.stat().st_ino, made)
        self.assertEqual(corpus.folders, ["config", "media"])

    def test_the_same_seed_makes_the_same_files(self):
        first, second = (Corpus(self.folder / name, 3).make() for name in ("one", "two"))
        for name in first.files:
            relative = pathlib.Path(name).relative_to(first.path)
            self.assertEqual((second.path / relative).read_bytes(), pathlib.Path(name).read_bytes(), relative)

    def test_the_database_is_sound_and_grows_as_asked(self):
        for size in (3_000_000, 50_000_000):
            path = self.folder / f"{size}.db"
            recorder.make(path, size, 1, [f"sensor.number_{number}" for number in range(300)])
            self.assertAlmostEqual(path.stat().st_size / size, 1, delta=0.15)
        with sqlite3.connect(path) as database:
            self.assertEqual(database.execute("PRAGMA quick_check").fetchone(), ("ok",))
        database.close()


if __name__ == "__main__":
    unittest.main()
