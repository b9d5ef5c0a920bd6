//! A project is read back before it is given out: what does not come back the same is not written.

use std::collections::BTreeSet;
use std::io::Cursor;

use crate::codebook::Code;
use crate::document::Document;
use crate::filter::Layer;
use crate::filter::View;
use crate::problem::Problem;
use crate::project::{self, At, Fields, Project};
use crate::refi::read::{self, Taken};
use crate::refi::words::plain;
use crate::refi::write::Desk;
use crate::refi::write::notes::spoken;
use crate::refi::write::sources::name_of;
use crate::texts::Passage;

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
    let comparisons = [
        ("coders", coders(desk, &project)),
        (
            "texts or what is known of documents",
            documents(desk, &project),
        ),
        ("codes", codes(desk, &project)),
        ("people", people(view, &project)),
        ("memos", memos(desk, &project)),
    ];
    if let Some((what, _)) = comparisons.iter().find(|(_, is_same)| !is_same) {
        return Err(differs(what));
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

fn coders(desk: &Desk<'_>, project: &Project) -> bool {
    let there = desk.asked.view.coders();
    let is_final = *desk.asked.layer == Layer::Final;
    let read = project.coders.iter().take(there.len());
    let read = read.map(|coder| coder.handle.as_deref());
    project.coders.len() == there.len() + usize::from(is_final)
        && read.eq(there.iter().map(|coder| Some(coder.handle.0.as_str())))
}

fn documents(desk: &Desk<'_>, project: &Project) -> bool {
    let texts = desk.asked.texts;
    let there = desk.asked.view.documents();
    let there = there.filter_map(|document| Some((document, texts.current(document)?)));
    let there: Vec<(&Document, &Passage)> = there.collect();
    let is_same = |((document, passage), read): ((&Document, &Passage), &project::Document)| {
        read.handle.as_deref() == Some(&document.handle)
            && read.name == plain(name_of(document))
            && read.kind == Some(document.kind)
            && read.language == document.language
            && read.attributes == document.attributes
            && read.speakers == spoken(document, passage)
            && read.turn_roles == document.turn_roles
            && read.turns.as_ref().map(|turns| &turns.turns) == Some(&passage.turns)
            && read.text == passage.text
    };
    there.len() == project.documents.len() && there.into_iter().zip(&project.documents).all(is_same)
}

fn codes(desk: &Desk<'_>, project: &Project) -> bool {
    let above = |code: &project::Code| {
        let At(at) = code.parent?;
        project.codes.get(at)?.handle.clone()
    };
    let is_same = |(code, read): (&Code, &project::Code)| {
        read.handle.as_deref() == Some(&code.id)
            && above(read) == code.parent
            && read.definition == code.definition
            && read.more.as_deref() == Some(&Fields::of(code))
            && read.assignable == code.assignable
            && read.color == code.color
    };
    let there = desk.codebook.codes();
    there.len() == project.codes.len() && there.iter().zip(&project.codes).all(is_same)
}

fn people(view: &View<'_>, project: &Project) -> bool {
    let there = view.people();
    let there = there.map(|person| (person.handle.0.as_str(), &person.attributes));
    let read = project.people.iter();
    there.eq(read.map(|person| (person.name.as_str(), &person.attributes)))
}

/// Whether the words of all memos that hang on something are there; white space around them is no difference.
fn memos(desk: &Desk<'_>, project: &Project) -> bool {
    let mut there: Vec<String> = desk.memos.all().map(|note| plain(&note.text)).collect();
    let mut read: Vec<String> = project.memos.iter().map(|memo| plain(&memo.text)).collect();
    there.sort_unstable();
    read.sort_unstable();
    there == read
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
                marked.coder.to_string(),
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
