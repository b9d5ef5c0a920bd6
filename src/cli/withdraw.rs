//! What withdrawing documents and people have in common: everything that would go is shown, a person says yes, and it is said what
//! this program cannot reach.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::cli::context::{Context, lead};
use crate::cli::failure::Failure;
use crate::cli::reach;
use crate::document::Document;
use crate::event::Event;
use crate::event::study::WithdrawMode;
use crate::filter::View;
use crate::history::is_called;
use crate::id::{Digest, DocumentRef, PersonId, Ref};
use crate::number::counted;
use crate::session::Session;
use crate::store::texts::Shelf;
use crate::store::withdrawn::{Cleared, Reach};
use crate::withdrawal::lost::Lost;
use crate::withdrawal::undone::Undone;
use crate::withdrawal::{Asked, Plan, Quotation, plan};

/// How words are taken back.
#[derive(Clone, Debug, clap::Args)]
pub struct WithdrawArgs {
    /// Only the words go: codings stay and are counted, each at its place. Without this, what was made of the words counts no longer.
    #[arg(long)]
    blank: bool,
    /// An entry that quotes them and stays all the same, as `ana:42`.
    #[arg(long, value_name = "ENTRY")]
    keep: Vec<String>,
    /// An entry that goes too, as `ana:42`.
    #[arg(long, value_name = "ENTRY")]
    also: Vec<String>,
    /// Blank the journals of other installations in this folder too; only where those are gone for good.
    #[arg(long)]
    everywhere: bool,
    /// Show what would go, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Do it without asking.
    #[arg(long)]
    yes: bool,
}

