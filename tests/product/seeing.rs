//! Seeing: what matters now, the timeline, measurements across portals, in one's own language.

use std::collections::BTreeSet;
use std::sync::Arc;

use backpack::connect::{Item, Outcome, Query};
use backpack::core::{ConnectionId, Timestamp};
use backpack::keep::{Act, OverlayAct, QueryOutcome, Support, SyncState};
use backpack::record::entry::{Allergy, Condition, LabResult, Medication, VitalSign, WeightUnit};
use backpack::record::{Kind, PartialDate};
use backpack::role::Role;
use backpack::sync::{Explanation, Trouble};
use backpack::views::{
    Chart, Joined, Language, Measure, Reason, Say as _, SeriesRequest, Standing, Why, Words, chart_words,
};
use backpack::{Backpack, Filter, Person, SignIn};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::world::{Connected, Home};

/// 2024-06-01T12:00:00Z.
const NOW: Timestamp = Timestamp::from_millis(1_717_243_200_000);

const LABS: &str = "Observation?category=laboratory";

async fn add_person(home: &Home) -> Backpack {
    home.create().await.add_backpack(Person::new("Ana Ruiz")).await.unwrap()
}

async fn connect(backpack: &Backpack, portal: &ScriptedConnector) -> ConnectionId {
    let SignIn::Done(connections) = backpack.connect(Arc::new(portal.clone())).await.unwrap() else {
        panic!("this portal asks nobody to sign in")
    };
    connections[0]
}

fn lab(id: &str, code: &str, title: &str, date: &str, value: &str, unit: &str, range: (&str, &str)) -> Item {
    let (low, high) = range;
    Item::json(format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"final","subject":{{"reference":"Patient/pat-1"}},
        "category":[{{"coding":[{{"code":"laboratory"}}]}}],
        "code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}],"text":"{title}"}},
        "effectiveDateTime":"{date}","valueQuantity":{{"value":{value},"unit":"{unit}"}},
        "referenceRange":[{{"low":{{"value":{low},"unit":"{unit}"}},"high":{{"value":{high},"unit":"{unit}"}}}}]}}"#
    ))
}

/// Two portals that measure glucose, one by mass and one by amount.
fn two_portals() -> [ScriptedConnector; 2] {
    let mass = ScriptedConnector::new().at("https://riverside.example/fhir").with_query(
        Query::new(LABS, "lab results"),
        [
            lab("a", "2345-7", "Glucose", "2023-01-05", "91", "mg/dL", ("70", "99")),
            lab("b", "2345-7", "Glucose", "2023-07-05", "112", "MG/DL", ("70", "99")),
        ],
    );
    let amount = ScriptedConnector::new().at("https://lakeside.example/fhir").with_query(
        Query::new(LABS, "lab results"),
        [lab("a", "14749-6", "Glukose", "2024-02-05", "7.2", "mmol/L", ("3.9", "5.5"))],
    );
    [mass, amount]
}

#[test]
fn home_is_a_snapshot_of_what_matters_now() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        backpack.add(Condition::new("Asthma").onset("2009")).await.unwrap();
        backpack.add(Medication::new("Albuterol")).await.unwrap();
        let peanuts = backpack.add(Allergy::new("Peanuts")).await.unwrap();
        backpack.add(VitalSign::weight("72.5", WeightUnit::Kilograms).date("2024-05-01")).await.unwrap();
        let hidden = backpack.add(Allergy::new("Cats")).await.unwrap();
        backpack.hide(hidden).await.unwrap();
        for portal in two_portals() {
            let connection = connect(&backpack, &portal).await;
            backpack.sync(connection).await.unwrap();
        }
        let shown = backpack.snapshot(NOW).await.unwrap();
        let titles = |section: &backpack::views::Section| {
            section.facts.iter().map(|fact| fact.title.clone()).collect::<Vec<_>>()
        };
        assert_eq!(titles(&shown.problems), ["Asthma"]);
        assert_eq!(titles(&shown.medications), ["Albuterol"]);
        assert_eq!(titles(&shown.allergies), ["Peanuts"]);
        assert_eq!(shown.allergies.facts[0].records, [peanuts]);
        assert_eq!(
            titles(&shown.results),
            ["Glukose"],
            "both portals' tests are one, and the latest is shown"
        );
        assert_eq!(shown.results.facts[0].value.as_deref(), Some("7.2 mmol/L"));
        assert!(shown.results.facts[0].flag.is_some_and(backpack::views::Flag::is_abnormal));
        assert_eq!(titles(&shown.vital_signs), ["Body weight"]);
        assert_eq!(shown.immunizations.standing, Standing::Gap, "the portals were asked for results alone");
    });
}

