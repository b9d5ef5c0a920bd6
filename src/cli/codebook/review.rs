//! Looking at the codebook as a whole: lint, versions, what was coded before a code was there.

use crate::cli::context::{self, Context, joined};
use crate::cli::failure::Failure;
use crate::codebook::{Codebook, Use};
use crate::event::Event;
use crate::event::codebook::CodebookFreeze;
use crate::filter::View;
use crate::id::Digest;
use crate::import::codebook::compare;
use crate::lint::warnings;
use crate::number::counted;
use crate::recode::{Between, Queue};
use crate::round::State;
use crate::session::Session;
use crate::store::texts::{Kept, Kind};
use crate::usage::Usage;
use crate::version::draft;

pub fn lint(context: &mut Context) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let problems = warnings(&view, &Usage::of(&view));
    if context.out.is_json() {
        return context
            .out
            .json(&serde_json::json!({ "warnings": problems }));
    }
    for problem in &problems {
        context.out.line(format!("- {problem}"))?;
    }
    context.out.line(format!(
        "{} warnings over {} codes",
        problems.len(),
        view.codebook().codes().len()
    ))
}

pub fn freeze(context: &mut Context, number: Option<u32>) -> Result<(), Failure> {
    let mut session = context.open()?;
    context::lead(&session)?;
    joined(&session)?;
    let view = session.view();
    if !view.completeness().unknown.is_empty() {
        return Err(Failure::refused(
            "the folder has entries of a newer intercoder, which a freeze would leave out",
        )
        .hint("update this program"));
    }
    let number = number.unwrap_or_else(|| {
        view.versions()
            .iter()
            .map(|version| version.number)
            .max()
            .unwrap_or(0)
            + 1
    });
    if let Some(version) = view.versions().last() {
        let (texts, _) = session.texts([])?;
        if texts
            .codebook(version.id)
            .is_some_and(|last| last.codes == draft(&view).codes)
        {
            return context.out.line(format!(
                "version {} has exactly these codes, nothing to freeze",
                version.number
            ));
        }
    }
    drop(view);
    let (codes, sha256) = freeze_as(&mut session, number)?;
    let view = session.view();
    let (texts, _) = session.texts([])?;
    let queue = Queue::of(&view, &texts, Between::default());
    if context.out.is_json() {
        return context.out.json(&serde_json::json!({
            "version": number, "sha256": sha256, "codes": codes, "to_recode": queue.coders(),
        }));
    }
    context.out.line(format!(
        "version {number}  {codes} codes  {}",
        sha256.short()
    ))?;
    match queue.waiting.is_empty() {
        true => Ok(()),
        false => context.out.line(format!(
            "impact: {} to look at again: intercoder recode",
            queue.spread()
        )),
    }
}

/// Freezes the codebook as it stands; gives how many codes it has, and its hash.
pub fn freeze_as(session: &mut Session, number: u32) -> Result<(usize, Digest), Failure> {
    let frozen = draft(&session.view());
    if frozen.codes.is_empty() {
        return Err(Failure::new("the codebook has no codes to freeze")
            .hint("intercoder codebook import FILE"));
    }
    let written = serde_json::to_string_pretty(&frozen).unwrap_or_default() + "\n";
    let sha256 = Digest::of(written.as_bytes());
    session.keep(&[Kept {
        kind: Kind::Codebook(number.into()),
        bytes: written.as_bytes(),
    }])?;
    session.record(|draft| {
        let seen = draft.runs();
        draft.add(Event::CodebookFreeze(CodebookFreeze {
            number,
            sha256,
            seen,
        }))
    })?;
    Ok((frozen.codes.len(), sha256))
}

/// A frozen version by its number.
pub fn version(session: &Session, view: &View<'_>, number: u32) -> Result<Codebook, Failure> {
    let version = context::version(view, number)?;
    let (texts, _) = session.texts([])?;
    let lost = || {
        Failure::damaged(format!("the file of version {number} is not here"))
            .hint("intercoder verify says more")
    };
    Ok(texts.codebook(version.id).ok_or_else(lost)?.codebook())
}

pub fn diff(context: &mut Context, from: u32, to: Option<u32>) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let old = version(&session, &view, from)?;
    let new = to.map_or_else(|| Ok(view.codebook()), |to| version(&session, &view, to))?;
    let difference = compare(&old, &new);
    if context.out.is_json() {
        let added: Vec<&str> = difference
            .added
            .iter()
            .map(|code| code.id.as_str())
            .collect();
        return context.out.json(&serde_json::json!({ "added": added, "changed": difference.changed, "gone": difference.missing }));
    }
    for code in &difference.added {
        context.out.line(format!("+ {}  {}", code.id, code.name))?;
    }
    for handle in &difference.missing {
        context.out.line(format!("- {handle}"))?;
    }
    for change in &difference.changed {
        context.out.line(format!(
            "~ {} {}: “{}” -> “{}”",
            change.handle, change.field, change.old, change.new
        ))?;
    }
    let name = to.map_or_else(
        || "the codebook as it stands".to_owned(),
        |to| format!("version {to}"),
    );
    context.out.line(format!(
        "version {from} to {name}: {} added, {} gone, {} changed",
        difference.added.len(),
        difference.missing.len(),
        counted(difference.changed.len(), "field")
    ))
}

pub fn coverage(context: &mut Context, handle: Option<&str>) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let only = handle
        .map(|handle| context::code(&view, handle))
        .transpose()?
        .map(|code| code.id);
    let mut found: Vec<(String, String, String)> = Vec::new();
    let wanted = view.codes().filter(|code| {
        code.merged_into.is_none() && code.code.assignable && code.code.use_ == Use::Theme
    });
    for code in wanted.filter(|code| only.is_none_or(|only| only == code.id)) {
        for progress in view
            .progress()
            .iter()
            .filter(|progress| progress.state == State::Done)
        {
            let before = view
                .line(progress.id)
                .is_some_and(|line| line.head.clock < code.added());
            if let (true, Some(document)) = (before, view.document(progress.document)) {
                found.push((
                    code.code.id.clone(),
                    document.handle.clone(),
                    progress.coder.to_string(),
                ));
            }
        }
    }
    if context.out.is_json() {
        let rows: Vec<_> = found.iter().map(|(code, document, coder)| serde_json::json!({ "code": code, "document": document, "coder": coder })).collect();
        return context
            .out
            .json(&serde_json::json!({ "coded_before_the_code": rows }));
    }
    for (code, document, coder) in &found {
        context.out.line(format!(
            "{code:<20} {coder} finished {document} before it was there"
        ))?;
    }
    context.out.line(format!(
        "{} documents to read again for a code that is younger",
        found.len()
    ))
}
