"""The archive that a replication bundle is: one zip, the same for the same files."""

from __future__ import annotations

import zipfile
from pathlib import Path

from annotate.io.writing import written_whole

_EARLIEST = (1980, 1, 1, 0, 0, 0)


def pack(folder: Path, target: Path) -> None:
    """Write the files of `folder` as a zip without times, so that the same files give the same zip."""
    with written_whole(target) as new, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(one for one in folder.rglob("*") if one.is_file() and "__pycache__" not in one.parts):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, path.read_bytes())
