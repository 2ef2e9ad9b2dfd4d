import * as z from "zod/mini";
import type { PreviewedMessage } from "../../delivery/port.ts";
import { applyChanges } from "../../settings/live/apply.ts";
import { NO_FACTS } from "../../settings/live/facts.ts";
import { textOf } from "../../settings/live/look-paths.ts";
import { checkProposal } from "../../settings/live/propose.ts";
import { reading, type Seen } from "../act.ts";
import type { Admin } from "../admins.ts";
import { localeTag } from "../inputs.ts";
import { changesLive, groundOf, LIVE_OFF, type LiveOff, nameOf } from "../live/ground.ts";
import { lockoutFaults } from "../live/guards.ts";
import { edit } from "../live/inputs.ts";
import type { ShownDifference } from "../live/shown.ts";
import type { ReadingDesk } from "../services.ts";
import { liveEdit, shownAll } from "./settings.ts";

/** A text of one language, by `<section>.<name>`. */
export interface ShownText {
  readonly name: string;
  readonly deployed: unknown;
  /** As it would be. */
  readonly after: unknown;
}

export type SettingsPreviewAnswer =
  | {
      readonly outcome: "previewed";
      /** Why it could not be saved, each with its place; nothing else is shown then. */
      readonly faults: readonly string[];
      /** What would become of which place. */
      readonly differences: readonly ShownDifference[];
      readonly locale: string;
      readonly locales: readonly string[];
      /** As messages would be, in this language; the code in them is none. */
      readonly messages: readonly PreviewedMessage[];
      /** The texts that differ from the deployed ones; or all, where they are asked for. */
      readonly texts: readonly ShownText[];
    }
  | LiveOff
  | { readonly outcome: "no-such-language"; readonly locales: readonly string[] };

const wish = z.strictObject({
  edits: z._default(z.array(edit).check(z.maxLength(100)), []),
  locale: z.optional(localeTag),
  /** Whether all texts are wanted, to choose one. */
  allTexts: z._default(z.boolean(), false),
});

export const settingsPreview = reading({
  what: "How messages and words would be with a change, before it is saved; nothing is written",
  least: "operator",
  input: wish,
  async read(services, input, admin): Promise<Seen<SettingsPreviewAnswer>> {
    return { answer: await preview(services, input, admin) };
  },
});

async function preview(
  services: ReadingDesk,
  { edits, locale: wanted, allTexts }: z.infer<typeof wish>,
  admin: Admin,
): Promise<SettingsPreviewAnswer> {
  if (!changesLive(services)) return LIVE_OFF;
  const ground = groundOf(services);
  const now = services.clock();
  const { changes: kept, version } = await services.storage.liveSettings.read();
  const checked =
    edits.length === 0
      ? ({ kind: "fits", changes: kept, differences: [] } as const)
      : checkProposal(
          ground,
          kept,
          {
            ...{ edits: edits.map(liveEdit), by: nameOf(admin), reason: "a preview" },
            ...{ may: admin.role === "owner" ? "open" : "close", from: admin.from ?? "" },
          },
          version + 1,
          now,
        );
  const differences = checked.kind === "fits" ? checked.differences : [];
  const faults =
    checked.kind === "refused"
      ? checked.faults
      : checked.kind === "forbidden"
        ? checked.places.map((place) => `${place}: opens, or may: that is for owners`)
        : await lockoutFaults(services, admin, checked);
  const written = services.previews(
    applyChanges(ground, checked.kind === "fits" ? checked.changes : kept, now),
  );
  const { locales } = written;
  // A text is shown in its own language.
  const named = edits.flatMap((one) => textOf(one.entry ?? "")?.locale ?? [])[0];
  const locale = wanted ?? named ?? services.settings.defaultLocale;
  if (!locales.includes(locale)) return { outcome: "no-such-language", locales };
  const deployed = services.previews({ settings: ground.deployed, facts: NO_FACTS }).texts(locale);
  const texts = Object.entries(written.texts(locale)).map(([name, after]) => ({
    ...{ name, after },
    deployed: deployed[name] ?? null,
  }));
  return {
    outcome: "previewed",
    ...{ faults, differences: shownAll(differences), locale, locales },
    messages: faults.length > 0 ? [] : written.messages(locale),
    texts: texts.filter((one) => allTexts || JSON.stringify(one.after) !== JSON.stringify(one.deployed)),
  };
}
