//! The catalog's answers, against looking at every record.

use std::collections::BTreeSet;

use backpack_core::{ConnectionId, RecordId, Timestamp};
use backpack_keep::{Catalog, Filter, Incoming, Ledger, Order, PageCommit, Record, Show, Source, Undated};
use backpack_record::{Actor, Kind, OverlayChange, OverlayEvent};
use backpack_testkit::run;
use bytes::Bytes;
use proptest::prelude::*;

use crate::world::{World, put};

/// A record to be made: its kind, code, dates, source, and what is done to it.
#[derive(Clone, Debug)]
struct Made {
    resource: u8,
    code: u8,
    start: Option<(i32, Option<u8>)>,
    end: Option<i32>,
    source: u8,
    hidden: bool,
    note: bool,
    /// Whether another version came before, which said something else.
    amended: bool,
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_query_finds_what_looking_at_every_record_finds(
        made in prop::collection::vec(made(), 0..40),
        filters in prop::collection::vec(filter(), 8),
        limit in 1_usize..7,
    ) {
        run(async {
            let world = World::new();
            let keep = world.create().await;
            for source in 0..3 {
                fill(&keep, source, &made).await;
            }
            let reopened = world.open().await;
            for filter in &filters {
                for keep in [&keep, &reopened] {
                    keep.catalog(|catalog| check(catalog, filter, limit));
                }
            }
        });
    }
}

async fn fill(keep: &backpack_keep::Keep, source: u8, made: &[Made]) {
    let connection = ConnectionId::from_bytes([source; 16]);
    let own = made.iter().enumerate().filter(|(_, made)| made.source == source);
    let mut events = Vec::new();
    for (number, made) in own {
        let first = Made {
            code: (made.code + 1) % 3,
            start: made.start.map(|(year, _)| (year + 1, None)),
            ..made.clone()
        };
        let earlier = made.amended.then(|| body(number, &first));
        let body = body(number, made);
        let id = if source == 0 {
            let mut id = None;
            for body in earlier.into_iter().chain([body]) {
                id = Some(keep.put_entry(id, Bytes::from(body), Actor::Person).await.unwrap());
            }
            id.unwrap()
        } else {
            let bodies = earlier.into_iter().chain([body]);
            let mut page = PageCommit::new(connection, "q", Ledger::new(Timestamp::from_millis(0)));
            page.incoming = bodies.map(|body| Incoming::read(put(body)).unwrap()).collect();
            keep.commit_page(page).await.unwrap().new_ids.pop().unwrap()
        };
        let mut event =
            |change| events.push(OverlayEvent::new(id, Actor::Person, Timestamp::from_millis(1), change));
        if made.hidden {
            event(OverlayChange::Hidden);
        }
        if made.note {
            event(OverlayChange::Noted("Ask about the KIDNEY".into()));
        }
    }
    keep.append(events).await.unwrap();
}

fn made() -> impl Strategy<Value = Made> {
    let start = prop::option::of((2000_i32..2004, prop::option::of(1_u8..13)));
    let facts = (0_u8..3, 0_u8..3, start, prop::option::of(2003_i32..2006), 0_u8..3);
    let done = (prop::bool::weighted(0.2), prop::bool::weighted(0.2), prop::bool::weighted(0.3));
    (facts, done).prop_map(|((resource, code, start, end, source), (hidden, note, amended))| Made {
        resource,
        code,
        start,
        end,
        source,
        hidden,
        note,
        amended,
    })
}

