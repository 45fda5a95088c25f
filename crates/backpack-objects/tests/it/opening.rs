//! Which URLs and options open a storage, and what is shown of them.

use std::sync::Arc;

use backpack_core::{BlobId, SpaceId};
use backpack_files::{BlobStore as _, ErrorKind};
use backpack_objects::{
    ObjectAnchors, ObjectBlobSpaces, ObjectBlobs, ObjectCredentials, ObjectKeyFile, ObjectOptions, open,
};
use tempfile::TempDir;
use url::Url;

use crate::support::{SPACE, kind, pieces, prefix, read};

const SECRET: &str = "c2VjcmV0IG9mIHRoZSBob3N0IGFwcA==";

fn access_key() -> ObjectCredentials {
    ObjectCredentials::AccessKey { id: "id".into(), secret: SECRET.into(), session: Some(SECRET.into()) }
}

fn account_key() -> ObjectCredentials {
    ObjectCredentials::AccountKey { account: "account".into(), key: SECRET.into() }
}

fn at(endpoint: &str, credentials: ObjectCredentials) -> ObjectOptions {
    ObjectOptions::new().with_endpoint(endpoint.parse().unwrap()).with_credentials(credentials)
}

fn opens(url: &str, options: &ObjectOptions) -> Option<ErrorKind> {
    let opened = open(&url.parse().unwrap(), options);
    if let Err(error) = &opened {
        let cause = std::error::Error::source(error).unwrap();
        assert_eq!(cause.to_string(), "the address or the options do not fit the storage");
    }
    kind(opened)
}

#[test]
fn every_kind_of_storage_opens() {
    let bearer = || ObjectCredentials::Bearer { account: "account".into(), token: SECRET.into() };
    let shared =
        ObjectCredentials::SharedAccess { account: "account".into(), signature: "sv=1&sig=2".into() };
    let anonymous = ObjectOptions::new();
    let key = || ObjectOptions::new().with_credentials(access_key());
    for (url, options) in [
        ("s3://bucket", &key()),
        ("s3://bucket/some/where", &key().with_region("eu-central-1")),
        ("s3://bucket", &anonymous),
        ("s3://bucket", &at("https://objects.example", access_key())),
        ("s3://bucket", &at("http://127.0.0.1:9000", access_key())),
        ("s3://bucket", &at("http://[::1]:9000/", access_key())),
        ("s3://bucket", &at("http://localhost:9000", access_key())),
        ("s3://bucket", &at("http://objects.example", access_key()).allow_plain_http()),
        ("gs://bucket/some", &anonymous),
        ("gs://bucket", &ObjectOptions::new().with_credentials(bearer())),
        ("az://container/some", &ObjectOptions::new().with_credentials(account_key())),
        ("abfs://container", &ObjectOptions::new().with_credentials(bearer())),
        ("az://container", &ObjectOptions::new().with_credentials(shared)),
        ("memory:///", &anonymous),
    ] {
        assert_eq!(opens(url, options), None, "{url}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let anonymous = ObjectOptions::new();
    for (url, options) in [
        ("https://bucket.example", &anonymous),
        ("http://127.0.0.1/bucket", &anonymous),
        ("ftp://bucket", &anonymous),
        ("s3:///where", &anonymous),
        ("s3://user:secret@bucket", &anonymous),
        ("s3://bucket?versionId=1", &anonymous),
        ("s3://bucket", &at("http://objects.example", access_key())),
        ("s3://bucket", &at("http://127.0.0.1.example", access_key())),
        ("s3://bucket", &at("http://10.0.0.1", access_key())),
        ("s3://bucket", &at("https://user:secret@objects.example", access_key())),
        ("s3://bucket", &at("ftp://objects.example", access_key())),
        ("s3://bucket", &ObjectOptions::new().with_credentials(account_key())),
        ("gs://bucket", &ObjectOptions::new().with_credentials(access_key())),
        (
            "gs://bucket",
            &ObjectOptions::new().with_credentials(ObjectCredentials::ServiceAccount(SECRET.into())),
        ),
        ("az://container", &anonymous),
        ("az://container", &ObjectOptions::new().with_credentials(access_key())),
        ("file://host/folder", &anonymous),
    ] {
        assert_eq!(opens(url, options), Some(ErrorKind::Io), "{url}");
    }
}

#[test]
fn nothing_that_is_opened_shows_a_secret() {
    for (url, credentials) in [("s3://bucket/where", access_key()), ("az://bucket/where", account_key())] {
        let options = ObjectOptions::new().with_credentials(credentials);
        let store = open(&url.parse().unwrap(), &options).unwrap();
        let shown = [
            format!("{options:?}"),
            format!("{store:?} {store}"),
            format!("{:?}", ObjectBlobs::new(Arc::clone(&store), &prefix(), SPACE)),
            format!("{:?}", ObjectBlobSpaces::new(Arc::clone(&store), prefix())),
            format!("{:?}", ObjectKeyFile::new(Arc::clone(&store), "keys")),
            format!("{:?}", ObjectAnchors::new(store, prefix())),
        ];
        let bytes = "115, 101, 99, 114, 101, 116";
        for text in shown {
            assert!(!text.contains(SECRET) && !text.contains(bytes), "{text}");
        }
    }
}

/// A folder is its owner's alone, and what is in it is what the URL's path and the ids say.
#[tokio::test]
async fn a_folder_is_made_for_its_owner() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("some where/objects");
    let url = Url::from_directory_path(&path).unwrap();
    let store = open(&url, &ObjectOptions::new()).unwrap();
    let id = BlobId::random();
    ObjectBlobs::new(store, &"blobs of mine".into(), SPACE).put(id, pieces(b"sealed", 2)).await.unwrap();
    assert!(path.join(format!("blobs of mine/blobs/{SPACE}/{id}")).is_file());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
    }
    let again = open(&url, &ObjectOptions::new()).unwrap();
    let blobs = ObjectBlobs::new(Arc::clone(&again), &"blobs of mine".into(), SPACE);
    assert_eq!(read(&blobs, id).await.unwrap(), "sealed");
    let other = ObjectBlobs::new(again, &"blobs of mine".into(), SpaceId::random());
    assert_eq!(kind(read(&other, id).await), Some(ErrorKind::NotFound));
}
