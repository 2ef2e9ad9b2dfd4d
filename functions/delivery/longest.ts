import { traitsOf } from "../domain/channel.ts";
import { Passcode } from "../domain/passcode.ts";
import { CONFIRM_TRANSACTION } from "../domain/transaction.ts";
import { SECTIONS } from "../words/message-texts.ts";
import type { WordBook } from "../words/word-book.ts";
import { messageWriter, type Sender } from "./message.ts";
import type { MessageFacts } from "./port.ts";
import { segmentsOf } from "./segments.ts";

/** As long as payments usually are: an SMS has to name them whole. */
export const USUAL_TRANSACTION = { amount: "EUR 12,345.67", payee: "Northwind Energy Ltd" };

/** What a message for this purpose names besides its code. */
export function usualFacts(purpose: string): Pick<MessageFacts, "transaction"> {
  return purpose === CONFIRM_TRANSACTION ? { transaction: USUAL_TRANSACTION } : {};
}

export interface LongText {
  readonly locale: string;
  readonly purpose: string;
  readonly segments: number;
  readonly most: number;
}

/** Text messages that take more segments than they should, which the owner pays for. */
export function longTexts(
  sender: Sender,
  words: WordBook,
  { length, minutes }: { readonly length: number; readonly minutes: number },
): LongText[] {
  const write = messageWriter(sender, words);
  const { mostSegments } = traitsOf("sms");
  if (!mostSegments) return [];
  return words.locales.flatMap((locale) =>
    SECTIONS.flatMap((purpose) => {
      const facts: MessageFacts = {
        channel: "sms",
        address: "",
        locale,
        purpose,
        ...usualFacts(purpose),
        passcode: new Passcode("0".repeat(length)),
        minutesLeft: minutes,
        askedAt: 0,
      };
      const { encoding, segments } = segmentsOf(write(facts).text);
      // A brand of other letters makes an SMS UCS-2: it costs more, but is not longer than two segments.
      return segments > mostSegments[encoding]
        ? [{ locale, purpose, segments, most: mostSegments[encoding] }]
        : [];
    }),
  );
}
