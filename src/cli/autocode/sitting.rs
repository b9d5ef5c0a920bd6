//! A sitting: what is proposed to whom, in a run that goes on or is only begun by the first verdict.

use std::sync::Arc;

use crate::autocode::order::{Judged, put_in_order};
use crate::autocode::proposal::{Proposal, Taken, Wanted};
use crate::autocode::runs::{judgements, open_run};
use crate::change::autocode::begin;
use crate::change::coding::check;
use crate::cli::context::code;
use crate::cli::failure::Failure;
use crate::event::autocode::AutocodeRun;
use crate::filter::View;
use crate::id::{CodeRef, CoderId, DocumentRef, RunRef};
use crate::problem::Problem;
use crate::query::Query;
use crate::round::Unit;
use crate::run::{Order, Run};
use crate::search::IndexError;
use crate::search::ready::Ready;
use crate::session::Session;

/// How many proposals are shown where nothing else is said.
const SHOWN: u32 = 200;

/// What is proposed to whom.
pub struct Sitting {
    /// Who judges.
    pub coder: CoderId,
    /// The query as it was typed.
    pub line: String,
    /// The code that is proposed.
    pub code: CodeRef,
    /// Its handle.
    pub handle: String,
    /// The unit of proposals.
    pub unit: Unit,
    /// The order asked for.
    pub order: Order,
    /// How many are shown; nothing is all.
    pub limit: Option<u32>,
    /// The run that goes on.
    pub run: Option<RunRef>,
}

/// What waits to be judged.
pub struct Waiting {
    /// The proposals, the first first, all of them.
    pub proposals: Vec<Proposal>,
    /// What they are held against.
    pub judged: Judged,
    /// The order that was followed.
    pub followed: Order,
    skipped: Taken,
}

/// The unit and the order, and how many.
type Asked = ((Option<Unit>, Option<Order>), Option<u32>);

impl Sitting {
    /// Goes on with the coder's open run of the same line and code, or makes ready to begin one.
    pub fn of(
        view: &View<'_>,
        (coder, line, name): (&CoderId, &str, &str),
        ((unit, order), limit): Asked,
    ) -> Result<Self, Failure> {
        let known = code(view, name)?;
        check(known, None)?;
        let run = open_run(view, (coder, known.id), (line, unit));
        let unit = unit.or_else(|| run.map(|run| run.unit));
        let order = order.or_else(|| run.map(|run| run.order));
        let usual = run.map_or(Some(SHOWN), |run| run.limit);
        Ok(Self {
            coder: coder.clone(),
            line: line.to_owned(),
            code: known.id,
            handle: known.code.id.clone(),
            unit: unit.unwrap_or(Unit::Sentence),
            order: order.unwrap_or_default(),
            limit: limit.map_or(usual, |limit| Some(limit).filter(|&limit| limit > 0)),
            run: run.map(|run| run.id),
        })
    }

    /// What waits to be judged, in order, and the texts that could not be read.
    pub fn waiting(
        &self,
        view: &View<'_>,
        (ready, query): (&mut Ready, &Query),
    ) -> Result<(Waiting, Vec<Problem>), IndexError> {
        let facts = Arc::clone(&ready.facts);
        let wanted = Wanted {
            query,
            facts: &facts,
            unit: self.unit,
        };
        let who = (&self.coder, self.code);
        let (taken, skipped) = Taken::in_another_sitting(view, who, self.run);
        let (proposals, mut problems) = ready.ask(|base| base.proposals(&wanted, &taken))?;
        let said = self.run.into_iter().flat_map(|run| judgements(view, run));
        let (judged, unread) = ready.base().judged(said);
        problems.extend(unread);
        let mut waiting = Waiting {
            proposals,
            judged,
            followed: self.order,
            skipped,
        };
        waiting.order(self.order, ready);
        Ok((waiting, problems))
    }

    /// How many of some are shown.
    pub fn shown(&self, of: usize) -> usize {
        let limit = self.limit.and_then(|limit| usize::try_from(limit).ok());
        limit.map_or(of, |limit| limit.min(of))
    }

    /// The run, begun now where none is open.
    pub fn begun(&mut self, session: &mut Session) -> Result<Run, Failure> {
        let id = match self.run {
            Some(id) => id,
            None => {
                let change = begin(AutocodeRun {
                    query: self.line.clone(),
                    code: self.code,
                    unit: self.unit,
                    order: self.order,
                    limit: self.limit,
                });
                let refs = session.record(|draft| change.write(draft))?;
                let first = refs.first().copied();
                RunRef(first.ok_or_else(|| Failure::new("the run could not be begun"))?)
            }
        };
        self.run = Some(id);
        let view = session.view();
        let run = view.runs().find(|run| run.id == id).cloned();
        run.ok_or_else(|| {
            Failure::new("the run is not here any more").hint("see intercoder autocode --runs")
        })
    }
}

impl Waiting {
    /// Puts what waits in order, with what was said by now; what an earlier sitting skipped comes after all others.
    pub fn order(&mut self, order: Order, ready: &Ready) {
        let documents = ready.facts.documents.iter().map(|source| source.id);
        let documents: Vec<DocumentRef> = documents.collect();
        self.followed = put_in_order(&mut self.proposals, (order, &self.judged), &documents);
        let skipped = &self.skipped;
        self.proposals
            .sort_by_key(|proposal| skipped.meets(proposal.document, proposal.span));
    }
}
