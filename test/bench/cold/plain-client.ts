import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

// What Lambda's runtime client does, as far as some starts need it: loads the function, asks for events, and answers.
// It is compared by, where AWS's own cannot be built: both sides start under it. AWS's requires `http`; an import would
// load more, and hide what a bundle saves by not importing it.
const { request } = process.getBuiltinModule("node:http");
const [host = "", port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? "").split(":");

/** @returns the body of the answer, and the id of the event that it may name */
function call(method: "GET" | "POST", path: string, body = "") {
  return new Promise<{ readonly text: string; readonly id: string }>((done, failed) => {
    const sent = request({ host, port, method, path: `/2018-06-01/runtime/${path}` }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => done({ text, id: String(answer.headers["lambda-runtime-aws-request-id"]) }));
    });
    sent.on("error", failed);
    sent.end(body);
  });
}

type Handler = (event: unknown, context: object) => Promise<unknown>;

try {
  const loaded = (await import(pathToFileURL(resolve("index.mjs")).href)) as { readonly handler: Handler };
  for (;;) {
    const { text, id } = await call("GET", "invocation/next");
    const context = { awsRequestId: id, functionName: "cold", getRemainingTimeInMillis: () => 10_000 };
    const answer = await loaded.handler(JSON.parse(text), context);
    await call("POST", `invocation/${id}/response`, JSON.stringify(answer ?? null));
  }
} catch (error) {
  await call("POST", "init/error", String(error));
}
