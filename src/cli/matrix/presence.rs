//! `matrix presence`: whether each theme is present for each case, absent, or not stated.

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::matrix::framework::CasesArgs;
use crate::cli::matrix::{Asked, say};
use crate::cli::output::TableFormat;
use crate::matrix::presence::presence;
use crate::matrix::tables;

/// Show which themes are present for each person or document, absent, or not stated
///
/// Present is an excerpt. Absent is none where all the case's turns were judged by a coder who could use the theme's codes. Anything
/// else is not stated: what nobody judged is never absence. For analysis, not for publication.
///
/// Example: intercoder matrix presence --cases people --themes top
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    asked: CasesArgs,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, asked: &Asked, args: &Args) -> Result<(), Failure> {
    let view = asked.session.view();
    let request = args.asked.request(&view)?;
    let mut found = presence((&view, &asked.texts), &request);
    let size = format!("{} x {}", found.cases.len(), found.themes.len());
    found.notes.insert(0, size);
    found.notes.extend(asked.provisos.iter().cloned());
    let json = serde_json::to_value(&found)
        .map_err(|_| Failure::new("the matrix cannot be written as JSON"))?;
    say(
        context,
        (json, vec![tables::presence(&found)]),
        &args.format,
    )
}
