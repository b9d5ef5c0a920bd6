//! Charts as SVG, written by hand: what a report draws beside its tables.
//!
//! Every chart says its numbers twice, in the drawing and in words, so that it can be heard as well as seen. Nothing is told by
//! colour alone: values stand in cells and beside bars, codes have a shape and a name. A chart takes the width it is given, and
//! words from a study are text in it and nothing else.

pub mod sign;
pub mod interval;
pub mod bars;
pub mod heat;
pub mod steps;
pub mod stripes;

use crate::export::html::escaped;

/// The width that charts are drawn on; a page scales it.
pub const WIDTH: f64 = 480.0;

/// How many signs of a name stand beside a row; the rest is in the words of the chart.
const LABEL: usize = 20;

/// What a chart says to those who do not see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Said<'w> {
    /// What it shows.
    pub title: &'w str,
    /// Its numbers, in words.
    pub numbers: &'w str,
}

/// A drawing as an image with its words; the height is in the units of the drawing, [`WIDTH`] across.
fn framed(said: Said<'_>, height: f64, drawing: &str) -> String {
    format!(
        "<svg role=\"img\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"100%\" font-family=\"system-ui,sans-serif\" font-size=\"13\" \
         fill=\"#1a1a1a\">\n<title>{}</title>\n<desc>{}</desc>\n{drawing}</svg>\n",
        escaped(said.title),
        escaped(said.numbers)
    )
}

/// Where words begin, in the middle, or end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Anchor {
    Start,
    Middle,
    End,
}

/// Words at a place.
fn words((x, y): (f64, f64), anchor: Anchor, text: &str) -> String {
    let anchor = match anchor {
        Anchor::Start => "start",
        Anchor::Middle => "middle",
        Anchor::End => "end",
    };
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>\n",
        escaped(text)
    )
}

/// A line between two places.
fn line((x1, y1): (f64, f64), (x2, y2): (f64, f64), look: &str) -> String {
    format!("<line x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\" {look}/>\n")
}

/// A name as it fits beside a row.
fn label(name: &str) -> String {
    shortened(name, LABEL)
}

fn shortened(name: &str, most: usize) -> String {
    match name.chars().count() > most {
        true => name.chars().take(most - 1).chain(['…']).collect(),
        false => name.to_owned(),
    }
}
