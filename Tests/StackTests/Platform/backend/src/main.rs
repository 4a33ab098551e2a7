use std::io::{Read, Write};
use std::net::TcpListener;

const HEADERS: &str = "content-type: text/plain\r\ncontent-security-policy: default-src 'none'\r\n\
                       x-content-type-options: nosniff\r\nx-frame-options: DENY\r\npermissions-policy: camera=()\r\n";

fn main() -> std::io::Result<()> {
    let port = std::env::var("PORT").unwrap_or_else(|_| "8080".into());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}"))?;
    for stream in listener.incoming() {
        let mut stream = stream?;
        let mut request = [0; 4096];
        let _ = stream.read(&mut request)?;
        let body = format!("{}\n", backend::tax(1000));
        let _ = write!(
            stream,
            "HTTP/1.1 200 OK\r\n{HEADERS}content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
    }
    Ok(())
}
