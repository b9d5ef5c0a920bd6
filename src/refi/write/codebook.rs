//! The codebook of a project, and a `.qdc` of its own.

use std::collections::HashMap;

use crate::codebook::{Code, Codebook, Use};
use crate::filter::View;
use crate::number::counted;
use crate::project::Fields;
use crate::refi::guid::{Guids, plain};
use crate::refi::rules;
use crate::refi::write::xml::Xml;

/// The GUID of a code.
pub fn guid_of(view: &View<'_>, guids: &Guids, handle: &str) -> String {
    let id = view.code_called(handle).map(|code| code.id.to_string());
    guids.make("code", &id.unwrap_or_else(|| handle.to_owned()))
}

/// The handles of a study's codes by the GUIDs that they go out with, plain.
pub fn own(view: &View<'_>) -> HashMap<String, String> {
    let guids = Guids::of(view.id());
    let codes = view.codes().map(|code| {
        let guid = guids.make("code", &code.id.to_string());
        (plain(&guid), code.code.id.clone())
    });
    codes.collect()
}

/// What a `.qdc` has no place for, a sentence each.
pub fn losses(codebook: &Codebook) -> Vec<String> {
    let count =
        |is_lost: fn(&Code) -> bool| codebook.codes().iter().filter(|code| is_lost(code)).count();
    let lost = [
        (
            count(|code| code.id != code.name),
            "handle",
            "not written; a study that has the code knows it again",
        ),
        (
            count(|code| !code.scale.is_empty()),
            "scale of values",
            "not written",
        ),
        (
            count(|code| code.use_ != Use::default()),
            "code for housekeeping",
            "written like a theme",
        ),
    ];
    let lost = lost.iter().filter(|(count, ..)| *count > 0);
    lost.map(|(count, noun, fate)| format!("{}: {fate}", counted(*count, noun)))
        .collect()
}

/// A codebook as a `.qdc`; the GUIDs are those of a project of the same study.
pub fn qdc(view: &View<'_>, codebook: &Codebook) -> Vec<u8> {
    let guids = Guids::of(view.id());
    let mut xml = Xml::begin();
    let origin = format!("intercoder {}", env!("CARGO_PKG_VERSION"));
    xml.open(
        "CodeBook",
        &[("xmlns", "urn:QDA-XML:codebook:1.0"), ("origin", &origin)],
    );
    xml.open("Codes", &[]);
    let guid = |code: &Code| guid_of(view, &guids, &code.id);
    put_codes(&mut xml, codebook, (&guid, &|_, _| {}));
    xml.finish()
}

/// Puts something more into a code, after its description.
pub type More<'m> = &'m dyn Fn(&mut Xml, &Code);

/// Puts all codes, each with those below it.
pub fn put_codes(
    xml: &mut Xml,
    codebook: &Codebook,
    (guid, more): (&dyn Fn(&Code) -> String, More<'_>),
) {
    let mut depths: Vec<usize> = Vec::new();
    for code in codebook.codes() {
        let depth = codebook.depth(&code.id);
        while depths.last().is_some_and(|open| *open >= depth) {
            depths.pop();
            xml.close();
        }
        let color = code.color.as_deref().unwrap_or_default().to_uppercase();
        let guid = guid(code);
        let name = if code.name.trim().is_empty() {
            &code.id
        } else {
            &code.name
        };
        let assignable = if code.assignable { "true" } else { "false" };
        let mut attributes = vec![
            ("guid", guid.as_str()),
            ("name", name.as_str()),
            ("isCodable", assignable),
        ];
        if !color.is_empty() {
            attributes.push(("color", &color));
        }
        xml.open("Code", &attributes);
        xml.words_if_any(
            "Description",
            &rules::joined(&code.definition, &Fields::of(code)),
        );
        more(xml, code);
        depths.push(depth);
    }
    for _ in depths {
        xml.close();
    }
}
