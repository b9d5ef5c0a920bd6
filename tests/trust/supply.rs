//! What the program is built from: packages of one registry, each with its checksum, under licences that are allowed, none of which
//! speaks to a network; and a list of them for the notes of a release, which is held against the lock file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::trust::proof::say;

/// The list, which one command writes anew.
const LIST: &str = ".ci/dependencies.txt";

fn at_root(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn toml(name: &str) -> toml::Table {
    std::fs::read_to_string(at_root(name))
        .unwrap()
        .parse()
        .unwrap()
}

fn words(list: &toml::Value) -> BTreeSet<String> {
    let words = list.as_array().unwrap().iter();
    words
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

/// The packages of the lock file, without the program itself.
fn locked() -> Vec<toml::Table> {
    let lock = toml("Cargo.lock");
    let packages = lock["package"].as_array().unwrap().iter();
    let packages = packages.map(|package| package.as_table().unwrap().clone());
    packages
        .filter(|package| package["name"].as_str() != Some(env!("CARGO_PKG_NAME")))
        .collect()
}

fn name(package: &toml::Table) -> &str {
    package["name"].as_str().unwrap()
}

/// What cargo knows of all packages; nothing on a machine that has not fetched those of other systems.
fn known(features: &[&str]) -> Option<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--offline", "--format-version", "1"])
        .args(features)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let known = || serde_json::from_slice(&output.stdout).unwrap();
    output.status.success().then(known)
}

/// What is linked into the program as it is built by default, on whatever system: by the id of the package.
fn linked(known: &Value) -> BTreeSet<String> {
    let resolve = &known["resolve"];
    let nodes = resolve["nodes"].as_array().unwrap().iter();
    let nodes: BTreeMap<&str, &Value> = nodes
        .map(|node| (node["id"].as_str().unwrap(), node))
        .collect();
    let mut found = BTreeSet::new();
    let mut open = vec![resolve["root"].as_str().unwrap()];
    while let Some(id) = open.pop() {
        if !found.insert(id.to_owned()) {
            continue;
        }
        for needed in nodes[id]["deps"].as_array().unwrap() {
            let mut kinds = needed["dep_kinds"].as_array().unwrap().iter();
            if kinds.any(|kind| kind["kind"].is_null()) {
                open.push(needed["pkg"].as_str().unwrap());
            }
        }
    }
    found
}

/// The list as it should be.
fn listed(all: &Value, default: &Value) -> String {
    let linked = linked(default);
    let packages = all["packages"].as_array().unwrap().iter();
    let packages = packages.filter(|package| package["name"] != env!("CARGO_PKG_NAME"));
    let mut lines: Vec<String> = packages
        .map(|package| {
            let word = |field: &str| package[field].as_str().unwrap_or("none").to_owned();
            let role = match linked.contains(&word("id")) {
                true => "program",
                false => "besides",
            };
            let (name, version) = (word("name"), word("version"));
            format!("{name} {version} {role} {}\n", word("license"))
        })
        .collect();
    lines.sort();
    format!(
        "# What Cargo.lock names: package, version, whether it is linked into the program by default on some system, licence.\n\
         # Written anew by: INTERCODER_RENEW=dependencies cargo test -- trust::supply\n{}",
        lines.concat()
    )
}

/// The lines of the list, each as its four fields.
fn read() -> Vec<[String; 4]> {
    let list = std::fs::read_to_string(at_root(LIST)).unwrap();
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let fields = lines.map(|line| {
        let fields: Vec<String> = line.splitn(4, ' ').map(str::to_owned).collect();
        fields.try_into().unwrap()
    });
    fields.collect()
}

#[test]
fn the_list_of_what_is_built_in_is_up_to_date() {
    let known = known(&["--all-features"]).zip(known(&[]));
    let renews = std::env::var("INTERCODER_RENEW").as_deref() == Ok("dependencies");
    if let (Some((all, default)), true) = (&known, renews) {
        std::fs::write(at_root(LIST), listed(all, default)).unwrap();
    }
    let renew = "it is out of date; write it anew: INTERCODER_RENEW=dependencies cargo test -- trust::supply";
    let read = read();
    let named: BTreeSet<_> = read
        .iter()
        .map(|[name, version, ..]| (name.as_str(), version.as_str()))
        .collect();
    let locked = locked();
    let wanted: BTreeSet<_> = locked
        .iter()
        .map(|package| (name(package), package["version"].as_str().unwrap()))
        .collect();
    assert_eq!(named, wanted, "{LIST}: {renew}");
    let compared = match known {
        Some((all, default)) => {
            let list = std::fs::read_to_string(at_root(LIST)).unwrap();
            assert_eq!(list, listed(&all, &default), "{LIST}: {renew}");
            "names, versions and licences compared"
        }
        None => {
            "names and versions compared; licences not, because packages of other systems are not fetched here"
        }
    };
    let linked = read.iter().filter(|[_, _, role, _]| role == "program");
    say(
        "dependencies",
        &format!(
            "{} packages listed, {} linked into the program: {compared}",
            read.len(),
            linked.count()
        ),
    );
}

#[test]
fn every_package_comes_from_one_registry_and_has_its_checksum() {
    let deny = toml(".ci/deny.toml");
    let registry = &words(&deny["sources"]["allow-registry"]);
    let locked = locked();
    for package in &locked {
        let source = package.get("source").and_then(toml::Value::as_str);
        let source = source.and_then(|source| source.strip_prefix("registry+"));
        let is_known = source.is_some_and(|source| registry.contains(source));
        assert!(is_known, "{} comes from {source:?}", name(package));
        let checksum = package["checksum"].as_str().unwrap();
        assert!(checksum.len() == 64, "{} has no checksum", name(package));
    }
    say(
        "sources",
        &format!(
            "{} packages, all of crates.io and with a checksum",
            locked.len()
        ),
    );
}

#[test]
fn nothing_that_speaks_to_a_network_is_among_the_packages() {
    let deny = toml(".ci/deny.toml");
    let banned = deny["bans"]["deny"].as_array().unwrap().iter();
    let banned: BTreeSet<&str> = banned.map(|ban| ban["crate"].as_str().unwrap()).collect();
    assert!(banned.contains("reqwest") && banned.contains("rustls"));
    let locked = locked();
    let found: Vec<&str> = locked
        .iter()
        .map(name)
        .filter(|name| banned.contains(name))
        .collect();
    assert_eq!(found, [""; 0], "speak to a network");
    say(
        "network packages",
        &format!(
            "{} looked for among {}, 0 found",
            banned.len(),
            locked.len()
        ),
    );
}

/// Whether a licence expression can be met with licences that are allowed: of what is joined by AND each, of what is joined by OR
/// one. The old way of writing OR is a stroke.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let expression = expression.replace('/', " OR ");
    let bare = |part: &str| part.trim().trim_matches(['(', ')']).trim().to_owned();
    // No package uses AND inside of OR, so AND binds the brackets.
    expression.split(" AND ").all(|part| {
        let mut choices = part.split(" OR ");
        choices.any(|choice| allowed.contains(&bare(choice)))
    })
}

