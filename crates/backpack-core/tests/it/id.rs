use backpack_core::RecordId;
use proptest::prelude::{any, proptest};

proptest! {
    #[test]
    fn an_id_reads_back_from_its_text(bytes in any::<[u8; 16]>()) {
        let id = RecordId::from_bytes(bytes);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().to_uppercase().parse(), Ok(id));
    }

    #[test]
    fn any_other_text_is_no_id(text in "\\PC{0,40}") {
        let is_id = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert_eq!(text.parse::<RecordId>().is_ok(), is_id);
    }
}

#[test]
fn a_sign_is_no_digit() {
    assert!("+0000000000000000000000000000001".parse::<RecordId>().is_err());
}

#[test]
fn random_ids_differ() {
    assert_ne!(RecordId::random(), RecordId::random());
}
