import { accountOf } from "./account-user.ts";
import type { Answer } from "./ask.ts";
import { pushBrowser, type PushBrowser } from "./push-browser.ts";
import { startPushService, type PushService } from "./push-service.ts";
import { startTestService, type TestService } from "./service.ts";

/** Whom push services reach, in tests. */
export const CONTACT = "mailto:ops@example.com";

/** A service whose notifications go to a push service of this machine. */
export async function startPushing(
  settings: Readonly<Record<string, unknown>> & { readonly factors?: object } = {},
  options: { readonly systemClock?: () => number } = {},
): Promise<{ readonly service: TestService; readonly pushes: PushService }> {
  const pushes = await startPushService();
  const factors = { ...settings.factors, push: { contact: CONTACT } };
  const service = await startTestService({ ...settings, factors }, { postPush: pushes.post, ...options });
  return { service, pushes };
}

/** What users of a service do about their browsers. */
export function pushUsers(service: () => TestService) {
  const { signIn } = accountOf(service);
  const add = (headers: Record<string, string>, { subscription }: PushBrowser, more: object = {}) =>
    service().post("/otp/push", { subscription, ...more }, headers);
  return {
    signIn,
    add,
    /** Signs in by the code of an e-mail, and adds a browser. */
    async withBrowser(browser = pushBrowser()) {
      const user = await signIn();
      const { status, text } = await add(user.headers, browser);
      if (status !== 201) throw new Error(`the browser was answered ${status}: ${text}`);
      await service().settled();
      return { ...user, browser };
    },
    /** Asks for a code as a notification. */
    async ask(recipient: string, more: object = {}): Promise<Answer> {
      service().clock.advance(31);
      const answer = await service().post("/otp/request", { recipient, channel: "push", ...more });
      await service().settled();
      return answer;
    },
    verify: (challengeId: unknown, code: string, more: object = {}) =>
      service().post("/otp/verify", { challengeId, code, ...more }),
    listed: async (headers: Record<string, string>) => (await service().get("/otp/push", headers)).body,
  };
}

/** The code that a notification shows. */
export function codeIn(text = ""): string {
  const [code] = /\d{6}|[0-9A-Z]{13}/.exec(text) ?? [];
  if (code === undefined) throw new Error("no code in the notification");
  return code;
}
