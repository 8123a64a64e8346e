"""Shows a progress message from standard input, over and over on one line."""
import json
import sys


def size(count):
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} GiB"


message = json.load(sys.stdin)
done = message.get("done_bytes") or 0
if done:
    percent = message.get("percent")
    start = "" if percent is None else f"{percent:3.0f} %, "
    print(f"\r\033[K{start}{size(done)} sent, {size(message.get('bytes_per_second') or 0)}/s", end="", flush=True)
