//! Step 6 of the fold: registers.
//!
//! A register is one field of one thing. Its values are those that nothing replaces; two different ones are a conflict, shown and
//! counted until a line over both resolves it. [`writes`] is the one place that says which event writes which register.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::coding::{Case, MemoState, On, QuoteState};
use crate::decision::Recoded;
use crate::event::Event;
use crate::event::codebook::{CodeAdd, CodeChange, Pointer};
use crate::event::document::{DocumentChange, NamedValues};
use crate::event::quote::Stretch;
use crate::event::study::CoderChange;
use crate::id::{
    CodeRef, CoderId, CodingRef, DocumentRef, MemoRef, PersonId, Ref, RevisionRef, RoundRef, RunRef,
};
use crate::person::{self, Role};
use crate::round::{PassState, State, TurnRange};
use crate::run::Verdict;
use crate::study::identity::Identity;
use crate::study::retained::{Force, in_force};
use crate::study::set::Set;
use crate::study::switch::unreplaced;
use crate::text::span::Span;

/// The name of a register: a thing and one of its fields.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    Setting(String),
    Coder(CoderId, &'static str),
    Document(DocumentRef, &'static str),
    DocumentAttribute(DocumentRef, String),
    Attribute(PersonId, String),
    Speaker(DocumentRef, String),
    Turn(RevisionRef, Span),
    Code(CodeRef, &'static str),
    Pointer(CodeRef),
    Close(RoundRef),
    Progress(CoderId, DocumentRef, Option<RoundRef>),
    Pass(CoderId, DocumentRef, RevisionRef, Span, Option<RoundRef>),
    Edges(CodingRef),
    Memo(MemoRef),
    Quote(CoderId, DocumentRef, RevisionRef, Span, Option<CodeRef>),
    Recoding(CodingRef),
    Judgement(RunRef, DocumentRef, RevisionRef, Span),
    Summary(Case, CodeRef),
}

/// What a register can hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Setting(String),
    Coder(CoderChange),
    Document(DocumentChange),
    Attribute(Vec<person::Value>),
    Speaker(Role),
    Code(CodeChange),
    Pointer(Pointer),
    Close {
        without: Vec<CoderId>,
        reason: Option<String>,
    },
    Progress {
        state: State,
        range: Option<TurnRange>,
        revision: RevisionRef,
    },
    Pass(PassState),
    Edges {
        revision: RevisionRef,
        span: Span,
    },
    Memo(MemoValue),
    Quote(QuoteValue),
    Recoding {
        to: Recoded,
        reason: String,
    },
    Judgement(Verdict, Option<CodingRef>),
    Summary(SummaryValue),
}

/// What a memo says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemoValue {
    pub on: On,
    pub text: String,
    pub to: Option<CoderId>,
    pub reply_to: Option<MemoRef>,
    pub state: MemoState,
}

/// What is to become of a quote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct QuoteValue {
    pub edited: Option<String>,
    pub attribution: Option<String>,
    pub state: QuoteState,
}

/// What a cell of the framework matrix says, and what it stood on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SummaryValue {
    pub text: String,
    pub layer: String,
    pub excerpts: Vec<Stretch>,
}

/// The unreplaced values of a register, in fold order; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Register {
    /// Each value with the line that wrote it.
    pub values: Vec<(Ref, Value)>,
}

impl Register {
    /// The value that is shown: the last in fold order.
    pub fn value(&self) -> &Value {
        &self.values.last().expect("a register has a value").1
    }

    /// The line that wrote the value that is shown.
    pub fn line(&self) -> Ref {
        self.values.last().expect("a register has a value").0
    }

    /// Whether people must decide: two different values that nothing replaces.
    pub fn is_conflict(&self) -> bool {
        self.values.windows(2).any(|pair| pair[0].1 != pair[1].1)
    }

    /// The lines that a new value must be written over.
    pub fn refs(&self) -> Vec<Ref> {
        self.values.iter().map(|(id, _)| *id).collect()
    }
}

/// All registers of a study.
pub type Registers = BTreeMap<Key, Register>;

/// Works out every register's unreplaced values.
pub fn resolve(set: &Set, forces: &[Force], identity: &Identity) -> Registers {
    let mut writes_by_key: HashMap<Key, Vec<(usize, Value)>> = HashMap::new();
    let mut places = respanned(set, forces);
    places.extend(set.others());
    places.sort_unstable();
    for (place, line, event) in in_force((set, forces), &places) {
        for (key, value) in writes(event, line.id(), identity) {
            writes_by_key.entry(key).or_default().push((place, value));
        }
    }
    let resolved = writes_by_key.into_iter().map(|(key, writes)| {
        let register = if writes.len() == 1 {
            whole(set, writes)
        } else {
            left_over(set, writes, identity)
        };
        (key, register)
    });
    resolved
        .filter(|(_, register)| !register.values.is_empty())
        .collect()
}

