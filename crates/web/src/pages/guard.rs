//! What this page may do: the policy in force, the host's headers, the count of requests since loading.

use afterglow_engine::contract::EngineJson;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::guard::headers::{self, Judged};
use crate::guard::policy::{Policy, Standing, is_report};
use crate::guard::seen::{Said, Seen, seen};
use crate::state::Page;
use crate::widgets::plain_table::plain_table;
use crate::words::{format, guard as words};

/// What is known of the host's headers.
#[derive(Debug, Clone, PartialEq)]
enum Host {
    /// Not yet asked.
    Asking,
    /// There is none, or the browser does not say.
    Untold,
    /// What it sends.
    Sends(headers::Host),
}

/// The view.
pub(super) fn view(page: Page) -> impl IntoView {
    let host = RwSignal::new(Host::Asking);
    spawn_local(async move {
        let sent = headers::sent().await;
        let _ = host.try_set(sent.map_or(Host::Untold, Host::Sends));
    });
    view! {
        <header class="page-head">
            <h1>{words::TITLE}</h1>
            <p class="page-about">{words::ABOUT}</p>
        </header>
        <div class="stack">
            {move || warning(&host.get())}
            {since()}
            {move || policy(&host.get())}
            {move || of_host(&host.get())}
            {kept(page)}
            {no_means()}
            {version()}
        </div>
    }
}

/// Says above all else that the host's headers are weaker than they should be.
fn warning(host: &Host) -> Option<impl IntoView + use<>> {
    let Host::Sends(sent) = host else { return None };
    let judged = headers::judged(&sent.headers);
    let weaker = judged.iter().filter(|header| is_weaker(header.standing)).count();
    (weaker > 0).then(|| {
        view! {
            <div class="notice" role="alert" data-level="error">
                <div class="notice-text"><p><strong>{words::weaker(weaker, judged.len())}</strong> " " {words::WEAKER_MORE}</p></div>
            </div>
        }
    })
}

fn is_weaker(standing: Standing) -> bool {
    matches!(standing, Standing::Weaker | Standing::Missing)
}

fn since() -> impl IntoView {
    let seen = seen();
    let count = |count: fn(&Seen) -> u32| move || format::count(f64::from(seen.with(count)));
    let asked = move || said(seen.with(|seen| seen.asked.clone()), words::ASKED);
    let refused = move || said(seen.with(|seen| seen.refused.clone()), words::REFUSED);
    view! {
        <section>
            <h2>{words::SINCE}</h2>
            <dl class="facts" aria-live="polite">
                <dt>{words::ASKED}</dt>
                <dd>
                    <strong class="numbers" data-guard="asked">{count(|seen| seen.asked_count)}</strong>
                    <span class="quiet-text">" " {move || words::counted(seen.with(|seen| seen.workers))}</span>
                </dd>
                <dt>{words::REFUSED}</dt>
                <dd>
                    <strong class="numbers" data-guard="refused">{count(|seen| seen.refused_count)}</strong>
                    <span class="quiet-text">" " {words::REFUSED_MORE}</span>
                </dd>
            </dl>
            {asked}
            {refused}
            <p class="quiet-text">{if in_one_file() { words::NOT_COUNTED_OF_FILE } else { words::NOT_COUNTED }}</p>
        </section>
    }
}

fn said(list: Vec<Said>, name: &'static str) -> Option<impl IntoView + use<>> {
    let row =
        |one: Said| view! { <tr><td><code class="policy">{one.what}</code></td><td>{one.by}</td></tr> }.into_any();
    (!list.is_empty())
        .then(|| plain_table(name, &[(words::WHAT, false), (words::BY, false)], list.into_iter().map(row).collect()))
}

fn status(standing: Standing) -> impl IntoView {
    let (kind, sign, word) = words::standing(standing);
    view! { <span class="status" data-kind=kind><span aria-hidden="true">{sign}</span>{word}</span> }
}

