"""Names for NumPy arrays in signatures; shapes and units are in the docstrings."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]
"""Any array."""

Reals: TypeAlias = npt.NDArray[np.float64]
"""Real numbers."""

Integers: TypeAlias = npt.NDArray[np.int64]
"""Whole numbers: codes of labels, positions, counts."""

Flags: TypeAlias = npt.NDArray[np.bool_]
"""Truth values."""
