//! No secret is printed, whatever is formatted.

use backpack_core::{SecretBytes, SecretText, SpaceId};
use backpack_keys::{KeyFile, NewSlot, Unlock};

#[test]
fn nothing_secret_is_printed() {
    let passphrase = SecretText::from("canary-passphrase");
    let key = SecretBytes::new(vec![0xCA; 32]);
    let (mut file, root) =
        KeyFile::create(backpack_core::AccountId::random(), &NewSlot::host_key(&key)).unwrap();
    file.add_slot(&root, &NewSlot::key_service("vault", &key, b"wrapped")).unwrap();
    file.add_backpack(&root, SpaceId::random()).unwrap();
    let code = file.make_recovery_code(&root).unwrap();
    let keys = file.backpack_keys(&root, file.own_space()).unwrap();
    assert_eq!(
        [
            format!("{root:?}"),
            format!("{keys:?}"),
            format!("{:?}", keys.content_address()),
            format!("{code:?} {:?}", code.as_text()),
        ],
        [
            "RootKey([redacted])",
            "BackpackKeys([redacted])",
            "ContentAddress([redacted])",
            "RecoveryCode([redacted]) [redacted]"
        ]
    );
    let printed = format!(
        "{file:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        NewSlot::passphrase(&passphrase),
        Unlock::Passphrase(&passphrase),
        Unlock::HostKey(&key),
        Unlock::RecoveryCode(&code),
        (Unlock::Unwrapped(&key), NewSlot::key_service("vault", &key, b"wrapped"), file.wrapped_keys()),
        file.rotate_root(&root, &[Unlock::HostKey(&key)]).unwrap(),
    );
    let shown = code.as_text();
    let groups = shown.expose().split('-');
    for canary in ["canary", "cacaca", "202, 202", "0xca"].into_iter().chain(groups) {
        assert!(!printed.contains(canary), "{printed}");
    }
}