/// Whose words are meant.
pub enum Whose<'w> {
    /// Those of documents, as a whole.
    Documents(&'w [String]),
    /// Those of a person, wherever they speak.
    Person(&'w str),
}

/// Takes words back.
pub fn run(context: &mut Context, whose: &Whose<'_>, args: &WithdrawArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    lead(&session)?;
    let (texts, problems) = session.everything()?;
    context.out.problems(&problems)?;
    let view = session.view();
    let undone = Undone::of(&view);
    // What of these is not here was told with the rest.
    let (more, _) = session.texts_of(undone.texts(&view))?;
    let texts = texts.with(more);
    let asked = asked((&view, &undone), whose, args)?;
    let planned = plan(&view, &texts, &asked)?;
    let lost = Lost::of(&view, &planned);
    let is_told_already = view.has_withdrawals();
    let mut person = asked.person.iter();
    let has_withdrawn = person.any(|person| view.has_withdrawn(person));
    drop(view);
    if planned.taken.is_nothing() {
        if args.everywhere && is_told_already {
            return everywhere(context, &mut session, args);
        }
        if has_withdrawn {
            once_more(context, &session)?;
        }
        return Err(nothing(is_told_already));
    }
    match context.out.is_json() {
        true if args.dry_run || !args.yes => {
            context
                .out
                .json(&as_json(&session, (&planned, &lost), None))?;
        }
        true => {}
        false => show(context, &session, (&planned, &lost))?,
    }
    if !may(context, args)? {
        return Ok(());
    }
    let before = session.orders().files.into_iter();
    let gone = planned
        .taken
        .files
        .iter()
        .chain(&planned.taken.covered_files);
    let files = named(&session, gone.map(|file| file.was).chain(before))?;
    let reach = match args.everywhere {
        true => Reach::Everybody,
        false => Reach::Own,
    };
    let cleared = session.withdraw(&planned, reach)?;
    if context.out.is_json() {
        return context
            .out
            .json(&as_json(&session, (&planned, &lost), Some(&cleared)));
    }
    done(context, &session, &cleared)?;
    reach::out_of_reach(context, &session, &files)
}

/// Whether it may be done: not where nothing is to change, and only if somebody said yes.
fn may(context: &mut Context, args: &WithdrawArgs) -> Result<bool, Failure> {
    if args.dry_run {
        if !context.out.is_json() {
            context.out.line("nothing was changed")?;
        }
        return Ok(false);
    }
    if args.yes || context.says_yes("take all of this back for ever? [y/N] ")? {
        return Ok(true);
    }
    Err(Failure::wrong_use("nothing was changed: nobody said yes")
        .hint("look through the list above, then say it with --yes"))
}

/// Takes what was withdrawn before out of the journals of installations that are gone.
fn everywhere(
    context: &mut Context,
    session: &mut Session,
    args: &WithdrawArgs,
) -> Result<(), Failure> {
    if !context.out.is_json() {
        context.out.line(
            "nothing more of theirs is here; what was withdrawn is taken out of every journal in this folder, whoever wrote it",
        )?;
    }
    if !may(context, args)? {
        return match context.out.is_json() {
            true => context.out.json(&json!({ "withdrawn": false })),
            false => Ok(()),
        };
    }
    let gone = session.orders().files;
    let files = named(session, gone.into_iter())?;
    let cleared = session.obey(Reach::Everybody)?;
    if context.out.is_json() {
        let mut told = json!({ "withdrawn": true });
        add_cleared(&mut told, Some(&cleared));
        return context.out.json(&told);
    }
    done(context, session, &cleared)?;
    reach::out_of_reach(context, session, &files)
}

/// Says once more what is to be done elsewhere: what was printed then may be lost, or was left for later.
fn once_more(context: &mut Context, session: &Session) -> Result<(), Failure> {
    let orders = session.orders();
    if context.out.is_json() || orders.withdrawals.is_empty() {
        return Ok(());
    }
    let files = named(session, orders.files.into_iter())?;
    reach::out_of_reach(context, session, &files)?;
    context.out.flush()
}

fn nothing(is_told_already: bool) -> Failure {
    let nothing = Failure::new("nothing of theirs is here");
    match is_told_already {
        true => nothing.hint(
            "what was withdrawn stays so; --also ENTRY takes back an entry that was missed, --everywhere empties the journals of computers that are gone",
        ),
        false => nothing.hint("see who speaks where with: intercoder document speakers DOC"),
    }
}

fn asked<'v>(
    (view, undone): (&View<'v>, &Undone),
    whose: &Whose<'_>,
    args: &WithdrawArgs,
) -> Result<Asked<'v>, Failure> {
    let entries = |names: &[String]| {
        let found = names.iter().map(|name| entry(view, name));
        found.collect::<Result<_, Failure>>()
    };
    let mut asked = Asked {
        documents: Vec::new(),
        person: None,
        mode: match args.blank {
            true => WithdrawMode::Blank,
            false => WithdrawMode::Delete,
        },
        stay: entries(&args.keep)?,
        also: entries(&args.also)?,
        undone: Vec::new(),
    };
    match whose {
        Whose::Documents(handles) => {
            for handle in *handles {
                let is_it = |document: &&Document| document.handle.eq_ignore_ascii_case(handle);
                let before = undone.documents.iter().filter(is_it);
                let before: Vec<DocumentRef> = before.map(|document| document.id).collect();
                // A document that is gone has left no handle: what else is asked is done all the same.
                let asks_more = args.everywhere || !args.also.is_empty();
                match crate::cli::context::document(view, handle) {
                    Ok(document) => asked.documents.push(document),
                    Err(_) if !before.is_empty() => asked.undone.extend(before),
                    Err(_) if asks_more && view.has_withdrawals() => {}
                    Err(unknown) => return Err(unknown),
                }
            }
        }
        Whose::Person(handle) => asked.person = Some(person(view, handle)?),
    }
    Ok(asked)
}

fn entry(view: &View<'_>, name: &str) -> Result<Ref, Failure> {
    let mut meant = view
        .lines()
        .map(|line| line.id())
        .filter(|id| is_called(view, *id, name));
    let not_one = |what: &str| {
        Failure::wrong_use(format!("{name} names {what}"))
            .hint("--json shows each entry with its full ref")
    };
    match (meant.next(), meant.next()) {
        (Some(id), None) => Ok(id),
        (None, _) => Err(not_one("no entry")),
        (Some(_), Some(_)) => Err(not_one("several entries")),
    }
}

