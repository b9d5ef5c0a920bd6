//! Findings: what doctor found, in sentences, how much it weighs, and what may safely be done about it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Serialize;

use crate::cli::doctor::{beside, damaged, withdrawal};
use crate::cli::failure::Failure;
use crate::history::line_name;
use crate::id::{StudyId, Writer};
use crate::number::counted;
use crate::problem::Problem;
use crate::seal;
use crate::session::Session;
use crate::store::checkup::{Checkup, JournalCopy};
use crate::store::damage::Damage;
use crate::store::layout::{ATTRIBUTES, MARK};
use crate::study::Completeness;
use crate::study::witness::Kind;

/// How long nobody may have written to an unfinished file before it is taken for a leftover: a sync may still be at work on a
/// younger one.
const LEFT: Duration = Duration::from_secs(60 * 60);

/// One thing that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where, what, and what to do.
    #[serde(flatten)]
    pub problem: Problem,
    /// How much it weighs.
    pub weight: Weight,
    /// What `--fix` does about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repair: Option<Repair>,
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Nothing is missing because of it.
    Fine,
    /// Something is missing, and may still come.
    Incomplete,
    /// Something is not what it was.
    Damaged,
}

/// What is done only where it provably loses nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Repair {
    /// This machine's lines come back, and its torn ends are set aside.
    Mend(Writer),
    /// Damaged lines of this machine's own journal give way to the intact ones it kept.
    Replace(Writer),
    /// The marks of git go out of a journal that is whole without them.
    TakeMarksOut(PathBuf),
    /// A copy whose lines all stand elsewhere goes to this machine's state.
    PutAway(PathBuf),
    /// An unfinished file is removed.
    Remove(PathBuf),
    /// The file that says which study this is is written anew, for the study that the lines belong to.
    WriteMark(StudyId),
    /// The lines of a journal get back the ends with which they were written.
    MendEnds(PathBuf),
    /// Git is told to leave the ends of lines alone.
    KeepEnds,
}

impl Repair {
    /// Says what would be done, or was.
    pub fn words(&self) -> String {
        match self {
            Self::Mend(writer) => format!(
                "put back what this computer saved as {writer}, and set unfinished ends aside"
            ),
            Self::Replace(writer) => format!(
                "write the journal of {writer} anew as this computer saved it, without the damaged lines, and keep the file as it is in this computer's state folder"
            ),
            Self::TakeMarksOut(file) => format!(
                "take the marks of git out of {}, with every line of both sides kept once, and keep the file as it is in this computer's state folder",
                file.display()
            ),
            Self::PutAway(file) => format!(
                "move {} to this computer's state folder: all of it stands in another journal too",
                file.display()
            ),
            Self::Remove(file) => format!("remove the unfinished file {}", file.display()),
            Self::MendEnds(file) => format!(
                "give the lines of {} the ends again with which they were written",
                file.display()
            ),
            Self::WriteMark(study) => format!("write {MARK} anew: this is the study {study}"),
            Self::KeepEnds => format!("add the line `* -text` to {ATTRIBUTES}"),
        }
    }
}

/// Everything that was found, what weighs most first.
pub fn findings(
    session: &Session,
    checkup: &Checkup,
    now: Duration,
) -> Result<Vec<Finding>, Failure> {
    if let Some(mistaken) = session.mistaken() {
        return Ok(vec![Finding {
            problem: mistaken.problem(),
            weight: Weight::Damaged,
            repair: mistaken.study().cloned().map(Repair::WriteMark),
        }]);
    }
    let (to_mend, to_replace) = (session.to_mend()?, session.to_replace()?);
    let here = session.writers_here()?;
    let mut found = damaged::findings(session, checkup, (&to_mend, &to_replace), &here);
    let changed = of_changed(session);
    let explained: HashSet<String> = changed
        .iter()
        .map(|one| one.problem.place.clone())
        .collect();
    found.extend(changed);
    found.extend(of_lines(session, (&to_mend, &to_replace), &explained));
    found.extend(beside::findings(session)?);
    let forks = session.view().forks();
    found.extend(forks.iter().map(|fork| of_fork(&fork.writer, fork.seq)));
    found.extend(checkup.copies.iter().map(of_copy));
    found.extend(withdrawal::findings(session)?);
    let converted = checkup.converted.iter();
    found.extend(converted.map(|file| of_converted(file, checkup, &here)));
    found.extend(checkup.strays.iter().map(|file| {
        let what = "lies among the journals, is none, and is not read";
        let advice = "nothing depends on it; move it elsewhere if it is yours";
        plain(
            Problem::new(file.display().to_string(), what, advice),
            Weight::Fine,
        )
    }));
    let root = &session.folder().root;
    let drafts = checkup.drafts.iter();
    found.extend(drafts.map(|draft| of_draft(root, draft, now)));
    found.extend(checkup.may_be_converted.then(|| Finding {
        problem: Problem::new(
            ATTRIBUTES,
            "git may change the ends of lines in this folder",
            "lines are read all the same, but every file would look changed: --fix adds the line `* -text`",
        ),
        weight: Weight::Fine,
        repair: Some(Repair::KeepEnds),
    }));
    found.sort_by_key(|finding| std::cmp::Reverse(finding.weight));
    Ok(found)
}

