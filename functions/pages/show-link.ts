import { claimedNonce } from "../domain/challenge-id.ts";
import { LINK_NAME_LENGTH } from "../domain/code-link.ts";
import { formToken, type FormTokenDependencies } from "../http/guard.ts";
import { type HeldChallengesDependencies, markOf, openIds } from "../http/held-challenges.ts";
import type { Reply } from "../http/reply.ts";
import type { HttpRequest } from "../http/request.ts";
import { newestWalk, RESUME_FIELD } from "../http/waiting.ts";
import { pageReply } from "./layout.ts";
import { linkPage } from "./link-page.ts";
import { frameOf, languageOf, type PageTools } from "./page-frame.ts";

/** Answers with the page that a link of an e-mail opens. What the link says is for its script alone. */
export async function showLink(
  services: PageTools & FormTokenDependencies & HeldChallengesDependencies,
  request: HttpRequest,
): Promise<Reply> {
  // The link names its walk behind the `#`, which is not sent. Which language the page speaks says the newest.
  const query = { ...request.query, [RESUME_FIELD]: newestWalk(services, request) };
  const { locale } = languageOf(services, { ...request, query });
  const words = services.pageFiles.wordsIn(locale);
  const frame = { ...frameOf(services, request, "/otp/link"), words };
  const token = await formToken(services, request);
  const ids = openIds(services, request, services.settings.passcode.ttlSeconds);
  const marks = await Promise.all(
    ids.map(async (id) => {
      const name = (claimedNonce(id) ?? "").slice(0, LINK_NAME_LENGTH);
      return [name, await markOf(services, id)] as const;
    }),
  );
  return pageReply(200, frame, linkPage(frame, { formToken: token.field, marks }), {
    cookies: token.cookies,
  });
}
