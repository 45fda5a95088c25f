//! Whether a text can be put before a person: a check for whoever explains failures.

/// Words that a person need not know, in lower case.
const JARGON: [&str; 31] = [
    "oauth",
    "http",
    "https",
    "token",
    "tokens",
    "fhir",
    "smart",
    "api",
    "json",
    "xml",
    "url",
    "uri",
    "tls",
    "ssl",
    "pkce",
    "jwt",
    "server",
    "client",
    "scope",
    "scopes",
    "grant",
    "query",
    "status",
    "error",
    "exception",
    "endpoint",
    "redirect",
    "cursor",
    "sync",
    "connector",
    "null",
];
/// The most words of a sentence.
const LONGEST: usize = 20;

/// Returns what is wrong with a text for a person: nothing if it is one or more short, whole sentences in plain words.
///
/// ```
/// use backpack_testkit::words::faults;
///
/// assert!(faults("The portal is busy. Please try again in 5 minutes.").is_empty());
/// assert_eq!(faults("HTTP 503"), ["it does not end with a full stop", "it says http", "it has a status number"]);
/// ```
#[must_use]
pub fn faults(text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if text.trim().is_empty() {
        return vec!["it is empty".to_owned()];
    }
    if text.trim() != text || text.contains("  ") {
        faults.push("it has spaces too many".to_owned());
    }
    let Some(sentences) = text.strip_suffix('.') else {
        faults.push("it does not end with a full stop".to_owned());
        faults.extend(words(text));
        return faults;
    };
    for sentence in sentences.split(". ") {
        if !sentence.starts_with(char::is_uppercase) {
            faults.push(format!("a sentence begins small: {sentence}"));
        }
        if sentence.split_whitespace().count() > LONGEST {
            faults.push(format!("a sentence is too long: {sentence}"));
        }
        if sentence.contains(['.', '{', '}', '_', '`', '"']) {
            faults.push(format!("a sentence holds odd signs: {sentence}"));
        }
    }
    faults.extend(words(text));
    faults
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let all = || lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut faults: Vec<String> =
        all().filter(|word| JARGON.contains(word)).map(|word| format!("it says {word}")).collect();
    if all().any(|word| word.parse::<u16>().is_ok_and(|number| (300..600).contains(&number))) {
        faults.push("it has a status number".to_owned());
    }
    faults
}