#[test]
fn a_gap_of_a_portal_never_reads_as_none() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        let nobody = backpack.snapshot(NOW).await.unwrap();
        assert_eq!(nobody.allergies.standing, Standing::NotAsked);

        let allergies = || Query::new("AllergyIntolerance", "allergies");
        let empty =
            ScriptedConnector::new().at("https://a.example/fhir").with_outcome(allergies(), Outcome::Empty);
        let first = connect(&backpack, &empty).await;
        let before = backpack.snapshot(NOW).await.unwrap();
        assert_eq!(
            (before.allergies.standing, before.allergies.gaps[0].why),
            (Standing::Gap, Why::Unfinished)
        );
        backpack.sync(first).await.unwrap();
        assert_eq!(backpack.snapshot(NOW).await.unwrap().allergies.standing, Standing::Empty);

        let refusing = ScriptedConnector::new()
            .at("https://b.example/fhir")
            .with_outcome(allergies(), Outcome::Refused("not for patients".to_owned()));
        let second = connect(&backpack, &refusing).await;
        backpack.sync(second).await.unwrap();
        let section = backpack.snapshot(NOW).await.unwrap().allergies;
        assert_eq!((section.standing, section.gaps.len()), (Standing::Gap, 1));
        assert_eq!((section.gaps[0].connection, section.gaps[0].why), (second, Why::Refused));
        let said = section.standing.say(&Words::new("de"));
        assert_eq!(said, "Es kann welche geben: Ein Portal hat nicht alles herausgegeben.");
    });
}

#[test]
fn the_timeline_groups_what_belongs_to_a_visit() {
    run(async {
        let here = Connected::in_memory(|_| {}).await;
        let backpack = &here.backpack;
        backpack.sync(here.connection).await.unwrap();
        let note = backpack
            .add(LabResult::new("Own measurement").value("1", "mg/dL").date("2000-01-01"))
            .await
            .unwrap();

        let whole = backpack.timeline_by_visit(&Filter::new());
        let groups = || whole.days.iter().flat_map(|day| &day.groups);
        let dated: usize = groups().map(|group| group.records.len()).sum();
        let visits: BTreeSet<_> =
            groups().filter_map(|group| group.visit.as_ref()).map(|visit| visit.id).collect();
        let own_visits = backpack.find(&Filter::new().kind(Kind::Visit)).total;
        assert_eq!(
            dated + whole.undated.len() + visits.len(),
            whole.total,
            "nothing is lost, nothing is there twice"
        );
        assert!(visits.len() > 1 && visits.len() <= own_visits);
        let named =
            groups().flat_map(|group| &group.records).filter(|(_, why)| *why == Joined::Named).count();
        assert!(named > 20, "the portal's records name their visits: {named}");
        let alone = groups().find(|group| group.records.iter().any(|(record, _)| record.id == note)).unwrap();
        assert!(alone.visit.is_none(), "what was written by hand belongs to no visit by itself");
        assert!(whole.days.is_sorted_by(|newer, older| newer.date > older.date));

        // Page by page it is the same, and a filter applies: a visit is told although only results are asked for.
        let (mut seen, mut after) = (0, None);
        loop {
            let mut filter = Filter::new().kind(Kind::LabResult).limit(7);
            filter.after = after;
            let page = backpack.timeline_by_visit(&filter);
            let groups = page.days.iter().flat_map(|day| &day.groups);
            for group in groups {
                seen += group.records.len();
                let named = group.records.iter().any(|(_, why)| *why == Joined::Named);
                assert!(!named || group.visit.as_ref().is_some_and(|visit| visit.kind() == Kind::Visit));
            }
            seen += page.undated.len();
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, backpack.find(&Filter::new().kind(Kind::LabResult)).total);
    });
}

