//! Whatever a program put into its project comes in or is told.

use intercoder::document::Kind;
use intercoder::person::Value;
use intercoder::project::{At, On, Project};

use crate::refi::{marked, read, zipped};

/// Elements in the wrong order, an odd namespace, braces, either case, an inner file with the project's name.
const ODD: &str = r##"<qda:Project xmlns:qda="urn:QDA-XML:project:0:4" name="Trial" origin="ATLAS.ti 26" creatingUserGUID="{U2}">
<qda:Sources>
 <qda:TextSource guid="S1" name="One" plainTextPath="S1.txt" xmlns:x="y">
  <qda:NoteRef targetGUID="N1"/>
  MARKS
  <qda:PlainTextSelection guid="PX" startPosition="6" endPosition="11"><qda:Description>Look here</qda:Description><qda:NoteRef targetGUID="n2"/></qda:PlainTextSelection>
  <qda:VariableValue><qda:VariableRef targetGUID="V2"/><qda:DateValue>2026-05-12Z</qda:DateValue></qda:VariableValue>
 </qda:TextSource>
 <qda:PDFSource guid="S2" name="A report" path="internal://S2.pdf"><qda:PDFSelection guid="PP" page="1" firstX="0" firstY="0" secondX="9" secondY="9"><qda:Coding guid="PK"><qda:CodeRef targetGUID="C1"/></qda:Coding></qda:PDFSelection>
  <qda:Representation guid="S2R" name="A report"><qda:PlainTextContent>Page one. Nothing else.</qda:PlainTextContent>
  <qda:PlainTextSelection guid="PR" name="Page one" startPosition="0" endPosition="8"><qda:Coding guid="PRK"><qda:CodeRef targetGUID="C1"/></qda:Coding></qda:PlainTextSelection></qda:Representation></qda:PDFSource>
 <qda:AudioSource guid="S3" name="Tape" path="relative:///tape.mp3"><qda:Transcript guid="T3" name="Tape"><qda:PlainTextContent>Ana: Hello there.
Ben: And hello to you.
Ana: Right.
Ben: Yes.</qda:PlainTextContent><qda:SyncPoint guid="Y1" timeStamp="0" position="0"/><qda:SyncPoint guid="Y2" timeStamp="4000" position="18"/><qda:SyncPoint guid="Y3" timeStamp="9000" position="41"/>
  <qda:TranscriptSelection guid="TS" fromSyncPoint="Y1" toSyncPoint="y2"><qda:Coding guid="TK" creatingUser="U2"><qda:CodeRef targetGUID="c2"/></qda:Coding></qda:TranscriptSelection></qda:Transcript></qda:AudioSource>
 <qda:PictureSource guid="S4" name="Photo" path="internal://S4.jpg"/>
</qda:Sources>
<qda:Users><qda:User guid="U2" name="Jürgen Müller" id="jm"/></qda:Users>
<qda:Graphs><qda:Graph guid="G1" name="Map"/></qda:Graphs>
<qda:Links><qda:Link guid="L1" name="leads to" direction="OneWay" originGUID="PX" targetGUID="C1"/></qda:Links>
<qda:Sets><qda:Set guid="SE" name="Site 1"><qda:Description>Both visits</qda:Description><qda:MemberSource targetGUID="S1"/><qda:MemberCode targetGUID="c2"/></qda:Set></qda:Sets>
<qda:Notes><qda:Note guid="N1" name="First look"><qda:PlainTextContent>Read twice.</qda:PlainTextContent></qda:Note><qda:Note guid="N2" name="Why"><qda:PlainTextContent>Why here?</qda:PlainTextContent></qda:Note><qda:Note guid="N3" name="Diary"><qda:PlainTextContent>A long day.</qda:PlainTextContent></qda:Note></qda:Notes>
<qda:Cases><qda:Case guid="K1" name="Maria"><qda:VariableValue><qda:VariableRef targetGUID="V1"/><qda:BooleanValue>true</qda:BooleanValue></qda:VariableValue><qda:SourceRef targetGUID="S1"/></qda:Case>
 <qda:Case guid="K2"><qda:VariableValue><qda:VariableRef targetGUID="V3"/><qda:IntegerValue>44</qda:IntegerValue></qda:VariableValue><qda:SourceRef targetGUID="S1"/></qda:Case></qda:Cases>
