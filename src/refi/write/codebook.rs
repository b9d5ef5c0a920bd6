//! The codebook of a project, and a `.qdc` of its own.

use crate::codebook::{Code, Codebook};
use crate::filter::View;
use crate::project::Fields;
use crate::refi::guid::Guids;
use crate::refi::rules;
use crate::refi::write::xml::Xml;

/// The GUID of a code.
pub fn guid_of(view: &View<'_>, guids: &Guids, handle: &str) -> String {
    let id = view.code_called(handle).map(|code| code.id.to_string());
    guids.make("code", &id.unwrap_or_else(|| handle.to_owned()))
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
