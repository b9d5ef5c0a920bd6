//! The study: the fold of a set of lines, in seven steps.
//!
//! | step | module |
//! |---|---|
//! | 1. the set of lines by hash | [`set`] |
//! | 2. withdrawals | [`withdrawal`] |
//! | 3. switches: undo and redo of actions | [`switch`] |
//! | 4. what is built on stays | [`retained`] |
//! | 5. identity: equal adds are one thing | [`identity`] |
//! | 6. registers and their conflicts | [`register`] |
//! | 7. pointers, then codings | [`mod@pointer`], [`excerpt`] |
//!
//! The result is a function of the set: any order, any repeats, the same study. [`things`] and [`work`] turn the steps' results into
//! the values people know; [`conflict`] lists what people must decide. [`growth`] takes in what was just written without folding it all
//! again; [`state`] is all that a study says, in one hash. Nothing here reads a text: spans translate by kept ranges.

pub mod set;
pub mod withdrawal;
pub mod obedience;
pub mod switch;
pub mod retained;
pub mod authority;
pub mod identity;
pub mod register;
pub mod pointer;
pub mod excerpt;
pub mod things;
pub mod decision;
pub mod run;
pub mod work;
pub mod written;
pub mod naming;
pub mod spoken;
pub mod conflict;
pub mod growth;
pub mod state;
pub mod sealing;
pub mod witness;
pub mod draft;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use crate::codebook::Code;
use crate::coding::{Coding, Memo, Quote, Summary};
use crate::decision::{Decision, Recoding};
use crate::document::Document;
use crate::event::Event;
use crate::event::study::{CoderRole, Runs};
use crate::id::{
    CodeRef, CoderId, CodingRef, Digest, DocumentRef, Ref, RefMap, RefSet, RevisionRef, RoundRef,
    StudyId, Writer,
};
use crate::journal::{Body, Line};
use crate::person::Person;
use crate::round::{Pass, Progress, Round};
use crate::run::{Judgement, Run};
use crate::study::conflict::Conflict;
use crate::study::identity::Identity;
use crate::study::naming::Named;
use crate::study::pointer::Pointers;
use crate::study::register::{Key, Registers, Value};
use crate::study::retained::Force;
use crate::study::set::{Fork, Gap, Set};
use crate::study::switch::Switched;
use crate::study::withdrawal::{Whose, Withdrawn};
use crate::study::work::Coded;

/// A coder as the study knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coder {
    /// The handle.
    pub handle: CoderId,
    /// Coder or lead.
    pub role: CoderRole,
    /// The full name, if told.
    pub name: Option<String>,
    /// Still coding.
    pub active: bool,
}

/// A code as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeNow {
    /// The line that added it.
    pub id: CodeRef,
    /// Its fields; a view names the parent, and tells codes of one handle apart.
    pub code: Code,
    /// The code above it.
    pub parent: Option<CodeRef>,
    /// The code it counts as, if merged.
    pub merged_into: Option<CodeRef>,
    /// No longer to be applied.
    pub retired: bool,
    /// Who added it, and at which clock: several where equal adds are one code.
    pub adds: Vec<(CoderId, u64)>,
}

impl CodeNow {
    /// Who added it first.
    pub fn added_by(&self) -> &CoderId {
        &self.adds.first().expect("a code was added by somebody").0
    }

    /// The clock at which it was there first.
    pub fn added(&self) -> u64 {
        self.adds.iter().map(|(_, clock)| *clock).min().unwrap_or(0)
    }
}

/// A frozen version of the codebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The line that froze it.
    pub id: Ref,
    /// The number people say.
    pub number: u32,
    /// The hash of its content file.
    pub sha256: Digest,
    /// When, as the writer's clock said.
    pub at: String,
    /// The clock of the freeze.
    pub clock: u64,
}

/// What the folder lacks, as far as something present names it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Completeness {
    /// Lines that are not here, by writer.
    pub gaps: Vec<Gap>,
    /// Refs that nothing here answers to.
    pub unnamed: Vec<Ref>,
    /// Blank lines that no withdrawal names.
    pub unexplained_blanks: Vec<Ref>,
    /// Kinds of lines that this program does not know, with how many.
    pub unknown: Vec<(String, usize)>,
    /// Writers with how many entries of closed rounds are locked and wait for a key.
    pub locked: Vec<(Writer, usize)>,
}

