//! Showing what a portal wrote: made safe first.

use backpack_core::{FileId, RecordId};
use backpack_files::MediaType;
use backpack_narrative::{
    CdaDocument, NarrativeLimits, NotShown, SafeHtml, clean_html, clean_narrative, read_cda,
};
use futures_util::StreamExt as _;

use super::Backpack;
use crate::{Error, ErrorKind};

const OPERATION: &str = "make safe to show";

/// A file that was made safe to show.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SafeFile {
    /// A page of HTML.
    Html(SafeHtml),
    /// A CDA document.
    Cda(CdaDocument),
}

impl Backpack {
    /// Returns the narrative of a record's latest version, safe to show; `None` if it has none.
    ///
    /// The body stays as it is. The work is done on a thread where that may take time.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::body`], and [`ErrorKind::Invalid`] with why it cannot be shown.
    pub async fn narrative(&self, id: RecordId, limits: NarrativeLimits) -> Result<Option<SafeHtml>, Error> {
        let body = self.body(id).await?;
        aside(move || clean_narrative(&body, &limits)).await
    }

    /// Returns a file made safe to show, if it is HTML or a CDA document by its own bytes; `None` for every other file,
    /// which stays an attachment to hand out: nothing else is made safe.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::open_file`], and [`ErrorKind::Invalid`] with why it cannot be shown.
    pub async fn safe_file(&self, id: FileId, limits: NarrativeLimits) -> Result<Option<SafeFile>, Error> {
        let file = self.file(id).await?;
        let is_html = match shown(&file.declared, &file.sniffed).as_str() {
            "text/html" => true,
            "application/hl7-sda+xml" => false,
            _ => return Ok(None),
        };
        let limit = if is_html { limits.html_bytes } else { limits.xml_bytes };
        if file.size > limit as u64 {
            return Err(not_shown(NotShown::TooLarge { limit }));
        }
        let mut content = self.open_file(id, None).await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = content.next().await {
            bytes.extend_from_slice(&chunk?);
        }
        let safe = aside(move || {
            if is_html {
                return clean_html(&bytes, &limits).map(SafeFile::Html);
            }
            read_cda(&bytes, &limits).map(SafeFile::Cda)
        });
        safe.await.map(Some)
    }
}

/// What the bytes show decides; where they show too little, what was declared does.
fn shown(declared: &Option<String>, sniffed: &Option<String>) -> String {
    let shown = MediaType::from_sniffed(declared.as_deref(), sniffed.as_deref()).shown();
    match (shown.as_str(), sniffed.as_deref()) {
        ("application/xhtml+xml", _) | (_, Some("text/html")) => "text/html".to_owned(),
        (_, Some("application/hl7-sda+xml")) => "application/hl7-sda+xml".to_owned(),
        _ => shown,
    }
}

async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, NotShown> + Send + 'static,
) -> Result<T, Error> {
    // A thread ends without an answer only when its runtime ends.
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Error::new(ErrorKind::Io, OPERATION))?.map_err(not_shown)
}

fn not_shown(why: NotShown) -> Error {
    Error::new(ErrorKind::Invalid(why.to_string()), OPERATION)
}
