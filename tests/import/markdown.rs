//! Markdown: escapes and entities are characters, wrapped lines are one, and what bold names say of times is heard.

use crate::import::{import_with, imported, pattern, problems, told};

const WRAPPED: &str = include_str!("files/wrapped.md");

#[test]
fn a_wrapped_page_has_the_turns_and_the_words_its_reader_sees() {
    let page = imported("talk.md", WRAPPED);
    let turns = "Ana|How was it, on your first day? The ward was new to you, and I know [from the notes] that nobody had told them you were coming — or had they?\n\
        Ben|No. R&D_2 is what the sign said.⏎I came at half past seven and nobody knew my name, which is quite something in a place of twelve people, where each of them is known to all of the others.  ⏎\
        A line of its own after a hard break, and this one is wrapped again by the same editor.⏎⏎- a list⏎- stays a list, and each of its points stays on a line of its own, as it should\n\
        Ana|And then?\nBen|Then⏎nothing.\n";
    assert_eq!(told(&page), turns);
    let times: Vec<_> = page.turns.turns.iter().filter_map(|turn| turn.ms).collect();
    let ends = [
        (12_000, 31_000),
        (31_000, 3_730_000),
        (3_730_000, 3_734_000),
        (3_734_000, 3_734_000),
    ];
    assert_eq!(times, ends);
    let said = problems(&page);
    assert!(
        said.contains("lines with escapes or entities of Markdown"),
        "{said}"
    );
    assert!(said.contains("joined with the line before: 4"), "{said}");
    assert!(
        page.text
            .as_str()
            .starts_with("# Interview 7\n\n**Ana (0:12):** How")
    );
}

#[test]
fn a_page_without_escapes_and_wraps_stays_as_it_is() {
    let page = "One sentence a line.\nIt is short, so it was not wrapped.\n\nA backslash \\word and an & stay.\n```\n\\[code\\]\n```\n";
    let read = imported("a.md", page);
    assert_eq!(read.text.as_str(), page);
    assert_eq!(problems(&read), "");
    assert_eq!(imported("a.txt", WRAPPED).text.as_str(), WRAPPED);
}

#[test]
fn a_wrapped_line_never_takes_in_the_turn_below() {
    let long = "word ".repeat(14);
    let text = format!(
        "**Ana:** {long}and\nso on and on, as long as it takes to be sure that it was wrapped: quite\na while.\nBen: {long}and on it\nQ4 No.\nAna: Yes.\nBen: No.\n"
    );
    let told_of = |text: &str| told(&imported("a.md", text));
    assert!(told_of(&text).contains("Ben|"), "{}", told_of(&text));
    let asked = import_with("a.md", &text, &pattern("Q\\d")).unwrap();
    assert!(told(&asked).starts_with("Q4|No."), "{}", told(&asked));
}

#[test]
fn an_escaped_hash_begins_no_heading() {
    let page = imported(
        "a.md",
        "## Ana\none\n\\## Ben\ntwo\n## Ana\nthree\n\\## Ben\nfour\n",
    );
    assert_eq!(told(&page), "Ana|one⏎## Ben⏎two\nAna|three⏎## Ben⏎four\n");
}

#[test]
fn bold_names_with_times_are_headers_too() {
    for text in [
        "**Ana**  0:12\nOne.\n\n**Ben**  0:20\nTwo.\n",
        "**Ana** [0:12]\nOne.\n\n**Ben** [0:20]\nTwo.\n",
        "## Ana [0:12]\n\nOne.\n\n## Ben [0:20]\n\nTwo.\n",
        "**Ana [0:12]**\nOne.\n\n**Ben [0:20]**\nTwo.\n",
        "**Ana** (0:12): One.\n\n**Ben** (0:20): Two.\n\n**Ana**: \n**Ben**:\n",
        "**Ana (0:12)**: One.\n\n**Ben (0:20)**: Two.\n\n**Ana**: \n**Ben**:\n",
    ] {
        let page = imported("a.md", text);
        let turns: String = told(&page).lines().take(2).collect();
        assert_eq!(turns, "Ana|One.Ben|Two.", "{text}");
        assert_eq!(page.turns.turns[0].ms, Some((12_000, 20_000)), "{text}");
    }
}
