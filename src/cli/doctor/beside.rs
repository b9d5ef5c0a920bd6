//! What doctor finds among texts, codebooks and sources: files that nothing names, and what is missing and lies there under another name.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::cli::doctor::finding::{Finding, Weight, plain};
use crate::cli::failure::Failure;
use crate::id::Digest;
use crate::problem::Problem;
use crate::session::Session;
use crate::store::beside::{Beside, Stray, beside, folders_beside};
use crate::store::layout::MARK;
use crate::store::texts::Absent;

/// Texts and other named files that are not here as they should be, and files that nothing names.
pub fn findings(session: &Session) -> Result<Vec<Finding>, Failure> {
    let (_, absent) = session.everything()?;
    let strays = beside(session.folder(), &session.named_files())?;
    let by_short: HashMap<String, &Stray> = strays
        .iter()
        .filter_map(|stray| Some((stray.digest?.short(), stray)))
        .collect();
    let missed: HashSet<String> = absent.iter().map(|problem| problem.place.clone()).collect();
    let mut found: Vec<Finding> = absent
        .into_iter()
        .map(|problem| of_absent(session, (problem, &by_short)))
        .collect();
    // Where no line is here, nothing is named, and all that lies here would be told. What is missed is told with what misses it.
    let is_told = |stray: &&Stray| {
        let short = stray.digest.map(|digest| digest.short());
        session.line_count() > 0 && !short.is_some_and(|short| missed.contains(&short))
    };
    let strays = strays.iter().filter(is_told);
    found.extend(strays.map(|stray| of_stray(session, stray)));
    let folders = folders_beside(session.folder())?;
    found.extend(folders.iter().map(of_folder));
    Ok(found)
}

fn of_absent(session: &Session, (problem, strays): (Problem, &HashMap<String, &Stray>)) -> Finding {
    let may_come = [Absent::MISSING, Absent::EMPTY].contains(&problem.what.as_str());
    let weight = match may_come {
        true => Weight::Incomplete,
        false => Weight::Damaged,
    };
    let short = problem.place.clone();
    let mut problem = problem;
    if problem.what == Absent::MISSING {
        if let Some(handle) = whose(session, &short) {
            problem.place = format!("{handle} ({short})");
        }
        if let Some(stray) = strays.get(&short) {
            let file = stray.file.display();
            problem.advice = format!(
                "{file} holds it under another name: give it a name with .{short}. before its ending"
            );
        }
    }
    plain(problem, weight)
}

/// The document, or the version of the codebook, of which a file is.
fn whose(session: &Session, short: &str) -> Option<String> {
    let view = session.view();
    let is_called = |digest: &Digest| digest.short() == short;
    let mut documents = view.all_documents().iter();
    let document = documents.find(|document| {
        let mut revisions = document.revisions.iter();
        revisions.any(|revision| is_called(&revision.text) || is_called(&revision.turns))
    });
    let mut versions = view.versions().iter();
    let version = versions.find(|version| is_called(&version.sha256));
    let version = version.map(|version| format!("codebook {}", version.number));
    document.map(|document| document.handle.clone()).or(version)
}

fn of_folder(beside: &Beside) -> Finding {
    let (folder, what, advice, weight) = match beside {
        Beside::Journals(folder) => (
            folder,
            "a folder of journals that is not read: a sync tool makes one where two computers began theirs at once",
            "move its files into journal, under another name where one of that name is there: each line counts once",
            Weight::Incomplete,
        ),
        Beside::Nested(folder) => (
            folder,
            "another study, or a copy of this one, which is not read",
            "nothing depends on it; move it out of this folder, so that nobody writes into it by mistake",
            Weight::Fine,
        ),
    };
    plain(
        Problem::new(folder.display().to_string(), what, advice),
        weight,
    )
}

fn of_stray(session: &Session, stray: &Stray) -> Finding {
    let named = session.named_files();
    let what = match (
        stray.file.parent() == Some(Path::new("")),
        stray.digest.is_some_and(|digest| named.contains(&digest)),
    ) {
        (true, _) => format!("a copy of {MARK}, which is not read"),
        (false, true) => {
            "a copy of a file of the study, which stands under its own name or is read in its stead"
                .to_owned()
        }
        (false, false) => {
            "a file that nothing in the study names: a copy with other words, or somebody's own"
                .to_owned()
        }
    };
    let advice = "nothing depends on it; look at it, and move it elsewhere if it is yours";
    plain(
        Problem::new(stray.file.display().to_string(), what, advice),
        Weight::Fine,
    )
}
