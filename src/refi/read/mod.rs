//! A REFI-QDA project as one of ours: users, codes, cases, sources, selections, notes, sets and links.
//!
//! What the project has and we have no place for is counted and told, kind by kind. Where a reference leads nowhere, what hangs
//! on it is told too; nothing is guessed but how places are counted, and that is said.

mod gathered;
mod codes;
mod people;
mod sources;
mod notes;
mod own;

use std::collections::HashMap;
use std::io::{Read, Seek};

use crate::number::counted;
use crate::problem::Problem;
use crate::project::{At, Code, Project};
use crate::refi::archive::Archive;
use crate::refi::read::gathered::{Gathered, Mark, MarkedCode};
use crate::refi::reading::{self, Resolved, Source};
use crate::refi::tree::{self, Element};
use crate::text::Text;
use crate::text::span::Span;

/// Which of the readings that do about as well is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Taken {
    /// The one known for the program, or a clearly better one.
    #[default]
    Best,
    /// Its rival, where there is one.
    Other,
}

/// Reads a project file of this name.
pub fn project<R: Read + Seek>(
    reader: R,
    (file, taken): (&str, Taken),
) -> Result<Project, Problem> {
    let mut archive = Archive::open(reader, file)?;
    let xml = archive.project()?;
    let root = tree::parse(&xml).map_err(|why| {
        let advice = "export the project again from the program that made it";
        Problem::new(file, format!("its project {}", why.said()), advice)
    })?;
    if !root.name.eq_ignore_ascii_case("Project") {
        let what = format!(
            "its project begins with “{}” where “Project” is due",
            root.name
        );
        return Err(Problem::new(
            file,
            what,
            "check that it is a REFI-QDA project",
        ));
    }
    drop(xml);
    let mut gathered = Gathered::new(file, &root);
    codes::take(&mut gathered, &root);
    people::take_coders(&mut gathered, &root);
    let sources = sources::take(&mut gathered, (&root, &mut archive));
    place(&mut gathered, (sources, taken));
    people::take_people(&mut gathered, &root);
    notes::take(&mut gathered, (&root, &mut archive));
    own::take(&mut gathered, (&root, &mut archive));
    tell_rest(&mut gathered, &root);
    let mut project = gathered.finish();
    project.left_out.splice(0..0, archive.problems);
    Ok(project)
}

/// Reads a codebook (`.qdc`) of this name: its codes, and what in it was left out. The study's own codes are known by the GUIDs that they
/// went out with, plain, and come with their handles.
pub fn codebook(
    bytes: &[u8],
    (file, own): (&str, &HashMap<String, String>),
) -> Result<(Vec<Code>, Vec<Problem>), Problem> {
    let advice = "export the codebook again from the program that made it";
    let xml = std::str::from_utf8(bytes)
        .map_err(|_| Problem::new(file, "is not UTF-8, as the standard asks", advice))?;
    let root = tree::parse(xml).map_err(|why| Problem::new(file, why.said(), advice))?;
    if !root.name.eq_ignore_ascii_case("CodeBook") {
        let what = format!("begins with “{}” where “CodeBook” is due", root.name);
        return Err(Problem::new(
            file,
            what,
            "check that it is a REFI-QDA codebook (.qdc)",
        ));
    }
    let mut gathered = Gathered::new(file, &root);
    let sets = root.inside("Sets").count();
    let book = Element::around("Project", root);
    codes::take(&mut gathered, &book);
    gathered.tell_left_out(sets, "set of codes", "there are no sets here");
    for (guid, handle) in own {
        let at = gathered.codes.get(guid).copied();
        if let Some(code) = at.and_then(|At(at)| gathered.project.codes.get_mut(at)) {
            code.handle = Some(handle.clone());
        }
    }
    let project = gathered.finish();
    Ok((project.codes, project.left_out))
}

