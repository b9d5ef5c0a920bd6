//! `recode`: excerpts that a newer codebook asks somebody to look at again.

use crate::change::Change;
use crate::change::recode::{self, Verdict};
use crate::cli::context::{Context, code, coder, joined, version};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::reference;
use crate::cli::screen::{is_on_screen, on_screen};
use crate::codebook::Code;
use crate::filter::View;
use crate::history::{code as handle, line_name};
use crate::id::{CoderId, Ref};
use crate::recode::{Between, Queue, Until, Waiting};
use crate::reconcile::may_decide;
use crate::session::Session;
use crate::table::{Cell, Row, Table};
use crate::texts::Texts;
use crate::tui::action::Screen;
use crate::tui::run::Start;

/// Look again at excerpts whose codes a newer codebook version changed
///
/// A code that was merged, split, retired or told otherwise when it applies asks everybody who used it before to look again: keep
/// it, drop it or take another code. One's own coding is made again under the newer version. What a lead says of somebody else's
/// counts in the final layer alone. Agreement of closed rounds stays as it was.
///
/// Example: intercoder recode list
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    scope: ScopeArgs,
    #[command(subcommand)]
    action: Option<Action>,
}

/// Which excerpts.
#[derive(Debug, Default, clap::Args)]
struct ScopeArgs {
    /// Only codings made under this version, by number, or a later one.
    #[arg(long, global = true, value_name = "VERSION")]
    from: Option<u32>,
    /// The version they are held against; without it, the newest.
    #[arg(long, global = true, value_name = "VERSION")]
    to: Option<u32>,
    /// Only this coder's; without it, one's own, or for a lead the whole team's.
    #[arg(long, global = true)]
    coder: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// List what waits
    List {
        #[command(flatten)]
        format: TableFormat,
    },
    /// Its code still applies
    Keep(JudgeArgs),
    /// Its code does not apply, and no other does
    Drop(JudgeArgs),
    /// Another code applies
    To {
        /// The coding, by ref.
        coding: String,
        /// The code.
        code: String,
        /// Why, where it is somebody else's; without it, what changed about the code.
        #[arg(long)]
        reason: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
struct JudgeArgs {
    /// The coding, by ref.
    coding: String,
    /// Why, where it is somebody else's; without it, what changed about the code.
    #[arg(long)]
    reason: Option<String>,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.action {
        None if is_on_screen(context) => screen(context, &args.scope),
        None => list(context, &args.scope, &TableFormat::default()),
        Some(Action::List { format }) => list(context, &args.scope, &format),
        Some(Action::Keep(of)) => judge(context, &args.scope, (&of, Saying::Keep)),
        Some(Action::Drop(of)) => judge(context, &args.scope, (&of, Saying::Drop)),
        Some(Action::To {
            coding,
            code,
            reason,
        }) => {
            let of = JudgeArgs { coding, reason };
            judge(context, &args.scope, (&of, Saying::To(&code)))
        }
    }
}

/// A verdict as it was typed.
#[derive(Clone, Copy)]
enum Saying<'a> {
    Keep,
    Drop,
    To(&'a str),
}

fn screen(context: &mut Context, scope: &ScopeArgs) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let between = between(&view, scope)?;
    let of = whose(&view, scope)?;
    drop(view);
    let start = Start {
        screen: Some((Screen::Recode, None)),
        recode: (between, of),
        ..Start::default()
    };
    on_screen(context, session, start)
}

/// The versions asked for, which must be there and in order.
fn between(view: &View<'_>, scope: &ScopeArgs) -> Result<Between, Failure> {
    let freeze = |number: u32| -> Result<(usize, Ref), Failure> {
        let version = version(view, number)?;
        let mut versions = view.versions().iter();
        let place = versions.position(|known| known.id == version.id);
        Ok((place.unwrap_or(0), version.id))
    };
    let from = scope.from.map(freeze).transpose()?;
    let to = scope.to.map(freeze).transpose()?;
    if let (Some((from, _)), Some((to, _))) = (from, to)
        && from >= to
    {
        return Err(Failure::wrong_use(
            "--from must be an older version than --to",
        ));
    }
    Ok(Between {
        from: from.map(|(_, freeze)| freeze),
        to: to.map_or(Until::Newest, |(_, freeze)| Until::Version(freeze)),
    })
}

/// The coder asked for; others' excerpts are a lead's to work through.
fn whose(view: &View<'_>, scope: &ScopeArgs) -> Result<Option<CoderId>, Failure> {
    let Some(name) = &scope.coder else {
        return Ok(None);
    };
    let known = coder(view, name)?;
    let is_own = view.viewer() == Some(known);
    match is_own || may_decide(view) {
        true => Ok(Some(known.clone())),
        false => Err(not_yours(known)),
    }
}

fn not_yours(coder: &CoderId) -> Failure {
    Failure::refused(format!(
        "these excerpts are {coder}'s, and only a lead recodes others'"
    ))
    .hint("your own: intercoder recode list")
}

fn list(context: &mut Context, scope: &ScopeArgs, format: &TableFormat) -> Result<(), Failure> {
    let session = context.open()?;
    let viewer = joined(&session)?;
    let texts = context.texts(&session)?;
    let view = session.view();
    let mut queue = Queue::of(&view, &texts, between(&view, scope)?);
    let of = whose(&view, scope)?;
    let of = of.or_else(|| (!may_decide(&view)).then_some(viewer));
    if let Some(coder) = &of {
        queue
            .waiting
            .retain(|waiting| waiting.coding.coder == *coder);
    }
    if context.out.is_json() {
        let waiting = queue.waiting.iter();
        let waiting: Vec<_> = waiting.map(|one| written((&view, &texts), one)).collect();
        return context.out.json(&serde_json::json!({
            "to": queue.target.map(|(_, number)| number),
            "excerpts": waiting,
            "in_open_rounds": queue.in_open_rounds,
        }));
    }
    context.out.table(&table((&view, &texts), &queue), format)
}

/// How many characters of an excerpt a table shows; JSON has all of it.
const LONGEST: usize = 100;

fn table((view, texts): (&View<'_>, &Texts), queue: &Queue) -> Table {
    let row = |waiting: &Waiting| {
        let coding = &waiting.coding;
        let span = coding.excerpt.span;
        let document = view.document(coding.excerpt.document);
        let words = words((view, texts), waiting).replace('\n', " ");
        let words: String = words.chars().take(LONGEST).collect();
        let place = document.map_or("", |document| document.handle.as_str());
        Row {
            label: line_name(view, coding.id.0),
            values: vec![
                Cell::Text(coding.coder.to_string()),
                Cell::Text(format!("{place}:{}-{}", span.start().0, span.end().0)),
                Cell::Text(handle(view, coding.applied)),
                Cell::Text(changed(waiting)),
                Cell::Text(words),
            ],
        }
    };
    let columns = ["coder", "place", "code", "changed", "words"];
    let mut notes = vec![match queue.target {
        None => "no version of the codebook is frozen: nothing can wait".to_owned(),
        Some((_, number)) => format!("{} to look at again under version {number}", queue.spread()),
    }];
    if !queue.waiting.is_empty() {
        notes.push("intercoder recode keep REF, drop REF, or to REF CODE".to_owned());
    }
    if queue.in_open_rounds > 0 {
        let waiting = queue.in_open_rounds;
        notes.push(format!(
            "{waiting} more wait for an open round to close: until then its own version holds"
        ));
    }
    Table {
        title: "excerpts to look at again".to_owned(),
        unit: "excerpt of a coder and a code".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "ref".to_owned(),
        rows: queue.waiting.iter().map(row).collect(),
        notes,
    }
}

/// What changed, with the code that it counts as where it was merged.
fn changed(waiting: &Waiting) -> String {
    let touch = &waiting.touch;
    let is_other = waiting.coding.applied != waiting.coding.code;
    match touch.now.as_ref().filter(|_| is_other) {
        Some(now) => format!("{} into {}", touch.words(), now.id),
        None => touch.words(),
    }
}

fn words((view, texts): (&View<'_>, &Texts), waiting: &Waiting) -> String {
    let excerpt = waiting.coding.excerpt;
    let document = view.document(excerpt.document);
    let passage = document.and_then(|document| texts.current(document));
    passage.map_or_else(String::new, |passage| {
        passage.text.slice(excerpt.span).to_owned()
    })
}

fn written((view, texts): (&View<'_>, &Texts), waiting: &Waiting) -> serde_json::Value {
    let coding = &waiting.coding;
    let fields = |code: &Code| {
        serde_json::json!({
            "code": code.id,
            "definition": code.definition,
            "use_when": code.use_when,
            "not_when": code.not_when,
            "assignable": code.assignable,
        })
    };
    let then = waiting.touch.then.as_ref();
    serde_json::json!({
        "ref": coding.id,
        "coder": coding.coder,
        "document": view.document(coding.excerpt.document).map(|document| &document.handle),
        "start": coding.excerpt.span.start(),
        "end": coding.excerpt.span.end(),
        "words": words((view, texts), waiting),
        "code": handle(view, coding.applied),
        "version": then.map(|(version, _)| version),
        "why": waiting.touch.why,
        "then": then.map(|(_, code)| fields(code)),
        "now": waiting.touch.now.as_ref().map(fields),
    })
}

fn judge(
    context: &mut Context,
    scope: &ScopeArgs,
    (args, saying): (&JudgeArgs, Saying<'_>),
) -> Result<(), Failure> {
    let mut session = context.open()?;
    let viewer = joined(&session)?;
    let texts = context.texts(&session)?;
    let view = session.view();
    let coding = reference::coding(&view, &args.coding, |_| true)?.clone();
    let is_own = coding.coder == viewer;
    if !is_own && !may_decide(&view) {
        return Err(not_yours(&coding.coder));
    }
    let queue = Queue::of(&view, &texts, between(&view, scope)?);
    let mut waiting = queue.waiting.iter();
    let waiting = waiting.find(|waiting| waiting.coding.id == coding.id);
    let (Some(waiting), Some((target, number))) = (waiting, queue.target) else {
        return Err(Failure::new(format!(
            "{} does not wait to be looked at again",
            args.coding
        ))
        .hint("see what does: intercoder recode list"));
    };
    let (verdict, said) = match saying {
        Saying::Keep => (Verdict::Keep, "kept".to_owned()),
        Saying::Drop => (Verdict::Drop, "dropped".to_owned()),
        Saying::To(name) => {
            let to = code(&view, name)?;
            (Verdict::To(to.id), format!("{} instead", to.code.id))
        }
    };
    let reason = args.reason.clone();
    let reason = reason.unwrap_or_else(|| recode::reason(&queue, &waiting.touch));
    let change = recode::judge(&view, (waiting, target), (verdict, &reason))?;
    let place = match is_own {
        true => format!("under version {number}"),
        false => format!("in the final layer; {}'s own coding stays", coding.coder),
    };
    let whose = match is_own {
        true => "yours".to_owned(),
        false => format!("{}'s", coding.coder),
    };
    let before = handle(&view, coding.applied);
    let left = queue.of_coder(&coding.coder).count() - 1;
    drop(view);
    record(&mut session, &change)?;
    match context.out.is_json() {
        true => context
            .out
            .json(&serde_json::json!({ "coding": coding.id, "left": left })),
        false => context.out.line(format!(
            "{before} of {}: {said} {place}; {left} of {whose} left",
            args.coding
        )),
    }
}

fn record(session: &mut Session, change: &Change) -> Result<(), Failure> {
    session.record(|draft| change.write(draft))?;
    Ok(())
}
