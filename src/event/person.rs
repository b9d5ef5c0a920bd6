//! Events of people and of who speaks.

use serde::{Deserialize, Serialize};

use crate::id::{DocumentRef, PersonId, RevisionRef};
use crate::person::{Attributes, Role, Value};
use crate::text::span::Span;

/// A person is added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonAdd {
    pub handle: PersonId,
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
}

/// An attribute of a person gets its values; none takes the attribute off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonSet {
    pub person: PersonId,
    pub attribute: String,
    pub values: Vec<Value>,
}

/// A label of a document, folded, is bound.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpeakerAssign {
    pub document: DocumentRef,
    pub label: String,
    pub to: Role,
}

/// The turn at a stretch of a revision is bound, whatever its label says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnAssign {
    pub revision: RevisionRef,
    pub span: Span,
    pub to: Role,
}
