import type { Answer } from "./ask.ts";
import type { TestService } from "./service.ts";

/** Who the desk's acts are done by on this machine. */
export const LOCAL_OWNER = "arn:aws-local:iam::000000000000:role/local-owner";

/** Does an act of the desk as the owner at this machine. @param headers of who says to be another, or names the act */
export function act(
  service: Pick<TestService, "post">,
  name: string,
  input: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return service.post(`/admin-api/${name}`, input, headers);
}

/** The same, and what it led to alone: without the act's id, which is another each time, and the counts of the audit. */
export async function outcomeOf(
  service: Pick<TestService, "post">,
  name: string,
  input: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await act(service, name, input, headers);
  const body = Object.fromEntries(
    Object.entries(answer.body).filter(([key]) => key !== "act" && key !== "counts"),
  );
  return { ...answer, body };
}
