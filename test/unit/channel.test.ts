import { describe, expect, it } from "@jest/globals";
import { amrOfResend, type Channel, CHANNELS, channelsTo, traitsOf } from "../../functions/domain/channel.ts";
import type { Channel as ClientChannel } from "../../client/src/answers.ts";

/** The function of each channel; the compiler asks for that of a new one. */
const DELIVERERS: Readonly<Record<Channel, () => Promise<{ readonly handler: unknown }>>> = {
  email: () => import("../../functions/handlers/deliver-code-email.ts"),
  sms: () => import("../../functions/handlers/deliver-code-sms.ts"),
  whatsapp: () => import("../../functions/handlers/deliver-code-whatsapp.ts"),
};

describe("the channels", () => {
  it("are the client's as well, in the compiler's eyes", () => {
    const theirs: readonly ClientChannel[] = CHANNELS;
    const ours: readonly Channel[] = theirs;
    expect(ours).toEqual(["email", "sms", "whatsapp"]);
  });

  it.each(CHANNELS)("%s has a function of its own", async (channel) => {
    expect(await DELIVERERS[channel]()).toHaveProperty("handler");
  });
});

describe("authentication methods", () => {
  it("name the text message, and never call e-mail another factor", () => {
    expect(traitsOf("email").amr).toEqual(["otp"]);
    expect(traitsOf("sms").amr).toEqual(["otp", "sms"]);
  });

  it.each(CHANNELS)(
    "of a code that was asked for once more by %s are no more than every way proves",
    (channel) => {
      const ways = channelsTo(traitsOf(channel).addressKind).map((way) => traitsOf(way).amr);
      const after = amrOfResend(channel);
      for (const amr of ways) for (const method of after ?? []) expect(amr).toContain(method);
      // Where they stay as they were, this way proves all that another one could have proved.
      if (after === undefined)
        for (const method of ways.flat()) expect(traitsOf(channel).amr).toContain(method);
    },
  );

  it("forget the text message once WhatsApp may have been read instead", () => {
    expect(amrOfResend("whatsapp")).toEqual(["otp"]);
    expect([amrOfResend("sms"), amrOfResend("email")]).toEqual([undefined, undefined]);
  });
});
