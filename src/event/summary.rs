//! Events of the framework matrix: what somebody wrote of a person, or of a document, in the light of a theme.

use serde::{Deserialize, Serialize};

use crate::coding::Case;
use crate::event::quote::Stretch;
use crate::id::{CodeRef, Ref};

/// The summary of a case under a theme; one without words clears the cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryWrite {
    pub on: Case,
    pub theme: CodeRef,
    pub text: String,
    /// Whose codings it stood on, as a layer is written: final, all, or a coder.
    pub layer: String,
    /// The excerpts that the theme had for the case when it was written, so that it is seen when they are others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excerpts: Vec<Stretch>,
}

impl SummaryWrite {
    /// The refs it is built on.
    pub fn names(&self) -> Vec<Ref> {
        let document = self.on.document().map(|document| document.0);
        let mut names: Vec<Ref> = document.into_iter().chain([self.theme.0]).collect();
        for excerpt in &self.excerpts {
            names.extend([excerpt.document.0, excerpt.revision.0]);
        }
        names.sort_unstable();
        names.dedup();
        names
    }
}
