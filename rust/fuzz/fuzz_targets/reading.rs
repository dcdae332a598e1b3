//! Any bytes: no panic, every record accounted for, and the same result whichever way it is read.
//!
//! `cargo +nightly fuzz run reading` in `rust/`.
#![no_main]

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int32Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use libfuzzer_sys::fuzz_target;
use sentinel_core::reading::{
    Column, Kind, Layout, Options, Read, cast_table, read_text, read_typed,
};

const HEADERS: [&str; 5] = ["Item", "Name", "Cost", "Sold", "Group"];

fn columns() -> Vec<Column> {
    let column = |at: usize, name: &str, kind| Column {
        name: name.to_owned(),
        header: HEADERS[at].to_owned(),
        index: at,
        kind,
        decimal: None,
        date_order: None,
        nulls: Vec::new(),
        scale: 1.0,
    };
    vec![
        column(0, "sku", Kind::Text),
        column(1, "description", Kind::Text),
        column(2, "unit_cost", Kind::Number),
        column(3, "last_sold_on", Kind::Date),
        column(4, "category", Kind::Repeated),
    ]
}

/// All values, column by column, as texts: chunks and dictionaries are no part of the result.
fn values(read: &Read) -> Vec<Vec<String>> {
    let mut columns = vec![Vec::new(); HEADERS.len()];
    for batch in &read.batches {
        for (values, array) in columns.iter_mut().zip(batch.columns()) {
            values.extend((0..array.len()).map(|row| value(array, row)));
        }
    }
    columns
}

fn value(array: &ArrayRef, row: usize) -> String {
    if array.is_null(row) {
        return "null".to_owned();
    }
    if let Some(texts) = array.as_string_opt::<i32>() {
        return format!("{:?}", texts.value(row));
    }
    if let Some(numbers) = array.as_primitive_opt::<Float64Type>() {
        assert!(numbers.value(row).is_finite());
        return numbers.value(row).to_string();
    }
    if let Some(days) = array.as_primitive_opt::<Date32Type>() {
        return days.value(row).to_string();
    }
    let keys = array.as_dictionary::<Int32Type>();
    let texts = keys.values().as_string::<i32>();
    format!("{:?}", texts.value(keys.key(row).expect("a key")))
}

fuzz_target!(|input: &[u8]| {
    let Some(([choice, part], data)) = input.split_first_chunk::<2>() else {
        return;
    };
    let layout = Layout {
        delimiter: b",;\t|"[usize::from(choice & 3)],
        quoting: choice & 4 == 0,
        data_start: 0,
        first_row: 2,
        headers: HEADERS.map(str::to_owned).to_vec(),
        titles: vec!["Stock of a store 1".to_owned()],
    };
    let options = |part| Options {
        threads: 1,
        max_examples: 3,
        part,
    };
    let columns = columns();
    let cut = Some(usize::from(*part) + 1);

    let typed = read_typed(data, &layout, &columns, options(None)).expect("typed");
    let left_out: u64 = typed.left_out.iter().map(|reason| reason.count).sum();
    let kept: usize = typed.batches.iter().map(RecordBatch::num_rows).sum();
    assert_eq!(typed.rows_read, kept as u64 + left_out);

    let in_parts = read_typed(data, &layout, &columns, options(cut)).expect("in parts");
    assert_eq!(values(&in_parts), values(&typed));
    assert_eq!(in_parts.problems, typed.problems);
    assert_eq!(in_parts.left_out, typed.left_out);

    let text = read_text(data, &layout, options(cut)).expect("text");
    let schema = text.batches[0].schema();
    let cast = cast_table(&schema, &text.batches, &columns, options(cut)).expect("cast");
    assert_eq!(values(&cast), values(&typed));
    let problems: Vec<_> = text.problems.into_iter().chain(cast.problems).collect();
    assert_eq!(problems, typed.problems);
});
