use backpack::record::entry::Visit;
use backpack::{ErrorKind, Person};

use crate::account;

#[test]
fn a_record_knows_its_files() {
    backpack_testkit::run(async {
        let (account, _storage) = account().await;
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let visit = backpack.add(Visit::new("Check-up")).await.unwrap();
        let other = backpack.add(Visit::new("Another")).await.unwrap();
        let scan =
            backpack.add_file("scan.pdf", Some("application/pdf"), &b"%PDF-1.4 scan"[..]).await.unwrap();
        backpack.add_file("loose.txt", None, &b"belongs to nothing"[..]).await.unwrap();
        backpack.attach(visit, scan.id).await.unwrap();

        let names = async |record| -> Vec<String> {
            backpack.files_of(record).await.unwrap().into_iter().map(|file| file.name).collect()
        };
        assert_eq!(names(visit).await, ["scan.pdf"]);
        assert!(names(other).await.is_empty());
        backpack.detach(visit, scan.id).await.unwrap();
        assert!(names(visit).await.is_empty());
        let nowhere = backpack.files_of(backpack::core::RecordId::random()).await.unwrap_err();
        assert_eq!(nowhere.kind(), &ErrorKind::NotFound("record"));
    });
}
