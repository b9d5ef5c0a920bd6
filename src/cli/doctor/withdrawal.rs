//! What doctor finds of withdrawals: words that should be gone and are still there, and withdrawals that no machine obeys by itself.

use crate::cli::doctor::finding::{Finding, Weight, coder, plain};
use crate::cli::failure::Failure;
use crate::history::line_name;
use crate::id::Writer;
use crate::number::counted;
use crate::problem::Problem;
use crate::session::Session;

/// What to do about words on this computer.
const OPEN: &str = "they are taken out whenever the study is opened here: intercoder status; close other windows of it first";

/// Everything that is found of withdrawals.
pub fn findings(session: &Session) -> Result<Vec<Finding>, Failure> {
    let mut found = by_no_lead(session);
    found.extend(left(session)?);
    found.extend(
        session
            .may_hold()
            .map(|problem| plain(problem, Weight::Fine)),
    );
    Ok(found)
}

/// Withdrawals that nobody wrote who may take words back for others.
fn by_no_lead(session: &Session) -> Vec<Finding> {
    let view = session.view();
    let all = view.withdrawals();
    let told = all.iter().filter(|known| !known.is_by_lead).map(|known| {
        let (coder, what) = (&known.coder, view.what_was_taken_back(known));
        let day = known.at.split('T').next().unwrap_or_default();
        let writer = view.line(known.id).map(|line| line.head.writer.to_string());
        let journal = format!("journal/{}.*.jsonl", writer.unwrap_or_default());
        plain(
            Problem::new(
                line_name(&view, known.id),
                format!("{coder} is no lead and withdrew {what} on {day}: it counts no longer, and this computer keeps the words"),
                format!("let a lead withdraw the same, and they are taken out everywhere; if nobody asked for it, move {journal} out of the folder, and it counts again"),
            ),
            Weight::Fine,
        )
    });
    told.collect()
}

/// Words that should be gone and are still there.
fn left(session: &Session) -> Result<Vec<Finding>, Failure> {
    let left = session.left()?;
    let own = session.writers_here()?;
    let still = |count: u64| {
        let entries = counted(usize::try_from(count).unwrap_or(usize::MAX), "entry");
        match count {
            1 => format!("{entries} that was withdrawn still holds its words"),
            _ => format!("{entries} that were withdrawn still hold their words"),
        }
    };
    let finding = |place: String, what: String, advice: String| {
        plain(Problem::new(place, what, advice), Weight::Fine)
    };
    let of_writer = |(writer, count): (&Writer, &u64)| {
        let advice = match own.contains(writer) {
            true => OPEN.to_owned(),
            false => format!(
                "the computer on which {} writes as {writer} takes them out when the study is opened there; where it is gone for good, a lead does it with --everywhere",
                coder(writer)
            ),
        };
        finding(writer.to_string(), still(*count), advice)
    };
    let mut found: Vec<Finding> = left.lines.iter().map(of_writer).collect();
    if left.kept > 0 {
        let what = format!("{} in this computer's own copies", still(left.kept));
        found.push(finding("this computer".to_owned(), what, OPEN.to_owned()));
    }
    let root = &session.folder().root;
    found.extend(left.files.iter().map(|path| {
        let file = path
            .strip_prefix(root)
            .unwrap_or(path)
            .display()
            .to_string();
        let what = "holds words that were withdrawn".to_owned();
        finding(file, what, OPEN.to_owned())
    }));
    Ok(found)
}
