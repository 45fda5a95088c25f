//! DICOM studies: many files that people see as one.

use std::collections::BTreeMap;

use backpack_core::{FileId, RecordId};
use backpack_extract::DicomFacts;
use backpack_files::{ByteStream, SNIFF_BYTES, sniff};
use backpack_keep::FileRow;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};

use super::super::Backpack;
use super::study_zip::NotUnpacked;
use crate::role::Operation;
use crate::{Error, ErrorKind};

pub(super) const DICOM: &str = "application/dicom";

/// One file of a folder, as it is handed in.
#[derive(Debug)]
#[non_exhaustive]
pub struct StudyFile {
    /// Its path in the folder; the last part becomes its name.
    pub path: String,
    /// Its content.
    pub content: ByteStream,
}

impl StudyFile {
    /// Returns a file of a folder.
    #[must_use]
    pub fn new(path: impl Into<String>, content: ByteStream) -> Self {
        Self { path: path.into(), content }
    }
}

/// What became of a folder, or of a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AddedStudy {
    /// The studies that its files belong to: one, as a rule.
    pub studies: Vec<Study>,
    /// DICOM files of no study, a DICOMDIR among them.
    pub others: Vec<FileId>,
    /// The paths of what is no DICOM and was not added: viewers, notes, pictures.
    pub left: Vec<String>,
    /// The members of a zip that were not unpacked, and why; none of a folder.
    pub failed: Vec<NotUnpacked>,
}

/// A study: what was taken in one examination.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Study {
    /// Its UID (0020,000D).
    pub uid: String,
    /// Its date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// What it is, in words.
    pub description: Option<String>,
    /// Where it was made.
    pub institution: Option<String>,
    /// The patient's name, as the first of its files has it.
    pub patient_name: Option<String>,
    /// The patient's birth date, as the first of its files has it.
    pub birth_date: Option<String>,
    /// Its series, by number.
    pub series: Vec<Series>,
    /// The bytes of its files together.
    pub bytes: u64,
}

/// A series of a study.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Series {
    /// Its UID (0020,000E).
    pub uid: String,
    /// Its number.
    pub number: Option<i32>,
    /// Its modality: `CT`, `MR`, `US` and so on.
    pub modality: Option<String>,
    /// What it is, in words.
    pub description: Option<String>,
    /// The part of the body.
    pub body_part: Option<String>,
    /// Its instances, by number.
    pub instances: Vec<Instance>,
}

/// An instance of a series: one file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Instance {
    /// Its UID (0008,0018).
    pub uid: Option<String>,
    /// Its number.
    pub number: Option<i32>,
    /// Its frames; 0 if it is no picture.
    pub frames: u32,
    /// The file.
    pub file: FileId,
}

/// A file, or a study that stands for all of its files.
#[derive(Debug)]
#[non_exhaustive]
pub enum Shelved {
    /// A file on its own.
    File(FileRow),
    /// A study.
    Study(Study),
}

impl Study {
    /// Returns its files, series by series.
    pub fn files(&self) -> impl Iterator<Item = FileId> + '_ {
        self.series.iter().flat_map(|series| series.instances.iter().map(|instance| instance.file))
    }
}

impl Backpack {
    /// Adds a folder of DICOM files, with a DICOMDIR or without: what belongs to one study is one study. What is no DICOM is
    /// left out and named.
    ///
    /// Cancel-safe: the files that were added by then stay, each whole; adding the folder again goes on with the rest.
    ///
    /// # Errors
    ///
    /// As [`Backpack::add_file_from`].
    pub async fn add_study(&self, folder: Vec<StudyFile>) -> Result<AddedStudy, Error> {
        self.permit(Operation::Contribute)?;
        let (mut added, mut left) = (Vec::new(), Vec::new());
        for StudyFile { path, content } in folder {
            let (first, content) = peeked(content).await?;
            if sniff(&first) != Some(DICOM) {
                left.push(path);
                continue;
            }
            let name = path.rsplit(['/', '\\']).next().unwrap_or(&path).to_owned();
            added.push(self.add_file_from(name, Some(DICOM), content).await?.id);
        }
        self.added(added, left, Vec::new()).await
    }

    /// Returns what was added, by study.
    pub(super) async fn added(
        &self,
        ids: Vec<FileId>,
        left: Vec<String>,
        failed: Vec<NotUnpacked>,
    ) -> Result<AddedStudy, Error> {
        let mut studies = self.studies().await?;
        studies.retain(|study| study.files().any(|file| ids.contains(&file)));
        let in_one = |id: &FileId| studies.iter().any(|study| study.files().any(|file| file == *id));
        let mut others: Vec<FileId> = ids.into_iter().filter(|id| !in_one(id)).collect();
        others.dedup();
        Ok(AddedStudy { studies, others, left, failed })
    }

