//! What a key says of its value.

use afterglow_eventlog::secret;

use super::Kind;
use super::find::Finds;
use super::words::host_and_port;

/// What a value is by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The key says nothing.
    Plain,
    Secret,
    User,
    /// One machine or several.
    Host,
    Table,
    Column,
}

/// What a key says.
pub(super) fn role(key: &str) -> Role {
    // How long a secret lives or where it lies is none.
    const ABOUT: [&str; 22] = [
        "path",
        "file",
        "url",
        "uri",
        "length",
        "bits",
        "size",
        "count",
        "type",
        "regex",
        "principal",
        "keytab",
        "ttl",
        "expiry",
        "lifetime",
        "max-lifetime",
        "renew",
        "address",
        "server",
        "format",
        "algorithm",
        "index",
    ];
    // The name of a file is no name of a setting.
    if key.contains(['/', '\\']) {
        return Role::Plain;
    }
    let lower = key.to_ascii_lowercase();
    if secret::is_secret_key(key) && !ABOUT.iter().any(|word| lower.ends_with(word)) {
        return Role::Secret;
    }
    let whole = |name: &str| {
        lower.strip_suffix(name).is_some_and(|before| {
            before.is_empty()
                || before.ends_with(|letter: char| !letter.is_ascii_alphanumeric())
                || key[before.len()..].starts_with(|letter: char| letter.is_ascii_uppercase())
        })
    };
    let any = |names: &[&str]| names.iter().any(|name| whole(name));
    if any(&[
        "user",
        "username",
        "user.name",
        "user_name",
        "userid",
        "user_id",
        "owner",
        "principal",
        "logname",
        "useremail",
    ]) {
        Role::User
    } else if any(&["host", "hostname", "hostid", "hosts", "bindaddress", "ip", "servers", "brokers", "quorum"]) {
        Role::Host
    } else if any(&["table", "tablename", "table_name", "dbtable", "tableidentifier", "view"]) {
        Role::Table
    } else if any(&["column", "columnname", "column_name", "columns"]) {
        Role::Column
    } else {
        Role::Plain
    }
}

/// Whether a text is more than a switch or a figure, and was not masked before.
pub(super) fn is_value(text: &str) -> bool {
    let text = text.trim();
    !(text.is_empty()
        || matches!(text, "true" | "false" | "null" | "None" | "none" | "?" | "-")
        || text.starts_with("${")
        || secret::is_masked(text))
}

/// Takes in a value by what its key says.
pub(super) fn by_role<'a>(role: Role, text: &'a str, finds: &mut Finds<'a>) {
    match role {
        // A switch or a length of time behind such a key says something of a secret, and is none.
        Role::Secret if text.len() < 6 && text.trim_end_matches(['s', 'm', 'h', 'd']).parse::<f64>().is_ok() => {}
        Role::Secret => finds.add(Kind::Secret, text),
        Role::User if text.len() < 256 && !text.contains(['(', '{', '=', '\n']) => finds.add(Kind::User, text),
        Role::Host if text.len() < 4096 => {
            text.split([',', ';', ' ']).filter(|one| !one.is_empty()).for_each(|one| host_and_port(one, finds));
        }
        Role::Table | Role::Column if text.len() < 256 && !text.contains(char::is_whitespace) => {
            finds.add(if role == Role::Table { Kind::Table } else { Kind::Column }, text);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_apart() {
        for (key, says) in [
            ("spark.hadoop.fs.s3a.secret.key", Role::Secret),
            ("apiKey", Role::Secret),
            ("spark.acme.token.ttl", Role::Plain),
            ("spark.ssl.keyStorePassword", Role::Secret),
            ("spark.authenticate.secretBitLength", Role::Plain),
            ("User", Role::User),
            ("user.name", Role::User),
            ("userName", Role::User),
            ("HADOOP_USER_NAME", Role::User),
            ("superuser", Role::Plain),
            ("Host", Role::Host),
            ("spark.driver.host", Role::Host),
            ("kafka.bootstrap.servers", Role::Host),
            ("ghost", Role::Plain),
            ("dbtable", Role::Table),
            ("user.dir", Role::Plain),
            ("nodeName", Role::Plain),
            ("/opt/jars/token-provider-1.0.1.jar", Role::Plain),
        ] {
            assert_eq!(role(key), says, "{key}");
        }
    }
}
