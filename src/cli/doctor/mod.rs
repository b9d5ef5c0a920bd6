//! `doctor`: what sync tools, crashes and people did to the folder, in plain sentences, and the repair of what is safe to repair.

mod beside;
mod damaged;
mod finding;
mod mark;
mod repaired;
mod withdrawal;

use std::collections::HashSet;
use std::io::{self, BufRead as _, IsTerminal as _};
use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::cli::context::Context;
use crate::cli::doctor::finding::{Finding, Repair, Weight, findings};
use crate::cli::doctor::repaired::repaired;
use crate::cli::failure::Failure;
use crate::number::counted;
use crate::session::Session;
use crate::store::checkup::known_lines;
use crate::store::layout::Folder;

/// Say what sync tools, crashes or people did to the study's folder, and repair what is safe to repair
///
/// Looks through the folder and what this computer keeps of it: conflict copies, lines and texts that are missing, unfinished or
/// damaged, forks, files of other programs. It writes nothing unless --fix is given, and then only what provably loses nothing.
///
/// Example: intercoder doctor
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Repair what loses nothing: lists it first, and asks.
    #[arg(long)]
    fix: bool,
    /// Do not ask.
    #[arg(long, requires = "fix")]
    yes: bool,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let opened = match &context.globals.study {
        Some(folder) => Folder::open(folder),
        None => Folder::find(Path::new(".")),
    };
    let mut done: Vec<String> = Vec::new();
    let folder = match opened {
        Ok(folder) => folder,
        Err(cause) => {
            let (folder, said) = mark::written_anew(context, &args, cause)?;
            done.extend(said);
            folder
        }
    };
    let before = done.len();
    let mut session = Session::open(context.host(), folder, None)?;
    let mut found = look(context, &session)?;
    if !context.out.is_json() {
        print(context, &session, &found)?;
    }
    let repairs = repairs(&found);
    if args.fix && !repairs.is_empty() && may_repair(context, &repairs, args.yes)? {
        // The lines stay the same through all repairs, so they are read but once.
        let has_marks = |repair: &Repair| matches!(repair, Repair::TakeMarksOut(_));
        let known = match repairs.iter().any(has_marks) {
            true => known_lines(session.folder())?,
            false => HashSet::new(),
        };
        for repair in &repairs {
            done.extend(repaired(&mut session, repair, &known)?);
        }
        session = Session::open(context.host(), Folder::open(&session.folder().root)?, None)?;
        // What was put back may hold words that were taken back meanwhile.
        session.obey_quietly();
        found = look(context, &session)?;
    }
    if context.out.is_json() {
        let weight = weight(&found);
        context
            .out
            .json(&json!({ "state": weight, "findings": found, "repaired": done }))?;
    } else {
        for done in done.iter().skip(before) {
            context.out.line(format!("done: {done}"))?;
        }
        if done.len() > before {
            print(context, &session, &found)?;
        }
    }
    context.out.flush()?;
    ended(&found)
}

fn look(context: &Context, session: &Session) -> Result<Vec<Finding>, Failure> {
    let now = (context.host().now)().parse::<jiff::Timestamp>();
    // A clock before 1970 makes no file old.
    let since = now.map_or(0, |now| u64::try_from(now.as_second()).unwrap_or(0));
    findings(session, &session.checkup()?, Duration::from_secs(since))
}

fn print(context: &mut Context, session: &Session, found: &[Finding]) -> Result<(), Failure> {
    for finding in found {
        context.out.line(finding.problem.to_string())?;
    }
    let journals = counted(session.checkup()?.journals, "journal");
    let lines = counted(session.line_count(), "event");
    let said = match weight(found) {
        Weight::Fine if found.is_empty() => "nothing to repair",
        Weight::Fine => "nothing is missing",
        Weight::Incomplete => "incomplete",
        Weight::Damaged => "damaged",
    };
    context.out.line(format!("{journals}, {lines}: {said}"))
}

fn weight(found: &[Finding]) -> Weight {
    let weights = found.iter().map(|finding| finding.weight);
    weights.max().unwrap_or(Weight::Fine)
}

/// What may be repaired, each once.
fn repairs(found: &[Finding]) -> Vec<Repair> {
    let mut repairs: Vec<Repair> = Vec::new();
    for repair in found.iter().filter_map(|finding| finding.repair.as_ref()) {
        if !repairs.contains(repair) {
            repairs.push(repair.clone());
        }
    }
    repairs
}

/// Lists what would be done, and asks; where nobody can answer, nothing is done.
fn may_repair(context: &mut Context, repairs: &[Repair], yes: bool) -> Result<bool, Failure> {
    if !context.out.is_json() {
        context.out.line("to repair:")?;
        for repair in repairs {
            context.out.line(format!("  {}", repair.words()))?;
        }
    }
    if yes || context.out.is_json() {
        return Ok(yes);
    }
    if !io::stdin().is_terminal() {
        context
            .out
            .line("nothing was changed; --fix --yes repairs it without asking")?;
        return Ok(false);
    }
    context.out.text("repair it? [y/N] ")?;
    context.out.flush()?;
    let mut answer = String::new();
    io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|cause| Failure::new(format!("no answer could be read: {cause}")))?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn ended(found: &[Finding]) -> Result<(), Failure> {
    let first = found.first().map(|finding| finding.problem.place.as_str());
    let first = first.unwrap_or_default();
    let blocking = found.iter().filter(|one| one.weight > Weight::Fine);
    let (ours, others): (Vec<&Finding>, Vec<&Finding>) =
        blocking.partition(|finding| finding.repair.is_some());
    let weight = weight(found);
    let hint = match (ours.is_empty(), others.is_empty()) {
        (false, true) => REPAIRABLE,
        (false, false) => IN_PART,
        (true, _) if weight == Weight::Damaged => TOLD,
        (true, _) => COMING,
    };
    match weight {
        Weight::Fine => Ok(()),
        Weight::Incomplete => {
            Err(Failure::refused(format!("the study is incomplete: {first}")).hint(hint))
        }
        Weight::Damaged => {
            Err(Failure::damaged(format!("the study is damaged: {first}")).hint(hint))
        }
    }
}

/// What ends a checkup after which this computer can put everything right.
const REPAIRABLE: &str =
    "intercoder doctor --fix puts it right: it says first what it would do, and asks";

/// The same, where it can put some of it right.
const IN_PART: &str = "intercoder doctor --fix puts right what this computer can; what to do about the rest is said with each";

/// The same, where something is damaged that others must give.
const TOLD: &str = "what to do is said with each; figures are refused until then, and nothing else of the study is lost";

/// The same, where something is missing that others must give.
const COMING: &str = "what to do is said with each; figures are refused until it is complete, and nothing that is here is lost";
