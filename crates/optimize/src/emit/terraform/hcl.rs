//! Writing HCL: blocks, arguments, and the variables that they name.

use super::quote;

/// Resources that are written, and the variables that they have named so far.
pub(super) struct Hcl {
    out: String,
    depth: usize,
    /// The name that resources carry.
    name: String,
    variables: Vec<Variable>,
}

struct Variable {
    name: &'static str,
    kind: &'static str,
    what: &'static str,
}

impl Hcl {
    pub(super) fn new(name: String) -> Self {
        Self { out: String::new(), depth: 0, name, variables: Vec::new() }
    }

    /// A resource of a type, named after the run and what it is.
    pub(super) fn resource(&mut self, kind: &str, suffix: &str, body: impl FnOnce(&mut Self)) {
        let name = self.named(suffix);
        self.block(&format!("resource \"{kind}\" \"{name}\""), body);
    }

    /// The name of a resource.
    pub(super) fn named(&self, suffix: &str) -> String {
        if suffix.is_empty() { self.name.clone() } else { format!("{}_{suffix}", self.name) }
    }

    pub(super) fn block(&mut self, head: &str, body: impl FnOnce(&mut Self)) {
        if self.depth == 0 && !self.out.is_empty() {
            self.out.push('\n');
        }
        self.line(&format!("{head} {{"));
        self.depth += 1;
        body(self);
        self.depth -= 1;
        self.line("}");
    }

    /// An argument whose value is an expression of this crate's own: a number, `true`, a reference.
    pub(super) fn is(&mut self, key: &str, expression: impl std::fmt::Display) {
        self.line(&format!("{key} = {expression}"));
    }

    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.is(key, quote::hcl(value));
    }

    /// An argument that the reader gives.
    pub(super) fn asked(&mut self, key: &str, variable: &'static str, what: &'static str) {
        self.asked_as(key, variable, "string", what);
    }

    pub(super) fn asked_as(&mut self, key: &str, variable: &'static str, kind: &'static str, what: &'static str) {
        if !self.variables.iter().any(|known| known.name == variable) {
            self.variables.push(Variable { name: variable, kind, what });
        }
        self.is(key, format_args!("var.{variable}"));
    }

    pub(super) fn map<'a>(&mut self, key: &str, rows: impl IntoIterator<Item = (String, &'a str)>) {
        self.block(&format!("{key} ="), |hcl| {
            for (key, value) in rows {
                hcl.is(&quote::hcl(&key), quote::hcl(value));
            }
        });
    }

    /// A line as it is.
    pub(super) fn line(&mut self, line: &str) {
        self.out.push_str(&"  ".repeat(self.depth));
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// The text, its variables first.
    pub(super) fn finish(self) -> String {
        let secret =
            |name: &str| if name.contains("password") || name.contains("key") { "  sensitive   = true\n" } else { "" };
        let variables = self.variables.iter().map(|variable| {
            format!(
                "variable \"{}\" {{\n  type        = {}\n  description = {}\n{}}}\n\n",
                variable.name,
                variable.kind,
                quote::hcl(variable.what),
                secret(variable.name)
            )
        });
        variables.collect::<String>() + &self.out
    }
}