fn whole(set: &Set, writes: Vec<(usize, Value)>) -> Register {
    Register {
        values: writes
            .into_iter()
            .map(|(place, value)| (set.lines[place].id(), value))
            .collect(),
    }
}

fn left_over(set: &Set, writes: Vec<(usize, Value)>, identity: &Identity) -> Register {
    let places: Vec<usize> = writes.iter().map(|(place, _)| *place).collect();
    let unreplaced = unreplaced(set, &places, |id| identity.equals(id));
    whole(
        set,
        writes
            .into_iter()
            .filter(|(place, _)| unreplaced.contains(place))
            .collect(),
    )
}

/// The codings whose edges were moved. Only theirs are registers: most never are, and there may be a hundred thousand of them.
fn respanned(set: &Set, forces: &[Force]) -> Vec<usize> {
    let moved = in_force((set, forces), set.others()).filter_map(|(_, _, event)| match event {
        Event::CodingRespan(e) => set.place(e.coding.0),
        _ => None,
    });
    let is_coding = |place: &usize| matches!(set.lines[*place].event(), Some(Event::CodingAdd(_)));
    let moved: BTreeSet<usize> = moved.filter(is_coding).collect();
    moved.into_iter().collect()
}

/// The registers an event writes, with their values.
pub fn writes(event: &Event, id: Ref, identity: &Identity) -> Vec<(Key, Value)> {
    let one = |key, value| vec![(key, value)];
    let document = |of: DocumentRef| DocumentRef(identity.canonical(of.0));
    let code = |of: CodeRef| CodeRef(identity.canonical(of.0));
    let revision = |of: RevisionRef| RevisionRef(identity.canonical(of.0));
    match event {
        Event::StudySet(e) => one(Key::Setting(e.key.clone()), Value::Setting(e.value.clone())),
        Event::CoderJoin(e) => coder_writes(
            &e.coder,
            [
                Some(CoderChange::Role(e.role)),
                e.name.clone().map(CoderChange::Name),
            ],
        ),
        Event::CoderSet(e) => coder_writes(&e.coder, [Some(e.change.clone()), None]),
        Event::DocumentAdd(e) => {
            let of = document(DocumentRef(id));
            let mut changes = vec![
                DocumentChange::Handle(e.handle.clone()),
                DocumentChange::Kind(e.kind),
            ];
            changes.extend(e.title.clone().map(DocumentChange::Title));
            changes.extend(e.language.clone().map(DocumentChange::Language));
            changes.extend(e.attributes.iter().map(|(name, values)| {
                DocumentChange::Attribute(NamedValues {
                    name: name.clone(),
                    values: values.clone(),
                })
            }));
            changes
                .into_iter()
                .map(|change| (document_key(of, &change), Value::Document(change)))
                .collect()
        }
        Event::DocumentSet(e) => one(
            document_key(document(e.document), &e.change),
            Value::Document(e.change.clone()),
        ),
        Event::PersonAdd(e) => {
            let attribute = |(name, values): (&String, &Vec<person::Value>)| {
                (
                    Key::Attribute(e.handle.clone(), name.clone()),
                    Value::Attribute(values.clone()),
                )
            };
            e.attributes.iter().map(attribute).collect()
        }
        Event::PersonSet(e) => one(
            Key::Attribute(e.person.clone(), e.attribute.clone()),
            Value::Attribute(e.values.clone()),
        ),
        Event::SpeakerAssign(e) => one(
            Key::Speaker(document(e.document), e.label.clone()),
            Value::Speaker(e.to.clone()),
        ),
        Event::TurnAssign(e) => one(
            Key::Turn(revision(e.revision), e.span),
            Value::Speaker(e.to.clone()),
        ),
        Event::CodeAdd(e) => code_writes(code(CodeRef(id)), e, identity),
        Event::CodeSet(e) => one(
            Key::Code(code(e.code), e.change.field()),
            Value::Code(e.change.clone()),
        ),
        Event::CodePoint(e) => one(
            Key::Pointer(code(e.code)),
            Value::Pointer(canonical_pointer(e.to, identity)),
        ),
        Event::RoundClose(e) => one(
            Key::Close(e.round),
            Value::Close {
                without: e.without.clone(),
                reason: e.reason.clone(),
            },
        ),
        Event::ProgressSet(e) => {
            let value = Value::Progress {
                state: e.state,
                range: e.range,
                revision: revision(e.revision),
            };
            one(
                Key::Progress(e.coder.clone(), document(e.document), e.round),
                value,
            )
        }
        Event::TurnPass(e) => {
            let (of, at) = (document(e.document), revision(e.revision));
            one(
                Key::Pass(e.coder.clone(), of, at, e.span, e.round),
                Value::Pass(e.state),
            )
        }
        Event::CodingAdd(e) => one(
            Key::Edges(CodingRef(id)),
            Value::Edges {
                revision: revision(e.revision),
                span: e.span,
            },
        ),
        Event::CodingRespan(e) => one(
            Key::Edges(e.coding),
            Value::Edges {
                revision: revision(e.revision),
                span: e.span,
            },
        ),
        Event::MemoWrite(e) => {
            let (on, text, to) = (e.on.clone(), e.text.clone(), e.to.clone());
            let value = MemoValue {
                on,
                text,
                to,
                reply_to: e.reply_to,
                state: e.state,
            };
            one(Key::Memo(e.memo.unwrap_or(MemoRef(id))), Value::Memo(value))
        }
        Event::QuoteChoose(e) => {
            let (of, at) = (document(e.excerpt.document), revision(e.excerpt.revision));
            let value = QuoteValue {
                edited: e.edited.clone(),
                attribution: e.attribution.clone(),
                state: e.state,
            };
            one(
                Key::Quote(e.coder.clone(), of, at, e.excerpt.span, e.theme.map(code)),
                Value::Quote(value),
            )
        }
        Event::CodingRecode(e) => {
            let to = match &e.to {
                Recoded::Code(to) => Recoded::Code(code(*to)),
                Recoded::Stretch { revision: at, span } => Recoded::Stretch {
                    revision: revision(*at),
                    span: *span,
                },
                Recoded::Nothing => Recoded::Nothing,
            };
            let reason = e.reason.clone();
            one(Key::Recoding(e.coding), Value::Recoding { to, reason })
        }
        Event::AutocodeJudge(e) => {
            let (of, at) = (document(e.document), revision(e.revision));
            one(
                Key::Judgement(e.run, of, at, e.span),
                Value::Judgement(e.verdict, e.coding),
            )
        }
        Event::SummaryWrite(e) => {
            let on = match &e.on {
                Case::Document(of) => Case::Document(document(*of)),
                Case::Person(of) => Case::Person(of.clone()),
            };
            let carried = |stretch: &Stretch| Stretch {
                document: document(stretch.document),
                revision: revision(stretch.revision),
                span: stretch.span,
            };
            let value = SummaryValue {
                text: e.text.clone(),
                layer: e.layer.clone(),
                excerpts: e.excerpts.iter().map(carried).collect(),
            };
            one(Key::Summary(on, code(e.theme)), Value::Summary(value))
        }
        Event::WriterOpen(_)
        | Event::Seen(_)
        | Event::Switch(_)
        | Event::Withdraw(_)
        | Event::WithdrawDone(_)
        | Event::KeyPublish(_)
        | Event::SealOpen(_)
        | Event::Sealed(_)
        | Event::Reveal(_)
        | Event::DocumentRevise(_)
        | Event::CodebookFreeze(_)
        | Event::RoundOpen(_)
        | Event::RoundAssign(_)
        | Event::CodingRemove(_)
        | Event::MemoRemove(_)
        | Event::AutocodeRun(_)
        // A decision is written over every decision that its stretch touches, whatever their edges.
        | Event::DecisionMake(_) => Vec::new(),
    }
}

