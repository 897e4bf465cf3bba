import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A client made with java.net.http, which knows no extensions; README.md says how it is called. */
public class JavaPeer implements WebSocket.Listener {
	private static final int[] SIZES = { 0, 64, 1000, 65535, 65536, 1 << 20, 16 << 20, 64 << 20 };
	private static final int FRAGMENTS = 16;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
	private final StringBuilder text = new StringBuilder();
	private final BlockingQueue<Object> came = new LinkedBlockingQueue<>();
	private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
	private final CompletableFuture<Integer> closed = new CompletableFuture<>();

	@Override
	public CompletionStage<?> onBinary(WebSocket ws, ByteBuffer data, boolean last) {
		byte[] piece = new byte[data.remaining()];
		data.get(piece);
		bytes.write(piece, 0, piece.length);
		if (last) {
			came.add(bytes.toByteArray());
			bytes.reset();
		}
		ws.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
		text.append(data);
		if (last) {
			came.add(text.toString());
			text.setLength(0);
		}
		ws.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onPong(WebSocket ws, ByteBuffer data) {
		byte[] payload = new byte[data.remaining()];
		data.get(payload);
		pongs.add(new String(payload));
		ws.request(1);
		return null;
	}

	@Override
	public CompletionStage<?> onClose(WebSocket ws, int code, String reason) {
		closed.complete(code);
		return null;
	}

	@Override
	public void onError(WebSocket ws, Throwable error) {
		came.add(error);
		closed.completeExceptionally(error);
	}

	private void comes(Object sent) throws Exception {
		Object got = came.poll(100, TimeUnit.SECONDS);
		boolean same = sent instanceof byte[] && got instanceof byte[] ? Arrays.equals((byte[]) sent, (byte[]) got) : sent.equals(got);
		if (!same)
			throw new Exception("another message came back: " + (got instanceof Throwable ? got : ""));
	}

	private static byte[] binary(int n) {
		byte[] b = new byte[n];
		new Random(n).nextBytes(b);
		for (int i = 0; i < n; i++)
			b[i] = (byte) (32 + (b[i] & 63));
		return b;
	}

	private static SSLContext trust(String file) throws Exception {
		KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
		store.load(null);
		try (FileInputStream in = new FileInputStream(file)) {
			store.setCertificateEntry("ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
		}
		TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		factory.init(store);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, factory.getTrustManagers(), null);
		return context;
	}

	private void run(String url) throws Exception {
		HttpClient.Builder builder = HttpClient.newBuilder();
		if (System.getenv("CA") != null)
			builder.sslContext(trust(System.getenv("CA")));
		WebSocket ws = builder.build().newWebSocketBuilder().buildAsync(URI.create(url), this).get();
		System.out.println("deflate off");
		int largest = Integer.parseInt(System.getenv().getOrDefault("LARGEST", "67108864"));
		for (int n : SIZES) {
			if (n > largest)
				continue;
			byte[] message = binary(n);
			ws.sendBinary(ByteBuffer.wrap(message), true).get();
			comes(message);
			System.out.println("ok size " + n);
		}
		String letters = "a\u00e9\u20ac\ud83d\ude00z".repeat(9000);
		ws.sendText(letters, true).get();
		comes(letters);
		System.out.println("ok text");
		for (boolean pings : new boolean[] { false, true }) {
			byte[] message = binary(FRAGMENTS * 100000);
			for (int i = 0; i < FRAGMENTS; i++) {
				ws.sendBinary(ByteBuffer.wrap(message, i * 100000, 100000), i == FRAGMENTS - 1).get();
				if (pings)
					ws.sendPing(ByteBuffer.wrap(("ping " + i).getBytes())).get();
			}
			comes(message);
			String pong = "";
			// A ping that is overtaken by a later one need not be answered (RFC 6455 section 5.5.3).
			while (pings && !"ping 15".equals(pong))
				if ((pong = pongs.poll(100, TimeUnit.SECONDS)) == null)
					throw new Exception("no pong");
			System.out.println(pings ? "ok pings" : "ok fragments");
		}
		ws.sendClose(WebSocket.NORMAL_CLOSURE, "").get();
		int code = closed.get(100, TimeUnit.SECONDS);
		if (code != WebSocket.NORMAL_CLOSURE)
			throw new Exception("closed with " + code);
		System.out.println("ok close");
	}

	public static void main(String[] args) throws Exception {
		try {
			new JavaPeer().run(args[1]);
			System.exit(0);
		} catch (Exception error) {
			System.out.println(error);
			System.exit(1);
		}
	}
}