impl Completeness {
    /// Whether nothing is missing.
    pub fn is_complete(&self) -> bool {
        *self == Self::default()
    }
}

/// A study as its lines make it.
#[derive(Debug)]
pub struct Study {
    id: StudyId,
    set: Set,
    forces: Vec<Force>,
    withdrawn: Withdrawn,
    switched: Switched,
    identity: Identity,
    writers: HashMap<Writer, CoderId>,
    not_theirs: Vec<Ref>,
    /// The codings that stand for others too, since codings equal in coder, code, place and round count once.
    standing_for_others: RefSet<CodingRef>,
    /// What is coded, by its digests: what is not among them was never coded before.
    coded: Coded,
    document_places: RefMap<DocumentRef, usize>,
    code_places: RefMap<CodeRef, usize>,
    /// Every register, for writing over its values.
    pub registers: Registers,
    /// The coders, in the order they joined.
    pub coders: Vec<Coder>,
    /// The documents, in the order they were added.
    pub documents: Vec<Document>,
    /// The people, in the order they were added.
    pub people: Vec<Person>,
    /// The codes, merged and retired ones too, in the order they were added.
    pub codes: Vec<CodeNow>,
    /// The same with the names they have for those who may see them all, worked out when somebody looks.
    named: OnceLock<Arc<Named>>,
    /// The frozen versions, oldest first.
    pub versions: Vec<Version>,
    /// The rounds, oldest first.
    pub rounds: Vec<Round>,
    /// Who is how far with what.
    pub progress: Vec<Progress>,
    /// The turns that coders read and to which nothing applies.
    pub passes: Vec<Pass>,
    /// The codings in force, each once, in the order they were made.
    pub codings: Vec<Coding>,
    /// The memos, in the order they were first written.
    pub memos: Vec<Memo>,
    /// What coders would print, in the order they last said so.
    pub quotes: Vec<Quote>,
    /// What was written of cases in the light of themes, in the order it was last written.
    pub summaries: Vec<Summary>,
    /// The decisions that nothing replaces, in fold order.
    pub decisions: Vec<Decision>,
    /// What codings count as in the final layer.
    pub recodings: Vec<Recoding>,
    /// The runs of autocoding, those that were undone too, in fold order.
    pub runs: Vec<Run>,
    /// What was said of the proposals of runs.
    pub judgements: Vec<Judgement>,
    /// What people must decide or should know.
    pub conflicts: Vec<Conflict>,
    /// Copied installations that both went on.
    pub forks: Vec<Fork>,
    /// What is missing.
    pub completeness: Completeness,
}

impl Study {
    /// Folds lines into a study.
    pub fn fold(id: StudyId, lines: impl IntoIterator<Item = Arc<Line>>) -> Self {
        Self::fold_of(id, lines, Whose::Everybody)
    }

    fn fold_of(id: StudyId, lines: impl IntoIterator<Item = Arc<Line>>, whose: Whose) -> Self {
        let set = Set::of(lines);
        let writers = writers(&set);
        let withdrawn = Withdrawn::of(&set, &writers, whose);
        let switched = Switched::of(&set, &withdrawn, &writers);
        let mut forces = retained::forces(&set, &withdrawn, &switched);
        let not_theirs = authority::judge((&set, &withdrawn), &writers, &mut forces);
        let identity = Identity::of(&set, &forces, &withdrawn);
        let registers = register::resolve(&set, &forces, &identity);
        let pointers = Pointers::of(&set, &registers);
        let mut study = Self {
            completeness: completeness(&set, &withdrawn),
            forks: set.forks(),
            id,
            set,
            forces,
            withdrawn,
            switched,
            identity,
            writers,
            not_theirs,
            standing_for_others: RefSet::default(),
            coded: Coded::default(),
            document_places: RefMap::default(),
            code_places: RefMap::default(),
            registers,
            coders: Vec::new(),
            documents: Vec::new(),
            people: Vec::new(),
            codes: Vec::new(),
            named: OnceLock::new(),
            versions: Vec::new(),
            rounds: Vec::new(),
            progress: Vec::new(),
            passes: Vec::new(),
            codings: Vec::new(),
            memos: Vec::new(),
            quotes: Vec::new(),
            summaries: Vec::new(),
            decisions: Vec::new(),
            recodings: Vec::new(),
            runs: Vec::new(),
            judgements: Vec::new(),
            conflicts: Vec::new(),
        };
        things::fill(&mut study, &pointers);
        work::fill(&mut study, &pointers);
        study.completeness.locked = study.locked();
        study.conflicts = conflict::list(&study, &pointers);
        study
    }

