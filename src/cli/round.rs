//! `round`: documents × coders × a frozen codebook, opened, assigned, watched and closed by a lead.

use std::collections::BTreeMap;

use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

use crate::agreement::unit::default_unit;
use crate::cli::context::{Context, document, lead};
use crate::cli::failure::Failure;
use crate::document::Document;
use crate::event::Event;
use crate::event::round::{RoundAssign, RoundClose, RoundOpen};
use crate::filter::View;
use crate::id::{CoderId, DocumentRef};
use crate::progress::round_standings;
use crate::round::{Coefficient, Round, Sight, Unit};
use crate::session::Session;

/// Open a round of double coding, assign more, see how it stands, close it
///
/// Unit, coefficient and target are fixed when the round opens. A blind round hides each coder's work from the others until it
/// closes.
///
/// Example: intercoder round new --documents I02,I06 --coders ana,ben,chi --unit turn
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    New(NewArgs),
    Assign(AssignArgs),
    /// Who is how far, in turns and documents, never in codes
    Status {
        /// The round; without it, all.
        round: Option<String>,
    },
    Close(CloseArgs),
}

/// Open a round
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// Documents by handle, or how many to draw.
    #[arg(long, value_delimiter = ',', required = true)]
    documents: Vec<String>,
    /// The coders.
    #[arg(long, value_delimiter = ',', required = true)]
    coders: Vec<String>,
    /// Draw evenly over these: kind, or an attribute of the documents or of the people who speak.
    #[arg(long, value_delimiter = ',')]
    stratify: Vec<String>,
    /// The seed of the draw, so that it can be repeated.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Leave out documents that anybody has coded already.
    #[arg(long)]
    exclude_coded: bool,
    /// The unit of analysis; without it turns, or sentences where turns are long.
    #[arg(long, value_parser = unit)]
    unit: Option<Unit>,
    /// The coefficient the round is judged by.
    #[arg(long, default_value = "alpha", value_parser = ["alpha"])]
    coefficient: String,
    /// The value asked of it. Krippendorff (2004) calls .800 good and .667 the least for tentative conclusions; there is no default.
    #[arg(long)]
    target: Option<f64>,
    /// Coders see each other's work.
    #[arg(long)]
    open: bool,
    /// The round's name; without it, the next number.
    #[arg(long)]
    name: Option<String>,
}