#[test]
fn a_result_is_charted_over_time_across_portals_in_one_unit() {
    run(async {
        let home = Home::new();
        let backpack = add_person(&home).await;
        let mut connections = Vec::new();
        for portal in two_portals() {
            let connection = connect(&backpack, &portal).await;
            backpack.sync(connection).await.unwrap();
            connections.push(connection);
        }
        backpack.add(LabResult::new("glucose").value("5.9", "mmol/l").date("2024-04")).await.unwrap();
        backpack.add(LabResult::new("Glucose").value_text("see letter").date("2024-05")).await.unwrap();

        let listed = backpack.measurements();
        assert_eq!(
            (listed.len(), listed[0].numbers, listed[0].others, listed[0].sources.len()),
            (1, 4, 1, 3)
        );
        let request = SeriesRequest::new(listed[0].measure.clone());
        let values = |series: &backpack::views::Series| {
            series.lines[0]
                .points
                .iter()
                .map(|point| format!("{} {}", point.when, point.value))
                .collect::<Vec<_>>()
        };
        let series = backpack.series(&request.clone().unit("mmol/L"));
        assert_eq!(values(&series), ["2023-01-05 5.1", "2023-07-05 6.22", "2024-02-05 7.2", "2024-04 5.9"]);
        assert_eq!((series.apart.len(), series.apart[0].reason), (1, Reason::Words));
        let series = backpack.series(&request.unit("mg/dL"));
        assert_eq!(values(&series), ["2023-01-05 91", "2023-07-05 112", "2024-02-05 130", "2024-04 110"]);
        let first = series.lines[0].points[0].bounds.unwrap();
        assert_eq!(
            (first.low.unwrap().to_string(), first.high.unwrap().to_string()),
            ("70".to_owned(), "99".to_owned())
        );

        let words = Words::new("es");
        let chart =
            Chart::new(&series).words(chart_words(&words, &series)).label(Some(connections[0]), "Riverside");
        let svg = chart.label(Some(connections[1]), "Lakeside").svg();
        for part in [
            "<svg",
            "Riverside",
            "Lakeside",
            "Introducido a mano",
            "Intervalo de referencia",
            "mg/dL",
            "4 valores",
        ] {
            assert!(svg.contains(part), "{part}");
        }
        assert_eq!(backpack.series(&SeriesRequest::new(Measure::loinc("718-7"))).len(), 0);
    });
}

#[test]
fn what_the_engine_says_is_said_in_six_languages() {
    let date = PartialDate::parse("2024-03").unwrap();
    let said = |say: &dyn Fn(&Words) -> String| {
        Language::ALL.iter().map(|language| say(&Words::of(*language))).collect::<Vec<_>>()
    };
    assert_eq!(
        said(&|words| words.kinds(Kind::Allergy)),
        ["Allergies", "Alergias", "Allergien", "Allergies", "Alergias", "Allergie"]
    );
    assert_eq!(
        said(&|words| words.ago(&date, NOW)),
        ["3 months ago", "hace 3 meses", "vor 3 Monaten", "il y a 3 mois", "há 3 meses", "3 mesi fa"]
    );
    let states: [fn(&Words) -> String; 5] = [
        |words| SyncState::Partial.say(words),
        |words| Support::Checking.say(words),
        |words| QueryOutcome::Refused(String::new()).say(words),
        |words| Role::CoManager.say(words),
        |words| words.status("entered-in-error"),
    ];
    for state in states {
        let all = said(&state);
        // Spanish and Portuguese share words.
        assert!(all.iter().collect::<BTreeSet<_>>().len() >= 5 && !all[1..].contains(&all[0]), "{all:?}");
    }
}

#[test]
fn every_trouble_act_and_state_has_words_in_every_language() {
    for language in Language::ALL {
        let words = Words::of(*language);
        let mut seen = BTreeSet::new();
        for trouble in Trouble::ALL {
            let said = trouble.say(&words);
            assert!(
                said.ends_with('.') && !said.contains("trouble-") && seen.insert(said.clone()),
                "{language:?}: {said}"
            );
        }
        for kind in Kind::ALL {
            assert!(!kind.say(&words).to_lowercase().starts_with("kind-"), "{kind} in {language:?}");
        }
        for act in [
            Act::Created,
            Act::Opened,
            Act::PersonDescribed,
            Act::RootRotated,
            Act::Copied,
            Act::SlotAdded(1),
        ] {
            assert!(*language == Language::English || act.say(&words) != act.name(), "{language:?}: {act:?}");
        }
        use OverlayAct as Over;
        for act in [
            Over::Noted,
            Over::Hidden,
            Over::Flagged,
            Over::Deleted,
            Over::Tagged,
            Over::Corrected,
            Over::Other,
        ] {
            assert!(*language == Language::English || act.say(&words) != act.name(), "{language:?}: {act:?}");
        }
        for why in Why::ALL {
            assert_ne!(why.say(&words), why.as_str());
        }
        for reason in Reason::ALL {
            assert_ne!(reason.say(&words), reason.as_str());
        }
        for standing in Standing::ALL {
            assert_ne!(standing.say(&words), standing.as_str());
        }
    }
    let explained = Explanation::new(Trouble::Portal, "The portal is busy.", "")
        .waiting(Some(std::time::Duration::from_secs(240)));
    assert_eq!(explained.say(&Words::new("en-US")), "The portal is busy. Please try again in 4 minutes.");
    assert_eq!(
        explained.say(&Words::new("it")),
        "Il portale non è raggiungibile, o ha un problema. Riprovare tra 4 minuti."
    );
}
