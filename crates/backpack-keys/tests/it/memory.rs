//! No secret is printed, whatever is formatted.

use backpack_core::{SecretBytes, SecretText, SpaceId};
use backpack_keys::{KeyFile, NewSlot, Unlock};

#[test]
fn nothing_secret_is_printed() {
    let passphrase = SecretText::from("canary-passphrase");
    let key = SecretBytes::new(vec![0xCA; 32]);
    let (mut file, root) =
        KeyFile::create(backpack_core::AccountId::random(), &NewSlot::host_key(&key)).unwrap();
    file.add_backpack(&root, SpaceId::random()).unwrap();
    let keys = file.backpack_keys(&root, file.own_space()).unwrap();
    assert_eq!(
        [format!("{root:?}"), format!("{keys:?}"), format!("{:?}", keys.content_address())],
        ["RootKey([redacted])", "BackpackKeys([redacted])", "ContentAddress([redacted])"]
    );
    let printed = format!(
        "{file:?} {:?} {:?} {:?}",
        NewSlot::passphrase(&passphrase),
        Unlock::Passphrase(&passphrase),
        Unlock::HostKey(&key),
    );
    for canary in ["canary", "cacaca", "202, 202", "0xca"] {
        assert!(!printed.contains(canary), "{printed}");
    }
}
