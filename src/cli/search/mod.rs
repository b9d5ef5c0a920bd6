//! `search`: the turns for which a line of words and filters holds.

mod words;

use serde::Serialize;

use crate::cli::context::{Context, reader};
use crate::cli::failure::Failure;
use crate::cli::guard::released;
use crate::cli::output::TableFormat;
use crate::cli::ready::{asked, ready, unparsed};
use crate::cli::screen::{is_on_screen, on_screen};
use crate::query::LANGUAGE;
use crate::query::facet::Facet;
use crate::query::parse::parse;
use crate::query::slip::slips;
use crate::search::answer::Order;
use crate::search::hit::{Hit, table};
use crate::search::page::scope;
use crate::session::Session;
use crate::tui::action::Screen;
use crate::tui::run::Start;

/// How many hits people see at once.
const PAGE: usize = 20;

/// Find turns by their words, their speakers and their codes
///
/// Hits are turns. Words are found in all their forms, and filters join what the study knows: codes, coders, attributes. The
/// index lies on this machine, outside the study, and is brought up to date in passing.
///
/// Example: intercoder search "plan NEAR/8 relapse -code:rel-crisis"
#[derive(Debug, clap::Args)]
#[command(after_help = format!("The language of queries:\n{LANGUAGE}"))]
pub struct Args {
    /// What is looked for; several words are one line. Put -- before one that begins with a hyphen. Without it the search screen
    /// opens.
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// In what order.
    #[arg(long, value_enum, default_value = "relevance")]
    order: Ordered,
    /// How many hits; 0 is all. Tables and programs get all where you say nothing.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print so many turns before and after each hit.
    #[arg(long, value_name = "N", default_value_t = 0)]
    context: usize,
    /// Whose codings `code:` looks at: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
    #[command(flatten)]
    format: TableFormat,
}

/// The orders of hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Ordered {
    /// What says most of it first.
    Relevance,
    /// As imported and spoken.
    Document,
    /// By the documents' dates.
    Time,
}

impl From<Ordered> for Order {
    fn from(ordered: Ordered) -> Self {
        match ordered {
            Ordered::Relevance => Self::Relevance,
            Ordered::Document => Self::Document,
            Ordered::Time => Self::Time,
        }
    }
}

/// What was found.
#[derive(Serialize)]
pub struct Found {
    /// What was asked.
    pub query: String,
    /// Whose codings were looked at.
    pub layer: String,
    /// Turns found.
    pub turns: usize,
    /// Documents they lie in.
    pub documents: usize,
    /// What was searched.
    pub scope: Scope,
    /// In what order the hits come.
    pub order: Order,
    /// How all turns found lie over what the study knows.
    pub facets: Vec<Facet>,
    /// The hits asked for.
    pub hits: Vec<Hit>,
    /// What must be read with it.
    pub notes: Vec<String>,
}

/// What was searched.
#[derive(Serialize)]
pub struct Scope {
    /// Documents.
    pub documents: usize,
    /// Turns.
    pub turns: usize,
    /// Words.
    pub words: u64,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    if args.query.is_empty() {
        return screen(context, session);
    }
    let outsider = reader(&session)?;
    let mut ready = ready(context, &session, &args.layer)?;
    let line = args.query.join(" ");
    let query = parse(&line, &ready.facts).map_err(|cause| unparsed(&line, &cause))?;
    let is_json = context.out.is_json_for(&args.format);
    let is_table = !is_json && (context.out.is_json() || args.format.is_given());
    let for_people = !is_json && !is_table;
    let most = match args.limit {
        Some(0) => usize::MAX,
        Some(limit) => limit,
        None if for_people => PAGE,
        None => usize::MAX,
    };
    let order = Order::from(args.order);
    let page = asked(context, &mut ready, |base| base.page(&query, order, most))?;
    context.out.problems(&page.problems)?;
    let base = ready.base();
    let corpus = &ready.ground.corpus;
    let scope = scope(&base, &page, &args.layer);
    let slips = slips(&line, page.turns);
    let found = Found {
        turns: page.turns,
        documents: page.documents,
        scope: Scope {
            documents: ready.facts.documents.len(),
            turns: corpus.len(),
            words: corpus.words(),
        },
        facets: page.facets,
        query: line,
        layer: args.layer,
        order,
        hits: page.hits,
        notes: session
            .view()
            .said_hidden()
            .chain(outsider)
            .chain(slips)
            .collect(),
    };
    if for_people {
        words::print(context, (&found, &base, &page.words), args.context)
    } else if is_table {
        let mut notes = vec![scope];
        notes.extend(found.notes);
        let table = table(&found.query, &found.hits, notes);
        let table = released(context, &session, (table, &args.format))?;
        context.out.table(&table, &args.format)
    } else {
        context.out.value(&found, &args.format)
    }
}

/// The screen on which a line is typed.
fn screen(context: &mut Context, session: Session) -> Result<(), Failure> {
    if !is_on_screen(context) {
        let refused = Failure::wrong_use("nothing is asked for");
        return Err(refused.hint("say what: intercoder search \"plan NEAR/8 relapse\"; intercoder search --help says how"));
    }
    let start = Start {
        screen: Some((Screen::Search, None)),
        ..Start::default()
    };
    on_screen(context, session, start)
}
