//! Codebooks that people write by hand come in with their tree and their fields.

use intercoder::foreign::codebook::{Book, read};
use intercoder::problem::Problem;
use intercoder::project::Code;
use proptest::prelude::*;

use crate::foreign::empty;

fn named(name: &str, text: &str) -> (Vec<Code>, Vec<Problem>, Vec<&'static str>) {
    match read(name, text).unwrap().unwrap() {
        Book::Named(codes, problems, fields) => (codes, problems, fields),
        Book::Ours(read) => panic!("read as one with handles: {read:?}"),
    }
}

/// The names of codes with those above them, and their definitions.
fn tree(codes: &[Code]) -> Vec<String> {
    let rows = codes.iter().map(|code| {
        let above = std::iter::successors(Some(code), |code| codes.get(code.parent?.0));
        let mut names: Vec<&str> = above.map(|code| code.name.as_str()).collect();
        names.reverse();
        format!("{} = {}", names.join(" > "), code.definition)
    });
    rows.collect()
}

fn check(name: &str, text: &str, expected: &[&str]) {
    assert_eq!(tree(&named(name, text).0), expected, "{text}");
}

const HEADINGS: &str = "\
# Codebook of the study

## Support

All help that is told of.

- **Professional**: help that is paid for
  - **Use when:** somebody is employed to help
  - Not when: it is a neighbour
  - Examples:
    - My worker came.
    - She is *paid*.
- Family — by relatives

### Peers

**Definition:** By others in recovery
**Inclusion criteria:** groups, sponsors

> We meet on Tuesdays.

## Hardship
";

#[test]
fn headings_and_lists_are_codes_below_codes() {
    check(
        "book.md",
        HEADINGS,
        &[
            "Support = All help that is told of.",
            "Support > Professional = help that is paid for",
            "Support > Family = by relatives",
            "Support > Peers = By others in recovery",
            "Hardship = ",
        ],
    );
}

#[test]
fn labels_begin_fields_and_quotations_are_examples() {
    let (codes, problems, fields) = named("book.md", HEADINGS);
    let professional = codes[1].more.as_deref().unwrap();
    assert_eq!(professional.use_when, "somebody is employed to help");
    assert_eq!(professional.not_when, "it is a neighbour");
    assert_eq!(professional.example, "My worker came.\nShe is paid.");
    let peers = codes[3].more.as_deref().unwrap();
    assert_eq!(peers.use_when, "groups, sponsors");
    assert_eq!(peers.example, "We meet on Tuesdays.");
    assert_eq!(fields, ["definition", "use_when", "not_when", "example"]);
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        ["book.md: “Codebook of the study” is taken as its title, not as a code"]
    );
}

#[test]
fn words_before_the_first_code_are_told_with_their_line() {
    let (codes, problems, _) = named("book.md", "Made in May.\n\n- Trust\n");
    assert_eq!(codes.len(), 1);
    assert_eq!(
        problems[0].to_string(),
        "book.md line 1: words before the first code; left out"
    );
}

#[test]
fn names_above_names_are_a_tree_in_yaml() {
    let text = "- help:\n  - professional\n  - family: by relatives\n- hardship\n- 2020\n";
    check(
        "codebook.yaml",
        text,
        &[
            "help = ",
            "help > professional = ",
            "help > family = by relatives",
            "hardship = ",
            "2020 = ",
        ],
    );
    let pairs = "codes:\n  help:\n    description: All help\n    use when: [told of, asked for]\n    children:\n      family:\n  hardship:\n";
    check(
        "book",
        pairs,
        &["help = All help", "help > family = ", "hardship = "],
    );
    let (codes, _, fields) = named("book", pairs);
    assert_eq!(
        codes[0].more.as_deref().unwrap().use_when,
        "told of\nasked for"
    );
    assert_eq!(fields, ["definition", "use_when"]);
}

#[test]
fn a_list_with_handles_is_one_of_ours() {
    let text = "- id: rel\n  name: Relapse\n  use_when: told of\n- handle: rel-crisis\n  name: Crisis\n  parent: rel\n  assignable: no\n";
    let Book::Ours(read) = read("book.yml", text).unwrap().unwrap() else {
        panic!("read by names")
    };
    assert_eq!(read.problems, []);
    assert_eq!(read.codes[0].use_when, "told of");
    assert_eq!(read.codes[1].id, "rel-crisis");
    assert_eq!(read.codes[1].parent.as_deref(), Some("rel"));
    assert!(!read.codes[1].assignable);
}

#[test]
fn what_is_no_yaml_is_refused_with_its_place() {
    let problem = read("book.yaml", "- help: [\n").unwrap().unwrap_err();
    assert!(
        problem
            .what
            .starts_with("is not YAML that can be read: line "),
        "{problem}"
    );
    let bomb: String = std::iter::once("a: &a [x, x, x, x, x, x, x, x]\n".to_owned())
        .chain(('b'..='z').map(|c| {
            let before = char::from(c as u8 - 1);
            format!(
                "{c}: &{c} [*{before}, *{before}, *{before}, *{before}, *{before}, *{before}]\n"
            )
        }))
        .collect();
    assert!(read("bomb.yaml", &bomb).unwrap().is_err());
}

#[test]
fn other_files_are_left_to_their_readers() {
    assert!(read("book.csv", "handle,name\n").is_none());
    assert!(read("book", "{\"codes\": []}").is_none());
}

#[test]
fn a_codebook_comes_in_by_names_and_twice_changes_nothing() {
    let place = empty();
    place.write("book.md", HEADINGS);
    place.write(
        "same.yaml",
        "Support:\n  - Professional\n  - Trust: in people\n",
    );
    let said = place.ok(&["codebook", "import", "book.md", "--study", "study"]);
    assert!(said.contains("5 codes added, 0 fields changed"), "{said}");
    let again = place.ok(&["codebook", "import", "book.md", "--study", "study"]);
    assert!(again.contains("0 codes added, 0 fields changed"), "{again}");
    let more = place.ok(&[
        "codebook",
        "import",
        "same.yaml",
        "--yes",
        "--study",
        "study",
    ]);
    assert!(more.contains("1 code added, 0 fields changed"), "{more}");
    let shown = place.ok(&["codebook", "show", "Professional", "--study", "study"]);
    assert!(shown.contains("somebody is employed to help"), "{shown}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_a_codebook_or_a_sentence(text in "[-#*>: \\na-c&\\[\\]{}!|'\"]{0,60}") {
        for name in ["book.md", "book.yaml", "book"] {
            if let Some(Ok(Book::Named(codes, _, _))) = read(name, &text) {
                for (at, code) in codes.iter().enumerate() {
                    prop_assert!(code.parent.is_none_or(|above| above.0 < at));
                }
            }
        }
    }
}
