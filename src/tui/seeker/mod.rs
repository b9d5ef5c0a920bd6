//! The seeker: it owns the index and answers questions, beside the keys or, for whoever wants to see each step, in step with them.
//!
//! A key never waits for it. What it is asked while it works replaces what was asked before, because only the newest question is
//! still on the screen; what the study knows is sent to it, so that it never looks at the study itself.

pub mod thread;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use crate::autocode::order::put_in_order;
use crate::autocode::proposal::{Proposal, Taken, Wanted};
use crate::export;
use crate::filter::Layer;
use crate::id::{CodeRef, DocumentRef};
use crate::number::counted;
use crate::problem::Problem;
use crate::query::corpus::TurnNumber;
use crate::query::facet::Facet;
use crate::query::facts::Facts;
use crate::query::likeness::Examples;
use crate::query::parse::parse;
use crate::query::unparsed::Unparsed;
use crate::round::Unit;
use crate::run::{self, Judgement};
use crate::search::IndexError;
use crate::search::answer::Order;
use crate::search::hit::{Hit, speaker, table};
use crate::search::page::scope;
use crate::search::ready::{Places, Ready};
use crate::search::renewal::Progress;
use crate::search::similar::Alike;
use crate::search::words::Words;
use crate::store::atomic::Existing;
use crate::store::layout::Folder;
use crate::store::outside;
use crate::text::span::Span;

/// The number of a question: a later one is greater.
pub type Number = u64;

/// What the seeker is asked.
#[derive(Clone, Debug)]
pub enum Request {
    /// The study knows this by now.
    Know(Arc<Facts>),
    /// The first hits of a line, with their words and facets.
    Ask(Number, Asked),
    /// Passages like an excerpt, or like all excerpts of a code.
    Like(Number, Like),
    /// All hits of a line, into a file.
    Export(Asked, PathBuf),
    /// What a line proposes.
    Propose(Number, Box<Proposing>),
}

impl PartialEq for Request {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Know(one), Self::Know(other)) => Arc::ptr_eq(one, other),
            (Self::Ask(one, asked), Self::Ask(other, of)) => (one, asked) == (other, of),
            (Self::Like(one, like), Self::Like(other, of)) => (one, like) == (other, of),
            (Self::Export(one, path), Self::Export(other, to)) => (one, path) == (other, to),
            (Self::Propose(one, _), Self::Propose(other, _)) => one == other,
            _ => false,
        }
    }
}

/// What passages are to be like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Like {
    /// A stretch of a document.
    Excerpt(DocumentRef, Span),
    /// What is coded with a code, or one below it; what is so coded is left out.
    Code(CodeRef),
}

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The line.
    pub line: String,
    /// In what order hits come.
    pub order: Order,
    /// How many are wanted.
    pub most: usize,
}

/// What is to be proposed, and what was said of it so far.
#[derive(Clone, Debug)]
pub struct Proposing {
    /// The line that proposes.
    pub line: String,
    /// The unit of proposals.
    pub unit: Unit,
    /// The order asked for.
    pub order: run::Order,
    /// What is proposed no more.
    pub taken: Taken,
    /// What comes after all others.
    pub skipped: Taken,
    /// What was said in the run.
    pub judgements: Vec<Judgement>,
}

/// A stretch that waits for a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Offered {
    /// The stretch.
    pub proposal: Proposal,
    /// The handle of its document.
    pub document: String,
    /// Who speaks before, and what.
    pub before: Option<String>,
    /// The words of its turn.
    pub turn: String,
    /// Where the stretch stands in them, in bytes.
    pub at: std::ops::Range<usize>,
}

/// The first of what waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Offers {
    /// In order.
    pub offered: Vec<Offered>,
    /// How many wait in all.
    pub waiting: usize,
    /// The order that could be followed.
    pub followed: run::Order,
    /// A text that could not be read, if any.
    pub trouble: Option<String>,
}

/// A hit with the turns beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The hit.
    pub hit: Hit,
    /// Who speaks before, and what.
    pub before: Option<(String, String)>,
    /// Who speaks after, and what.
    pub after: Option<(String, String)>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// What was asked.
    pub asked: Asked,
    /// Turns found.
    pub turns: usize,
    /// Documents they lie in.
    pub documents: usize,
    /// How they lie over what the study knows.
    pub facets: Vec<Facet>,
    /// The first of them.
    pub hits: Vec<Shown>,
    /// A text that could not be read, if any.
    pub trouble: Option<String>,
}

