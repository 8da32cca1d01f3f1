"""The one name for a NumPy array in this room's signatures; shapes and units are in the docstrings."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
