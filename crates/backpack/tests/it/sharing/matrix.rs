//! Every role tries every public method that touches a Backpack. What is not allowed by name is denied.

mod account;
mod attempt;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use backpack::role::{Operation as Op, Role};

use self::attempt::{World, attempt};
use super::kind;

/// What a method of `Backpack` asks for; `None` for what tells nothing that the handle does not know by itself.
pub(super) const BACKPACK: &[(&str, Option<Op>)] = &[
    ("acting_as", None),
    ("act", Some(Op::Contribute)),
    ("activity", Some(Op::Read)),
    ("add", Some(Op::Contribute)),
    ("add_card", Some(Op::Export)),
    ("add_contact", Some(Op::Contribute)),
    ("add_file", Some(Op::Contribute)),
    ("add_file_from", Some(Op::Contribute)),
    ("answer", Some(Op::Connect)),
    ("answer_consent", Some(Op::Describe)),
    ("attach", Some(Op::Contribute)),
    ("body", Some(Op::Read)),
    ("card", Some(Op::Read)),
    ("card_links", Some(Op::Export)),
    ("cards", Some(Op::Read)),
    ("catch_up", Some(Op::Read)),
    ("changes", None),
    ("compact", Some(Op::Maintain)),
    ("compare", Some(Op::Read)),
    ("confirm_person", Some(Op::Connect)),
    ("connect", Some(Op::Connect)),
    ("connection_events", Some(Op::Read)),
    ("connections", Some(Op::Read)),
    ("consent_history", Some(Op::Read)),
    ("consents", Some(Op::Read)),
    ("contact", Some(Op::Read)),
    ("contacts", Some(Op::Read)),
    ("contacts_of_record", Some(Op::Read)),
    ("copy_contact", Some(Op::Contribute)),
    ("counts", None),
    ("delete", Some(Op::Correct)),
    ("detach", Some(Op::Correct)),
    ("disconnect", Some(Op::Connect)),
    ("dismissed_contacts", Some(Op::Read)),
    ("due", Some(Op::Read)),
    ("edit", Some(Op::Correct)),
    ("expiring", Some(Op::Read)),
    ("export_activity", Some(Op::Export)),
    ("export_to", Some(Op::Export)),
    ("file", Some(Op::Read)),
    ("file_import", Some(Op::Contribute)),
    ("file_proof", Some(Op::Contribute)),
    ("files", Some(Op::Read)),
    ("files_of", Some(Op::Read)),
    ("find", None),
    ("flag", Some(Op::Correct)),
    ("foresee", Some(Op::Connect)),
    ("former_members", Some(Op::Read)),
    ("hide", Some(Op::Correct)),
    ("history", Some(Op::Read)),
    ("id", None),
    ("invitations", Some(Op::Invite)),
    ("keep", None),
    ("ledger", Some(Op::Read)),
    ("link_contact", Some(Op::Correct)),
    ("members", Some(Op::Read)),
    ("narrative", Some(Op::Read)),
    ("news", Some(Op::Read)),
    ("next_due", Some(Op::Read)),
    ("note", Some(Op::Contribute)),
    ("open_file", Some(Op::Read)),
    ("original", Some(Op::Read)),
    ("person", Some(Op::Read)),
    ("prepare_search", Some(Op::Read)),
    ("rebuild_search", Some(Op::Read)),
    ("reconnect", Some(Op::Connect)),
    ("record", Some(Op::Read)),
    ("records_of_contact", Some(Op::Read)),
    ("remove_card", Some(Op::Export)),
    ("remove_contact", Some(Op::Correct)),
    ("remove_note", Some(Op::Correct)),
    ("remove_request", Some(Op::Correct)),
    ("renew_code", Some(Op::Export)),
    ("replaces", Some(Op::Read)),
    ("request", Some(Op::Read)),
    ("requests", Some(Op::Read)),
    ("restore", Some(Op::Correct)),
    ("retry_quarantine", Some(Op::Connect)),
    ("revert", Some(Op::Correct)),
    ("rewrite_note", Some(Op::Correct)),
    ("role", None),
    ("safe_file", Some(Op::Read)),
    ("set_person", Some(Op::Describe)),
    ("set_support", Some(Op::Connect)),
    ("show", Some(Op::Correct)),
    ("standings", Some(Op::Read)),
    ("suggested_contacts", Some(Op::Read)),
    ("switch_off_link", Some(Op::Export)),
    ("sync", Some(Op::Connect)),
    ("sync_with", Some(Op::Connect)),
    ("tag", Some(Op::Contribute)),
    ("timeline", None),
    // A view of a body, behind a feature; it reads by `body`.
    ("typed", None),
    ("undo", Some(Op::Correct)),
    ("undo_event", Some(Op::Correct)),
    ("unfile", Some(Op::Correct)),
    ("unflag", Some(Op::Correct)),
    ("unlink", Some(Op::Correct)),
    ("unlink_contact", Some(Op::Correct)),
    ("untag", Some(Op::Correct)),
    ("verify", Some(Op::Read)),
    ("verify_activity", Some(Op::Read)),
    ("verify_with", Some(Op::Read)),
    ("versions", Some(Op::Read)),
    ("whose", Some(Op::Read)),
    ("withdraw_consent", Some(Op::Describe)),
];

