//! A project is read back before it is given out: what does not come back the same is not written.

use std::collections::BTreeSet;
use std::io::Cursor;

use crate::problem::Problem;
use crate::project::Project;
use crate::refi::read::{self, Taken};
use crate::refi::write::Desk;

/// What was read back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Documents.
    pub documents: usize,
    /// Codes.
    pub codes: usize,
    /// Distinct stretches.
    pub excerpts: usize,
    /// Codings.
    pub codings: usize,
    /// Coders.
    pub coders: usize,
    /// People.
    pub people: usize,
}

/// Document, start and end, coder, code.
type Row = (String, u32, u32, String, String);

/// Reads a project back and compares its codings, documents, codes and people with what was to be written.
pub fn read_back(bytes: &[u8], desk: &Desk<'_>) -> Result<Counts, Problem> {
    let differs = |what: &str| {
        Problem::new(
            "the project",
            format!("{what} did not read back as written, so nothing was written"),
            "please report this with the study's codebook; the study itself is as it was",
        )
    };
    let project = read::project(Cursor::new(bytes), ("the project", Taken::Best))?;
    let (wanted, there) = (wanted(desk), rows(&project));
    if wanted != there {
        return Err(differs("codings"));
    }
    let view = desk.asked.view;
    let texts = desk.asked.texts;
    let words: Vec<&str> = view
        .documents()
        .filter_map(|document| Some(texts.current(document)?.text.as_str()))
        .collect();
    let read: Vec<&str> = project
        .documents
        .iter()
        .map(|document| document.text.as_str())
        .collect();
    if words != read {
        return Err(differs("texts"));
    }
    let codes = desk
        .codebook
        .codes()
        .iter()
        .map(|code| Some(code.id.as_str()));
    if !codes.eq(project.codes.iter().map(|code| code.handle.as_deref())) {
        return Err(differs("codes"));
    }
    let people: Vec<_> = view.people().map(|person| &person.attributes).collect();
    if people
        != project
            .people
            .iter()
            .map(|person| &person.attributes)
            .collect::<Vec<_>>()
    {
        return Err(differs("people"));
    }
    Ok(Counts {
        documents: project.documents.len(),
        codes: project.codes.len(),
        excerpts: there
            .iter()
            .map(|row| (&row.0, row.1, row.2))
            .collect::<BTreeSet<_>>()
            .len(),
        codings: there.len(),
        coders: project.coders.len(),
        people: project.people.len(),
    })
}

fn wanted(desk: &Desk<'_>) -> BTreeSet<Row> {
    let view = desk.asked.view;
    let rows = desk.marks.iter().flat_map(|((document, span), there)| {
        let handle = view
            .document(*document)
            .map_or("", |document| document.handle.as_str());
        let is_written = view
            .document(*document)
            .is_some_and(|d| desk.asked.texts.current(d).is_some());
        let there = there.iter().filter(move |_| is_written);
        there.map(move |marked| {
            (
                handle.to_owned(),
                span.start().0,
                span.end().0,
                marked.coder.0.clone(),
                marked.code.clone(),
            )
        })
    });
    rows.collect()
}

fn rows(project: &Project) -> BTreeSet<Row> {
    let row = |coding: &crate::project::Coding| {
        let document = project.documents.get(coding.document.0)?;
        let code = project.codes.get(coding.code.0)?;
        let coder = project.coders.get(coding.coder.0)?;
        let handle = code.handle.clone().unwrap_or_else(|| code.name.clone());
        let (start, end) = (coding.span.start().0, coding.span.end().0);
        Some((
            document
                .handle
                .clone()
                .unwrap_or_else(|| document.name.clone()),
            start,
            end,
            coder.handle.clone().unwrap_or_else(|| coder.name.clone()),
            handle,
        ))
    };
    project.codings.iter().filter_map(row).collect()
}
