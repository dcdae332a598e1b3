//! Bindings of the detection kernels.

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{RecordBatch, RecordBatchReader};
use arrow_pyarrow::{FromPyArrow, ToPyArrow};
use pyo3::prelude::*;
use sentinel_core::detect::{self as detection, Chosen, Override};
use sentinel_core::error::Error;
use sentinel_core::scorecard::{Curve, Scorecard};
use sentinel_core::snapshot::Snapshot;

use crate::error::to_python;

/// Points of log-odds, and the log-odds where the clue is unknown.
type PyCurve = (Vec<(f64, f64)>, f64);
/// (start, the primitive's own curve, curves by clue, curve of the cost, stretch of its interval)
type PyScorecard = (
    f64,
    Option<PyCurve>,
    Vec<(String, PyCurve)>,
    Option<(String, PyCurve)>,
    Option<(f64, f64)>,
);
/// (primitive, thresholds in declared order, scorecard)
type PyChosen = (String, Vec<f64>, PyScorecard);
/// (primitive, store or None, category or None, position of the threshold, value)
type PyOverride = (String, Option<String>, Option<String>, usize, f64);

fn snapshot(table: &Bound<'_, PyAny>) -> PyResult<Snapshot> {
    let reader = RecordBatchStreamReader::from_pyarrow_bound(table)?;
    let schema = reader.schema();
    let batches = reader
        .collect::<Result<Vec<RecordBatch>, _>>()
        .map_err(|error| to_python(error.into()))?;
    table
        .py()
        .detach(|| Snapshot::new(&schema, &batches))
        .map_err(to_python)
}

fn scorecard((start, own, clues, cost, stretch): PyScorecard) -> Result<Scorecard, Error> {
    let curve = |(points, unknown): PyCurve| Curve::new(points, unknown);
    let named = |(name, given): (String, PyCurve)| (name, curve(given));
    let clues = clues.into_iter().map(named).collect();
    Scorecard::new(start, own.map(curve), clues, cost.map(named), stretch)
}

#[pyfunction]
fn detect<'py>(
    py: Python<'py>,
    table: &Bound<'py, PyAny>,
    as_of: i32,
    chosen: Vec<PyChosen>,
    overrides: Vec<PyOverride>,
    threads: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let snapshot = snapshot(table)?;
    let chosen: Vec<Chosen> = chosen
        .into_iter()
        .map(|(key, thresholds, card)| {
            let scorecard = scorecard(card).map_err(to_python)?;
            Ok(Chosen {
                key,
                thresholds,
                scorecard,
            })
        })
        .collect::<PyResult<_>>()?;
    let overrides: Vec<Override> = (overrides.into_iter())
        .map(|(key, store, category, position, value)| Override {
            key,
            store,
            category,
            position,
            value,
        })
        .collect();
    py.detach(|| detection::detect(&snapshot, as_of, &chosen, &overrides, threads))
        .map_err(to_python)?
        .to_pyarrow(py)
}

#[pyfunction]
fn items<'py>(
    py: Python<'py>,
    table: &Bound<'py, PyAny>,
    as_of: i32,
    threads: usize,
) -> PyResult<Bound<'py, PyAny>> {
    let snapshot = snapshot(table)?;
    py.detach(|| detection::items(&snapshot, as_of, threads))
        .map_err(to_python)?
        .to_pyarrow(py)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("SIGNALS", sentinel_core::signals::SIGNALS)?;
    module.add_function(wrap_pyfunction!(detect, module)?)?;
    module.add_function(wrap_pyfunction!(items, module)?)
}
