//! Codebooks as JSON and CSV, in the shapes that the import reads.

use serde::Serialize;

use crate::codebook::{Codebook, Use};
use crate::export::csv::records;

#[derive(Serialize)]
struct File<'c> {
    codebook: &'c str,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    codes: &'c [crate::codebook::Code],
}

/// A codebook as JSON.
pub fn json(name: &str, version: Option<u32>, codebook: &Codebook) -> String {
    let file = File {
        codebook: name,
        version,
        codes: codebook.codes(),
    };
    let written = serde_json::to_string_pretty(&file).expect("strings and flags are always JSON");
    written + "\n"
}

/// A codebook as CSV.
pub fn csv(codebook: &Codebook) -> String {
    let head = [
        "handle",
        "parent",
        "name",
        "origin",
        "definition",
        "use_when",
        "not_when",
        "example",
        "use",
        "assignable",
    ];
    let rows = codebook.codes().iter().map(|code| {
        let use_ = if code.use_ == Use::Process {
            "process"
        } else {
            "theme"
        };
        let cells: [&str; 10] = [
            &code.id,
            code.parent.as_deref().unwrap_or_default(),
            &code.name,
            &code.origin,
            &code.definition,
            &code.use_when,
            &code.not_when,
            &code.example,
            use_,
            if code.assignable { "true" } else { "false" },
        ];
        cells.map(str::to_owned).to_vec()
    });
    records(std::iter::once(head.map(str::to_owned).to_vec()).chain(rows))
}