/// Finds out how places are counted, and puts codings and memos where they belong.
fn place(gathered: &mut Gathered, (sources, taken): (Vec<sources::Gathered>, Taken)) {
    let mut places: Vec<Source> = Vec::with_capacity(sources.len());
    let mut marks = Vec::with_capacity(sources.len());
    let mut others = Vec::with_capacity(sources.len());
    for source in sources {
        places.push(source.places);
        marks.push(source.marks);
        others.push((source.whole, source.points));
    }
    let documents = gathered.project.documents.iter();
    let texts: Vec<&Text> = documents.map(|document| &document.text).collect();
    let read = (places.as_slice(), texts.as_slice());
    let mut resolved = reading::resolve(&gathered.project.origin, read);
    if let (Taken::Other, Some(rival)) = (taken, resolved.rival) {
        resolved = resolved.with(rival, read);
    }
    let said = said_of(&resolved, read);
    gathered.project.reading = said;
    let mut outside = 0;
    for (at, (source, marks)) in places.iter().zip(marks).enumerate() {
        let spans = reading::spans(source, resolved.reading);
        for (span, mark) in spans.into_iter().zip(marks) {
            match span.filter(|span| !span.is_empty()) {
                Some(span) => gathered.mark((at, span), mark),
                None => outside += 1,
            }
        }
    }
    for (at, (source, (whole, points))) in places.iter().zip(others).enumerate() {
        place_whole(gathered, at, whole);
        let document = gathered.project.documents.get_mut(at);
        if let Some(document) = document {
            let points = (source.raw.as_str(), points.as_slice());
            document.turns = sources::timed_turns(points, &document.text, resolved.reading);
        }
    }
    if outside > 0 {
        let what = format!(
            "{} with what is marked there lie outside their text or have no characters; left out",
            counted(outside, "place")
        );
        gathered.tell(what, "");
    }
}

/// Puts codes on all words of a document.
fn place_whole(gathered: &mut Gathered, at: usize, codings: Vec<MarkedCode>) {
    let document = gathered.project.documents.get(at);
    let whole = document.map(|document| document.text.whole());
    if let Some(whole) = whole.filter(|whole| !whole.is_empty() && !codings.is_empty()) {
        let mark = Mark {
            codings,
            ..Mark::default()
        };
        gathered.mark((at, whole), mark);
    }
}

/// How places were read and, where another reading does as well, what it would give.
fn said_of(resolved: &Resolved, (sources, texts): reading::Read<'_>) -> Vec<String> {
    let score = resolved.score;
    if score.excerpts == 0 {
        return Vec::new();
    }
    let mut said = format!(
        "{}, read as {}: {} not between words",
        counted(score.excerpts, "excerpt"),
        resolved.reading.said(),
        score.inside.saturating_sub(score.between_words)
    );
    if score.quoted > 0 {
        said.push_str(&format!(
            "; {} of {} that tell their words have them",
            score.matching, score.quoted
        ));
    }
    let Some(rival) = resolved.rival else {
        return vec![said];
    };
    let asked = format!(
        "another reading does about as well: {}. Compare, and say --reading other if the second column is right:",
        rival.said()
    );
    let mut lines = vec![said, asked];
    for (source, text) in sources.iter().zip(texts) {
        let ours = reading::spans(source, resolved.reading);
        let theirs = reading::spans(source, rival);
        let pairs = ours.into_iter().zip(theirs);
        let differing = pairs.filter(|(one, other)| one != other);
        let missing = (SHOWN + 2).saturating_sub(lines.len());
        lines.extend(differing.take(missing).map(|(one, other)| {
            format!("  “{}”   or   “{}”", shown(text, one), shown(text, other))
        }));
    }
    lines
}

/// How many excerpts are shown where two readings do as well.
const SHOWN: usize = 3;

fn shown(text: &Text, span: Option<Span>) -> String {
    let words = span.map_or("(outside the text)", |span| text.slice(span));
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    match words.chars().count() {
        0..=40 => words,
        _ => words.chars().take(39).chain(['…']).collect(),
    }
}

/// Tells of what stands in the project and has no place here.
fn tell_rest(gathered: &mut Gathered, root: &Element) {
    let graphs = root.inside("Graphs").count();
    if graphs > 0 {
        let what = format!(
            "{} left out: there are no drawings here",
            counted(graphs, "graph")
        );
        gathered.tell(what, "");
    }
    if !root.description().is_empty() {
        gathered.tell(
            "the description of the project itself has no place here and is left out".to_owned(),
            "",
        );
    }
    let known = [
        "Users",
        "CodeBook",
        "Variables",
        "Cases",
        "Sources",
        "Notes",
        "Links",
        "Sets",
        "Graphs",
        "Description",
        "NoteRef",
    ];
    let strange = root.children.iter().filter(|child| {
        !known
            .iter()
            .any(|name| child.name.eq_ignore_ascii_case(name))
    });
    let mut names: Vec<&str> = strange.map(|child| child.name.as_ref()).collect();
    names.sort_unstable();
    names.dedup();
    if !names.is_empty() {
        let names = names.join(", ");
        gathered.tell(
            format!("parts that no standard knows were left out: {names}"),
            "",
        );
    }
}
