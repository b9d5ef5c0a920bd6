//! `report methods`: one paragraph with every count of the study.

use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::report::{Asked, PaperArgs};
use crate::report::methods::{paper, paragraph};

/// Write the methods paragraph of the study: every count, every closed round, what was settled
///
/// It says only what the study knows. agree --methods gives the paragraph of one round alone.
///
/// Example: intercoder report methods -o methods.docx
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    written: PaperArgs,
}

pub fn run(context: &mut Context, asked: &Asked, args: &Args) -> Result<(), Failure> {
    let view = asked.session.view();
    let layer = asked.layer(&view, args.written.layer.as_deref())?;
    let basis = asked.basis(&view, layer)?;
    if args.written.output.is_none() {
        let words = paragraph(&basis, &asked.made);
        return match context.out.is_json() {
            true => context.out.json(&json!({ "methods": words })),
            false => context.out.line(words),
        };
    }
    args.written.write(context, &paper(&basis, &asked.made))
}
