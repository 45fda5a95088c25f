//! Public types that have a place for a secret, each made with canaries inside and formatted in every way.

use std::collections::BTreeMap;
use std::sync::Arc;

use backpack::archive::{BackUpOptions, Chain, Key, Lock, Source};
use backpack::cards::{EMERGENCY, LinkOptions, SheetOptions};
use backpack::connect::{
    Answer, Body, BodyStream, Context, Credential, Download, Grant, Limits, PatientRef, Pending, Prompt,
    Request, Response, Step, Turn,
};
use backpack::core::{AccountId, InvitationId, SecretBytes, SecretText, SpaceId, Timestamp};
use backpack::files::{ByteStream, FileKey};
use backpack::hosting::{Hosting, HostingOptions, Places, StoreUrl};
use backpack::keep::{
    AttemptRow, CardLinkRow, ConnectionRow, FileRow, GrantRow, Keep, Ledger, PageCommit, RowBatch,
};
use backpack::key_service::{FolderKeyService, KeyService as _, MemoryKeyService};
use backpack::keys::{Argon2Params, KeyFile, NewSlot, PublicKey, SharedWith};
use backpack::role::Role;
use backpack::sharing::{AccountCard, InvitationCode, InvitationLink, InvitationRow, NewInvitation};
use backpack::smart::{
    ClientKey, KeyAlgorithm, Registered, RegistrationRequest, SmartConnector, SmartOptions,
};
use backpack::{Account, Options, Person, Storage, Unlock};
use backpack_objects::{ObjectCredentials, ObjectOptions};
use backpack_postgres::PostgresOptions;
use backpack_testkit::{VirtualClock, run};
use http::{HeaderMap, HeaderValue, StatusCode};
use url::Url;

use super::{CLIENT_SECRET, CODE, HOST_KEY, PASSPHRASE, REFRESH, TOKEN, VERIFIER, debugged};

type Shown = BTreeMap<&'static str, String>;

/// Returns every case: the crate and name of the type, and what it shows.
pub(super) fn all() -> Shown {
    let mut shown = Shown::new();
    core(&mut shown);
    connect(&mut shown);
    wire(&mut shown);
    keys(&mut shown);
    smart(&mut shown);
    rows(&mut shown);
    objects(&mut shown);
    run(opened(&mut shown));
    run(key_services(&mut shown));
    shown
}

fn secret(text: &str) -> SecretBytes {
    SecretBytes::new(text.as_bytes().to_vec())
}

fn url() -> Url {
    Url::parse("https://portal.example/fhir").unwrap()
}

fn core(shown: &mut Shown) {
    shown.insert("backpack-core SecretText", debugged(&SecretText::from(PASSPHRASE)));
    shown.insert("backpack-core SecretBytes", debugged(&secret(TOKEN)));
    let url = format!("postgres://app:{PASSPHRASE}@db.example/backpack?options=-c%20a={TOKEN}");
    shown.insert("backpack-postgres PostgresOptions", debugged(&PostgresOptions::new(&url).unwrap()));
}

fn grant() -> Grant {
    Grant::new(PatientRef::new("p1"), secret(&format!("{TOKEN} {REFRESH}")))
}

fn connect(shown: &mut Shown) {
    let pending = || Pending::new(secret(&format!("{VERIFIER} {CODE}")));
    let redirect = || Answer::Redirect(format!("https://app.example/?code={CODE}&state={VERIFIER}").into());
    let fields = BTreeMap::from([("password".to_owned(), PASSPHRASE.into())]);
    shown.insert("backpack-connect Grant", debugged(&grant()));
    shown.insert("backpack-connect Pending", debugged(&pending()));
    shown.insert("backpack-connect Answer", debugged(&(redirect(), Answer::Fields(fields))));
    let kept = pending();
    shown.insert("backpack-connect Turn", debugged(&Turn::Resume(&kept, redirect())));
    let steps = (Step::Done(vec![grant()]), Step::Ask(Prompt::Open(url()), pending()));
    shown.insert("backpack-connect Step", debugged(&steps));
    let context = Context::new(crate::world::transport(), Arc::new(VirtualClock::new()));
    shown.insert("backpack-connect Context", debugged(&context.with_limits(Limits::default())));
}

