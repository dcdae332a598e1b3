//! Bindings of `sentinel_core::reading`.

use arrow_array::RecordBatchReader;
use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_pyarrow::{PyArrowType, ToPyArrow};
use arrow_schema::ArrowError;
use pyo3::buffer::PyBuffer;
use pyo3::exceptions::{PyBufferError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use sentinel_core::reading::{
    self, Column, DateOrder, Decimal, Kind, Layout, Options, Read, ReadError,
};

pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(read_typed, module)?)?;
    module.add_function(wrap_pyfunction!(read_text, module)?)?;
    module.add_function(wrap_pyfunction!(cast_table, module)?)
}

type PyColumn = (
    String,
    String,
    usize,
    String,
    String,
    Option<String>,
    Vec<String>,
    f64,
);

/// The bytes behind a Python object, held until dropped.
struct Bytes(PyBuffer<u8>);

// SAFETY: the buffer is only read, and its memory stays where it is until it is released.
unsafe impl Send for Bytes {}
unsafe impl Sync for Bytes {}

impl Bytes {
    fn new(data: &Bound<'_, PyAny>) -> PyResult<Bytes> {
        let buffer = PyBuffer::<u8>::get(data)?;
        if !buffer.readonly() || !buffer.is_c_contiguous() {
            return Err(PyBufferError::new_err(
                "expected read-only contiguous bytes (bytes, a read-only mmap or memoryview)",
            ));
        }
        Ok(Bytes(buffer))
    }

    fn as_slice(&self) -> &[u8] {
        if self.0.len_bytes() == 0 {
            return &[];
        }
        // SAFETY: contiguous, as long as said, alive as long as `self`, and nobody may write to it.
        unsafe { std::slice::from_raw_parts(self.0.buf_ptr().cast(), self.0.len_bytes()) }
    }
}

#[pyfunction]
#[pyo3(signature = (data, delimiter, quoting, data_start, first_row, headers, columns, threads, max_examples, part=None, titles=Vec::new()))]
#[expect(clippy::too_many_arguments, reason = "one call, one pass")]
fn read_typed<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    delimiter: &str,
    quoting: bool,
    data_start: usize,
    first_row: i64,
    headers: Vec<String>,
    columns: Vec<PyColumn>,
    threads: usize,
    max_examples: usize,
    part: Option<usize>,
    titles: Vec<String>,
) -> PyResult<Bound<'py, PyDict>> {
    let data = Bytes::new(data)?;
    let layout = layout(delimiter, quoting, data_start, first_row, headers, titles)?;
    let columns = columns
        .into_iter()
        .map(column)
        .collect::<PyResult<Vec<_>>>()?;
    let options = Options {
        threads,
        max_examples,
        part,
    };
    let read = py.detach(|| reading::read_typed(data.as_slice(), &layout, &columns, options));
    result(py, read)
}

#[pyfunction]
#[pyo3(signature = (data, delimiter, quoting, data_start, first_row, headers, max_examples, threads=1, part=None, titles=Vec::new()))]
#[expect(clippy::too_many_arguments, reason = "one call, one pass")]
fn read_text<'py>(
    py: Python<'py>,
    data: &Bound<'py, PyAny>,
    delimiter: &str,
    quoting: bool,
    data_start: usize,
    first_row: i64,
    headers: Vec<String>,
    max_examples: usize,
    threads: usize,
    part: Option<usize>,
    titles: Vec<String>,
) -> PyResult<Bound<'py, PyDict>> {
    let data = Bytes::new(data)?;
    let layout = layout(delimiter, quoting, data_start, first_row, headers, titles)?;
    let options = Options {
        threads,
        max_examples,
        part,
    };
    let read = py.detach(|| reading::read_text(data.as_slice(), &layout, options));
    result(py, read)
}

#[pyfunction]
#[pyo3(signature = (table, columns, threads, max_examples, part=None))]
fn cast_table<'py>(
    py: Python<'py>,
    table: PyArrowType<RecordBatchStreamReader>,
    columns: Vec<PyColumn>,
    threads: usize,
    max_examples: usize,
    part: Option<usize>,
) -> PyResult<Bound<'py, PyDict>> {
    let columns = columns
        .into_iter()
        .map(column)
        .collect::<PyResult<Vec<_>>>()?;
    let options = Options {
        threads,
        max_examples,
        part,
    };
    let stream = table.0;
    let read = py.detach(|| {
        let schema = stream.schema();
        let batches = stream.collect::<Result<Vec<_>, ArrowError>>()?;
        reading::cast_table(&schema, &batches, &columns, options)
    });
    result(py, read)
}

fn layout(
    delimiter: &str,
    quoting: bool,
    data_start: usize,
    first_row: i64,
    headers: Vec<String>,
    titles: Vec<String>,
) -> PyResult<Layout> {
    let &[delimiter] = delimiter.as_bytes() else {
        return Err(to_python(ReadError::Delimiter));
    };
    Ok(Layout {
        delimiter,
        quoting,
        data_start,
        first_row,
        headers,
        titles,
    })
}

fn column(given: PyColumn) -> PyResult<Column> {
    let (name, header, index, kind, decimal, order, nulls, scale) = given;
    let unknown =
        |what: &str, value: &str| PyValueError::new_err(format!("unknown {what} {value:?}"));
    Ok(Column {
        kind: match kind.as_str() {
            "text" => Kind::Text,
            "repeated" => Kind::Repeated,
            "number" => Kind::Number,
            "date" => Kind::Date,
            other => return Err(unknown("kind", other)),
        },
        decimal: match decimal.as_str() {
            "." => Some(Decimal::Dot),
            "," => Some(Decimal::Comma),
            "auto" => None,
            other => return Err(unknown("decimal mark", other)),
        },
        date_order: match order.as_deref() {
            Some("YMD") => Some(DateOrder::Ymd),
            Some("MDY") => Some(DateOrder::Mdy),
            Some("DMY") => Some(DateOrder::Dmy),
            None => None,
            Some(other) => return Err(unknown("date order", other)),
        },
        name,
        header,
        index,
        nulls,
        scale,
    })
}

fn to_python(error: ReadError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn result(py: Python<'_>, read: Result<Read, ReadError>) -> PyResult<Bound<'_, PyDict>> {
    let read = read.map_err(to_python)?;
    let batches = PyList::empty(py);
    for batch in &read.batches {
        batches.append(batch.to_pyarrow(py)?)?;
    }
    let (left_out, left_out_rows) = (PyDict::new(py), PyDict::new(py));
    for reason in read.left_out {
        left_out.set_item(&reason.reason, reason.count)?;
        left_out_rows.set_item(&reason.reason, reason.rows)?;
    }
    let problems = PyList::empty(py);
    for problem in read.problems {
        let examples = problem.examples.into_iter();
        let examples = examples.map(|example| (example.row, example.value, example.message));
        let entry = PyDict::new(py);
        entry.set_item("code", problem.code)?;
        entry.set_item("column", problem.column)?;
        entry.set_item("header", problem.header)?;
        entry.set_item("count", problem.count)?;
        entry.set_item("examples", examples.collect::<Vec<_>>())?;
        problems.append(entry)?;
    }
    let result = PyDict::new(py);
    result.set_item("batches", batches)?;
    result.set_item("rows_read", read.rows_read)?;
    result.set_item("left_out", left_out)?;
    result.set_item("left_out_rows", left_out_rows)?;
    result.set_item("problems", problems)?;
    Ok(result)
}
