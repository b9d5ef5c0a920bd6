//! The reconciliation of a report: what became of every disagreement, how it was settled, and why coders had differed.

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
    if !basis.whole.matters.is_empty() || basis.whole.agreed > 0 {
        named.push(("all documents".to_owned(), &basis.whole));
    }
    if named.is_empty() {
        return Vec::new();
    }
    let tally = Tally::of(&basis.whole);
    let mut tables = vec![by_round(&named)];
    let how = ("How disagreements were settled", "settled by");
    let why = ("Why coders had differed, as far as it was noted", "cause");
    tables.extend(counted(&tally.hows, how));
    tables.extend(counted(&tally.causes, why));
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
            "All documents: each as the latest closed round that gave it to several coders has it, else as they finished it outside \
             rounds."
                .to_owned(),
        ],
    }
}

fn counted(counts: &[(&'static str, usize)], (title, stub): (&str, &str)) -> Option<Table> {
    let row = |(name, count): &(&str, usize)| Row {
        label: (*name).to_owned(),
        values: vec![Cell::Count(*count as u64)],
    };
    (!counts.is_empty()).then(|| Table {
        title: title.to_owned(),
        unit: "disagreement, over all documents".to_owned(),
        columns: vec!["disagreements".to_owned()],
        stub: stub.to_owned(),
        rows: counts.iter().map(row).collect(),
        notes: Vec::new(),
    })
}
