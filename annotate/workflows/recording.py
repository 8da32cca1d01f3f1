"""What the verbs append to the study's record."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.errors import AnnotateWarning, InputError

if TYPE_CHECKING:
    import pandas as pd

    from annotate.study.flow_chart import FlowStep
    from annotate.study.ledger import Ledger
    from annotate.study.record import Event, Record
    from annotate.workflows.study import Study


def record_of(study: Study | None) -> Record | None:
    """The record of `study`; None outside any study, where nothing is recorded."""
    from annotate.study.record import Record

    return Record(study.folder) if study is not None and study.exists else None


def make_separate(study: Study | None) -> None:
    """Give `study`, in a copy of another study's folder, an id of its own.

    Raises
    ------
    InputError
        Outside any study.
    """
    from annotate.study.places import separate

    record = record_of(study)
    if record is None:
        raise InputError("`new_study`: there is no study in this folder; run annotate init first")
    separate(record)


def hashes_of(**inputs: object) -> dict[str, str]:
    """The hash of each of `inputs` that is a table or the path of an existing file or folder, by its name."""
    import pandas as pd

    from annotate.study.hashes import file_hash, table_hash

    hashes = {}
    for name, one in inputs.items():
        if isinstance(one, pd.DataFrame):
            hashes[name] = table_hash(one)
        elif isinstance(one, str | os.PathLike) and Path(one).exists():
            hashes[f"{name} {Path(one).name}"] = file_hash(Path(one))
    return hashes


def hashes_of_paths(paths: Iterable[object]) -> dict[str, str]:
    """The hash of each existing file or folder among `paths`, by its path."""
    from annotate.study.hashes import file_hash

    existing = [Path(one) for one in paths if isinstance(one, str | os.PathLike) and Path(one).exists()]
    return {str(path): file_hash(path) for path in existing}


def history(study: Study) -> list[Event]:
    """Everything that was done in `study`, the oldest first; nothing outside any study."""
    record = record_of(study)
    return record.events() if record else []


def earlier_waves(record: Record, frame: Path | None) -> pd.DataFrame | None:
    """The frame of all waves that `record` has; `frame` is what a study without recorded draws has of them."""
    from annotate.io.reading import read_table
    from annotate.study.draws import add_draw, draws, earlier_frame

    if not draws(record) and frame is not None and frame.is_file():
        table = with_waves(read_table(frame, None))
        if "wave" in table.columns and table["wave"].notna().any():
            drawn = table[table["wave"].notna()].assign(stratum="unknown")
            drawn = drawn if "strategy" in drawn.columns else drawn.assign(strategy="unknown")
            known = table.assign(probability=table["inclusion_probability"].astype(float))
            design = {"imported": frame.name}
            add_draw(record, drawn, known, strategy="unknown", seed=0, design=design, inputs=hashes_of(frame=frame))
            warnings.warn(
                f"the study's record has no draws; those in {frame.name} were taken over, and of earlier pushes and"
                " pulls it knows nothing",
                AnnotateWarning,
                stacklevel=3,
            )
    return earlier_frame(record)


@contextmanager
def drawing_alone(record: Record | None) -> Iterator[None]:
    """Keep other draws of the study waiting for as long as the block runs: a draw begins where the last one ended.

    Raises
    ------
    InputError
        If the record can be read only.
    """
    from filelock import FileLock

    if record:
        record.check_writable()
    with FileLock(record.folder / "sample.lock") if record else nullcontext():
        yield


def with_waves(frame: pd.DataFrame) -> pd.DataFrame:
    """A frame as `annotate.sample` wrote it, with numbers in its columns of numbers, whatever the file's format."""
    import pandas as pd

    numbers = [name for name in frame.columns if name not in ("sentence_id", "target", "strategy")]
    return frame.assign(**{name: pd.to_numeric(frame[name]) for name in numbers})


def flow_of(run: Ledger, study: Study | None) -> tuple[FlowStep, ...]:
    """The flow chart of `run` and of the runs in the study's log that led to what it read."""
    from annotate.study.flow_chart import flow_chart
    from annotate.study.record import Record
    from annotate.study.run_log import chain_to, runs_of

    paths = [count.note for count in run.read if count.note]
    before = chain_to(paths, runs_of(Record(study.folder))) if study and study.exists else []
    return flow_chart([*before, run])


def write_flow(steps: Sequence[FlowStep], path: Path) -> None:
    """Write a flow chart to `path`: as JSON where it ends in .json, else as text.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    from annotate.io.writing import written_whole
    from annotate.study.flow_chart import flow_text

    text = json.dumps([asdict(step) for step in steps], indent=1) if path.suffix == ".json" else flow_text(steps)
    with written_whole(path) as new:
        new.write_text(text + "\n", encoding="utf-8")
