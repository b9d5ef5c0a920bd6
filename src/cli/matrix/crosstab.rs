//! `matrix crosstab`: codes by the values of attributes.

use crate::cli::context::{Context, attribute, layer};
use crate::cli::failure::Failure;
use crate::cli::guard::{GuardArgs, Guarded, tell_what_gave_way};
use crate::cli::matrix::{Asked, say};
use crate::cli::output::{Reach, TableFormat};
use crate::matrix::occurrence::crosstab;
use crate::matrix::tables;
use crate::themes::TalliedUnit;

/// Show what every code stands on, by the values of attributes
///
/// People are counted once, however often they say it, and so are documents and excerpts. An attribute is one of people or, where no
/// person has it, of documents. Who has several values counts under each; who has none, under "not stated". A code takes in all
/// below it, as in the theme table.
///
/// Example: intercoder matrix crosstab --by role --count excerpts
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The attributes.
    #[arg(
        long,
        required = true,
        value_delimiter = ',',
        value_name = "ATTRIBUTES"
    )]
    by: Vec<String>,
    /// What is counted.
    #[arg(long, default_value = "people", value_parser = ["people", "documents", "excerpts"])]
    count: String,
    /// Whose codings count: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
    #[command(flatten)]
    guard: GuardArgs,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, asked: &mut Asked, args: &Args) -> Result<(), Failure> {
    let view = asked.session.view();
    args.by.iter().try_for_each(|name| attribute(&view, name))?;
    let unit = match args.count.as_str() {
        "documents" => TalliedUnit::Documents,
        "excerpts" => TalliedUnit::Excerpts,
        _ => TalliedUnit::People,
    };
    let layer = layer(&view, &args.layer)?;
    let reach = context.out.reach(&args.format);
    let guarded = Guarded::table(&view, &args.guard, (&args.by, reach))?;
    let mut found = crosstab((&view, &asked.texts), &layer, (&guarded.by, unit));
    found.notes.insert(0, tables::counted(&found));
    found.notes.extend(guarded.notes.iter().cloned());
    found.notes.extend(asked.provisos.iter().cloned());
    let json = serde_json::to_value(&found)
        .map_err(|_| Failure::new("the table cannot be written as JSON"))?;
    let table = tables::crosstab(&found);
    drop(view);
    if reach == Reach::Paper {
        guarded.keep(&mut asked.session, "crosstab")?;
        tell_what_gave_way(context, (&guarded, &args.by))?;
    }
    say(context, (json, vec![table]), &args.format)
}
