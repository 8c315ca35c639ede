//! What of a text looks like a secret, and the text without it.
//!
//! Spark masks what its own pattern knows (`spark.redaction.regex`); what it lets through is found here, before a value
//! is shown or written: values assigned to words such as `password`, passwords inside addresses, and tokens whose form
//! is known. It goes by form, and can miss.

use std::ops::Range;

mod address;
mod assigned;
mod command;
mod name;
mod token;

pub use name::is_secret_key;

/// What stands in the place of a secret.
pub const MASK: &str = "••••••";

/// What may stand in the place of a key id of AWS where its form matters: none has so many zeros.
pub const NO_KEY_ID: &str = "AKIA0000000000000000";

/// A secret inside a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    /// Its bytes.
    pub at: Range<usize>,
    /// So many of its first bytes are the same in all secrets of its form, such as `AKIA`.
    pub head: usize,
}

/// The value as it may be shown, and whether something in it is masked, be it by Spark.
///
/// ```
/// use afterglow_eventlog::secret::mask;
///
/// let (shown, masked) = mask("", "jdbc:a://u:pw1@h, jdbc:b://v:pw2@h");
/// assert_eq!((shown.as_str(), masked), ("jdbc:a://u:••••••@h, jdbc:b://v:••••••@h", true));
/// ```
pub fn mask(key: &str, value: &str) -> (String, bool) {
    if is_secret_key(key) && !value.is_empty() && !value.contains("(redacted)") {
        return (MASK.to_owned(), true);
    }
    let mut out = String::with_capacity(value.len());
    let mut from = 0;
    let found = secrets(value);
    for secret in &found {
        out.push_str(&value[from..secret.at.start]);
        out.push_str(MASK);
        from = secret.at.end;
    }
    out.push_str(&value[from..]);
    (out, !found.is_empty() || value.contains("(redacted)"))
}

/// Whether a value was masked before the log was written, or by us.
pub fn is_masked(value: &str) -> bool {
    value.contains("(redacted)")
        || value == NO_KEY_ID
        || !value.is_empty() && value.chars().all(|letter| matches!(letter, '*' | '•'))
}

