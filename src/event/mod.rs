//! The events of a study: the only types whose written shape is a promise.
//!
//! One file a family. An event is added to, never edited: a change is a new variant or a field that may be left out, and every
//! kind has a frozen line under `tests/studies`. Bodies never hold transcript text; they are tagged from outside, so that a
//! reader who does not know a kind still knows its name.

pub mod codebook;
pub mod coding;
pub mod decision;
pub mod autocode;
pub mod document;
pub mod person;
pub mod quote;
pub mod round;
pub mod study;
pub mod seal;
pub mod summary;
pub mod words;

use serde::{Deserialize, Serialize};

use crate::id::Ref;

/// What one journal line says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A setting of the study.
    #[serde(rename = "study.set")]
    StudySet(study::StudySet),
    /// The first line of every writer.
    #[serde(rename = "writer.open")]
    WriterOpen(study::WriterOpen),
    /// A coder joins.
    #[serde(rename = "coder.join")]
    CoderJoin(study::CoderJoin),
    /// Something about a coder changes.
    #[serde(rename = "coder.set")]
    CoderSet(study::CoderSet),
    /// What its writer had before it.
    #[serde(rename = "seen")]
    Seen(study::Seen),
    /// An action is undone or redone.
    #[serde(rename = "switch")]
    Switch(study::Switch),
    /// Words are taken back for good.
    #[serde(rename = "withdraw")]
    Withdraw(Box<study::Withdraw>),
    /// What was withdrawn is taken out of what a machine keeps.
    #[serde(rename = "withdraw.done")]
    WithdrawDone(study::WithdrawDone),
    /// A document is added.
    #[serde(rename = "document.add")]
    DocumentAdd(Box<document::DocumentAdd>),
    /// A document's text is corrected.
    #[serde(rename = "document.revise")]
    DocumentRevise(Box<document::DocumentRevise>),
    /// Something about a document changes.
    #[serde(rename = "document.set")]
    DocumentSet(document::DocumentSet),
    /// A person is added.
    #[serde(rename = "person.add")]
    PersonAdd(person::PersonAdd),
    /// An attribute of a person gets its values.
    #[serde(rename = "person.set")]
    PersonSet(person::PersonSet),
    /// A label of a document is bound.
    #[serde(rename = "speaker.assign")]
    SpeakerAssign(person::SpeakerAssign),
    /// One turn is bound, whatever its label says.
    #[serde(rename = "turn.assign")]
    TurnAssign(person::TurnAssign),
    /// A code is added.
    #[serde(rename = "code.add")]
    CodeAdd(Box<codebook::CodeAdd>),
    /// A field of a code changes.
    #[serde(rename = "code.set")]
    CodeSet(codebook::CodeSet),
    /// A code is moved below another or merged into another.
    #[serde(rename = "code.point")]
    CodePoint(codebook::CodePoint),
    /// A version of the codebook is frozen.
    #[serde(rename = "codebook.freeze")]
    CodebookFreeze(codebook::CodebookFreeze),
    /// A round opens.
    #[serde(rename = "round.open")]
    RoundOpen(Box<round::RoundOpen>),
    /// Documents are given to coders of an open round.
    #[serde(rename = "round.assign")]
    RoundAssign(round::RoundAssign),
    /// A round closes.
    #[serde(rename = "round.close")]
    RoundClose(round::RoundClose),
    /// A coder says how far they are with a document.
    #[serde(rename = "progress.set")]
    ProgressSet(Box<round::ProgressSet>),
    /// A coder read a turn and nothing applies, or takes that back.
    #[serde(rename = "turn.pass")]
    TurnPass(Box<round::TurnPass>),
    /// A code is applied to an excerpt.
    #[serde(rename = "coding.add")]
    CodingAdd(coding::CodingAdd),
    /// A coding's edges move.
    #[serde(rename = "coding.respan")]
    CodingRespan(coding::CodingRespan),
    /// A coding is taken off.
    #[serde(rename = "coding.remove")]
    CodingRemove(coding::CodingRemove),
    /// A memo is written or written again.
    #[serde(rename = "memo.write")]
    MemoWrite(Box<coding::MemoWrite>),
    /// A memo is taken off.
    #[serde(rename = "memo.remove")]
    MemoRemove(coding::MemoRemove),
    /// An excerpt is quotable, chosen for the paper, or neither any more.
    #[serde(rename = "quote.choose")]
    QuoteChoose(Box<quote::QuoteChoose>),
    /// A disagreement is settled, kept, sent back or opened again.
    #[serde(rename = "decision.make")]
    DecisionMake(Box<decision::DecisionMake>),
    /// A coding counts as something else in the final layer.
    #[serde(rename = "coding.recode")]
    CodingRecode(Box<decision::CodingRecode>),
    /// A query proposes stretches for a code.
    #[serde(rename = "autocode.run")]
    AutocodeRun(Box<autocode::AutocodeRun>),
    /// What the coder of a run says of one stretch.
    #[serde(rename = "autocode.judge")]
    AutocodeJudge(Box<autocode::AutocodeJudge>),
    /// An installation says what others lock for it with.
    #[serde(rename = "key.publish")]
    KeyPublish(seal::KeyPublish),
    /// An installation begins to seal in a round.
    #[serde(rename = "seal.open")]
    SealOpen(seal::SealOpen),
    /// An event that nobody can read who has not the key.
    #[serde(rename = "sealed")]
    Sealed(seal::Sealed),
    /// The key of a seal is told to everybody.
    #[serde(rename = "reveal")]
    Reveal(seal::Reveal),
    /// A cell of the framework matrix is written.
    #[serde(rename = "summary.write")]
    SummaryWrite(Box<summary::SummaryWrite>),
}