/// Methods that want more than a test of roles has, and what they ask for: looked up in their source. Reading is every role's.
const BY_SOURCE: &[(&str, Op)] = &[
    ("add_described", Op::Contribute),
    ("add_study", Op::Contribute),
    ("ask_at_visit", Op::Contribute),
    ("prepare_visit", Op::Read),
    ("question_answered", Op::Correct),
    ("add_study_zip", Op::Contribute),
    ("attach_study", Op::Contribute),
    ("begin_upload", Op::Contribute),
    ("card_page", Op::Read),
    ("describe_file", Op::Correct),
    ("file_facts", Op::Read),
    ("file_text", Op::Read),
    ("open_file_to_share", Op::Export),
    ("read_files", Op::Read),
    ("records_of", Op::Read),
    ("remove_file", Op::Correct),
    ("shelf", Op::Read),
    ("studies", Op::Read),
    ("studies_of", Op::Read),
    ("thumbnail", Op::Read),
    ("upload", Op::Contribute),
    ("uploads", Op::Read),
    ("accept_contact", Op::Contribute),
    ("amendment_findings", Op::Read),
    ("amendment_outcome", Op::Read),
    ("card_contents", Op::Read),
    ("change_card", Op::Export),
    ("conflicts", Op::Read),
    ("correct", Op::Correct),
    ("corrections", Op::Read),
    ("effective_body", Op::Read),
    ("contact_changes", Op::Read),
    ("dismiss_contact", Op::Correct),
    ("draft_request", Op::Contribute),
    ("due_requests", Op::Read),
    ("edit_contact", Op::Correct),
    ("edit_request", Op::Correct),
    ("entry", Op::Read),
    ("open_entry", Op::Read),
    ("save_entry", Op::Correct),
    ("file_response", Op::Contribute),
    ("keep_correction", Op::Correct),
    ("letter_sent", Op::Contribute),
    ("link", Op::Correct),
    ("linked_contacts", Op::Read),
    ("linked_to_contact", Op::Read),
    ("links", Op::Read),
    ("measurements", Op::Read),
    ("offer_again", Op::Correct),
    ("link_sheet", Op::Export),
    ("put_on_card", Op::Export),
    ("record_event", Op::Contribute),
    ("request_facts", Op::Read),
    ("request_letter", Op::Read),
    ("request_state", Op::Read),
    ("search", Op::Read),
    ("see_contact_sources", Op::Correct),
    ("series", Op::Read),
    ("snapshot", Op::Read),
    ("snapshot_with", Op::Read),
    ("suggest", Op::Read),
    ("switch_on_link", Op::Export),
    ("tags", Op::Read),
    ("terms", Op::Read),
    ("timeline_by_visit", Op::Read),
    ("take_off_card", Op::Export),
    ("view_card", Op::Export),
    ("withdraw_correction", Op::Correct),
];

/// What some of them hand everything on to.
const HANDED_ON: &[(&str, &str)] = &[("put_on_card", "change_card"), ("take_off_card", "change_card")];

