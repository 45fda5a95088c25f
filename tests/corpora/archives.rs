//! What somebody hands in as a backup or an export: refused by kind, and nothing is put back.

use std::fs;
use std::io::Write as _;
use std::iter::once;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use age::secrecy::SecretString;
use backpack::archive::{Key, Source};
use backpack::{Account, Backpack, ErrorKind};
use bytes::Bytes;
use tempfile::TempDir;

const PASSPHRASE: &str = "a lock of its own";

/// A true export beside which files are put, one after the other.
pub(super) struct Archives {
    folder: TempDir,
    key: Arc<Key>,
}

impl Archives {
    pub(super) async fn of(backpack: &Backpack) -> Self {
        let folder = tempfile::tempdir().unwrap();
        backpack.export_to(folder.path().join("export")).await.unwrap();
        Self { folder, key: Arc::new(Key::passphrase(PASSPHRASE.into())) }
    }

    /// Hands bytes in as every layer of an archive: as the file, as what is sealed in it, as what is compressed in that, and
    /// as its first part; and as the first and the last part, and a list, of a folder that is well otherwise.
    pub(super) async fn enter(&self, account: &Account, bytes: &Bytes) {
        let before = account.backpacks().await.unwrap().len();
        let file = self.path("one.age");
        let layers =
            [bytes.to_vec(), sealed(bytes), sealed(&compressed(bytes)), sealed(&compressed(&tar(bytes)))];
        for layer in layers {
            fs::write(&file, layer).unwrap();
            refused(account, Source::sealed(&file, Arc::clone(&self.key))).await;
        }
        let folder = self.path("export");
        for part in ["about.json", "manifest.json", "records/0001.ndjson"] {
            let whole = fs::read(folder.join(part)).unwrap();
            fs::write(folder.join(part), bytes).unwrap();
            refused(account, Source::folder(&folder)).await;
            fs::write(folder.join(part), whole).unwrap();
        }
        assert_eq!(account.backpacks().await.unwrap().len(), before);
    }

    /// What was well is well afterwards: nothing of the above was refused for another reason.
    pub(super) async fn is_well(&self, account: &Account) {
        let back = account.restore(vec![Source::folder(self.path("export"))]).await.unwrap();
        account.delete_backpack(back.id()).await.unwrap();
    }

    fn path(&self, name: &str) -> PathBuf {
        Path::new(self.folder.path()).join(name)
    }
}

async fn refused(account: &Account, source: Source) {
    let refused = account.restore(vec![source]).await.map(|_| ()).unwrap_err();
    let is_by_kind = matches!(
        refused.kind(),
        ErrorKind::NotAnArchive
            | ErrorKind::Damaged
            | ErrorKind::WrongPassphrase
            | ErrorKind::NewerFormat(_)
            | ErrorKind::Invalid(_)
    );
    assert!(is_by_kind, "{refused:?}");
}

fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(PASSPHRASE.to_owned()));
    recipient.set_work_factor(1);
    let sealer = age::Encryptor::with_recipients(once(&recipient as &dyn age::Recipient)).unwrap();
    let mut out = sealer.wrap_output(Vec::new()).unwrap();
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

fn tar(bytes: &[u8]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(bytes.len() as u64);
    tar.append_data(&mut header, "about.json", bytes).unwrap();
    tar.into_inner().unwrap()
}
