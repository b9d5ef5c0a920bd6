//! The step curve: how a total grows, one step for each document, with what each brought written at it.

use crate::chart::{Anchor, Said, WIDTH, framed, line, words};

const LEFT: f64 = 34.0;
const TOP: f64 = 18.0;
const HIGH: f64 = 170.0;

/// How many names fit below the axis.
const NAMES: usize = 20;

/// One step: the document, what it brought, and the total with it.
pub type Step = (String, usize, usize);

/// Draws a curve that never falls.
pub fn plot(title: &str, unit: &str, steps: &[Step]) -> String {
    let most = steps.last().map_or(0, |(_, _, total)| *total).max(1);
    let across = (WIDTH - LEFT - 6.0) / steps.len().max(1) as f64;
    let y = |total: usize| TOP + HIGH * (1.0 - total as f64 / most as f64);
    let grey = "stroke=\"#c8c8c8\"";
    let mut drawing = String::new();
    for tick in [0, most / 2, most] {
        drawing.push_str(&line((LEFT, y(tick)), (WIDTH, y(tick)), grey));
        let place = (LEFT - 6.0, y(tick) + 4.0);
        drawing.push_str(&words(place, Anchor::End, &tick.to_string()));
    }
    let mut path = format!("M{LEFT:.1} {:.1}", y(0));
    let each = steps.len().div_ceil(NAMES).max(1);
    for (at, (name, new, total)) in steps.iter().enumerate() {
        let (from, to) = (LEFT + across * at as f64, LEFT + across * (at as f64 + 1.0));
        path.push_str(&format!("V{:.1}H{to:.1}", y(*total)));
        let middle = (from + to) / 2.0;
        if *new > 0 && (steps.len() <= NAMES || at % each == 0) {
            let place = (middle, y(*total) - 5.0);
            drawing.push_str(&words(place, Anchor::Middle, &format!("+{new}")));
        }
        if at % each == 0 {
            drawing.push_str(&slanted((middle, TOP + HIGH + 14.0), name));
        }
    }
    drawing.push_str(&format!(
        "<path d=\"{path}\" fill=\"none\" stroke=\"#0072B2\" stroke-width=\"2.5\"/>\n"
    ));
    let rows = steps.iter();
    let numbers: Vec<String> = rows
        .map(|(name, new, total)| format!("{name}: {new} new, {total} in all"))
        .collect();
    framed(
        Said {
            title,
            numbers: &format!("{unit}: {}", numbers.join("; ")),
        },
        TOP + HIGH + 60.0,
        &drawing,
    )
}

/// A name that runs down from the axis.
fn slanted((x, y): (f64, f64), name: &str) -> String {
    let name = crate::chart::shortened(name, 10);
    let turned = words((0.0, 0.0), Anchor::End, &name);
    format!("<g transform=\"translate({x:.1} {y:.1}) rotate(-50)\">{turned}</g>\n")
}
