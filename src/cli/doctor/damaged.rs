//! What doctor finds in journals that is no verified line: each with what this computer can put right of it.

use std::collections::HashSet;
use std::path::Path;

use crate::cli::doctor::finding::{Finding, Repair, Weight, computer_of, plain};
use crate::id::Writer;
use crate::problem::Problem;
use crate::session::Session;
use crate::store::checkup::Checkup;
use crate::store::damage::{Damage, What, problems};
use crate::store::layout::{ATTRIBUTES, BOTH_SIDES, segment_number};

/// What is to be done about damage in one's own journal.
const KEPT: &str = "this computer kept the line as it was saved: --fix puts it back in its place";

/// What is to be done about the end of one's own journal that a crash or a sync left unfinished.
const ASIDE: &str = "it was never said to be saved, or this computer kept it: --fix sets the unfinished end aside and puts back what was saved, and so does your next change";

/// What is damaged: each line by itself where this computer can put it right, and otherwise a file at a time.
pub fn findings(
    session: &Session,
    checkup: &Checkup,
    whose: (&[Writer], &[Writer]),
    here: &[Writer],
) -> Vec<Finding> {
    let is_mark = |damage: &&Damage| damage.what == What::MarkOfGit;
    let (marks, each): (Vec<&Damage>, Vec<&Damage>) = session.damage.iter().partition(is_mark);
    let each = each.into_iter();
    let each = each.map(|damage| (damage, of_damage(damage, checkup, whose)));
    let (mended, others): (Vec<_>, Vec<_>) = each.partition(|(_, found)| found.repair.is_some());
    let mut found: Vec<Finding> = mended.into_iter().map(|(_, found)| found).collect();
    let of_file = others.chunk_by(|(one, _), (next, _)| one.file == next.file);
    for told in of_file {
        let damage: Vec<Damage> = told.iter().map(|(damage, _)| (*damage).clone()).collect();
        if let Some(strange) = of_another_study(session, &damage) {
            found.push(plain(strange, Weight::Damaged));
            continue;
        }
        match &problems(&damage)[..] {
            [together] if told.len() > 1 => found.push(plain(together.clone(), Weight::Damaged)),
            _ => found.extend(told.iter().map(|(_, found)| found.clone())),
        }
    }
    let by_file = marks.chunk_by(|one, next| one.file == next.file);
    found.extend(by_file.flat_map(|marks| of_marks(marks, checkup, (whose.1, here))));
    found
}

/// The lines that stand here damaged, in the journals of their writers.
pub fn standing(session: &Session) -> HashSet<(&Writer, u64)> {
    let of_its = |damage: &&Damage| {
        let writer = damage.writer.as_ref();
        writer.is_some_and(|writer| is_of(writer, &damage.file))
    };
    let damage = session.damage.iter().filter(of_its);
    let lines = damage.filter_map(|damage| damage.writer.as_ref().zip(damage.seq));
    lines.collect()
}

/// Whether all the lines of a gap stand here, damaged: what is to be done about them is told with the damage.
pub fn explains(
    standing: &HashSet<(&Writer, u64)>,
    writer: &Writer,
    (first, last): (u64, u64),
) -> bool {
    last - first < standing.len() as u64
        && (first..=last).all(|seq| standing.contains(&(writer, seq)))
}

/// A file of which no line is this study's, by a writer of whom nothing here speaks: it came from another study.
fn of_another_study(session: &Session, damage: &[Damage]) -> Option<Problem> {
    let first = damage.first()?;
    let writer = first.writer.as_ref()?;
    let is_its = |one: &Damage| {
        one.writer.as_ref() == Some(writer) && matches!(one.what, What::Unverified(_))
    };
    let view = session.view();
    let mut lines = view.every_line();
    let mut gaps = view.completeness().gaps.iter();
    let is_known =
        lines.any(|(line, _)| line.head.writer == *writer) || gaps.any(|gap| gap.writer == *writer);
    (damage.iter().all(is_its) && session.line_count() > 0 && !is_known).then(|| {
        Problem::new(
            first.file.display().to_string(),
            format!("no line of it is this study's, and nothing here speaks of {writer}: it came from another study"),
            "move it out of this folder, to the study that it belongs to; where it is a colleague's of this one, all of it was changed: copy it again from their computer",
        )
    })
}

