//! `document`: the transcripts, who speaks in them, and corrections of their text.

mod print;
mod scan;

use std::path::PathBuf;

use crate::cli::context::{Context, document, joined};
use crate::cli::failure::Failure;
use crate::document::kept::{Fate, compare, translate};
use crate::document::{Document, Turns, fold_label};
use crate::event::Event;
use crate::event::document::{DocumentChange, DocumentRevise, DocumentSet};
use crate::event::person::{PersonAdd, SpeakerAssign, TurnAssign};
use crate::history::role;
use crate::id::{Digest, PersonId, check_handle};
use crate::import::{Options, Source, read};
use crate::listing::summaries;
use crate::number::counted;
use crate::person::{Attributes, Role};
use crate::session::Session;
use crate::store::texts::{self, Kept};
use crate::texts::Passage;

/// List documents, show and print them, say who speaks, correct their text
///
/// Example: intercoder document list
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List the documents
    List,
    /// Show what is known of a document
    Show {
        /// The document.
        document: String,
    },
    Print(print::Args),
    Scan(scan::Args),
    Speakers(SpeakersArgs),
    Revise(ReviseArgs),
    /// Take a document out of the analysis; undo brings it back
    Retire {
        /// The document.
        document: String,
    },
}

/// Show who speaks in a document, or say who a label or a turn is
#[derive(Debug, clap::Args)]
pub struct SpeakersArgs {
    /// The document.
    document: String,
    /// A label, as it stands in the text.
    #[arg(requires = "who")]
    label: Option<String>,
    /// A person's handle, interviewer, unknown or ignore.
    who: Option<String>,
    /// Say it of this turn alone, counted from 1, whatever its label.
    #[arg(long, value_name = "N", conflicts_with = "label")]
    turn: Option<usize>,
    /// Who speaks in that turn.
    #[arg(long, value_name = "PERSON", requires = "turn")]
    is: Option<String>,
}

/// Correct a document's text from a file
///
/// Every coder's excerpts move along. Says how many are exact, moved, changed (to be looked at) and orphaned (not counted, never
/// deleted) before anything is written; --dry-run stops there.
#[derive(Debug, clap::Args)]
pub struct ReviseArgs {
    /// The document.
    document: String,
    /// The corrected file.
    file: PathBuf,
    /// Say what would happen, and change nothing.
    #[arg(long)]
    dry_run: bool,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.action {
        Action::List => list(context),
        Action::Show { document } => show(context, &document),
        Action::Print(args) => print::run(context, &args),
        Action::Scan(args) => scan::run(context, &args),
        Action::Speakers(args) => speakers(context, args),
        Action::Revise(args) => revise(context, args),
        Action::Retire { document } => retire(context, &document),
    }
}

fn list(context: &mut Context) -> Result<(), Failure> {
    let session = context.open()?;
    let texts = context.texts(&session)?;
    let view = session.view();
    let documents = summaries(&view, &texts);
    if context.out.is_json() {
        return context
            .out
            .json(&serde_json::json!({ "documents": documents }));
    }
    for document in &documents {
        let kind = document.kind.as_str();
        let speakers = document.speakers.join(" ");
        context.out.line(format!(
            "{:<10} {kind:<12} {:>6} words {:>4} turns  {speakers}",
            document.id, document.words, document.turns
        ))?;
    }
    match documents.len() {
        0 => context
            .out
            .line("no documents yet; bring some with: intercoder import FILES"),
        n => context.out.line(counted(n, "document")),
    }
}

