//! Codes behind the figures: which codes a row stands for, what decisions say of them, and the table as it goes into a paper.

use std::collections::{BTreeMap, BTreeSet};

use crate::agreement::measure::Level;
use crate::agreement::passage::Frequency;
use crate::agreement::report::{Report, Row};
use crate::decision::Cause;
use crate::filter::View;
use crate::id::CodeRef;
use crate::reconcile::queue::Queue;
use crate::table::{self, Cell, Table};

/// By code, how often which cause was named in a decision about it.
pub type Causes = BTreeMap<CodeRef, BTreeMap<Cause, usize>>;

/// Gathers the causes that decisions name.
pub fn causes(queue: &Queue) -> Causes {
    let mut found = Causes::new();
    for matter in queue.matters.iter().filter(|matter| matter.is_settled()) {
        let cause = matter.decision.as_ref().and_then(|decision| decision.cause);
        for code in matter.disagreement.group.codes() {
            if let Some(cause) = cause {
                *found.entry(code).or_default().entry(cause).or_default() += 1;
            }
        }
    }
    found
}

/// The codes that a row stands for: the code itself, or a theme with all below it.
pub fn codes_of(view: &View<'_>, row: &Row) -> BTreeSet<CodeRef> {
    let codebook = view.codebook_in_use();
    let handles: Vec<String> = match row.level {
        Level::Code => vec![row.key.clone()],
        Level::Theme => {
            let below = codebook.with_descendants(&row.key).into_iter();
            below.map(|code| code.id.clone()).collect()
        }
    };
    let known = handles.iter().filter_map(|handle| view.code_called(handle));
    known.map(|code| code.id).collect()
}

/// The cause that was named most of a row's codes, with how often.
pub fn cause_of(codes: &BTreeSet<CodeRef>, causes: &Causes) -> Option<(Cause, usize)> {
    let mut total: BTreeMap<Cause, usize> = BTreeMap::new();
    for (_, of_code) in causes.iter().filter(|(code, _)| codes.contains(code)) {
        for (cause, n) in of_code {
            *total.entry(*cause).or_default() += n;
        }
    }
    total.into_iter().max_by_key(|(_, n)| *n)
}

/// The rows as a table for a paper: what O'Connor and Joffe ask to be reported of each code.
pub fn table(report: &Report, rows: &[&Row]) -> Table {
    let columns = [
        "alpha",
        "95 % interval",
        "percent",
        "positive agreement",
        "prevalence",
        "coded",
        "passages",
    ];
    let line = |row: &&Row| {
        let rare = row.frequency() == Frequency::Rare;
        let interval = row.alpha_ci.filter(|_| !rare);
        let interval = interval.map_or(Cell::Blank, |(low, high)| {
            Cell::Text(format!("{low:.2} to {high:.2}"))
        });
        table::Row {
            label: row.key.clone(),
            values: vec![
                Cell::figure(row.alpha.filter(|_| !rare)),
                interval,
                Cell::figure(row.percent),
                Cell::figure(row.holsti),
                Cell::figure(row.prevalence),
                Cell::Count(row.n_coded),
                Cell::Count(row.passages as u64),
            ],
        }
    };
    let scope = &report.scope;
    let coders: Vec<&str> = scope.coders.iter().map(|coder| coder.0.as_str()).collect();
    let level = rows.first().map_or(Level::Code, |row| row.level).as_str();
    Table {
        title: format!("Agreement by {level}"),
        unit: report.unit.as_str().to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: level.to_owned(),
        rows: rows.iter().map(line).collect(),
        notes: vec![
            format!(
                "{} units judged by at least two of {}; documents: {}",
                report.n_pairable,
                coders.join(", "),
                scope.documents.join(", ")
            ),
            "alpha: Krippendorff, nominal; interval: jackknife over documents; fewer than 3 passages: counts only".to_owned(),
        ],
    }
}
