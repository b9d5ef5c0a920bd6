//! `themes`: the theme table of a layer.

use crate::cli::context::{Context, attribute, layer, reader};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::standing::provisos;
use crate::session::Session;
use crate::table::{Cell, Row, Table};
use crate::texts::Texts;
use crate::themes::{Themes, themes};

/// Print the theme table: people, documents, excerpts and codings of every theme and code
///
/// People are counted once, however often they say it.
///
/// Example: intercoder themes --layer all --by role
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Whose codings count: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
    /// Split the people by these attributes of theirs or, where no person has one, of documents.
    #[arg(long, value_delimiter = ',', value_name = "ATTRIBUTES")]
    pub by: Vec<String>,
    #[command(flatten)]
    format: TableFormat,
}

impl Args {
    /// Everybody's codings, with people split by one attribute.
    pub fn all_by(attribute: &str) -> Self {
        Self {
            layer: "all".to_owned(),
            by: vec![attribute.to_owned()],
            format: TableFormat::default(),
        }
    }
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let incomplete = incomplete.or(outsider);
    print(context, &session, (&texts, incomplete), &args)
}

/// Prints the table; `demo` uses it too.
pub fn print(
    context: &mut Context,
    session: &Session,
    (texts, incomplete): (&Texts, Option<String>),
    args: &Args,
) -> Result<(), Failure> {
    let view = session.view();
    let layer = layer(&view, &args.layer)?;
    args.by.iter().try_for_each(|name| attribute(&view, name))?;
    let mut themes = themes(&view, texts, &layer, &args.by);
    themes.notes.extend(provisos(&view, incomplete));
    if context.out.is_json_for(&args.format) {
        return context.out.value(&themes, &args.format);
    }
    context.out.table(&drawn(&themes, &args.by), &args.format)
}

fn drawn(themes: &Themes, by: &[String]) -> Table {
    let mut columns: Vec<String> = ["theme", "people", "documents", "excerpts", "codings"]
        .map(str::to_owned)
        .to_vec();
    let mut splits: Vec<(&String, String)> = Vec::new();
    for attribute in by {
        let values = themes
            .rows
            .iter()
            .filter_map(|row| row.by.get(attribute))
            .flat_map(|counts| counts.keys());
        let mut values: Vec<String> = values.cloned().collect();
        values.sort();
        values.dedup();
        splits.extend(values.into_iter().map(|value| (attribute, value)));
    }
    columns.extend(splits.iter().map(|(_, value)| value.clone()));
    let rows = themes.rows.iter().map(|row| {
        let counts = [row.people, row.documents, row.excerpts, row.codings]
            .map(|count| Cell::Count(count as u64));
        let split = splits.iter().map(|(attribute, value)| {
            let count = row
                .by
                .get(*attribute)
                .and_then(|counts| counts.get(value))
                .copied()
                .unwrap_or(0);
            Cell::Count(count as u64)
        });
        let values = std::iter::once(Cell::Text(row.name.clone()))
            .chain(counts)
            .chain(split);
        Row {
            label: format!("{}{}", "  ".repeat(row.depth), row.key),
            values: values.collect(),
        }
    });
    Table {
        title: format!("{} (layer: {})", themes.title, themes.layer),
        unit: "people; documents, excerpts and codings as headed".to_owned(),
        columns,
        stub: "code".to_owned(),
        rows: rows.collect(),
        notes: themes.notes.clone(),
    }
}