/// What goes to a portal and comes back. A cursor and a body are a connector's own, and may hold anything.
fn wire(shown: &mut Shown) {
    let credential = || Credential::new(format!("Bearer {TOKEN}").into(), url());
    let body = || Body::Secret(secret(&format!("grant_type=authorization_code&code={CODE}")));
    let request = Request::get(url()).body(body()).credential(credential());
    shown.insert("backpack-connect Credential", debugged(&credential()));
    shown.insert("backpack-connect Body", debugged(&body()));
    shown.insert("backpack-connect Request", debugged(&request));
    let stream = || BodyStream::from_bytes(TOKEN);
    let mut headers = HeaderMap::new();
    let mut value = HeaderValue::from_str(TOKEN).unwrap();
    value.set_sensitive(true);
    headers.insert("www-authenticate", value);
    shown.insert("backpack-connect BodyStream", debugged(&stream()));
    let response = Response::new(StatusCode::OK, headers, url(), stream());
    shown.insert("backpack-connect Response", debugged(&response));
    shown.insert("backpack-connect Download", debugged(&Download::new(None, None, stream())));
    shown.insert("backpack-files ByteStream", debugged(&ByteStream::from_bytes(TOKEN)));
}

fn keys(shown: &mut Shown) {
    let (passphrase, key) = (SecretText::from(PASSPHRASE), SecretBytes::new(HOST_KEY.to_vec()));
    let slot = NewSlot::passphrase(&passphrase).with_params(Argon2Params::FLOOR);
    let (mut file, root) = KeyFile::create(AccountId::random(), &NewSlot::host_key(&key)).unwrap();
    let id = SpaceId::random();
    file.add_backpack(&root, id).unwrap();
    file.add_slot(&root, &slot).unwrap();
    file.add_slot(&root, &NewSlot::key_service("vault", &key, b"wrapped")).unwrap();
    let unlocks = [
        backpack::keys::Unlock::Passphrase(&passphrase),
        backpack::keys::Unlock::HostKey(&key),
        backpack::keys::Unlock::Unwrapped(&key),
    ];
    let own = file.backpack_keys(&root, id).unwrap();
    shown.insert("backpack-keys NewSlot", debugged(&(&slot, NewSlot::host_key(&key))));
    shown.insert("backpack-keys WrappedKey", debugged(&file.wrapped_keys()));
    shown.insert("backpack-keys Unlock", debugged(&unlocks));
    shown.insert("backpack-keys KeyFile", debugged(&file));
    shown.insert("backpack-keys Slot", debugged(&file.slots()));
    shown.insert("backpack-keys RootKey", debugged(&root));
    shown.insert("backpack-keys BackpackKeys", debugged(&own));
    let shared = file.shared_keys(&root, id).unwrap();
    let invited = SharedWith::Invited { invitation: InvitationId::random(), role: 1, secret: &key };
    shown.insert("backpack-keys Identity", debugged(&file.identity(&root).unwrap()));
    shown.insert("backpack-keys SharedKeys", debugged(&shared));
    shown.insert("backpack-keys SharedWith", debugged(&[invited, SharedWith::Member(&shared)]));
    shown.insert("backpack-keys ContentAddress", debugged(&own.content_address()));
    let file_key = FileKey::from_slice(HOST_KEY).unwrap();
    shown.insert("backpack-files FileKey", debugged(&file_key));
    let service = Unlock::key_service(Arc::new(MemoryKeyService::new("memory").unwrap()));
    let facade = (Unlock::passphrase(PASSPHRASE), Unlock::host_key(HOST_KEY.to_vec()), service);
    shown.insert("backpack Unlock", debugged(&facade));
    // Codes and root keys are random: they are looked for as what they are.
    let code = file.make_recovery_code(&root).unwrap();
    let rotation = file.rotate_root(&root, &[backpack::keys::Unlock::HostKey(&key)]).unwrap();
    let codes =
        [&code, rotation.recovery_code.as_ref().unwrap()].map(|code| code.as_text().expose().to_owned());
    let shown_codes = [debugged(&code), debugged(&rotation)];
    assert!(
        shown_codes.iter().all(|shown| !codes.iter().any(|code| shown.contains(code))),
        "{shown_codes:?}"
    );
    let [shown_code, shown_rotation] = shown_codes;
    shown.insert("backpack-keys RecoveryCode", shown_code);
    shown.insert("backpack-keys RootRotation", shown_rotation);
}

/// What wraps keys: the key that passes through is the canary.
async fn key_services(shown: &mut Shown) {
    let place = tempfile::tempdir().unwrap();
    let memory = MemoryKeyService::new("memory").unwrap();
    let folder = FolderKeyService::create(place.path(), "folder").await.unwrap();
    let key = SecretBytes::new(HOST_KEY.to_vec());
    let wrapped = memory.wrap(b"account", &key).await.unwrap();
    assert_eq!(memory.unwrap(b"account", &wrapped).await.unwrap().expose(), HOST_KEY);
    shown.insert("backpack-key-service MemoryKeyService", debugged(&memory));
    shown.insert("backpack-key-service FolderKeyService", debugged(&folder));
    shown.insert("backpack-key-service Wrapped", debugged(&wrapped));
}

