//! Which documents a round gets: those named, or a stratified draw that its seed repeats.

use std::collections::BTreeMap;

use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

use crate::cli::context::document;
use crate::cli::failure::Failure;
use crate::cli::round::NewArgs;
use crate::document::Document;
use crate::filter::View;
use crate::id::DocumentRef;

/// The documents named, or so many drawn from all strata in turn.
pub fn chosen<'v>(view: &View<'v>, args: &NewArgs) -> Result<Vec<&'v Document>, Failure> {
    let count = match args.documents.as_slice() {
        [one] => one
            .parse::<usize>()
            .ok()
            .filter(|_| view.document_called(one).is_none()),
        _ => None,
    };
    let Some(count) = count else {
        return args
            .documents
            .iter()
            .map(|handle| document(view, handle))
            .collect();
    };
    let strata = strata(view, args);
    let mut drawn = drawn(strata, count, args.seed);
    if drawn.len() < count {
        return Err(Failure::new(format!(
            "only {} documents are there to draw from, not {count}",
            drawn.len()
        )));
    }
    let order: Vec<DocumentRef> = view.documents().map(|document| document.id).collect();
    drawn.sort_by_key(|document| order.iter().position(|id| *id == document.id));
    Ok(drawn)
}

type Strata<'v> = BTreeMap<Vec<String>, Vec<&'v Document>>;

/// The documents that may be drawn, by what the draw is even over.
fn strata<'v>(view: &View<'v>, args: &NewArgs) -> Strata<'v> {
    let mut strata = Strata::new();
    for document in view.documents() {
        if args.exclude_coded && is_touched(view, document) {
            continue;
        }
        let stratum = args
            .stratify
            .iter()
            .map(|by| stratum(view, document, by))
            .collect();
        strata.entry(stratum).or_default().push(document);
    }
    strata
}

/// Whether a round has a document, or anybody has coded it or said how far they are.
fn is_touched(view: &View<'_>, document: &Document) -> bool {
    let id = document.id;
    view.rounds()
        .iter()
        .any(|round| round.documents().contains(&id))
        || view.progress().iter().any(|said| said.document == id)
        || view.codings().iter().any(|c| c.excerpt.document == id)
}

/// So many documents, from all strata in turn, as the seed says.
fn drawn<'v>(strata: Strata<'v>, count: usize, seed: u64) -> Vec<&'v Document> {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut groups: Vec<Vec<&Document>> = strata.into_values().collect();
    groups
        .iter_mut()
        .for_each(|group| group.shuffle(&mut random));
    groups.shuffle(&mut random);
    let mut drawn: Vec<&Document> = Vec::new();
    while drawn.len() < count && groups.iter().any(|group| !group.is_empty()) {
        for group in &mut groups {
            if drawn.len() < count {
                drawn.extend(group.pop());
            }
        }
    }
    drawn
}

fn stratum(view: &View<'_>, document: &Document, by: &str) -> String {
    if by == "kind" {
        return document.kind.as_str().to_owned();
    }
    let own = document
        .attributes
        .get(by)
        .into_iter()
        .flatten()
        .map(|value| value.as_str().to_owned());
    let people = document
        .speakers
        .values()
        .filter_map(|role| view.person(role.person()?));
    let of_people = people
        .flat_map(|person| person.values(by))
        .map(|value| value.as_str().to_owned());
    let mut values: Vec<String> = own.chain(of_people).collect();
    values.sort();
    values.dedup();
    values.join("+")
}
