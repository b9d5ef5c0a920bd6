//! The sources of a project that have words: texts, the text behind a PDF, transcripts of recordings, descriptions of pictures.
//!
//! What is marked in pictures, on pages or in sound itself has no place here and is counted. Times of a transcript's sync points
//! become the times of its turns.

use std::collections::HashMap;
use std::io::{Read, Seek};

use crate::document::{Turn, Turns};
use crate::project::{At, Document, On};
use crate::refi::archive::Archive;
use crate::refi::read::gathered::{Gathered as Project, Mark, MarkedCode};
use crate::refi::reading::{self, End, Reading, Source};
use crate::refi::tree::Element;
use crate::text::Text;
use crate::text::span::Span;

/// A document's places as its program wrote them, and what is marked at each.
pub struct Gathered {
    /// Its text and the places in it.
    pub places: Source,
    /// What is marked at each place.
    pub marks: Vec<Mark>,
    /// The codes on all its words.
    pub whole: Vec<MarkedCode>,
    /// The sync points of a transcript: places and milliseconds.
    pub points: Vec<(u64, u64)>,
}

/// Takes every source with words, in the order of the project; the n-th is the project's n-th document.
pub fn take<R: Read + Seek>(
    project: &mut Project,
    (root, archive): (&Element, &mut Archive<R>),
) -> Vec<Gathered> {
    let mut taken = Vec::new();
    for source in root.inside("Sources") {
        for text in texts(project, source) {
            let name = text
                .said("name")
                .or(source.said("name"))
                .unwrap_or("unnamed document");
            if let Some(document) = take_text(project, (source, text), (archive, name)) {
                taken.push(document);
            }
        }
    }
    for note in root.inside("Notes").filter(|note| is_marked(note)) {
        let name = note.said("name").unwrap_or("note");
        if let Some(document) = take_text(project, (note, note), (archive, name)) {
            taken.push(document);
        }
    }
    taken
}

/// Whether something is marked in a note, so that it is a document and no memo.
pub fn is_marked(note: &Element) -> bool {
    note.child("PlainTextSelection").is_some() || note.child("Coding").is_some()
}

/// The elements of a source that hold words.
fn texts<'e>(project: &mut Project, source: &'e Element) -> Vec<&'e Element> {
    let within = match source.name.as_ref() {
        "TextSource" => return vec![source],
        "PDFSource" => "Representation",
        "PictureSource" => "TextDescription",
        "AudioSource" | "VideoSource" => "Transcript",
        _ => {
            project.count("sources of a kind that no standard knows; left out");
            return Vec::new();
        }
    };
    let texts: Vec<&Element> = source.all(within).collect();
    if texts.is_empty() {
        project.count(match source.name.as_ref() {
            "PDFSource" => "PDF documents without a text; left out",
            "PictureSource" => "pictures without a description; left out",
            _ => "recordings without a transcript; left out",
        });
    }
    for selection in source
        .children
        .iter()
        .filter(|child| child.name.ends_with("Selection"))
    {
        let what = match selection.name.as_ref() {
            "PDFSelection" => "areas marked on a page of a PDF; left out",
            "PictureSelection" => "areas marked in a picture; left out",
            "AudioSelection" | "VideoSelection" => "stretches marked in a recording; left out",
            _ => continue,
        };
        // The words behind a marked area stand in its representation; the area itself has no words.
        if selection.child("Coding").is_some() || !selection.description().is_empty() {
            project.count(what);
        }
    }
    texts
}

/// The words of a text as its program counted them, or why they are not here.
pub fn words_of<R: Read + Seek>(
    text: &Element,
    archive: &mut Archive<R>,
) -> Result<String, String> {
    match (text.child("PlainTextContent"), text.said("plainTextPath")) {
        (Some(content), _) => Ok(content.text.clone()),
        (None, Some(path)) => archive.text(path),
        (None, None) => Err("it names no text".to_owned()),
    }
}

fn take_text<R: Read + Seek>(
    project: &mut Project,
    (source, text): (&Element, &Element),
    (archive, name): (&mut Archive<R>, &str),
) -> Option<Gathered> {
    let raw = match words_of(text, archive) {
        Ok(raw) => raw,
        Err(why) => {
            let marks = text.all("PlainTextSelection").count();
            project.tell(
                format!("“{name}” is left out, with {marks} marked places: {why}"),
                "export the project again with its texts",
            );
            return None;
        }
    };
    keep(project, (source, text), (name, &raw));
    let mut gathered = Gathered {
        places: Source {
            raw,
            excerpts: Vec::new(),
        },
        marks: Vec::new(),
        whole: Vec::new(),
        points: points_of(text),
    };
    for selection in text.all("PlainTextSelection") {
        take_selection(project, selection, &mut gathered);
    }
    take_stretches(project, text, &mut gathered);
    gathered.whole = gathered_codings(source);
    if !std::ptr::eq(source, text) {
        gathered.whole.extend(gathered_codings(text));
    }
    Some(gathered)
}

