//! Sight: what a view hides, and from whom.
//!
//! One predicate says whether a coder's work on a document may be seen; codings, passes, lines, memos, quotes and conflicts all go
//! by it. A code proposed in a blind round stays in its proposer's inbox until the round closes.

use crate::coding::{Case, Coding, Memo, On, Quote, Summary};
use crate::decision::Decision;
use crate::event::Event;
use crate::event::study::CoderRole;
use crate::filter::View;
use crate::id::{CoderId, DocumentRef, Ref, RoundRef};
use crate::journal::Line;
use crate::round::{Pass, Round};
use crate::study::conflict::{Conflict, Kind};
use crate::study::retained::Force;
use crate::study::{CodeNow, Coder};

impl View<'_> {
    /// What must be said beside anything counted: a sentence for each blind round that hides something of it.
    pub fn said_hidden(&self) -> impl Iterator<Item = String> {
        self.hiding().iter().map(|round| {
            let name = &round.name;
            format!("round {name} is blind: the others' codings in it are neither seen nor counted")
        })
    }

    /// How many codings are hidden from somebody outside; no number while a round is blind, and never to a coder: how much the
    /// others have coded would sway them, and any of them can ask as somebody else.
    pub fn hidden_codings(&self) -> Option<usize> {
        let is_told = self.is_outside() && self.hiding.is_empty();
        is_told.then(|| self.hidden().count())
    }

    fn is_outside(&self) -> bool {
        self.viewer.is_none() && !self.codings_of_one_round
    }

    fn hidden(&self) -> impl Iterator<Item = &Coding> {
        let all = self.study.codings.iter();
        all.filter(|coding| !self.may_see(coding))
    }

    /// What must be said beside a list or a count of all codings, also to somebody outside.
    pub fn said_left_out(&self) -> Vec<String> {
        let hides = self.is_outside() && self.hidden().next().is_some();
        let outside = hides.then(|| {
            let codings = match self.hidden_codings() {
                Some(1) => "1 coding is hidden".to_owned(),
                Some(hidden) => format!("{hidden} codings are hidden"),
                None => "codings are hidden".to_owned(),
            };
            format!("{codings}: whoever has not joined sees closed rounds only (--as NAME says who you are)")
        });
        let is_sealed = |line: &Line| matches!(line.event(), Some(Event::Sealed(_)));
        let sealed = self.viewer.is_none() && self.lines().any(|line| is_sealed(line));
        let sealed = sealed.then(|| {
            "entries are sealed: nobody can say here what they are before their keys are revealed"
                .to_owned()
        });
        let said = outside.into_iter().chain(sealed);
        said.chain(self.said_hidden()).collect()
    }

    pub(super) fn is_blind_to(&self, round: &Round, viewer: Option<&Coder>) -> bool {
        // A lead who codes in a round is blind in it like everyone; one who does not must be able to watch over it.
        let watches =
            viewer.is_some_and(|coder| coder.role == CoderRole::Lead && !round.has(&coder.handle));
        round.is_hiding() && !watches
    }

    pub(super) fn may_see(&self, coding: &Coding) -> bool {
        self.may_see_work((&coding.coder, coding.excerpt.document, coding.round))
    }

    pub(super) fn may_see_pass(&self, pass: &Pass) -> bool {
        self.may_see_work((&pass.coder, pass.excerpt.document, pass.round))
    }

    /// Whether a coder's work on a document, in a round or in none, may be seen.
    pub(super) fn may_see_work(
        &self,
        (coder, document, round): (&CoderId, DocumentRef, Option<RoundRef>),
    ) -> bool {
        if self.codings_of_one_round || self.viewer.as_ref() == Some(coder) {
            return true;
        }
        let is_over = round.is_some_and(|round| self.over.contains(&round));
        // Work in a round that has not arrived yet may be blind: it is taken to be.
        let is_unknown =
            round.is_some_and(|round| self.study.rounds.iter().all(|known| known.id != round));
        if self.viewer.is_none() || is_unknown {
            return is_over;
        }
        let mut hiding = self.hiding.iter().zip(&self.hidden_documents);
        hiding.all(|(hidden, documents)| {
            round != Some(hidden.id) && (is_over || !documents.contains(&document))
        })
    }

    /// A code stays in the inbox of whoever proposed it in a blind round, unless somebody may be seen to have added it too.
    pub(super) fn is_proposal_hidden(&self, code: &CodeNow) -> bool {
        let is_hidden = |(coder, clock): &(CoderId, u64)| {
            let own = self.viewer.as_ref() == Some(coder);
            !own && self
                .hiding
                .iter()
                .any(|round| round.has(coder) && *clock > round.opened)
        };
        !code.adds.is_empty() && code.adds.iter().all(is_hidden)
    }

    /// A code that was undone and stays only because work uses it that is hidden: that it is still there would tell of that work.
    pub(super) fn is_held_up_by_hidden_work(&self, code: &CodeNow) -> bool {
        let is_undone = !self.hiding.is_empty() && self.study.force(code.id.0) == Force::Retired;
        let is_used = || {
            self.codings
                .iter()
                .any(|coding| coding.code == code.id || coding.applied == code.id)
        };
        let holds = || {
            self.study
                .codes
                .iter()
                .any(|other| other.parent == Some(code.id) && !other.retired)
        };
        is_undone && !is_used() && !holds()
    }

    /// Whether what a coder says, about a document or about nothing in particular, would tell of work in a blind round.
    pub(super) fn is_hidden_word(&self, coder: &CoderId, document: Option<DocumentRef>) -> bool {
        match document {
            Some(document) => !self.may_see_work((coder, document, None)),
            None => {
                let own = self.viewer.as_ref() == Some(coder);
                !own && (self.viewer.is_none() || self.hiding.iter().any(|round| round.has(coder)))
            }
        }
    }

    pub(super) fn is_memo_hidden(&self, memo: &Memo) -> bool {
        let own = self.viewer.as_ref() == Some(&memo.coder);
        match &memo.on {
            On::Coding(coding) if !own => {
                self.is_coding_hidden(coding.0) || self.is_hidden_memo_word(memo)
            }
            _ => self.is_hidden_memo_word(memo),
        }
    }

    fn is_hidden_memo_word(&self, memo: &Memo) -> bool {
        self.viewer.is_none() || self.is_hidden_word(&memo.coder, self.document_of(&memo.on))
    }

    pub(super) fn is_quote_hidden(&self, quote: &Quote) -> bool {
        self.viewer.is_none() || self.is_hidden_word(&quote.coder, Some(quote.excerpt.document))
    }

    pub(super) fn is_summary_hidden(&self, summary: &Summary) -> bool {
        let documents = summary.excerpts.iter().map(|excerpt| excerpt.document);
        self.is_summary_hidden_of(&summary.coder, (&summary.on, documents.collect()))
    }

    /// A summary tells of work on every document that it stands on, and on the one it is about; one of a person tells of work in
    /// nobody knows which.
    fn is_summary_hidden_of(
        &self,
        coder: &CoderId,
        (on, mut documents): (&Case, Vec<DocumentRef>),
    ) -> bool {
        documents.extend(on.document().map(|of| self.canonical_document(of)));
        let tells_of = |document: &DocumentRef| self.is_hidden_word(coder, Some(*document));
        self.viewer.is_none()
            || (on.document().is_none() && self.is_hidden_word(coder, None))
            || documents.iter().any(tells_of)
    }

    /// A conflict of summaries is hidden with any of them.
    fn tells_of_a_hidden_summary(&self, conflict: &Conflict) -> bool {
        let mut lines = conflict.lines.iter().filter_map(|id| self.study.line(*id));
        lines.any(|line| {
            matches!(line.event(), Some(Event::SummaryWrite(_))) && self.is_line_hidden(line)
        })
    }

    pub(super) fn is_decision_hidden(&self, decision: &Decision) -> bool {
        !self.may_see_work((&decision.coder, decision.excerpt.document, decision.round))
    }

    /// A verdict tells of its run, and of work on its document.
    pub(super) fn is_verdict_hidden(&self, (coder, document): (&CoderId, DocumentRef)) -> bool {
        self.is_hidden_word(coder, None) || self.is_hidden_word(coder, Some(document))
    }

    pub(super) fn is_coding_hidden(&self, coding: Ref) -> bool {
        match self.study.line(coding).and_then(Line::event) {
            Some(Event::CodingAdd(add)) => {
                !self.may_see_work((&add.coder, self.canonical_document(add.document), add.round))
            }
            _ => true,
        }
    }

    /// A conflict is hidden with the work, or with the proposed code, that it tells of.
    pub(super) fn is_conflict_hidden(&self, conflict: &Conflict) -> bool {
        if self.codings_of_one_round {
            return false;
        }
        // That a code is in use tells of a coding, and whose is not said.
        let tells_of_use = conflict.kind == Kind::BuiltOn && !self.hiding.is_empty();
        let of_hidden_code = tells_of_use
            || conflict
                .codes
                .iter()
                .any(|code| self.hidden_codes.contains(code));
        of_hidden_code
            || self.tells_of_a_hidden_summary(conflict)
            || conflict
                .coder
                .as_ref()
                .is_some_and(|coder| self.is_hidden_word(coder, conflict.document))
    }

    pub(super) fn is_line_hidden(&self, line: &Line) -> bool {
        if self.hiding.is_empty() && self.viewer.is_some() {
            return false;
        }
        let Some(event) = line.event() else {
            return false;
        };
        let writer = self.study.coder_of(&line.head.writer);
        let is_hidden_word = |document: Option<DocumentRef>| {
            writer.is_none_or(|coder| self.is_hidden_word(coder, document))
        };
        match event {
            Event::CodingAdd(_) => self.is_coding_hidden(line.id()),
            Event::CodingRespan(event) => self.is_coding_hidden(event.coding.0),
            Event::CodingRemove(event) => self.is_coding_hidden(event.coding.0),
            Event::CodingRecode(event) => self.is_coding_hidden(event.coding.0),
            Event::AutocodeRun(_) => is_hidden_word(None),
            Event::AutocodeJudge(event) => {
                let document = self.canonical_document(event.document);
                writer.is_none_or(|coder| self.is_verdict_hidden((coder, document)))
            }
            Event::DecisionMake(event) => {
                let document = self.canonical_document(event.document);
                writer.is_none_or(|coder| !self.may_see_work((coder, document, event.round)))
            }
            Event::TurnPass(event) => {
                let document = self.canonical_document(event.document);
                !self.may_see_work((&event.coder, document, event.round))
            }
            Event::QuoteChoose(event) => {
                let document = self.canonical_document(event.excerpt.document);
                self.viewer.is_none() || self.is_hidden_word(&event.coder, Some(document))
            }
            Event::SummaryWrite(event) => {
                let excerpts = event.excerpts.iter().map(|of| of.document);
                let documents = excerpts.map(|of| self.canonical_document(of));
                writer.is_none_or(|coder| {
                    self.is_summary_hidden_of(coder, (&event.on, documents.collect()))
                })
            }
            Event::MemoWrite(event) => {
                self.viewer.is_none() || is_hidden_word(self.document_of(&event.on))
            }
            Event::MemoRemove(_) | Event::Switch(_) => is_hidden_word(None),
            Event::CodeAdd(_) | Event::CodeSet(_) | Event::CodePoint(_) => {
                let since_it_opened = self
                    .hiding
                    .iter()
                    .any(|round| line.head.clock > round.opened);
                since_it_opened && is_hidden_word(None)
            }
            _ => false,
        }
    }

    fn document_of(&self, on: &On) -> Option<DocumentRef> {
        match on {
            On::Document(document) | On::Excerpt { document, .. } => {
                Some(self.canonical_document(*document))
            }
            On::Coding(coding) => match self.study.line(coding.0).and_then(Line::event) {
                Some(Event::CodingAdd(add)) => Some(self.canonical_document(add.document)),
                _ => None,
            },
            On::Code(_) | On::Person(_) => None,
        }
    }

    fn canonical_document(&self, id: DocumentRef) -> DocumentRef {
        DocumentRef(self.study.canonical(id.0))
    }
}
