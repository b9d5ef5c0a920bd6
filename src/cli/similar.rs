//! `similar`: sentences that speak in the words of an excerpt, or of all excerpts of a code.

use serde::Serialize;

use crate::cli::context::{Context, code, reader};
use crate::cli::failure::Failure;
use crate::cli::guard::released;
use crate::cli::output::TableFormat;
use crate::cli::ready::{asked, ready};
use crate::cli::reference::coding;
use crate::filter::View;
use crate::number::counted;
use crate::query::likeness::Examples;
use crate::search::ready::Ready;
use crate::search::similar::{Alike, HOW};
use crate::table::{Cell, Row, Table};

/// Find passages that speak in the words of an excerpt, or of all excerpts of a code
///
/// What is already coded with the code is left out. Words are compared, on this machine; meaning is not understood.
///
/// Example: intercoder similar --code rel-crisis --limit 5
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["coding", "like"])))]
pub struct Args {
    /// A coding, by ref or by a name as `ana:42`: its excerpt.
    #[arg(value_name = "REF")]
    coding: Option<String>,
    /// All excerpts of a code and of those below it.
    #[arg(long = "code", value_name = "CODE")]
    like: Option<String>,
    /// How many passages.
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    #[command(flatten)]
    format: TableFormat,
}

#[derive(Serialize)]
struct Found {
    like: String,
    excerpts: usize,
    how: &'static str,
    passages: Vec<Alike>,
    notes: Vec<String>,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let mut ready = ready(context, &session, "all")?;
    let view = session.view();
    let (like, examples) = examples(&view, &ready, &args)?;
    if examples.excerpts.is_empty() {
        return Err(
            Failure::new(format!("nothing that you may see is coded {like}"))
                .hint("code an excerpt first; passages are compared with what is coded"),
        );
    }
    let (passages, problems) = asked(context, &mut ready, |base| {
        base.similar(&examples, args.limit)
    })?;
    context.out.problems(&problems)?;
    let found = Found {
        like,
        excerpts: examples.excerpts.len(),
        how: HOW,
        passages,
        notes: view.said_hidden().chain(outsider).collect(),
    };
    match context.out.is_json_for(&args.format) {
        true => context.out.value(&found, &args.format),
        false => {
            let table = released(context, &session, (table(&found), &args.format))?;
            context.out.table(&table, &args.format)
        }
    }
}

/// What passages are to be like.
fn examples(view: &View<'_>, ready: &Ready, args: &Args) -> Result<(String, Examples), Failure> {
    if let Some(name) = &args.like {
        let code = code(view, name)?;
        let examples = Examples::of(&ready.facts, code.id);
        return Ok((code.code.id.clone(), examples));
    }
    let named = args.coding.as_deref().unwrap_or_default();
    let coding = coding(view, named, |_| true)?;
    let codes = ready.facts.with_descendants(coding.code);
    let excerpts = vec![(coding.excerpt.document, coding.excerpt.span)];
    Ok((named.to_owned(), Examples { excerpts, codes }))
}

fn table(found: &Found) -> Table {
    let rows = found.passages.iter().map(|alike| Row {
        label: format!("{} turn {}", alike.document, alike.turn),
        values: vec![
            Cell::Figure(alike.score),
            Cell::from(alike.speaker.as_str()),
            Cell::Text(match alike.codes.is_empty() {
                true => "uncoded".to_owned(),
                false => alike.codes.join(", "),
            }),
            Cell::Text(
                alike
                    .common
                    .iter()
                    .take(5)
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(" "),
            ),
            Cell::from(alike.quote.as_str()),
        ],
    });
    let mut notes = vec![format!(
        "{} compared. {HOW}",
        counted(found.excerpts, "excerpt")
    )];
    notes.extend(found.notes.iter().cloned());
    Table {
        title: format!("Passages like {}", found.like),
        unit: "sentence".to_owned(),
        columns: ["alike", "speaker", "codes", "in common", "quote"]
            .map(str::to_owned)
            .to_vec(),
        stub: "place".to_owned(),
        rows: rows.collect(),
        notes,
    }
}