<qda:Variables><qda:Variable guid="V1" name="has_children" typeOfVariable="Boolean"/><qda:Variable guid="V2" name="date" typeOfVariable="Date"/><qda:Variable guid="V3" name="minutes" typeOfVariable="Integer"/></qda:Variables>
<qda:CodeBook><qda:Codes><qda:Code guid="C1" name="Hope" isCodable="true" color="#F0A"><qda:Code guid="{C2}" name="Trust" isCodable="0"/></qda:Code></qda:Codes></qda:CodeBook>
</qda:Project>"##;

fn odd() -> Project {
    // The same range twice, as NVivo writes two codings, is one excerpt; the same coding twice is one coding when it is merged.
    let marks = marked((0, 5), ("Hello", "C1")) + &marked((0, 5), ("Hello", "{c2}"));
    let marks = marks
        .replace("<", "<qda:")
        .replace("<qda:/", "</qda:")
        .replace("u1", "{u2}");
    let xml = ODD.replace("MARKS", &marks);
    let members: [(&str, &[u8]); 3] = [
        ("Trial.QDE", xml.as_bytes()),
        ("Sources/s1.TXT", b"Hello world, and all who live in it"),
        ("sources/.root", b""),
    ];
    read(&zipped(&members)).unwrap()
}

fn memos(project: &Project, on: On) -> Vec<&str> {
    let all = project.memos.iter().filter(|memo| memo.on == on);
    all.map(|memo| memo.text.as_str()).collect()
}

fn is_told(project: &Project, words: &str) -> bool {
    project
        .left_out
        .iter()
        .any(|problem| problem.what.contains(words))
}

#[test]
fn order_namespace_case_and_braces_make_no_difference() {
    let project = odd();
    let names: Vec<&str> = project.documents.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["One", "A report", "Tape", "Diary"]);
    assert_eq!(project.coders[0].name, "Jürgen Müller");
    assert_eq!(project.codes[1].parent, Some(At(0)));
    assert_eq!(project.codes[0].color.as_deref(), Some("#ff00aa"));
    assert!(!project.codes[1].assignable);
    let quotes: Vec<&str> = project
        .codings
        .iter()
        .map(|c| project.documents[c.document.0].text.slice(c.span))
        .collect();
    assert_eq!(
        quotes,
        ["Hello", "Hello", "Page one", "Ana: Hello there.\n"]
    );
}

#[test]
fn cases_are_people_and_a_nameless_one_speaks_of_its_documents() {
    let project = odd();
    assert_eq!(project.people.len(), 1);
    assert_eq!(project.people[0].name, "Maria");
    assert_eq!(project.people[0].attributes["has_children"], [Value::Yes]);
    assert_eq!(project.people[0].documents, [At(0)]);
    let attributes = &project.documents[0].attributes;
    assert_eq!(attributes["date"], [Value::Date("2026-05-12".to_owned())]);
    assert_eq!(attributes["minutes"], [Value::Number("44".to_owned())]);
}

#[test]
fn notes_comments_sets_and_links_are_memos_where_they_belong() {
    let project = odd();
    let document = memos(&project, On::Document(At(0)));
    assert_eq!(
        document,
        [
            "First look\nRead twice.",
            "in the set “Site 1”: Both visits"
        ]
    );
    assert_eq!(
        memos(&project, On::Code(At(1))),
        ["in the set “Site 1”: Both visits"]
    );
    let stretch = project
        .memos
        .iter()
        .filter(|memo| matches!(memo.on, On::Stretch(At(0), _)));
    let stretch: Vec<&str> = stretch.map(|memo| memo.text.as_str()).collect();
    assert_eq!(
        stretch,
        ["Look here", "Why here?", "link “leads to” to code Hope"]
    );
}

#[test]
fn a_note_that_nothing_refers_to_is_a_document_and_is_told() {
    let project = odd();
    assert_eq!(project.documents[3].kind, Some(Kind::Document));
    assert!(is_told(&project, "1 × a note that nothing refers to"));
}

#[test]
fn sync_points_give_turns_their_times() {
    let project = odd();
    let turns = &project.documents[2].turns.as_ref().unwrap().turns;
    let times: Vec<_> = turns.iter().map(|turn| turn.ms).collect();
    assert_eq!(
        times,
        [
            Some((0, 4000)),
            Some((4000, 9000)),
            Some((9000, 9000)),
            Some((9000, 9000))
        ]
    );
}

#[test]
fn what_has_no_place_here_is_told_kind_by_kind() {
    let project = odd();
    for words in [
        "1 graph left out",
        "1 × areas marked on a page of a PDF",
        "1 × pictures without a description",
    ] {
        assert!(is_told(&project, words), "{words}: {:?}", project.left_out);
    }
}
