"""The situations, and who is compared in each."""
import dataclasses

import contenders as who

MB = 1_000_000


@dataclasses.dataclass(frozen=True)
class Shape:
    key: str
    title: str
    contenders: tuple
    slowest: who.Contender | None = None  # the stage that nobody can beat
    uplink: int | None = None  # bytes per second
    disk: int | None = None  # bytes per second that can be read
    cold: bool = False  # nothing in the page cache
    password: str | None = None
    compressed: bool = True


def shapes(uplink, disk):
    """:param uplink, disk: bytes per second in the shapes that these limit."""
    return (
        Shape("cpu", "Limited by the processor: disk and uplink as fast as they go",
              (who.OURS, who.OURS_ON_ONE_THREAD, who.PIGZ, who.GZIP, who.ZLIB_ALONE, who.HOME_ASSISTANT), who.DEFLATE_ALONE),
        Shape("deflate", "Reading and compressing alone, into a file in memory",
              (who.DEFLATE_ALONE, who.PIGZ_ALONE, who.GZIP_ALONE)),
        Shape("uplink", f"Limited by the uplink: {uplink / MB:g} MB/s",
              (who.OURS, who.PIGZ, who.GZIP, who.HOME_ASSISTANT), who.UPLOAD_ALONE, uplink=uplink),
        Shape("disk", f"Limited by the disk: reads of {disk / MB:g} MB/s, nothing in the page cache",
              (who.OURS, who.PIGZ, who.GZIP, who.HOME_ASSISTANT), who.READ_ALONE, disk=disk, cold=True),
        Shape("encrypted", "Encrypted: SecureTar version 3 with a password", (who.OURS, who.HOME_ASSISTANT), password="correct horse"),
        Shape("uncompressed", "Uncompressed", (who.OURS, who.TAR, who.HOME_ASSISTANT), compressed=False),
    )
