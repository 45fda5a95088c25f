//! What [`Backpack`](crate::Backpack) says of files: uploads, studies, small pictures, what was declared and what is.

pub use crate::account::FileRoom;
#[cfg(feature = "extract")]
pub use crate::backpack::files::{
    AddedStudy, FilesRead, Instance, NotUnpacked, Series, Shelved, Study, StudyFile, Thumbnail,
};
pub use crate::backpack::files::{Upload, media_type_of};
pub use backpack_keep::{Description, KeptUpload, UPLOAD_GRACE};
