//! Changing the codebook from its screen: each change is one action, what cannot be is refused, and no word is lost.

use crate::cli::{code, small_study};
use crate::codebook_screen::{codes, desk_of, frame, off_screen, on_screen, press};
use crate::program::{Place, bring_journals, copy};
use intercoder::tui::desk::Desk;

/// Presses keys, checks what they made of the codes, and that `u` makes it as it was, and `U` so again.
fn check_undone(desk: &mut Desk, keys: &str, wanted: &str) {
    let before = codes(desk);
    press(desk, keys);
    let after = codes(desk);
    assert!(
        after.iter().any(|line| line == wanted),
        "{wanted}: {after:#?}"
    );
    assert!(
        !before.iter().any(|line| line == wanted),
        "{wanted} was so before"
    );
    assert_eq!(desk.model.saved_at.as_deref(), Some("09:00:00"));
    press(desk, "u");
    assert_eq!(codes(desk), before, "after u: {}", desk.model.said.words);
    press(desk, "U");
    assert_eq!(codes(desk), after, "after U: {}", desk.model.said.words);
    press(desk, "u");
}

#[test]
fn add_edit_move_merge_and_retire_are_each_one_action_that_undo_takes_back() {
    let place = small_study();
    let mut desk = desk_of(&place, "study", "ana", (80, 24));
    press(&mut desk, "<space>c");
    check_undone(
        &mut desk,
        "aTrust in time<enter>",
        "trust-in-time below support: Trust in time /  (false, false)",
    );
    check_undone(
        &mut desk,
        "ggATrust<enter>",
        "trust below -: Trust /  (false, false)",
    );
    check_undone(
        &mut desk,
        "gge and what follows<esc>",
        "support below -: support / support and what follows (false, false)",
    );
    check_undone(
        &mut desk,
        "gejggvchange<enter>",
        "support below change: support / support (false, false)",
    );
    check_undone(
        &mut desk,
        "ggMvoice<enter>",
        "support below -: support / support (false, true)",
    );
    check_undone(
        &mut desk,
        "ggX",
        "support below -: support / support (true, false)",
    );
}

#[test]
fn a_retired_code_is_taken_up_again_and_a_merge_says_what_it_brings() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "support")],
    );
    let mut desk = desk_of(&place, "study", "ana", (120, 40));
    press(&mut desk, "<space>cX");
    on_screen(&desk, "(retired) support");
    press(&mut desk, "X");
    off_screen(&desk, "(retired) support");
    press(&mut desk, "Mvoice<enter>");
    on_screen(&desk, "support counts as voice now: 1 coding;");
    assert_eq!(desk.model.codebook.entry().unwrap().code.id, "voice");
    assert_eq!(desk.model.codebook.entry().unwrap().excerpts.len(), 1);
}

#[test]
fn a_code_moves_below_none_of_its_own_and_the_reason_is_said() {
    let place = small_study();
    let mut desk = desk_of(&place, "study", "ana", (80, 24));
    press(&mut desk, "<space>cvchange<enter>");
    assert_eq!(desk.model.codebook.entry().unwrap().depth, 1);
    let before = codes(&desk);
    press(&mut desk, "hvsupport<enter>");
    on_screen(
        &desk,
        "support stands below change, so change cannot move below it",
    );
    press(&mut desk, "Msupport<enter>");
    on_screen(
        &desk,
        "support stands below change; move it elsewhere first",
    );
    assert_eq!(codes(&desk), before);
}

#[test]
fn fields_under_a_broken_heading_stay_on_the_sheet_until_they_can_be_read() {
    let place = small_study();
    let mut desk = desk_of(&place, "study", "ana", (80, 24));
    press(
        &mut desk,
        "<space>ce that <enter># holds<enter># holds again<esc>",
    );
    on_screen(&desk, "“# holds” is no field of a code");
    on_screen(&desk, "support that");
    press(&mut desk, "<home>\\<up><home>\\<esc>");
    let definition = |desk: &Desk| {
        desk.view()
            .code_called("support")
            .unwrap()
            .code
            .definition
            .clone()
    };
    assert_eq!(definition(&desk), "support that \n# holds\n# holds again");
    press(&mut desk, "e");
    on_screen(&desk, "\\# holds again");
    // The cursor stands at the first line of the definition: one up is its heading.
    press(&mut desk, "<up><home><ctrl-k><esc>");
    on_screen(&desk, "the heading “# definition” is missing");
    press(&mut desk, "<ctrl-c>");
    assert_eq!(definition(&desk), "support that \n# holds\n# holds again");
}

