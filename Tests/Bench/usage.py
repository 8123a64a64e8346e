"""What a run took, and how several runs of one contender come together."""
import dataclasses
import statistics


@dataclasses.dataclass
class Usage:
    wall: float = 0.0  # seconds
    cpu: float = 0.0  # seconds, user and system, of all processes
    largest: int = 0  # bytes, peak of the largest process
    together: int = 0  # bytes, peaks of the processes that ran at the same time, added up
    written: int = 0  # bytes written to the disk
    sent: int = 0  # bytes that the Drive received
    by_program: dict = dataclasses.field(default_factory=dict)  # CPU seconds

    def then(self, other):
        """One after the other."""
        names = self.by_program | other.by_program
        return Usage(
            self.wall + other.wall, self.cpu + other.cpu, max(self.largest, other.largest), max(self.together, other.together),
            self.written + other.written, self.sent + other.sent,
            {name: self.by_program.get(name, 0.0) + other.by_program.get(name, 0.0) for name in names})


@dataclasses.dataclass(frozen=True)
class Spread:
    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values):
        values = list(values)
        return cls(statistics.median(values), min(values), max(values))

    def text(self, unit=1.0, digits=1):
        """`median (least-most)` in a unit, the parentheses only where there is something to say."""
        median, least, most = (f"{value / unit:,.{digits}f}" for value in (self.median, self.least, self.most))
        return median if least == most else f"{median} ({least}-{most})"


def ratio(value, to):
    return f"{value / to:.2f}" if to else "-"
