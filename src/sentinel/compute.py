"""pyarrow's compute functions without static types.

Its stubs tell arrays from chunked arrays, which the functions do not, and refuse plain values.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import pyarrow.compute

pc: Any = pyarrow.compute

Cells: TypeAlias = Any
"""An Arrow array or chunked array."""
