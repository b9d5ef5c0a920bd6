//! Fuzz, short: the functions that the fuzz targets feed are fed here with bytes that a seed gives, some of them from sound files.
//!
//! No input may make one fall over, and what each promises of its answer holds.

#[path = "../fuzz/fed/mod.rs"]
mod fed;

use std::panic::{AssertUnwindSafe, catch_unwind};

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use crate::trust::proof::{say, tries};

/// What a target begins with now and then, so that not every input is refused at its first byte.
struct Target {
    name: &'static str,
    feed: fn(&[u8]),
    sound: &'static [&'static [u8]],
}

/// Feeds a target; an input that makes it fall over is printed, so that it can be kept as a test.
fn check(target: &Target, (short, long): (u64, u64)) {
    let times = tries(short, long);
    let mut bytes_fed = 0;
    for seed in 0..times {
        let mut draw = ChaCha8Rng::seed_from_u64(seed);
        let input = input(&mut draw, target.sound);
        bytes_fed += input.len();
        let fed = catch_unwind(AssertUnwindSafe(|| (target.feed)(&input)));
        assert!(
            fed.is_ok(),
            "{} falls over at seed {seed}: {:?}",
            target.name,
            String::from_utf8_lossy(&input)
        );
    }
    say(
        &format!("fuzz {}", target.name),
        &format!("{times} inputs, {bytes_fed} bytes, fell over 0 times"),
    );
}

/// Bytes by chance, or a sound input with some of its bytes changed, taken out or doubled.
fn input(draw: &mut ChaCha8Rng, sound: &[&[u8]]) -> Vec<u8> {
    if sound.is_empty() || draw.random_range(0..4) == 0 {
        let length = draw.random_range(0..200);
        return (0..length).map(|_| draw.random()).collect();
    }
    let mut bytes = vec![draw.random()];
    bytes.extend(sound[draw.random_range(0..sound.len())]);
    for _ in 0..draw.random_range(0..8) {
        let at = draw.random_range(0..bytes.len().max(1));
        match draw.random_range(0..4) {
            0 => bytes.truncate(at),
            1 => {
                let again = bytes[..at.min(20)].to_vec();
                bytes.splice(at..at, again);
            }
            _ if at < bytes.len() => bytes[at] = draw.random(),
            _ => {}
        }
    }
    bytes
}

const TRANSCRIPTS: [&[u8]; 6] = [
    b"INT1: How was it?\nP01: They listened.\n[00:12] P02: Yes.\n",
    b"<w:document><w:body><w:p><w:r><w:t>Ana: x &amp; y</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl></w:body></w:document>",
    b"<office:body><office:text><text:p>Ana: x</text:p><table:table><table:table-row><table:table-cell><text:p>a</text:p>\
      </table:table-cell></table:table-row></table:table></office:text></office:body>",
    b" \\par Ana: x\\par {\\*\\x y}\\u8217\\'92}",
    b"1\n00:00:01.000 --> 00:00:02.500\n<v Ana>Hello there</v>\n\n2\n00:00:03.000 --> 00:00:04.000\nBye\n",
    b"{\"segments\":[{\"speaker\":\"A\",\"start\":0.5,\"text\":\"Hello\"}]}",
];

const PROJECT: &[u8] = br#"<Project name="T"><CodeBook><Codes><Code guid="C1" name="Hope" isCodable="true"/></Codes></CodeBook>
<Sources><TextSource guid="S1" name="One"><PlainTextContent>Hello there</PlainTextContent><PlainTextSelection guid="P" startPosition="0"
endPosition="5"><Coding guid="K"><CodeRef targetGUID="C1"/></Coding></PlainTextSelection></TextSource></Sources></Project>"#;

const BOOKS: [&[u8]; 4] = [
    b"id,name,parent,definition\nvoice,Voice,,Heard\nplan,Plan,voice,\n",
    br#"[{"id":"voice","name":"Voice"},{"id":"plan","parent":"voice"}]"#,
    br#"<CodeBook><Codes><Code guid="C1" name="Hope" isCodable="true"><Description>x</Description></Code></Codes></CodeBook>"#,
    b"# Voice\n\nBeing heard\n\n## Plan\n",
];

const TABLES: [&[u8]; 4] = [
    b"id,role,age\nP01,parent,44\nP02,\"staff; lead\",\n",
    b"id;type;participants;facilitators\nI01;interview;P01;INT1\n",
    b"document,comment,code\nI01,\"Is this so?\",rel-crisis\n",
    br#"{"level":"nominal","units":[{"ana":"a","ben":"b"},{"ana":"a"}]}"#,
];

const SPECS: [&[u8]; 2] = [
    include_bytes!("../../src/people/participants.json"),
    br#"{"table":"themes","layer":"final","themes":"codes","by":["role"]}"#,
];

const LINES: &[u8] = include_bytes!("../studies/v1/lines.jsonl");

const QUERIES: [&[u8]; 4] = [
    b"plan OR (listen* -bye) role:parent",
    b"\"the plan\"~3 code:voice within:turn",
    b"/pl(a|e)n.*/i NEAR/5 held speaker:P01",
    b"age:>40 doc:T1 -code:plan text:/\\bwe\\b/",
];

const KEYS: [&[u8]; 3] = [
    b"xx\x81voice\x81jjxx\x81plan\x81uu",
    b"mHello\x80?/plan\x81nn\x80gg",
    b" aa\x80:2\x81vjjll\x81",
];

#[test]
fn any_bytes_are_a_transcript_or_refused() {
    let name = "transcript";
    let feed = fed::transcripts::transcript;
    check(
        &Target {
            name,
            feed,
            sound: &TRANSCRIPTS,
        },
        (2_000, 200_000),
    );
}

#[test]
fn any_bytes_are_a_project_or_refused() {
    let name = "project";
    let feed = fed::projects::any_project;
    let sound = &[PROJECT];
    check(&Target { name, feed, sound }, (2_000, 200_000));
}

#[test]
fn any_bytes_are_a_codebook_or_refused() {
    let name = "codebook";
    let feed = fed::books::codes;
    let sound = &BOOKS;
    check(&Target { name, feed, sound }, (2_000, 200_000));
}

#[test]
fn any_bytes_are_a_table_or_refused() {
    let name = "table";
    let feed = fed::books::table;
    let sound = &TABLES;
    check(&Target { name, feed, sound }, (2_000, 200_000));
}

#[test]
fn any_bytes_say_what_a_table_shows_or_are_refused() {
    let name = "spec";
    let feed = fed::books::spec;
    let sound = &SPECS;
    check(&Target { name, feed, sound }, (2_000, 200_000));
}

#[test]
fn any_text_is_a_journal_line_or_none() {
    let name = "journal";
    let feed = fed::lines::journal_line;
    let sound = &[LINES];
    check(&Target { name, feed, sound }, (1_000, 200_000));
}

#[test]
fn any_lines_give_one_study_in_any_order() {
    let name = "fold";
    let feed = fed::lines::fold;
    let sound = &[];
    check(&Target { name, feed, sound }, (1_000, 100_000));
}

#[test]
fn any_line_is_a_query_or_refused() {
    let name = "query";
    let feed = fed::questions::query;
    let sound = &QUERIES;
    check(&Target { name, feed, sound }, (3_000, 300_000));
}

#[test]
fn any_keys_leave_the_screens_standing() {
    let name = "keys";
    let feed = fed::keys::keys;
    let sound = &KEYS;
    check(&Target { name, feed, sound }, (60, 5_000));
}
