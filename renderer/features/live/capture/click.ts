let context: AudioContext | null = null;

/** A shutter sound: 30 ms of decaying noise. Silent where the system has no sound. */
export function click(): void {
  context ??= new AudioContext();
  const length = Math.round(context.sampleRate * 0.03);
  const buffer = context.createBuffer(1, length, context.sampleRate);
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < length; i++) samples[i] = (Math.random() * 2 - 1) * 0.25 * (1 - i / length) ** 3;
  const source = context.createBufferSource();
  source.buffer = buffer;
  source.connect(context.destination);
  source.start();
}
