//! The view: the study as one coder may see it, at one frontier.
//!
//! Every read goes through here, history and counts too, so that blindness cannot be forgotten: above this layer nothing names
//! the study itself. A blind round hides the others' codings, memos, new codes and whatever would tell of them, until it closes.

mod people;
mod sight;
mod withdrawal;
mod whole;

use std::collections::HashSet;
use std::sync::Arc;

use crate::codebook::Codebook;
use crate::coding::{Coding, Memo, On, Quote, Summary};
use crate::decision::{Decision, Recoding};
use crate::document::Document;
use crate::document::kept::Fate;
use crate::event::study::Runs;
use crate::id::{CodeRef, CoderId, DocumentRef, Ref, RefSet, RoundRef, StudyId};
use crate::journal::Line;
use crate::round::{Pass, Progress, Round};
use crate::run::{Judgement, Run};
use crate::study::conflict::Conflict;
use crate::study::excerpt::Routes;
use crate::study::naming::Named;
use crate::study::pointer::merge_targets;
use crate::study::retained::Force;
use crate::study::set::Fork;
use crate::study::switch::Switched;
use crate::study::written::{self, Written};
use crate::study::{CodeNow, Coder, Completeness, Study, Version};
use crate::text::span::Span;

/// Whose codings a report is about.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Layer {
    /// Everybody's, the same excerpt counted once.
    #[default]
    All,
    /// What the team stands by.
    Final,
    /// One coder's own.
    Coder(CoderId),
}

impl std::fmt::Display for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Final => f.write_str("final"),
            Self::Coder(coder) => coder.fmt(f),
        }
    }
}

/// What makes two codings one: coder, code, document, stretch and round.
pub type Held = (CoderId, CodeRef, DocumentRef, Span, Option<RoundRef>);

/// What counts once: two codings of one coder that come to the same code on the same place in one round.
fn once(coding: &Coding) -> (&CoderId, CodeRef, DocumentRef, Span, bool, Option<RoundRef>) {
    let excerpt = coding.excerpt;
    (
        &coding.coder,
        coding.code,
        excerpt.document,
        excerpt.span,
        excerpt.fate == Fate::Orphaned,
        coding.round,
    )
}

/// The study as one coder may see it.
pub struct View<'s> {
    study: &'s Study,
    viewer: Option<CoderId>,
    hiding: Vec<&'s Round>,
    /// The documents of each round that is hiding, in the same order.
    hidden_documents: Vec<RefSet<DocumentRef>>,
    over: RefSet<RoundRef>,
    codings: Vec<&'s Coding>,
    codes: Arc<Named>,
    hidden_codes: HashSet<CodeRef>,
    codings_of_one_round: bool,
}

impl<'s> View<'s> {
    /// The study as a coder may see it now; somebody who has not joined is an outsider.
    pub fn new(study: &'s Study, viewer: &CoderId) -> Self {
        let coder = study
            .coders
            .iter()
            .find(|coder| coder.handle == *viewer && coder.active);
        let mut view = Self {
            study,
            viewer: coder.map(|coder| coder.handle.clone()),
            hiding: Vec::new(),
            hidden_documents: Vec::new(),
            over: over(study),
            codings: Vec::new(),
            codes: Arc::default(),
            hidden_codes: HashSet::new(),
            codings_of_one_round: false,
        };
        view.hiding = study
            .rounds
            .iter()
            .filter(|round| view.is_blind_to(round, coder))
            .collect();
        let documents_of = |round: &&Round| round.assignments.iter().map(|(of, _)| *of).collect();
        view.hidden_documents = view.hiding.iter().map(documents_of).collect();
        view.codings = view.find_codings();
        view.hidden_codes = study
            .codes
            .iter()
            .filter(|code| view.is_proposal_hidden(code) || view.is_held_up_by_hidden_work(code))
            .map(|c| c.id)
            .collect();
        view.name_codes();
        view
    }

    /// A closed round as it was at its frontier: its own codings, everybody's, and nothing else.
    pub fn of_closed_round(frontier: &'s Study, round: RoundRef) -> Self {
        let codings = frontier
            .codings
            .iter()
            .filter(|coding| coding.round == Some(round))
            .collect();
        let mut view = Self {
            study: frontier,
            viewer: None,
            hiding: Vec::new(),
            hidden_documents: Vec::new(),
            over: over(frontier),
            codings,
            codes: Arc::default(),
            hidden_codes: HashSet::new(),
            codings_of_one_round: true,
        };
        view.name_codes();
        view
    }