/// A person who takes part or once did, whom a label or a turn stands for, or who withdrew before.
fn person(view: &View<'_>, handle: &str) -> Result<PersonId, Failure> {
    let gone = view.withdrawals();
    let gone = gone.iter().flat_map(|known| &known.people);
    let lines = view
        .every_line()
        .filter_map(|(line, _)| match line.event()? {
            Event::PersonAdd(event) => Some(&event.handle),
            Event::SpeakerAssign(event) => event.to.person(),
            Event::TurnAssign(event) => event.to.person(),
            _ => None,
        });
    let mut all = lines.chain(gone);
    let found = all.find(|known| known.0.eq_ignore_ascii_case(handle));
    found.cloned().ok_or_else(|| {
        Failure::new(format!("there is no person {handle}"))
            .hint("see them with: intercoder people list")
    })
}

fn show(
    context: &mut Context,
    session: &Session,
    (plan, lost): (&Plan, &Lost),
) -> Result<(), Failure> {
    if !plan.gone.is_empty() {
        let handles = plan.gone.join(", ");
        let codings = counted(lost.gone, "coding");
        context.out.line(format!(
            "gone: {handles}, with {codings} that count no longer"
        ))?;
    }
    if !plan.undone.is_empty() {
        let handles = plan.undone.join(", ");
        context
            .out
            .line(format!("gone too, undone before: {handles}"))?;
    }
    for ((handle, turns), lost) in plan.covered.iter().zip(&lost.covered) {
        let turns = counted(*turns, "turn");
        let rest = match lost {
            0 => "; everything stays where it was".to_owned(),
            lost => format!(
                ", with {} that count no longer; other people's words stay where they were",
                counted(*lost, "coding")
            ),
        };
        context
            .out
            .line(format!("covered: {turns} of {handle}{rest}"))?;
    }
    let entries = |context: &mut Context, head: &str, entries: &[Quotation]| {
        if entries.is_empty() {
            return Ok(());
        }
        context.out.line(format!("{head}: {}", entries.len()))?;
        entries.iter().try_for_each(|entry| {
            let why = match &entry.words {
                Some(words) => format!("quotes “{words}”"),
                None => "is about them".to_owned(),
            };
            context
                .out
                .line(format!("  {:<10} {:<16} {why}", entry.name, entry.kind))
        })
    };
    entries(context, "entries that lose their words", &plan.lines)?;
    if plan.hidden > 0 {
        let more = counted(plan.hidden, "entry");
        context
            .out
            .line(format!("  and {more} that a blind round hides from you"))?;
    }
    entries(context, "entries that quote them and stay", &plan.left)?;
    show_unseen(context, session, plan)?;
    for (number, _) in &plan.codebooks {
        context.out.line(format!(
            "codebook {number} quotes them and is written again without"
        ))?;
    }
    for handle in &plan.elsewhere {
        context.out.line(format!(
            "much of the same words stands in {handle} too, which is not taken back: intercoder document withdraw {handle}"
        ))?;
    }
    show_written(context, session)?;
    context.out.line(
        "not looked for: paraphrase, and quotations of fewer than four words without quotation marks; read the memos on these documents yourself",
    )
}

/// What could not be looked through.
fn show_unseen(context: &mut Context, session: &Session, plan: &Plan) -> Result<(), Failure> {
    if plan.sealed > 0 {
        let sealed = counted(plan.sealed, "sealed entry");
        context.out.line(format!(
            "{sealed} could not be looked through; look again when the round is closed"
        ))?;
    }
    for handle in &plan.unread {
        context.out.line(format!(
            "{handle} could not be looked through, since not all of its text is here; let the folder finish syncing, and look again"
        ))?;
    }
    if session.lacks_lines() {
        context.out.line(
            "the study is incomplete, and what is not here could not be looked through; the computers that wrote it name what may quote when they obey (intercoder doctor says what is missing)",
        )?;
    }
    Ok(())
}

