//! The echo server of the benchmark on Rust's WebSocket libraries.
//!
//!     peers -library tungstenite|fastwebsockets -p port
//!
//! One thread, as the benchmark gives the server one processor core.

use fastwebsockets::{upgrade, FragmentCollector, OpCode};
use futures_util::{SinkExt, StreamExt};
use http_body_util::Empty;
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderValue, SEC_WEBSOCKET_PROTOCOL};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::tungstenite::handshake::server;

type Failure = Box<dyn std::error::Error + Send + Sync>;

const ECHO: HeaderValue = HeaderValue::from_static("echo");

async fn tungstenite(stream: TcpStream) -> Result<(), Failure> {
    let answer = |_: &server::Request, mut response: server::Response| {
        response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, ECHO);
        Ok(response)
    };
    let mut ws = tokio_tungstenite::accept_hdr_async(stream, answer).await?;
    while let Some(message) = ws.next().await {
        let message = message?;
        if message.is_text() || message.is_binary() {
            ws.send(message).await?;
        }
    }
    Ok(())
}

async fn echo(mut request: Request<Incoming>) -> Result<Response<Empty<Bytes>>, Failure> {
    let (mut response, upgraded) = upgrade::upgrade(&mut request)?;
    response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, ECHO);
    tokio::task::spawn(async move {
        let mut ws = FragmentCollector::new(upgraded.await?);
        loop {
            let frame = ws.read_frame().await?;
            match frame.opcode {
                OpCode::Close => return Ok::<(), Failure>(()),
                OpCode::Text | OpCode::Binary => ws.write_frame(frame).await?,
                _ => {}
            }
        }
    });
    Ok(response)
}

async fn fast(stream: TcpStream) -> Result<(), Failure> {
    hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service_fn(echo))
        .with_upgrades()
        .await?;
    Ok(())
}

fn argument(name: &str) -> String {
    let mut arguments = std::env::args();
    arguments.find(|a| a == name);
    arguments.next().unwrap_or_else(|| panic!("{name} is missing"))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let listener = TcpListener::bind(format!("127.0.0.1:{}", argument("-p"))).await?;
    let fastwebsockets = argument("-library") == "fastwebsockets";
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        if fastwebsockets {
            tokio::spawn(async move { drop(fast(stream).await) });
        } else {
            tokio::spawn(async move { drop(tungstenite(stream).await) });
        }
    }
}
