//! The reconciliation of a report: what became of every disagreement, how it was settled, and why coders had differed.

use std::collections::BTreeMap;

use crate::reconcile::queue::Queue;
use crate::reconcile::tally::Tally;
use crate::report::Basis;
use crate::table::{Cell, Row, Table};

/// The tables: round by round, then how and why over all of them.
pub fn tables(basis: &Basis<'_>) -> Vec<Table> {
    let of_rounds = basis.closed.iter();
    let mut named: Vec<(String, &Queue)> = of_rounds
        .map(|closed| (format!("round {}", closed.round.name), &closed.queue))
        .collect();
    if !basis.outside.matters.is_empty() || basis.outside.agreed > 0 {
        named.push(("outside rounds".to_owned(), &basis.outside));
    }
    if named.is_empty() {
        return Vec::new();
    }
    let mut tables = vec![by_round(&named)];
    let tallies: Vec<Tally> = named.iter().map(|(_, queue)| Tally::of(queue)).collect();
    let hows = tallies.iter().flat_map(|tally| &tally.hows);
    let causes = tallies.iter().flat_map(|tally| &tally.causes);
    tables.extend(summed(
        hows,
        ("How disagreements were settled", "settled by"),
    ));
    tables.extend(summed(
        causes,
        ("Why coders had differed, as far as it was noted", "cause"),
    ));
    tables
}

fn by_round(named: &[(String, &Queue)]) -> Table {
    let row = |(name, queue): &(String, &Queue)| {
        let tally = Tally::of(queue);
        let counts = [
            tally.agreed,
            tally.disagreements,
            tally.settled,
            tally.kept,
            tally.sent_back,
            queue.undecided(),
        ];
        Row {
            label: name.clone(),
            values: counts.map(|count| Cell::Count(count as u64)).to_vec(),
        }
    };
    let columns = [
        "agreed by themselves",
        "disagreements",
        "settled",
        "kept",
        "sent back",
        "undecided",
    ];
    Table {
        title: "What became of disagreements".to_owned(),
        unit: "group of overlapping codings".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "scope".to_owned(),
        rows: named.iter().map(row).collect(),
        notes: vec![
            "Decisions change nobody's codings: figures of agreement are those before them. What is sent back is among the \
             undecided."
                .to_owned(),
        ],
    }
}

fn summed<'t>(
    counts: impl Iterator<Item = &'t (&'static str, usize)>,
    (title, stub): (&str, &str),
) -> Option<Table> {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, count) in counts {
        *sums.entry(name).or_default() += count;
    }
    let mut sums: Vec<(&str, usize)> = sums.into_iter().collect();
    sums.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let row = |(name, count): &(&str, usize)| Row {
        label: (*name).to_owned(),
        values: vec![Cell::Count(*count as u64)],
    };
    (!sums.is_empty()).then(|| Table {
        title: title.to_owned(),
        unit: "disagreement".to_owned(),
        columns: vec!["disagreements".to_owned()],
        stub: stub.to_owned(),
        rows: sums.iter().map(row).collect(),
        notes: Vec::new(),
    })
}