#[test]
fn every_licence_is_one_that_is_allowed() {
    let deny = toml(".ci/deny.toml");
    let allowed = words(&deny["licenses"]["allow"]);
    for (expression, is_met) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("GPL-3.0/MIT", true),
        ("(MIT OR Apache-2.0) AND GPL-3.0-only", false),
        ("(MIT OR GPL-2.0) AND Unicode-3.0", true),
        ("none", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), is_met, "{expression}");
    }
    let read = read();
    for [name, version, _, licence] in &read {
        let nested = licence
            .split(" OR ")
            .any(|part| part.contains("AND") && !part.contains(')') && licence.contains("OR"));
        assert!(!nested, "{name}: {licence} is not read by this test");
        assert!(is_allowed(licence, &allowed), "{name} {version}: {licence}");
    }
    let kinds: BTreeSet<&String> = read.iter().map(|[_, _, _, licence]| licence).collect();
    say(
        "licences",
        &format!(
            "{} packages under {} licence expressions, all allowed",
            read.len(),
            kinds.len()
        ),
    );
}

#[test]
fn no_line_of_the_program_is_unsafe() {
    let manifest = toml("Cargo.toml");
    assert_eq!(
        manifest["lints"]["rust"]["unsafe_code"].as_str(),
        Some("forbid")
    );
    assert!(manifest.get("build").is_none() && !at_root("build.rs").exists());
}