/// Adds a document, with what is said of the whole of it.
fn keep(project: &mut Project, (source, text): (&Element, &Element), (name, raw): (&str, &str)) {
    let on = On::Document(At(project.project.documents.len()));
    project.know(source, on);
    if !std::ptr::eq(source, text) {
        project.know(text, on);
        project.memo(on, text.description());
    }
    project.memo(on, source.description());
    project.project.documents.push(Document {
        handle: None,
        name: name.to_owned(),
        turns: None,
        kind: None,
        language: None,
        attributes: crate::person::Attributes::new(),
        speakers: std::collections::BTreeMap::new(),
        turn_roles: Vec::new(),
        text: Text::from_source(raw),
    });
}

/// Takes the stretches between two points in time.
fn take_stretches(project: &mut Project, text: &Element, gathered: &mut Gathered) {
    let points = sync_points(text);
    for selection in text.all("TranscriptSelection") {
        let place = |name: &str| {
            let guid = selection.said(name).map(crate::refi::guid::plain)?;
            points.get(&guid).copied()
        };
        match place("fromSyncPoint").zip(place("toSyncPoint")) {
            Some(place) => take_place(selection, place, gathered),
            None => project.count(
                "stretches of time in a transcript without both their sync points; left out",
            ),
        }
    }
}

fn take_selection(project: &mut Project, selection: &Element, gathered: &mut Gathered) {
    let place = |name: &str| {
        selection
            .said(name)
            .and_then(|place| place.parse::<u64>().ok())
    };
    let Some((start, end)) = place("startPosition").zip(place("endPosition")) else {
        project.count("marked places without a start and an end that can be read; left out");
        return;
    };
    take_place(selection, (start, end), gathered);
}

fn take_place(selection: &Element, (start, end): (u64, u64), gathered: &mut Gathered) {
    let description = selection.description();
    let name = selection.said("name").unwrap_or_default();
    // Some programs write the words of an excerpt as its description, most as its name.
    let quote = match reading::says(description, name) && !name.is_empty() {
        true => description,
        false => name,
    };
    let comment = if description == quote {
        ""
    } else {
        description
    };
    gathered
        .places
        .excerpts
        .push((start, end, quote.to_owned()));
    gathered.marks.push(Mark {
        guid: selection.guid(),
        codings: gathered_codings(selection),
        comment: comment.to_owned(),
        notes: Project::notes_of(selection),
    });
}

fn gathered_codings(element: &Element) -> Vec<MarkedCode> {
    let codings = element.all("Coding");
    let marked = codings.map(|coding| MarkedCode {
        guid: coding.guid(),
        user: coding
            .said("creatingUser")
            .or(element.said("creatingUser"))
            .map(crate::refi::guid::plain),
        code: coding.target("CodeRef"),
        notes: Project::notes_of(coding),
    });
    marked.collect()
}

/// The places of a transcript's sync points by GUID.
fn sync_points(text: &Element) -> HashMap<String, u64> {
    let points = text.all("SyncPoint");
    let placed =
        points.filter_map(|point| Some((point.guid()?, point.said("position")?.parse().ok()?)));
    placed.collect()
}

/// A transcript's sync points in the order of the text: places and milliseconds.
fn points_of(text: &Element) -> Vec<(u64, u64)> {
    let point = |point: &Element| {
        let ms = point.said("timeStamp")?.parse::<u64>().ok()?;
        Some((point.said("position")?.parse::<u64>().ok()?, ms))
    };
    let mut points: Vec<(u64, u64)> = text.all("SyncPoint").filter_map(point).collect();
    points.sort_unstable();
    points
}

/// The turns of a transcript with the time of the last sync point before each; nothing where it has none.
pub fn timed_turns(
    (raw, points): (&str, &[(u64, u64)]),
    content: &Text,
    reading: Reading,
) -> Option<Turns> {
    if points.is_empty() {
        return None;
    }
    let places = points.iter().map(|(at, _)| (*at, *at, String::new()));
    let source = Source {
        raw: raw.to_owned(),
        excerpts: places.collect(),
    };
    // A point has no words, so it makes no difference whether its end is the last character.
    let reading = Reading {
        end: End::After,
        ..reading
    };
    let places = reading::spans(&source, reading).into_iter().zip(points);
    let timed = places.filter_map(|(place, (_, ms))| Some((place?, *ms)));
    let timed: Vec<(Span, u64)> = timed.collect();
    let mut turns = crate::import::of_text(content.clone()).turns;
    for turn in &mut turns.turns {
        turn.ms = time_of(turn, &timed);
    }
    Some(turns)
}

fn time_of(turn: &Turn, timed: &[(Span, u64)]) -> Option<(u64, u64)> {
    let begins = turn.label.map_or(turn.body.start(), |label| label.start());
    let before = timed.partition_point(|(place, _)| place.start() <= begins);
    let after = timed.partition_point(|(place, _)| place.start() < turn.body.end());
    let start = timed.get(before.checked_sub(1)?)?.1;
    let end = timed.get(after).map_or(start, |(_, ms)| *ms);
    Some((start, end.max(start)))
}