/// Each directive that the page has or should get from its host.
fn policy(host: &Host) -> impl IntoView + use<> {
    let own = own_policy();
    let (wanted, sent) = match host {
        Host::Sends(sent) => (Some(headers::wanted_policy()), headers::sent_policies(&sent.headers)),
        _ => (None, Vec::new()),
    };
    let mut all: Vec<(String, String)> = own.directives().map(|(name, text)| (name.to_owned(), text)).collect();
    let reports = sent.iter().flat_map(Policy::directives).filter(|(name, _)| is_report(name));
    for (name, _) in wanted.iter().flat_map(Policy::directives).chain(reports) {
        if all.iter().all(|(listed, _)| listed != name) {
            all.push((name.to_owned(), format::UNKNOWN.to_owned()));
        }
    }
    let row = |(name, allows): (String, String)| {
        let held = wanted.as_ref().map(|wanted| view! { <td>{status(wanted.held(&name, &sent))}</td> });
        let means =
            if allows == "'none'" && name == "connect-src" { words::NO_CONNECTION } else { words::directive(&name) };
        view! { <tr><th scope="row"><code>{name}</code></th><td><code class="policy">{allows}</code></td>{held}<td><span class="quiet-text">{means}</span></td></tr> }.into_any()
    };
    let rows: Vec<AnyView> = all.into_iter().map(row).collect();
    let heads = [(words::DIRECTIVE, false), (words::ALLOWS, false), (words::HOSTS, false), (words::MEANS, false)];
    let heads: Vec<_> = heads.into_iter().filter(|(head, _)| wanted.is_some() || *head != words::HOSTS).collect();
    view! {
        <section>
            <h2>{words::POLICY}</h2>
            <p>{words::POLICY_MORE}</p>
            {plain_table(words::POLICY, &heads, rows)}
        </section>
    }
}

fn of_host(host: &Host) -> Option<impl IntoView + use<>> {
    let body = match host {
        Host::Asking => return None,
        Host::Untold if in_one_file() => view! { <p>{words::ONE_FILE}</p> }.into_any(),
        Host::Untold => view! { <p>{words::NOT_TOLD}</p> }.into_any(),
        Host::Sends(sent) => {
            view! { {sent.kept.then(|| view! { <p>{words::WHEN_KEPT}</p> })} {table(headers::judged(&sent.headers))} }
                .into_any()
        }
    };
    Some(view! { <section><h2>{words::HEADERS}</h2>{body}</section> })
}

fn table(judged: Vec<Judged>) -> impl IntoView {
    let all = judged.iter().all(|header| !is_weaker(header.standing));
    let row = |header: Judged| {
        // The policy's own words stand above, directive by directive.
        let is_policy = header.name == headers::POLICY;
        let wanted = if is_policy { words::POLICY } else { header.wanted };
        let sent = header.sent.filter(|_| !is_policy).filter(|_| header.standing != Standing::Same);
        let sent = sent.map(|sent| view! { " " <code class="policy">{format::clipped(&sent, 200)}</code> });
        view! {
            <tr>
                <th scope="row"><code>{header.name}</code></th>
                <td>{status(header.standing)}{sent}</td>
                <td><code class="policy">{wanted}</code></td>
                <td><span class="quiet-text">{words::without(header.name)}</span></td>
            </tr>
        }
        .into_any()
    };
    let rows = judged.into_iter().map(row).collect();
    let heads = [(words::HEADER, false), (words::SENT, false), (words::WANTED, false), (words::WITHOUT, false)];
    view! {
        {all.then(|| view! { <p>{words::ALL_SENT}</p> })}
        {plain_table(words::HEADERS, &heads, rows)}
    }
}

fn kept(page: Page) -> impl IntoView {
    let said = move || match page.kept.get().state.as_str() {
        "kept" => words::KEPT_MORE.to_owned(),
        "past" => words::PAST.to_owned(),
        "starting" | "" => words::STARTING.to_owned(),
        other => format!("Not kept{}.", other.strip_prefix("no").unwrap_or(other).trim_end_matches('.')),
    };
    view! {
        <section>
            <h2>{words::KEPT}</h2>
            <p data-guard="kept">{said}</p>
        </section>
    }
}

fn version() -> impl IntoView {
    let engine = EngineJson::here();
    view! {
        <section>
            <h2>{words::VERSION}</h2>
            <p class="numbers">{words::version(&engine)}<code class="policy">{engine.sha256}</code></p>
            <p class="quiet-text">{words::VERSION_MORE}</p>
        </section>
    }
}

fn no_means() -> impl IntoView {
    let list = words::NO_MEANS_MORE.map(|(what, why)| view! { <dt>{what}</dt><dd>{why}</dd> });
    view! {
        <section>
            <h2>{words::NO_MEANS}</h2>
            <dl class="facts">{list.into_iter().collect_view()}</dl>
        </section>
    }
}

/// The policy that this page was loaded with.
fn own_policy() -> Policy {
    crate::guard::policy_text().map(|text| Policy::parse(&text)).unwrap_or_default()
}

/// Whether the module stands in the page itself.
fn in_one_file() -> bool {
    document().query_selector("#afterglow-wasm[href]").is_ok_and(|part| part.is_none())
}
