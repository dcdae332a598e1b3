//! Binding of `sentinel_core::duplicates`.

use std::sync::Arc;

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_array::{Int64Array, RecordBatch};
use arrow_pyarrow::{FromPyArrow, ToPyArrow};
use pyo3::prelude::*;
use sentinel_core::duplicates;

use crate::error::to_python;

#[pyfunction]
fn duplicate_rows<'py>(py: Python<'py>, table: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let reader = RecordBatchStreamReader::from_pyarrow_bound(table)?;
    let batches = reader
        .collect::<Result<Vec<RecordBatch>, _>>()
        .map_err(|error| to_python(error.into()))?;
    let found = py
        .detach(|| duplicates::duplicate_rows(&batches))
        .map_err(to_python)?;
    RecordBatch::try_from_iter([
        ("row", Arc::new(Int64Array::from(found.rows)) as _),
        ("group", Arc::new(Int64Array::from(found.groups)) as _),
    ])
    .map_err(|error| to_python(error.into()))?
    .to_pyarrow(py)
}

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(duplicate_rows, module)?)
}