#[test]
fn what_is_not_tried_asks_first_by_its_source() {
    let found = methods("Backpack");
    for (name, operation) in BY_SOURCE.iter().filter(|(_, operation)| *operation != Op::Read) {
        let text = fs::read_to_string(&found[*name]).unwrap();
        let (_, from) = text.split_once(&format!("pub async fn {name}(")).unwrap();
        let (_, body) = from.split_once(" {\n").unwrap();
        let first = body.trim_start().lines().next().unwrap();
        let handed_on = HANDED_ON.iter().find(|(of, _)| of == name);
        let expected = match handed_on {
            Some((_, to)) => format!("self.{to}("),
            None => format!("self.permit(Operation::{operation:?})?;"),
        };
        assert!(first.starts_with(&expected), "{name} begins with {first}");
    }
}

#[test]
fn every_method_of_a_backpack_has_its_line() {
    let found = methods("Backpack");
    let untried = BY_SOURCE.iter().map(|(name, _)| *name);
    let listed: Vec<&str> = BACKPACK.iter().map(|(name, _)| *name).chain(untried).collect();
    let missing: Vec<_> = found.keys().filter(|name| !listed.contains(&name.as_str())).collect();
    let gone: Vec<_> = listed.iter().filter(|name| !found.contains_key(**name)).collect();
    assert!(missing.is_empty(), "without a line here and a try in attempt.rs: {missing:?}");
    assert!(gone.is_empty(), "no longer there: {gone:?}");
}

#[test]
fn every_role_tries_every_method_and_what_is_not_allowed_is_denied() {
    backpack_testkit::run(async {
        for role in Role::ALL {
            let world = World::new(*role).await;
            for (name, operation) in BACKPACK {
                let Some(operation) = operation else { continue };
                let tried = attempt(name, &world).await;
                let is_denied = matches!(&tried, Err(backpack::ErrorKind::NotPermitted(_)));
                assert_eq!(is_denied, !role.allows(*operation), "{role:?} {name}: {tried:?}");
            }
        }
    });
}

#[test]
fn the_table_allows_each_role_this_and_nothing_else() {
    let allowed = |role: Role| Op::ALL.iter().copied().filter(|op| role.allows(*op)).collect::<Vec<_>>();
    assert_eq!(allowed(Role::Viewer), [Op::Read, Op::Leave]);
    assert_eq!(allowed(Role::Contributor), [Op::Read, Op::Contribute, Op::Leave]);
    assert_eq!(allowed(Role::CoManager), Op::ALL);
    assert_eq!(allowed(Role::Owner), Op::ALL);
}

#[test]
fn the_handle_beneath_is_no_way_round() {
    backpack_testkit::run(async {
        for role in [Role::Contributor, Role::Viewer] {
            let world = World::new(role).await;
            let open = &world.open;
            let other = open.acting_as(backpack::record::Actor::Named("somebody".into()));
            for keep in [open.keep().clone(), open.keep().acting_as(backpack::record::Actor::Engine)] {
                attempt::nothing_is_written_by(&keep, &world).await;
                let weak = keep.downgrade().upgrade().unwrap();
                attempt::nothing_is_written_by(&weak, &world).await;
            }
            attempt::nothing_is_written_by(other.keep(), &world).await;
        }
        // A handle taken before the role was lowered is worth no more than one taken after.
        let world = World::new(Role::CoManager).await;
        let keep = world.open.keep().clone();
        keep.act(backpack::keep::Act::Other("as co-manager".into())).await.unwrap();
        world.lower(Role::Viewer).await;
        world.open.catch_up().await.unwrap();
        attempt::nothing_is_written_by(&keep, &world).await;
        assert_eq!(kind(world.open.compact().await), backpack::ErrorKind::NotPermitted("maintain"));
    });
}

/// Returns the public methods of a type in the files of the library, with the file of each.
pub(super) fn methods(of: &str) -> BTreeMap<String, PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let mut is_of = false;
            for line in text.lines() {
                if line.starts_with("impl") {
                    is_of = line == format!("impl {of} {{");
                }
                let rest =
                    line.strip_prefix("    pub async fn ").or_else(|| line.strip_prefix("    pub fn "));
                let rest = rest.or_else(|| line.strip_prefix("    pub const fn "));
                if let Some(rest) = rest.filter(|_| is_of) {
                    let name = rest.split(['(', '<']).next().unwrap();
                    found.insert(name.to_owned(), path.clone());
                }
            }
        }
    }
    assert!(found.len() > 10, "nothing was found of {of}");
    found
}
