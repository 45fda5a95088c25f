//! The HTTP interface: sign in, list, add, upload, download. Each asks the host for one Backpack of one account.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use backpack::core::{FileId, SpaceId};
use backpack::files::{ByteStream, Error as FilesError, ErrorKind as FilesKind};
use backpack::hosting::Hosting;
use backpack::record::entry::Allergy;
use backpack::{Backpack, Error, ErrorKind, Filter};
use futures_util::TryStreamExt as _;
use serde_json::{Value, json};

use crate::people::{Home, People};

/// The largest file that is taken.
const LARGEST_FILE: u64 = 64 << 20;

/// What every request needs.
#[derive(Clone)]
pub(crate) struct App(Arc<Shared>);

struct Shared {
    hosting: Hosting,
    people: People,
    /// A toy: whoever says a name is believed. A service of yours proves who somebody is (a password, OpenID Connect), lets
    /// sessions end, and keeps them where all its processes see them.
    sessions: Mutex<HashMap<String, Home>>,
}

impl App {
    /// Returns an app for these people.
    pub(crate) fn new(hosting: Hosting, people: People) -> Self {
        Self(Arc::new(Shared { hosting, people, sessions: Mutex::default() }))
    }

    /// Opens a Backpack for whoever sent the request. The account comes from the session, never from the request: an id of
    /// somebody else's Backpack is then none of this account's, and is not found.
    async fn backpack(&self, headers: &HeaderMap, id: SpaceId) -> Result<Backpack, Refusal> {
        let home = self.home(headers).ok_or(Refusal(StatusCode::UNAUTHORIZED, "sign in first"))?;
        Ok(self.0.hosting.backpack(home.account, id).await?)
    }

    fn home(&self, headers: &HeaderMap) -> Option<Home> {
        let token = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
        self.0.sessions.lock().unwrap_or_else(PoisonError::into_inner).get(token).copied()
    }
}

/// Returns the interface.
pub(crate) fn router(app: App) -> Router {
    Router::new()
        .route("/sign-in", post(sign_in))
        .route("/backpacks/{id}/records", get(list).post(add))
        .route("/backpacks/{id}/files", post(upload))
        .route("/backpacks/{id}/files/{file}", get(download))
        .with_state(app)
}

async fn sign_in(State(app): State<App>, Json(said): Json<Value>) -> Result<Json<Value>, Refusal> {
    let home = said["person"].as_str().and_then(|name| app.0.people.find(name));
    let home = home.ok_or(Refusal(StatusCode::UNAUTHORIZED, "nobody of that name is here"))?;
    let mut token = [0; 16];
    getrandom::fill(&mut token).map_err(|_| Refusal(StatusCode::INTERNAL_SERVER_ERROR, "no randomness"))?;
    let token: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
    app.0.sessions.lock().unwrap_or_else(PoisonError::into_inner).insert(token.clone(), home);
    Ok(Json(json!({ "token": token, "backpack": home.backpack.to_string() })))
}

async fn list(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    let backpack = app.backpack(&headers, read_id(&id)?).await?;
    let records = backpack.find(&Filter::new()).records;
    let records: Vec<Value> = records
        .iter()
        .map(|record| {
            json!({ "id": record.id.to_string(), "kind": record.kind().as_str(), "title": record.title() })
        })
        .collect();
    Ok(Json(json!({ "person": backpack.person().await?.name, "records": records })))
}

async fn add(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(entry): Json<Value>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let backpack = app.backpack(&headers, read_id(&id)?).await?;
    let allergen = entry["allergy"].as_str().ok_or(Refusal(StatusCode::BAD_REQUEST, "name an allergy"))?;
    let added = backpack.add(Allergy::new(allergen)).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": added.to_string() }))))
}

/// Takes a file as it streams in: sealed chunk by chunk, never whole in memory.
async fn upload(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(named): Query<HashMap<String, String>>,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let backpack = app.backpack(&headers, read_id(&id)?).await?;
    let name = named.get("name").ok_or(Refusal(StatusCode::BAD_REQUEST, "name the file"))?;
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let stream = body
        .into_data_stream()
        .map_err(|error| FilesError::new(FilesKind::Source, "upload").with_source(error));
    let content = ByteStream::new(stream).limited(LARGEST_FILE);
    let file = backpack.add_file_from(name.as_str(), media_type, content).await?;
    Ok((StatusCode::CREATED, Json(json!({ "id": file.id.to_string(), "bytes": file.size }))))
}

/// Sends a file as it is opened, chunk by chunk. It is saved, never shown: what somebody uploaded may be any page.
async fn download(
    State(app): State<App>,
    Path((id, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let backpack = app.backpack(&headers, read_id(&id)?).await?;
    let file: FileId = file.parse().map_err(|_| Refusal(StatusCode::NOT_FOUND, "no such file"))?;
    let row = backpack.file(file).await?;
    let content = Body::from_stream(backpack.open_file(file, None).await?);
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, row.size.to_string()),
        (header::CONTENT_DISPOSITION, "attachment".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, content).into_response())
}

fn read_id(id: &str) -> Result<SpaceId, Refusal> {
    id.parse().map_err(|_| Refusal(StatusCode::NOT_FOUND, "no such backpack"))
}

/// What is answered instead: a status, and words without a detail of anybody.
#[derive(Debug)]
struct Refusal(StatusCode, &'static str);

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound(_) => Self(StatusCode::NOT_FOUND, "no such backpack, record or file"),
            ErrorKind::Invalid(_) => Self(StatusCode::BAD_REQUEST, "not valid"),
            ErrorKind::Busy | ErrorKind::KeyServiceUnavailable | ErrorKind::Full => {
                Self(StatusCode::SERVICE_UNAVAILABLE, "try again later")
            }
            // The error says what failed and carries nothing of the record: it may go into a log.
            _ => Self(StatusCode::INTERNAL_SERVER_ERROR, "something failed here"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": self.1 }))).into_response()
    }
}
