import { startServer } from "../support/start-server.ts";

/** What CloudFormation was told by a custom resource. */
export interface ToldAnswer {
  readonly type: string | undefined;
  readonly body: Record<string, unknown>;
}

/** Where a custom resource leaves its answers; see the field of this name in CloudFormation's events. */
export interface ResponseUrl {
  readonly url: string;
  readonly answers: ToldAnswer[];
}

export async function startResponseUrl(): Promise<ResponseUrl> {
  const answers: ToldAnswer[] = [];
  const { url } = await startServer("the response URL of CloudFormation", (request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      answers.push({
        type: request.headers["content-type"],
        body: JSON.parse(text) as Record<string, unknown>,
      });
      response.end();
    });
  });
  return { url, answers };
}
