/** A comparison as lines of text. */
import type { BackendFigures, Comparison, PeerFigures, SkippedPeer } from '../services/bench-comparison.ts';
import type { Figures, Kernels } from '../services/bench-figures.ts';

/** @param counted epochs of each backend, over all rounds */
export function benchTable({ preset, pictures, rows, peers }: Comparison, counted: number): string[] {
  const ran = peers.filter((peer): peer is PeerFigures => !('skipped' in peer));
  const skipped = peers.filter((peer): peer is SkippedPeer => 'skipped' in peer);
  return [
    `${preset}: an epoch trains on ${pictures.train} pictures and tests ${pictures.test}; ${counted} epochs each`,
    '',
    'seconds per epoch      median      min      max  spread  pictures/s  to slowest  to tensorflow',
    ...rows.map((row) => `${figureLine(row.backend, row)}  ${row.device}`),
    ...ran.map((peer) => `${figureLine(peer.peer, peer)}  ${peer.version}, ${peer.form}`),
    ...rows.flatMap(({ backend, kernels }: BackendFigures) =>
      kernels ? [kernelLine(backend, kernels), ...roofline(kernels)] : [],
    ),
    ...ran.map(agreementLine),
    ...skipped.map(({ peer, skipped: reason, remedy }) => `${peer}: skipped. ${reason} ${remedy}`),
  ];
}

function figureLine(name: string, { epochSeconds, spread, imagesPerSecond, toSlowest, toTensorflow }: Figures): string {
  const { median, min, max } = epochSeconds;
  const seconds = [median, min, max].map((value) => value.toFixed(3).padStart(9)).join('');
  const rest = [`${(100 * spread).toFixed(0)} %`.padStart(8), imagesPerSecond.toFixed(0).padStart(12)].join('');
  return `${name.padEnd(20)}${seconds}${rest}${times(toSlowest).padStart(12)}${times(toTensorflow).padStart(15)}`;
}

function times(ratio: number | null): string {
  return ratio === null ? '-' : `${ratio.toFixed(2)}x`;
}

/** GFMA/s: 10^9 multiply-adds per second. */
function kernelLine(backend: string, { peak, share, stepToForward, threads }: Kernels): string {
  const limit = `FMA peak ${(peak / 1e9).toFixed(1)} GFMA/s on ${threads} threads`;
  return `${backend}: ${limit}; first convolution ${(100 * share).toFixed(0)} % of it; step/forward ${stepToForward.toFixed(2)}`;
}

/**
 * One line per stage: its time forward and backward, its multiply-adds by definition as a share of the peak (above 100 % if
 * fewer are done: integer arithmetic, Winograd, gradients only through maxima), and the bytes that it must move.
 */
function roofline({ stages, peak }: Kernels): string[] {
  if (stages.length === 0) return [];
  const lines = stages.map(({ name, forwardSeconds, backwardSeconds, multiplyAdds, bytes }) => {
    const seconds = forwardSeconds + backwardSeconds;
    const times = [forwardSeconds, backwardSeconds].map((value) => (value * 1e6).toFixed(0).padStart(10)).join('');
    const arithmetic = `${(multiplyAdds / 1e6).toFixed(1).padStart(10)}${percent(multiplyAdds / seconds / peak).padStart(9)}`;
    const moved = `${(bytes / 1e6).toFixed(2).padStart(9)}${(bytes / seconds / 1e9).toFixed(1).padStart(8)}`;
    return `  ${name.padEnd(28)}${times}${arithmetic}${moved}`;
  });
  return ['  stage of a mini-batch       us forward  backward  M madds  of peak       MB    GB/s', ...lines];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)} %`;
}

function agreementLine({ peer, agreement }: PeerFigures): string {
  if (!agreement) return `${peer}: not compared with Signs Lab's net`;
  const { epochs, furthest, agrees, with: backend } = agreement;
  const measured = `its costs over ${epochs} epochs at a small rate differ from ${backend}'s by at most ${furthest.toExponential(1)}`;
  return `${peer}: ${agrees ? 'the same net' : 'NOT THE SAME NET'}, ${measured}`;
}
