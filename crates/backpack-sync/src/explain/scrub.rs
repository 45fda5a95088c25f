//! Taking out of a text what no log may hold: query strings, credentials, long random-looking words.

/// The longest text that is kept, in characters.
const MAX: usize = 400;
/// A word of at least this many signs of a token's alphabet, letters and digits among them, may be a secret.
const LONG: usize = 24;
/// What stands in place of what was taken out.
const CUT: &str = "[cut]";
/// Names after which a secret follows.
const NAMES: [&str; 13] = [
    "token",
    "code",
    "secret",
    "password",
    "passphrase",
    "assertion",
    "state",
    "verifier",
    "key",
    "session",
    "authorization",
    "cookie",
    "credential",
];
/// Words after which a secret follows as the next word.
const SCHEMES: [&str; 2] = ["bearer", "basic"];

/// Returns a text without queries and fragments of addresses, user names in them, credentials, and words that may be
/// tokens; cut to 400 characters.
///
/// A guard behind the rule that errors hold none of it: words of a portal are somebody else's.
pub(super) fn scrub(text: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut after_scheme = false;
    for word in text.split_whitespace() {
        let cut = if after_scheme { CUT.to_owned() } else { scrub_word(word) };
        after_scheme = SCHEMES.contains(&bare(word).as_str());
        kept.push(cut);
    }
    kept.join(" ").chars().filter(|c| !c.is_control()).take(MAX).collect()
}

fn scrub_word(word: &str) -> String {
    let word = match word.split_once("://") {
        Some((scheme, rest)) => {
            let rest = rest.split(['?', '#']).next().unwrap_or_default();
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = host.rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{host}{}", scrub_path(path))
        }
        None => match word.split_once('?') {
            Some((before, query)) if query.contains('=') => before.to_owned(),
            _ => word.to_owned(),
        },
    };
    if let Some((name, _)) = word.split_once(['=', ':']).filter(|(name, value)| {
        let name = bare(name);
        !value.is_empty() && !value.starts_with("//") && NAMES.iter().any(|known| name.contains(known))
    }) {
        return format!("{name}={CUT}");
    }
    if may_be_secret(&word) { CUT.to_owned() } else { word }
}

/// Ids in a path say who somebody is.
fn scrub_path(path: &str) -> String {
    let part = |part: &str| if may_be_secret(part) { CUT.to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn may_be_secret(word: &str) -> bool {
    let runs = word.split(|c: char| !(c.is_ascii_alphanumeric() || "-_+=.~".contains(c)));
    runs.into_iter().any(|run| {
        let has = |test: fn(&char) -> bool| run.chars().any(|c| test(&c));
        run.len() >= LONG && has(char::is_ascii_digit) && has(char::is_ascii_alphabetic)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_log_may_hold_is_cut() {
        for (text, expected) in [
            ("ask portal: the portal cannot be reached", "ask portal: the portal cannot be reached"),
            ("see https://a.example/x?code=1#y now", "see https://a.example/x now"),
            ("https://u:p@a.example/x", "https://a.example/x"),
            ("/fhir/Observation?patient=1", "/fhir/Observation"),
            ("Authorization: Bearer abc.def", "Authorization: Bearer [cut]"),
            ("refresh_token=abc and \"code\":\"x\"", "refresh_token=[cut] and \"code\"=[cut]"),
            ("eyJhbGciOiJub25lIn0.e30.AAAAAAAA1", "[cut]"),
            ("https://a.example/Patient/0123456789abcdef0123456789", "https://a.example/Patient/[cut]"),
            ("really? yes", "really? yes"),
            ("line\nfeed\u{7}", "line feed"),
            ("", ""),
        ] {
            assert_eq!(scrub(text), expected, "{text}");
        }
        assert_eq!(scrub(&"ö".repeat(1_000)).chars().count(), MAX);
    }
}
