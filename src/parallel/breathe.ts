/**
 * Lets waiting events through: an interrupt, a message, a repaint. A timer would wait at least 1 ms in
 * Node and 4 ms in a page; this takes microseconds.
 */
export function breathe(): Promise<void> {
  if (typeof setImmediate === "function") return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
