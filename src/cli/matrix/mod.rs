//! `matrix`: which codes lie together, near each other, with whom and in which documents.

mod cooccur;
mod crosstab;
mod documents;
mod framework;
mod line;
mod presence;
mod proximity;

use std::collections::BTreeSet;

use clap::Subcommand;

use crate::agreement::measure::{Level, ProcessCodes};
use crate::cli::context::{Context, document, layer, reader};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::standing::provisos;
use crate::filter::View;
use crate::id::DocumentRef;
use crate::matrix::row::Rows;
use crate::matrix::scope::Request;
use crate::session::Session;
use crate::table::Table;
use crate::texts::Texts;

/// Cross codes with each other, with attributes and with documents
///
/// Example: intercoder matrix cooccur --within turn --min 3
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Cooccur(cooccur::Args),
    Proximity(proximity::Args),
    Crosstab(crosstab::Args),
    Documents(documents::Args),
    Framework(Box<framework::Args>),
    Presence(presence::Args),
    Line(line::Args),
}

/// Whose codings of what count.
#[derive(Debug, clap::Args)]
struct ScopeArgs {
    /// Whose codings count: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
    /// Only these documents.
    #[arg(long, value_delimiter = ',', value_name = "DOCUMENTS")]
    documents: Vec<String>,
    /// Codes one by one, or themes: codes with children, each with all below it.
    #[arg(long, default_value = "code", value_parser = ["code", "theme"])]
    level: String,
    /// Process codes too.
    #[arg(long)]
    process: bool,
}

impl ScopeArgs {
    fn request(&self, view: &View<'_>) -> Result<Request, Failure> {
        Ok(Request {
            layer: layer(view, &self.layer)?,
            documents: documents_called(view, &self.documents)?,
            level: match self.level.as_str() {
                "theme" => Level::Theme,
                _ => Level::Code,
            },
            process: match self.process {
                true => ProcessCodes::Included,
                false => ProcessCodes::LeftOut,
            },
        })
    }
}

fn documents_called(view: &View<'_>, handles: &[String]) -> Result<BTreeSet<DocumentRef>, Failure> {
    let known = handles.iter().map(|handle| document(view, handle));
    known.map(|document| Ok(document?.id)).collect()
}

/// The place of a row by its handle, or why there is none.
fn row(view: &View<'_>, rows: &Rows, handle: &str) -> Result<usize, Failure> {
    let named = crate::cli::context::code(view, handle)?.code.id.clone();
    rows.called(&named).ok_or_else(|| {
        Failure::wrong_use(format!("{named} has no row here")).hint(
            "--level theme has codes with children only, --level code what can be applied; --process brings process codes in",
        )
    })
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let mut asked = Asked {
        provisos: provisos(&session.view(), incomplete.into_iter().chain(outsider)),
        session,
        texts,
    };
    match args.command {
        Command::Cooccur(args) => cooccur::run(context, &asked, &args),
        Command::Proximity(args) => proximity::run(context, &asked, &args),
        Command::Crosstab(args) => crosstab::run(context, &mut asked, &args),
        Command::Documents(args) => documents::run(context, &asked, &args),
        Command::Framework(args) => framework::run(context, asked, &args),
        Command::Presence(args) => presence::run(context, &asked, &args),
        Command::Line(args) => line::run(context, &asked, &args),
    }
}

/// The study that is asked, and what must be said beside any answer.
struct Asked {
    session: Session,
    texts: Texts,
    provisos: Vec<String>,
}

/// Gives an answer to whoever reads: programs, a spreadsheet, or people; a spreadsheet gets the first table.
fn say(
    context: &mut Context,
    (json, mut tables): (serde_json::Value, Vec<Table>),
    format: &TableFormat,
) -> Result<(), Failure> {
    if context.out.is_json_for(format) {
        return context.out.value(&json, format);
    }
    if format.for_sheets() {
        tables.truncate(1);
    }
    context.out.tables(&tables, format)
}