/// A finding that nothing is done about here.
pub fn plain(problem: Problem, weight: Weight) -> Finding {
    Finding {
        problem,
        weight,
        repair: None,
    }
}

/// Lines that are not the ones that others knew.
fn of_changed(session: &Session) -> Vec<Finding> {
    let all = session.view().contradictions().into_iter();
    let changed = all.filter(|one| one.kind == Kind::Changed);
    changed
        .map(|one| plain(one.problem, Weight::Damaged))
        .collect()
}

/// What is said of lines that are not here.
fn of_lines(
    session: &Session,
    (to_mend, to_replace): (&[Writer], &[Writer]),
    explained: &HashSet<String>,
) -> Vec<Finding> {
    let view = session.view();
    let lacks = view.completeness();
    let incomplete = |place: &str, what: String, advice: &str| {
        plain(Problem::new(place, what, advice), Weight::Incomplete)
    };
    let mut found = Vec::new();
    if session.line_count() == 0 && session.damage.is_empty() {
        let advice = "let the folder finish syncing";
        found.push(incomplete(
            "journal",
            "no journal is here".to_owned(),
            advice,
        ));
    }
    let standing = damaged::standing(session);
    let mut named: Vec<&Writer> = Vec::new();
    for gap in session.gone.iter().chain(&lacks.gaps) {
        let is_told = to_mend.contains(&gap.writer) && named.contains(&&gap.writer);
        // What this computer kept of damaged lines is told with them.
        if is_told
            || to_replace.contains(&gap.writer)
            || explained.contains(&gap.to_string())
            || damaged::explains(&standing, &gap.writer, (gap.first, gap.last))
        {
            continue;
        }
        named.push(&gap.writer);
        found.push(of_gap(&gap.writer, &gap.to_string(), to_mend));
    }
    // What nothing names as missing is here, if only in files that are not the writer's own.
    let unnamed = to_mend.iter().filter(|own| {
        let is_torn = |damage: &Damage| damage.writer.as_ref() == Some(own);
        !named.contains(own) && !session.damage.iter().any(is_torn)
    });
    found.extend(unnamed.map(|own| Finding {
        problem: Problem::new(
            own.0.clone(),
            "its own journal in the folder lacks lines that stand in copies of it alone",
            "they are written back at your next change, or at once with --fix",
        ),
        weight: Weight::Fine,
        repair: Some(Repair::Mend(own.clone())),
    }));
    if lacks.gaps.is_empty() && !lacks.unnamed.is_empty() {
        let names: Vec<String> = lacks.unnamed.iter().map(ToString::to_string).collect();
        let what = format!("missing the lines {}", names.join(", "));
        found.push(incomplete("journal", what, "let the folder finish syncing"));
    }
    if !lacks.unexplained_blanks.is_empty() {
        let names = lacks
            .unexplained_blanks
            .iter()
            .map(|id| line_name(&view, *id));
        let names: Vec<String> = names.collect();
        let what = "the words are gone, and no withdrawal that is here says so".to_owned();
        let advice = "let the folder finish syncing, so that the withdrawal comes; if there was none, somebody took them out: get the journal again from another computer";
        found.push(incomplete(&names.join(", "), what, advice));
    }
    found.extend(unread(lacks));
    found
}

/// What is said of lines that are here and that this program cannot read.
fn unread(lacks: &Completeness) -> Vec<Finding> {
    let incomplete = |place: &str, what: String, advice: &str| {
        plain(Problem::new(place, what, advice), Weight::Incomplete)
    };
    let mut found = Vec::new();
    found.extend(lacks.locked.iter().map(|(writer, count)| {
        let entries = counted(*count, "entry");
        let what = format!("{entries} of a round that is over are still sealed");
        let advice = match seal::IS_BUILT_IN {
            true => "their key is revealed with the next change of that installation, or of a lead who watched over the round",
            false => "this program was built without seals: build it with --features seal",
        };
        incomplete(&writer.0, what, advice)
    }));
    found.extend(lacks.unknown.iter().map(|(kind, count)| {
        let what = format!("{count} entries “{kind}” come from a newer version of intercoder");
        incomplete(
            "journal",
            what,
            "install that version to read them; they are kept as they are",
        )
    }));
    found
}

/// What is said of a gap: whose lines, and which by their numbers.
fn of_gap(writer: &Writer, gap: &str, to_mend: &[Writer]) -> Finding {
    let is_own = to_mend.contains(writer);
    let (what, advice) = match is_own {
        true => (
            format!(
                "missing {gap}, which this computer saved: something took them from the folder"
            ),
            "they come back at your next change, or at once with --fix".to_owned(),
        ),
        false => (
            format!("missing {gap}, which other lines name"),
            format!(
                "{} has them: let it sync, or copy its journal/{writer}.*.jsonl",
                computer_of(Some(writer))
            ),
        ),
    };
    Finding {
        problem: Problem::new(writer.0.clone(), what, advice),
        weight: Weight::Incomplete,
        repair: is_own.then(|| Repair::Mend(writer.clone())),
    }
}

