//! Encrypted on the way and at rest, readable without a network, opened with what the person has and knows.

use backpack::http::{HttpOptions, HttpTransport};
use backpack::record::entry::Allergy;
use backpack::smart::{SmartConnector, SmartOptions};
use backpack::{Account, ErrorKind, Filter, Person, Unlock};
use backpack_testkit::run;

use crate::world::{Connected, Home, bodies, files_below};

#[test]
fn data_and_files_are_encrypted_at_rest() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        let backpack = account.add_backpack(Person::new("Ana Quillfeather")).await.unwrap();
        let id = backpack.add(Allergy::new("brazil nuts")).await.unwrap();
        backpack.note(id, "swollen lips in Lisbon").await.unwrap();
        backpack.add_file("letter.txt", None, "Dear Doctor Quagsire").await.unwrap();
        account.close().await.unwrap();
        for (path, bytes) in files_below(&home.path()) {
            for told in ["Quillfeather", "brazil nuts", "swollen lips", "Quagsire", "letter.txt"] {
                let found = bytes.windows(told.len()).any(|part| part == told.as_bytes());
                assert!(!found, "{told} stands in {}", path.display());
            }
        }
    });
}

#[test]
fn data_is_encrypted_in_transit_or_not_sent_at_all() {
    run(async {
        let home = Home::new();
        let mut options = home.options.clone();
        // The transport as an app has it, without the leave for tests on one machine.
        options.transport = std::sync::Arc::new(HttpTransport::new(HttpOptions::default()).unwrap());
        let account = Account::create(home.path(), crate::world::unlock(), options).await.unwrap();
        let backpack = account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        let plain =
            SmartOptions::new("http://portal.example/fhir", "app").with_redirect_uri(crate::world::CALLBACK);
        let refused = match SmartConnector::new(plain) {
            Err(_) => true,
            Ok(connector) => backpack.connect(std::sync::Arc::new(connector)).await.is_err(),
        };
        assert!(refused, "a portal was asked without encryption");
        assert!(backpack.connections().await.unwrap().is_empty());
    });
}

#[test]
fn everything_is_readable_without_a_network() {
    run(async {
        let connected = Connected::new().await;
        connected.sync().await;
        let before = bodies(&connected.backpack).await;
        connected.clinic.portal.stop().await;
        let (_account, backpack) = connected.home.reopened(&connected.account).await;
        assert!(bodies(&backpack).await == before);
        for file in backpack.files().await.unwrap() {
            let bytes = backpack.open_file(file.id, None).await.unwrap().collect().await.unwrap();
            assert_eq!(u64::try_from(bytes.len()).unwrap(), file.size);
        }
    });
}

#[test]
fn a_second_factor_is_asked_for_on_a_new_device() {
    run(async {
        let home = Home::new();
        let on_device = || Unlock::two_factors("what I know", vec![9; 32]);
        let account = Account::create(home.path(), on_device(), home.options.clone()).await.unwrap();
        let code = account.make_recovery_code().await.unwrap();
        account.add_backpack(Person::new("Ana Ruiz")).await.unwrap();
        account.close().await.unwrap();
        // A new device has the copy and the passphrase; without what lies on the old device that is not enough.
        for guess in [
            Unlock::passphrase("what I know"),
            Unlock::host_key(vec![9; 32]),
            Unlock::two_factors("what I know", vec![8; 32]),
            Unlock::two_factors("what I guess", vec![9; 32]),
        ] {
            let refused = Account::open(home.path(), guess, home.options.clone()).await.unwrap_err();
            assert_eq!(refused.kind(), &ErrorKind::WrongPassphrase);
        }
        let account = Account::open(home.path(), on_device(), home.options.clone()).await.unwrap();
        // The key of the new device is added, and that of the lost one taken away.
        let lost = account.slots().await[0].id;
        account.add_slot(Unlock::two_factors("what I know", vec![8; 32]), "new phone").await.unwrap();
        account.remove_slot(lost).await.unwrap();
        account.close().await.unwrap();
        let refused = Account::open(home.path(), on_device(), home.options.clone()).await.unwrap_err();
        assert_eq!(refused.kind(), &ErrorKind::WrongPassphrase);
        // Whoever lost both still has what they wrote down.
        let written = Unlock::recovery_code(code.as_text().expose()).unwrap();
        let account = Account::open(home.path(), written, home.options.clone()).await.unwrap();
        assert_eq!(account.backpacks().await.unwrap().len(), 1);
    });
}

#[test]
fn a_copy_on_a_new_device_opens_with_nothing_but_what_its_person_holds() {
    run(async {
        let home = Home::new();
        let account = home.create().await;
        account.add_backpack(Person::new("Ana Ruiz")).await.unwrap().add(Allergy::new("dust")).await.unwrap();
        account.close().await.unwrap();
        let guess = Account::open(home.path(), Unlock::passphrase("letmein"), home.options.clone()).await;
        assert_eq!(guess.unwrap_err().kind(), &ErrorKind::WrongPassphrase);
        let account = home.open().await;
        let listed = account.backpacks().await.unwrap();
        let backpack = account.backpack(listed[0].id).await.unwrap();
        assert_eq!(backpack.find(&Filter::new()).total, 1);
    });
}
