//! Clients that are no browsers of the author's: nothing leaks, nothing dies.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use docgen::serve::Limits;

use super::{Serving, status_of};
use crate::support::Ground;

const PAGE: &str = "---\ntitle: A\n---\n\nText\n";

#[test]
fn no_path_leads_out_of_the_site() {
    let serving = Serving::new([
        ("index.md", PAGE),
        ("_config.yml", "# Secret\n"),
        ("_data/x.yml", "a: 1\n"),
    ]);
    for path in [
        "/../etc/passwd",
        "/../../../../../../../../etc/passwd",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/%2E%2E%2Fetc%2Fpasswd",
        "/..%2f..%2f..%2fetc%2fpasswd",
        "/..%5c..%5cetc%5cpasswd",
        "/..\\..\\etc\\passwd",
        "/%252e%252e/%252e%252e/etc/passwd",
        "/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
        "/%uff0e%uff0e/etc/passwd",
        "/....//....//etc/passwd",
        "/./../etc/passwd",
        "//etc/passwd",
        "/etc/passwd",
        "/index.html/../../etc/passwd",
        "/-docgen/../../etc/passwd",
        "/-docgen/live.js/../../../etc/passwd",
        "/index.html%00.css",
        "/%00/etc/passwd",
        "/file:///etc/passwd",
        "/_config.yml",
        "/_data/x.yml",
        "/.git/config",
    ] {
        let (status, answer) = serving.get(path);
        assert!([400, 404].contains(&status), "{path}: {status}");
        assert!(
            !answer.contains("root:") && !answer.contains("Secret"),
            "{path}: {answer}"
        );
    }
}

#[test]
#[cfg(unix)]
fn a_link_in_the_source_leads_nowhere_else() {
    use std::os::unix::fs::symlink;

    let serving = Serving::new([("index.md", PAGE), ("files/a.txt", "mine"), ("files/b.txt", "mine")]);
    assert!(serving.get("/files/a.txt").1.ends_with("mine\r\n0\r\n\r\n"));
    serving.ground.write("outside.txt", "secret");
    // It takes the place of a file that is known to be there.
    let secret = serving.ground.path("outside.txt");
    let (link, file) = (serving.path("files/link"), serving.path("files/a.txt"));
    symlink(&secret, &link).expect("links can be made");
    fs::rename(&link, &file).expect("it can be put there");
    let mut open = serving.listen("/index.html");
    for path in ["/files/a.txt", "/files/link"] {
        let (status, answer) = serving.get(path);
        assert!(status == 404 && !answer.contains("secret"), "{path}: {answer}");
    }
    open.until(|state| state["all"]["errors"] == 1);
    let (status, answer) = serving.get("/files/a.txt");
    assert!(status == 404 && !answer.contains("secret"), "{answer}");
}

#[test]
fn other_hosts_and_other_sites_are_refused() {
    let serving = Serving::new([("index.md", PAGE)]);
    let status =
        |head: &str| status_of(&serving.exchange(format!("GET / HTTP/1.1\r\n{head}Connection: close\r\n\r\n")));
    assert_eq!(status("Host: localhost:1\r\n"), 200);
    assert_eq!(status("Host: evil.example\r\n"), 421);
    assert_eq!(
        status("Host: evil.example:4000\r\nX-Forwarded-Host: localhost\r\n"),
        421
    );
    assert_eq!(status("Host: localhost\r\nHost: evil.example\r\n"), 400);
    assert_eq!(status(""), 400);
    assert_eq!(status("Host: localhost\r\nOrigin: http://evil.example\r\n"), 403);
    assert_eq!(
        status("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n"),
        403
    );
    assert_eq!(
        status("Host: localhost\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n"),
        200
    );
    let answer = serving.exchange("GET /-docgen/events?page=/ HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    assert_eq!(status_of(&answer), 421);
}

#[test]
fn only_reading_is_answered() {
    let serving = Serving::new([("index.md", PAGE), ("a.txt", "text")]);
    let exchange = |head: &str| serving.exchange(format!("{head}\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "BREW"] {
        let answer = exchange(&format!("{method} / HTTP/1.1"));
        assert_eq!(status_of(&answer), 405, "{method}");
        assert!(answer.contains("Allow: GET, HEAD\r\n"), "{answer}");
    }
    assert_eq!(status_of(&exchange("GET / HTTP/1.1\r\nContent-Length: 5")), 400);
    assert_eq!(status_of(&exchange("GET / HTTP/3.0")), 400);
    assert_eq!(status_of(&serving.exchange("\u{16}\u{3}\u{1}\0\0\r\n\r\n")), 400);
    for path in ["/", "/a.txt"] {
        let (head, get) = (
            exchange(&format!("HEAD {path} HTTP/1.1")),
            exchange(&format!("GET {path} HTTP/1.1")),
        );
        let (head_of_get, body) = get.split_once("\r\n\r\n").expect("it has both");
        assert_eq!(head, format!("{head_of_get}\r\n\r\n"));
        assert!(!body.is_empty());
        for header in [
            "Cache-Control: no-store",
            "Content-Security-Policy: default-src 'self'; frame-ancestors 'none'",
            "nosniff",
        ] {
            assert!(head.contains(header), "{head}");
        }
    }
    let old = serving.exchange("GET /a.txt HTTP/1.0\r\nHost: localhost\r\n\r\n");
    assert!(old.ends_with("\r\n\r\ntext"), "{old}");
}

#[test]
fn a_huge_head_is_refused() {
    let serving = Serving::new([("index.md", PAGE)]);
    let huge = format!(
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n",
        "x".repeat(100_000)
    );
    assert_eq!(status_of(&serving.exchange(huge)), 431);
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(100_000));
    assert_eq!(status_of(&serving.exchange(long)), 431);
    let many = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "a: b\r\n".repeat(1_000));
    assert_eq!(status_of(&serving.exchange(many)), 431);
    assert_eq!(serving.get("/").0, 200);
}

