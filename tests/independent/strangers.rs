//! Another patient at the same server: nothing of theirs is ever kept.

use backpack::ErrorKind;
use backpack_testkit::run;
use serde_json::json;

use super::people::briefly;
use super::portal::Kind;
use super::visit::{Visit, by_reference};

#[test]
fn a_server_that_ignores_the_patient_of_a_search_gives_nobody_away() {
    run(async {
        let careless = json!({ "careless": true });
        let Some(visit) = Visit::to(Kind::Router, careless, by_reference).await else { return };
        let report = visit.sync().await;
        let [person, other] = briefly();
        assert!(report.refused_person > 10, "the server gave nothing of the other patient: {report:?}");
        visit.has_all_of(person).await;
        for (name, body) in visit.here().await {
            assert!(!body.to_string().contains(&other.patient), "{name} is about somebody else");
        }
    });
}

#[test]
fn signing_in_again_as_somebody_else_changes_nothing() {
    run(async {
        let Some(visit) = Visit::to_router().await else { return };
        visit.sync().await;
        let [person, other] = briefly();
        visit.portal.steer(json!({ "do": "patient", "patient": other.patient })).await;
        let refused = visit.again().await.unwrap_err();
        assert!(matches!(refused.kind(), ErrorKind::OtherPerson(_)), "{refused:?}");
        visit.portal.steer(json!({ "do": "patient", "patient": person.patient })).await;
        visit.later();
        let report = visit.sync().await;
        assert_eq!((report.new, report.changed, report.refused_person), (0, 0, 0), "{report:?}");
        visit.has_all_of(person).await;
    });
}
