//! `quotes list`: the excerpts that a cell of the theme table stands on.

use std::collections::BTreeSet;

use crate::cli::context::{Context, attribute, code, layer, reader};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::standing::provisos;
use crate::coding::QuoteState;
use crate::disclosure::kept_in;
use crate::disclosure::release::WITHHELD;
use crate::filter::View;
use crate::history::line_name;
use crate::number::counted;
use crate::person::Value;
use crate::quotes::cell::{CellExcerpt, Ground};
use crate::table::{Cell, Row, Table};
use crate::themes::BLANK;

/// List the excerpts of a theme: what a cell of the theme table stands on
///
/// With documents, turns and the names of codings, for the team. For a paper see intercoder quotes table, for analysis
/// intercoder export excerpts.
///
/// Example: intercoder quotes list --theme rel-crisis --where role=parent
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The theme or code, with all below it.
    #[arg(long)]
    theme: String,
    /// Only where a speaker, or the document, has this value of an attribute.
    #[arg(long = "where", value_name = "ATTRIBUTE=VALUE")]
    conditions: Vec<String>,
    /// Whose codings count: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let view = session.view();
    let theme = code(&view, &args.theme)?;
    let layer = layer(&view, &args.layer)?;
    let conditions: Vec<(String, String)> = args
        .conditions
        .iter()
        .map(|words| condition(words))
        .collect::<Result<_, _>>()?;
    conditions
        .iter()
        .try_for_each(|(name, _)| attribute(&view, name))?;
    conditions
        .iter()
        .try_for_each(|(name, value)| has_value(&view, (name, value)))?;
    let mut found =
        Ground::of((&view, &texts), &layer).excerpts((&view, &texts), (theme.id, &conditions));
    let mut notes = vec![format!(
        "{}, layer {layer}; * is chosen for the paper, + would do; for the team: documents and turns stay out of papers",
        counted(found.len(), "distinct excerpt")
    )];
    notes.extend(provisos(&view, incomplete.or(outsider)));
    let refuses = |excerpt: &CellExcerpt| !kept_in(&view, &texts, excerpt.place).is_empty();
    if context.out.is_json() {
        for excerpt in found.iter_mut().filter(|excerpt| refuses(excerpt)) {
            excerpt.words = WITHHELD.to_owned();
        }
        let theme = &theme.code.id;
        let value = serde_json::json!({ "theme": theme, "layer": args.layer, "unit": "excerpt",
            "where": args.conditions, "excerpts": found, "notes": notes });
        return context.out.json(&value);
    }
    let row = |excerpt: &CellExcerpt| {
        let mark = match excerpt.state {
            _ if refuses(excerpt) => "may not be quoted",
            Some(QuoteState::Chosen) => "*",
            Some(QuoteState::Quotable) => "+",
            Some(QuoteState::Dropped) | None => "",
        };
        let people: Vec<&str> = excerpt.people.iter().map(|of| of.0.as_str()).collect();
        let codes: Vec<&str> = excerpt.codes.iter().map(String::as_str).collect();
        let name = excerpt.coding.map(|coding| line_name(&view, coding.0));
        Row {
            label: format!("{} turn {}", excerpt.document, excerpt.turn),
            values: vec![
                Cell::Text(people.join(", ")),
                Cell::Text(name.unwrap_or_default()),
                mark.into(),
                Cell::Text(codes.join(", ")),
                Cell::Text(excerpt.words.clone()),
            ],
        }
    };
    let table = Table {
        title: format!("Excerpts of {}", theme.code.id),
        unit: "excerpt".to_owned(),
        columns: ["people", "coding", "quote", "codes", "words"]
            .map(str::to_owned)
            .to_vec(),
        stub: "place".to_owned(),
        rows: found.iter().map(row).collect(),
        notes,
    };
    context.out.table(&table, &TableFormat::default())
}

/// That somebody, or a document, has a value.
fn has_value(view: &View<'_>, (name, value): (&str, &str)) -> Result<(), Failure> {
    let of_people = view.people().flat_map(|person| person.values(name));
    let of_documents = view.documents().filter_map(|of| of.attributes.get(name));
    let values = of_people.chain(of_documents.flatten());
    let values: BTreeSet<&str> = values.map(Value::as_str).collect();
    if values.contains(value) || value == BLANK {
        return Ok(());
    }
    let known: Vec<&str> = values.into_iter().collect();
    Err(Failure::new(format!("nobody has the {name} {value}"))
        .hint(format!("there are {}", known.join(", "))))
}

/// An attribute and its value.
fn condition(words: &str) -> Result<(String, String), Failure> {
    let split = words.split_once('=');
    let split = split.filter(|(name, value)| !name.is_empty() && !value.is_empty());
    split
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .ok_or_else(|| {
            Failure::wrong_use(format!("“{words}” is no condition")).hint("write it as role=parent")
        })
}