#[test]
fn requests_may_come_one_behind_the_other_and_in_pieces() {
    let serving = Serving::new([("a.txt", "one"), ("b.txt", "two")]);
    let requests = "GET /a.txt HTTP/1.1\r\nHost: localhost\r\n\r\nGET /b.txt HTTP/1.1\r\nHost: localhost\r\n\r\n\
                    GET /a.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let mut stream = serving.connect();
    for piece in requests.as_bytes().chunks(7) {
        stream.write_all(piece).expect("the server reads");
    }
    let mut answers = String::new();
    stream.read_to_string(&mut answers).expect("the server answers");
    let bodies: Vec<&str> = answers
        .split("\r\n\r\n")
        .filter(|part| part.starts_with("3\r\n"))
        .collect();
    assert_eq!(bodies, ["3\r\none\r\n0", "3\r\ntwo\r\n0", "3\r\none\r\n0"]);
}

#[test]
fn slow_clients_are_sent_away_and_keep_nobody_waiting() {
    let limits = Limits {
        receive: Duration::from_secs(3),
        idle: Duration::from_secs(3),
        ..Limits::default()
    };
    let serving = Serving::with_limits(Ground::new([("index.md", PAGE)]), limits);
    let mut slow: Vec<TcpStream> = (0..40).map(|_| serving.connect()).collect();
    for stream in &mut slow[..20] {
        stream.write_all(b"GET / HTTP/1.1\r\nHo").expect("the server reads");
    }
    assert_eq!(serving.get("/").0, 200);
    for (at, mut stream) in slow.into_iter().enumerate() {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the server ends it");
        // Who said nothing hears nothing.
        assert_eq!(answer.starts_with("HTTP/1.1 408 "), at < 20, "{at}: {answer}");
    }
}

#[test]
fn there_are_so_many_places_and_no_more() {
    let limits = Limits {
        connections: 8,
        listeners: 2,
        idle: Duration::from_secs(2),
        ..Limits::default()
    };
    let serving = Serving::with_limits(Ground::new([("index.md", PAGE)]), limits);
    let (mut a, mut b) = (serving.listen("/"), serving.listen("/"));
    drop((a.state(), b.state()));
    let third = serving.exchange("GET /-docgen/events?page=/ HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(status_of(&third), 503);

    let held: Vec<TcpStream> = (0..20).map(|_| serving.connect()).collect();
    let mut answers = Vec::new();
    for mut stream in held {
        let mut answer = String::new();
        // Some are turned away at once, the others when they have said nothing for a while.
        match stream.read_to_string(&mut answer) {
            Ok(_) => answers.push(answer),
            Err(error) => panic!("{error}"),
        }
    }
    assert!(
        answers.iter().any(|answer| answer.starts_with("HTTP/1.1 503 ")),
        "{answers:?}"
    );
    assert!(answers.iter().any(String::is_empty), "{answers:?}");
    // Places that become free are given again.
    drop((a, b));
    assert_eq!(serving.get("/").0, 200);
}

#[test]
fn ten_thousand_requests_are_answered() {
    let serving = Serving::new([("index.md", PAGE), ("a.txt", "text")]);
    let address = serving.address;
    let ask = move |thread: usize| {
        let mut answered = 0;
        // A thousand on one connection are the most.
        for _ in 0..2 {
            let mut stream = TcpStream::connect(address).expect("the server listens");
            let path = ["/", "/a.txt", "/nothing", "/../x"][thread % 4];
            let mut requests = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(624);
            requests.push_str(&format!(
                "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            ));
            let mut half = stream.try_clone().expect("it has two halves");
            let writing = thread::spawn(move || half.write_all(requests.as_bytes()).expect("the server reads"));
            let mut answers = Vec::new();
            stream.read_to_end(&mut answers).expect("the server answers");
            writing.join().expect("all was written");
            answered += String::from_utf8_lossy(&answers).matches("HTTP/1.1 ").count();
        }
        answered
    };
    let threads: Vec<_> = (0..8).map(|thread| thread::spawn(move || ask(thread))).collect();
    let answered: usize = threads.into_iter().map(|thread| thread.join().expect("it asked")).sum();
    assert_eq!(answered, 10_000);
    assert_eq!(serving.get("/").0, 200);
}