fn show(context: &mut Context, handle: &str) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let document = document(&view, handle)?;
    let (texts, problems) = session.texts([document])?;
    context.out.problems(&problems)?;
    let bound: Vec<(String, String)> = document
        .speakers
        .iter()
        .map(|(label, to)| (label.clone(), role(to)))
        .collect();
    let codings = view
        .codings()
        .iter()
        .filter(|coding| coding.excerpt.document == document.id)
        .count();
    let words = texts.current(document).map_or(0, Passage::count_words);
    let attributes: Vec<(String, String)> = document
        .attributes
        .iter()
        .map(|(name, values)| {
            (
                name.clone(),
                values
                    .iter()
                    .map(|value| value.as_str())
                    .collect::<Vec<_>>()
                    .join("; "),
            )
        })
        .collect();
    if context.out.is_json() {
        return context.out.json(&serde_json::json!({
            "id": document.handle, "ref": document.id, "kind": document.kind, "words": words, "codings": codings,
            "revisions": document.revisions.len(), "text_sha256": document.revision().text, "source": document.source,
            "speakers": bound.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
            "attributes": attributes.into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        }));
    }
    let source = document.source.name.as_deref().unwrap_or("no file");
    context.out.line(format!(
        "{}  {}  {words} words  {codings} codings",
        document.handle,
        document.kind.as_str()
    ))?;
    context.out.line(format!(
        "  from {source} ({}), {} revisions",
        document.source.importer,
        document.revisions.len()
    ))?;
    for (name, value) in attributes.iter().chain(&bound) {
        context.out.line(format!("  {name:<12} {value}"))?;
    }
    Ok(())
}

fn passage_of(
    context: &mut Context,
    session: &Session,
    document: &Document,
) -> Result<Passage, Failure> {
    let (texts, problems) = session.texts([document])?;
    context.out.problems(&problems)?;
    let missing = || {
        Failure::damaged(format!("the text of {} is not here", document.handle))
            .hint("intercoder verify says more")
    };
    texts.current(document).cloned().ok_or_else(missing)
}

fn speakers(context: &mut Context, args: SpeakersArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    let view = session.view();
    let document = document(&view, &args.document)?;
    let passage = passage_of(context, &session, document)?;
    let (who, event): (String, Box<dyn FnOnce(Role) -> Event>) =
        match (args.label, args.who, args.turn, args.is) {
            (Some(label), Some(who), None, _) => {
                let label = fold_label(&label);
                if passage
                    .labels()
                    .iter()
                    .all(|known| fold_label(known) != label)
                {
                    return Err(Failure::new(format!(
                        "no label of {} is “{label}”",
                        document.handle
                    ))
                    .hint(format!("its labels: {}", passage.labels().join(", "))));
                }
                let id = document.id;
                (
                    who,
                    Box::new(move |to| {
                        Event::SpeakerAssign(SpeakerAssign {
                            document: id,
                            label,
                            to,
                        })
                    }),
                )
            }
            (None, None, Some(number), Some(who)) => {
                let turn = number
                    .checked_sub(1)
                    .and_then(|at| passage.turns.get(at))
                    .copied();
                let turns = passage.turns.len();
                let turn = turn.ok_or_else(|| {
                    Failure::new(format!("{} has turns 1 to {turns}", document.handle))
                })?;
                let revision = document.current;
                (
                    who,
                    Box::new(move |to| {
                        Event::TurnAssign(TurnAssign {
                            revision,
                            span: turn.body,
                            to,
                        })
                    }),
                )
            }
            (None, None, None, None) => return show_speakers(context, document, &passage),
            _ => {
                return Err(Failure::wrong_use(
                    "say a label and who it is, or --turn N --is PERSON",
                ));
            }
        };
    joined(&session)?;
    let to = parse_role(&who)?;
    let new = to
        .person()
        .filter(|person| view.person(person).is_none())
        .cloned();
    let said = format!("{} in {}", role(&to), document.handle);
    drop(view);
    session.record(|draft| {
        if let Some(handle) = new.clone() {
            draft.add(Event::PersonAdd(PersonAdd {
                handle,
                attributes: Attributes::new(),
            }))?;
        }
        draft.add(event(to))
    })?;
    let added = new.map_or_else(String::new, |person| {
        format!("; {person} is a new person of the study")
    });
    context.out.line(format!("bound to {said}{added}"))
}

