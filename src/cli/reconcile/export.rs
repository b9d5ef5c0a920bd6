//! `reconcile export`: the decision list, as an audit trail for a spreadsheet or an appendix.

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::reconcile::list::codes;
use crate::cli::reconcile::{ScopeArgs, queue, round_of};
use crate::decision::How;
use crate::filter::View;
use crate::reconcile::queue::{Matter, Order};
use crate::reconcile::tally::Tally;
use crate::table::{Cell, Row, Table};
use crate::texts::Texts;

/// Write the list of decisions: what each coder had, what was decided, by whom, why
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, scope: &ScopeArgs, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let (texts, incomplete) = context.whole(&session)?;
    let view = session.view();
    let round = round_of(&view, scope)?;
    let mut queue = queue((&view, &texts), (scope, round))?;
    queue.sort(Order::Document, &view);
    let tally = Tally::of(&queue);
    let decided = queue
        .matters
        .iter()
        .filter(|matter| matter.decision.is_some());
    let rows = decided.map(|matter| row((&view, &texts), matter));
    let columns = [
        "type",
        "words",
        "coders",
        "how",
        "result",
        "reason",
        "cause",
        "present",
        "decided by",
        "at",
    ];
    let mut table = Table {
        title: match round {
            Some(round) => format!("decisions of round {}", round.name),
            None => "decisions".to_owned(),
        },
        unit: "disagreement".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "place".to_owned(),
        rows: rows.collect(),
        notes: vec![
            tally.sentence(),
            format!(
                "{} of {} disagreements wait for a decision",
                queue.undecided(),
                tally.disagreements
            ),
        ],
    };
    table.notes.extend(incomplete);
    context.out.table(&table, &args.format)
}

fn row((view, texts): (&View<'_>, &Texts), matter: &Matter) -> Row {
    let group = &matter.disagreement.group;
    let passage = view
        .document(group.document)
        .and_then(|document| texts.current(document));
    let words = passage.map_or("", |passage| passage.text.slice(group.span));
    let sides = group.sides.iter();
    let sides: Vec<String> = sides
        .map(|(coder, side)| format!("{coder}: {}", codes(view, side)))
        .collect();
    let mut values = vec![
        Cell::from(matter.disagreement.kind.words()),
        Cell::from(words),
        Cell::Text(sides.join("; ")),
    ];
    if let Some(decision) = &matter.decision {
        let how = match &decision.how {
            How::Coder(coder) => format!("as {coder}"),
            how => how.as_str().to_owned(),
        };
        let present: Vec<&str> = decision
            .present
            .iter()
            .map(|coder| coder.0.as_str())
            .collect();
        values.extend([
            Cell::Text(how),
            Cell::Text(codes(view, &decision.result)),
            Cell::Text(decision.reason.clone()),
            Cell::from(decision.cause.map_or("", |cause| cause.as_str())),
            Cell::Text(present.join(", ")),
            Cell::Text(decision.coder.to_string()),
            Cell::Text(decision.at.clone()),
        ]);
    }
    Row {
        label: matter.name.clone(),
        values,
    }
}
