//! The languages, and which of them a person gets.

/// A language that the words are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Language {
    /// English.
    English,
    /// Spanish.
    Spanish,
    /// German.
    German,
    /// French.
    French,
    /// Portuguese.
    Portuguese,
    /// Italian.
    Italian,
}

impl Language {
    /// Every language.
    pub const ALL: &[Self] =
        &[Self::English, Self::Spanish, Self::German, Self::French, Self::Portuguese, Self::Italian];

    /// Returns the language's tag (BCP 47): `en`, `es`, `de`, `fr`, `pt` or `it`.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::German => "de",
            Self::French => "fr",
            Self::Portuguese => "pt",
            Self::Italian => "it",
        }
    }

    /// Returns what those who speak it call it.
    #[must_use]
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
            Self::German => "Deutsch",
            Self::French => "Français",
            Self::Portuguese => "Português",
            Self::Italian => "Italiano",
        }
    }

    /// Returns the language that a tag begins with: `pt-BR` is Portuguese, `de_CH.UTF-8` German.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_', '.', '@']).next()?;
        Self::ALL.iter().copied().find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// Returns the first of a person's languages that there are words in, the one liked best first; English if none.
    ///
    /// Each may be a list as in `Accept-Language`, whose weights are left aside: browsers send them in order.
    #[must_use]
    pub fn negotiate<'t>(tags: impl IntoIterator<Item = &'t str>) -> Self {
        let mut each =
            tags.into_iter().flat_map(|tags| tags.split(',')).filter_map(|tag| tag.split(';').next());
        each.find_map(Self::of_tag).unwrap_or(Self::English)
    }

    /// The words, as they are written in the crate's folder `words`.
    pub(crate) const fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../words/en.ftl"),
            Self::Spanish => include_str!("../words/es.ftl"),
            Self::German => include_str!("../words/de.ftl"),
            Self::French => include_str!("../words/fr.ftl"),
            Self::Portuguese => include_str!("../words/pt.ftl"),
            Self::Italian => include_str!("../words/it.ftl"),
        }
    }
}
