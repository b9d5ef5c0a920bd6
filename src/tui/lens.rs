//! What figures can be asked for, as keys go through it: whose codings, which themes, and which attribute people are told apart by.

use std::collections::BTreeSet;

use crate::codebook::Depth;
use crate::filter::{Layer, View};

/// An attribute with more values than this makes no columns.
const MOST_VALUES: usize = 8;

/// The layers that are everybody's, in some order, then the codings of each coder who has any to see.
pub fn next_layer(view: &View<'_>, layer: &Layer, shared: [Layer; 2]) -> Layer {
    let coding: BTreeSet<_> = view.codings().iter().map(|coding| &coding.coder).collect();
    let coders = view.coders().iter().map(|coder| &coder.handle);
    let coders = coders.filter(|coder| coding.contains(coder));
    let coders = coders.cloned().map(Layer::Coder);
    let layers: Vec<Layer> = shared.into_iter().chain(coders).collect();
    let at = layers.iter().position(|known| known == layer);
    let next = at.map_or(0, |at| (at + 1) % layers.len());
    layers.get(next).cloned().unwrap_or_default()
}

/// No attribute, then each attribute of people with a few values, one after another.
pub fn next_attribute(view: &View<'_>, by: Option<&str>) -> Option<String> {
    let names: BTreeSet<&String> = view
        .people()
        .flat_map(|person| person.attributes.keys())
        .collect();
    let values = |name: &str| {
        let values = view.people().flat_map(|person| person.values(name));
        values.collect::<BTreeSet<_>>().len()
    };
    let mut few = names
        .into_iter()
        .filter(|name| (2..=MOST_VALUES).contains(&values(name)));
    match by {
        None => few.next().cloned(),
        Some(by) => few.find(|name| name.as_str() > by).cloned(),
    }
}

/// All themes, the lowest, every code, those on top.
pub fn next_depth(depth: Depth) -> Depth {
    match depth {
        Depth::Themes => Depth::Lowest,
        Depth::Lowest => Depth::Codes,
        Depth::Codes => Depth::Top,
        Depth::Top => Depth::Themes,
    }
}

/// A depth in words.
pub fn depth_in_words(depth: Depth) -> &'static str {
    match depth {
        Depth::Themes => "every theme: codes with codes below them",
        Depth::Lowest => "the lowest themes",
        Depth::Codes => "every code",
        Depth::Top => "the themes on top",
    }
}
