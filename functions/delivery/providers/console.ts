import type { Provider } from "../port.ts";

/**
 * Prints messages instead of sending them. It exists on a laptop only: what is printed in a deployed function is kept
 * in a log, where no passcode may be.
 */
export function consoleProvider(print: (text: string) => void): Provider {
  let serial = 0;
  return {
    name: "console",
    send({ channel, address, subject, text }) {
      print([`${channel} to ${address}`, ...(subject === undefined ? [] : [subject]), text].join("\n"));
      return Promise.resolve({ kind: "sent", messageId: `console-${++serial}` });
    },
  };
}
