//! A server for the pages that tests look at: a site in memory, under the strictest policy that it has to work under.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;

use docgen::engine::{Artifacts, Brands, Build, Content, Options};
use docgen::vfs::Memory;

use crate::support;

/// What pages may load and run: what is their own, and nothing within themselves.
const POLICY: &str = "default-src 'self'";

/// A site that is served until the tests end.
pub(crate) struct Server {
    /// Its address, without a slash at its end.
    pub(crate) address: String,
}

impl Server {
    /// Serves a folder, under a policy that lets WebAssembly run.
    pub(crate) fn of_folder(folder: &Path) -> Self {
        Self::serve(
            support::tree_of(folder),
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'",
        )
    }

    /// Builds the site of these files and serves it.
    pub(crate) fn of(files: Memory) -> Self {
        Self::of_build(support::build(files))
    }

    /// The same under the name of a brand.
    pub(crate) fn of_brand(files: Memory, brand: &str) -> Self {
        let options = Options {
            brands: Brands::One(brand.to_owned()),
            ..support::options()
        };
        Self::of_build(support::build_with(files, &options))
    }

    fn of_build(mut build: Build) -> Self {
        let theme = build.load_theme("default", &[]).expect("the theme is right");
        let artifacts = Artifacts::new(&build, &theme).expect("no two files have one path");
        let file = |path: &str| {
            let content = artifacts.get(path).expect("it is one of the paths");
            let bytes = match content.expect("it can be rendered") {
                Content::Bytes(bytes) => bytes.into_owned(),
                Content::Copy { files, path } => files.read(path).expect("it is in memory"),
            };
            (path.to_owned(), bytes)
        };
        Self::serve(artifacts.paths().map(file).collect(), POLICY)
    }

    fn serve(site: BTreeMap<String, Vec<u8>>, policy: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("it listens");
        let site = Arc::new(site);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let site = Arc::clone(&site);
                std::thread::spawn(move || {
                    // A browser hangs up whenever it likes.
                    drop(answer(&site, policy, stream));
                });
            }
        });
        Self {
            address: format!("http://{address}"),
        }
    }

    /// The address of a page.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}/{path}", self.address)
    }
}

fn answer(site: &BTreeMap<String, Vec<u8>>, policy: &str, stream: TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(&stream).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    // A request is read to its end, so that hanging up is not taken for a failure.
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = first.split(' ').nth(1).unwrap_or("/");
    let path = path.split(['?', '#']).next().unwrap_or("/").trim_start_matches('/');
    let path = match path.is_empty() || path.ends_with('/') {
        true => format!("{path}index.html"),
        false => path.to_owned(),
    };
    let (status, path) = match site.contains_key(&path) {
        true => ("200 OK", path.as_str()),
        false => ("404 Not Found", "404.html"),
    };
    let content = &site[path];
    let kind = match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "text/plain; charset=utf-8",
    };
    let mut stream = &stream;
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nContent-Security-Policy: {policy}\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
        content.len()
    )?;
    stream.write_all(content)
}
