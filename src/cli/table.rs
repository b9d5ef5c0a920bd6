//! `table`: any table of people, documents or themes from a spec file.

use std::path::PathBuf;

use crate::cli::context::{Context, reader};
use crate::cli::failure::{Failure, not_a_spec};
use crate::cli::guard::GuardArgs;
use crate::cli::output::TableFormat;
use crate::cli::theme_table::{self, Asked};
use crate::disclosure::group::smallest_shown;
use crate::people::{self, Naming, small_cells};
use crate::table::{TableSpec, TableUnit};
use crate::theme_table::ThemeTableSpec;

/// Print a table of people, documents or themes from a spec
///
/// A spec is JSON: `{"title","unit":"person","rows":{"by":"site"},"columns":[{"label","where":{"program":"FST"}}],"totals":true,
/// "assert":{"total":19}}`. With an assertion, a total that is not as it says fails the command. A theme table's is
/// `{"table":"themes","layer":"final","themes":"lowest","by":["group"],"quotes":1,"attribution":["role"]}`; intercoder themes --spec
/// FILE writes it.
///
/// Example: intercoder table participants.json --csv -o table.csv
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The spec.
    spec: PathBuf,
    #[command(flatten)]
    guard: GuardArgs,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let text = context.read_text(&args.spec)?;
    let name = args.spec.display().to_string();
    if is_of_themes(&text) {
        let spec: ThemeTableSpec = serde_json::from_str(&text)
            .map_err(|cause| not_a_spec(&name, &crate::table::unread(&cause)))?;
        let mut session = context.open()?;
        let outsider = reader(&session)?;
        let (texts, incomplete) = context.whole(&session)?;
        let asked = Asked {
            spec: &spec,
            guard: &args.guard,
            format: &args.format,
        };
        let incomplete = incomplete.or(outsider);
        return theme_table::print(context, &mut session, (&texts, incomplete), &asked);
    }
    let spec = TableSpec::read(&text).map_err(|cause| not_a_spec(&name, &cause))?;
    if args.guard.k.is_some() {
        return Err(Failure::wrong_use("--k is for theme tables").hint(
            "a table of people or documents is printed whole, and says which cells are small",
        ));
    }
    let session = context.open()?;
    let outsider = reader(&session)?;
    let incomplete = context.completeness(&session)?.or(outsider);
    let view = session.view();
    let naming = Naming::from(context.out.reach(&args.format));
    let table = people::table(&view, (&spec, naming));
    let mut table = table.map_err(|cause| Failure::new(cause.to_string()))?;
    if spec.unit == TableUnit::Person {
        let small = small_cells(&table, smallest_shown(&view));
        table.notes.extend(small);
    }
    table.notes.extend(incomplete);
    context.out.table(&table, &args.format)
}

fn is_of_themes(text: &str) -> bool {
    let read: Option<serde_json::Value> = serde_json::from_str(text).ok();
    read.is_some_and(|spec| spec["table"] == "themes")
}
