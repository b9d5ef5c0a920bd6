//! `document print`: a transcript, on the terminal or as a paper for the team, with the codes that lie on it.

use crate::cli::context::{Context, document, layer};
use crate::cli::document::passage_of;
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::document::Turns;
use crate::export::format::Format;
use crate::filter::Layer;
use crate::reconcile::queue::Queue;
use crate::report::audit::Damaged;
use crate::report::printed::{Form, Numbered, Printed, printed_page, rows, table};
use crate::report::team::Made;
use crate::report::{Basis, usual_layer};
use crate::session::Session;

/// Print a document with its turns or its lines numbered, and with the codes beside them
///
/// Without flags it is the transcript as it stands. With --layer, and as --html, --docx or any other format, it is a
/// paper for the team: codes stand beside each turn or line, and the words of people whose attribute may_quote is no are left
/// out. Lines are cut at 72 characters, so that their numbers are the same on every screen and paper.
///
/// Example: intercoder document print I12 --layer final --line-numbers -o I12.docx
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document.
    document: String,
    /// Whose codes stand beside it: all, final, or one coder's.
    #[arg(long, value_name = "all|final|CODER")]
    layer: Option<String>,
    /// Number lines of at most 72 characters instead of turns.
    #[arg(long)]
    line_numbers: bool,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let session = context.open()?;
    let is_paper = args.format.is_given();
    if !is_paper && args.layer.is_none() && !args.line_numbers && !context.out.is_json() {
        return plain(context, &session, &args.document);
    }
    let view = session.view();
    let document = document(&view, &args.document)?;
    let (texts, incomplete) = context.whole(&session)?;
    let layer = match args.layer.as_deref() {
        Some(name) => layer(&view, name)?,
        None if is_paper => usual_layer(&view, &texts),
        None => Layer::All,
    };
    let basis = Basis::of((&view, &texts), layer, (Vec::new(), Queue::default()));
    let numbered = match args.line_numbers {
        true => Numbered::Lines,
        false => Numbered::Turns,
    };
    let form = Form {
        numbered,
        screen: context.out.screen.as_ref(),
    };
    if context.out.is_json_for(&args.format) {
        let found = serde_json::json!({
            "document": document.handle,
            "layer": basis.layer.to_string(),
            "unit": numbered.as_str(),
            "rows": rows(&basis, document, form),
        });
        return context.out.value(&found, &args.format);
    }
    if args.format.format() == Some(Format::Html) {
        let now = (context.host().now)();
        let made = Made {
            on: now.split('T').next().unwrap_or_default().to_owned(),
            lacks: incomplete,
            damaged: Damaged(session.damage.len()),
        };
        let page = printed_page(&basis, (document, form), &made);
        return context.out.put(&page, &args.format);
    }
    if is_paper {
        let mut table = table(&basis, document, form);
        table.notes.extend(incomplete);
        return context.out.table(&table, &args.format);
    }
    let rows = rows(&basis, document, form);
    rows.iter().try_for_each(|row| context.out.line(line(row)))
}

/// A row on the terminal.
fn line(row: &Printed) -> String {
    let (number, who, codes) = (row.number, &row.who, row.codes.join(", "));
    match codes.is_empty() {
        true => format!("{number:>4} {who:<12} {}", row.words),
        false => format!("{number:>4} {who:<12} {}  [{codes}]", row.words),
    }
}

/// The transcript as it stands, for whoever may read it.
fn plain(context: &mut Context, session: &Session, handle: &str) -> Result<(), Failure> {
    let view = session.view();
    let document = document(&view, handle)?;
    let passage = passage_of(context, session, document)?;
    for (number, turn) in (1..).zip(&passage.turns) {
        let label = Turns::label(&passage.text, turn);
        let words = passage.text.slice(turn.body);
        context
            .out
            .line(format!("{number:>4} {label:<6} {words}"))?;
    }
    Ok(())
}
