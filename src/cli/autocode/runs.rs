//! Runs as a whole: listed, taken back, put back.

use serde::Serialize;

use crate::autocode::precision::{Precision, Tally};
use crate::autocode::runs::{actions_in_force, codings, tally, undone_with};
use crate::change::Change;
use crate::cli::autocode::words::told;
use crate::cli::context::{Context, joined, reader};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::filter::View;
use crate::history::{code, is_called, line_name};
use crate::id::{CoderId, RunRef};
use crate::number::counted;
use crate::round::Unit;
use crate::run::Run;
use crate::table::{Cell, Row, Table};

#[derive(Serialize)]
struct Told {
    #[serde(rename = "ref")]
    id: RunRef,
    name: String,
    coder: CoderId,
    query: String,
    code: String,
    unit: Unit,
    at: String,
    judged: Tally,
    precision: Option<Precision>,
    precision_undefined: Option<&'static str>,
    codings: usize,
    undone: bool,
}

/// Lists every run that may be seen.
pub fn list(context: &mut Context, format: &TableFormat) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let view = session.view();
    let runs: Vec<Told> = view.runs().map(|run| of(&view, run)).collect();
    let said: Vec<String> = view.said_hidden().chain(outsider).collect();
    if context.out.is_json_for(format) {
        let found = serde_json::json!({ "runs": runs, "notes": said });
        return context.out.value(&found, format);
    }
    context.out.table(&table(&runs, said), format)
}

fn of(view: &View<'_>, run: &Run) -> Told {
    let tally = tally(view, run.id);
    let precision = tally.precision();
    Told {
        id: run.id,
        name: line_name(view, run.id.0),
        coder: run.coder.clone(),
        query: run.query.clone(),
        code: code(view, run.code),
        unit: run.unit,
        at: run.at.clone(),
        judged: tally,
        precision: precision.ok(),
        precision_undefined: precision.err().map(|why| why.as_str()),
        codings: codings(view, run.id),
        undone: run.undone,
    }
}

fn table(runs: &[Told], mut notes: Vec<String>) -> Table {
    let row = |run: &Told| Row {
        label: run.name.clone(),
        values: vec![
            Cell::Text(run.coder.to_string()),
            Cell::from(run.code.as_str()),
            Cell::from(run.query.as_str()),
            Cell::from(run.unit.as_str()),
            Cell::Count(run.judged.yes.into()),
            Cell::Count(run.judged.no.into()),
            Cell::Count(run.judged.other.into()),
            Cell::Count(run.judged.skip.into()),
            Cell::Text(match (run.undone, run.precision) {
                (true, _) => "undone".to_owned(),
                (_, Some(precision)) => told(precision),
                (_, None) => "nothing judged".to_owned(),
            }),
        ],
    };
    let columns = [
        "coder",
        "code",
        "query",
        "unit",
        "yes",
        "no",
        "other",
        "skip",
        "precision",
    ];
    let said = match runs.is_empty() {
        true => {
            "no run yet: intercoder autocode QUERY --code CODE begins one with the first verdict"
        }
        false => {
            "precision: yes among the judged (yes, no, other) in the order they were shown, with Wilson's interval; it is no recall"
        }
    };
    notes.insert(0, said.to_owned());
    Table {
        title: "Runs of autocoding".to_owned(),
        unit: "stretch judged, of the run's unit".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "run".to_owned(),
        rows: runs.iter().map(row).collect(),
        notes,
    }
}

/// Takes a whole run back.
pub fn undo(context: &mut Context, name: &str) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let run = own(&view, (&coder, name))?;
    let actions = actions_in_force(&view, &run);
    let codings = codings(&view, run.id);
    drop(view);
    if actions.is_empty() {
        return nothing_to_do(
            context,
            "undone",
            (&run, format!("{name} is undone already")),
        );
    }
    session.record(|draft| Change::undo(&actions).write(draft))?;
    said(context, "undone", (&run, codings))
}

/// Puts a run back as it was when it was taken back whole.
pub fn redo(context: &mut Context, name: &str) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let run = own(&view, (&coder, name))?;
    let action = view.line(run.id.0).and_then(|line| view.action_of(line));
    let actions = action.map_or_else(Vec::new, |action| undone_with(&view, action));
    drop(view);
    if !run.undone || actions.is_empty() {
        return nothing_to_do(context, "redone", (&run, format!("{name} is in force")));
    }
    session.record(|draft| Change::redo(&actions).write(draft))?;
    let codings = codings(&session.view(), run.id);
    said(context, "redone", (&run, codings))
}

fn said(context: &mut Context, deed: &str, (run, codings): (&Run, usize)) -> Result<(), Failure> {
    let words = counted(codings, "coding");
    match context.out.is_json() {
        true => context
            .out
            .json(&serde_json::json!({ "done": deed, "ref": run.id, "codings": codings })),
        false => context
            .out
            .line(format!("{deed}: the run “{}” with {words}", run.query)),
    }
}

/// The run is as it was asked for already: programs read the same answer, with no coding.
fn nothing_to_do(
    context: &mut Context,
    deed: &str,
    (run, words): (&Run, String),
) -> Result<(), Failure> {
    match context.out.is_json() {
        true => said(context, deed, (run, 0)),
        false => context.out.line(words),
    }
}

/// The coder's own run called so.
fn own(view: &View<'_>, (coder, name): (&CoderId, &str)) -> Result<Run, Failure> {
    let mut found = view.runs().filter(|run| is_called(view, run.id.0, name));
    match (found.next(), found.next()) {
        (Some(run), None) if run.coder == *coder => Ok(run.clone()),
        (Some(run), None) => Err(Failure::refused(format!(
            "{name} is {}'s run; only they take it back",
            run.coder
        ))),
        (Some(_), Some(_)) => {
            Err(Failure::new(format!("{name} names several runs")).hint("give the whole ref"))
        }
        (None, _) => Err(Failure::new(format!("there is no run {name}"))
            .hint("see them with: intercoder autocode --runs")),
    }
}
