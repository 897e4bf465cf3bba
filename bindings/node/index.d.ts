import { EventEmitter } from 'node:events';
import { IncomingMessage as NodeIncomingMessage, Server as NodeHttpServer } from 'node:http';
import { Duplex, DuplexOptions, Readable, Writable } from 'node:stream';

/** A WebSocket, of either side. With `new` it is a client's. */
declare class WebSocket extends EventEmitter {
  static readonly CONNECTING: 0;
  static readonly OPEN: 1;
  static readonly CLOSING: 2;
  static readonly CLOSED: 3;

  /**
   * Connects.
   *
   * @param address ws://, wss://, http://, https:// or ws+unix:PATH:PATH
   * @param protocols subprotocols, the best first
   */
  constructor(address: string | URL, protocols?: string | string[], options?: WebSocket.ClientOptions);
  constructor(address: string | URL, options?: WebSocket.ClientOptions);

  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSING: 2;
  readonly CLOSED: 3;
  readonly readyState: 0 | 1 | 2 | 3;
  readonly url: string;
  /** The subprotocol, '' without. */
  readonly protocol: string;
  readonly extensions: string;
  readonly isPaused: boolean;
  /** Bytes that were given to send() and are not with the kernel yet. */
  readonly bufferedAmount: number;
  /** What a binary message is. */
  binaryType: 'nodebuffer' | 'arraybuffer' | 'fragments' | 'blob';

  onopen: ((event: WebSocket.Event) => void) | null;
  onmessage: ((event: WebSocket.MessageEvent) => void) | null;
  onclose: ((event: WebSocket.CloseEvent) => void) | null;
  onerror: ((event: WebSocket.ErrorEvent) => void) | null;

  /** Sends a message. The callback comes when it is with the kernel, or with an Error. */
  send(data: WebSocket.Data, callback?: (error?: Error | null) => void): void;
  send(data: WebSocket.Data, options: WebSocket.SendOptions, callback?: (error?: Error | null) => void): void;
  ping(data?: WebSocket.Data, mask?: boolean, callback?: (error?: Error | null) => void): void;
  /** Sends a pong that nobody asked for; pings are answered without it. */
  pong(data?: WebSocket.Data, mask?: boolean, callback?: (error?: Error | null) => void): void;
  /** Says goodbye: 1000, or 3000 to 4999, and a reason of at most 123 bytes. */
  close(code?: number, reason?: string | Uint8Array): void;
  /** Ends the connection without a goodbye. */
  terminate(): void;
  /** No more messages are read or told until resume(). */
  pause(): void;
  resume(): void;

  addEventListener<K extends keyof WebSocket.EventMap>(
    type: K, listener: WebSocket.Listener<WebSocket.EventMap[K]>, options?: { once?: boolean }): void;
  removeEventListener<K extends keyof WebSocket.EventMap>(type: K, listener: WebSocket.Listener<WebSocket.EventMap[K]>): void;

  on(event: 'open', listener: (this: this) => void): this;
  on(event: 'message', listener: (this: this, data: WebSocket.RawData, isBinary: boolean) => void): this;
  on(event: 'close', listener: (this: this, code: number, reason: Buffer) => void): this;
  on(event: 'error', listener: (this: this, error: Error) => void): this;
  on(event: 'ping' | 'pong', listener: (this: this, data: Buffer) => void): this;
  on(event: 'upgrade', listener: (this: this, response: WebSocket.ResponseHead) => void): this;
  on(event: 'unexpected-response', listener: (this: this, request: null, response: WebSocket.ResponseHead) => void): this;
  on(event: string | symbol, listener: (this: this, ...values: any[]) => void): this;
  once(event: 'open', listener: (this: this) => void): this;
  once(event: 'message', listener: (this: this, data: WebSocket.RawData, isBinary: boolean) => void): this;
  once(event: 'close', listener: (this: this, code: number, reason: Buffer) => void): this;
  once(event: 'error', listener: (this: this, error: Error) => void): this;
  once(event: 'ping' | 'pong', listener: (this: this, data: Buffer) => void): this;
  once(event: string | symbol, listener: (this: this, ...values: any[]) => void): this;
}

declare namespace WebSocket {
  export type Data = string | number | Uint8Array | ArrayBufferView | ArrayBufferLike;
  /** A Buffer, or what binaryType makes of it. */
  export type RawData = Buffer | ArrayBuffer | Buffer[] | Blob;
  export type Listener<E> = ((event: E) => void) | { handleEvent(event: E): void };
  export type HeadersLike = Iterable<readonly [string, string | number | readonly string[]]> |
    { readonly [name: string]: string | number | readonly string[] | undefined };

  export interface Event { readonly type: string; readonly target: WebSocket }
  export interface MessageEvent extends Event { readonly data: string | RawData }
  export interface CloseEvent extends Event { readonly code: number; readonly reason: string; readonly wasClean: boolean }
  export interface ErrorEvent extends Event { readonly error: Error; readonly message: string }
  export interface EventMap { open: Event; message: MessageEvent; close: CloseEvent; error: ErrorEvent }

