//! Codes as lines of a picker: those that can be applied, and those that others can stand below.

use std::collections::{HashMap, HashSet};

use crate::codebook::Code;
use crate::coding::Excerpt;
use crate::filter::View;
use crate::id::{CodeRef, DocumentRef};
use crate::text::span::Span;
use crate::tui::model::Model;
use crate::tui::over::Choice;
use crate::tui::widget::picker::Candidate;

/// The codes that can be applied: the recent ones first, then as the codebook has them.
pub fn codes(model: &Model, view: &View<'_>) -> Vec<Candidate<Choice>> {
    let codebook = view.codebook();
    let mut used: HashMap<CodeRef, HashSet<(DocumentRef, Span)>> = HashMap::new();
    for coding in view.codings() {
        let Excerpt { document, span, .. } = coding.excerpt;
        used.entry(coding.code)
            .or_default()
            .insert((document, span));
    }
    let applies = |id: &CodeRef| {
        view.code(*id)
            .filter(|code| code.code.assignable && !code.retired && code.merged_into.is_none())
    };
    let named = named(view);
    let in_order = codebook.codes().iter();
    let rest = in_order
        .filter_map(|code| named.get(code.id.as_str()).copied())
        .filter(|id| !model.recents.contains(id));
    let ids = model
        .recents
        .iter()
        .copied()
        .chain(rest)
        .filter(|id| applies(id).is_some());
    let candidate = |id: CodeRef| {
        let code = applies(&id)?;
        let above = codebook.ancestors(&code.code.id);
        let above: Vec<&str> = above
            .into_iter()
            .rev()
            .map(|code| code.id.as_str())
            .collect();
        let fields = &code.code;
        let about = [
            fields.definition.clone(),
            labelled("use", &fields.use_when),
            labelled("not", &fields.not_when),
            labelled("example", &fields.example),
        ];
        Some(Candidate {
            of: Choice::Code(id),
            handle: fields.id.clone(),
            name: fields.name.clone(),
            context: above.join(" > "),
            note: used
                .get(&id)
                .map_or_else(String::new, |excerpts| format!("used {}", excerpts.len())),
            about: about.into_iter().filter(|line| !line.is_empty()).collect(),
        })
    };
    ids.filter_map(candidate).collect()
}

/// The codes that can be named, by handle.
fn named<'v>(view: &'v View<'_>) -> HashMap<&'v str, CodeRef> {
    let codes = view.codes().filter(|code| code.merged_into.is_none());
    codes.map(|code| (code.code.id.as_str(), code.id)).collect()
}

fn labelled(label: &str, words: &str) -> String {
    if words.is_empty() {
        String::new()
    } else {
        format!("{label}: {words}")
    }
}

/// Every code as what another can stand below.
pub fn parents(view: &View<'_>) -> Vec<Candidate<Choice>> {
    let codebook = view.codebook();
    let named = named(view);
    let candidate = |code: &Code| {
        let above: Vec<&str> = codebook
            .ancestors(&code.id)
            .into_iter()
            .rev()
            .map(|code| code.id.as_str())
            .collect();
        Some(Candidate {
            of: Choice::Code(*named.get(code.id.as_str())?),
            handle: code.id.clone(),
            name: code.name.clone(),
            context: above.join(" > "),
            note: String::new(),
            about: vec![code.definition.clone()],
        })
    };
    codebook.codes().iter().filter_map(candidate).collect()
}