fn smart(shown: &mut Shown) {
    let options = || {
        SmartOptions::new("https://portal.example/fhir", "client-1")
            .with_redirect_uri("http://127.0.0.1/callback")
            .with_client_secret(CLIENT_SECRET.into())
    };
    shown.insert("backpack-smart SmartOptions", debugged(&options()));
    shown.insert("backpack-smart SmartConnector", debugged(&SmartConnector::new(options()).unwrap()));
    let request = RegistrationRequest::new("app", ["http://127.0.0.1/callback"]);
    let request = request.with_initial_token(TOKEN.into());
    shown.insert("backpack-smart RegistrationRequest", debugged(&request));
    let pkcs8 = format!("{CLIENT_SECRET} {TOKEN}");
    let refused = ClientKey::from_pkcs8("k", KeyAlgorithm::Es384, pkcs8.as_bytes()).unwrap_err();
    let key = ClientKey::generate().unwrap();
    let shown_key = debugged(&key);
    // The key is random: it is looked for as what it is.
    for spelling in [format!("{:?}", key.pkcs8().expose()), format!("{:#?}", key.pkcs8().expose())] {
        assert!(!shown_key.contains(spelling.trim_matches(['[', ']'])), "{shown_key}");
    }
    shown.insert("backpack-smart ClientKey", format!("{shown_key} {}", shown_error(&refused)));
    let kept = serde_json::json!({
        "format": 1, "fhir_base": "https://portal.example/fhir", "client_id": "c", "secret": CLIENT_SECRET,
        "secret_expires": null, "redirect_uris": ["http://127.0.0.1/callback"],
        "management_url": "https://portal.example/register/c", "management_token": TOKEN,
    });
    let registered = Registered::from_secret(&secret(&kept.to_string())).unwrap();
    let whole = String::from_utf8(registered.to_secret().unwrap().expose().to_vec()).unwrap();
    assert!(whole.contains(CLIENT_SECRET) && whole.contains(TOKEN), "the canaries are in it");
    shown.insert("backpack-smart Registered", debugged(&registered));
}

fn shown_error(error: &dyn std::error::Error) -> String {
    format!("{error} {error:?} {error:#?}")
}

fn rows(shown: &mut Shown) {
    let at = Timestamp::from_millis(0);
    let connection = ConnectionRow::new("smart", "https://portal.example", "Clinic", at);
    let grant = GrantRow::new(connection.id, grant());
    let pending = Pending::new(secret(VERIFIER));
    let attempt = AttemptRow::new("smart", "https://portal.example", Some(connection.id), at, pending);
    let (token, code) = (secret(TOKEN), secret(CODE));
    let link = CardLinkRow::new(token, EMERGENCY, code, at, None, 5);
    shown.insert("backpack-keep CardLinkRow", debugged(&link));
    let batch = RowBatch::new().put(&grant).put(&attempt);
    shown.insert("backpack-keep GrantRow", debugged(&grant));
    shown.insert("backpack-keep AttemptRow", debugged(&attempt));
    shown.insert("backpack-keep RowBatch", debugged(&batch));
    invitations(shown, at);
    let mut page = PageCommit::new(connection.id, "Patient", Ledger::new(at));
    page.rows = batch;
    shown.insert("backpack-keep PageCommit", debugged(&page));
}

/// What an invitation is accepted by. Its code is random; that it is not shown is looked for where it is known.
fn invitations(shown: &mut Shown, at: Timestamp) {
    let card = || AccountCard::new(AccountId::random(), PublicKey::from_bytes([1; 32]), "Ana");
    let id = InvitationId::random();
    let row = InvitationRow::new(id, "ben@example.org", Role::Viewer, card(), (at, at), secret(TOKEN));
    shown.insert("backpack-keep InvitationRow", debugged(&row));
    let place = (SpaceId::random(), id);
    let link = InvitationLink::new(place, Role::Viewer, at, card(), None, secret(TOKEN));
    shown.insert("backpack-keep InvitationLink", debugged(&link));
    let code = InvitationCode::random();
    let hidden = debugged(&code);
    assert!(!hidden.contains(code.to_text().expose()));
    shown.insert("backpack-keep InvitationCode", hidden);
}

/// What a host app says about an object storage.
fn objects(shown: &mut Shown) {
    let every = || {
        [
            ObjectCredentials::AccessKey {
                id: "id".into(),
                secret: CLIENT_SECRET.into(),
                session: Some(TOKEN.into()),
            },
            ObjectCredentials::ServiceAccount(CLIENT_SECRET.into()),
            ObjectCredentials::AccountKey { account: "account".into(), key: PASSPHRASE.into() },
            ObjectCredentials::SharedAccess { account: "account".into(), signature: CODE.into() },
            ObjectCredentials::Bearer { account: String::new(), token: TOKEN.into() },
        ]
    };
    let options = every().map(|credentials| ObjectOptions::new().with_credentials(credentials));
    shown.insert("backpack-objects ObjectCredentials", debugged(&every()));
    shown.insert("backpack-objects ObjectOptions", debugged(&options));
}

