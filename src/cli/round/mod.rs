//! `round`: documents × coders × a frozen codebook, opened, assigned, watched and closed by a lead.

mod assign;
mod draw;
mod reveal;
mod standing;

use crate::agreement::unit::default_unit;
use crate::cli::context::{Context, lead};
use crate::cli::failure::Failure;
use crate::document::Document;
use crate::event::Event;
use crate::event::round::{RoundClose, RoundOpen};
use crate::filter::View;
use crate::id::CoderId;
use crate::progress::round_standings;
use crate::round::{Coefficient, Round, Sight, Unit};
use crate::seal;

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
    Reveal(RevealArgs),
}

/// Open a round
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// Documents by handle, or how many to draw.
    #[arg(long, value_delimiter = ',', required = true)]
    pub documents: Vec<String>,
    /// The coders.
    #[arg(long, value_delimiter = ',', required = true)]
    pub coders: Vec<String>,
    /// Draw evenly over these: kind, or an attribute of the documents or of the people who speak.
    #[arg(long, value_delimiter = ',')]
    pub stratify: Vec<String>,
    /// The seed of the draw, so that it can be repeated.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Leave out documents that anybody has coded already.
    #[arg(long)]
    pub exclude_coded: bool,
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
    /// What coders write is encrypted until the round closes, for themselves and for leads who do not code in it.
    #[arg(long, conflicts_with = "open")]
    sealed: bool,
    /// The round's name; without it, the next number.
    #[arg(long)]
    name: Option<String>,
}

/// Give documents to coders of an open round
#[derive(Debug, clap::Args)]
pub struct AssignArgs {
    /// The round; without it, the latest open one, or a new open one for the rest.
    #[arg(long)]
    pub round: Option<String>,
    /// Documents by handle.
    #[arg(long, value_delimiter = ',')]
    pub documents: Vec<String>,
    /// The coders; without it, those of the round.
    #[arg(long, value_delimiter = ',')]
    pub coders: Vec<String>,
    /// All documents that no round has.
    #[arg(long, conflicts_with = "documents")]
    pub rest: bool,
    /// Each document to one coder, in turn.
    #[arg(long)]
    pub single: bool,
    /// So many of them to every coder, to notice drift.
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub drift: usize,
    /// The seed of the draw.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// Close a round: its figures are then fixed, and blindness ends
#[derive(Debug, clap::Args)]
pub struct CloseArgs {
    /// The round.
    pub round: String,
    /// Close without these coders.
    #[arg(long, value_delimiter = ',', requires = "reason")]
    without: Vec<String>,
    /// Why; kept and printed with the figures.
    #[arg(long)]
    reason: Option<String>,
}

/// Tell the keys of what you wrote in a sealed round that is closed
///
/// They are told by themselves where the round was closed from a lead's computer that was known when it was opened; this is for one
/// that was closed from another, once you know that it was the lead.
#[derive(Debug, clap::Args)]
pub struct RevealArgs {
    /// The round.
    pub round: String,
    /// Do it without asking.
    #[arg(long)]
    pub yes: bool,
}

/// How far coders are kept from seeing each other's work.
fn sight(args: &NewArgs) -> Result<Sight, Failure> {
    match (args.sealed, args.open) {
        (true, _) if !seal::IS_BUILT_IN => Err(Failure::refused(
            "this program was built without seals: a round is hidden here, not sealed",
        )
        .hint("build it with: cargo install --path . --features seal; every coder of the round needs that")),
        (true, _) => Ok(Sight::Sealed),
        (false, true) => Ok(Sight::Open),
        (false, false) => Ok(Sight::Blind),
    }
}

fn unit(word: &str) -> Result<Unit, String> {
    Unit::parse(word)
        .ok_or_else(|| "use turn, sentence, paragraph, word, character or document".to_owned())
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.action {
        Action::New(args) => new(context, args),
        Action::Assign(args) => assign::assign(context, args),
        Action::Status { round } => standing::status(context, round.as_deref()),
        Action::Close(args) => close(context, args),
        Action::Reveal(args) => reveal::reveal(context, &args),
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
    let chosen = draw::chosen(&view, &args)?;
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
    let sight = sight(&args)?;
    let event = RoundOpen {
        name: name.clone(),
        documents: chosen.iter().map(|document| document.id).collect(),
        coders,
        codebook: version.id,
        sight,
        unit,
        coefficient: Coefficient::Alpha,
        target: args.target,
    };
    let said = told(&event, (&chosen, version.number));
    drop(view);
    let id = session.record(|draft| draft.add(Event::RoundOpen(Box::new(event))))?;
    // Coders of a sealed round lock their work for whoever watches over it.
    session.settle()?;
    match context.out.is_json() {
        true => context
            .out
            .json(&serde_json::json!({ "ref": id, "round": name, "said": said })),
        false => context.out.line(said),
    }
}

/// A new round in one line.
fn told(round: &RoundOpen, (chosen, version): (&[&Document], u32)) -> String {
    let handles: Vec<&str> = chosen
        .iter()
        .map(|document| document.handle.as_str())
        .collect();
    let target = round.target.map(|target| format!("  target {target}"));
    format!(
        "round {}: {}  {}  codebook {version}  unit {}{}",
        round.name,
        handles.join(", "),
        round.sight.level(),
        round.unit.as_str(),
        target.unwrap_or_default()
    )
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

fn round<'v>(view: &View<'v>, name: &str) -> Result<&'v Round, Failure> {
    view.round_called(name).ok_or_else(|| {
        Failure::new(format!("there is no round {name}")).hint("see intercoder round status")
    })
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
    let may_close = round.close.is_none() || round.closed_twice;
    if !may_close && !session.can_close_again(round.id) {
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
    let (id, name, sight) = (round.id, round.name.clone(), round.sight);
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
    // Whoever watches over a sealed round has its keys, and tells them now that it is over.
    session.settle()?;
    if let Some(incomplete) = incomplete {
        context.out.line(incomplete)?;
    }
    let is_locked = !session.view().completeness().locked.is_empty();
    let what = match sight == Sight::Sealed && (is_locked || !seal::IS_BUILT_IN) {
        true => session.how_seals_open(),
        false => "its codings are now visible, its figures fixed".to_owned(),
    };
    context.out.line(format!("round {name} is closed; {what}"))
}
