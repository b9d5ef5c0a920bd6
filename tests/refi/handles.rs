//! Handles made from names: always valid, unchanged where they are handles already, and told apart by what they stand for.

use intercoder::id::check_handle;
use intercoder::project::handle::{Handles, from_name};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_names_every_handle_is_valid_and_its_own(names in proptest::collection::vec(".{0,80}", 1..12)) {
        let mut handles = Handles::default();
        let mut taken = std::collections::BTreeSet::new();
        for (at, name) in names.iter().enumerate() {
            let handle = handles.take((name, "document"), &format!("{at}"));
            prop_assert!(check_handle(&handle).is_ok(), "{}", handle);
            prop_assert!(taken.insert(handle.to_lowercase()), "{} twice", handle);
        }
    }

    #[test]
    fn a_handle_stays_as_it_is(handle in "[A-Za-z0-9][A-Za-z0-9._-]{0,63}") {
        prop_assert_eq!(from_name(&handle), Some(handle));
    }
}

#[test]
fn accents_go_and_order_tells_nothing_apart() {
    assert_eq!(from_name("Jürgen Müller").as_deref(), Some("Jurgen-Muller"));
    assert_eq!(from_name("面接"), None);
    let mut one = Handles::default();
    let mut other = Handles::default();
    one.take(("Other", "code"), "a");
    other.take(("Other", "code"), "a");
    other.take(("Elsewhere", "code"), "c");
    let second = one.take(("Other", "code"), "b");
    assert_eq!(other.take(("Other", "code"), "b"), second);
    let long = "x".repeat(64);
    one.take((&long, "code"), "a");
    let second = one.take((&long, "code"), "b");
    assert!(check_handle(&second).is_ok(), "{second}");
}
