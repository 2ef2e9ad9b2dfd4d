import type { Makers } from "./makers.ts";

/** Where the run's process that makes templates is found; see start-maker.ts. */
export const MAKER_URL = "LATCHKEY_TEST_MAKER_URL";

/**
 * Calls one of the makers in the run's own process for it, where each thing is made once for all test files: loading CDK
 * into every test file would take longer than all that they do. Where there is no such process, it is made here.
 * @throws Error with the maker's message
 */
export async function make<Name extends keyof Makers>(
  name: Name,
  ...given: Parameters<Makers[Name]>
): Promise<ReturnType<Makers[Name]>> {
  const url = process.env[MAKER_URL];
  if (url === undefined) {
    const { makers } = await import("./makers.ts");
    return (makers[name] as (...all: Parameters<Makers[Name]>) => ReturnType<Makers[Name]>)(...given);
  }
  const answer = await fetch(url, { method: "POST", body: JSON.stringify({ name, given }) });
  const { made, error } = (await answer.json()) as { made?: ReturnType<Makers[Name]>; error?: string };
  if (error !== undefined) throw new Error(error);
  return made!;
}
