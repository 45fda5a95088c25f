//! No key is printed, whatever is formatted.

use backpack_core::SecretBytes;
use backpack_key_service::{FolderKeyService, KeyService as _};
use backpack_testkit::run;

use crate::{CONTEXT, memory};

#[test]
fn nothing_secret_is_printed() {
    run(async {
        let place = tempfile::tempdir().unwrap();
        let (memory, folder) = (memory(), FolderKeyService::create(place.path(), "folder").await.unwrap());
        let key = SecretBytes::new(vec![0xCA; 32]);
        let wrapped = memory.wrap(CONTEXT, &key).await.unwrap();
        let refused = memory.unwrap(b"another", &wrapped).await.unwrap_err();
        assert_eq!(format!("{wrapped:?}"), "Wrapped(96 bytes)");
        let mut printed =
            format!("{memory:?} {folder:?} {wrapped:?} {refused:?} {refused} {:?}", memory.tally());
        printed.push_str(&format!("{:#?} {:#?}", memory, folder));
        // The master key is where the file says: behind the name and the number of keys.
        let file = std::fs::read(place.path().join("master-keys")).unwrap();
        let master = &file[24 + 1 + 6 + 2 + 4..][..32];
        for secret in [key.expose(), master] {
            let listed: Vec<_> = secret[..4].iter().map(u8::to_string).collect();
            let hex: String = secret[..4].iter().map(|byte| format!("{byte:02x}")).collect();
            for spelling in [listed.join(", "), listed.join(",\n"), hex] {
                assert!(!printed.contains(&spelling), "{printed}");
            }
        }
    });
}