#[test]
fn only_the_fields_that_were_changed_are_written() {
    let place = small_study();
    let mut desk = desk_of(&place, "study", "ana", (80, 24));
    press(&mut desk, "<space>c");
    let lines = |desk: &Desk| desk.view().lines().count();
    let before = lines(&desk);
    press(&mut desk, "e<esc>");
    on_screen(&desk, "nothing was changed");
    assert_eq!(desk.model.saved_at, None);
    press(&mut desk, "e!<down><down>kept<esc>");
    on_screen(&desk, "support: 2 fields changed");
    // Two lines of one action, after the line with which this machine's journal begins and the one that says what it had seen.
    let written = lines(&desk) - before;
    assert!((2..=4).contains(&written), "{written} lines");
    let entry = intercoder::history::entries(&desk.view()).pop().unwrap();
    assert_eq!(entry.what, "changed definition of support and 1 more");
}

#[test]
fn a_frozen_version_stays_and_what_changed_since_is_counted() {
    let place = Place::with_sample();
    let mut desk = desk_of(&place, "sample", "lee", (120, 40));
    press(&mut desk, "<space>cme too<esc>e and more<esc>");
    on_screen(
        &desk,
        "codebook v1 frozen 2026-03-02, draft changes: 1 code",
    );
    on_screen(&desk, "lee: “e too”");
    on_screen(&desk, "definition changed");
    on_screen(&desk, "v1 stays as it is");
    press(&mut desk, "jvroot<enter>");
    on_screen(&desk, "draft changes: 2 codes");
    press(&mut desk, "uu");
    on_screen(&desk, "draft changes: none");
}

#[test]
fn an_outsider_reads_and_changes_nothing() {
    let place = small_study();
    let mut desk = desk_of(&place, "study", "nobody", (80, 24));
    let before = codes(&desk);
    for keys in ["a", "A", "e", "v", "M", "X"] {
        press(&mut desk, "<space>c");
        press(&mut desk, keys);
        on_screen(&desk, "you read as an outsider");
    }
    assert_eq!(codes(&desk), before);
}

#[test]
fn an_empty_codebook_says_what_to_do_next() {
    let place = Place::new();
    place.ok(&[
        "init", "study", "--title", "Empty", "--coder", "ana", "--lead",
    ]);
    let mut desk = desk_of(&place, "study", "ana", (80, 24));
    press(&mut desk, "<space>c");
    on_screen(&desk, "No codes yet: a adds one.");
    press(&mut desk, "eXMvH<enter>");
    on_screen(&desk, "a adds one");
    press(&mut desk, "aFirst<enter>");
    on_screen(&desk, "first");
    assert_eq!(codes(&desk), ["first below -: First /  (false, false)"]);
}

#[test]
fn what_two_coders_wrote_apart_is_marked_and_decided_on_the_sheet() {
    let place = small_study();
    copy(&place.path("study"), &place.path("other"));
    let at = |study: &'static str| ["--study", study];
    let apart = [("machine", "study", "ana"), ("laptop", "other", "ben")];
    for (machine, study, coder) in apart {
        let words = format!("as {coder} sees it");
        let edit = [
            "codebook",
            "edit",
            "support",
            "--definition",
            &words,
            "--as",
            coder,
        ];
        place.ok_on(machine, &[&edit[..], &at(study)].concat());
        let add = [
            "codebook",
            "add",
            "night",
            "--definition",
            &words,
            "--as",
            coder,
        ];
        place.ok_on(machine, &[&add[..], &at(study)].concat());
    }
    bring_journals(&place.path("other"), &place.path("study"));
    let mut desk = desk_of(&place, "study", "ana", (120, 40));
    press(&mut desk, "<space>c");
    on_screen(&desk, "! TO DECIDE");
    let marked = frame(&desk)
        .lines()
        .filter(|line| line.contains("! 0│"))
        .count();
    assert_eq!(marked, 3, "{}", frame(&desk));
    on_screen(&desk, "  night (ben)");
    press(&mut desk, "e");
    on_screen(&desk, "as ana sees it (ana");
    on_screen(&desk, "as ben sees it (ben:");
    press(&mut desk, "<esc>");
    on_screen(&desk, "nothing was changed");
    on_screen(&desk, "! TO DECIDE");
    press(
        &mut desk,
        "e<home><ctrl-k><down><home><ctrl-k>as we see it<esc>",
    );
    assert_eq!(
        desk.view().code_called("support").unwrap().code.definition,
        "as we see it"
    );
    off_screen(&desk, "! TO DECIDE");
    press(&mut desk, "ge");
    on_screen(&desk, "one handle, 2 codes");
    press(
        &mut desk,
        "e<up><up><up><up><up><up><home><ctrl-k>late<esc>",
    );
    on_screen(&desk, "  late  ");
    off_screen(&desk, "one handle, 2 codes");
}