/// Give documents to coders of an open round
#[derive(Debug, clap::Args)]
pub struct AssignArgs {
    /// The round; without it, the latest open one, or a new open one for the rest.
    #[arg(long)]
    round: Option<String>,
    /// Documents by handle.
    #[arg(long, value_delimiter = ',')]
    documents: Vec<String>,
    /// The coders; without it, those of the round.
    #[arg(long, value_delimiter = ',')]
    coders: Vec<String>,
    /// All documents that no round has.
    #[arg(long, conflicts_with = "documents")]
    rest: bool,
    /// Each document to one coder, in turn.
    #[arg(long)]
    single: bool,
    /// So many of them to every coder, to notice drift.
    #[arg(long, default_value_t = 0, value_name = "N")]
    drift: usize,
    /// The seed of the draw.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Close a round: its figures are then fixed, and blindness ends
#[derive(Debug, clap::Args)]
pub struct CloseArgs {
    /// The round.
    round: String,
    /// Close without these coders.
    #[arg(long, value_delimiter = ',', requires = "reason")]
    without: Vec<String>,
    /// Why; kept and printed with the figures.
    #[arg(long)]
    reason: Option<String>,
}

fn unit(word: &str) -> Result<Unit, String> {
    Unit::parse(word)
        .ok_or_else(|| "use turn, sentence, paragraph, word, character or document".to_owned())
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.action {
        Action::New(args) => new(context, args),
        Action::Assign(args) => assign(context, args),
        Action::Status { round } => status(context, round.as_deref()),
        Action::Close(args) => close(context, args),
    }
}

fn new(context: &mut Context, args: NewArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    lead(&session)?;
    let view = session.view();
    let Some(version) = view.versions().last() else {
        return Err(
            Failure::new("a round needs a frozen codebook, and none is frozen yet")
                .hint("intercoder codebook freeze"),
        );
    };
    if let Some(target) = args.target.filter(|target| !(-1.0..=1.0).contains(target)) {
        return Err(Failure::wrong_use(format!(
            "{target} is no value of alpha: it lies between -1 and 1"
        )));
    }
    let coders = coders(&view, &args.coders)?;
    let chosen = chosen(&view, &args)?;
    let (texts, problems) = session.texts(chosen.iter().copied())?;
    context.out.problems(&problems)?;
    let pairs = chosen
        .iter()
        .filter_map(|document| Some((*document, texts.current(document)?)));
    let unit = args.unit.unwrap_or_else(|| default_unit(pairs));
    let name = args.name.clone().unwrap_or_else(|| next_name(&view));
    if view.round_called(&name).is_some() {
        return Err(
            Failure::wrong_use(format!("there is a round {name} already"))
                .hint("give it another --name"),
        );
    }
    let blind = if args.open { Sight::Open } else { Sight::Blind };
    let event = RoundOpen {
        name: name.clone(),
        documents: chosen.iter().map(|document| document.id).collect(),
        coders,
        codebook: version.id,
        blind,
        unit,
        coefficient: Coefficient::Alpha,
        target: args.target,
    };
    let handles: Vec<&str> = chosen
        .iter()
        .map(|document| document.handle.as_str())
        .collect();
    let sight = if args.open {
        "open"
    } else {
        "blind (hidden, not sealed)"
    };
    let target = args
        .target
        .map_or_else(String::new, |target| format!("  target {target}"));
    let said = format!(
        "round {name}: {}  {sight}  codebook {}  unit {}{target}",
        handles.join(", "),
        version.number,
        unit.as_str()
    );
    drop(view);
    let id = session.record(|draft| draft.add(Event::RoundOpen(Box::new(event))))?;
    match context.out.is_json() {
        true => context
            .out
            .json(&serde_json::json!({ "ref": id, "round": name, "said": said })),
        false => context.out.line(said),
    }
}

fn next_name(view: &View<'_>) -> String {
    let numbers = view
        .rounds()
        .iter()
        .filter_map(|round| round.name.parse::<u32>().ok());
    (numbers.max().unwrap_or(0) + 1).to_string()
}

fn coders(view: &View<'_>, handles: &[String]) -> Result<Vec<CoderId>, Failure> {
    let known = |handle: &String| {
        let coder = view
            .coders()
            .iter()
            .find(|coder| coder.handle.0 == *handle && coder.active);
        coder.map(|coder| coder.handle.clone()).ok_or_else(|| {
            Failure::new(format!("coder {handle} has not joined"))
                .hint(format!("intercoder coder add {handle}"))
        })
    };
    handles.iter().map(known).collect()
}

/// The documents named, or so many drawn from all strata in turn.
fn chosen<'v>(view: &View<'v>, args: &NewArgs) -> Result<Vec<&'v Document>, Failure> {
    let count = match args.documents.as_slice() {
        [one] => one
            .parse::<usize>()
            .ok()
            .filter(|_| view.document_called(one).is_none()),
        _ => None,
    };
    let Some(count) = count else {
        return args
            .documents
            .iter()
            .map(|handle| document(view, handle))
            .collect();
    };
    let coded: Vec<DocumentRef> = view
        .progress()
        .iter()
        .map(|progress| progress.document)
        .collect();
    let free = |document: &&Document| {
        let in_round = view
            .rounds()
            .iter()
            .any(|round| round.documents().contains(&document.id));
        let touched = in_round
            || coded.contains(&document.id)
            || view
                .codings()
                .iter()
                .any(|c| c.excerpt.document == document.id);
        !args.exclude_coded || !touched
    };
    let mut strata: BTreeMap<Vec<String>, Vec<&'v Document>> = BTreeMap::new();
    for document in view.documents().filter(free) {
        let stratum = args
            .stratify
            .iter()
            .map(|by| stratum(view, document, by))
            .collect();
        strata.entry(stratum).or_default().push(document);
    }
    let mut random = ChaCha8Rng::seed_from_u64(args.seed);
    let mut groups: Vec<Vec<&Document>> = strata.into_values().collect();
    groups
        .iter_mut()
        .for_each(|group| group.shuffle(&mut random));
    groups.shuffle(&mut random);
    let mut drawn: Vec<&Document> = Vec::new();
    while drawn.len() < count && groups.iter().any(|group| !group.is_empty()) {
        for group in &mut groups {
            if drawn.len() < count {
                drawn.extend(group.pop());
            }
        }
    }
    if drawn.len() < count {
        return Err(Failure::new(format!(
            "only {} documents are there to draw from, not {count}",
            drawn.len()
        )));
    }
    let order: Vec<DocumentRef> = view.documents().map(|document| document.id).collect();
    drawn.sort_by_key(|document| order.iter().position(|id| *id == document.id));
    Ok(drawn)
}

