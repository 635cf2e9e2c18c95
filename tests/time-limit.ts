/**
 * A limit for every test file's process: the runner's own limit ends tests, but not a process that a forgotten host, server
 * or timer keeps alive after them. One such file would block the whole run for ever.
 */
const MINUTES = 15 + Number(process.env.SIGNS_LAB_SOAK ?? 0);

setTimeout(() => {
  const open = process.getActiveResourcesInfo().join(', ');
  process.stderr.write(`${process.argv[1]} was ended after ${MINUTES} minutes; still open: ${open}\n`);
  process.kill(process.pid, 'SIGKILL');
}, MINUTES * 60_000).unref();
