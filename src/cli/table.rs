//! `table`: any table of people or documents from a spec file.

use std::path::PathBuf;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
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
    let spec = read(
        &context.read_text(&args.spec)?,
        &args.spec.display().to_string(),
    )?;
    let session = context.open()?;
    let table =
        people::table(&session.view(), &spec).map_err(|cause| Failure::new(cause.to_string()))?;
    context.out.table(&table, &args.format)
}

/// Reads a spec; `name` says where it came from.
pub fn read(text: &str, name: &str) -> Result<TableSpec, Failure> {
    serde_json::from_str(text).map_err(|cause| {
        let what = cause.to_string();
        let what = what.split(" at line ").next().unwrap_or(&what).to_owned();
        Failure::new(format!(
            "{name} is no table spec: line {}: {what}",
            cause.line()
        ))
        .hint("see intercoder table --help for its shape")
    })
}
