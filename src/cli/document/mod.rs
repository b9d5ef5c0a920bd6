//! `document`: the transcripts, who speaks in them, and corrections of their text.

mod print;
mod scan;
mod correct;
mod answers;
mod revise;
mod replace;
mod redact;
mod review;
mod speakers;

use crate::cli::context::{Context, document, joined};
use crate::cli::failure::Failure;
use crate::cli::withdraw::{self, Whose, WithdrawArgs};
use crate::document::Document;
use crate::event::Event;
use crate::event::document::{DocumentChange, DocumentSet};
use crate::history::role;
use crate::listing::summaries;
use crate::number::counted;
use crate::session::Session;
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
    Speakers(speakers::Args),
    Revise(revise::Args),
    Replace(replace::Args),
    Redact(redact::Args),
    Review(review::Args),
    /// Take a document out of the analysis; undo brings it back
    Retire {
        /// The document.
        document: String,
    },
    /// Take the words of documents back for good, wherever they stand
    ///
    /// What would go is shown first: texts, turns and the files they came from, memos, quotes and decisions about them, and free text
    /// that quotes them. Every computer takes it out of what it keeps when the study is opened there. There is no undo.
    ///
    /// Example: intercoder document withdraw I12 --dry-run
    Withdraw {
        /// The documents.
        #[arg(required = true)]
        documents: Vec<String>,
        #[command(flatten)]
        how: WithdrawArgs,
    },
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.action {
        Action::List => list(context),
        Action::Show { document } => show(context, &document),
        Action::Print(args) => print::run(context, &args),
        Action::Scan(args) => scan::run(context, &args),
        Action::Speakers(args) => speakers::run(context, &args),
        Action::Revise(args) => revise::run(context, &args),
        Action::Replace(args) => replace::run(context, &args),
        Action::Redact(args) => redact::run(context, &args),
        Action::Review(args) => review::run(context, &args),
        Action::Retire { document } => retire(context, &document),
        Action::Withdraw { documents, how } => {
            withdraw::run(context, &Whose::Documents(&documents), &how)
        }
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
