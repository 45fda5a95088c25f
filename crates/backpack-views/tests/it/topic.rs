use backpack_record::Kind;
use backpack_views::{Asked, Ended, Found, NoFact, Standing, Topic, Why};
use serde_json::{Value, json};

use super::{portal, seen};

fn standing(topic: Topic, found: Found, asked: &[Asked]) -> Standing {
    topic.standing(found, asked).0
}

fn ended(query: &str, ended: Ended) -> Asked {
    Asked::new(portal(1), query, ended)
}

/// The kinds that portals are asked for by name, each with the question that closes it.
const ASKED_BY_NAME: &[(Kind, &str)] = &[
    (Kind::Allergy, "AllergyIntolerance"),
    (Kind::Condition, "Condition?category=problem-list-item"),
    (Kind::Medication, "MedicationRequest?intent=order"),
    (Kind::Immunization, "Immunization"),
    (Kind::LabResult, "Observation?category=laboratory"),
    (Kind::VitalSign, "Observation?category=vital-signs"),
    (Kind::Procedure, "Procedure"),
    (Kind::Visit, "Encounter"),
    (Kind::Report, "DiagnosticReport"),
    (Kind::Document, "DocumentReference"),
    (Kind::Imaging, "ImagingStudy"),
    (Kind::CarePlan, "CarePlan"),
    (Kind::Goal, "Goal"),
    (Kind::CareTeam, "CareTeam?status=active"),
    (Kind::Device, "Device"),
    (Kind::Coverage, "Coverage"),
    (Kind::Claim, "ExplanationOfBenefit"),
    (Kind::FamilyHistory, "FamilyMemberHistory"),
    (Kind::SocialHistory, "Observation?category=social-history"),
    (Kind::Appointment, "Appointment"),
    (Kind::Message, "Communication"),
    (Kind::Questionnaire, "QuestionnaireResponse"),
];

#[test]
fn every_kind_reads_as_none_only_where_it_was_asked_for_and_answered_in_full() {
    for kind in Kind::ALL.iter().copied() {
        let topic = Topic::Kind(kind);
        assert_eq!(standing(topic, Found::Nothing, &[]), Standing::NotAsked, "{kind}");
        let named = ASKED_BY_NAME.iter().find(|(of, _)| *of == kind);
        let Some((_, query)) = named else {
            // No portal is asked for exactly these, so that no answer says that there are none.
            let all = ASKED_BY_NAME.iter().map(|(_, query)| ended(query, Ended::Complete));
            let standing = standing(topic, Found::Nothing, &all.collect::<Vec<_>>());
            assert!(matches!(standing, Standing::NotAsked | Standing::Gap), "{kind}: {standing:?}");
            continue;
        };
        let whole = [ended(query, Ended::Complete)];
        assert_eq!(standing(topic, Found::Nothing, &whole), Standing::Empty, "{kind}");
        assert_eq!(standing(topic, Found::Unsaid, &whole), Standing::NotAsked, "{kind}");
        assert_eq!(standing(topic, Found::SaidNone, &whole), Standing::SaidNone, "{kind}");
        for why in Why::ALL {
            let missing = [ended(query, Ended::Missing(*why))];
            let (standing, gaps) = topic.standing(Found::SaidNone, &missing);
            assert_eq!((standing, gaps[0].why), (Standing::Gap, *why), "{kind}");
        }
        let other = [ended("Slot", Ended::Complete)];
        let (standing, gaps) = topic.standing(Found::Nothing, &other);
        assert_eq!((standing, gaps[0].why), (Standing::Gap, Why::NotAsked), "{kind}");
    }
}

#[test]
fn what_may_bring_some_of_a_kind_is_missed_and_closes_nothing() {
    let orders = Topic::Kind(Kind::CarePlan);
    let refused = ended("ServiceRequest", Ended::Missing(Why::Refused));
    let plans = ended("CarePlan", Ended::Complete);
    assert_eq!(standing(orders, Found::Nothing, &[plans, refused]), Standing::Gap);
    let orders_alone = [ended("ServiceRequest", Ended::Complete)];
    assert_eq!(standing(orders, Found::Nothing, &orders_alone), Standing::NotAsked);
}

#[test]
fn a_gap_stands_beside_facts_too() {
    let refused = [ended("AllergyIntolerance", Ended::Missing(Why::Refused))];
    let (standing, gaps) = Topic::MedicationAllergies.standing(Found::Facts, &refused);
    assert_eq!((standing, gaps.len()), (Standing::Facts, 1));
}

#[test]
fn a_record_says_that_there_is_nothing_of_a_topic_or_of_something_else() {
    let code = |code: &str| json!({"coding": [{"code": code}]});
    let text = |text: &str| json!({"text": text});
    let table: [(Value, [Option<NoFact>; 3]); 7] = [
        (text("Penicillin"), [None; 3]),
        (code("716186003"), [Some(NoFact::SaysNone); 3]),
        (text("No known allergies."), [Some(NoFact::SaysNone); 3]),
        (text("NKDA"), [Some(NoFact::SaysNone), Some(NoFact::Aside), Some(NoFact::Aside)]),
        (code("429625007"), [Some(NoFact::Aside), Some(NoFact::SaysNone), Some(NoFact::Aside)]),
        (code("428607008"), [Some(NoFact::Aside); 3]),
        (code("no-allergy-info"), [Some(NoFact::SaysUnknown); 3]),
    ];
    for (code, expected) in table {
        let bodies = [(1, json!({"resourceType": "AllergyIntolerance", "code": code}))];
        let seen: Vec<_> = seen(&bodies).into_iter().collect();
        let topics = [Topic::MedicationAllergies, Topic::FoodAllergies, Topic::Kind(Kind::Allergy)];
        assert_eq!(topics.map(|topic| topic.no_fact(&seen[0].header)), expected, "{bodies:?}");
    }
}