    /// The codings that may be seen. There may be a hundred thousand, at every look.
    fn find_codings(&self) -> Vec<&'s Coding> {
        let rounds: RefSet<RoundRef> = self.study.rounds.iter().map(|round| round.id).collect();
        let is_open = self.viewer.is_some() && self.hiding.is_empty();
        let is_plain = |round: Option<RoundRef>| round.is_none_or(|round| rounds.contains(&round));
        let (mut seen, codings) = (HashSet::new(), self.study.codings.iter());
        // The fold gives each coding once, so that only codes merged since can make two of them one.
        let targets = merge_targets(&self.study.registers);
        if is_open && targets.is_empty() && self.study.rounds_coded().map(Some).all(is_plain) {
            return codings.collect();
        }
        codings
            .filter(|coding| (is_open && is_plain(coding.round)) || self.may_see(coding))
            .filter(|coding| !targets.contains(&coding.code) || seen.insert(once(coding)))
            .collect()
    }

    /// Names codes among those that may be seen, so that what is hidden changes no name.
    fn name_codes(&mut self) {
        if self.hidden_codes.is_empty() {
            self.codes = Arc::clone(self.study.named());
            return;
        }
        let all = self.study.codes.iter();
        let seen = all.filter(|code| !self.hidden_codes.contains(&code.id));
        self.codes = Arc::new(Named::of(seen));
    }

    /// The study's own name.
    pub fn id(&self) -> &'s StudyId {
        self.study.id()
    }

    /// Who is looking; nobody for a closed round and for an outsider.
    pub fn viewer(&self) -> Option<&CoderId> {
        self.viewer.as_ref()
    }

    /// The rounds whose work is hidden from the viewer.
    pub fn hiding(&self) -> &[&'s Round] {
        &self.hiding
    }

    /// A setting of the study.
    pub fn setting(&self, key: &str) -> Option<&'s str> {
        self.study.setting(key)
    }

    /// The coders, in the order they joined.
    pub fn coders(&self) -> &'s [Coder] {
        &self.study.coders
    }

    /// The documents that count, in the order they were imported.
    pub fn documents(&self) -> impl Iterator<Item = &'s Document> + use<'s> {
        self.study
            .documents
            .iter()
            .filter(|document| !document.retired)
    }

    /// Every document, retired ones too.
    pub fn all_documents(&self) -> &'s [Document] {
        &self.study.documents
    }

    /// A document by ref.
    pub fn document(&self, id: DocumentRef) -> Option<&'s Document> {
        self.study.document(id)
    }

    /// A document by handle, ignoring case.
    pub fn document_called(&self, handle: &str) -> Option<&'s Document> {
        let wanted = handle.to_lowercase();
        self.study
            .documents
            .iter()
            .find(|document| document.handle.to_lowercase() == wanted)
    }

    /// The codes the viewer may see, merged and retired ones too.
    pub fn codes(&self) -> impl Iterator<Item = &CodeNow> {
        self.codes.codes.iter()
    }

    /// A code by ref, if the viewer may see it.
    pub fn code(&self, id: CodeRef) -> Option<&CodeNow> {
        self.codes.codes.get(*self.codes.places.get(&id)?)
    }

    /// Whether a code stands somewhere below another.
    pub fn stands_below(&self, code: CodeRef, above: CodeRef) -> bool {
        let parent_of = |code: CodeRef| self.code(code)?.parent;
        let parents = std::iter::successors(parent_of(code), |parent| parent_of(*parent));
        // The fold closes no ring; the bound only keeps a mistake there from hanging the program here.
        parents
            .take(self.codes.codes.len())
            .any(|parent| parent == above)
    }

    /// A code that can be named, by handle (ignoring case) or ref; merged ones are not.
    pub fn code_called(&self, handle: &str) -> Option<&CodeNow> {
        let wanted = handle.to_lowercase();
        let mut named = self.codes().filter(|code| code.merged_into.is_none());
        named.find(|code| code.code.id.to_lowercase() == wanted || code.id.to_string() == wanted)
    }

    /// The ref a code goes by, whichever of its equal adds is named.
    pub fn canonical_code(&self, id: CodeRef) -> CodeRef {
        CodeRef(self.study.canonical(id.0))
    }

    /// The codebook as the viewer may see it: codes neither merged nor retired.
    pub fn codebook(&self) -> Codebook {
        let current = self
            .codes()
            .filter(|code| code.merged_into.is_none() && !code.retired);
        Codebook::new(current.map(|code| code.code.clone()).collect())
    }

    /// The codebook with the retired codes that are still in use: what is coded with them stays, and tables count it.
    pub fn codebook_in_use(&self) -> Codebook {
        let used: HashSet<CodeRef> = self.codings.iter().map(|coding| coding.code).collect();
        let counts = |code: &&CodeNow| {
            code.merged_into.is_none()
                && (!code.retired || used.contains(&code.id) || self.holds_up(code, &used))
        };
        Codebook::new(
            self.codes()
                .filter(counts)
                .map(|code| code.code.clone())
                .collect(),
        )
    }

    /// Whether a retired code has one in use below it.
    fn holds_up(&self, code: &CodeNow, used: &HashSet<CodeRef>) -> bool {
        let mut below = self.codes().filter(|other| other.parent == Some(code.id));
        below.any(|other| !other.retired || used.contains(&other.id))
    }

    /// The frozen versions, oldest first.
    pub fn versions(&self) -> &'s [Version] {
        &self.study.versions
    }

    /// A frozen version by its freeze.
    pub fn version(&self, freeze: Ref) -> Option<&'s Version> {
        self.study
            .versions
            .iter()
            .find(|version| version.id == freeze)
    }

    /// The rounds, oldest first.
    pub fn rounds(&self) -> &'s [Round] {
        &self.study.rounds
    }

    /// A round by name, or by ref.
    pub fn round_called(&self, name: &str) -> Option<&'s Round> {
        self.study
            .rounds
            .iter()
            .find(|round| round.name == name || round.id.to_string() == name)
    }

    /// A round by ref.
    pub fn round(&self, id: RoundRef) -> Option<&'s Round> {
        self.study.rounds.iter().find(|round| round.id == id)
    }

    /// Who is how far with what: never hidden, since it tells of no code.
    pub fn progress(&self) -> &'s [Progress] {
        &self.study.progress
    }

    /// Progress on work that the viewer may see: what figures are computed over, so that hidden work is missing, not absent.
    pub fn seen_progress(&self) -> impl Iterator<Item = &'s Progress> {
        let of_closed_round = self.codings_of_one_round;
        self.study.progress.iter().filter(move |progress| {
            of_closed_round
                || self.may_see_work((&progress.coder, progress.document, progress.round))
        })
    }

    /// The turns to which nothing applies, as far as the viewer may see who says so. They tell of no figure.
    pub fn passes(&self) -> impl Iterator<Item = &'s Pass> {
        self.study
            .passes
            .iter()
            .filter(|pass| self.may_see_pass(pass))
    }

    /// The codings the viewer may see, in the order they were made.
    pub fn codings(&self) -> &[&'s Coding] {
        &self.codings
    }

    /// Every coding that is there, whoever may see it: for imports alone, whose user holds all of it in hand already and must not
    /// add it twice. An orphan is nowhere, so it stands in nobody's way.
    pub fn held(&self) -> HashSet<Held> {
        let placed = self
            .study
            .codings
            .iter()
            .filter(|coding| coding.excerpt.fate != Fate::Orphaned);
        let key = |coding: &Coding| {
            let (document, span) = (coding.excerpt.document, coding.excerpt.span);
            (
                coding.coder.clone(),
                coding.code,
                document,
                span,
                coding.round,
            )
        };
        placed.map(key).collect()
    }

    /// Every coding as it was first written, whoever may see it and whatever became of it: for imports alone, as [`Self::held`].
    pub fn written(&self) -> impl Iterator<Item = Written<'s>> {
        written::codings(self.study)
    }

    /// What the viewer has ever put into memos, and on what.
    pub fn written_memos(&self) -> impl Iterator<Item = (&'s On, &'s str)> {
        let viewer = self.viewer.iter();
        viewer.flat_map(|viewer| written::memos(self.study, viewer))
    }

    /// The memos the viewer may see.
    pub fn memos(&self) -> impl Iterator<Item = &'s Memo> {
        let all = self.study.memos.iter();
        all.filter(|memo| !self.is_memo_hidden(memo))
    }

    /// The quotes the viewer may see.
    pub fn quotes(&self) -> impl Iterator<Item = &'s Quote> {
        let all = self.study.quotes.iter();
        all.filter(|quote| !self.is_quote_hidden(quote))
    }

    /// The summaries the viewer may see, in the order they were last written.
    pub fn summaries(&self) -> impl Iterator<Item = &'s Summary> {
        let all = self.study.summaries.iter();
        all.filter(|summary| !self.is_summary_hidden(summary))
    }

    /// The decisions the viewer may see, in fold order.
    pub fn decisions(&self) -> impl Iterator<Item = &'s Decision> {
        let all = self.study.decisions.iter();
        let placed = all.filter(|decision| decision.excerpt.fate != Fate::Orphaned);
        placed.filter(|decision| !self.is_decision_hidden(decision))
    }

    /// What codings count as in the final layer, as far as the viewer may see the codings.
    pub fn recodings(&self) -> impl Iterator<Item = &'s Recoding> {
        let all = self.study.recodings.iter();
        all.filter(|recoding| !self.is_coding_hidden(recoding.coding.0))
    }

    /// The runs of autocoding the viewer may see, those that were undone too.
    pub fn runs(&self) -> impl Iterator<Item = &'s Run> {
        let all = self.study.runs.iter();
        all.filter(|run| !self.is_hidden_word(&run.coder, None))
    }

    /// What was said of proposals, as far as the viewer may see the run and work on the document.
    pub fn judgements(&self) -> impl Iterator<Item = &'s Judgement> {
        let all = self.study.judgements.iter();
        all.filter(|said| !self.is_verdict_hidden((&said.coder, said.excerpt.document)))
    }

    /// The conflicts the viewer may see.
    pub fn conflicts(&self) -> impl Iterator<Item = &'s Conflict> {
        self.study
            .conflicts
            .iter()
            .filter(|conflict| !self.is_conflict_hidden(conflict))
    }

    /// The lines the viewer may read, in fold order.
    pub fn lines(&self) -> impl Iterator<Item = &'s Arc<Line>> {
        self.study
            .lines()
            .iter()
            .filter(|line| !self.is_line_hidden(line))
    }

    /// How many lines the study has, whoever may read them: another number says that something changed, and nothing of what.
    pub fn extent(&self) -> usize {
        self.study.lines().len()
    }

    /// A line by ref, if the viewer may read it.
    pub fn line(&self, id: Ref) -> Option<&'s Line> {
        self.study
            .line(id)
            .filter(|line| !self.is_line_hidden(line))
    }

    /// The coder who wrote a line.
    pub fn writer_of(&self, line: &Line) -> Option<&'s CoderId> {
        self.study.coder_of(&line.head.writer)
    }

    /// As much of a line's writer as tells it apart: the coder, or the whole name where the coder has several installations.
    pub fn short_writer(&self, line: &Line) -> String {
        match self.writer_of(line) {
            Some(coder) if self.study.installations(coder) == 1 => coder.to_string(),
            _ => line.head.writer.to_string(),
        }
    }

    /// Whether a line is in force: neither undone nor withdrawn.
    pub fn is_in_force(&self, line: &Line) -> bool {
        self.study.force(line.id()) == Force::Full
    }

    /// The action a line belongs to.
    pub fn action_of(&self, line: &Line) -> Option<crate::id::ActionRef> {
        self.study.action_of(line.id())
    }

    /// The switches of every action that was ever switched.
    pub fn switched(&self) -> &'s Switched {
        self.study.switched()
    }

    /// What is missing in the folder.
    pub fn completeness(&self) -> &'s Completeness {
        &self.study.completeness
    }

    /// Copied installations that both went on.
    pub fn forks(&self) -> &'s [Fork] {
        &self.study.forks
    }

    /// How excerpts travel from each revision to the text that counts.
    pub fn routes(&self) -> Routes {
        Routes::of(&self.study.documents)
    }

    /// The lines that some runs cover: what a close or a freeze had before it.
    pub fn covered_by(&self, runs: &Runs) -> RefSet<Ref> {
        self.study.covered_by(runs)
    }
}

/// The rounds that are over.
fn over(study: &Study) -> RefSet<RoundRef> {
    let closed = study.rounds.iter().filter(|round| round.close.is_some());
    closed.map(|round| round.id).collect()
}