fn stratum(view: &View<'_>, document: &Document, by: &str) -> String {
    if by == "kind" {
        return document.kind.as_str().to_owned();
    }
    let own = document
        .attributes
        .get(by)
        .into_iter()
        .flatten()
        .map(|value| value.as_str().to_owned());
    let people = document
        .speakers
        .values()
        .filter_map(|role| view.person(role.person()?));
    let of_people = people
        .flat_map(|person| person.values(by))
        .map(|value| value.as_str().to_owned());
    let mut values: Vec<String> = own.chain(of_people).collect();
    values.sort();
    values.dedup();
    values.join("+")
}

fn assign(context: &mut Context, args: AssignArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    lead(&session)?;
    let view = session.view();
    let round = match &args.round {
        Some(name) => round(&view, name)?,
        None => view
            .rounds()
            .iter()
            .rev()
            .find(|round| round.close.is_none())
            .ok_or_else(|| {
                Failure::new("no round is open")
                    .hint("open one first: intercoder round new --open --documents … --coders …")
            })?,
    };
    if round.close.is_some() {
        return Err(
            Failure::refused(format!("round {} is closed", round.name)).hint("open a new one")
        );
    }
    let coders = if args.coders.is_empty() {
        round.coders()
    } else {
        coders(&view, &args.coders)?
    };
    let in_rounds: Vec<DocumentRef> = view.rounds().iter().flat_map(Round::documents).collect();
    let mut documents: Vec<DocumentRef> = match args.rest {
        true => view
            .documents()
            .map(|document| document.id)
            .filter(|id| !in_rounds.contains(id))
            .collect(),
        false => args
            .documents
            .iter()
            .map(|handle| document(&view, handle).map(|d| d.id))
            .collect::<Result<_, _>>()?,
    };
    if documents.is_empty() {
        return Err(Failure::wrong_use("there is nothing to assign")
            .hint("name --documents, or --rest for those in no round"));
    }
    documents.shuffle(&mut ChaCha8Rng::seed_from_u64(args.seed));
    let shared = documents.split_off(documents.len().saturating_sub(if args.single {
        args.drift
    } else {
        documents.len()
    }));
    let (id, name) = (round.id, round.name.clone());
    let mut events: Vec<RoundAssign> = Vec::new();
    if !shared.is_empty() {
        events.push(RoundAssign {
            round: id,
            documents: shared,
            coders: coders.clone(),
        });
    }
    for (at, coder) in coders.iter().enumerate() {
        let own: Vec<DocumentRef> = documents
            .iter()
            .copied()
            .skip(at)
            .step_by(coders.len())
            .collect();
        if !own.is_empty() {
            events.push(RoundAssign {
                round: id,
                documents: own,
                coders: vec![coder.clone()],
            });
        }
    }
    let said: Vec<String> = events
        .iter()
        .map(|event| {
            let handles = event
                .documents
                .iter()
                .filter_map(|id| view.document(*id))
                .map(|document| document.handle.as_str());
            let who: Vec<&str> = event.coders.iter().map(|coder| coder.0.as_str()).collect();
            format!(
                "round {name}: {} for {}",
                handles.collect::<Vec<_>>().join(", "),
                who.join(", ")
            )
        })
        .collect();
    drop(view);
    session.record(|draft| {
        events
            .into_iter()
            .try_for_each(|event| draft.add(Event::RoundAssign(event)).map(|_| ()))
    })?;
    said.iter().try_for_each(|line| context.out.line(line))
}

fn round<'v>(view: &View<'v>, name: &str) -> Result<&'v Round, Failure> {
    view.round_called(name).ok_or_else(|| {
        Failure::new(format!("there is no round {name}")).hint("see intercoder round status")
    })
}

fn status(context: &mut Context, name: Option<&str>) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let rounds: Vec<&Round> = match name {
        Some(name) => vec![round(&view, name)?],
        None => view.rounds().iter().collect(),
    };
    if context.out.is_json() {
        let rounds: Vec<_> = rounds.iter().map(|round| written(&view, round)).collect();
        return context.out.json(&serde_json::json!({ "rounds": rounds }));
    }
    if rounds.is_empty() {
        return context
            .out
            .line("no round yet; a lead opens one with: intercoder round new");
    }
    for round in rounds {
        for line in lines(&session, &view, round) {
            context.out.line(line)?;
        }
    }
    Ok(())
}

