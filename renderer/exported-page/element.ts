/** The element with that id in the page's document. @throws Error where there is none of that kind */
export function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`The page has no ${kind.name} called ${id}.`);
}

/** Its 2D context. @throws Error where the browser provides none */
export function context2d(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  // Read back for every frame: it stays in CPU memory.
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  if (context) return context;
  throw new Error('This browser gives no 2D canvas.');
}
