//! Finding: by kind, code, date, text and source, in order, page by page; and as a timeline.

use std::collections::BTreeSet;

use backpack::keep::{CodeFilter, Order, Source, Undated};
use backpack::record::entry::{Allergy, LabResult, Symptom, Visit};
use backpack::record::{Code, Kind, PartialDate};
use backpack::{Backpack, Filter, Person, Record};
use backpack_testkit::run;

use crate::world::{Connected, Home, name_of};

fn titles(backpack: &Backpack, filter: &Filter) -> Vec<String> {
    backpack.find(filter).records.iter().map(|record| record.title().to_owned()).collect()
}

fn millis(date: &str) -> i64 {
    PartialDate::parse(date).unwrap().earliest()
}

async fn filled(home: &Home) -> Backpack {
    let account = home.create().await;
    let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
    let ferritin = Code::new("http://loinc.org", "2276-4").with_display("Ferritin [Mass/volume] in Serum");
    let lab = |value: &str, date: &str| {
        LabResult::new("Ferritin").value(value, "ug/L").date(date).code(ferritin.clone())
    };
    backpack.add(lab("41.0", "2024-02-29")).await.unwrap();
    backpack.add(lab("38.5", "2025-02")).await.unwrap();
    backpack.add(Visit::new("Überweisung Dr. Łucja Ñuñez").start("2025-02-10")).await.unwrap();
    backpack.add(Symptom::new("dizziness").onset("2023")).await.unwrap();
    let peanuts = backpack.add(Allergy::new("Peanuts")).await.unwrap();
    backpack.note(peanuts, "carries an AUTO-Injector").await.unwrap();
    backpack
}

#[test]
fn by_kind_code_date_and_text() {
    run(async {
        let home = Home::new();
        let backpack = filled(&home).await;
        let found = |filter: Filter| titles(&backpack, &filter);
        assert_eq!(found(Filter::new().kind(Kind::Allergy)), ["Peanuts"]);
        assert_eq!(found(Filter::new().kind(Kind::Allergy).kind(Kind::Symptom)), ["dizziness", "Peanuts"]);
        assert_eq!(found(Filter::new().code("2276-4")).len(), 2);
        assert_eq!(found(Filter::new().code_of("http://loinc.org", "2276-4")).len(), 2);
        assert_eq!(found(Filter::new().code_of("http://snomed.info/sct", "2276-4")).len(), 0);
        assert_eq!(found(Filter::new().code("2276")).len(), 0);

        let spring = Filter::new().from(millis("2025-01-01")).until(millis("2025-03-01"));
        assert_eq!(found(spring.clone()), ["Überweisung Dr. Łucja Ñuñez", "Ferritin"]);
        assert_eq!(found(spring.undated(Undated::Include)).len(), 3);
        assert_eq!(found(Filter::new().until(millis("2024-02-29"))), ["dizziness"]);
        assert_eq!(found(Filter::new().from(millis("2024-02-29")).until(millis("2024-03-01"))), ["Ferritin"]);
        // A whole year is not known to have passed before its end.
        assert_eq!(
            found(Filter::new().from(millis("2023-12-31")).until(millis("2024-01-01"))),
            ["dizziness"]
        );

        assert_eq!(found(Filter::new().text("peanut")), ["Peanuts"]);
        assert_eq!(found(Filter::new().text("ŁUCJA ñUÑEZ")).len(), 1);
        assert_eq!(found(Filter::new().text("überw")).len(), 1);
        assert_eq!(found(Filter::new().text("auto-injector")), ["Peanuts"]);
        assert_eq!(found(Filter::new().text("MASS/volume")).len(), 2);
        assert_eq!(found(Filter::new().text("walnut")).len(), 0);
        assert_eq!(
            found(Filter::new().text("ferritin").kind(Kind::LabResult).from(millis("2025-01-01"))).len(),
            1
        );
        assert_eq!(found(Filter::new().text("ferritin").kind(Kind::Allergy)).len(), 0);
    });
}

#[test]
fn in_order_and_as_a_timeline_as_precise_as_was_said() {
    run(async {
        let home = Home::new();
        let backpack = filled(&home).await;
        let oldest = Filter::new().order(Order::OldestFirst);
        let newest = titles(&backpack, &Filter::new());
        assert_eq!(newest, ["Überweisung Dr. Łucja Ñuñez", "Ferritin", "Ferritin", "dizziness", "Peanuts"]);
        assert_eq!(titles(&backpack, &oldest)[0], "dizziness");
        assert_eq!(titles(&backpack, &oldest)[4], "Peanuts", "undated ones come last either way");
        let timeline = backpack.timeline(&Filter::new());
        let days: Vec<_> = timeline.days.iter().map(|day| day.date.as_str()).collect();
        assert_eq!(days, ["2025-02-10", "2025-02", "2024-02-29", "2023"]);
        assert_eq!(timeline.undated.iter().map(Record::title).collect::<Vec<_>>(), ["Peanuts"]);
    });
}

#[test]
fn pages_hold_every_record_once_whatever_happens_in_between() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let backpack = &connected.backpack;
        let all: BTreeSet<_> = backpack.find(&Filter::new()).records.iter().map(name_of).collect();
        for (order, size) in
            [(Order::NewestFirst, 7), (Order::OldestFirst, 50), (Order::RecentlyReceived, 1000)]
        {
            let mut filter = Filter::new().order(order).limit(size);
            let mut seen = Vec::new();
            loop {
                let page = backpack.find(&filter);
                assert_eq!(page.total, all.len());
                assert!(page.records.len() <= size);
                seen.extend(page.records.iter().map(name_of));
                let Some(next) = page.next else { break };
                filter = filter.after(next);
            }
            assert_eq!(seen.len(), all.len(), "{order:?}");
            assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), all, "{order:?}");
        }
        let mut filter = Filter::new().limit(20);
        let first = backpack.find(&filter);
        backpack.hide(first.records[3].id).await.unwrap();
        filter = filter.after(first.next.unwrap());
        let second = backpack.find(&filter);
        let gone_by: BTreeSet<_> = first.records.iter().map(name_of).collect();
        assert!(second.records.iter().all(|record| !gone_by.contains(&name_of(record))));
    });
}

#[test]
fn by_source() {
    run(async {
        let connected = Connected::new().await;
        let report = connected.sync().await;
        let backpack = &connected.backpack;
        backpack.add(Allergy::new("peanuts")).await.unwrap();
        let of = |source| backpack.find(&Filter::new().source(source)).total;
        assert_eq!(of(Source::Entry), 1);
        assert_eq!(u64::try_from(of(Source::Connection(connected.connection))).unwrap(), report.new);
        assert_eq!(of(Source::Connection(backpack::core::ConnectionId::random())), 0);
        let counted: usize = backpack.counts().values().sum();
        assert_eq!(counted, backpack.find(&Filter::new()).total);
        let wanted = CodeFilter::clone(&Filter::new().code("2823-3").codes[0]);
        assert_eq!(wanted.system, None);
        let potassium = backpack.find(&Filter::new().code("2823-3"));
        assert!(potassium.total > 0);
        assert!(potassium.records.iter().any(|record| record.retracted), "a retracted result says so");
    });
}
