//! `reconcile export`: the decision list, as an audit trail for a spreadsheet or an appendix.

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::reconcile::list::codes;
use crate::cli::reconcile::{ScopeArgs, queue, round_of};
use crate::decision::{Decision, How};
use crate::filter::View;
use crate::number::counted;
use crate::reconcile::queue::{Matter, Queue, named};
use crate::reconcile::tally::Tally;
use crate::round::Round;
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
    let queue = queue((&view, &texts), (scope, round))?;
    let tally = Tally::of(&queue);
    let asked = Asked { scope, round };
    let rows = view
        .decisions()
        .filter(|decision| asked.has(&view, decision))
        .map(|decision| row((&view, &texts), (decision, &queue)));
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_by(|a, b| a.label.cmp(&b.label));
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
        rows,
        notes: vec![
            tally.sentence(),
            format!(
                "{} of {} wait for a decision",
                queue.undecided(),
                counted(tally.disagreements, "disagreement")
            ),
        ],
    };
    table.notes.extend(incomplete);
    context.out.table(&table, &args.format)
}

/// Which decisions are listed: those of the round, or of none in particular, in the documents asked for. Also those are that nobody
/// disagreed about: a lead recast the final layer there.
struct Asked<'a> {
    scope: &'a ScopeArgs,
    round: Option<&'a Round>,
}

impl Asked<'_> {
    fn has(&self, view: &View<'_>, decision: &Decision) -> bool {
        let handle = view
            .document(decision.excerpt.document)
            .map(|document| document.handle.to_lowercase());
        let wanted = &self.scope.documents;
        let in_documents = wanted.is_empty()
            || wanted
                .iter()
                .any(|wanted| Some(wanted.to_lowercase()) == handle);
        let in_round = self
            .round
            .is_none_or(|round| decision.round == Some(round.id));
        in_documents && in_round
    }
}

fn row((view, texts): (&View<'_>, &Texts), (decision, queue): (&Decision, &Queue)) -> Row {
    let place = decision.excerpt;
    let document = view.document(place.document);
    let passage = document.and_then(|document| texts.current(document));
    let words = passage.map_or("", |passage| passage.text.slice(place.span));
    let of_it = |matter: &&Matter| {
        let settled = matter.decision.as_ref();
        settled.is_some_and(|settled| settled.id == decision.id)
    };
    let matter = queue.matters.iter().find(of_it);
    let sides = matter
        .into_iter()
        .flat_map(|matter| &matter.disagreement.group.sides);
    let sides: Vec<String> = sides
        .map(|(coder, side)| format!("{coder}: {}", codes(view, side)))
        .collect();
    let how = match &decision.how {
        How::Coder(coder) => format!("as {coder}"),
        how => how.as_str().to_owned(),
    };
    let present: Vec<&str> = decision
        .present
        .iter()
        .map(|coder| coder.0.as_str())
        .collect();
    let kind = matter.map_or("nobody disagreed", |matter| {
        matter.disagreement.kind.words()
    });
    Row {
        label: named(document.map_or("", |document| &document.handle), place.span),
        values: vec![
            Cell::from(kind),
            Cell::from(words),
            Cell::Text(sides.join("; ")),
            Cell::Text(how),
            Cell::Text(codes(view, &decision.result)),
            Cell::Text(decision.reason.clone()),
            Cell::from(decision.cause.map_or("", |cause| cause.as_str())),
            Cell::Text(present.join(", ")),
            Cell::Text(decision.coder.to_string()),
            Cell::Text(decision.at.clone()),
        ],
    }
}
