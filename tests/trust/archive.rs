//! Hostile containers: documents, workbooks and projects that lie about their size, climb out of their folder, never end, or are
//! broken. The real program reads each, with bounds on its memory and time: it takes words from it or says why not.

use std::io::{Cursor, Write as _};
use std::process::Command;
use std::sync::LazyLock;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::program::Place;
use crate::trust::proof::{say, tries};

/// A hostile file: what is wrong with it, its name, its bytes.
struct Hostile {
    name: String,
    bytes: Vec<u8>,
}

/// The kinds of containers, each with the member that its reader looks for and sound XML for it.
const KINDS: [(&str, &str, &str); 5] = [
    (
        "docx",
        "word/document.xml",
        "<w:document><w:body><w:p><w:r><w:t>Ana: hello</w:t></w:r></w:p></w:body></w:document>",
    ),
    (
        "odt",
        "content.xml",
        "<office:document-content><office:body><office:text><text:p>Ana: hello</text:p></office:text></office:body></office:document-content>",
    ),
    (
        "xlsx",
        "xl/worksheets/sheet1.xml",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>speaker</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>text</t></is></c></row><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Ana</t></is></c><c r=\"B2\" t=\"inlineStr\"><is><t>hello there</t></is></c></row></sheetData></worksheet>",
    ),
    (
        "ods",
        "content.xml",
        "<office:document-content><office:body><office:spreadsheet><table:table><table:table-row><table:table-cell><text:p>speaker</text:p></table:table-cell><table:table-cell><text:p>text</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Ana</text:p></table:table-cell><table:table-cell><text:p>hello there</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>",
    ),
    (
        "qdpx",
        "project.qde",
        "<Project name=\"T\"><Sources><TextSource guid=\"S1\" name=\"One\"><PlainTextContent>Hello there</PlainTextContent></TextSource></Sources></Project>",
    ),
];

type Member<'m> = (&'m str, &'m [u8]);