impl Event {
    /// The kind as it is written.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::StudySet(_) => "study.set",
            Self::WriterOpen(_) => "writer.open",
            Self::CoderJoin(_) => "coder.join",
            Self::CoderSet(_) => "coder.set",
            Self::Seen(_) => "seen",
            Self::Switch(_) => "switch",
            Self::Withdraw(_) => "withdraw",
            Self::WithdrawDone(_) => "withdraw.done",
            Self::DocumentAdd(_) => "document.add",
            Self::DocumentRevise(_) => "document.revise",
            Self::DocumentSet(_) => "document.set",
            Self::PersonAdd(_) => "person.add",
            Self::PersonSet(_) => "person.set",
            Self::SpeakerAssign(_) => "speaker.assign",
            Self::TurnAssign(_) => "turn.assign",
            Self::CodeAdd(_) => "code.add",
            Self::CodeSet(_) => "code.set",
            Self::CodePoint(_) => "code.point",
            Self::CodebookFreeze(_) => "codebook.freeze",
            Self::RoundOpen(_) => "round.open",
            Self::RoundAssign(_) => "round.assign",
            Self::RoundClose(_) => "round.close",
            Self::ProgressSet(_) => "progress.set",
            Self::TurnPass(_) => "turn.pass",
            Self::CodingAdd(_) => "coding.add",
            Self::CodingRespan(_) => "coding.respan",
            Self::CodingRemove(_) => "coding.remove",
            Self::MemoWrite(_) => "memo.write",
            Self::MemoRemove(_) => "memo.remove",
            Self::QuoteChoose(_) => "quote.choose",
            Self::DecisionMake(_) => "decision.make",
            Self::CodingRecode(_) => "coding.recode",
            Self::AutocodeRun(_) => "autocode.run",
            Self::AutocodeJudge(_) => "autocode.judge",
            Self::SummaryWrite(_) => "summary.write",
            Self::KeyPublish(_) => "key.publish",
            Self::SealOpen(_) => "seal.open",
            Self::Sealed(_) => "sealed",
            Self::Reveal(_) => "reveal",
        }
    }

    /// Whether undo leaves it alone: who is here, what was seen, and what closed for ever.
    pub fn is_never_switched(&self) -> bool {
        matches!(
            self,
            Self::WriterOpen(_)
                | Self::CoderJoin(_)
                | Self::Seen(_)
                | Self::Switch(_)
                | Self::Withdraw(_)
                | Self::WithdrawDone(_)
                | Self::KeyPublish(_)
                | Self::SealOpen(_)
                | Self::Reveal(_)
                | Self::CodebookFreeze(_)
                | Self::RoundClose(_)
        )
    }

    /// Whether it may be locked: what a coder judges and writes, and nothing that the study itself stands on.
    pub fn may_be_sealed(&self) -> bool {
        matches!(
            self,
            Self::CodingAdd(_)
                | Self::CodingRespan(_)
                | Self::CodingRemove(_)
                | Self::CodingRecode(_)
                | Self::TurnPass(_)
                | Self::MemoWrite(_)
                | Self::MemoRemove(_)
                | Self::QuoteChoose(_)
                | Self::DecisionMake(_)
                | Self::AutocodeRun(_)
                | Self::AutocodeJudge(_)
                | Self::SummaryWrite(_)
                | Self::CodeAdd(_)
                | Self::CodeSet(_)
                | Self::CodePoint(_)
        )
    }

    /// The refs its body names as things it is built on. What a switch, a withdraw or `seen` names is not among them.
    pub fn names(&self) -> Vec<Ref> {
        match self {
            Self::StudySet(_)
            | Self::WriterOpen(_)
            | Self::CoderJoin(_)
            | Self::CoderSet(_)
            | Self::Seen(_)
            | Self::Switch(_)
            | Self::Withdraw(_)
            | Self::WithdrawDone(_)
            | Self::KeyPublish(_)
            | Self::DocumentAdd(_)
            | Self::PersonAdd(_)
            | Self::PersonSet(_)
            | Self::CodebookFreeze(_) => Vec::new(),
            Self::DocumentRevise(e) => vec![e.document.0, e.parent.0],
            Self::DocumentSet(e) => vec![e.document.0],
            Self::SpeakerAssign(e) => vec![e.document.0],
            Self::TurnAssign(e) => vec![e.revision.0],
            Self::CodeAdd(e) => e
                .parent
                .iter()
                .map(|parent| parent.0)
                .chain(e.apart.iter().map(|c| c.0))
                .collect(),
            Self::CodeSet(e) => vec![e.code.0],
            Self::CodePoint(e) => std::iter::once(e.code.0)
                .chain(e.to.target().map(|to| to.0))
                .collect(),
            Self::RoundOpen(e) => e
                .documents
                .iter()
                .map(|d| d.0)
                .chain([e.codebook])
                .collect(),
            Self::RoundAssign(e) => std::iter::once(e.round.0)
                .chain(e.documents.iter().map(|d| d.0))
                .collect(),
            Self::RoundClose(e) => vec![e.round.0],
            Self::ProgressSet(e) => [e.document.0, e.revision.0]
                .into_iter()
                .chain(e.round.map(|r| r.0))
                .collect(),
            Self::TurnPass(e) => [e.document.0, e.revision.0]
                .into_iter()
                .chain(e.round.map(|round| round.0))
                .collect(),
            Self::CodingAdd(e) => e.names().collect(),
            Self::CodingRespan(e) => vec![e.coding.0, e.revision.0],
            Self::CodingRemove(e) => vec![e.coding.0],
            Self::MemoWrite(e) => e.names(),
            Self::MemoRemove(e) => vec![e.memo.0],
            Self::QuoteChoose(e) => e.names(),
            Self::DecisionMake(e) => e.names(),
            Self::CodingRecode(e) => e.names(),
            Self::AutocodeRun(e) => vec![e.code.0],
            Self::AutocodeJudge(e) => e.names(),
            Self::SummaryWrite(e) => e.names(),
            Self::SealOpen(e) => vec![e.round.0],
            Self::Sealed(e) => vec![e.seal],
            Self::Reveal(e) => vec![e.seal],
        }
    }

    /// The line that it acts on without being built on it: the action of a switch, the withdrawal that was obeyed.
    pub fn acts_on(&self) -> Option<Ref> {
        match self {
            Self::Switch(e) => Some(e.action.0),
            Self::WithdrawDone(e) => Some(e.withdrawal),
            _ => None,
        }
    }

    /// The person its body is built on, by handle.
    pub fn person(&self) -> Option<&crate::id::PersonId> {
        match self {
            Self::PersonSet(e) => Some(&e.person),
            Self::SpeakerAssign(e) => e.to.person(),
            Self::TurnAssign(e) => e.to.person(),
            Self::MemoWrite(e) => match &e.on {
                crate::coding::On::Person(person) => Some(person),
                _ => None,
            },
            Self::SummaryWrite(e) => e.on.person(),
            _ => None,
        }
    }

    /// What its writer had before it, where the event says so.
    pub fn seen(&self) -> Option<&study::Runs> {
        match self {
            Self::Seen(e) => Some(&e.runs),
            Self::CodebookFreeze(e) => Some(&e.seen),
            Self::RoundClose(e) => Some(&e.seen),
            Self::ProgressSet(e) => e.seen.as_ref(),
            Self::DecisionMake(e) => Some(&e.seen),
            _ => None,
        }
    }

    /// The files whose hashes its body names.
    pub fn files(&self) -> Vec<crate::id::Digest> {
        match self {
            Self::DocumentAdd(e) => vec![e.text, e.turns],
            Self::DocumentRevise(e) => vec![e.text, e.turns],
            Self::CodebookFreeze(e) => vec![e.sha256],
            _ => Vec::new(),
        }
    }
}