/// The register of a document's field.
pub fn document_key(of: DocumentRef, change: &DocumentChange) -> Key {
    match change {
        DocumentChange::Attribute(named) => Key::DocumentAttribute(of, named.name.clone()),
        other => Key::Document(of, other.field()),
    }
}

fn coder_writes(coder: &CoderId, changes: [Option<CoderChange>; 2]) -> Vec<(Key, Value)> {
    let key = |change: &CoderChange| Key::Coder(coder.clone(), change.field());
    changes
        .into_iter()
        .flatten()
        .map(|change| (key(&change), Value::Coder(change)))
        .collect()
}

fn code_writes(of: CodeRef, e: &CodeAdd, identity: &Identity) -> Vec<(Key, Value)> {
    let changes = [
        CodeChange::Handle(e.handle.clone()),
        CodeChange::Name(e.name.clone()),
        CodeChange::Origin(e.origin.clone()),
        CodeChange::Definition(e.definition.clone()),
        CodeChange::UseWhen(e.use_when.clone()),
        CodeChange::NotWhen(e.not_when.clone()),
        CodeChange::Example(e.example.clone()),
        CodeChange::Use(e.use_),
        CodeChange::Assignable(e.assignable),
        CodeChange::Scale(e.scale.clone()),
    ];
    let pointer = Value::Pointer(canonical_pointer(Pointer::Parent(e.parent), identity));
    let fields = changes
        .into_iter()
        .map(|change| (Key::Code(of, change.field()), Value::Code(change)));
    fields.chain([(Key::Pointer(of), pointer)]).collect()
}

fn canonical_pointer(to: Pointer, identity: &Identity) -> Pointer {
    let canonical = |code: CodeRef| CodeRef(identity.canonical(code.0));
    match to {
        Pointer::Parent(parent) => Pointer::Parent(parent.map(canonical)),
        Pointer::Merged(into) => Pointer::Merged(canonical(into)),
    }
}
