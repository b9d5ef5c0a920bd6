//! `people`: who takes part, and what is known of them.

use std::path::PathBuf;

use crate::cli::context::{Context, joined, reader};
use crate::cli::failure::{Failure, not_a_spec};
use crate::cli::output::TableFormat;
use crate::cli::withdraw::{self, Whose, WithdrawArgs};
use crate::disclosure::group::smallest_shown;
use crate::filter::View;
use crate::import::people::read_people_file;
use crate::import::plan::plan;
use crate::people::{Naming, NoSpec, check, small_cells, spec, table};
use crate::table::{Cell, Row, Table};

/// Import people, list them, print the participants table, check who speaks
///
/// Example: intercoder people table
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Import people from a CSV or a workbook (.xlsx, .ods): a handle and attributes a row
    ///
    /// Values are typed: yes, no, not_disclosed and not_asked are four different answers; several values are separated by
    /// semicolons. What a person already has is replaced by what the file says, and the history keeps both.
    Import {
        /// The table.
        file: PathBuf,
    },
    /// List the people with their attributes
    List {
        #[command(flatten)]
        format: TableFormat,
    },
    /// Print the participants table
    Table {
        #[command(flatten)]
        format: TableFormat,
    },
    /// Check who speaks under which label, and spellings of attributes
    Check,
    /// Take the words of a person back for good, wherever they speak and whoever quotes them
    ///
    /// Interviews with them go as a whole. Where others speak too, their turns are covered, and every place stays where it was. What
    /// would go is shown first; free text that quotes them is found by runs of words. Every computer takes it out of what it keeps
    /// when the study is opened there. There is no undo.
    ///
    /// Example: intercoder people withdraw P07 --dry-run
    Withdraw {
        /// The person.
        person: String,
        #[command(flatten)]
        how: WithdrawArgs,
    },
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.action {
        Action::Import { file } => import(context, &file),
        Action::Withdraw { person, how } => withdraw::run(context, &Whose::Person(&person), &how),
        Action::List { format } => list(context, &format),
        Action::Table { format } => {
            let session = context.open()?;
            let outsider = reader(&session)?;
            let incomplete = context.completeness(&session)?.or(outsider);
            print(context, &session.view(), (&format, incomplete))
        }
        Action::Check => check_people(context),
    }
}

fn import(context: &mut Context, file: &std::path::Path) -> Result<(), Failure> {
    let mut session = context.open()?;
    joined(&session)?;
    let (rows, problems) = read_people_file(&file.display().to_string(), &context.read(file)?)?;
    context.out.problems(&problems)?;
    let view = session.view();
    let plan = plan(&view, Vec::new(), (rows, &[]));
    drop(view);
    context.out.problems(&plan.problems)?;
    session.record(|draft| plan.write(draft))?;
    context.out.line(format!(
        "{} people added, {} attributes changed",
        plan.people.len(),
        plan.attributes.len()
    ))
}

fn list(context: &mut Context, format: &TableFormat) -> Result<(), Failure> {
    let session = context.open()?;
    let incomplete = context.completeness(&session)?;
    let view = session.view();
    let mut columns: Vec<String> = Vec::new();
    for person in view.people() {
        for name in person
            .attributes
            .keys()
            .filter(|name| !columns.contains(name))
            .cloned()
            .collect::<Vec<_>>()
        {
            columns.push(name);
        }
    }
    let rows = view.people().map(|person| {
        let cell = |name: &String| {
            let values: Vec<&str> = person
                .values(name)
                .iter()
                .map(|value| value.as_str())
                .collect();
            if values.is_empty() {
                Cell::Blank
            } else {
                Cell::Text(values.join("; "))
            }
        };
        Row {
            label: person.handle.0.clone(),
            values: columns.iter().map(cell).collect(),
        }
    });
    let rows: Vec<Row> = rows.collect();
    let mut notes = vec![
        format!("{} people", rows.len()),
        "for the team, not for publication: everybody is named with all that is known".to_owned(),
    ];
    notes.extend(incomplete);
    let (title, unit, stub) = (
        "People".to_owned(),
        "person".to_owned(),
        "person".to_owned(),
    );
    context.out.table(
        &Table {
            title,
            unit,
            columns,
            stub,
            rows,
            notes,
        },
        format,
    )
}

/// Prints the participants table; `demo` uses it too.
pub fn print(
    context: &mut Context,
    view: &View<'_>,
    (format, incomplete): (&TableFormat, Option<String>),
) -> Result<(), Failure> {
    let spec = spec(view).map_err(|cause| match cause {
        NoSpec::NotReadable(why) => not_a_spec("the setting participants_table", &why),
        NoSpec::FewAttributes => Failure::new(cause.to_string())
            .hint("import them with: intercoder people import participants.csv"),
    })?;
    let naming = Naming::from(context.out.reach(format));
    let table = table(view, (&spec, naming));
    let mut table = table.map_err(|cause| Failure::new(cause.to_string()))?;
    let small = small_cells(&table, smallest_shown(view));
    table.notes.extend(small.into_iter().chain(incomplete));
    context.out.table(&table, format)
}

fn check_people(context: &mut Context) -> Result<(), Failure> {
    let session = context.open()?;
    let texts = context.texts(&session)?;
    let view = session.view();
    let problems = check(&view, &texts);
    if context.out.is_json() {
        return context
            .out
            .json(&serde_json::json!({ "people": view.people().count(), "problems": problems }));
    }
    for problem in &problems {
        context.out.line(format!("- {problem}"))?;
    }
    match problems.len() {
        0 => context.out.line(format!(
            "{} people, every label stands for somebody",
            view.people().count()
        )),
        n => context.out.line(format!("{n} to look at")),
    }
}