  export interface SendOptions {
    /** Whether it is sent as binary; otherwise what is not a string is. */
    binary?: boolean;
    /** false: more of the message follows. It is sent whole. */
    fin?: boolean;
    /** Taken and ignored: the connection compresses or does not. */
    compress?: boolean;
    mask?: boolean;
  }

  /** Certificates and keys: PEM text, or the name of a file. */
  export interface TLSOptions {
    cert?: string | Uint8Array;
    key?: string | Uint8Array;
    /** Clients: whom to trust instead of the system's CAs. Servers: the CA that clients need a certificate of. */
    ca?: string | Uint8Array | (string | Uint8Array)[];
  }

  export interface ClientTLSOptions extends TLSOptions {
    /** false takes any certificate. */
    rejectUnauthorized?: boolean;
  }

  export interface PingOptions {
    /** Milliseconds without a sign of life until a ping is sent, 0: never. Whole seconds count. */
    pingInterval?: number;
    /** Milliseconds after the ping until the connection is given up. */
    pingTimeout?: number;
  }

  export interface ClientOptions extends ClientTLSOptions, PingOptions {
    headers?: HeadersLike;
    origin?: string;
    /** user:password */
    auth?: string;
    /** Milliseconds; 0: as long as the system tries. */
    handshakeTimeout?: number;
    /** The largest message in bytes, 0: any. Otherwise 100 MiB. */
    maxPayload?: number;
    /** Otherwise true. */
    perMessageDeflate?: boolean | object;
    protocolVersion?: 8 | 13;
    /** An HTTP proxy, http://user:password@host:port */
    proxy?: string | URL;
    /** A unix socket. */
    socketPath?: string;
  }

  /** What stands for a socket. */
  export interface Peer {
    readonly remoteAddress: string | undefined;
    readonly remotePort: number | undefined;
    readonly remoteFamily: string | undefined;
    readonly localAddress: string | undefined;
    readonly localPort: number | undefined;
    readonly encrypted: boolean;
    readonly destroyed: boolean;
    destroy(): this;
  }

  /** A request that came to a server. */
  export class IncomingMessage extends Readable {
    readonly method: string;
    /** Path and query, %-escaped. */
    readonly url: string;
    readonly httpVersion: string;
    readonly headers: { [name: string]: string | string[] | undefined };
    readonly rawHeaders: string[];
    readonly socket: Peer;
    readonly complete: boolean;
    readonly aborted: boolean;
  }

  /** The response of a server. */
  export class ServerResponse extends Writable {
    statusCode: number;
    sendDate: boolean;
    readonly req: IncomingMessage;
    readonly socket: Peer;
    readonly headersSent: boolean;
    setHeader(name: string, value: string | number | readonly string[]): this;
    appendHeader(name: string, value: string | readonly string[]): this;
    getHeader(name: string): string | number | readonly string[] | undefined;
    getHeaders(): { [name: string]: string | number | readonly string[] };
    getHeaderNames(): string[];
    hasHeader(name: string): boolean;
    removeHeader(name: string): void;
    writeHead(status: number, headers?: HeadersLike | readonly string[]): this;
    writeHead(status: number, message: string, headers?: HeadersLike | readonly string[]): this;
    flushHeaders(): void;
  }

  /** The head of a response, as an upgrade's. */
  export interface ResponseHead extends Readable {
    readonly statusCode: number;
    readonly statusMessage: string;
    readonly headers: { [name: string]: string | string[] | undefined };
    readonly rawHeaders: string[];
  }

  export interface Address { address: string; family: string; port: number }

  export interface VerifyInfo { origin: string | undefined; secure: boolean; req: IncomingMessage }

  export interface ServerOptions extends TLSOptions, PingOptions {
    /** 0: a free one. This, or server, or noServer. */
    port?: number;
    host?: string;
    /** One of createServer(), or of node:http's or node:https's: its upgrades are taken. */
    server?: HttpServer | NodeHttpServer;
    /** WebSockets come by handleUpgrade() alone. */
    noServer?: boolean;
    /** Takes requests of this path alone. */
    path?: string;
    maxPayload?: number;
    /** Otherwise false. */
    perMessageDeflate?: boolean | object;
    /** Whether `clients` is there; otherwise true. */
    clientTracking?: boolean;
    verifyClient?: ((info: VerifyInfo) => boolean) |
      ((info: VerifyInfo, done: (accepted: boolean, status?: number, message?: string, headers?: HeadersLike) => void) => void);
    handleProtocols?: (protocols: Set<string>, req: IncomingMessage) => string | false;
    /** The class of its WebSockets. */
    WebSocket?: typeof WebSocket;
  }

