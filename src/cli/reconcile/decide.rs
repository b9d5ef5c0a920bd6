//! `reconcile decide` and `reconcile reopen`: the last word on one disagreement, and taking it back.

use crate::change::Change;
use crate::change::coding::check;
use crate::change::decision::{self, Ruling};
use crate::cli::context::{Context, code, coder, lead};
use crate::cli::failure::Failure;
use crate::cli::reconcile::list::codes;
use crate::cli::reconcile::{ScopeArgs, queue, round_of};
use crate::decision::{Cause, How, Marked};
use crate::filter::View;
use crate::id::{CodeRef, CoderId};
use crate::reconcile::queue::{Matter, Queue, named};
use crate::reconcile::sentence::Sentences;
use crate::texts::Texts;

/// Settle a disagreement
///
/// Leads decide. The result goes into the final layer; the coders' codings stay. A later decision on the same words replaces an
/// earlier one, and undo takes it back.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("how").required(true)))]
pub struct Args {
    /// The disagreement, as the list names it: document, first character and the one after the last.
    place: String,
    /// As this coder has it.
    #[arg(long, value_name = "CODER", group = "how")]
    take: Option<String>,
    /// Each code where more than half of the coders put it.
    #[arg(long, group = "how")]
    majority: bool,
    /// Each code where any coder put it.
    #[arg(long, group = "how")]
    union: bool,
    /// Each code where all coders put it.
    #[arg(long, group = "how")]
    intersection: bool,
    /// Every code on the whole stretch.
    #[arg(long, group = "how")]
    both: bool,
    /// No code applies.
    #[arg(long, group = "how")]
    none: bool,
    /// These codes: `CODE` on the whole stretch, `CODE@s1-s3` on sentences of its turns, `CODE@A:B` on characters.
    #[arg(
        long,
        value_name = "CODE[@PLACE]",
        value_delimiter = ',',
        group = "how"
    )]
    edit: Vec<String>,
    /// It stays a disagreement.
    #[arg(long, group = "how")]
    keep: bool,
    /// Its coders are to look again.
    #[arg(long, group = "how")]
    send_back: bool,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Why the coders had differed.
    #[arg(long, value_parser = ["missed", "boundary", "definition-overlap", "code-missing"])]
    cause: Option<String>,
    /// Who is present.
    #[arg(long, value_delimiter = ',', value_name = "CODERS")]
    present: Vec<String>,
    /// A note for the codebook, on one of its codes.
    #[arg(long, value_name = "CODE=TEXT")]
    note: Option<String>,
}

/// Open a disagreement again
#[derive(Debug, clap::Args)]
pub struct ReopenArgs {
    /// The disagreement, as the list names it.
    place: String,
}

pub fn run(context: &mut Context, scope: &ScopeArgs, args: Args) -> Result<(), Failure> {
    let mut session = context.open()?;
    lead(&session)?;
    let texts = context.texts(&session)?;
    let view = session.view();
    let round = round_of(&view, scope)?;
    let queue = queue((&view, &texts), (scope, round))?;
    let matter = called(&queue, &args.place)?;
    let ruling = ruling((&view, &texts), matter, &args)?;
    let group = &matter.disagreement.group;
    let change = decision::decide(&view, group, &ruling)?;
    let result = match &change {
        Change::Decision(made, _) => codes(&view, &made.result),
        _ => String::new(),
    };
    let how = match &ruling.how {
        How::Coder(coder) => format!("as {coder} had it"),
        how => how.as_str().to_owned(),
    };
    let put = match result.as_str() {
        "-" => String::new(),
        codes => format!(": {codes}"),
    };
    let replaced = matter.decision.as_ref().filter(|_| matter.is_settled());
    let instead = replaced.map_or_else(String::new, |before| {
        format!(", instead of what {} decided", before.coder)
    });
    let said = format!("{}: {how}{put}{instead}", matter.name);
    drop(view);
    let refs = session.record(|draft| change.write(draft))?;
    let view = session.view();
    let round = round_of(&view, scope)?;
    let left = crate::cli::reconcile::queue((&view, &texts), (scope, round))?.undecided();
    match context.out.is_json() {
        true => context
            .out
            .json(&serde_json::json!({ "ref": refs.first(), "undecided": left })),
        false => context.out.line(format!("{said}; {left} left")),
    }
}

