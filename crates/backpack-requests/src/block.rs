//! What a letter is made of. How it looks is another crate's business.

/// A piece of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Block {
    /// Lines that stay lines: a sender, an address, a date.
    Lines(Vec<String>),
    /// The subject.
    Subject(String),
    /// A heading.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// Points.
    Points(Vec<String>),
    /// What is called what: rows of a name and a value.
    Fields(Vec<(String, String)>),
    /// A place for a signature.
    Signature {
        /// Who signs.
        name: String,
        /// As what, if not as the person.
        role: Option<String>,
    },
}

/// Returns blocks as plain text: a blank line between them, points with a dash.
pub(crate) fn text(blocks: &[Block]) -> String {
    let parts: Vec<String> = blocks.iter().map(part).collect();
    parts.join("\n\n") + "\n"
}

fn part(block: &Block) -> String {
    match block {
        Block::Lines(lines) => lines.join("\n"),
        Block::Subject(text) | Block::Heading(text) | Block::Paragraph(text) => text.clone(),
        Block::Points(points) => {
            points.iter().map(|point| format!("- {point}")).collect::<Vec<_>>().join("\n")
        }
        Block::Fields(fields) => {
            fields.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
        }
        Block::Signature { name, role } => {
            let role = role.as_ref().map(|role| format!("\n{role}")).unwrap_or_default();
            format!("Signature: ____________________________   Date: ______________\n\n{name}{role}")
        }
    }
}
