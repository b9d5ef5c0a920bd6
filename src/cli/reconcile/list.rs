//! `reconcile list`: the disagreements with what became of them.

use crate::cli::context::{Context, reader};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::reconcile::{ScopeArgs, queue, round_of};
use crate::decision::Marked;
use crate::disagreement::kind::Kind;
use crate::filter::View;
use crate::history::code;
use crate::number::counted;
use crate::reconcile::queue::{Matter, Order, Queue};
use crate::reconcile::tally::Tally;
use crate::round::Round;
use crate::table::{Cell, Row, Table};
use crate::text::span::Span;

/// List disagreements, those first that would help agreement most
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Only those that wait for a decision.
    #[arg(long)]
    undecided: bool,
    /// Only this sort.
    #[arg(long = "type", value_name = "TYPE", value_parser = ["boundary", "parent_child", "different_code", "missing"])]
    kind: Option<String>,
    /// Only those that a code, or one below it, is part of.
    #[arg(long)]
    code: Option<String>,
    /// What comes first: what agreement would gain, the longest, by code, or as the documents stand.
    #[arg(long, value_parser = ["gain", "size", "code", "document"], default_value = "gain")]
    sort: String,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, scope: &ScopeArgs, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let view = session.view();
    let round = round_of(&view, scope)?;
    let mut queue = queue((&view, &texts), (scope, round))?;
    let tally = Tally::of(&queue);
    let order = Order::ALL
        .into_iter()
        .find(|order| order.as_str() == args.sort);
    queue.sort(order.unwrap_or_default(), &view);
    keep(&mut queue, &view, &args)?;
    let notes: Vec<String> = incomplete.into_iter().chain(outsider).collect();
    if context.out.is_json() {
        let items: Vec<_> = queue
            .matters
            .iter()
            .map(|matter| written(&view, matter))
            .collect();
        return context.out.json(&serde_json::json!({
            "round": round.map(Round::written_name),
            "disagreements": tally.disagreements,
            "settled": tally.settled,
            "agreed": tally.agreed,
            "items": items,
            "notes": notes,
        }));
    }
    let mut table = table(&view, &queue, round);
    table.notes.extend(summary(&tally));
    table.notes.extend(notes);
    context.out.table(&table, &args.format)
}

fn keep(queue: &mut Queue, view: &View<'_>, args: &Args) -> Result<(), Failure> {
    if args.undecided {
        queue.matters.retain(|matter| !matter.is_settled());
    }
    if let Some(kind) = args.kind.as_deref().and_then(Kind::parse) {
        queue
            .matters
            .retain(|matter| matter.disagreement.kind == kind);
    }
    if let Some(name) = &args.code {
        let wanted = crate::cli::context::code(view, name)?.code.id.clone();
        let codebook = view.codebook_in_use();
        let below = codebook.with_descendants(&wanted);
        let is_wanted = |handle: &str| below.iter().any(|known| known.id == handle);
        queue.matters.retain(|matter| {
            let codes = matter.disagreement.group.codes();
            codes.iter().any(|id| is_wanted(&code(view, *id)))
        });
    }
    Ok(())
}

/// How far the team is, in lines.
fn summary(tally: &Tally) -> Vec<String> {
    let mut lines = vec![format!(
        "{} of {} settled; {} agreed by themselves, identical between all who judged them",
        tally.settled,
        counted(tally.disagreements, "disagreement"),
        counted(tally.agreed, "excerpt")
    )];
    if tally.settled > 0 {
        lines.push(tally.sentence());
    }
    for (count, what) in [
        (tally.kept, "kept as disagreements"),
        (tally.sent_back, "sent back to their coders"),
        (tally.stale, "decided before codings there changed"),
    ] {
        if count > 0 {
            lines.push(format!("{count} {what}"));
        }
    }
    lines
}

fn table(view: &View<'_>, queue: &Queue, round: Option<&Round>) -> Table {
    let mut coders: Vec<_> = queue
        .matters
        .iter()
        .flat_map(|matter| matter.disagreement.group.sides.keys())
        .collect();
    coders.sort();
    coders.dedup();
    let mut columns = vec!["type".to_owned()];
    columns.extend(coders.iter().map(ToString::to_string));
    columns.extend(["gain".to_owned(), "decided".to_owned()]);
    let row = |matter: &Matter| {
        let mut values = vec![Cell::from(matter.disagreement.kind.words())];
        values.extend(coders.iter().map(|coder| {
            let side = matter.disagreement.group.sides.get(*coder);
            Cell::Text(side.map_or_else(|| "not judged".to_owned(), |side| codes(view, side)))
        }));
        values.push(Cell::Text(format!("{:.3}", matter.gain)));
        values.push(Cell::Text(became(matter)));
        Row {
            label: matter.name.clone(),
            values,
        }
    };
    Table {
        title: match round {
            Some(round) => format!("disagreements of round {}", round.name),
            None => "disagreements".to_owned(),
        },
        unit: "disagreement".to_owned(),
        columns,
        stub: "place".to_owned(),
        rows: queue.matters.iter().map(row).collect(),
        notes: vec![
            "place: document, first character and the one after the last; gain: what the mean alpha of the codes would gain without it".to_owned(),
        ],
    }
}

/// The codes of a side, each once, in the order of the text.
pub fn codes(view: &View<'_>, side: &[Marked]) -> String {
    let mut placed: Vec<(Span, String)> = side
        .iter()
        .map(|marked| (marked.span, code(view, marked.code)))
        .collect();
    placed.sort();
    let mut handles: Vec<String> = Vec::new();
    for (_, handle) in placed {
        if !handles.contains(&handle) {
            handles.push(handle);
        }
    }
    match handles.is_empty() {
        true => "-".to_owned(),
        false => handles.join(", "),
    }
}

/// What became of a matter, in a few words.
fn became(matter: &Matter) -> String {
    match &matter.decision {
        None => "-".to_owned(),
        Some(decision) if matter.is_stale => {
            format!("{} (codings changed since)", decision.how.as_str())
        }
        Some(decision) => decision.how.as_str().to_owned(),
    }
}

fn written(view: &View<'_>, matter: &Matter) -> serde_json::Value {
    let group = &matter.disagreement.group;
    let marks = |marks: &[Marked]| -> Vec<serde_json::Value> {
        let one = |marked: &Marked| {
            serde_json::json!({
                "code": code(view, marked.code),
                "start": marked.span.start(),
                "end": marked.span.end(),
            })
        };
        marks.iter().map(one).collect()
    };
    let sides: serde_json::Map<String, serde_json::Value> = group
        .sides
        .iter()
        .map(|(coder, side)| (coder.to_string(), marks(side).into()))
        .collect();
    let handles: Vec<String> = group
        .codes_by_handle(view)
        .iter()
        .map(|id| code(view, *id))
        .collect();
    let coders: Vec<_> = group.sides.keys().collect();
    let decision = matter.decision.as_ref().map(|decision| {
        serde_json::json!({
            "ref": decision.id,
            "coder": decision.coder,
            "at": decision.at,
            "how": decision.how,
            "result": marks(&decision.result),
            "reason": decision.reason,
            "cause": decision.cause,
            "present": decision.present,
            "stale": matter.is_stale,
        })
    });
    serde_json::json!({
        "id": matter.name,
        "document": view.document(group.document).map(|document| &document.handle),
        "start": group.span.start(),
        "end": group.span.end(),
        "type": matter.disagreement.kind,
        "codes": handles,
        "coders": coders,
        "sides": sides,
        "gain": matter.gain,
        "decided": matter.is_settled(),
        "decision": decision,
    })
}
