/** Gives a Node process the port that an Electron utility process has, so that a host runs as one. */
import { EventEmitter } from 'node:events';

/** Ports whose other ends main has, by number: their messages go through this process's own channel. */
const lines = new Map();

class LinePort extends EventEmitter {
  #queued = [];
  constructor(number) {
    super();
    this.number = number;
  }
  postMessage(data) {
    process.send({ line: this.number, data });
  }
  /** As in Electron: nothing is received before. */
  start() {
    const queued = this.#queued ?? [];
    this.#queued = null;
    for (const event of queued) this.emit('message', event);
  }
  receive(event) {
    if (this.#queued) this.#queued.push(event);
    else this.emit('message', event);
  }
}

const parentPort = new EventEmitter();
parentPort.postMessage = (message) => process.send(message);
process.parentPort = parentPort;

process.on('message', (message) => {
  if (message?.opens !== undefined) {
    const port = new LinePort(message.opens);
    lines.set(message.opens, port);
    parentPort.emit('message', { data: message.data, ports: [port] });
  } else if (message?.line !== undefined) {
    lines.get(message.line)?.receive({ data: message.data });
  } else parentPort.emit('message', { data: message, ports: [] });
});
process.on('disconnect', () => process.exit(0));
