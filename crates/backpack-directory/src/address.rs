//! Addresses: which are taken, when two are the same, and how a person writes one.

use backpack_connect::Url;

use crate::FhirVersion;

/// The longest address that is kept, in bytes.
pub(crate) const MAX_ADDRESS: usize = 2_048;

/// Returns the address if it may be kept: https, with a host, without a user or a fragment.
pub(crate) fn secure(text: &str) -> Result<Url, &'static str> {
    if text.is_empty() {
        return Err("the address is missing");
    }
    if text.len() > MAX_ADDRESS {
        return Err("the address is too long");
    }
    let url = Url::parse(text).map_err(|_| "the address cannot be read")?;
    if url.scheme() != "https" {
        return Err("the address is not https");
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err("the address names no host");
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("the address carries a user or a fragment");
    }
    Ok(url)
}

/// Returns the form in which two bases are compared: host in lower case, no default port, no slash at the end.
pub(crate) fn normal(base: &str) -> String {
    match Url::parse(base.trim()) {
        Ok(url) => url.as_str().trim_end_matches('/').to_owned(),
        Err(_) => base.trim().trim_end_matches('/').to_owned(),
    }
}

/// Returns the host of an address, or nothing.
pub(crate) fn host(base: &str) -> String {
    Url::parse(base.trim()).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

/// Returns the FHIR version that a segment of the path names, if exactly one version is named.
pub(crate) fn version_in(url: &Url) -> FhirVersion {
    let mut found = FhirVersion::Unknown;
    for segment in url.path_segments().into_iter().flatten() {
        let version = FhirVersion::of_number(&segment.replace('_', "."));
        if version == FhirVersion::Unknown {
            continue;
        }
        if found != FhirVersion::Unknown && found != version {
            return FhirVersion::Unknown;
        }
        found = version;
    }
    found
}

/// Returns an address as people write it, for looking up: no scheme, no `www.`, no query, lower case.
pub(crate) fn spoken(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let text = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
    let text = text.split(['?', '#']).next().unwrap_or_default();
    let text = text.strip_prefix("www.").unwrap_or(text);
    text.trim_end_matches('/').chars().take(MAX_ADDRESS).collect()
}

/// Says whether a query looks like an address rather than a name.
pub(crate) fn looks_like_one(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_whitespace) {
        return false;
    }
    let host = spoken(text);
    let host = host.split('/').next().unwrap_or_default();
    host.split_once('.').is_some_and(|(first, rest)| {
        !first.is_empty() && rest.len() >= 2 && rest.starts_with(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_secure_addresses_are_taken() {
        for wrong in [
            "",
            "portal.example/fhir",
            "http://portal.example",
            "https://me:pw@portal.example",
            "https://a.example/#x",
        ] {
            secure(wrong).unwrap_err();
        }
        assert_eq!(secure("HTTPS://Portal.Example/FHIR").unwrap().as_str(), "https://portal.example/FHIR");
    }

    #[test]
    fn a_base_is_compared_without_its_accidents() {
        assert_eq!(normal("HTTPS://Portal.Example:443/FHIR/R4/"), normal("https://portal.example/FHIR/R4"));
        assert_ne!(normal("https://portal.example/fhir"), normal("https://portal.example/FHIR"));
    }

    #[test]
    fn a_version_is_told_by_the_path_when_it_names_one() {
        let told = |address: &str| version_in(&Url::parse(address).unwrap());
        assert_eq!(told("https://a.example/fhir/R4/77"), FhirVersion::R4);
        assert_eq!(told("https://a.example/4_0_0"), FhirVersion::R4);
        assert_eq!(told("https://a.example/FHIR/DSTU2"), FhirVersion::Dstu2);
        assert_eq!(told("https://a.example/r4/r2"), FhirVersion::Unknown);
        assert_eq!(told("https://a.example/fhir"), FhirVersion::Unknown);
    }
}
