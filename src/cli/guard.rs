//! The guard of what leaves for a paper: small cells, and the reason for showing them all the same.
//!
//! On a terminal and in `--json` small groups are only warned of; in a file or a format for a paper the attributes give way. Who
//! goes below the study's k says why, and the reason stays in the history and on the table.

use crate::cli::context::{Context, joined};
use crate::cli::failure::Failure;
use crate::cli::output::{Reach, TableFormat};
use crate::disclosure::group::{SMALLEST, Split, everybody, smallest_shown, split, warning};
use crate::disclosure::release::Release;
use crate::disclosure::{NO_GUARANTEE, may_quote};
use crate::event::Event;
use crate::event::study::StudySet;
use crate::filter::View;
use crate::people::Naming;
use crate::problem::Problem;
use crate::session::Session;
use crate::table::Table;

/// How small a group may be shown.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct GuardArgs {
    /// The smallest group that is shown; below the study's own it takes a reason.
    #[arg(long, value_name = "N", help_heading = "Small cells")]
    pub k: Option<usize>,
    /// Why smaller groups are shown; it stays in the history and on the table.
    #[arg(
        long,
        value_name = "TEXT",
        requires = "k",
        help_heading = "Small cells"
    )]
    pub reason: Option<String>,
}

impl GuardArgs {
    /// The smallest group that is shown, and the reason where that is below the study's own.
    pub fn k(&self, view: &View<'_>) -> Result<(usize, Option<&str>), Failure> {
        let own = smallest_shown(view);
        let Some(k) = self.k else {
            return Ok((own, None));
        };
        if k >= own {
            return Ok((k, None));
        }
        let reason = self.reason.as_deref().map(str::trim);
        match reason.filter(|reason| !reason.is_empty()) {
            Some(reason) => Ok((k, Some(reason))),
            None => Err(Failure::refused(format!(
                "groups of fewer than {own} people are not shown"
            ))
            .hint(format!(
                "say why they must be: --k {k} --reason \"…\"; it stays in the history and on the table"
            ))),
        }
    }
}

impl From<Reach> for Naming {
    /// What leaves for a paper names nobody.
    fn from(reach: Reach) -> Self {
        match reach {
            Reach::Team => Self::Handles,
            Reach::Paper => Self::Nobody,
        }
    }
}

/// A table as it may leave: where it goes beyond the team, no cell holds the words of people who keep them in.
pub fn released(
    context: &Context,
    session: &Session,
    (table, format): (Table, &TableFormat),
) -> Result<Table, Failure> {
    let view = session.view();
    let everybody_may = view.all_people().all(may_quote);
    if context.out.reach(format) == Reach::Team || everybody_may {
        return Ok(table);
    }
    let (texts, _) = session.everything()?;
    Ok(Release::of(&view, &texts).table(table))
}

/// What a guarded table may be split by, and what must stand under it.
pub struct Guarded {
    /// The attributes it may be split by.
    pub by: Vec<String>,
    /// What must be read with it.
    pub notes: Vec<String>,
    /// The reason to keep, where smaller groups than the study's are shown.
    kept: Option<(usize, String)>,
}

impl Guarded {
    /// Judges a table of everybody, by some attributes.
    pub fn table(
        view: &View<'_>,
        args: &GuardArgs,
        (by, reach): (&[String], Reach),
    ) -> Result<Self, Failure> {
        let people = everybody(view);
        let (k, reason) = args.k(view)?;
        if reach == Reach::Team {
            let notes = warning(view, &people, (by, k)).into_iter().collect();
            return Ok(Self {
                by: by.to_vec(),
                notes,
                kept: None,
            });
        }
        let found = split(view, &people, (by, k));
        // A reason is kept only where it showed what would not have been shown.
        let needed = split(view, &people, (by, smallest_shown(view))) != found;
        let reason = reason.filter(|_| needed);
        Ok(Self::of(found, (k, reason), !by.is_empty()))
    }

    /// What was found for a list of quotes; `usual` is what the study's own k would have left of it.
    pub fn list((found, usual): (Split, &Split), (k, reason): (usize, Option<&str>)) -> Self {
        let is_split = !found.asked.is_empty();
        let reason = reason.filter(|_| found.by != usual.by);
        Self::of(found, (k, reason), is_split)
    }

    fn of(found: Split, (k, reason): (usize, Option<&str>), is_split: bool) -> Self {
        let mut notes: Vec<String> = found.why.into_iter().collect();
        notes.extend(reason.map(|reason| format!("groups down to k = {k} are shown: {reason}")));
        let is_low = is_split && reason.is_none() && k < SMALLEST;
        notes.extend(
            is_low.then(|| format!("groups down to k = {k} are shown, as the study is set")),
        );
        notes.extend(is_split.then(|| NO_GUARANTEE.to_owned()));
        Self {
            by: found.by,
            notes,
            kept: reason.map(|reason| (k, reason.to_owned())),
        }
    }

    /// Keeps the reason in the history, before anything is written that it allows.
    pub fn keep(&self, session: &mut Session, what: &str) -> Result<(), Failure> {
        let Some((k, reason)) = &self.kept else {
            return Ok(());
        };
        let coder = joined(session)?;
        // One setting a coder and table: two coders who each have a reason contradict nobody.
        let set = StudySet {
            key: format!("small_cells {coder} {what}"),
            value: format!("k = {k}: {reason}"),
        };
        Ok(session
            .record(|draft| draft.add(Event::StudySet(set)))
            .map(|_| ())?)
    }
}

/// Says on the standard error what gave way, and how somebody shows it all the same: who writes a file sees nothing else.
pub fn tell_what_gave_way(
    context: &mut Context,
    (guarded, asked): (&Guarded, &[String]),
) -> Result<(), Failure> {
    let (true, Some(why)) = (guarded.by != asked, guarded.notes.first()) else {
        return Ok(());
    };
    let advice = "--k 1 --reason \"…\" overrides and is kept";
    context
        .out
        .problems(&[Problem::new("small cells", why, advice)])
}
