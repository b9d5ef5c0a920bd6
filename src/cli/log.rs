//! `log`: the audit trail, one line an action; for an auditor one row a line, in a file.

use std::path::{Path, PathBuf};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::export::csv;
use crate::filter::View;
use crate::history::entries;
use crate::number::counted;
use crate::problem::Problem;
use crate::session::Session;
use crate::trail;

/// Show the history: who did what when, and what was undone
///
/// With --export it writes every line of the journals as a row, with its writer, number, hash, the hash before it, and what it did,
/// for an auditor and other programs: .csv or .jsonl. What a blind round hides from you is counted, not written. Where the study is
/// incomplete, it names what is missing and ends with 3.
///
/// Example: intercoder log --coder ana --last 10
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this coder's actions.
    #[arg(long)]
    coder: Option<String>,
    /// Only actions whose words hold this.
    #[arg(long, value_name = "WORDS")]
    about: Option<String>,
    /// Only the last so many.
    #[arg(long, value_name = "N")]
    last: Option<usize>,
    /// Write every line of the journals to this file, .csv or .jsonl; a file that is there is not overwritten.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["coder", "about", "last"])]
    export: Option<PathBuf>,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    if let Some(path) = &args.export {
        return export(context, &session, path);
    }
    let wanted = args.about.as_ref().map(|words| words.to_lowercase());
    let mut entries = entries(&view);
    entries.retain(|entry| {
        let by = args
            .coder
            .as_ref()
            .is_none_or(|coder| entry.coder.0 == *coder);
        by && wanted
            .as_ref()
            .is_none_or(|words| entry.what.to_lowercase().contains(words))
    });
    let skipped = args
        .last
        .map_or(0, |last| entries.len().saturating_sub(last));
    let shown = entries.split_off(skipped);
    if context.out.is_json() {
        return context.out.json(&serde_json::json!({ "history": shown }));
    }
    for entry in &shown {
        let undone = if entry.undone { "  (undone)" } else { "" };
        let when = entry.at.replace('T', " ");
        context.out.line(format!(
            "{:<10} {:<17} {}{undone}",
            entry.name,
            when.get(..16).unwrap_or(&when),
            entry.what
        ))?;
    }
    say_hidden(context, &view)
}

fn say_hidden(context: &mut Context, view: &View<'_>) -> Result<(), Failure> {
    for round in view.hiding() {
        context.out.line(format!(
            "round {} is blind: what the others did in it is hidden until it closes",
            round.name
        ))?;
    }
    Ok(())
}

/// Writes the trail in the format of the file's ending.
fn export(context: &mut Context, session: &Session, path: &Path) -> Result<(), Failure> {
    let view = &session.view();
    let ending = path.extension().and_then(std::ffi::OsStr::to_str);
    let records = trail::trail(view);
    let written = match ending {
        Some("csv") => sheet(&records),
        Some("jsonl") => lines(&records)?,
        _ => {
            return Err(Failure::wrong_use(format!(
                "the ending of {} does not say how it is to be written",
                path.display()
            ))
            .hint("end it in .csv or .jsonl"));
        }
    };
    let saved = context.out.save(path, written.as_bytes());
    saved.map_err(|cause| cause.hint("name another file"))?;
    let hidden = view.extent() - records.len();
    let missing = session.lacking();
    if context.out.is_json() {
        let (file, lines) = (path.display().to_string(), records.len());
        context.out.json(&serde_json::json!({
            "file": file, "lines": lines, "hidden": hidden, "missing": missing
        }))?;
        return whole(context, path, missing);
    }
    let hidden_too = match hidden {
        0 => String::new(),
        hidden => format!(
            "; {} hidden from you and not in it",
            counted(hidden, "line")
        ),
    };
    context.out.line(format!(
        "{} written to {}{hidden_too}",
        counted(records.len(), "line"),
        path.display()
    ))?;
    say_hidden(context, view)?;
    whole(context, path, missing)
}

/// Says that an auditor does not have everything in hand, and fails unless that was allowed.
fn whole(context: &mut Context, path: &Path, missing: Option<String>) -> Result<(), Failure> {
    let Some(missing) = missing else {
        return Ok(());
    };
    let what = format!("does not hold the whole history, since the study is incomplete: {missing}");
    let (place, advice) = (
        path.display().to_string(),
        "let the folder finish syncing, then write it again under another name; intercoder doctor says who has what is missing",
    );
    if context.globals.allow_incomplete {
        return context.out.problems(&[Problem::new(place, what, advice)]);
    }
    context.out.flush()?;
    Err(Failure::refused(format!("{place} is written and {what}")).hint(advice))
}

fn sheet(records: &[trail::Record]) -> String {
    let head = trail::COLUMNS.map(str::to_owned).to_vec();
    let rows = std::iter::once(head).chain(records.iter().map(trail::cells));
    format!("{}{}", csv::BYTE_ORDER_MARK, csv::records(rows))
}

fn lines(records: &[trail::Record]) -> Result<String, Failure> {
    let line = |record| serde_json::to_string(record).map(|line| line + "\n");
    let lines: Result<String, _> = records.iter().map(line).collect();
    lines.map_err(|cause| Failure::new(format!("a line cannot be written: {cause}")))
}