/// The secrets inside a text, in their order and apart from each other.
pub fn secrets(text: &str) -> Vec<Secret> {
    let bytes = text.as_bytes();
    let mut found: Vec<Secret> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let begins_word = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let secret = match bytes[at] {
            b'=' | b':' => assigned::assigned(text, at).or_else(|| address::in_url(text, at)),
            b'%' => address::escaped(text, at),
            b'\'' | b'"' => assigned::quoted_option(text, at),
            b'>' => assigned::element(text, at),
            b'-' => {
                command::option(text, at).or_else(|| assigned::arrow(text, at)).or_else(|| token::private_key(text, at))
            }
            b'A'..=b'Z' | b'a'..=b'z' if begins_word => token::token(text, at).or_else(|| command::statement(text, at)),
            _ => None,
        };
        // One that begins before the last one's end is inside of it.
        match secret.filter(|secret| found.last().is_none_or(|last| last.at.end <= secret.at.start)) {
            Some(secret) => {
                // A quote that closes the value must not be taken for one that opens another.
                at = secret.at.end.max(at + 1);
                if matches!(bytes.get(at), Some(b'\'' | b'"')) {
                    at += 1;
                }
                found.push(secret);
            }
            None => at += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_wherever_they_stand() {
        for (key, value, shown) in [
            ("spark.hadoop.fs.s3a.secret.key", "abc", "••••••"),
            ("spark.driver.extraJavaOptions", "-Da=1 -Dpassword=hunter2 -Db=2", "-Da=1 -Dpassword=•••••• -Db=2"),
            ("url", "jdbc:postgresql://u:p@h/db?password=x&a=b", "jdbc:postgresql://u:••••••@h/db?password=••••••&a=b"),
            ("sun.java.command", "run --key AKIAIOSFODNN7EXAMPLE x", "run --key •••••• x"),
            ("", "s3a://k:abc@c/d,s3a://a/b,s3a://k:def@c/d", "s3a://k:••••••@c/d,s3a://a/b,s3a://k:••••••@c/d"),
            ("", "run --db-password hunter2 --out /x", "run --db-password •••••• --out /x"),
            (
                "",
                "OPTIONS (user 'u', password 'a b', dbtable 't')",
                "OPTIONS (user 'u', password '••••••', dbtable 't')",
            ),
            ("", r#".option("password", "pw").load("x")"#, r#".option("password", "••••••").load("x")"#),
            ("", r#"{"db":{"password": "a,b","x":1}}"#, r#"{"db":{"password": "••••••","x":1}}"#),
            ("", r#"{\"token\":\"abc\",\"x\":1}"#, r#"{\"token\":\"••••••\",\"x\":1}"#),
            ("", "password = 'x' AND token=y", "password = '••••••' AND token=••••••"),
            ("", "Authorization: Basic dXNlcjpwYXNz, x", "Authorization: Basic ••••••, x"),
            (
                "",
                "https://a.blob.core.windows.net/c?se=1&sig=a%2Fb&x=1",
                "https://a.blob.core.windows.net/c?se=1&sig=••••••&x=1",
            ),
            ("", "jdbc:oracle:thin:scott/tiger@//h:1521/x", "jdbc:oracle:thin:scott/••••••@//h:1521/x"),
            ("spark.hadoop.fs.s3a.encryption.key", "c2Vuc2l0aXZl", "••••••"),
            ("spark.app.connectionPass", "x1", "••••••"),
            ("", "curl -u svc:hunter2 https://h/x", "curl -u svc:•••••• https://h/x"),
            ("", "mysql -uroot -phunter2 db", "mysql -uroot -p•••••• db"),
            ("", "sshpass -p hunter2 ssh h", "sshpass -p •••••• ssh h"),
            ("", "keytool -storepass hunter2 -alias a", "keytool -storepass •••••• -alias a"),
            ("", "CREATE USER a IDENTIFIED BY 'x y'", "CREATE USER a IDENTIFIED BY '••••••'"),
            ("", "alter user a identified by hunter2", "alter user a identified by ••••••"),
            ("", "USER=x,PASS=hunter2 DB_PASS=abc", "USER=x,PASS=•••••• DB_PASS=••••••"),
            ("", "X-Vault-Token: s.12ab34, token: abc123", "X-Vault-Token: ••••••, token: ••••••"),
            ("", "client_secret:abc123", "client_secret:••••••"),
            ("", "User Id=sa;Password = abc123;", "User Id=sa;Password = ••••••;"),
            ("", "Map(user -> a, password -> b)", "Map(user -> a, password -> ••••••)"),
            ("", "<db><password>x</password></db>", "<db><password>••••••</password></db>"),
            ("", "authorization: bearer abcdef", "authorization: bearer ••••••"),
            ("", "u=postgres%3A%2F%2Fbob%3Apw%40h%2Fx", "u=postgres%3A%2F%2Fbob%3A••••••%40h%2Fx"),
            ("", "sk-proj-Ab1_Ab1_Ab1_Ab1_Ab1_", "••••••"),
            ("", "git clone https://0123456789abcdef0123@host/x", "git clone https://••••••@host/x"),
        ] {
            assert_eq!(mask(key, value), (shown.to_owned(), true), "{key}");
        }
    }

    #[test]
    fn what_is_no_secret_stays() {
        for (key, value) in [
            ("spark.executor.memory", "4g"),
            ("spark.security.credentials.enabled", "true"),
            ("", "abfss://container@account.dfs.core.windows.net/x"),
            ("", "mismatched token: expected ')'"),
            ("", "select password from users where secret = token"),
            ("", "config=a design=b TokenStream::x"),
            ("", "password="),
            ("spark.io.encryption.keySizeBits", "256"),
            ("spark.io.encryption.keygen.algorithm", "HmacSHA1"),
            ("", "spark-submit --jars mysql-connector-j.jar --properties-file x.conf --packages a:b --py-files y"),
            ("", "read jdbc:mysql://h/db --partition-column id, mysql --port=3306"),
            ("", "filter(xs, token -> length(token)>3)"),
            ("", "ReadSchema: struct<token:varchar(64),pass:decimal(10,2),secret:string>"),
            ("", " |-- cookie: string (nullable = true)"),
            ("", "Optional<Password> get(Map<String, Secret> by), Usage: app <password> <path>"),
            ("", "rows are identified by customer_id"),
            ("", "sort -u a:b | cut -p1 bypass=1 compass=2 -print0"),
            ("", "Map(token -> ), a -> b, x <- y"),
            ("", "Cannot resolve password -> "),
            ("", "a < password> b"),
            ("spark.compass", "north"),
            ("", "/etc/passwd:/etc/passwd:ro"),
            ("", "\u{202e}password\u{1b}"),
        ] {
            assert_eq!(mask(key, value), (value.to_owned(), false), "{key}");
        }
        assert!(mask("", "*********(redacted)").1 && is_masked("••••••") && !is_masked(""));
    }

    #[test]
    fn a_long_text_of_heads_is_read_once() {
        for head in [
            "eyJ.",
            "eyJ-",
            "jdbc:oracle:thin:",
            "password",
            "password ",
            "--token ",
            "a:",
            "://",
            "Bearer ",
            "-----BEGIN ",
            "ghp_ ",
            "'",
            "sig =  ",
            "<password>",
            "Map(password -> ",
            "mysql -pa ",
            "curl -u ",
            "%3A%2F%2F",
            "identified by ",
            "token:",
            "password:",
            "_-",
            "-_",
            "<token>a",
        ] {
            let began = std::time::Instant::now();
            secrets(&head.repeat((2 << 20) / head.len()));
            assert!(began.elapsed().as_secs() < 20, "{head}");
        }
    }

    #[test]
    fn no_text_makes_it_stumble() {
        let parts =
            ["password", "=", ":", "'", "\"", "\\", "é", "💡", "--", "://", "@", " ", "AKIA", "-----BEGIN", "eyJ", "."];
        for a in parts {
            for b in parts {
                for c in parts {
                    let text = format!("{a}{b}{c}{a}{c}{b}");
                    let found = secrets(&text);
                    assert!(found.windows(2).all(|two| two[0].at.end <= two[1].at.start), "{text}");
                    assert!(found.iter().all(|one| text.get(one.at.clone()).is_some()), "{text}");
                }
            }
        }
    }
}
