'use strict';
/* The browser's way to listen: addEventListener() and onmessage, on an EventEmitter. */

class Event {
  constructor(type, target) {
    this.type = type;
    this.target = target;
  }
}

class MessageEvent extends Event {
  constructor(target, data) {
    super('message', target);
    this.data = data;
  }
}

class CloseEvent extends Event {
  constructor(target, code, reason) {
    super('close', target);
    this.code = code;
    this.reason = reason.toString();
    this.wasClean = code !== 1006;
  }
}

class ErrorEvent extends Event {
  constructor(target, error) {
    super('error', target);
    this.error = error;
    this.message = error.message;
  }
}

/** What the arguments of an emitter's event become. */
const MAKERS = {
  open: (target) => new Event('open', target),
  message: (target, data, binary) => new MessageEvent(target, binary ? data : data.toString()),
  close: (target, code, reason) => new CloseEvent(target, code, reason),
  error: (target, error) => new ErrorEvent(target, error),
};

const LISTENER = Symbol('listener');
const ATTRIBUTE = Symbol('attribute');

function listen(target, type, listener, { once = false } = {}, attribute = false) {
  const make = MAKERS[type];
  if (make === undefined || listener === null || listener === undefined) return;
  if (!attribute && target.listeners(type).some((there) => there[LISTENER] === listener && !there[ATTRIBUTE])) return;
  const emitted = (...values) => {
    if (once) target.removeListener(type, emitted);
    const event = make(target, ...values);
    if (typeof listener === 'object' && typeof listener.handleEvent === 'function') listener.handleEvent(event);
    else listener.call(target, event);
  };
  emitted[LISTENER] = listener;
  emitted[ATTRIBUTE] = attribute;
  target.on(type, emitted);
}

function forget(target, type, listener, attribute) {
  for (const there of target.listeners(type)) {
    if ((listener === undefined || there[LISTENER] === listener) && Boolean(there[ATTRIBUTE]) === attribute && there[LISTENER]) {
      target.removeListener(type, there);
    }
  }
}

/** Gives a class of emitters the browser's methods and attributes. */
function mixInto(prototype) {
  prototype.addEventListener = function addEventListener(type, listener, options) {
    listen(this, type, listener, typeof options === 'object' && options !== null ? options : {});
  };
  prototype.removeEventListener = function removeEventListener(type, listener) {
    if (listener !== undefined && listener !== null) forget(this, type, listener, false);
  };
  for (const type of Object.keys(MAKERS)) {
    Object.defineProperty(prototype, `on${type}`, {
      configurable: true,
      enumerable: true,
      get() {
        const there = this.listeners(type).find((listener) => listener[ATTRIBUTE]);
        return there ? there[LISTENER] : null;
      },
      set(listener) {
        forget(this, type, undefined, true);
        if (typeof listener === 'function') listen(this, type, listener, {}, true);
      },
    });
  }
}

module.exports = { mixInto };
