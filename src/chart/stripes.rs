//! Coding stripes: which codes lie where in a document, one row a code, from the first character to the last.

use crate::chart::sign::Sign;
use crate::chart::{Anchor, Said, WIDTH, framed, label, words};

const LEFT: f64 = 160.0;
const STEP: f64 = 18.0;

/// A code with its sign, and where it lies: each stretch from 0, the start of the document, to 1, its end.
#[derive(Clone, Debug, PartialEq)]
pub struct Striped {
    /// The handle.
    pub name: String,
    /// How it looks.
    pub sign: Sign,
    /// Its stretches.
    pub stretches: Vec<(f64, f64)>,
}

/// Draws the stripes of a document.
pub fn plot(title: &str, codes: &[Striped]) -> String {
    let mut drawing = String::new();
    let across = WIDTH - LEFT;
    for (at, code) in (0_u32..).zip(codes) {
        let y = STEP * f64::from(at);
        let name = format!("{} {}", code.sign.shape, label(&code.name));
        drawing.push_str(&words((0.0, y + 13.0), Anchor::Start, &name));
        drawing.push_str(&format!(
            "<rect x=\"{LEFT}\" y=\"{:.1}\" width=\"{across:.1}\" height=\"12\" fill=\"#f2f2f2\"/>\n",
            y + 3.0
        ));
        for (from, to) in &code.stretches {
            let (x, width) = (LEFT + across * from, (across * (to - from)).max(1.5));
            drawing.push_str(&format!(
                "<rect x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"12\" fill=\"{}\" stroke=\"#1a1a1a\" stroke-width=\"0.5\"/>\n",
                y + 3.0,
                code.sign.colour
            ));
        }
    }
    let rows = codes.iter();
    let numbers: Vec<String> = rows
        .map(|code| format!("{}: {}", code.name, code.stretches.len()))
        .collect();
    framed(
        Said {
            title,
            numbers: &format!(
                "excerpts by code, from start to end: {}",
                numbers.join("; ")
            ),
        },
        STEP * codes.len() as f64 + 4.0,
        &drawing,
    )
}
