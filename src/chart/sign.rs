//! Signs: a colour and a shape for each code, so that it is known again in colour, in grey and by those who see few colours.
//!
//! The colours are those of Okabe and Ito (2008), which differ for every common kind of colour vision; black is left for words.

/// Orange, sky blue, green, yellow, blue, vermilion, purple.
const COLOURS: [&str; 7] = [
    "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7",
];

const SHAPES: [char; 7] = ['●', '■', '▲', '◆', '★', '▼', '✚'];

/// How a code looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Its colour, as CSS and SVG write it.
    pub colour: &'static str,
    /// Its shape.
    pub shape: char,
}

impl Sign {
    /// The sign of the code at a place of the codebook; 49 codes in a row all look different.
    pub fn of(place: usize) -> Self {
        let shape = (place + place / COLOURS.len()) % SHAPES.len();
        Self {
            colour: COLOURS[place % COLOURS.len()],
            shape: SHAPES[shape],
        }
    }
}
