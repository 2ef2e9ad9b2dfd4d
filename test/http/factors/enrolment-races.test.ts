import { describe, expect, it } from "@jest/globals";
import { readChallengeId } from "../../../functions/domain/challenge-id.ts";
import { dispatch } from "../../../functions/flows/dispatch.ts";
import { ALL_CLIENTS } from "../../support/app.ts";
import { enrol } from "../../support/enrolled.ts";
import { passcodeOf } from "../../support/passcodes.ts";
import { person } from "../../support/person.ts";
import { startProxiedService } from "../../support/proxied-service.ts";
import { signInToStay } from "../../support/staying-app.ts";

describe("a code that was asked for before its user turned on two steps", () => {
  it.each(["openid email", "openid email offline_access"])(
    "gives apps nothing that outlives the look from behind: %s",
    async (scope) => {
      // Without the stream: the app is faster.
      const service = await startProxiedService({ secondFactor: "optional", ...ALL_CLIENTS }, false);
      const { keys, storage } = service.services;
      const request = async () => {
        const { body } = await service.post("/otp/request", { recipient: "anna@example.com" });
        const challengeId = String(body.challengeId);
        return { challengeId, code: await passcodeOf(service.services, challengeId) };
      };
      const { body: first } = await service.post("/otp/verify", await request());
      service.clock.advance(31);
      const racing = await request();
      const at = readChallengeId(racing.challengeId, (await keys.current("passcode")).key)!;
      await enrol(service, String(first.subject), 0);
      const before = await storage.challenges.read(at);
      const { body } = await service.post("/otp/verify", racing);
      expect(body.status).toBe("approved");
      const browser = person(service);
      browser.cookies.set("latchkey-session", String(body.sessionToken));
      const app = await signInToStay(service, "", { browser, scope });
      expect((await app.refresh()).status).toBe(200);

      const approved = await storage.challenges.read(at);
      await dispatch(service.services, { before, after: approved });
      const ended = await storage.challenges.read(at);
      expect(ended).toMatchObject({ status: "ended", endedFor: "factors" });
      await dispatch(service.services, { before: approved, after: ended });
      expect((await app.refresh()).body.error).toBe("invalid_grant");
      expect((await app.userinfo(app.first.body.access_token)).status).toBe(401);
      const authorization = `Bearer ${String(body.sessionToken)}`;
      expect((await service.get("/otp/session", { authorization })).status).toBe(401);
    },
  );
});
