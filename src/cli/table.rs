//! `table`: any table of people or documents from a spec file.

use std::path::PathBuf;

use crate::cli::context::Context;
use crate::cli::failure::{Failure, not_a_spec};
use crate::cli::output::TableFormat;
use crate::people;
use crate::table::TableSpec;

/// Print a table of people or documents from a spec
///
/// A spec is JSON: `{"title","unit":"person","rows":{"by":"site"},"columns":[{"label","where":{"program":"FST"}}],"totals":true,
/// "assert":{"total":19}}`. With an assertion, a total that is not as it says fails the command.
///
/// Example: intercoder table participants.json --csv -o table.csv
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The spec.
    spec: PathBuf,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let spec = TableSpec::read(&context.read_text(&args.spec)?)
        .map_err(|cause| not_a_spec(&args.spec.display().to_string(), &cause))?;
    let session = context.open()?;
    let table =
        people::table(&session.view(), &spec).map_err(|cause| Failure::new(cause.to_string()))?;
    context.out.table(&table, &args.format)
}