  export class WebSocketServer extends EventEmitter {
    constructor(options: ServerOptions, callback?: () => void);
    readonly options: ServerOptions;
    readonly path: string | undefined;
    readonly clients: Set<WebSocket>;
    address(): Address | string | null;
    shouldHandle(req: IncomingMessage): boolean;
    /**
     * Takes a WebSocket over from a server of node:http's, with what its 'upgrade' event
     * tells. The callback comes when it is open. The socket is node's no longer: `req.socket`
     * stands for it, unless it was one of TLS, which goes on to carry the bytes.
     */
    handleUpgrade<Request extends NodeIncomingMessage>(req: Request, socket: Duplex, head: Uint8Array,
      callback: (socket: WebSocket, req: Request) => void): void;
    /** Takes no more clients; 'close' comes when those that are there have gone. */
    close(callback?: (error?: Error) => void): void;
    on(event: 'connection', listener: (this: this, socket: WebSocket, req: IncomingMessage) => void): this;
    on(event: 'headers', listener: (this: this, lines: string[], req: IncomingMessage) => void): this;
    on(event: 'listening' | 'close', listener: (this: this) => void): this;
    on(event: 'error', listener: (this: this, error: Error) => void): this;
    /** A request that handleUpgrade() cannot take; the listener ends the socket. */
    on(event: 'wsClientError', listener: (this: this, error: Error, socket: Duplex, req: NodeIncomingMessage) => void): this;
    on(event: string | symbol, listener: (this: this, ...values: any[]) => void): this;
  }
  export { WebSocketServer as Server };

  export interface Mount { folder: string; index?: string; maxAge?: number }

  export interface HttpServerOptions extends TLSOptions {
    /** Folders by path, whose files the library serves by itself. */
    mounts?: { [path: string]: string | Mount };
    /** false: HTTP/1.1 alone, over TLS too. */
    http2?: boolean;
    /** Milliseconds that a client may take for its request's head. */
    headersTimeout?: number;
  }

  export type Handler = (req: IncomingMessage, res: ServerResponse) => void;

  export class HttpServer extends EventEmitter {
    constructor(options?: HttpServerOptions, handler?: Handler);
    constructor(handler?: Handler);
    readonly listening: boolean;
    listen(port?: number | string, callback?: () => void): this;
    listen(port: number | string, host: string, callback?: () => void): this;
    listen(where: { port?: number; host?: string; path?: string }, callback?: () => void): this;
    /** Listens no more; the callback comes when what is under way has ended. */
    close(callback?: (error?: Error) => void): this;
    closeAllConnections(): void;
    address(): Address | string | null;
    ref(): this;
    unref(): this;
    on(event: 'request', listener: Handler): this;
    on(event: 'listening' | 'close', listener: () => void): this;
    on(event: 'error', listener: (error: Error) => void): this;
    on(event: string | symbol, listener: (...values: any[]) => void): this;
  }

  export function createServer(options?: HttpServerOptions, handler?: Handler): HttpServer;
  export function createServer(handler?: Handler): HttpServer;

  export type Piece = string | Uint8Array;
  export type Body = string | ArrayBufferView | ArrayBuffer | URLSearchParams | Iterable<Piece> | AsyncIterable<Piece>;

  export interface RequestOptions extends ClientTLSOptions {
    method?: string;
    headers?: HeadersLike;
    body?: Body | null;
    /** A value to send as JSON. */
    json?: unknown;
    /** Milliseconds until the response's head; otherwise 60000, 0: any. */
    timeout?: number;
    followRedirects?: boolean;
    signal?: AbortSignal;
    http2?: boolean;
    proxy?: string | URL;
    socketPath?: string;
    auth?: string;
    /** What text(), json() and bytes() take; otherwise 100 MiB. */
    maxBodySize?: number;
  }

  /** A response. Its body is read once. */
  export class ClientResponse implements AsyncIterable<Buffer> {
    readonly status: number;
    readonly statusText: string;
    readonly ok: boolean;
    readonly httpVersion: string;
    readonly url: string;
    readonly headers: { [name: string]: string | string[] | undefined };
    readonly rawHeaders: string[];
    readonly body: Readable;
    [Symbol.asyncIterator](): AsyncIterator<Buffer>;
    bytes(): Promise<Buffer>;
    arrayBuffer(): Promise<ArrayBuffer>;
    text(): Promise<string>;
    json(): Promise<any>;
    /** Ends it without reading the rest. */
    abort(): void;
  }

  export class RequestError extends Error {
    readonly code?: string;
  }

  export function request(url: string | URL, options?: RequestOptions): Promise<ClientResponse>;

  /** Requests that have options in common, and share connections. */
  export class Session {
    constructor(base?: string | URL, options?: RequestOptions);
    request(url: string, options?: RequestOptions): Promise<ClientResponse>;
    get(url: string, options?: RequestOptions): Promise<ClientResponse>;
    post(url: string, options?: RequestOptions): Promise<ClientResponse>;
    put(url: string, options?: RequestOptions): Promise<ClientResponse>;
    delete(url: string, options?: RequestOptions): Promise<ClientResponse>;
  }

  export function createWebSocketStream(socket: WebSocket, options?: DuplexOptions): Duplex;

  export { WebSocket };
}

export = WebSocket;
