//! The case `export`: a table of 10,000 quotes in every format that people take away.

use std::time::Duration;

use intercoder::export::format::Format;
use intercoder::table::{Cell, Row, Table};
use rand::RngExt as _;
use rand::SeedableRng as _;
use rand_chacha::ChaCha8Rng;

use crate::timing::{Size, print, time};

/// Writes excerpts with their attributes.
pub fn export(size: Size) {
    let table = quotes(size.of(10_000, 200));
    for (name, format) in [
        ("CSV", Format::Csv),
        ("Markdown", Format::Markdown),
        ("LaTeX", Format::Latex),
        ("HTML", Format::Html),
        ("Excel", Format::Xlsx),
        ("Word", Format::Docx),
    ] {
        let tables = std::slice::from_ref(&table);
        let mut length = 0;
        let times = (0..5).map(|_| {
            let (taken, bytes) = time(|| format.write(tables).unwrap());
            length = bytes.len();
            taken
        });
        let times = times.collect();
        let name = format!(
            "{} quotes as {name} ({} kB)",
            table.rows.len(),
            length >> 10
        );
        print(&name, times, size.target(Duration::from_millis(500)));
    }
}

fn quotes(count: usize) -> Table {
    let mut draw = ChaCha8Rng::seed_from_u64(11);
    let mut words = |most: usize| {
        let length = 1 + draw.random_range(0..most);
        let words = (0..length).map(|_| format!("w{}", draw.random_range(0..5000)));
        words.collect::<Vec<_>>().join(" ")
    };
    let columns = ["role", "site", "code", "path", "coder", "start", "quote"];
    let row = |number: usize| Row {
        label: format!("P{number:05}"),
        values: vec![
            words(1).as_str().into(),
            words(1).as_str().into(),
            words(2).as_str().into(),
            words(6).as_str().into(),
            words(1).as_str().into(),
            Cell::Count(number as u64),
            words(60).as_str().into(),
        ],
    };
    Table {
        title: "Quotes".to_owned(),
        unit: "excerpt".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "person".to_owned(),
        rows: (0..count).map(row).collect(),
        notes: Vec::new(),
    }
}