pub fn reopen(context: &mut Context, scope: &ScopeArgs, args: ReopenArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    lead(&session)?;
    let texts = context.texts(&session)?;
    let view = session.view();
    let round = round_of(&view, scope)?;
    let queue = queue((&view, &texts), (scope, round))?;
    let matter = called(&queue, &args.place);
    // A decision where nobody disagreed is no matter of the queue, and is named by its own place.
    let by_hand = || {
        view.decisions().find(|decision| {
            let handle = view
                .document(decision.excerpt.document)
                .map_or("", |document| &document.handle);
            named(handle, decision.excerpt.span).eq_ignore_ascii_case(&args.place)
        })
    };
    let decided = match &matter {
        Ok(matter) => matter.decision.as_ref(),
        Err(_) => by_hand(),
    };
    let Some(decided) = decided.filter(|decision| decision.how != How::Reopened) else {
        matter?;
        return Err(Failure::new(format!("{} is not decided", args.place)));
    };
    let change = decision::reopen(&view, decided)?;
    drop(view);
    session.record(|draft| change.write(draft))?;
    let name = &args.place;
    context
        .out
        .line(format!("{name} waits for a decision again"))
}

/// The disagreement that a place names.
fn called<'q>(queue: &'q Queue, place: &str) -> Result<&'q Matter, Failure> {
    let named = queue
        .matters
        .iter()
        .find(|matter| matter.name.eq_ignore_ascii_case(place));
    named.ok_or_else(|| {
        Failure::new(format!("there is no disagreement {place} in this scope"))
            .hint("see them with: intercoder reconcile list")
    })
}

/// What was asked for, checked against the study.
fn ruling(
    (view, texts): (&View<'_>, &Texts),
    matter: &Matter,
    args: &Args,
) -> Result<Ruling, Failure> {
    let edited = edited((view, texts), matter, &args.edit.join(","))?;
    let how = match &args.take {
        Some(coder) => How::Coder(CoderId::from(coder.as_str())),
        None if args.majority => How::Majority,
        None if args.union => How::Union,
        None if args.intersection => How::Intersection,
        None if args.both => How::Both,
        None if args.none => How::None,
        None if args.keep => How::Kept,
        None if args.send_back => How::SentBack,
        None => How::Edited,
    };
    let present = args.present.iter().map(|name| coder(view, name).cloned());
    let present = present.collect::<Result<_, _>>()?;
    Ok(Ruling {
        how,
        edited,
        reason: args.reason.clone().unwrap_or_default(),
        cause: args.cause.as_deref().and_then(Cause::parse),
        present,
        note: args
            .note
            .as_deref()
            .map(|note| note_on(view, note))
            .transpose()?,
    })
}

fn note_on(view: &View<'_>, written: &str) -> Result<(CodeRef, String), Failure> {
    let (handle, text) = written
        .split_once('=')
        .filter(|(_, text)| !text.trim().is_empty())
        .ok_or_else(|| {
            Failure::wrong_use(format!("“{written}” is no note on a code"))
                .hint("write it as CODE=TEXT")
        })?;
    Ok((code(view, handle.trim())?.id, text.trim().to_owned()))
}

/// Codes with their stretches, in the words of the document.
fn edited(
    (view, texts): (&View<'_>, &Texts),
    matter: &Matter,
    written: &str,
) -> Result<Vec<Marked>, Failure> {
    let group = &matter.disagreement.group;
    let document = view.document(group.document);
    let passage = document
        .and_then(|document| texts.current(document))
        .ok_or_else(|| {
            Failure::damaged("the words of the document are not here").hint("intercoder verify")
        })?;
    let sentences = Sentences::of(passage, matter.reach());
    let mut marks = sentences.read(view, (written, group.span))?;
    for marked in &mut marks {
        if let Some(code) = view.code(marked.code) {
            check(code, None)?;
        }
        if !passage.text.contains(marked.span) {
            let length = passage.text.len().0;
            return Err(Failure::new(format!(
                "{}:{} lies outside the document, which has {length} characters",
                marked.span.start().0,
                marked.span.end().0
            )));
        }
        marked.span = passage.text.snap(marked.span);
    }
    Ok(marks)
}
