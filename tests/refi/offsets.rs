//! Excerpts come out with their words, however the program that wrote the project counts.

use intercoder::project::Project;
use intercoder::refi::reading::{End, LineEnd, Mark, Reading, Unit};
use proptest::prelude::*;

use crate::refi::{marked, project_xml, read, zipped};

const WORDS: &str = "INT1: How are you now? 😀 😀\nP01: Better, thank you 😀 and the children too.\nINT1: Who helps?\nP01: My worker 😀 she comes every week.\n";

const QUOTES: [&str; 4] = ["Better", "the children too", "My worker", "every week"];

/// The place of a character of ours, as a program with this reading would write it.
fn counted(raw: &str, (at, reading): (usize, Reading)) -> u64 {
    let body = raw.trim_start_matches('\u{feff}');
    let mut count = u64::from(reading.mark == Mark::Counted && raw != body);
    let mut passed = 0;
    let mut characters = body.chars().peekable();
    while passed < at {
        let c = characters.next().unwrap();
        let pair = c == '\r' && characters.next_if_eq(&'\n').is_some();
        count += match (reading.line_end, reading.unit) {
            (LineEnd::One, _) if matches!(c, '\r' | '\n') => 1,
            (LineEnd::Two, _) if matches!(c, '\r' | '\n') => 2,
            _ if pair => 2,
            (_, Unit::CodePoint) => 1,
            (_, Unit::Utf16) => c.len_utf16() as u64,
        };
        passed += 1;
    }
    count
}

/// A project whose places are counted by a reading; with or without the words of each in its name.
fn written(raw: &str, (origin, reading): (&str, Reading), named: bool) -> Vec<u8> {
    let ours = intercoder::text::normalise_line_ends(raw);
    let mut marks = String::new();
    for quote in QUOTES {
        let start = ours[..ours.find(quote).unwrap()].chars().count();
        let end = start + quote.chars().count();
        let last = match reading.end {
            End::After => counted(raw, (end, reading)),
            End::Last => counted(raw, (end, reading)) - 1,
        };
        let place = (counted(raw, (start, reading)), last);
        marks += &marked(place, (if named { quote } else { "" }, "C1"));
    }
    let xml = project_xml(origin, &marks);
    zipped(&[
        ("project.qde", xml.as_bytes()),
        ("Sources/S1.txt", raw.as_bytes()),
    ])
}

fn quotes(project: &Project) -> Vec<&str> {
    let codings = project.codings.iter();
    codings
        .map(|c| project.documents[c.document.0].text.slice(c.span))
        .collect()
}

fn check(raw: &str, (origin, reading): (&str, Reading), named: bool) {
    let project = read(&written(raw, (origin, reading), named)).unwrap();
    assert_eq!(
        quotes(&project),
        QUOTES,
        "{origin} {reading:?}: {:?}",
        project.reading
    );
}

fn nvivo() -> Reading {
    Reading {
        unit: Unit::Utf16,
        line_end: LineEnd::AsWritten,
        ..Reading::STANDARD
    }
}

#[test]
fn nvivo_for_windows_counts_utf_16_units_and_a_line_end_as_two() {
    let raw = format!("\u{feff}{}", WORDS.replace('\n', "\r\n"));
    check(&raw, ("NVivo 12.6", nvivo()), false);
    check(&raw, ("NVivo 12.6", nvivo()), true);
}

#[test]
fn an_unknown_program_that_counts_like_nvivo_is_read_by_its_words_alone() {
    let raw = format!("\u{feff}{}", WORDS.replace('\n', "\r\n"));
    check(&raw, ("", nvivo()), true);
    check(&raw, ("", nvivo()), false);
}

#[test]
fn atlas_ti_counts_a_line_end_as_one_whatever_the_file_has() {
    let one = Reading {
        line_end: LineEnd::One,
        ..Reading::STANDARD
    };
    check(&WORDS.replace('\n', "\r\n"), ("ATLAS.ti 26", one), false);
}

#[test]
fn a_program_that_says_it_is_nvivo_and_follows_the_standard_is_believed_by_its_words() {
    let raw = WORDS.replace('\n', "\r\n");
    check(&raw, ("NVivo 12.6", Reading::STANDARD), true);
}

#[test]
fn where_two_readings_do_as_well_both_are_shown_and_the_other_can_be_taken() {
    // Without a line end or an emoji before them, two places that end inside blanks say nothing about the last character.
    let raw = "a b c d e f";
    let xml = project_xml("Some program", &marked((0, 2), ("", "C1")));
    let bytes = zipped(&[
        ("project.qde", xml.as_bytes()),
        ("sources/S1.txt", raw.as_bytes()),
    ]);
    let project = read(&bytes).unwrap();
    assert_eq!(quotes(&project), ["a "]);
    let said = project.reading.join("\n");
    assert!(
        said.contains("1 excerpt, read as Unicode characters"),
        "{said}"
    );
    assert!(said.contains("“a”   or   “a b”"), "{said}");
    let other = intercoder::refi::read::Taken::Other;
    let other = intercoder::refi::read::project(std::io::Cursor::new(&bytes), ("t.qdpx", other));
    assert_eq!(quotes(&other.unwrap()), ["a b"]);
}

#[test]
fn a_place_outside_its_text_is_left_out_and_told() {
    let marks = marked((0, 5), ("Hello", "C1")) + &marked((90, 99), ("nowhere", "C1"));
    let xml = project_xml("X", &marks);
    let bytes = zipped(&[
        ("project.qde", xml.as_bytes()),
        ("sources/s1.TXT", b"Hello there"),
    ]);
    let project = read(&bytes).unwrap();
    assert_eq!(quotes(&project), ["Hello"]);
    let told = project.left_out.iter().any(|p| {
        p.what
            .starts_with("1 place with what is marked there lie outside")
    });
    assert!(told, "{:?}", project.left_out);
}

fn any_reading() -> impl Strategy<Value = Reading> {
    let units = prop_oneof![Just(Unit::CodePoint), Just(Unit::Utf16)];
    let line_ends = prop_oneof![
        Just(LineEnd::AsWritten),
        Just(LineEnd::One),
        Just(LineEnd::Two)
    ];
    let marks = prop_oneof![Just(Mark::Skipped), Just(Mark::Counted)];
    let ends = prop_oneof![Just(End::After), Just(End::Last)];
    (units, line_ends, marks, ends).prop_map(|(unit, line_end, mark, end)| Reading {
        unit,
        line_end,
        mark,
        end,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the reading, the words that excerpts carry find it.
    #[test]
    fn excerpts_that_tell_their_words_get_them(reading in any_reading(), windows in any::<bool>(), mark in any::<bool>()) {
        let body = if windows { WORDS.replace('\n', "\r\n") } else { WORDS.to_owned() };
        let raw = if mark { format!("\u{feff}{body}") } else { body };
        let project = read(&written(&raw, ("", reading), true)).unwrap();
        prop_assert_eq!(quotes(&project), QUOTES);
    }
}
