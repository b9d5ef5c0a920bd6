//! What withdrawing documents and people have in common: everything that would go is shown, a person says yes, and it is said what
//! this program cannot reach.

use serde_json::json;

use crate::cli::context::{Context, lead};
use crate::cli::failure::Failure;
use crate::cli::reach;
use crate::event::study::WithdrawMode;
use crate::filter::View;
use crate::history::is_called;
use crate::id::{DocumentRef, PersonId, Ref};
use crate::number::counted;
use crate::session::Session;
use crate::store::texts::Shelf;
use crate::store::withdrawn::{Cleared, Reach};
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
    let asked = asked(&view, whose, args)?;
    let planned = plan(&view, &texts, &asked)?;
    let codings = codings(&view, &planned);
    drop(view);
    if planned.taken.is_nothing() && args.everywhere && args.yes {
        let cleared = session.obey(Reach::Everybody)?;
        return done(context, &session, &cleared);
    }
    if planned.taken.is_nothing() {
        return Err(Failure::new("nothing of theirs is here")
            .hint("see who speaks where with: intercoder document speakers DOC"));
    }
    if context.out.is_json() && !args.yes {
        return context.out.json(&as_json(&planned, codings, None));
    }
    if !context.out.is_json() {
        show(context, &session, (&planned, codings))?;
    }
    if args.dry_run {
        return context.out.line("nothing was changed");
    }
    if !args.yes && !context.says_yes("take all of this back for ever? [y/N] ")? {
        return Err(Failure::wrong_use("nothing was changed: nobody said yes")
            .hint("look through the list above, then say it with --yes"));
    }
    let files = holders(&session, &planned)?;
    let reach = match args.everywhere {
        true => Reach::Everybody,
        false => Reach::Own,
    };
    let cleared = session.withdraw(&planned, reach)?;
    if context.out.is_json() {
        return context
            .out
            .json(&as_json(&planned, codings, Some(&cleared)));
    }
    done(context, &session, &cleared)?;
    reach::out_of_reach(context, &session, &files)
}

fn asked<'v>(
    view: &View<'v>,
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
    };
    match whose {
        Whose::Documents(handles) => {
            let documents = handles
                .iter()
                .map(|handle| crate::cli::context::document(view, handle));
            asked.documents = documents.collect::<Result<_, _>>()?;
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

/// A person who takes part, or whom a label stands for.
fn person(view: &View<'_>, handle: &str) -> Result<PersonId, Failure> {
    let known = view.people().map(|person| &person.handle);
    let bound = view
        .all_documents()
        .iter()
        .flat_map(|document| document.speakers.values());
    let mut all = known.chain(bound.filter_map(|role| role.person()));
    let found = all.find(|known| known.0.eq_ignore_ascii_case(handle));
    found.cloned().ok_or_else(|| {
        Failure::new(format!("there is no person {handle}"))
            .hint("see them with: intercoder people list")
    })
}

/// How many codings count no longer, by everybody whose work may be seen.
fn codings(view: &View<'_>, plan: &Plan) -> usize {
    let gone = |document: DocumentRef| plan.taken.documents.contains(&document);
    view.codings()
        .iter()
        .filter(|coding| gone(coding.excerpt.document))
        .count()
}

fn show(
    context: &mut Context,
    session: &Session,
    (plan, codings): (&Plan, usize),
) -> Result<(), Failure> {
    if !plan.gone.is_empty() {
        let handles = plan.gone.join(", ");
        let codings = counted(codings, "coding");
        context.out.line(format!(
            "gone: {handles}, with {codings} that count no longer"
        ))?;
    }
    for (handle, turns) in &plan.covered {
        let turns = counted(*turns, "turn");
        context.out.line(format!(
            "covered: {turns} of {handle}; everything stays where it was"
        ))?;
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
    show_written(context, session)
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
    let left: u64 = cleared.waiting.values().sum();
    if left > 0 {
        let left = counted(left as usize, "entry");
        let journals = counted(cleared.waiting.len(), "journal");
        context.out.line(format!(
            "{left} in {journals} of other computers hold their words until those obey; where they are gone for good, say it again with --everywhere"
        ))?;
    }
    if last.waiting.is_empty() {
        return context
            .out
            .line("no other installation has a copy of its own");
    }
    let waiting: Vec<&str> = last
        .waiting
        .iter()
        .map(|writer| writer.0.as_str())
        .collect();
    context.out.line(format!(
        "to do the same when the study is opened there: {}; intercoder status says who has",
        waiting.join(", ")
    ))
}

/// The files of a study that hold the words, by where they lie in it.
fn holders(session: &Session, plan: &Plan) -> Result<Vec<String>, Failure> {
    let shelf = Shelf::list(session.folder())?;
    let gone = plan.taken.files.iter().chain(&plan.taken.covered_files);
    let mut files: Vec<String> = gone.flat_map(|file| shelf.names(&file.was)).collect();
    files.sort();
    files.dedup();
    Ok(files)
}

fn as_json(plan: &Plan, codings: usize, cleared: Option<&Cleared>) -> serde_json::Value {
    json!({
        "withdrawn": cleared.is_some(),
        "gone": plan.gone,
        "codings": codings,
        "covered": plan.covered.iter().map(|(handle, turns)| json!({ "document": handle, "turns": turns })).collect::<Vec<_>>(),
        "entries": plan.lines,
        "hidden_entries": plan.hidden,
        "left": plan.left,
        "codebooks": plan.codebooks.iter().map(|(number, _)| number).collect::<Vec<_>>(),
        "elsewhere": plan.elsewhere,
        "lines_blanked": cleared.map(|cleared| cleared.lines),
        "files_removed": cleared.map(|cleared| cleared.files.len()),
        "waiting": cleared.map(|cleared| &cleared.waiting),
    })
}