/// What the seeker says.
#[derive(Clone, Debug)]
pub enum News {
    /// It takes words in.
    Indexing(Progress),
    /// It knows so many documents, turns and words.
    Ready(usize, usize, u64),
    /// The answer to a question.
    Found(Number, Box<Page>),
    /// The line is no query.
    Unread(Number, Unparsed),
    /// Passages like an excerpt, and a text that could not be read, if any.
    Alike(Number, Vec<Alike>, Option<String>),
    /// What a line proposes.
    Proposed(Number, Offers),
    /// A file was written, and what is said of it.
    Wrote(PathBuf, String),
    /// Something was done, or could not be.
    Said(String),
}

/// What answers: everything that must be kept between two questions.
pub struct Seeker {
    folder: Folder,
    state: PathBuf,
    ready: Option<Ready>,
}

impl Seeker {
    /// For a study; nothing is read before it is asked.
    pub fn new(folder: Folder, state: PathBuf) -> Self {
        Self {
            folder,
            state,
            ready: None,
        }
    }

    /// Does one thing; `tell` hears what comes of it, and may stop the taking in of words.
    pub fn work(&mut self, request: Request, tell: &mut dyn FnMut(News) -> ControlFlow<()>) {
        let news = match request {
            Request::Know(facts) => self.know(facts, tell),
            Request::Ask(number, asked) => self.answer(number, asked),
            Request::Like(number, like) => self.like(number, like),
            Request::Export(asked, path) => self.export(&asked, &path),
            Request::Propose(number, proposing) => self.propose(number, &proposing),
        };
        // Whoever stops listening wants nothing more.
        tell(news).is_break();
    }

    fn know(&mut self, facts: Arc<Facts>, tell: &mut dyn FnMut(News) -> ControlFlow<()>) -> News {
        let facts = match &mut self.ready {
            Some(ready) => match ready.take(facts) {
                Ok(()) => return said_ready(ready),
                Err(facts) => facts,
            },
            None => facts,
        };
        // What was known may show more than may be seen by now: nothing is answered from it if this fails.
        self.ready = None;
        let places = Places {
            folder: &self.folder,
            state: &self.state,
        };
        match Ready::of(places, facts, &mut |progress| {
            tell(News::Indexing(progress))
        }) {
            Ok(ready) => said_ready(self.ready.insert(ready)),
            Err(cause) => News::Said(format!("this study cannot be searched: {cause}")),
        }
    }

    fn answer(&mut self, number: Number, asked: Asked) -> News {
        let Some(ready) = &mut self.ready else {
            return not_yet();
        };
        let query = match parse(&asked.line, &ready.facts) {
            Ok(query) => query,
            Err(cause) => return News::Unread(number, cause),
        };
        let found = match ready.ask(|base| base.page(&query, asked.order, asked.most)) {
            Ok(found) => found,
            Err(cause) => return unreadable(&cause),
        };
        let trouble = found.problems.iter().chain(&ready.problems).next();
        let shown = |hit: Hit| shown(ready, &found.words, hit);
        let page = Page {
            turns: found.turns,
            documents: found.documents,
            trouble: trouble.map(ToString::to_string),
            hits: found.hits.into_iter().map(shown).collect(),
            facets: found.facets,
            asked,
        };
        News::Found(number, Box::new(page))
    }

    fn like(&mut self, number: Number, like: Like) -> News {
        /// How many passages are given.
        const MOST: usize = 30;
        let Some(ready) = &mut self.ready else {
            return not_yet();
        };
        let examples = match like {
            Like::Excerpt(document, span) => Examples {
                excerpts: vec![(document, span)],
                ..Examples::default()
            },
            Like::Code(code) => Examples::of(&ready.facts, code),
        };
        match ready.ask(|base| base.similar(&examples, MOST)) {
            Ok((alike, problems)) => News::Alike(number, alike, first(&problems)),
            Err(cause) => unreadable(&cause),
        }
    }