fn of_fork(writer: &Writer, seq: u64) -> Finding {
    let what = format!(
        "two installations went on as {writer} from line {seq}: a copied computer or a restored backup does this; both are kept and counted"
    );
    let advice = "nothing is to be done: each goes on under a new name";
    plain(Problem::new(writer.0.clone(), what, advice), Weight::Fine)
}

/// What is said of a journal whose lines lost the ends with which they were written. Nobody writes into it but the computer whose it is.
fn of_converted(file: &Path, checkup: &Checkup, here: &[Writer]) -> Finding {
    let (whose, shown) = (checkup.whose(file), file.display());
    let is_ours = whose.as_ref().is_some_and(|whose| here.contains(whose));
    let advice = match (is_ours, checkup.may_be_converted) {
        (true, true) => {
            "--fix gives them back the ends with which they were written, and adds the line `* -text` to .gitattributes, so that git leaves them alone: commit both".to_owned()
        }
        (true, false) => {
            "--fix gives them back the ends with which they were written, and `* -text` in .gitattributes has git leave them alone: commit both".to_owned()
        }
        (false, _) => format!(
            "nothing needs to be done; where git converted them here, and .gitattributes has the line `* -text`, git checkout -- {shown} brings them back, and otherwise intercoder doctor on {}",
            computer_of(whose.as_ref())
        ),
    };
    Finding {
        problem: Problem::new(
            shown.to_string(),
            "lines end with CR LF instead of LF, as git and some editors convert them; they are read all the same",
            advice,
        ),
        weight: Weight::Fine,
        repair: is_ours.then(|| Repair::MendEnds(file.to_owned())),
    }
}

/// What is said of a copy that nothing needs.
const AWAY: &str = "it does no harm, and nothing is lost without it: --fix moves it away";

fn of_copy(copy: &JournalCopy) -> Finding {
    let of = match &copy.writer {
        Some(writer) => format!("a copy of {}'s journal {writer}", coder(writer)),
        None => "a journal of nobody's own".to_owned(),
    };
    let events = counted(copy.lines, "event");
    let (what, advice) = match (copy.is_whole, copy.alone) {
        (true, 0) if copy.lines == 0 => (
            format!("{of}: nothing is in it, so perhaps it has not been downloaded yet"),
            "leave it where it is".to_owned(),
        ),
        (false, _) if copy.is_beginning => (
            format!(
                "{of}: {events} read, and the beginning of one; all of it stands in the journal itself"
            ),
            AWAY.to_owned(),
        ),
        (false, _) if copy.is_needless() => (
            format!(
                "{of}: {events} read; what is damaged in it stands intact in the journal itself"
            ),
            AWAY.to_owned(),
        ),
        (false, _) => (
            format!("{of}: {events} read, and not all of it could be"),
            "leave it where it is: what can be read of it counts".to_owned(),
        ),
        (true, 0) => (
            format!("{of}: {events}, all read, nothing missing"),
            AWAY.to_owned(),
        ),
        (true, alone) => (
            format!("{of}: {events}, all read, {alone} of them in no other journal"),
            "leave it where it is: it is part of the study".to_owned(),
        ),
    };
    let repair = copy
        .is_needless()
        .then(|| Repair::PutAway(copy.file.clone()));
    Finding {
        problem: Problem::new(copy.file.display().to_string(), what, advice),
        weight: Weight::Fine,
        repair,
    }
}

/// A file as people are told of it: from the study's folder, where it lies in it.
fn shown(root: &Path, file: &Path) -> String {
    let shown = file.strip_prefix(root).unwrap_or(file);
    shown.display().to_string()
}

fn of_draft(root: &Path, (file, written): &(PathBuf, Duration), now: Duration) -> Finding {
    let is_left = now.saturating_sub(*written) > LEFT;
    let (what, advice) = match is_left {
        true => (
            "a file that a crash or a sync left unfinished",
            "nothing reads it: --fix removes it",
        ),
        false => (
            "a file that is not finished",
            "somebody may be writing it at this moment; look again in an hour",
        ),
    };
    Finding {
        problem: Problem::new(shown(root, file), what, advice),
        weight: Weight::Fine,
        repair: is_left.then(|| Repair::Remove(file.clone())),
    }
}

/// The computer that writes a journal, as people know it.
pub fn computer_of(writer: Option<&Writer>) -> String {
    match writer {
        Some(writer) => format!("the computer on which {} writes as {writer}", coder(writer)),
        None => "the computer that writes it".to_owned(),
    }
}

/// The coder's part of a writer's name.
pub fn coder(writer: &Writer) -> &str {
    writer
        .0
        .rsplit_once('-')
        .map_or(&writer.0, |(coder, _)| coder)
}
