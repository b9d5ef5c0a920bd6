//! `report html`: the whole study on one page.

use std::path::PathBuf;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::redact::RedactArgs;
use crate::cli::report::Asked;
use crate::export::format::Format;
use crate::report::{reader, team};

/// Write the whole study as one page for a browser
///
/// The page loads nothing and runs nothing, prints well, and is read on a phone. The team's page holds whole transcripts; the
/// reader's page (--for reader) has none, names no document and no person, and ends with how to comment. A person whose attribute
/// may_quote is no is quoted on neither.
///
/// Example: intercoder report html -o report.html
#[derive(Debug, clap::Args)]
pub struct Args {
    /// For whom: the team, with whole transcripts, or a reader outside it, with counts, chosen quotes and open questions.
    #[arg(long = "for", value_name = "WHOM", value_enum, default_value = "team")]
    audience: Audience,
    /// Whose codings count: all, final, or one coder's; without it, final if it holds anything, else all.
    #[arg(long, value_name = "all|final|CODER")]
    layer: Option<String>,
    /// Write to this file; a file that is there is not overwritten.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    redaction: RedactArgs,
}

/// For whom a page is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Audience {
    /// Everything, transcripts too.
    Team,
    /// What may leave: no transcripts, no names of documents or people.
    Reader,
}

pub fn run(context: &mut Context, asked: &Asked, args: &Args) -> Result<(), Failure> {
    if context.out.is_json() {
        return Err(Failure::wrong_use("a page for a browser is no JSON").hint(
            "its figures are in themes, agree, matrix, saturation and people, each with --json",
        ));
    }
    let ending = args.output.as_deref().and_then(Format::of);
    if let Some(format) = ending.filter(|format| *format != Format::Html) {
        return Err(
            Failure::wrong_use(format!("a page is no .{} file", format.ending()))
                .hint("end its name in .html"),
        );
    }
    let view = asked.session.view();
    let layer = asked.layer(&view, args.layer.as_deref())?;
    let basis = asked.basis(&view, layer)?;
    let page = match args.audience {
        Audience::Team => team::report(&basis, &asked.made),
        Audience::Reader => reader::report(&basis, &asked.made),
    };
    context.out.page(&page, args.output.as_deref())
}
