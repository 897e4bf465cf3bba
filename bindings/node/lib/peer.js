'use strict';
/* What stands for a socket: programs ask it for addresses. */

const { running } = require('./engine');

/** "1.2.3.4:5" and "[::1]:5" in their parts. */
function partsOf(address) {
  if (!address) return {};
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  return { host, port: Number(address.slice(colon + 1)), family: host.includes(':') ? 'IPv6' : 'IPv4' };
}

/** The other side of a connection or an exchange, of the library's number `id`. */
class Peer {
  constructor(id, encrypted) {
    this._id = id;
    this._known = undefined;
    this.encrypted = encrypted;
    this.destroyed = false;
  }

  _addresses() {
    if (this._known === undefined) {
      if (this._id < 0) return [{}, {}];
      this._known = running().addresses(this._id).map(partsOf);
    }
    return this._known;
  }

  /** There is no connection any more. */
  _gone() {
    this._id = -1;
    this.destroyed = true;
  }

  get remoteAddress() { return this._addresses()[0].host; }
  get remotePort() { return this._addresses()[0].port; }
  get remoteFamily() { return this._addresses()[0].family; }
  get localAddress() { return this._addresses()[1].host; }
  get localPort() { return this._addresses()[1].port; }
  get localFamily() { return this._addresses()[1].family; }

  address() {
    return { address: this.localAddress, port: this.localPort, family: this.localFamily };
  }

  destroy() {
    if (this._id >= 0) running().abort(this._id);
    return this;
  }

  /* The library does as they ask by itself. */
  setNoDelay() { return this; }
  setKeepAlive() { return this; }
  setTimeout() { return this; }
  ref() { return this; }
  unref() { return this; }
}

module.exports = { Peer, partsOf };
