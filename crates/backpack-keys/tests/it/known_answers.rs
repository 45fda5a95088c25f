//! The published test vectors of every primitive that the keys stand on.

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use hmac::{Hmac, Mac as _};
use sha2::{Digest as _, Sha256};

/// RFC 9106, section 5.3.
#[test]
fn argon2id() {
    let mut params = ParamsBuilder::new();
    params.m_cost(32).t_cost(3).p_cost(4).output_len(32);
    params.data(AssociatedData::new(&[4; 12]).unwrap());
    let params = params.build().unwrap();
    let argon = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
    let mut tag = [0; 32];
    argon.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
    assert_eq!(hex(&tag), "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
}

/// RFC 5869, appendix A.1.
#[test]
fn hkdf_sha256() {
    let salt: Vec<u8> = (0..13).collect();
    let info: Vec<u8> = (0xf0..0xfa).collect();
    let mut key = [0; 42];
    Hkdf::<Sha256>::new(Some(&salt), &[0x0b; 22]).expand(&info, &mut key).unwrap();
    assert_eq!(
        hex(&key),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    );
}

/// draft-irtf-cfrg-xchacha, appendix A.3.1.
#[test]
fn xchacha20_poly1305() {
    let key: [u8; 32] = std::array::from_fn(|i| 0x80 + u8::try_from(i).unwrap());
    let nonce: [u8; 24] = std::array::from_fn(|i| 0x40 + u8::try_from(i).unwrap());
    let aad = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
    let msg = b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, \
sunscreen would be it.";
    let cipher = XChaCha20Poly1305::new(&key.into());
    let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg, aad: &aad }).unwrap();
    assert_eq!(
        hex(&sealed),
        "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39\
         ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9\
         21f9664c97637da9768812f615c68b13b52ec0875924c1c7987947deafd8780acf49"
    );
}

/// RFC 4231, section 4.2.
#[test]
fn hmac_sha256() {
    let mut mac = Hmac::<Sha256>::new_from_slice(&[0x0b; 20]).unwrap();
    mac.update(b"Hi There");
    assert_eq!(
        hex(&mac.finalize().into_bytes()),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
}

/// RFC 5869, appendices A.2 (long inputs) and A.3 (no salt, no info).
#[test]
fn hkdf_sha256_of_long_and_of_empty_inputs() {
    let range = |from: u8, to: u8| (from..=to).collect::<Vec<u8>>();
    let mut key = [0; 82];
    let long = Hkdf::<Sha256>::new(Some(&range(0x60, 0xaf)), &range(0x00, 0x4f));
    long.expand(&range(0xb0, 0xff), &mut key).unwrap();
    assert_eq!(
        hex(&key),
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c\
         59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71\
         cc30c58179ec3e87c14c01d5c1f3434f1d87"
    );
    let mut key = [0; 42];
    Hkdf::<Sha256>::new(None, &[0x0b; 22]).expand(&[], &mut key).unwrap();
    assert_eq!(
        hex(&key),
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    );
}

/// RFC 4231, sections 4.3 (a short key), 4.4 (a key of 20 bytes) and 4.7 (a key longer than a block).
#[test]
fn hmac_sha256_of_other_keys() {
    let mac = |key: &[u8], text: &[u8]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(text);
        hex(&mac.finalize().into_bytes())
    };
    assert_eq!(
        [
            mac(b"Jefe", b"what do ya want for nothing?"),
            mac(&[0xaa; 20], &[0xdd; 50]),
            mac(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First"),
        ],
        [
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
        ]
    );
}

/// FIPS 180-4: the examples "abc" and of two blocks that NIST publishes with it.
#[test]
fn sha256() {
    let hash = |text: &[u8]| hex(&Sha256::digest(text));
    assert_eq!(
        [hash(b"abc"), hash(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")],
        [
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
        ]
    );
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
