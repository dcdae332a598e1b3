//! Sentinel's kernels: reading exports and judging items. No Python in here.
#![forbid(unsafe_code)]

pub mod clues;
pub mod demand;
pub mod detect;
pub mod duplicates;
pub mod error;
pub mod evidence;
pub mod item;
pub mod parallel;
pub mod peers;
pub mod primitives;
pub mod reading;
pub mod scorecard;
pub mod seasons;
pub mod signals;
pub mod snapshot;
pub mod sold;
pub mod statistics;
