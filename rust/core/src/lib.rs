//! Sentinel's kernels: reading exports and judging items. No Python in here.
#![forbid(unsafe_code)]
