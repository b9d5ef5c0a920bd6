//! What stands beside the body: styles, which tell headings; comments, which are kept in their own words; and notes,
//! headers and footers, which are counted and reported, since a reader of the transcript would not find them in the talk.
//!
//! Damage in any of these costs nothing but itself and is reported.

use crate::import::container::{Container, Part, Refusal};
use crate::import::docx::styles::{self, Headings};
use crate::import::docx::walk::walk;
use crate::import::paragraph::{self, Remark};
use crate::problem::Problem;

/// Everything beside the body that was looked at.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    file: String,
    /// The styles that are headings.
    pub headings: Headings,
    /// The comments.
    pub remarks: Vec<Remark>,
    /// What is left out of the text, and what could not be read.
    pub problems: Vec<Problem>,
}

/// The part that holds the body.
pub fn main(container: &mut Container<'_>) -> Result<Part, Refusal> {
    const NONE: Refusal = Refusal::NothingInIt;
    // Files from SharePoint call it document2.xml.
    let mut names = container.names("word/document", ".xml");
    names.sort_by_key(|name| name.len());
    let name = names.first().ok_or(NONE)?;
    container.read(name)?.ok_or(NONE)
}

/// Looks at all parts beside the body of the file of this name.
pub fn beside(container: &mut Container<'_>, name: &str) -> Result<Beside, Refusal> {
    let mut beside = Beside {
        file: name.to_owned(),
        ..Beside::default()
    };
    let styles = beside.look(container, "word/styles.xml", styles::headings)?;
    beside.headings = styles.unwrap_or_default();
    let comments = |part: &Part| walk(part, &Headings::default()).map(|body| body.remarks);
    let remarks = beside.look(container, "word/comments.xml", comments)?;
    beside.remarks = remarks.unwrap_or_default();
    for (begin, what) in [
        ("word/footnotes", "footnotes"),
        ("word/endnotes", "endnotes"),
        ("word/header", "a page header"),
        ("word/footer", "a page footer"),
    ] {
        for part in container.names(begin, ".xml") {
            let reading = |part: &Part| walk(part, &Headings::default());
            let body = beside.look(container, &part, reading)?.unwrap_or_default();
            let words = body.paragraphs.iter().map(|p| p.words.as_str());
            let problem = paragraph::left_out((what, words), name);
            beside.problems.extend(problem);
        }
    }
    Ok(beside)
}

impl Beside {
    /// Reads one part; damage in it is a problem, anything worse a refusal.
    fn look<T>(
        &mut self,
        container: &mut Container<'_>,
        part: &str,
        reading: impl Fn(&Part) -> Result<T, Refusal>,
    ) -> Result<Option<T>, Refusal> {
        let read = match container.read(part) {
            Ok(Some(part)) => reading(&part),
            Ok(None) => return Ok(None),
            Err(refusal) => Err(refusal),
        };
        match read {
            Ok(read) => Ok(Some(read)),
            Err(refusal @ Refusal::Damaged(..)) => {
                self.problems.push(refusal.into_problem(&self.file));
                Ok(None)
            }
            Err(refusal) => Err(refusal),
        }
    }
}