/// Files that may hold the words, which nobody but people can look through.
fn show_written(context: &mut Context, session: &Session) -> Result<(), Failure> {
    let written = session
        .written()
        .into_iter()
        .filter(|(_, is_there)| *is_there);
    let written: Vec<String> = written
        .map(|(path, _)| path.display().to_string())
        .collect();
    if !written.is_empty() {
        context
            .out
            .line("written from this study on this computer, for you to look through:")?;
        written
            .iter()
            .try_for_each(|path| context.out.line(format!("  {path}")))?;
    }
    Ok(())
}

fn done(context: &mut Context, session: &Session, cleared: &Cleared) -> Result<(), Failure> {
    let lines = counted(cleared.lines as usize, "entry");
    let files = counted(cleared.files.len(), "file");
    context.out.line(format!(
        "withdrawn: {lines} lost their words and {files} were removed on this computer, the search index with them"
    ))?;
    let view = session.view();
    let withdrawals = view.withdrawals();
    let Some(last) = withdrawals.last() else {
        return Ok(());
    };
    let is_here = |name: &str| cleared.busy.iter().any(|writer| writer.0 == name);
    let elsewhere = cleared.waiting.iter().filter(|(name, _)| !is_here(name));
    let (mut left, mut journals) = (0, 0);
    elsewhere.for_each(|(_, lines)| (left, journals) = (left + lines, journals + 1));
    if left > 0 {
        let left = counted(left as usize, "entry");
        let journals = counted(journals, "journal");
        context.out.line(format!(
            "{left} in {journals} of other computers hold their words until those obey; where they are gone for good, say it again with --everywhere"
        ))?;
    }
    if !cleared.busy.is_empty() {
        context.out.line(
            "intercoder is open in another window here; it does its part when it is told, or close it and open the study again",
        )?;
    }
    let waiting = last.waiting.iter().map(|writer| writer.0.as_str());
    let waiting: Vec<&str> = waiting.filter(|name| !is_here(name)).collect();
    if !waiting.is_empty() {
        return context.out.line(format!(
            "to do the same when the study is opened there: {}; intercoder status says who has",
            waiting.join(", ")
        ));
    }
    match cleared.busy.is_empty() {
        true => context
            .out
            .line("no other installation has a copy of its own"),
        false => Ok(()),
    }
}

/// The files of a study that hold words, by where they lie in it; one that is gone from the folder by the hash in its name.
fn named(session: &Session, files: impl Iterator<Item = Digest>) -> Result<Vec<String>, Failure> {
    let shelf = Shelf::list(session.folder())?;
    let names = files.flat_map(|file| match shelf.names(&file) {
        gone if gone.is_empty() => vec![format!("*{}*", file.short())],
        names => names,
    });
    let names: BTreeSet<String> = names.collect();
    Ok(names.into_iter().collect())
}

fn as_json(session: &Session, (plan, lost): (&Plan, &Lost), cleared: Option<&Cleared>) -> Value {
    let covered = plan.covered.iter().zip(&lost.covered);
    let covered = covered.map(|((handle, turns), codings)| {
        json!({ "document": handle, "turns": turns, "codings": codings })
    });
    let mut told = json!({
        "withdrawn": cleared.is_some(),
        "gone": plan.gone,
        "undone": plan.undone,
        "codings": lost.all(),
        "covered": covered.collect::<Vec<_>>(),
        "entries": plan.lines,
        "hidden_entries": plan.hidden,
        "sealed_entries": plan.sealed,
        "left": plan.left,
        "codebooks": plan.codebooks.iter().map(|(number, _)| number).collect::<Vec<_>>(),
        "elsewhere": plan.elsewhere,
        "unread": plan.unread,
        "complete": !session.lacks_lines(),
    });
    add_cleared(&mut told, cleared);
    told
}

/// What was taken out, beside what was to be.
fn add_cleared(told: &mut Value, cleared: Option<&Cleared>) {
    told["lines_blanked"] = json!(cleared.map(|cleared| cleared.lines));
    told["files_removed"] = json!(cleared.map(|cleared| cleared.files.len()));
    told["waiting"] = json!(cleared.map(|cleared| &cleared.waiting));
    told["busy"] = json!(cleared.map(|cleared| &cleared.busy));
}
