//! GUIDs: read in any spelling, and made from what a thing is.
//!
//! What is exported twice keeps its GUID, so that another program knows it again: a GUID is version 5, made from the study's id
//! and the thing's own name there.

use uuid::Uuid;

use crate::id::StudyId;

/// The space of GUIDs that this program makes; every study has its own below it.
const SPACE: Uuid = Uuid::from_u128(0x6f1d_9c52_7a3b_5e0d_b1a4_2c8e_90d7_4416);

/// A GUID without braces and in small letters, so that two spellings of one are equal.
pub fn plain(written: &str) -> String {
    let written = written.trim();
    let written = written.strip_prefix('{').unwrap_or(written);
    let written = written.strip_suffix('}').unwrap_or(written);
    written.to_ascii_lowercase()
}

/// The GUIDs of a study's things.
#[derive(Clone, Copy, Debug)]
pub struct Guids {
    space: Uuid,
}

impl Guids {
    /// Those of one study.
    pub fn of(study: &StudyId) -> Self {
        let space = Uuid::new_v5(&SPACE, study.to_string().as_bytes());
        Self { space }
    }

    /// The GUID of a thing: what sort it is, and by what it is known.
    pub fn make(&self, sort: &str, name: &str) -> String {
        Uuid::new_v5(&self.space, format!("{sort}\n{name}").as_bytes())
            .hyphenated()
            .to_string()
            .to_uppercase()
    }
}
