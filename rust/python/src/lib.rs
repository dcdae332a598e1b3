//! All bindings. No algorithm lives here: unwrap, release the GIL, compute, wrap.
mod detection;
mod duplicates;
mod error;
mod reading;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    detection::register(module)?;
    duplicates::register(module)?;
    reading::register(module)?;
    Ok(())
}
