"""Writes a backup as Home Assistant does, with its own library securetar: python home_assistant.py TREE ARCHIVE [OPTIONS]

Like Core 2026.11: gzip level 6; with a password the library takes level 9, whatever one wants.
"""
import argparse
import io
import json
import pathlib
import tarfile

import securetar

BUFFER = 4 << 20  # bytes, as Core has it


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tree", type=pathlib.Path)
    parser.add_argument("archive", type=pathlib.Path)
    parser.add_argument("--password")
    parser.add_argument("--uncompressed", action="store_true")
    options = parser.parse_args()
    with securetar.SecureTarArchive(options.archive, "w", bufsize=BUFFER, password=options.password) as archive:
        manifest = json.dumps({"version": 2, "slug": "0123abcd", "name": "bench", "type": "partial"}).encode()
        entry = tarfile.TarInfo("./backup.json")
        entry.size = len(manifest)
        archive.tar.addfile(entry, io.BytesIO(manifest))
        for folder in sorted(options.tree.iterdir()):
            name, inside = ("homeassistant", "data") if folder.name == "config" else (folder.name, ".")
            ending = "tar" if options.uncompressed else "tar.gz"
            with archive.create_tar(f"./{name}.{ending}", gzip=not options.uncompressed) as member:
                securetar.atomic_contents_add(member, folder, file_filter=lambda path: False, arcname=inside)


if __name__ == "__main__":
    main()