/// Marks that git left in one journal. Nobody writes into a journal but the computer whose it is.
fn of_marks(
    marks: &[&Damage],
    checkup: &Checkup,
    (to_replace, here): (&[Writer], &[Writer]),
) -> Option<Finding> {
    let (first, file) = (marks.first()?, marks.first()?.file.as_path());
    let all: Vec<Damage> = marks.iter().map(|mark| (*mark).clone()).collect();
    let mut problem = problems(&all).pop()?;
    let own = first.writer.as_ref();
    let own = own.filter(|own| to_replace.contains(own) && is_of(own, file));
    let is_whole = checkup.merged.iter().any(|merged| merged == file);
    let whose = checkup.whose(file);
    let is_ours = whose.as_ref().is_some_and(|whose| here.contains(whose));
    let repair = match is_whole && is_ours {
        true => Some(Repair::TakeMarksOut(file.to_owned())),
        false => own.cloned().map(Repair::Replace),
    };
    let shown = file.display();
    let next_time = match checkup.are_merged_by_git {
        true => String::new(),
        false => format!(
            "; put the line `{BOTH_SIDES}` into {ATTRIBUTES}, so that git merges journals by itself"
        ),
    };
    problem.advice = match repair {
        Some(Repair::TakeMarksOut(_)) => format!(
            "every line of both sides is whole: --fix takes the marks out, and loses none; commit the file then{next_time}"
        ),
        Some(_) => "this computer kept the journal as it was saved: --fix writes it anew, without the marks".to_owned(),
        None if is_whole => format!(
            "every line of both sides is whole: on {} intercoder doctor --fix takes the marks out, or take the longer side in git (git checkout --ours {shown}, or --theirs){next_time}",
            computer_of(whose.as_ref())
        ),
        None => format!(
            "not all between the marks is whole: take one side in git (git checkout --ours {shown}, or --theirs), or {}{next_time}",
            first.whole_elsewhere()
        ),
    };
    Some(Finding {
        problem,
        weight: Weight::Damaged,
        repair,
    })
}

/// Whether a file is the very journal of a writer, and no copy of it.
fn is_of(writer: &Writer, file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default();
    segment_number(writer, &name.to_string_lossy()).is_some()
}

fn of_damage(
    damage: &Damage,
    checkup: &Checkup,
    (to_mend, to_replace): (&[Writer], &[Writer]),
) -> Finding {
    let weight = match damage.what {
        What::Torn | What::ZeroFilled | What::Unreadable(_) => Weight::Incomplete,
        What::NotText | What::Unverified(_) | What::MarkOfGit => Weight::Damaged,
    };
    let whose = damage.writer.as_ref();
    let kept = whose.filter(|own| to_replace.contains(own) && is_of(own, &damage.file));
    let own = whose.filter(|own| to_mend.contains(own) && is_of(own, &damage.file));
    let mut problem = damage.problem();
    let mut copies = checkup.copies.iter().filter(|copy| copy.is_needless());
    let needless = copies.find(|copy| copy.file == damage.file);
    let is_end = matches!(damage.what, What::Torn | What::ZeroFilled);
    if needless.is_some() {
        problem.advice =
            "it stands intact in the journal itself: --fix moves this copy away".to_owned();
    }
    match (kept, own) {
        (Some(_), _) => problem.advice = KEPT.to_owned(),
        (None, Some(_)) if is_end => problem.advice = ASIDE.to_owned(),
        (None, None) if is_end && needless.is_none() => {
            problem.advice = format!(
                "let the folder finish syncing; if it has, {}",
                damage.whole_elsewhere()
            );
        }
        _ => {}
    }
    Finding {
        problem,
        weight,
        repair: kept
            .cloned()
            .map(Repair::Replace)
            .or(own.cloned().map(Repair::Mend))
            .or(needless.map(|copy| Repair::PutAway(copy.file.clone()))),
    }
}
