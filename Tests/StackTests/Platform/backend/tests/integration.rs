//! Speaks to the stores that the workflow provides, with nothing but the standard library.
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

/// Connects to the host and port of an address such as `postgres://user:password@localhost:5432/test`.
fn connect(address: &str) -> TcpStream {
    let rest = address
        .split("://")
        .nth(1)
        .expect("an address has a scheme");
    let place = rest.rsplit('@').next().unwrap().split('/').next().unwrap();
    let stream = TcpStream::connect(place).unwrap_or_else(|error| panic!("{place}: {error}"));
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    stream
}

#[test]
fn postgres_asks_for_a_password() {
    let mut stream = connect(&variable("DATABASE_URL"));
    let parameters = b"user\0postgres\0database\0test\0\0";
    stream
        .write_all(&(parameters.len() as u32 + 8).to_be_bytes())
        .unwrap();
    stream.write_all(&196608u32.to_be_bytes()).unwrap();
    stream.write_all(parameters).unwrap();
    let mut answer = [0; 9];
    stream.read_exact(&mut answer).unwrap();
    assert_eq!(answer[0], b'R', "an authentication request");
    println!("postgres answered");
}

#[test]
fn redis_keeps_what_is_written() {
    let mut stream = connect(&variable("REDIS_URL"));
    stream
        .write_all(b"SET client mott\r\nGET client\r\n")
        .unwrap();
    let mut answer = Vec::new();
    let mut buffer = [0; 64];
    while !answer.ends_with(b"mott\r\n") {
        let count = stream.read(&mut buffer).unwrap();
        assert!(count > 0, "{:?}", String::from_utf8_lossy(&answer));
        answer.extend_from_slice(&buffer[..count]);
    }
    println!("redis answered");
}

#[test]
fn typesense_lists_collections() {
    let mut stream = connect(&variable("TYPESENSE_URL"));
    let key = variable("TYPESENSE_API_KEY");
    write!(stream, "GET /collections HTTP/1.1\r\nHost: localhost\r\nX-TYPESENSE-API-KEY: {key}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    println!("typesense answered");
}
