/** What the local service has for developers. */
export interface LocalService {
  /** Its clock, in epoch seconds. @param advanceSeconds how far it is set forward first */
  clock(advanceSeconds?: number): Promise<number>;
  /** Reads the newest code in a user's inbox, once so many were sent. */
  codeOf(recipient: string, count: number): Promise<string>;
}

/** @param url where the service is */
export function localService(url: string): LocalService {
  async function ask<Answer>(path: string, body?: object): Promise<Answer> {
    const headers = { "content-type": "application/json" };
    const post = body && { method: "POST", headers, body: JSON.stringify(body) };
    return (await (await fetch(`${url}/_local/${path}`, post)).json()) as Answer;
  }
  return {
    async clock(advanceSeconds = 0) {
      const { now } = await ask<{ now: string }>("clock", { advanceSeconds });
      return Date.parse(now) / 1000;
    },
    async codeOf(recipient, count) {
      for (;;) {
        const inbox = await ask<{ text: string }[]>(`inbox?recipient=${encodeURIComponent(recipient)}`);
        // A notice begins with no digits.
        const codes = inbox.flatMap(({ text }) => /^\d{6}/.exec(text) ?? []);
        if (codes.length >= count) return codes[0] ?? "";
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
  };
}
