//! What of a setting looks like a secret, and its value without it.
//!
//! Spark masks what its own pattern knows; what it lets through is found here, before a value is shown or written.

/// The value as it may be shown: Spark masks what its own pattern knows (`spark.redaction.regex`), and lets through
/// passwords inside URLs, Java options and command lines, and keys that its pattern does not name.
pub fn mask(key: &str, value: &str) -> (String, bool) {
    const MASK: &str = "••••••";
    if value.contains("(redacted)") {
        return (value.to_owned(), true);
    }
    if is_secret_key(key) && !value.is_empty() {
        return (MASK.to_owned(), true);
    }
    let mut out = String::with_capacity(value.len());
    let mut masked = false;
    let mut rest = value;
    while let Some((at, length)) = next_secret(rest) {
        out.push_str(&rest[..at]);
        out.push_str(MASK);
        rest = &rest[at + length..];
        masked = true;
    }
    out.push_str(rest);
    (out, masked)
}

/// Whether a key names a secret.
pub fn is_secret_key(key: &str) -> bool {
    let key = key.to_lowercase();
    ["password", "passwd", "secret", "token", "credential", "accesskey", "access.key", "account.key", "apikey", "api.key", "private.key", "sas."]
        .iter()
        .any(|word| key.contains(word))
        // These say how long something lives or which class provides it, and are no secrets.
        && !["timeout", "interval", "enabled", "provider", "class", "renewal", "ratio"].iter().any(|word| key.ends_with(word))
}

/// The place and length of the next secret inside a text: what follows `password=` and the like up to a separator,
/// the password of a URL's `user:password@`, and an access key id of AWS.
fn next_secret(text: &str) -> Option<(usize, usize)> {
    // ASCII case folding keeps every byte where it is.
    let lower = text.to_ascii_lowercase();
    let assigned =
        ["password=", "passwd=", "pwd=", "secret=", "token=", "accesskey=", "accountkey=", "sig=", "apikey="]
            .iter()
            .filter_map(|word| {
                let at = lower.find(word)? + word.len();
                let length =
                    text[at..].find(|c: char| c.is_whitespace() || "&;,\"'".contains(c)).unwrap_or(text.len() - at);
                (length > 0).then_some((at, length))
            })
            .min();
    let in_url = text.find("://").and_then(|scheme| {
        let from = scheme + 3;
        let authority =
            text[from..].find(|c: char| c.is_whitespace() || "/?#\"'".contains(c)).unwrap_or(text.len() - from);
        let authority = &text[from..from + authority];
        let end = authority.rfind('@')?;
        let start = authority[..end].find(':')? + 1;
        (end > start).then_some((from + start, end - start))
    });
    let key_id = ["AKIA", "ASIA"]
        .iter()
        .filter_map(|head| {
            let at = text.find(head)?;
            let id = text.get(at..at + 20)?;
            id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()).then_some((at, 20))
        })
        .min();
    [assigned, in_url, key_id].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn secrets_are_masked_wherever_they_stand() {
        for (key, value, shown) in [
            ("spark.hadoop.fs.s3a.secret.key", "abc", "••••••"),
            ("spark.driver.extraJavaOptions", "-Da=1 -Dpassword=hunter2 -Db=2", "-Da=1 -Dpassword=•••••• -Db=2"),
            ("url", "jdbc:postgresql://u:p@h/db?password=x&a=b", "jdbc:postgresql://u:••••••@h/db?password=••••••&a=b"),
            ("sun.java.command", "run --key AKIAIOSFODNN7EXAMPLE x", "run --key •••••• x"),
            ("spark.executor.memory", "4g", "4g"),
            ("spark.security.credentials.enabled", "true", "true"),
        ] {
            assert_eq!(mask(key, value).0, shown, "{key}");
        }
    }
}
