//! Scopes that only one provider has.

use super::address::{Address, Parameter};
use crate::url::unescape;

/// Beginnings of scopes that only one provider has, in lower case: the provider, and where it is.
const SCOPES: [(&str, &str, &str); 16] = [
    ("https://www.googleapis.com/auth/", "Google", "google.com"),
    ("https://mail.google.com/", "Google", "google.com"),
    (
        "https://graph.microsoft.com/",
        "Microsoft",
        "microsoftonline.com microsoftonline.us live.com windows.net",
    ),
    (
        "calendars.read",
        "Microsoft",
        "microsoftonline.com microsoftonline.us live.com windows.net",
    ),
    (
        "files.readwrite",
        "Microsoft",
        "microsoftonline.com microsoftonline.us live.com windows.net",
    ),
    (
        "mail.readwrite",
        "Microsoft",
        "microsoftonline.com microsoftonline.us live.com windows.net",
    ),
    ("com.intuit.quickbooks.", "QuickBooks", "intuit.com"),
    ("ads_management", "Facebook", "facebook.com"),
    ("manage_pages", "Facebook", "facebook.com"),
    ("pages_messaging", "Facebook", "facebook.com"),
    ("r_basicprofile", "LinkedIn", "linkedin.com"),
    ("r_liteprofile", "LinkedIn", "linkedin.com"),
    ("w_member_social", "LinkedIn", "linkedin.com"),
    ("crm.objects.contacts.", "HubSpot", "hubspot.com"),
    (
        "zohocrm.",
        "Zoho",
        "zoho.com zoho.eu zoho.in zoho.com.au zoho.com.cn zoho.jp zohocloud.ca",
    ),
    ("store_v2_", "BigCommerce", "bigcommerce.com"),
];

/// The first scope of a URL that is another provider's, with the parameter that it stands in and whose it is.
pub(super) fn of_another_provider<'a>(address: &'a Address<'_>) -> Option<(&'a Parameter<'a>, String, &'static str)> {
    let is_a_host = address.host.contains('.') && !address.host.contains(['{', '<', '%', '$']);
    let is_example = ["example.", "localhost", "your"]
        .iter()
        .any(|part| address.host.contains(part));
    if !is_a_host || is_example {
        return None;
    }
    let parameter = address.parameters.iter().find(|parameter| parameter.name == "scope")?;
    let scopes = unescape(parameter.value).replace(['+', ','], " ");
    scopes.split(' ').find_map(|scope| {
        let lower = scope.to_ascii_lowercase();
        let (_, provider, hosts) = SCOPES.iter().find(|(start, ..)| lower.starts_with(start))?;
        let is_its_own = hosts.split(' ').any(|host| address.is_at(host));
        (!is_its_own).then(|| (parameter, scope.to_owned(), *provider))
    })
}