fn body(number: usize, made: &Made) -> String {
    let date = |year: i32, month: Option<u8>| match month {
        Some(month) => format!("{year}-{month:02}"),
        None => year.to_string(),
    };
    let code =
        |n: u8| format!(r#"{{"coding":[{{"system":"urn:codes","code":"c{n}","display":"Glucose {n}"}}]}}"#);
    let code = code(made.code);
    let start = made.start.map(|(year, month)| date(year, month));
    let end = made.end.map(|year| date(year, None));
    match made.resource {
        0 => {
            let when = start.map(|start| format!(r#","onsetDateTime":"{start}""#)).unwrap_or_default();
            format!(r#"{{"resourceType":"Condition","id":"{number}","code":{code}{when}}}"#)
        }
        1 => {
            let start = start.map(|start| format!(r#""start":"{start}""#));
            let end = end.map(|end| format!(r#""end":"{end}""#));
            let period = [start, end].into_iter().flatten().collect::<Vec<_>>().join(",");
            format!(r#"{{"resourceType":"Encounter","id":"{number}","type":[{code}],"period":{{{period}}}}}"#)
        }
        _ => {
            let when = start.map(|start| format!(r#","performedDateTime":"{start}""#)).unwrap_or_default();
            format!(r#"{{"resourceType":"Procedure","id":"{number}","code":{code}{when}}}"#)
        }
    }
}

fn filter() -> impl Strategy<Value = Filter> {
    let kinds = prop::sample::subsequence(vec![Kind::Condition, Kind::Visit, Kind::Procedure], 0..3);
    let codes = prop::sample::subsequence(vec!["c0", "c1", "c2", "c9"], 0..3);
    let range = (prop::option::of(2000_i64..2006), prop::option::of(2000_i64..2006), any::<bool>());
    let text = prop::option::of(prop::sample::select(vec!["glucose", "GLUCOSE 1", "kidney", "nothing"]));
    let sources = prop::sample::subsequence(vec![0_u8, 1, 2, 9], 0..3);
    let rest = (any::<bool>(), any::<bool>(), 0_u8..3);
    (kinds, codes, range, text, sources, rest).prop_map(|(kinds, codes, range, text, sources, rest)| {
        let mut filter = Filter::new();
        filter.kinds = kinds;
        for code in codes {
            filter = if rest.1 { filter.code(code) } else { filter.code_of("urn:codes", code) };
        }
        let millis = |year: i64| (year - 1970) * 31_556_952_000;
        filter.from = range.0.map(millis);
        filter.until = range.1.map(millis);
        filter.undated = if range.2 { Undated::Include } else { Undated::Exclude };
        filter.text = text.map(str::to_owned);
        filter.sources = sources.into_iter().map(source).collect();
        filter.show = Show { hidden: rest.0, ..Show::default() };
        filter.order = match rest.2 {
            0 => Order::NewestFirst,
            1 => Order::OldestFirst,
            _ => Order::RecentlyReceived,
        };
        filter
    })
}

fn source(number: u8) -> Source {
    match number {
        0 => Source::Entry,
        number => Source::Connection(ConnectionId::from_bytes([number; 16])),
    }
}

/// Compares whole, and page by page.
fn check(catalog: &Catalog, filter: &Filter, limit: usize) {
    let hits = catalog.query(filter);
    let expected: BTreeSet<RecordId> =
        catalog.records().filter(|record| is_wanted(record, filter)).map(|record| record.id()).collect();
    assert_eq!(hits.total, expected.len(), "{filter:?}");
    assert_eq!(hits.records.iter().copied().collect::<BTreeSet<_>>(), expected, "{filter:?}");
    assert!(
        hits.records
            .iter()
            .zip(hits.records.iter().skip(1))
            .all(|(one, next)| is_in_order(catalog, filter, one, next)),
        "{filter:?}"
    );
    let mut paged = Vec::new();
    let mut asked = filter.clone().limit(limit);
    loop {
        let page = catalog.query(&asked);
        assert_eq!(page.total, expected.len());
        assert!(page.records.len() <= limit);
        paged.extend(page.records);
        match page.next {
            Some(next) => asked = asked.after(next),
            None => break,
        }
    }
    assert_eq!(paged, hits.records, "{filter:?}");
}

fn is_wanted(record: &Record<'_>, filter: &Filter) -> bool {
    let header = record.header();
    let has_code = filter.codes.iter().any(|wanted| {
        header.codes.iter().any(|code| {
            code.code.as_ref().is_some_and(|code| *code == wanted.code.as_str())
                && wanted
                    .system
                    .as_ref()
                    .is_none_or(|system| code.system.as_ref().is_some_and(|known| *known == system.as_str()))
        })
    });
    let in_range = match (record.starts(), record.ends()) {
        (Some(start), Some(end)) => {
            filter.from.is_none_or(|from| end >= from) && filter.until.is_none_or(|until| start < until)
        }
        _ => (filter.from.is_none() && filter.until.is_none()) || filter.undated == Undated::Include,
    };
    let says = filter.text.as_ref().is_none_or(|text| {
        let mut words = vec![header.title.to_string()];
        words.extend(header.codes.iter().filter_map(|code| code.display.as_ref().map(ToString::to_string)));
        words.extend(record.overlay().notes.iter().map(|note| note.text.clone()));
        words.iter().any(|words| words.to_lowercase().contains(&text.to_lowercase()))
    });
    (filter.kinds.is_empty() || filter.kinds.contains(&record.kind()))
        && (filter.codes.is_empty() || has_code)
        && in_range
        && says
        && (filter.sources.is_empty() || filter.sources.contains(&record.source()))
        && (filter.show.hidden || !record.is_hidden())
}

fn is_in_order(catalog: &Catalog, filter: &Filter, one: &RecordId, next: &RecordId) -> bool {
    let key = |id: &RecordId| {
        let record = catalog.record(*id).unwrap();
        match filter.order {
            Order::NewestFirst => record.starts().map_or(i64::MAX, |start| -start),
            Order::OldestFirst => record.starts().unwrap_or(i64::MAX),
            _ => -record.received().as_millis(),
        }
    };
    key(one) <= key(next)
}