/// What an open account is made of.
async fn opened(shown: &mut Shown) {
    let clock = VirtualClock::new();
    let options = crate::world::options(&clock);
    let storage = Storage::in_memory(Arc::new(clock.clone()));
    let account = Account::create_on(storage.clone(), Unlock::passphrase(PASSPHRASE), options).await.unwrap();
    let backpack = account.add_backpack(Person::new("Mia")).await.unwrap();
    let new = NewInvitation::by_address(account.card("Ana").await.unwrap(), "b@example.org", Role::Viewer);
    let invited = account.invite(backpack.id(), new).await.unwrap();
    let hidden = debugged(&invited);
    let known = [invited.link.expose(), invited.code.as_ref().unwrap().expose()];
    assert!(known.iter().all(|secret| !hidden.contains(secret)));
    shown.insert("backpack Invited", hidden);
    let backpack = account.add_backpack(Person::new("x")).await.unwrap();
    let keep: &Keep = backpack.keep();
    let at = Timestamp::from_millis(0);
    let connection = ConnectionRow::new("smart", "https://portal.example", "Clinic", at);
    keep.write(RowBatch::new().put(&GrantRow::new(connection.id, grant()))).await.unwrap();
    let file = backpack.add_file("x.txt", None, "x").await.unwrap();
    let rows: Vec<FileRow> = keep.files().await.unwrap();
    // The key of a file is 32 random bytes: it is looked for as what it is.
    let shown_rows = debugged(&rows);
    assert!(shown_rows.contains("[redacted]") && file.size == 1, "{shown_rows}");
    shown.insert("backpack-keep FileRow", shown_rows);
    // So are the address and the code of a link.
    let link = backpack.switch_on_link(EMERGENCY, &LinkOptions::default()).await.unwrap();
    let shown_link = debugged(&(&link, backpack.card_links().await.unwrap()));
    for hidden in [&link.token, &link.code] {
        assert!(!shown_link.contains(hidden.expose()), "{shown_link}");
    }
    shown.insert("backpack NewCardLink", debugged(&link));
    shown.insert("backpack CardLink", shown_link);
    let address = format!("https://cards.example/{}", link.token.expose()).into();
    let options = SheetOptions::new("en").with_code();
    let sheet = backpack.link_sheet(&link.token, &address, &options).await.unwrap();
    let shown_sheet = debugged(&sheet);
    for hidden in [&link.token, &link.code] {
        assert!(!shown_sheet.contains(hidden.expose()), "{shown_sheet}");
    }
    shown.insert("backpack LinkSheet", shown_sheet);
    shown.insert("backpack-paper QrCode", debugged(sheet.qr()));
    shown.insert("backpack-keep Keep", debugged(keep));
    shown.insert("backpack-keep WeakKeep", debugged(&keep.downgrade()));
    archives(shown, &account, &backpack).await;
    let rotated = account.rotate_root(vec![Unlock::passphrase(PASSPHRASE)]).await.unwrap();
    shown.insert("backpack RootRotated", debugged(&rotated));
    shown.insert("backpack Account", debugged(&account));
    shown.insert("backpack Backpack", debugged(&backpack));
    shown.insert("backpack Storage", debugged(&storage));
    let url = StoreUrl::parse(&format!("postgres://app:{CLIENT_SECRET}@db.example/health")).unwrap();
    shown.insert("backpack StoreUrl", debugged(&url));
    let service = Arc::new(MemoryKeyService::new("kms").unwrap());
    let hosting = Hosting::new(
        Places::in_memory(Arc::new(clock.clone())),
        service,
        HostingOptions::new(crate::world::options(&clock)),
    );
    shown.insert("backpack Hosting", debugged(&hosting));
    shown.insert("backpack Options", debugged(&Options::new().unwrap()));
}

/// What seals and opens backups.
async fn archives(shown: &mut Shown, account: &Account, backpack: &backpack::Backpack) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.age");
    let lock = Lock::passphrase(PASSPHRASE.into()).with_work(10);
    shown.insert("backpack-archive Lock", debugged(&lock));
    account.back_up(backpack.id(), &file, lock, None).await.unwrap();
    let key = Arc::new(Key::passphrase(PASSPHRASE.into()));
    let source = Source::sealed(&file, Arc::clone(&key));
    shown.insert("backpack-archive Key", debugged(&key));
    shown.insert("backpack-archive Source", debugged(&source));
    let chain = Chain::open(vec![source]).await.unwrap();
    assert!(chain.stable_key().is_some(), "the key that travels is in it");
    shown.insert("backpack-archive Chain", debugged(&chain));
    let mut options = BackUpOptions::default();
    options.stable_key = Some(SecretBytes::new(HOST_KEY.to_vec()));
    shown.insert("backpack-archive BackUpOptions", debugged(&options));
}
