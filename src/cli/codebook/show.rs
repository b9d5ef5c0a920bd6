//! The tree, and one code with all its fields.

use std::collections::{HashMap, HashSet};

use crate::cli::context::{self, Context};
use crate::cli::failure::Failure;
use crate::codebook::Use;
use crate::id::{CodeRef, DocumentRef};
use crate::usage::{Place, Usage};

pub fn tree(context: &mut Context) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let codebook = view.codebook();
    let usage = Usage::of(&view);
    let refs: HashMap<&str, CodeRef> = view
        .codes()
        .filter(|code| code.merged_into.is_none())
        .map(|code| (code.code.id.as_str(), code.id))
        .collect();
    let count = |id: &str| {
        let codes = codebook.with_descendants(id).into_iter();
        let own = codes.filter_map(|code| refs.get(code.id.as_str()));
        let places: HashSet<Place> = own
            .flat_map(|code| usage.own(*code).iter().copied())
            .collect();
        places.len()
    };
    if context.out.is_json() {
        let codes: Vec<_> = codebook.codes().iter().map(|code| serde_json::json!({
            "id": code.id, "name": code.name, "parent": code.parent, "depth": codebook.depth(&code.id), "use": code.use_,
            "assignable": code.assignable, "excerpts": count(&code.id)
        })).collect();
        return context
            .out
            .json(&serde_json::json!({ "codes": codes, "notes": view.said_left_out() }));
    }
    for code in codebook.codes() {
        let label = format!("{}{}", "  ".repeat(codebook.depth(&code.id)), code.id);
        let container = if code.assignable { "" } else { "  (container)" };
        let process = if code.use_ == Use::Process {
            "  (process)"
        } else {
            ""
        };
        context.out.line(format!(
            "{label:<32} {:<44} {:>5}{container}{process}",
            code.name,
            count(&code.id)
        ))?;
    }
    let roots = codebook
        .codes()
        .iter()
        .filter(|code| code.parent.is_none())
        .count();
    context.out.line(format!(
        "{} codes, {roots} roots; counts are distinct excerpts, children included",
        codebook.codes().len()
    ))?;
    for said in view.said_left_out() {
        context.out.line(said)?;
    }
    Ok(())
}

pub fn code(context: &mut Context, handle: &str) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let now = context::code(&view, handle)?;
    let code = &now.code;
    let usage = Usage::of(&view);
    let used = usage.own(now.id);
    let excerpts = used.len();
    let documents: HashSet<DocumentRef> = used.iter().map(|(document, _)| *document).collect();
    if context.out.is_json() {
        return context.out.json(&serde_json::json!({
            "ref": now.id, "code": code, "retired": now.retired, "added_by": now.added_by(), "excerpts": excerpts, "documents": documents.len()
        }));
    }
    context.out.line(format!("{}  {}", code.id, code.name))?;
    let parent = code.parent.as_deref().unwrap_or("(root)");
    let fields = [
        ("parent", parent),
        ("origin", &code.origin),
        ("definition", &code.definition),
        ("use when", &code.use_when),
        ("not when", &code.not_when),
        ("example", &code.example),
    ];
    for (name, value) in fields {
        context.out.line(format!(
            "  {name:<12} {}",
            if value.is_empty() { "-" } else { value }
        ))?;
    }
    if !code.scale.is_empty() {
        context
            .out
            .line(format!("  {:<12} {}", "scale", code.scale.join(", ")))?;
    }
    let state = match (now.retired, code.assignable) {
        (true, _) => "retired; ",
        (_, false) => "container; ",
        _ => "",
    };
    context.out.line(format!(
        "  {:<12} {state}{} excerpts in {} documents; added by {}",
        "used",
        excerpts,
        documents.len(),
        now.added_by()
    ))
}