    /// Returns the studies, newest first: every DICOM file that names one belongs to it, however it was added.
    ///
    /// Cancel-safe, as [`Backpack::file_facts`].
    ///
    /// # Errors
    ///
    /// As [`Backpack::read_files`].
    pub async fn studies(&self) -> Result<Vec<Study>, Error> {
        let mut studies: BTreeMap<String, Study> = BTreeMap::new();
        for file in self.files().await? {
            if file.sniffed.as_deref() != Some(DICOM) {
                continue;
            }
            let facts = match self.file_facts(file.id).await {
                // A file that is damaged belongs to nothing.
                Err(error) if matches!(error.kind(), ErrorKind::Damaged | ErrorKind::NotFound(_)) => continue,
                facts => facts?,
            };
            if let Some(facts) = facts.dicom
                && let Some(uid) = facts.study.clone()
            {
                studies.entry(uid).or_insert_with_key(|uid| begun(uid, &facts)).take(&file, facts);
            }
        }
        let mut studies: Vec<Study> = studies.into_values().map(Study::sorted).collect();
        studies.sort_by(|a, b| (&b.date, &a.uid).cmp(&(&a.date, &b.uid)));
        Ok(studies)
    }

    /// Returns everything a person put on the shelf: files by name, and each study as one, after them.
    ///
    /// Cancel-safe, as [`Backpack::file_facts`].
    ///
    /// # Errors
    ///
    /// As [`Backpack::read_files`].
    pub async fn shelf(&self) -> Result<Vec<Shelved>, Error> {
        let studies = self.studies().await?;
        let inside: std::collections::HashSet<FileId> = studies.iter().flat_map(Study::files).collect();
        let alone = self.files().await?.into_iter().filter(|file| !inside.contains(&file.id));
        Ok(alone.map(Shelved::File).chain(studies.into_iter().map(Shelved::Study)).collect())
    }

    /// Ties a study to a record: the first of its files stands for all.
    ///
    /// Cancel-safe: it happened whole, or not at all.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such record or study; as [`Backpack::attach`].
    pub async fn attach_study(&self, record: RecordId, uid: &str) -> Result<(), Error> {
        self.permit(Operation::Contribute)?;
        let studies = self.studies().await?;
        let first = studies.iter().find(|study| study.uid == uid).and_then(|study| study.files().next());
        let first = first.ok_or_else(|| Error::new(ErrorKind::NotFound("study"), "attach study"))?;
        self.attach(record, first).await
    }

    /// Returns the studies of a record: those with a file of it, and the one that an `ImagingStudy` names (FHIR R4,
    /// `ImagingStudy.identifier`: the UID behind `urn:oid:`).
    ///
    /// Cancel-safe, as [`Backpack::file_facts`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`] if there is no such record; as [`Backpack::read_files`].
    pub async fn studies_of(&self, record: RecordId) -> Result<Vec<Study>, Error> {
        let files: Vec<FileId> = self.files_of(record).await?.iter().map(|file| file.id).collect();
        let body = match &*self.record(record)?.header.resource_type {
            "ImagingStudy" => self.body(record).await?,
            _ => Bytes::new(),
        };
        let mut studies = self.studies().await?;
        studies.retain(|study| study.files().any(|file| files.contains(&file)) || names(&body, &study.uid));
        Ok(studies)
    }
}

impl Study {
    fn take(&mut self, file: &FileRow, facts: DicomFacts) {
        self.bytes = self.bytes.saturating_add(file.size);
        let instance = Instance {
            uid: facts.instance,
            number: facts.instance_number,
            frames: facts.size.map_or(0, |size| size.frames),
            file: file.id,
        };
        let uid = facts.series.unwrap_or_default();
        if let Some(series) = self.series.iter_mut().find(|series| series.uid == uid) {
            return series.instances.push(instance);
        }
        self.series.push(Series {
            uid,
            number: facts.series_number,
            modality: facts.modality,
            description: facts.series_description,
            body_part: facts.body_part,
            instances: vec![instance],
        });
    }

    fn sorted(mut self) -> Self {
        self.series.sort_by(|a, b| (a.number, &a.uid).cmp(&(b.number, &b.uid)));
        for series in &mut self.series {
            series.instances.sort_by(|a, b| (a.number, &a.uid, a.file).cmp(&(b.number, &b.uid, b.file)));
        }
        self
    }
}

fn begun(uid: &str, facts: &DicomFacts) -> Study {
    Study {
        uid: uid.to_owned(),
        date: facts.study_date.clone(),
        description: facts.study_description.clone(),
        institution: facts.institution.clone(),
        patient_name: facts.patient_name.clone(),
        birth_date: facts.birth_date.clone(),
        series: Vec::new(),
        bytes: 0,
    }
}

/// Says whether a resource names a study.
fn names(body: &[u8], uid: &str) -> bool {
    let needle = format!("urn:oid:{uid}\"");
    body.windows(needle.len()).any(|window| window == needle.as_bytes())
}

/// Returns the first bytes of a stream, and the same stream whole.
pub(super) async fn peeked(mut content: ByteStream) -> Result<(Vec<u8>, ByteStream), Error> {
    let (mut first, mut chunks) = (Vec::new(), Vec::new());
    while first.len() < SNIFF_BYTES
        && let Some(chunk) = content.next().await
    {
        let chunk = chunk?;
        first.extend(chunk.iter().take(SNIFF_BYTES - first.len()));
        chunks.push(Ok(chunk));
    }
    Ok((first, ByteStream::new(stream::iter(chunks).chain(content))))
}
