//! A peer made with tokio-tungstenite, which knows no extensions and is built
//! without TLS; ../README.md says how it is called.

use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{CloseFrame, Frame};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};

const SIZES: [usize; 8] = [0, 64, 1000, 65535, 65536, 1 << 20, 16 << 20, 64 << 20];
const MOST: usize = 65 << 20;
const FRAGMENTS: usize = 16;

fn config() -> WebSocketConfig {
    WebSocketConfig::default()
        .max_message_size(Some(MOST))
        .max_frame_size(Some(MOST))
}

fn fragment(i: usize, piece: &[u8], last: bool) -> Message {
    let kind = if i == 0 { Data::Binary } else { Data::Continue };
    Message::Frame(Frame::message(piece.to_vec(), OpCode::Data(kind), last))
}

async fn server() -> Result<(), Error> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?.port());
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(async move {
            let mut ws = tokio_tungstenite::accept_async_with_config(stream, Some(config())).await?;
            while let Some(message) = ws.next().await {
                let message = message?;
                if message.is_text() {
                    ws.send(message).await?;
                } else if message.is_binary() {
                    let data = message.into_data();
                    if data.len() != 1600000 {
                        ws.send(Message::Binary(data)).await?;
                        continue;
                    }
                    // "fragments" and "pings" of the other side: so do the answers
                    ws.send(fragment(0, &data[..1000], false)).await?;
                    ws.send(Message::Ping("?".into())).await?;
                    ws.send(fragment(1, &data[1000..70000], false)).await?;
                    ws.send(fragment(2, &data[70000..], true)).await?;
                }
            }
            Ok::<(), Error>(())
        });
    }
}

fn binary(n: usize) -> Vec<u8> {
    let mut x = 1 + n as u32;
    (0..n)
        .map(|_| {
            x = x.wrapping_mul(1664525).wrapping_add(1013904223);
            32 + (x >> 26) as u8
        })
        .collect()
}

async fn client(url: &str) -> Result<(), Error> {
    let (ws, _) = tokio_tungstenite::connect_async_with_config(url, Some(config()), false).await?;
    let (mut sink, mut stream) = ws.split();
    println!("deflate off");
    let largest = std::env::var("LARGEST").ok().and_then(|n| n.parse().ok()).unwrap_or(MOST);
    for n in SIZES.into_iter().filter(|n| *n <= largest) {
        let message = Message::Binary(binary(n).into());
        let (sent, came) = tokio::join!(sink.send(message.clone()), next(&mut stream));
        sent?;
        assert!(came? == message, "another message came back");
        println!("ok size {n}");
    }
    let text = Message::Text("a\u{e9}\u{20ac}\u{1f600}z".repeat(9000).into());
    sink.send(text.clone()).await?;
    assert!(next(&mut stream).await? == text, "another text came back");
    println!("ok text");
    for pings in [false, true] {
        let whole = binary(FRAGMENTS * 100000);
        for (i, piece) in whole.chunks(100000).enumerate() {
            sink.send(fragment(i, piece, i == FRAGMENTS - 1)).await?;
            if pings {
                sink.send(Message::Ping(format!("ping {i}").into())).await?;
            }
        }
        // A ping that is overtaken by a later one need not be answered (RFC 6455 section 5.5.3).
        let mut back = false;
        let mut answered = !pings;
        while !back || !answered {
            match stream.next().await.ok_or(Error::ConnectionClosed)?? {
                Message::Pong(data) => answered |= data == "ping 15",
                Message::Ping(_) => {}
                message => {
                    assert!(message.into_data() == whole, "another message came back");
                    back = true;
                }
            }
        }
        println!("{}", if pings { "ok pings" } else { "ok fragments" });
    }
    let bye = CloseFrame { code: CloseCode::Normal, reason: "".into() };
    sink.send(Message::Close(Some(bye.clone()))).await?;
    match next(&mut stream).await? {
        Message::Close(Some(frame)) if frame.code == CloseCode::Normal => println!("ok close"),
        other => println!("closed with {other:?}"),
    }
    Ok(())
}

/// The next message that is no ping or pong.
async fn next<S>(stream: &mut S) -> Result<Message, Error>
where
    S: StreamExt<Item = Result<Message, Error>> + Unpin,
{
    loop {
        match stream.next().await.ok_or(Error::ConnectionClosed)?? {
            Message::Ping(_) | Message::Pong(_) => {}
            message => return Ok(message),
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let end = match arguments.get(1).map(String::as_str) {
        Some("server") => server().await,
        _ => client(&arguments[2]).await,
    };
    if let Err(error) = end {
        println!("{error}");
        std::process::exit(1);
    }
}
