import { previewMessages } from "../delivery/preview.ts";
import type { Previews } from "../desk/services.ts";
import { enabledChannels } from "../settings.ts";
import type { Base } from "./base.ts";
import { composeIn } from "./parts.ts";
import { ownWordBook } from "./words.ts";

/** What would be said by settings and words that nobody has saved. */
export function previews(base: Base): Previews {
  return ({ settings, facts }) => {
    const of = { ...base, settings, live: facts };
    const words = ownWordBook(of);
    return {
      locales: words.locales,
      messages: (locale) =>
        previewMessages(composeIn(words, of), {
          ...{ locale, publicUrl: base.publicUrl, now: base.clock() },
          // A notification's words are its page's.
          channels: enabledChannels(settings).filter((channel) => channel !== "push"),
          minutes: Math.ceil(settings.passcode.ttlSeconds / 60),
          codeLength: settings.passcode.length,
        }),
      texts: (locale) => {
        const pages = words.pageLanguages.has(locale) ? words.pages(locale) : {};
        const notices = words.noticeLocales.includes(locale) ? words.notices(locale) : {};
        const sections: Readonly<Record<string, object>> = { ...words.messages(locale), notices, pages };
        return Object.fromEntries(
          Object.entries(sections).flatMap(([section, texts]) =>
            Object.entries(texts).map(([name, text]) => [`${section}.${name}`, text as unknown]),
          ),
        );
      },
    };
  };
}
