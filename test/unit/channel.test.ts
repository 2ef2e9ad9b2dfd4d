import { describe, expect, it } from "@jest/globals";
import { type Channel, CHANNELS, commonAmr, traitsOf } from "../../functions/domain/channel.ts";
import type { Channel as ClientChannel } from "../../client/src/answers.ts";

/** The function of each channel; the compiler asks for that of a new one. */
const DELIVERERS: Readonly<Record<Channel, () => Promise<{ readonly handler: unknown }>>> = {
  email: () => import("../../functions/entries/deliver-code-email.ts"),
  sms: () => import("../../functions/entries/deliver-code-sms.ts"),
  whatsapp: () => import("../../functions/entries/deliver-code-whatsapp.ts"),
  push: () => import("../../functions/entries/deliver-code-push.ts"),
  voice: () => import("../../functions/entries/deliver-code-voice.ts"),
};

describe("the channels", () => {
  it("are the client's as well, in the compiler's eyes", () => {
    const theirs: readonly ClientChannel[] = CHANNELS;
    const ours: readonly Channel[] = theirs;
    expect(ours).toEqual(["email", "sms", "whatsapp", "voice", "push"]);
  });

  it.each(CHANNELS)("%s has a function of its own", async (channel) => {
    expect(await DELIVERERS[channel]()).toHaveProperty("handler");
  });
});

describe("authentication methods", () => {
  it("name the text message, and never call e-mail another factor", () => {
    expect(traitsOf("email").amr).toEqual(["otp"]);
    expect(traitsOf("sms").amr).toEqual(["otp", "sms"]);
    expect(traitsOf("voice").amr).toEqual(["otp", "tel"]);
  });

  it("forget the text message once another way may have been read instead", () => {
    expect(commonAmr("phone")).toEqual(["otp"]);
    expect(commonAmr("email")).toEqual(["otp"]);
  });
});
