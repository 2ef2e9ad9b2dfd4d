import { pathToFileURL } from "node:url";

/** Lambda's part: loads a bundle, which composes itself from the environment, and hands it one event after the other. */
const [, , bundle = ""] = process.argv;

const { handler } = (await import(pathToFileURL(bundle).href)) as {
  readonly handler: (event: unknown, context: object) => Promise<unknown>;
};

const context = { awsRequestId: "00000000-0000-0000-0000-000000000000" };

process.on("message", (event) => {
  handler(event, context).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.send?.({ ready: true });