    /// The study as it was when exactly the lines of `runs` were there, plus every withdrawal since with what it wrote in the place
    /// of what it took.
    pub fn at(&self, runs: &Runs) -> Self {
        let mut covered = self.set.covered_by(runs);
        for (place, line) in self.set.other_lines() {
            if let Some(Event::Withdraw(_) | Event::WithdrawDone(_)) = line.event()
                && let Some(first) = self.set.first_of_action(place)
                && let Some(first) = self.set.place(first.id())
            {
                let action = self.set.action(first).into_iter();
                covered.extend(action.map(|place| self.set.lines[place].id()));
            }
        }
        let counts = |line: &&Arc<Line>| covered.contains(&line.id());
        Self::fold(
            self.id.clone(),
            self.set.lines.iter().filter(counts).cloned(),
        )
    }

    /// The study's own name.
    pub fn id(&self) -> &StudyId {
        &self.id
    }

    /// Every line, in fold order.
    pub fn lines(&self) -> &[Arc<Line>] {
        &self.set.lines
    }

    /// The line of a ref.
    pub fn line(&self, id: Ref) -> Option<&Line> {
        self.set.get(id)
    }

    /// A document by ref.
    pub fn document(&self, id: DocumentRef) -> Option<&Document> {
        self.documents.get(*self.document_places.get(&id)?)
    }

    /// A code by ref.
    pub fn code(&self, id: CodeRef) -> Option<&CodeNow> {
        self.codes.get(*self.code_places.get(&id)?)
    }

    /// The codes with the names they have for those who may see them all. What grows in place never changes a code.
    pub fn named(&self) -> &Arc<Named> {
        self.named
            .get_or_init(|| Arc::new(Named::of(self.codes.iter())))
    }

    /// How much a line counts now.
    pub fn force(&self, id: Ref) -> Force {
        self.set
            .place(id)
            .and_then(|place| self.forces.get(place))
            .copied()
            .unwrap_or(Force::None)
    }

    /// What is here now, as runs: what a line says it has `seen`.
    pub fn runs(&self) -> Runs {
        self.set.runs()
    }

    /// The lines that some runs cover.
    pub fn covered_by(&self, runs: &Runs) -> RefSet<Ref> {
        self.set.covered_by(runs)
    }

    /// The corrections of a document beside the one that a further correction goes on from: it is written over them.
    pub fn other_tips(&self, of: DocumentRef, parent: RevisionRef) -> Vec<Ref> {
        let of = self.canonical(of.0);
        let over = |id: RevisionRef| {
            self.line(id.0)
                .map(|line| line.head.over.to_vec())
                .unwrap_or_default()
        };
        let document = self.documents.iter().find(|document| document.id.0 == of);
        let tips = document
            .map(|document| document.tips(over))
            .unwrap_or_default();
        tips.into_iter()
            .filter(|tip| *tip != parent)
            .map(|tip| tip.0)
            .collect()
    }

    /// Whether others have written anything that this writer has not yet said it has seen.
    pub fn has_news_for(&self, writer: &Writer) -> bool {
        let last = self.set.last_seen(writer);
        let others = |runs: &Runs| -> Runs {
            runs.iter()
                .filter(|(other, _)| *other != writer)
                .map(|(other, runs)| (other.clone(), runs.clone()))
                .collect()
        };
        let now = others(&self.runs());
        !now.is_empty() && last.map(others) != Some(now)
    }

