import { type Channel, traitsOf } from "../domain/channel.ts";
import { Passcode } from "../domain/passcode.ts";
import { SECTIONS } from "../words/message-texts.ts";
import { usualFacts } from "./longest.ts";
import type { Compose, PreviewedMessage } from "./port.ts";
import { segmentsOf } from "./segments.ts";

interface PreviewOptions {
  readonly locale: string;
  readonly channels: readonly Channel[];
  readonly publicUrl: string;
  readonly minutes: number;
  readonly codeLength: number;
  /** Epoch seconds. */
  readonly now: number;
}

/** Messages of each purpose by each of these channels. */
export function previewMessages(
  compose: Compose,
  { locale, channels, publicUrl, minutes, codeLength, now }: PreviewOptions,
): readonly PreviewedMessage[] {
  return SECTIONS.flatMap((purpose) =>
    channels.map((channel) => {
      const { subject, text, html } = compose({
        ...{ locale, purpose, channel, ...usualFacts(purpose) },
        minutesLeft: minutes,
        address: traitsOf(channel).addressKind === "email" ? "anna@example.com" : "+14155550123",
        passcode: new Passcode("0123456789".slice(0, codeLength)),
        askedFrom: "Firefox on Windows",
        askedAt: now,
        cancelUrl: `${publicUrl}/otp/not-me?t=preview`,
      });
      return {
        ...{ purpose, channel, text },
        ...(subject !== undefined && { subject }),
        ...(html !== undefined && { html }),
        ...(traitsOf(channel).priced === "part" && segmentsOf(text)),
      };
    }),
  );
}
