//! Naming codes: one handle with different content is two codes, and both are shown with who added them.
//!
//! What a viewer may not see must not change a name, so names are told apart among the codes of a view and not in the fold; a study
//! keeps the names that its codes have for those who may see them all.

use std::collections::{BTreeMap, HashMap};

use crate::id::{CodeRef, CoderId};
use crate::study::CodeNow;

/// Codes with the names they are shown with.
#[derive(Debug, Default)]
pub struct Named {
    /// In the order they were added.
    pub codes: Vec<CodeNow>,
    /// Where each stands.
    pub places: HashMap<CodeRef, usize>,
}

impl Named {
    /// Names codes among each other.
    pub fn of<'c>(codes: impl Iterator<Item = &'c CodeNow>) -> Self {
        let mut codes: Vec<CodeNow> = codes.cloned().collect();
        name_apart(&mut codes);
        let places = codes.iter().enumerate();
        let places = places.map(|(at, code)| (code.id, at)).collect();
        Self { codes, places }
    }
}

/// Tells codes of one handle apart, until one is renamed or merged, and names every code's parent as it is shown.
fn name_apart(codes: &mut [CodeNow]) {
    let mut by_handle: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, code) in codes
        .iter()
        .enumerate()
        .filter(|(_, code)| code.merged_into.is_none())
    {
        by_handle
            .entry(code.code.id.to_lowercase())
            .or_default()
            .push(at);
    }
    for places in by_handle.into_values().filter(|places| places.len() > 1) {
        let adders: Vec<CoderId> = places
            .iter()
            .map(|&at| codes[at].added_by().clone())
            .collect();
        for (&at, adder) in places.iter().zip(&adders) {
            let is_alone = adders.iter().filter(|other| *other == adder).count() == 1;
            let by = if is_alone {
                adder.to_string()
            } else {
                format!("{adder} {}", codes[at].id)
            };
            codes[at].code.id = format!("{} ({by})", codes[at].code.id);
        }
    }
    let handles: HashMap<CodeRef, String> = codes
        .iter()
        .map(|code| (code.id, code.code.id.clone()))
        .collect();
    for code in codes {
        code.code.parent = code.parent.and_then(|parent| handles.get(&parent).cloned());
    }
}