    /// The rounds that codings say they belong to.
    pub fn rounds_coded(&self) -> impl Iterator<Item = RoundRef> {
        self.coded.rounds().iter().copied()
    }

    /// A setting.
    pub fn setting(&self, key: &str) -> Option<&str> {
        match self.registers.get(&Key::Setting(key.to_owned()))?.value() {
            Value::Setting(value) => Some(value),
            _ => None,
        }
    }

    /// The coder a writer belongs to.
    pub fn coder_of(&self, writer: &Writer) -> Option<&CoderId> {
        self.writers.get(writer)
    }

    /// The files that any line names by their hash, in force or not, but for those whose words were taken back.
    pub fn named_files(&self) -> Vec<Digest> {
        let gone = self.files_gone();
        self.set
            .other_lines()
            .filter_map(|(_, line)| line.event())
            .flat_map(Event::files)
            .map(|file| self.withdrawn.instead_of(file))
            .filter(|file| !gone.contains(file))
            .collect()
    }

    /// How many writers a coder has.
    pub fn installations(&self, coder: &CoderId) -> usize {
        self.writers
            .values()
            .filter(|known| *known == coder)
            .count()
    }

    /// The switches of every action that was ever switched.
    pub fn switched(&self) -> &Switched {
        &self.switched
    }

    /// What was taken back for good.
    pub fn withdrawn(&self) -> &Withdrawn {
        &self.withdrawn
    }

    /// The ref that a thing goes by, whichever of its equal adds is named.
    pub fn canonical(&self, id: Ref) -> Ref {
        self.identity.canonical(id)
    }

    /// All adds that are one thing with this one, itself included.
    pub fn equals(&self, id: Ref) -> Vec<Ref> {
        self.identity.equals(id)
    }

    /// The action a line belongs to.
    pub fn action_of(&self, id: Ref) -> Option<crate::id::ActionRef> {
        let first = self.set.first_of_action(self.set.place(id)?)?;
        Some(crate::id::ActionRef(first.id()))
    }

    /// The highest clock of any line.
    pub fn clock(&self) -> u64 {
        self.set.lines.last().map_or(0, |line| line.head.clock)
    }
}

fn writers(set: &Set) -> HashMap<Writer, CoderId> {
    let mut writers = HashMap::new();
    for (_, line) in set.other_lines() {
        if let Some(Event::WriterOpen(event)) = line.event() {
            // The first in fold order stands, so that a second opening cannot take a writer's lines over.
            writers
                .entry(line.head.writer.clone())
                .or_insert_with(|| event.coder.clone());
        }
    }
    writers
}

fn completeness(set: &Set, withdrawn: &Withdrawn) -> Completeness {
    let mut found = Completeness {
        gaps: set.gaps(),
        ..Completeness::default()
    };
    let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
    for (_, line) in set.other_lines() {
        match &line.body {
            Body::Unknown(kind) => *unknown.entry(kind.clone()).or_default() += 1,
            Body::Blank if !withdrawn.lines.contains(&line.id()) => {
                found.unexplained_blanks.push(line.id())
            }
            Body::Blank | Body::Event(_) => {}
        }
    }
    let unnamed = set
        .lines
        .par_iter()
        .flat_map_iter(|line| lacking(set, line));
    let unnamed: BTreeSet<Ref> = unnamed.collect();
    found.unnamed = unnamed.into_iter().collect();
    found.unknown = unknown.into_iter().collect();
    found
}

/// What a line names and is not here.
fn lacking(set: &Set, line: &Line) -> Vec<Ref> {
    let event = line.event();
    let acts_on = event.and_then(Event::acts_on);
    let is_gone = |id: &Ref| set.place(*id).is_none();
    let over = line.head.over.iter().copied().chain(acts_on);
    let mut lacking: Vec<Ref> = over.filter(is_gone).collect();
    match event {
        // Nearly all lines are codings, and nearly none of them names what is not here.
        Some(Event::CodingAdd(event)) => lacking.extend(event.names().filter(is_gone)),
        Some(event) => lacking.extend(event.names().into_iter().filter(is_gone)),
        None => {}
    }
    lacking
}
