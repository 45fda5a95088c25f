//! Three ways in, equal once inside; and the history that comes of it.

use std::fs;
use std::sync::Arc;

use backpack::import::FileConnector;
use backpack::keep::{FileOrigin, Source};
use backpack::record::Kind;
use backpack::record::entry::{Allergy, VitalSign, WeightUnit};
use backpack::{Filter, SignIn};
use backpack_testkit::run;

use crate::world::{Connected, files_below, id_of, sync};

#[test]
fn what_every_provider_wrote_lies_beside_what_people_track_themselves() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        connected
            .backpack
            .add(VitalSign::weight("71.5", WeightUnit::Kilograms).date("2026-01-04"))
            .await
            .unwrap();
        let counts = connected.backpack.counts();
        for kind in [Kind::Visit, Kind::LabResult, Kind::Report, Kind::Document, Kind::VitalSign] {
            assert!(counts.get(&kind).is_some_and(|count| *count > 0), "no {kind} among {counts:?}");
        }
        let weights = connected.backpack.find(&Filter::new().kind(Kind::VitalSign).source(Source::Entry));
        assert_eq!(weights.total, 1);
        let timeline = connected.backpack.timeline(&Filter::new());
        assert!(timeline.days.iter().any(|day| day.date == "2026-01-04"));
    });
}

#[test]
fn by_import_by_file_and_by_hand_and_equal_once_inside() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let backpack = &connected.backpack;
        let imported = id_of(backpack, &connected.clinic.references("Immunization")[0]);
        let by_hand = backpack.add(Allergy::new("peanuts")).await.unwrap();
        let scan = backpack.add_file("scan.pdf", Some("application/pdf"), "%PDF-1.7\n%%EOF").await.unwrap();
        assert_eq!(scan.origins, [FileOrigin::Person]);

        let folder = tempfile::tempdir().unwrap();
        let bundle = format!(
            r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{{"resourceType":"Condition","id":"c1",
            "code":{{"text":"asthma"}},"subject":{{"reference":"Patient/{0}"}}}}}}]}}"#,
            connected.clinic.person.patient_id()
        );
        fs::write(folder.path().join("visit.json"), bundle).unwrap();
        let files = Arc::new(FileConnector::new([folder.path()]));
        let SignIn::Done(from_file) = backpack.connect(files).await.unwrap() else {
            panic!("files ask nobody to sign in")
        };
        sync(backpack, from_file[0]).await.unwrap();
        let from_file = id_of(backpack, "Condition/c1");

        // Whatever the way in: noted, given a file, hidden, shown, marked, all the same.
        for record in [imported, from_file, by_hand] {
            backpack.note(record, "ask about this").await.unwrap();
            backpack.attach(record, scan.id).await.unwrap();
            backpack.hide(record).await.unwrap();
            backpack.show(record).await.unwrap();
            backpack.flag(record, "the wrong year").await.unwrap();
            let overlay = backpack.record(record).unwrap().overlay;
            assert_eq!(overlay.notes[0].text, "ask about this");
            assert_eq!(overlay.files, [scan.id]);
            assert_eq!((overlay.hidden, overlay.flagged.as_deref()), (false, Some("the wrong year")));
            assert_eq!(backpack.files_of(record).await.unwrap().len(), 1);
        }
    });
}

#[test]
fn the_same_history_goes_to_every_provider() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        connected.backpack.add(Allergy::new("peanuts")).await.unwrap();
        let [one, two] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        for folder in [&one, &two] {
            connected.backpack.export_to(folder.path().join("history")).await.unwrap();
        }
        let told = |folder: &tempfile::TempDir| {
            let files = files_below(&folder.path().join("history"));
            // The journal tells of the first export in the second: it is no part of the history of health.
            let lines = files
                .iter()
                .filter(|(path, _)| !path.components().any(|part| part.as_os_str() == "activity"));
            let lines = lines.filter(|(path, _)| path.extension().is_some_and(|end| end == "ndjson"));
            let text: Vec<_> = lines.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
            text.concat()
        };
        assert!(told(&one).contains("peanuts"));
        let name = &connected.clinic.references("Immunization")[0];
        assert!(told(&one).contains(name.split('/').next_back().unwrap()));
        assert!(told(&one) == told(&two), "the two were told different things");
    });
}
