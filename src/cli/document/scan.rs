//! `document scan`: what in the transcripts names somebody outright.

use std::path::PathBuf;

use crate::cli::context::{Context, document};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::redact::screen;
use crate::disclosure::identifier::Identifier;
use crate::document::Document;
use crate::number::counted;
use crate::table::{Cell, Row, Table};
use crate::texts::Passage;

/// Look for direct identifiers in transcripts: names of a map, e-mail, phone, dates, addresses, web addresses, ages over 89
///
/// Names are known from a map alone, a CSV with the columns name and pseudonym that is kept outside the study. What is found is told
/// by its shape, and some of it is no identifier; what is not found may still tell who speaks.
///
/// Example: intercoder document scan I12
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The documents; all where none is named.
    documents: Vec<String>,
    /// The map of names.
    #[arg(long, value_name = "CSV")]
    names: Option<PathBuf>,
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let screen = screen(args.names.as_deref())?;
    let session = context.open()?;
    let view = session.view();
    let named = args.documents.iter().map(|handle| document(&view, handle));
    let named: Vec<&Document> = named.collect::<Result<_, _>>()?;
    let documents: Vec<&Document> = match named.is_empty() {
        true => view.documents().collect(),
        false => named,
    };
    let (texts, problems) = session.texts(documents.iter().copied())?;
    context.out.problems(&problems)?;
    let mut rows = Vec::new();
    for document in &documents {
        let Some(passage) = texts.current(document) else {
            continue;
        };
        let found = screen.find(passage.text.as_str());
        rows.extend(found.iter().map(|one| row(document, passage, one)));
    }
    let mut notes = vec![format!(
        "{} in {}, told by shape: not all of it names somebody, and what names somebody otherwise is not found",
        counted(rows.len(), "place"),
        counted(documents.len(), "document"),
    )];
    if args.names.is_none() {
        notes.push("names were not looked for: --names CSV has them".to_owned());
    }
    let table = Table {
        title: "Direct identifiers".to_owned(),
        unit: "place".to_owned(),
        columns: ["line", "kind", "words"].map(str::to_owned).to_vec(),
        stub: "document".to_owned(),
        rows,
        notes,
    };
    // What it lists must not leave, so that it goes into no file.
    context.out.table(&table, &TableFormat::default())
}

fn row(document: &Document, passage: &Passage, one: &Identifier) -> Row {
    let line = passage
        .text
        .line_of(passage.text.position_of_byte(one.at.start));
    Row {
        label: document.handle.clone(),
        values: vec![
            Cell::Count(line.into()),
            one.kind.as_str().into(),
            Cell::Text(one.words.clone()),
        ],
    }
}