/// The parts without which no reader takes the container for one of its kind.
fn beside(kind: &str) -> Vec<Member<'static>> {
    match kind {
        "odt" => vec![("mimetype", b"application/vnd.oasis.opendocument.text")],
        "ods" => vec![("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")],
        "xlsx" => vec![
            ("[Content_Types].xml", br#"<Types><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#),
            ("_rels/.rels", br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#),
            ("xl/workbook.xml", br#"<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#),
            ("xl/_rels/workbook.xml.rels", br#"<Relationships><Relationship Id="rId1" Type="worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#),
        ],
        _ => Vec::new(),
    }
}

fn zipped(members: &[Member<'_>]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A container of a kind whose main part says this, with more parts.
fn holding(kind: &(&str, &str, &str), (main, more): (&[u8], &[Member<'_>])) -> Vec<u8> {
    let mut members = beside(kind.0);
    members.push((kind.1, main));
    members.extend(more);
    zipped(&members)
}

/// Replaces every place of some bytes.
fn replaced(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    while let Some(at) = bytes.windows(from.len()).position(|part| part == from) {
        bytes.splice(at..at + from.len(), to.iter().copied());
    }
    bytes
}

/// What stands in the XML of the main part.
fn in_the_words(sound: &str) -> Vec<(&'static str, Vec<u8>)> {
    let deep =
        |open: &str, close: &str| format!("{}{}", open.repeat(200_000), close.repeat(200_000));
    let begun =
        |dtd: &str| format!("<?xml version=\"1.0\"?><!DOCTYPE a [{dtd}]>{sound}").into_bytes();
    let lol: String = (1..10)
        .map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)))
        .collect();
    let attributes: String = (0..200_000).map(|at| format!(" a{at}=\"\"")).collect();
    let first = sound.find('>').unwrap();
    vec![
        ("entity bomb", begun(&format!("<!ENTITY l0 \"lol\">{lol}"))),
        (
            "outer entity",
            begun("<!ENTITY x SYSTEM \"file:///etc/passwd\">"),
        ),
        (
            "outer entity of a network",
            begun("<!ENTITY x SYSTEM \"http://127.0.0.1:9/x\">"),
        ),
        (
            "parameter entity",
            begun("<!ENTITY % x SYSTEM \"file:///etc/passwd\"> %x;"),
        ),
        (
            "late document type",
            format!(
                "{}{}",
                " ".repeat(6000),
                String::from_utf8(begun("<!ENTITY x \"y\">")).unwrap()
            )
            .into_bytes(),
        ),
        (
            "deep elements",
            sound
                .replace("Ana", &deep("<a>", "</a>"))
                .replace("Hello", &deep("<a>", "</a>"))
                .into_bytes(),
        ),
        (
            "a hundred thousand attributes",
            format!("{}{attributes}{}", &sound[..first], &sound[first..]).into_bytes(),
        ),
        ("cut in a tag", sound.as_bytes()[..sound.len() / 2].to_vec()),
        ("no words", Vec::new()),
        (
            "bytes that are no UTF-8",
            [sound.as_bytes(), b"\xff\xfe\xc0\x9b"].concat(),
        ),
        (
            "another alphabet said",
            format!("<?xml version=\"1.0\" encoding=\"UTF-7\"?>{sound}").into_bytes(),
        ),
        (
            "characters that XML forbids",
            sound
                .replace("Ana", "A&#0;&#x1b;&#xD800;")
                .replace("Hello", "&#0;&#x1b;")
                .into_bytes(),
        ),
    ]
}

/// What lies beside sound XML in its container, or in its place.
fn beside_sound(kind: &(&str, &str, &str)) -> Vec<(&'static str, Vec<u8>)> {
    let (_, main, xml) = kind;
    let with = |more: &[Member<'_>]| holding(kind, (xml.as_bytes(), more));
    let twin: String = main.chars().rev().collect();
    let doubled = replaced(
        with(&[(&twin, xml.as_bytes())]),
        twin.as_bytes(),
        main.as_bytes(),
    );
    let many: Vec<String> = (0..3_000).map(|at| format!("m{at}")).collect();
    let many: Vec<Member<'_>> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let out: [Member<'_>; 2] = [("../../../escaped", b"out"), ("..\\..\\escaped", b"out")];
    vec![
        ("a zip in the zip", with(&[("nested.zip", &ENDLESS)])),
        ("climbing out", with(&out)),
        (
            "from the root",
            with(&[("/tmp/escaped", b"out"), ("C:\\escaped", b"out")]),
        ),
        ("a name with NUL", with(&[("a\0b", b"x")])),
        ("two of one name", doubled),
        ("three thousand members", with(&many)),
        ("a link", linked(kind)),
        ("a part without end", endless(kind)),
    ]
}

/// The marks of a record of the directory of a container, and of the record that ends it.
const RECORD: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";

/// Where the last record with a mark begins.
fn last(bytes: &[u8], mark: &[u8]) -> usize {
    let mut parts = bytes.windows(mark.len());
    parts.rposition(|part| part == mark).unwrap()
}

/// What the records of a container may say: where in which, and the bytes that stand there.
const LIES: [(&str, &[u8], usize, &[u8]); 11] = [
    ("a size that lies low", RECORD, 24, &1_u32.to_le_bytes()),
    ("a size that lies high", RECORD, 24, &u32::MAX.to_le_bytes()),
    (
        "a packed size that lies",
        RECORD,
        20,
        &0x7fff_ffff_u32.to_le_bytes(),
    ),
    (
        "a place beyond the end",
        RECORD,
        42,
        &0x7fff_ffff_u32.to_le_bytes(),
    ),
    ("overlapping members", RECORD, 42, &0_u32.to_le_bytes()),
    ("locked with a password", RECORD, 8, &1_u16.to_le_bytes()),
    (
        "packed in an unknown way",
        RECORD,
        10,
        &99_u16.to_le_bytes(),
    ),
    ("a checksum that is wrong", RECORD, 16, &[1, 2, 3, 4]),
    (
        "more members than there are",
        END,
        10,
        &0xfffe_u16.to_le_bytes(),
    ),
    (
        "zip64 without its record",
        END,
        16,
        &0xffff_ffff_u32.to_le_bytes(),
    ),
    ("a directory elsewhere", END, 16, &7_u32.to_le_bytes()),
];

/// What is wrong with the container around sound XML.
fn around(kind: &(&str, &str, &str)) -> Vec<(&'static str, Vec<u8>)> {
    let whole = sound(kind.0);
    let lying = LIES.iter().map(|(what, mark, offset, says)| {
        let mut bytes = whole.clone();
        let at = last(&bytes, mark) + offset;
        bytes[at..at + says.len()].copy_from_slice(says);
        (*what, bytes)
    });
    let mut all: Vec<_> = beside_sound(kind).into_iter().chain(lying).collect();
    all.extend([
        (
            "without a directory",
            whole[..last(&whole, RECORD)].to_vec(),
        ),
        ("without an end", whole[..last(&whole, END)].to_vec()),
        ("cut in its first half", whole[..whole.len() / 3].to_vec()),
        ("the beginning alone", b"PK\x03\x04".to_vec()),
        (
            "words before it",
            [b"#!/bin/sh\n".as_slice(), &whole].concat(),
        ),
    ]);
    all
}

/// A container of a kind with nothing wrong.
pub fn sound(ending: &str) -> Vec<u8> {
    let kind = KINDS.iter().find(|(kind, ..)| *kind == ending).unwrap();
    holding(kind, (kind.2.as_bytes(), &[]))
}

/// Eighty megabytes of spaces, packed once.
static ENDLESS: LazyLock<Vec<u8>> = LazyLock::new(|| zipped(&[("x", &vec![b' '; 80 << 20])]));

/// A container whose main part unpacks to far more than it is.
fn endless(kind: &(&str, &str, &str)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in beside(kind.0) {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let mut packed = ZipArchive::new(Cursor::new(ENDLESS.as_slice())).unwrap();
    let part = packed.by_index_raw(0).unwrap();
    zip.raw_copy_file_rename(part, kind.1).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A container whose main part is a link to a file of the system.
fn linked(kind: &(&str, &str, &str)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in beside(kind.0) {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.add_symlink(kind.1, "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    zip.finish().unwrap().into_inner()
}

fn all() -> Vec<Hostile> {
    let mut all = Vec::new();
    for kind in &KINDS {
        for (what, xml) in in_the_words(kind.2) {
            let bytes = holding(kind, (&xml, &[]));
            all.push((what, kind.0, bytes));
        }
        all.extend(
            around(kind)
                .into_iter()
                .map(|(what, bytes)| (what, kind.0, bytes)),
        );
    }
    let relations: String = (0..300_000)
        .map(|at| format!("<Relationship Id=\"r{at}\" Type=\"t\" Target=\"x{at}\"/>"))
        .collect();
    let relations = format!("<Relationships>{relations}</Relationships>").into_bytes();
    for (kind, place) in [
        (&KINDS[0], "word/_rels/document.xml.rels"),
        (&KINDS[2], "xl/_rels/sheet.xml.rels"),
    ] {
        let bytes = holding(kind, (kind.2.as_bytes(), &[(place, &relations)]));
        all.push(("relationships without end", kind.0, bytes));
    }
    for (what, before, count) in [
        ("words without end", "", u32::MAX),
        ("more words than it holds", "", 70_000_000),
        (
            "words behind an end without a beginning",
            "<x></y>",
            u32::MAX,
        ),
    ] {
        let words =
            format!("{before}<sst count=\"1\" uniqueCount=\"{count}\"><si><t>Ana</t></si></sst>");
        let part: [Member<'_>; 1] = [("xl/sharedStrings.xml", words.as_bytes())];
        let bytes = holding(&KINDS[2], (KINDS[2].2.as_bytes(), &part));
        all.push((what, "xlsx", bytes));
    }
    let named = all.into_iter().map(|(what, ending, bytes)| Hostile {
        name: format!("{}.{ending}", what.replace(' ', "-")),
        bytes,
    });
    named.collect()
}

/// The files of a folder, and of all below it.
fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(files(&path)),
            false => found.push(path),
        }
    }
    found
}

/// Kilobytes of memory that a run may take, and seconds of the processor: a debug build takes several times what people wait.
const BOUNDS: (u32, u32) = (3 << 20, 60);

#[test]
fn a_container_with_nothing_wrong_is_read() {
    let place = Place::new();
    place.ok(&["init", "study", "--title", "x", "--coder", "ana", "--lead"]);
    for kind in &KINDS {
        let name = format!("sound.{}", kind.0);
        place.write(&name, sound(kind.0));
        let said = place.ok(&[
            "import",
            &name,
            "--dry-run",
            "--study",
            "study",
            "--as",
            "ana",
        ]);
        assert!(said.contains("1 "), "{said}");
    }
}

#[test]
fn every_hostile_container_is_read_or_refused_within_bounds() {
    let place = Place::new();
    place.ok(&["init", "study", "--title", "x", "--coder", "ana", "--lead"]);
    let (mut read, mut refused) = (0, 0);
    // Every fifth in the ordinary run: each kind of container and of malice comes up, though not each with each.
    let all = all();
    assert!(all.len() >= 80, "{}", all.len());
    let step = all.len().div_ceil(tries(45, all.len() as u64) as usize);
    let all: Vec<Hostile> = all.into_iter().step_by(step).collect();
    for Hostile { name, bytes } in &all {
        place.write(&format!("in/{name}"), bytes);
        let before = files(place.dir.path()).len();
        let (kilobytes, seconds) = BOUNDS;
        let bounded = format!("ulimit -v {kilobytes}; ulimit -t {seconds}; exec \"$@\"");
        let output = Command::new("sh")
            .args(["-c", &bounded, "sh", env!("CARGO_BIN_EXE_intercoder")])
            .args(["import", "--dry-run", "--study", "study", "--as", "ana"])
            .arg(format!("in/{name}"))
            .current_dir(place.dir.path())
            .env("INTERCODER_STATE", place.path(".state-machine"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned()
            + &String::from_utf8_lossy(&output.stdout);
        // A code of its own: a program that a signal ends, or that falls over, has another.
        match output.status.code() {
            Some(0) => read += 1,
            Some(1..=4) => refused += 1,
            code => panic!("{name}: {code:?} {said}"),
        }
        assert!(said.trim().len() > 10, "{name} says nothing: {said}");
        assert!(
            !said.contains("fell over") && !said.contains("root:"),
            "{name}: {said}"
        );
        assert_eq!(files(place.dir.path()).len(), before, "{name} wrote a file");
        std::fs::remove_file(place.path(&format!("in/{name}"))).unwrap();
    }
    assert!(!std::path::Path::new("/tmp/escaped").exists());
    say(
        "archives",
        &format!(
            "{} hostile docx, odt, xlsx, ods and qdpx: {read} read harmlessly, {refused} refused in a sentence, 0 fell over, 0 files written elsewhere",
            all.len()
        ),
    );
}