fn parse_role(who: &str) -> Result<Role, Failure> {
    match who {
        "interviewer" => Ok(Role::Interviewer),
        "unknown" => Ok(Role::Unknown),
        "ignore" => Ok(Role::Ignore),
        handle => {
            check_handle(handle).map_err(|cause| Failure::wrong_use(cause.to_string()))?;
            Ok(Role::Person(PersonId::from(handle)))
        }
    }
}

fn show_speakers(
    context: &mut Context,
    document: &Document,
    passage: &Passage,
) -> Result<(), Failure> {
    for label in passage.labels() {
        let own = passage
            .turns
            .iter()
            .filter(|turn| fold_label(Turns::label(&passage.text, turn)) == fold_label(label));
        let to = document
            .speakers
            .get(&fold_label(label))
            .map_or_else(|| "unknown".to_owned(), role);
        context
            .out
            .line(format!("{label:<16} {to:<16} {} turns", own.count()))?;
    }
    Ok(())
}

fn revise(context: &mut Context, args: ReviseArgs) -> Result<(), Failure> {
    let bytes = context.read(&args.file)?;
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let transcript = read(
        &Source {
            name: &name,
            bytes: &bytes,
        },
        &Options::default(),
    )
    .map_err(|problem| {
        Failure::new(format!("{}: {}", problem.place, problem.what)).hint(problem.advice)
    })?;
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let document = document(&view, &args.document)?;
    let passage = passage_of(context, &session, document)?;
    if passage.text == transcript.text && passage.turns == transcript.turns.turns {
        return context.out.line(format!(
            "{} has these words already, nothing to do",
            document.handle
        ));
    }
    let kept = compare(&passage.text, &transcript.text);
    let here = view
        .codings()
        .iter()
        .filter(|coding| coding.excerpt.document == document.id);
    let mut counts = [0; 4];
    for coding in here.filter(|coding| coding.excerpt.fate != Fate::Orphaned) {
        counts[translate(&kept, coding.excerpt.span).1 as usize] += 1;
    }
    let [exact, moved, changed, orphaned] = counts;
    let fates = format!("{exact} exact, {moved} moved, {changed} changed, {orphaned} orphaned");
    let turns_file = serde_json::to_string(&transcript.turns).unwrap_or_default() + "\n";
    let event = DocumentRevise {
        document: document.id,
        parent: document.current,
        text: Digest::of(transcript.text.as_str().as_bytes()),
        turns: Digest::of(turns_file.as_bytes()),
        kept,
    };
    let handle = document.handle.clone();
    drop(view);
    if !args.dry_run {
        session.keep(&[
            Kept {
                kind: texts::Kind::Text(&handle),
                bytes: transcript.text.as_str().as_bytes(),
            },
            Kept {
                kind: texts::Kind::Turns(&handle),
                bytes: turns_file.as_bytes(),
            },
        ])?;
        session.record(|draft| draft.add(Event::DocumentRevise(Box::new(event))))?;
    }
    let verb = if args.dry_run {
        "would be corrected"
    } else {
        "is corrected"
    };
    if context.out.is_json() {
        return context.out.json(&serde_json::json!({
            "document": handle, "exact": exact, "moved": moved, "changed": changed, "orphaned": orphaned, "dry_run": args.dry_run
        }));
    }
    context.out.line(format!(
        "{handle} {verb}; excerpts of all coders you may see: {fates}"
    ))
}

fn retire(context: &mut Context, handle: &str) -> Result<(), Failure> {
    let mut session = context.open()?;
    joined(&session)?;
    let view = session.view();
    let found = document(&view, handle)?;
    let (id, name) = (found.id, found.handle.clone());
    drop(view);
    let event = DocumentSet {
        document: id,
        change: DocumentChange::Retired(true),
    };
    session.record(|draft| draft.add(Event::DocumentSet(event)))?;
    context.out.line(format!(
        "{name} is out of the analysis; intercoder undo brings it back"
    ))
}
