//! Any bytes: no panic, every record accounted for, and the same result whichever way it is read.
//!
//! `cargo +nightly fuzz run reading` in `rust/`.
#![no_main]

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, RecordBatch, StringArray};
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

/// One batch, its texts without dictionaries: their order is no part of the result.
fn whole(read: &Read) -> RecordBatch {
    let schema = read.batches[0].schema();
    let batch = arrow_select::concat::concat_batches(&schema, &read.batches);
    let batch = batch.expect("chunks of one schema");
    let columns = batch.schema_ref().fields().iter().zip(batch.columns());
    let plain = columns.map(|(field, column)| {
        let texts = column.as_dictionary_opt::<Int32Type>();
        let texts = texts.and_then(|keys| keys.downcast_dict::<StringArray>());
        let texts =
            texts.map(|texts| Arc::new(texts.into_iter().collect::<StringArray>()) as ArrayRef);
        (
            field.name().clone(),
            texts.unwrap_or_else(|| column.clone()),
        )
    });
    let plain: Vec<_> = plain.collect();
    if plain.iter().all(|(_, column)| column.is_empty()) {
        return RecordBatch::new_empty(schema);
    }
    RecordBatch::try_from_iter_with_nullable(
        plain.into_iter().map(|(name, column)| (name, column, true)),
    )
    .expect("columns of one length")
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
    assert_eq!(whole(&in_parts), whole(&typed));
    assert_eq!(in_parts.problems, typed.problems);
    assert_eq!(in_parts.left_out, typed.left_out);

    let text = read_text(data, &layout, options(cut)).expect("text");
    let schema = text.batches[0].schema();
    let cast = cast_table(&schema, &text.batches, &columns, options(cut)).expect("cast");
    assert_eq!(whole(&cast), whole(&typed));
    let problems: Vec<_> = text.problems.into_iter().chain(cast.problems).collect();
    assert_eq!(problems, typed.problems);
});
