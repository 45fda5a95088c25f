//! Seeing, where the facade adds to the views: references that are looked up, what is hidden, ledgers, and how long it takes.

use std::sync::Arc;
use std::time::Instant;

use backpack::connect::{Item, Query};
use backpack::core::Timestamp;
use backpack::record::entry::{LabResult, Visit};
use backpack::views::{Joined, SeriesRequest, Standing};
use backpack::{Filter, Person, SignIn};
use backpack_testkit::connector::ScriptedConnector;
use backpack_testkit::run;

use crate::account;

const NOW: Timestamp = Timestamp::from_millis(1_717_243_200_000);

fn encounter(id: usize, day: &str) -> Item {
    Item::json(format!(
        r#"{{"resourceType":"Encounter","id":"e{id}","status":"finished","type":[{{"text":"Check-up {id}"}}],
        "subject":{{"reference":"Patient/pat-1"}},"period":{{"start":"{day}T08:00:00Z","end":"{day}T09:00:00Z"}}}}"#
    ))
}

fn result(id: usize, code: usize, date: &str, visit: Option<usize>) -> Item {
    let encounter = visit.map(|visit| format!(r#""encounter":{{"reference":"Encounter/e{visit}"}},"#));
    Item::json(format!(
        r#"{{"resourceType":"Observation","id":"o{id}","status":"final","subject":{{"reference":"Patient/pat-1"}},{}
        "category":[{{"coding":[{{"code":"laboratory"}}]}}],
        "code":{{"coding":[{{"system":"http://loinc.org","code":"{code}-1"}}],"text":"Test {code}"}},
        "effectiveDateTime":"{date}","valueQuantity":{{"value":{},"unit":"mg/dL"}}}}"#,
        encounter.unwrap_or_default(),
        50 + id % 90
    ))
}

async fn connected(backpack: &backpack::Backpack, items: Vec<Item>) {
    let portal =
        ScriptedConnector::new().in_pages_of(500).with_query(Query::new("everything", "everything"), items);
    let SignIn::Done(connections) = backpack.connect(Arc::new(portal)).await.unwrap() else { unreachable!() };
    for connection in connections {
        assert!(backpack.sync(connection).await.unwrap().complete);
    }
}

#[test]
fn a_record_stands_with_the_visit_that_it_names_or_that_it_happened_in() {
    run(async {
        let (account, _storage) = account().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let items = vec![
            encounter(1, "2024-03-07"),
            encounter(2, "2024-04-01"),
            result(1, 1, "2024-05-20", Some(1)),
            result(2, 2, "2024-04-01T08:30:00Z", None),
            result(3, 3, "2024-04-01T20:30:00Z", None),
            result(4, 4, "2024-06-01", None),
            result(5, 5, "2024-06-02", Some(77)),
        ];
        connected(&backpack, items).await;
        backpack.add(Visit::new("Own visit").start("2024-02-02")).await.unwrap();
        backpack.add(LabResult::new("Own test").value("1", "mg/dL").date("2024-04-01")).await.unwrap();
        let told = |filter: &Filter| {
            let page = backpack.timeline_by_visit(filter);
            let mut told = Vec::new();
            for day in &page.days {
                for group in &day.groups {
                    let visit = group.visit.as_ref().map_or("", |visit| visit.title());
                    let records: Vec<_> =
                        group.records.iter().map(|(record, why)| (record.title(), *why)).collect();
                    told.push(format!("{} {visit}: {records:?}", day.date));
                }
            }
            told
        };
        let of = |why: Joined| format!("{why:?}");
        let (named, within, same_day, alone) =
            (of(Joined::Named), of(Joined::Within), of(Joined::SameDay), of(Joined::Alone));
        let whole = [
            format!(r#"2024-06-02 : [("Test 5", {alone})]"#),
            format!(r#"2024-06-01 : [("Test 4", {alone})]"#),
            format!(r#"2024-04-01 Check-up 2: [("Test 3", {same_day}), ("Test 2", {within})]"#),
            format!(r#"2024-04-01 : [("Own test", {alone})]"#),
            format!(r#"2024-03-07 Check-up 1: [("Test 1", {named})]"#),
            "2024-02-02 Own visit: []".to_owned(),
        ];
        assert_eq!(told(&Filter::new()), whole);
        // A visit is told although the filter finds results alone; one that the person hid is not.
        let results = Filter::new().code("1-1");
        assert_eq!(told(&results), [format!(r#"2024-03-07 Check-up 1: [("Test 1", {named})]"#)]);
        let visits = backpack.find(&Filter::new().text("Check-up")).records;
        for visit in &visits {
            backpack.hide(visit.id).await.unwrap();
        }
        assert_eq!(told(&results), [format!(r#"2024-05-20 : [("Test 1", {alone})]"#)]);
    });
}

#[test]
fn what_is_empty_is_told_as_not_asked() {
    run(async {
        let (account, _storage) = account().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let shown = backpack.snapshot(NOW).await.unwrap();
        for section in [&shown.problems, &shown.medications, &shown.allergies, &shown.results, &shown.visits]
        {
            assert_eq!((section.standing, section.total), (Standing::NotAsked, 0));
        }
        assert!(backpack.measurements().is_empty());
        let page = backpack.timeline_by_visit(&Filter::new());
        assert_eq!((page.days.len(), page.undated.len(), page.total, page.next), (0, 0, 0, None));
    });
}

/// Everything is answered in about the time of a list of everything, and not in that of its square.
#[test]
fn what_is_looked_at_costs_no_more_than_a_few_lists_of_everything() {
    run(async {
        let (account, _storage) = account().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let day = |at: usize| format!("20{:02}-{:02}-{:02}", at / 336, at / 28 % 12 + 1, at % 28 + 1);
        let visits = (0..400).map(|at| encounter(at, &day(at * 15)));
        let results =
            (0..4_000).map(|at| result(at, at % 60, &day(at + at % 3), (at % 3 > 0).then_some(at / 10)));
        connected(&backpack, visits.chain(results).collect()).await;
        let measurements = backpack.measurements();
        assert_eq!(
            (measurements.len(), measurements.iter().map(|one| one.numbers).sum::<usize>()),
            (60, 4_000)
        );
        let request = SeriesRequest::new(measurements.first().unwrap().measure.clone());

        let mut ratios = Vec::new();
        for _ in 0..5 {
            let began = Instant::now();
            let all = backpack.find(&Filter::new());
            let list = began.elapsed();
            assert_eq!(all.total, 4_400);
            let began = Instant::now();
            assert!(backpack.series(&request).len() > 60 && backpack.measurements().len() == 60);
            backpack.snapshot(NOW).await.unwrap();
            let views = began.elapsed();
            let began = Instant::now();
            assert_eq!(backpack.timeline_by_visit(&Filter::new()).total, 4_400);
            let timeline = began.elapsed();
            ratios.push((
                views.as_secs_f64() / list.as_secs_f64(),
                timeline.as_secs_f64() / list.as_secs_f64(),
            ));
        }
        ratios.sort_by(|one, other| one.0.total_cmp(&other.0));
        let (views, timeline) = ratios.get(2).copied().unwrap();
        eprintln!("series, measurements and snapshot: {views:.2} of a list; the timeline: {timeline:.2}");
        assert!(views < 12.0 && timeline < 12.0, "{ratios:?}");
    });
}
