"""Turns what was measured into Markdown."""
from contenders import OURS
from table import table
from usage import Spread, ratio

MB, MIB = 1e6, 1 << 20
HEAD = ["", "wall s", "CPU s", "peak MiB, largest", "peak MiB, all", "written MB", "sent MB", "wall ×", "CPU ×", "peak ×", "sent ×"]


def spread(usages, name):
    return Spread.of(getattr(usage, name) for usage in usages)


def median(usages, name):
    return spread(usages, name).median


def row(name, usages, ours):
    cells = [
        name, spread(usages, "wall").text(digits=2), spread(usages, "cpu").text(digits=2), spread(usages, "largest").text(MIB, 0),
        spread(usages, "together").text(MIB, 0), spread(usages, "written").text(MB), spread(usages, "sent").text(MB)]
    return cells + [ratio(median(usages, of), median(ours, of)) if ours else "-" for of in ("wall", "cpu", "together", "sent")]


def shape(rounds):
    """The table of a shape, and the sentences below it."""
    ours = rounds.usages.get(OURS.name)
    lines = [f"### {rounds.shape.title}", "", table(HEAD, [row(name, usages, ours) for name, usages in rounds.usages.items()]), ""]
    lines += [*sentences(rounds, ours), *(f"{remark}\n" for remark in rounds.remarks)]
    return "\n".join(lines)


def sentences(rounds, ours):
    slowest = rounds.shape.slowest
    if ours and slowest and slowest.name in rounds.usages:
        times = ratio(median(ours, "wall"), median(rounds.usages[slowest.name], "wall"))
        yield f"Wall time against the slowest stage alone: {times} × (target: at most 1.1).\n"
    tar = rounds.usages.get("tar \\| rclone rcat")
    if ours and tar:
        yield uploading(ours, tar)


def uploading(ours, tar):
    """How much goes up for a second of the processor's."""
    def rate(usages, seconds):
        return Spread.of(usage.sent / MB / seconds(usage) for usage in usages if seconds(usage)).median

    mine, theirs = rate(ours, lambda usage: usage.cpu), rate(tar, lambda usage: usage.cpu)
    alone = rate(tar, lambda usage: usage.by_program["rclone"])
    return f"Sent per CPU second: drivepipe {mine:,.0f} MB; tar and rclone {theirs:,.0f} MB, rclone without tar {alone:,.0f} MB; " \
        f"{ratio(mine, theirs)} × and {ratio(mine, alone)} × (target: at least 2).\n"


def sizes(measured):
    """:param measured: pairs of a corpus' bytes and the usages of ours."""
    head = ["corpus MB", "rounds", "wall s", "CPU s", "MB/s", "CPU s per GB", "peak MiB", "written MB", "sent MB"]
    rows = [[
        f"{size / MB:,.0f}", str(len(usages)), spread(usages, "wall").text(digits=2), spread(usages, "cpu").text(digits=2),
        f"{size / MB / median(usages, 'wall'):.0f}", f"{median(usages, 'cpu') / size * 1e9:.1f}", spread(usages, "together").text(MIB),
        spread(usages, "written").text(MB), spread(usages, "sent").text(MB)] for size, usages in measured]
    return "\n".join(["### Any size: drivepipe alone", "", table(head, rows), ""])
