//! Categories that a person may choose, with the codes that US Core has for them.

use serde::{Deserialize, Serialize};

macro_rules! categories {
    ($(#[$doc:meta])* $name:ident { $($(#[$meta:meta])* $variant:ident = $code:literal, $display:literal;)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[non_exhaustive]
        pub enum $name { $($(#[$meta])* $variant,)* }

        impl $name {
            /// Every category, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Returns the code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// Returns the words that go with the code.
            #[must_use]
            pub const fn display(self) -> &'static str {
                match self { $(Self::$variant => $display,)* }
            }

            /// Returns the category with this code.
            #[must_use]
            pub fn of_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

// New categories go at the end of each: the position is what is persisted.
categories! {
    /// A race, in the categories of the US Office of Management and Budget (1997), as US Core codes them (`us-core-race`).
    Race {
        /// American Indian or Alaska Native.
        AmericanIndianOrAlaskaNative = "1002-5", "American Indian or Alaska Native";
        /// Asian.
        Asian = "2028-9", "Asian";
        /// Black or African American.
        BlackOrAfricanAmerican = "2054-5", "Black or African American";
        /// Native Hawaiian or Other Pacific Islander.
        NativeHawaiianOrOtherPacificIslander = "2076-8", "Native Hawaiian or Other Pacific Islander";
        /// White.
        White = "2106-3", "White";
    }
}
categories! {
    /// An ethnicity, in the categories of the same office, as US Core codes them (`us-core-ethnicity`).
    Ethnicity {
        /// Hispanic or Latino.
        HispanicOrLatino = "2135-2", "Hispanic or Latino";
        /// Not Hispanic or Latino.
        NotHispanicOrLatino = "2186-5", "Not Hispanic or Latino";
    }
}
categories! {
    /// The sex that was recorded at birth, as US Core codes it (`us-core-birthsex`).
    BirthSex {
        /// Female.
        Female = "F", "Female";
        /// Male.
        Male = "M", "Male";
        /// Not known.
        Unknown = "UNK", "Unknown";
    }
}
