/** The browser's speech output, on this machine. */
export const CAN_SPEAK = 'speechSynthesis' in window;

/** Speaks at once: speech about an earlier sign is cancelled. */
export function speak(text: string): void {
  window.speechSynthesis.cancel();
  window.speechSynthesis.speak(new SpeechSynthesisUtterance(text));
}
