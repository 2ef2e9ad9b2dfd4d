import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** Answers for {@link make}: loads the makers at the first call, and remembers every answer as long as it lives. */
const answers = new Map<string, Promise<string>>();

async function answer(asked: string): Promise<string> {
  const { name, given } = JSON.parse(asked) as { readonly name: string; readonly given: readonly unknown[] };
  try {
    const { makers } = await import("./makers.ts");
    const maker = (makers as Readonly<Record<string, (...all: readonly unknown[]) => unknown>>)[name];
    if (!maker) throw new Error(`there is no maker ${name}`);
    return JSON.stringify({ made: maker(...given) });
  } catch (error) {
    return JSON.stringify({ error: error instanceof Error ? error.message : String(error) });
  }
}

// It is deaf while it makes something, for seconds: no connection may count as silent, nor wait for another question.
const server = createServer({ headersTimeout: 0, requestTimeout: 0 }, (request, response) => {
  response.setHeader("connection", "close");
  void text(request).then(async (asked) => {
    const made = answers.get(asked) ?? answer(asked);
    answers.set(asked, made);
    response.end(await made);
  });
});
server.listen(0, "127.0.0.1", () => {
  process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
// The run has ended, in whatever way. What was made for it goes with it.
process.once("disconnect", () => process.exit());
