//! `document speakers`: whom labels and single turns stand for, and what a label is called.

use crate::change::Change;
use crate::change::correction::{assign, renamed};
use crate::cli::context::{Context, document, joined};
use crate::cli::document::correct::{Trial, carry_out, plan};
use crate::cli::document::passage_of;
use crate::cli::failure::Failure;
use crate::cli::reference;
use crate::correction::edit::Revised;
use crate::document::{Document, Turn, Turns, fold_label};
use crate::event::Event;
use crate::event::person::{PersonAdd, SpeakerAssign};
use crate::history::role;
use crate::person::{Attributes, Role};
use crate::texts::Passage;

/// Show who speaks in a document, say who a label or a turn is, or call a label otherwise
///
/// A label that is renamed is changed in the text, and stands for whom it stood; every coder's excerpts move along.
///
/// Example: intercoder document speakers I12 INT2 --rename Interviewer2 --dry-run
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document.
    document: String,
    /// A label, as it stands in the text.
    label: Option<String>,
    /// A person's handle, interviewer, unknown or ignore.
    who: Option<String>,
    /// Call the label so, in every turn that it opens.
    #[arg(long, value_name = "NAME", requires = "label", conflicts_with_all = ["who", "turn"])]
    rename: Option<String>,
    /// Say it of this turn alone, counted from 1, whatever its label.
    #[arg(long, value_name = "N", conflicts_with = "label")]
    turn: Option<usize>,
    /// Who speaks in that turn.
    #[arg(long, value_name = "PERSON", requires = "turn")]
    is: Option<String>,
    #[command(flatten)]
    trial: Trial,
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    match (&args.label, &args.who, args.turn, &args.is) {
        (Some(label), None, None, None) => match &args.rename {
            Some(name) => rename(context, (label, name), args),
            None => Err(unclear()),
        },
        (Some(label), Some(who), None, None) => bind(context, (args, who), Whose::Label(label)),
        (None, None, Some(number), Some(who)) => bind(context, (args, who), Whose::Turn(number)),
        (None, None, None, None) => show(context, args),
        _ => Err(unclear()),
    }
}

fn unclear() -> Failure {
    Failure::wrong_use(
        "say a label and who it is, or --turn N --is PERSON, or a label and --rename NAME",
    )
}

/// What is bound.
enum Whose<'a> {
    Label(&'a str),
    /// By its number, from 1.
    Turn(usize),
}

fn bind(
    context: &mut Context,
    (args, who): (&Args, &str),
    whose: Whose<'_>,
) -> Result<(), Failure> {
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let document = document(&view, &args.document)?;
    let passage = passage_of(context, &session, document)?;
    let to = reference::role(who)?;
    let new = to
        .person()
        .filter(|person| view.person(person).is_none())
        .cloned();
    let said = format!("{} in {}", role(&to), document.handle);
    let bound = match whose {
        Whose::Label(label) => of_label(document, &passage, (label, to))?,
        Whose::Turn(number) => of_turn(document, &passage, (number, to))?,
    };
    drop(view);
    if !args.trial.dry_run {
        session.record(|draft| {
            if let Some(handle) = new.clone() {
                draft.add(Event::PersonAdd(PersonAdd {
                    handle,
                    attributes: Attributes::new(),
                }))?;
            }
            bound.write(draft)
        })?;
    }
    let verb = match args.trial.dry_run {
        true => "would be bound",
        false => "bound",
    };
    let added = new.map_or_else(String::new, |person| {
        format!("; {person} is a new person of the study")
    });
    context.out.line(format!("{verb} to {said}{added}"))
}

fn of_label(
    document: &Document,
    passage: &Passage,
    (label, to): (&str, Role),
) -> Result<Change, Failure> {
    let label = fold_label(label);
    let labels = passage.labels();
    if labels.iter().all(|known| fold_label(known) != label) {
        return Err(
            Failure::new(format!("no label of {} is “{label}”", document.handle))
                .hint(format!("its labels: {}", labels.join(", "))),
        );
    }
    Ok(Change::one(Event::SpeakerAssign(SpeakerAssign {
        document: document.id,
        label,
        to,
    })))
}

fn of_turn(
    document: &Document,
    passage: &Passage,
    (number, to): (usize, Role),
) -> Result<Change, Failure> {
    let turn = number.checked_sub(1).and_then(|at| passage.turns.get(at));
    let turns = passage.turns.len();
    match turn {
        Some(turn) => Ok(assign(document, turn.body, to)),
        None => Err(Failure::new(format!(
            "{} has turns 1 to {turns}",
            document.handle
        ))),
    }
}

fn rename(context: &mut Context, (label, name): (&str, &str), args: &Args) -> Result<(), Failure> {
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let document = document(&view, &args.document)?;
    let passage = passage_of(context, &session, document)?;
    let edits = renamed(&passage, (label, name))?;
    let revised = Revised::by(&passage, edits);
    if revised.text == passage.text {
        return context.out.line("it is called so already, nothing to do");
    }
    let planned = plan(&view, document, (&passage, &revised))?;
    drop(view);
    carry_out(context, &mut session, (vec![planned], args.trial))
}

fn show(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let document = document(&view, &args.document)?;
    let passage = passage_of(context, &session, document)?;
    let labels = passage.labels().into_iter().map(|label| {
        let key = fold_label(label);
        let is_own = |turn: &&Turn| fold_label(Turns::label(&passage.text, turn)) == key;
        let turns = passage.turns.iter().filter(is_own).count();
        let to = document.speakers.get(&key);
        let to = to.map_or_else(|| "unknown".to_owned(), role);
        (label, to, turns)
    });
    let labels: Vec<(&str, String, usize)> = labels.collect();
    let single = (1_usize..)
        .zip(&passage.turns)
        .filter_map(|(number, turn)| {
            let label = fold_label(Turns::label(&passage.text, turn));
            let by_label = document.speakers.get(&label).unwrap_or(&Role::Unknown);
            let own = document.role(&passage.text, turn);
            (own != *by_label).then(|| (number, role(&own)))
        });
    let single: Vec<(usize, String)> = single.collect();
    if context.out.is_json() {
        let labels = labels.iter().map(|(label, to, turns)| {
            serde_json::json!({ "label": label, "speaker": to, "turns": turns })
        });
        let turns = single
            .iter()
            .map(|(turn, to)| serde_json::json!({ "turn": turn, "speaker": to }));
        return context.out.json(&serde_json::json!({
            "document": document.handle,
            "labels": labels.collect::<Vec<_>>(),
            "turns": turns.collect::<Vec<_>>()
        }));
    }
    for (label, to, turns) in labels {
        context
            .out
            .line(format!("{label:<16} {to:<16} {turns} turns"))?;
    }
    for (number, to) in single {
        let place = format!("turn {number}");
        context.out.line(format!("{place:<16} {to}"))?;
    }
    Ok(())
}
