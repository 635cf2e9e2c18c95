/** Gives a process of Node the port that an Electron utility process has; the host then is one without knowing. */
process.parentPort = {
  postMessage: (message) => process.send(message),
  on: (event, hear) => process.on(event, (data) => hear({ data })),
};
process.on('disconnect', () => process.exit(0));
