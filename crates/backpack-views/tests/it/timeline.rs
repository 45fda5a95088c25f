use backpack_record::PartialDate;
use backpack_views::{Joined, Placed, Span, by_visit};

use super::{portal, record};

fn date(text: &str) -> PartialDate<'static> {
    PartialDate::parse(text.to_owned()).unwrap()
}

fn placed(number: usize, source: u8, when: &str) -> Placed {
    let date = (!when.is_empty()).then(|| date(when));
    let source = (source > 0).then(|| portal(source));
    Placed { id: record(number), source, date, visit: None, organisations: Vec::new() }
}

fn visit(number: usize, source: u8, start: &str, end: &str) -> Span {
    let end = (!end.is_empty()).then(|| date(end));
    Span {
        id: record(number),
        source: Some(portal(source)),
        start: date(start),
        end,
        organisations: Vec::new(),
    }
}

/// A group as a test writes it: its day, its visit, its records.
type Told = (String, Option<u64>, Vec<(u64, Joined)>);

fn told(records: &[Placed], visits: &[Span]) -> Vec<Told> {
    let number = |id: backpack_core::RecordId| u64::from_be_bytes(id.as_bytes()[8..].try_into().unwrap());
    let (days, _) = by_visit(records, visits);
    let groups =
        days.into_iter().flat_map(|day| day.groups.into_iter().map(move |group| (day.date.clone(), group)));
    groups
        .map(|(date, group)| {
            let records = group.records.into_iter().map(|(id, why)| (number(id), why)).collect();
            (date, group.visit.map(number), records)
        })
        .collect()
}

#[test]
fn records_stand_with_the_visit_that_they_name() {
    let visits = [visit(100, 1, "2024-03-07T08:00:00Z", "2024-03-09T10:00:00Z")];
    let named = Placed { visit: Some(record(100)), ..placed(1, 1, "2024-03-20") };
    let itself = Placed { visit: Some(record(100)), ..placed(100, 1, "2024-03-07") };
    let of_another = Placed { visit: Some(record(777)), ..placed(2, 2, "2024-03-20") };
    assert_eq!(
        told(&[named, of_another, itself], &visits),
        [
            ("2024-03-20".to_owned(), Some(777), vec![(2, Joined::Named)]),
            ("2024-03-07".to_owned(), Some(100), vec![(1, Joined::Named)]),
        ]
    );
}

#[test]
fn records_without_a_reference_go_by_time_and_source() {
    let visits = [
        visit(100, 1, "2024-03-07T08:00:00Z", "2024-03-09T10:00:00Z"),
        visit(101, 1, "2024-03-08T12:00:00Z", "2024-03-08T13:00:00Z"),
        visit(102, 1, "2024-04-01", ""),
        visit(103, 1, "2024-05-01", ""),
        visit(104, 1, "2024-05-01", ""),
    ];
    let records = [
        placed(1, 1, "2024-03-08T12:30:00Z"),
        placed(2, 1, "2024-03-08T20:00:00Z"),
        placed(3, 1, "2024-04-01T09:00:00Z"),
        placed(4, 2, "2024-04-01T09:00:00Z"),
        placed(5, 0, "2024-04-01"),
        placed(6, 1, "2024-05-01"),
        placed(7, 1, "2024-04"),
    ];
    assert_eq!(
        told(&records, &visits),
        [
            ("2024-05-01".to_owned(), None, vec![(6, Joined::Alone)]),
            ("2024-04-01".to_owned(), Some(102), vec![(3, Joined::SameDay)]),
            ("2024-04-01".to_owned(), None, vec![(4, Joined::Alone), (5, Joined::Alone)]),
            ("2024-04".to_owned(), None, vec![(7, Joined::Alone)]),
            ("2024-03-08".to_owned(), Some(101), vec![(1, Joined::Within)]),
            ("2024-03-07".to_owned(), Some(100), vec![(2, Joined::Within)]),
        ]
    );
}

#[test]
fn another_organisation_on_the_same_day_speaks_against_it() {
    let named = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let visits = [Span { organisations: named(&["Clinic"]), ..visit(100, 1, "2024-04-01", "") }];
    let records = [
        Placed { organisations: named(&["Laboratory"]), ..placed(1, 1, "2024-04-01") },
        Placed { organisations: named(&["Clinic", "Dr. Chen"]), ..placed(2, 1, "2024-04-01") },
    ];
    assert_eq!(
        told(&records, &visits),
        [
            ("2024-04-01".to_owned(), None, vec![(1, Joined::Alone)]),
            ("2024-04-01".to_owned(), Some(100), vec![(2, Joined::SameDay)]),
        ]
    );
}

#[test]
fn what_has_no_date_stands_apart_and_nothing_is_lost() {
    let records: Vec<Placed> =
        (0..50).map(|at| placed(at, 1, if at % 7 == 0 { "" } else { "2024-04-01" })).collect();
    let (days, undated) = by_visit(&records, &[visit(100, 1, "2024-04-01", "")]);
    let dated: usize = days.iter().flat_map(|day| &day.groups).map(|group| group.records.len()).sum();
    assert_eq!((dated, undated.len()), (42, 8));
    assert_eq!(by_visit(&[], &[]), (Vec::new(), Vec::new()));
}