    fn propose(&mut self, number: Number, proposing: &Proposing) -> News {
        /// How many are sent: the next verdict brings others.
        const SENT: usize = 40;
        let Some(ready) = &mut self.ready else {
            return not_yet();
        };
        let facts = Arc::clone(&ready.facts);
        let query = match parse(&proposing.line, &facts) {
            Ok(query) => query,
            Err(cause) => return News::Said(cause.what),
        };
        let wanted = Wanted {
            query: &query,
            facts: &facts,
            unit: proposing.unit,
        };
        let (mut found, problems) =
            match ready.ask(|base| base.proposals(&wanted, &proposing.taken)) {
                Ok(found) => found,
                Err(cause) => return unreadable(&cause),
            };
        let (judged, unread) = ready.base().judged(&proposing.judgements);
        let documents: Vec<DocumentRef> = facts.documents.iter().map(|source| source.id).collect();
        let followed = put_in_order(&mut found, (proposing.order, &judged), &documents);
        let skipped = &proposing.skipped;
        found.sort_by_key(|proposal| skipped.meets(proposal.document, proposal.span));
        let waiting = found.len();
        found.truncate(SENT);
        let words = ready
            .base()
            .words(found.iter().map(|proposal| proposal.document));
        let offered = found
            .into_iter()
            .filter_map(|proposal| offered(ready, &words, proposal));
        let offers = Offers {
            offered: offered.collect(),
            waiting,
            followed,
            trouble: first(&problems).or_else(|| first(&unread)),
        };
        News::Proposed(number, offers)
    }

    fn export(&mut self, asked: &Asked, path: &std::path::Path) -> News {
        let Some(ready) = &mut self.ready else {
            return not_yet();
        };
        let found = parse(&asked.line, &ready.facts).map_err(|cause| cause.to_string());
        let found = found.and_then(|query| {
            let page = ready.ask(|base| base.page(&query, asked.order, usize::MAX));
            let page = page.map_err(|cause| cause.to_string())?;
            match page.problems.first() {
                Some(problem) => Err(problem.to_string()),
                None => Ok(page),
            }
        });
        let written = found.and_then(|page| {
            let scope = scope(&ready.base(), &page, &Layer::All.to_string());
            let table = table(&asked.line, &page.hits, vec![scope]);
            let bytes = export::csv::table(&table);
            outside::write(path, bytes.as_bytes(), Existing::Keep)
                .map_err(|cause| cause.to_string())?;
            Ok(page.hits.len())
        });
        match written {
            Ok(hits) => {
                let said = format!("{} written to {}", counted(hits, "hit"), path.display());
                News::Wrote(path.to_owned(), said)
            }
            Err(cause) => News::Said(format!("not written: {cause}")),
        }
    }
}

fn not_yet() -> News {
    News::Said("this study cannot be searched yet".to_owned())
}

fn unreadable(cause: &IndexError) -> News {
    News::Said(format!("the index could not be read: {cause}"))
}

fn first(problems: &[Problem]) -> Option<String> {
    problems.first().map(ToString::to_string)
}

fn said_ready(ready: &Ready) -> News {
    let corpus = &ready.ground.corpus;
    News::Ready(ready.facts.documents.len(), corpus.len(), corpus.words())
}

/// A proposal within the words of its turn.
fn offered(ready: &Ready, words: &Words, proposal: Proposal) -> Option<Offered> {
    let base = ready.base();
    let source = base.source(proposal.document)?;
    let passage = words.of(proposal.document)?;
    let body = passage.turns.get(proposal.turn.checked_sub(1)?)?.body;
    let first = passage.text.byte_of(body.start());
    let byte = |position| passage.text.byte_of(position) - first;
    let corpus = &ready.ground.corpus;
    let before = proposal.turn.checked_sub(2).and_then(|before| {
        let number = TurnNumber(corpus.numbers(proposal.document).start + before as u32);
        let words = passage.text.slice(passage.turns.get(before)?.body);
        Some(format!("{}: {words}", speaker(corpus.speaker(number))))
    });
    Some(Offered {
        before,
        document: source.handle.clone(),
        turn: passage.text.slice(body).to_owned(),
        at: byte(proposal.span.start())..byte(proposal.span.end()),
        proposal,
    })
}

/// A hit with the words said before and after it.
fn shown(ready: &Ready, words: &Words, hit: Hit) -> Shown {
    let corpus = &ready.ground.corpus;
    let numbers = corpus.numbers(hit.id);
    let own = numbers.start + hit.turn - 1;
    let passage = words.of(hit.id);
    let said = |number: u32| {
        let number = TurnNumber(number);
        let words = passage?.text.slice(corpus.turn(number).body).to_owned();
        Some((speaker(corpus.speaker(number)), words))
    };
    Shown {
        before: own
            .checked_sub(1)
            .filter(|at| numbers.contains(at))
            .and_then(said),
        after: Some(own + 1)
            .filter(|at| numbers.contains(at))
            .and_then(said),
        hit,
    }
}
