/** The browser's own voice, on this machine. */
export const CAN_SPEAK = 'speechSynthesis' in window;

/** Says it at once: what was being said about an earlier sign is of no use any more. */
export function speak(text: string): void {
  window.speechSynthesis.cancel();
  window.speechSynthesis.speak(new SpeechSynthesisUtterance(text));
}
