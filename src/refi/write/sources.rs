//! Documents as text sources, with their selections.

use std::collections::BTreeSet;

use crate::document::Document;
use crate::id::DocumentRef;
use crate::refi::write::Desk;
use crate::refi::write::codebook::guid_of;
use crate::refi::write::marks::Marked;
use crate::refi::write::memos::Hook;
use crate::refi::write::people::{Variables, guid_of_user, on_document};
use crate::refi::write::xml::Xml;
use crate::text::Text;
use crate::text::span::Span;

/// The longest name of a selection, in characters: enough to find the excerpt by.
const LONGEST: usize = 200;

/// Puts the documents that have their words here, in the order of the study.
pub fn put(xml: &mut Xml, desk: &mut Desk<'_>, variables: &Variables) {
    let view = desk.asked.view;
    let texts = desk.asked.texts;
    let mut written = view
        .documents()
        .filter_map(|document| Some((document, &texts.current(document)?.text)))
        .peekable();
    if written.peek().is_none() {
        return;
    }
    xml.open("Sources", &[]);
    for (document, text) in written {
        let guid = desk.guids.make("document", &document.id.to_string());
        let file = format!("{guid}.txt");
        let path = format!("internal://{file}");
        xml.open(
            "TextSource",
            &[
                ("guid", &guid),
                ("name", name_of(document)),
                ("plainTextPath", &path),
            ],
        );
        for span in stretches(desk, document.id) {
            put_selection(xml, desk, (document.id, text, span));
        }
        desk.memos.put_refs(xml, &Hook::Document(document.id));
        variables.put_values(xml, (desk, &on_document(desk, document)));
        xml.close();
        desk.files.push((file, desk.asked.target.file(text)));
    }
    xml.close();
}

/// What a document is called there.
pub fn name_of(document: &Document) -> &str {
    document.title.as_deref().unwrap_or(&document.handle)
}

fn stretches(desk: &Desk<'_>, document: DocumentRef) -> BTreeSet<Span> {
    let first = (
        document,
        Span::between(
            crate::text::span::Position(0),
            crate::text::span::Position(0),
        ),
    );
    let coded = desk
        .marks
        .range(first..)
        .take_while(|((of, _), _)| *of == document);
    let coded = coded.map(|((_, span), _)| *span);
    let noted = desk.memos.stretches().filter(|(of, _)| *of == document);
    coded.chain(noted.map(|(_, span)| span)).collect()
}

/// The GUID of a stretch.
fn guid_of_stretch(desk: &Desk<'_>, (document, span): (DocumentRef, Span)) -> String {
    let name = format!("{document} {} {}", span.start().0, span.end().0);
    desk.guids.make("selection", &name)
}

/// The GUID of a coding.
pub fn guid_of_coding(desk: &Desk<'_>, place: (DocumentRef, Span), marked: &Marked) -> String {
    let name = format!(
        "{} {} {}",
        guid_of_stretch(desk, place),
        marked.coder,
        marked.code
    );
    desk.guids.make("coding", &name)
}

fn put_selection(
    xml: &mut Xml,
    desk: &Desk<'_>,
    (document, text, span): (DocumentRef, &Text, Span),
) {
    let target = desk.asked.target;
    let guid = guid_of_stretch(desk, (document, span));
    let (start, end) = (
        target.place(text, span.start()).to_string(),
        target.place(text, span.end()).to_string(),
    );
    let name = name_of_words(text.slice(span));
    let place = [
        ("guid", guid.as_str()),
        ("name", name.as_str()),
        ("startPosition", start.as_str()),
        ("endPosition", end.as_str()),
    ];
    xml.open("PlainTextSelection", &place);
    for marked in desk.marks.get(&(document, span)).into_iter().flatten() {
        put_coding(xml, desk, ((document, span), marked));
    }
    desk.memos.put_refs(xml, &Hook::Stretch(document, span));
    xml.close();
}

fn put_coding(xml: &mut Xml, desk: &Desk<'_>, (place, marked): ((DocumentRef, Span), &Marked)) {
    let guid = guid_of_coding(desk, place, marked);
    let user = guid_of_user(desk, &marked.coder);
    let mut attributes = vec![("guid", guid.as_str()), ("creatingUser", user.as_str())];
    if let Some(at) = marked.made.as_ref().filter(|at| !at.is_empty()) {
        attributes.push(("creationDateTime", at));
    }
    xml.open("Coding", &attributes);
    let code = guid_of(desk.asked.view, &desk.guids, &marked.code);
    xml.leaf("CodeRef", &[("targetGUID", &code)]);
    let hook = Hook::Coding(place, (marked.coder.clone(), marked.code.clone()));
    desk.memos.put_refs(xml, &hook);
    xml.close();
}

/// The words of an excerpt on one line, cut short where they are many.
fn name_of_words(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    match words.char_indices().nth(LONGEST) {
        None => words,
        Some((byte, _)) => format!("{}…", words.get(..byte).unwrap_or_default()),
    }
}
