/** Gives a process of Node the port that an Electron utility process has; the host then is one without knowing. */
import { EventEmitter } from 'node:events';

/** Ports whose other ends main holds, by number: what goes over them goes over this process's own line. */
const lines = new Map();

class LinePort extends EventEmitter {
  constructor(number) {
    super();
    this.number = number;
  }
  postMessage(data) {
    process.send({ line: this.number, data });
  }
  start() {}
}

function deliver(message, hear) {
  if (message?.opens !== undefined) {
    const port = new LinePort(message.opens);
    lines.set(message.opens, port);
    hear({ data: message.data, ports: [port] });
  } else if (message?.line === undefined) hear({ data: message, ports: [] });
}

process.on('message', (message) => {
  if (message?.line !== undefined) lines.get(message.line)?.emit('message', { data: message.data });
});
process.parentPort = {
  postMessage: (message) => process.send(message),
  on: (event, hear) => process.on(event, (message) => deliver(message, hear)),
};
process.on('disconnect', () => process.exit(0));