fn written(view: &View<'_>, round: &Round) -> serde_json::Value {
    let documents: Vec<&str> = round
        .documents()
        .iter()
        .filter_map(|id| view.document(*id))
        .map(|document| document.handle.as_str())
        .collect();
    serde_json::json!({
        "round": round.name,
        "documents": documents,
        "sight": round.sight,
        "unit": round.unit,
        "coefficient": round.coefficient,
        "target": round.target,
        "codebook_version": view.version(round.codebook).map(|version| version.number),
        "closed": round.close.as_ref().map(|close| &close.at),
        "without": round.close.as_ref().map(|close| close.without.clone()).unwrap_or_default(),
        "coders": round_standings(view, round.id),
    })
}

/// A round as `round status` and `status` show it.
pub fn lines(session: &Session, view: &View<'_>, round: &Round) -> Vec<String> {
    let standings = round_standings(view, round.id);
    let who: Vec<String> = standings
        .iter()
        .map(|s| format!("{} {}/{}", s.coder, s.done, s.assigned))
        .collect();
    let documents = round.documents();
    let handles: Vec<&str> = documents
        .iter()
        .filter_map(|id| view.document(*id))
        .map(|d| d.handle.as_str())
        .collect();
    let sight = if round.sight == Sight::Blind {
        "blind"
    } else {
        "open"
    };
    let state = match &round.close {
        None => "not closed".to_owned(),
        Some(_) if round.closed_twice => {
            "closed twice apart: no figure until a lead closes it once more".to_owned()
        }
        Some(close) if close.without.is_empty() => format!("closed {}", day(&close.at)),
        Some(close) => {
            let without: Vec<&str> = close.without.iter().map(|coder| coder.0.as_str()).collect();
            let reason = close.reason.as_deref().unwrap_or_default();
            format!(
                "closed {} without {} ({reason})",
                day(&close.at),
                without.join(", ")
            )
        }
    };
    let mut lines = vec![
        format!(
            "round {}: {}  {sight}, {state}  unit {}",
            round.name,
            handles.join(" "),
            round.unit.as_str()
        ),
        format!("  finished: {}", who.join("   ")),
    ];
    let late = session.late_codings(round.id);
    if late > 0 {
        lines.push(format!(
            "  {late} codings arrived after it closed: in no figure of the round"
        ));
    }
    lines
}

fn day(at: &str) -> &str {
    at.split('T').next().unwrap_or(at)
}

fn close(context: &mut Context, args: CloseArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    lead(&session)?;
    let incomplete = context.completeness(&session)?;
    let view = session.view();
    if !view.completeness().unknown.is_empty() {
        return Err(Failure::refused(
            "the folder has entries of a newer intercoder, which a close would freeze out",
        )
        .hint("update this program, then close the round"));
    }
    let round = round(&view, &args.round)?;
    if round.close.is_some() && !round.closed_twice {
        return Err(Failure::refused(format!(
            "round {} is closed already",
            round.name
        )));
    }
    let without: Vec<CoderId> = args
        .without
        .iter()
        .map(|coder| CoderId::from(coder.as_str()))
        .collect();
    let unfinished: Vec<String> = round_standings(&view, round.id)
        .iter()
        .filter(|standing| standing.done < standing.assigned && !without.contains(&standing.coder))
        .map(|standing| format!("{} {}/{}", standing.coder, standing.done, standing.assigned))
        .collect();
    if !unfinished.is_empty() {
        return Err(Failure::refused(format!(
            "not everybody has finished round {}: {}",
            round.name,
            unfinished.join(", ")
        ))
        .hint("wait, or close without them: --without NAME --reason \"why\""));
    }
    let (id, name) = (round.id, round.name.clone());
    drop(view);
    session.record(|draft| {
        let seen = draft.runs();
        draft.add(Event::RoundClose(RoundClose {
            round: id,
            seen,
            without,
            reason: args.reason,
        }))
    })?;
    if let Some(incomplete) = incomplete {
        context.out.line(incomplete)?;
    }
    context.out.line(format!(
        "round {name} is closed; its codings are now visible, its figures fixed"
    ))
}
