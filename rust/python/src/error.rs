//! The one place where the core's errors become Python's.

use pyo3::PyErr;
use pyo3::exceptions::PyValueError;
use sentinel_core::error::Error;

pub fn to_python(error: Error) -> PyErr {
    PyValueError::new_err(error.to_string())
}
