"""The bundle's metadata as an RO-Crate 1.1 (https://w3id.org/ro/crate/1.1): what each file is, for machines."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

METADATA = "ro-crate-metadata.json"
_FORMATS = {
    ".csv": "text/csv",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".py": "text/x-python",
    ".toml": "application/toml",
    ".txt": "text/plain",
}


def ro_crate(folder: Path, *, title: str, made: str, version: str, descriptions: Mapping[str, str]) -> dict[str, Any]:
    """The document to be written to `METADATA` in `folder`.

    Parameters
    ----------
    made
        The date, as 2031-03-04.
    version
        Of annotate.
    descriptions
        What files are, by their path in the folder.
    """
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != METADATA)
    names = [path.relative_to(folder).as_posix() for path in paths]
    software = {
        "@id": "#annotate",
        "@type": "SoftwareApplication",
        "name": "annotate",
        "version": version,
    }
    rerun = {
        "@id": "#results",
        "@type": "CreateAction",
        "name": "Computing every number of results/ by rerun.py",
        "instrument": [{"@id": "rerun.py"}, {"@id": "#annotate"}],
        "object": [{"@id": name} for name in names if name.startswith("data/")],
        "result": [{"@id": name} for name in names if name.startswith("results/")],
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": title,
        "description": "Labels, scores and a script from which every published number can be recomputed.",
        "datePublished": made,
        "license": "Stated by the authors in DATASHEET.md.",
        "hasPart": [{"@id": name} for name in names],
        "mentions": [{"@id": "#results"}],
    }
    about = {
        "@id": METADATA,
        "@type": "CreativeWork",
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
        "about": {"@id": "./"},
    }
    files = [_file(path, name, descriptions) for path, name in zip(paths, names, strict=True)]
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": [about, root, *files, rerun, software]}


def _file(path: Path, name: str, descriptions: Mapping[str, str]) -> dict[str, Any]:
    kind: Any = ["File", "SoftwareSourceCode"] if path.suffix == ".py" else "File"
    entity = {"@id": name, "@type": kind, "name": path.name, "contentSize": str(path.stat().st_size)}
    entity["encodingFormat"] = _FORMATS.get(path.suffix, "application/octet-stream")
    words = descriptions.get(name)
    return entity | ({"description": words} if words else {})
