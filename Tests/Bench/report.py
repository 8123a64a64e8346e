"""Turns what was measured into Markdown."""
from contenders import PIGZ_ALONE, TAR
from table import table
from usage import Spread, ratio

MB, MIB = 1e6, 1 << 20
HEAD = ["", "wall s", "CPU s", "peak MiB, largest", "peak MiB, all", "written MB", "sent MB", "wall ×", "CPU ×", "peak ×", "sent ×"]
COMPARED = {"wall": "wall time", "cpu": "CPU", "together": "memory", "sent": "size"}
BETTER = 0.98  # of ours; what is closer is noise


def spread(usages, name):
    return Spread.of(getattr(usage, name) for usage in usages)


def median(usages, name):
    return spread(usages, name).median


def row(name, usages, ours):
    cells = [
        name, spread(usages, "wall").text(digits=2), spread(usages, "cpu").text(digits=2), spread(usages, "largest").text(MIB, 0),
        spread(usages, "together").text(MIB, 0), spread(usages, "written").text(MB), spread(usages, "sent").text(MB)]
    return cells + [ratio(median(usages, of), median(ours, of)) if ours else "-" for of in COMPARED]


def shape(rounds):
    """The table of a shape, and the sentences below it."""
    ours = rounds.usages.get(rounds.shape.contenders[0].name)
    lines = [f"### {rounds.shape.title}", "", table(HEAD, [row(name, usages, ours) for name, usages in rounds.usages.items()]), ""]
    said = [*sentences(rounds, ours), *rounds.remarks] if ours else rounds.remarks
    return "\n".join([*lines, *(f"{sentence}\n" for sentence in said)])


def sentences(rounds, ours):
    """What the figures come to, where others are better included."""
    usages, slowest = rounds.usages, rounds.shape.slowest
    if slowest and slowest.name in usages:
        times = ratio(median(ours, "wall"), median(usages[slowest.name], "wall"))
        yield f"Wall time against {slowest.name}, the slowest stage: {times} × (target: at most 1.1)."
    if TAR.name in usages:
        yield uploading(ours, usages[TAR.name])
    if PIGZ_ALONE.name in usages:
        pigz = usages[PIGZ_ALONE.name]
        yield f"Speed against pigz -6: {ratio(median(pigz, 'wall'), median(ours, 'wall'))} ×, for a CPU second " \
            f"{ratio(median(pigz, 'cpu'), median(ours, 'cpu'))} × (target: at least 1.8)."
    yield not_the_best(ours, {one.name: usages[one.name] for one in rounds.shape.contenders[1:] if one.name in usages})


def not_the_best(ours, others):
    found = []
    for of, what in COMPARED.items():
        ratios = {name: median(usages, of) / (median(ours, of) or 1) for name, usages in others.items()}
        better = [f"{name}: {ratio:.2f} ×" for name, ratio in ratios.items() if ratio < BETTER]
        found += [f"{what} ({', '.join(better)})"] if better else []
    return f"Others are better at {'; '.join(found)}." if found else "Nobody is better at anything here."


def uploading(ours, tar):
    """How much goes up for a second of the processor's."""
    def rate(usages, seconds):
        return Spread.of(usage.sent / MB / seconds(usage) for usage in usages).median

    mine, theirs = rate(ours, lambda usage: usage.cpu), rate(tar, lambda usage: usage.cpu)
    alone = rate(tar, lambda usage: usage.by_program["rclone"])
    return f"Sent for a CPU second: drivepipe {mine:,.0f} MB; tar and rclone {theirs:,.0f} MB, rclone without tar {alone:,.0f} MB; " \
        f"{ratio(mine, theirs)} × and {ratio(mine, alone)} × (target: at least 2)."


def sizes(measured):
    """:param measured: pairs of a corpus' bytes and the usages of ours."""
    head = ["corpus MB", "rounds", "wall s", "CPU s", "MB/s", "CPU s per GB", "peak MiB", "written MB", "sent MB"]
    rows = [[
        f"{size / MB:,.0f}", str(len(usages)), spread(usages, "wall").text(digits=2), spread(usages, "cpu").text(digits=2),
        f"{size / MB / median(usages, 'wall'):.0f}", f"{median(usages, 'cpu') / size * 1e9:.1f}", spread(usages, "together").text(MIB),
        spread(usages, "written").text(MB), spread(usages, "sent").text(MB)] for size, usages in measured]
    return "\n".join(["### Any size: drivepipe alone", "", table(head, rows), ""])
