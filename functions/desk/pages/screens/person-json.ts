import { html, type Html } from "../../../pages/html.ts";
import { notice } from "../../../pages/layout.ts";
import { wholeStory } from "../../story/whole-story.ts";
import { hiddenFields } from "../forms.ts";
import type { Screen, ScreenView } from "../screen.ts";
import { say } from "../words.ts";
import { namedBy, type PersonNamed } from "./person-link.ts";

/** A function answers six megabytes at most, and a body is counted as text within JSON. */
const MOST_BYTES = 4_000_000;

/** Answers a person who asks what is kept of them: what `npm run desk -- story --json` prints, as a file. */
export const personFile: Screen = {
  name: "person-json",
  title: "person",
  least: "owner",
  unlisted: true,
  takesFactor: true,
  async show({ clock }, view) {
    const named = namedBy(view);
    if (!named) return notice("bad", say("person.notFound"));
    const asked = (before?: string) =>
      view.ask("story", { ...named, items: true, ...(before !== undefined && { before }) });
    const first = await asked();
    if (first.kind !== "answered") return notice("bad", say("person.notFound"));
    if (first.answer.outcome !== "told")
      return notice(
        "bad",
        say(first.answer.outcome === "ambiguous" ? "person.ambiguous" : "person.notFound"),
      );
    const whole = await wholeStory(first.answer, async (before) => {
      const page = await asked(before);
      return page.kind === "answered" && page.answer.outcome === "told" ? page.answer : undefined;
    });
    if (!whole) return notice("bad", say("person.keptChanged"));
    const text = `${JSON.stringify(whole, null, 2)}\n`;
    if (Buffer.byteLength(text) > MOST_BYTES) return notice("bad", say("person.keptLong"));
    return {
      kind: "download",
      // Whose it is stands in no name of a file: an id may be an address.
      fileName: `what-is-kept-${new Date(clock() * 1000).toISOString().slice(0, 10)}.json`,
      mediaType: "application/json",
      text,
    };
  },
};

/** The form for it, on the person's page. */
export function keptPart({ admin, forms }: ScreenView, { customer, as }: PersonNamed): Html | false {
  if (admin.role !== "owner") return false;
  return html`<h2>${say("person.kept")}</h2>
    <p>${say("person.keptLead")}</p>
    ${forms.find({
      screen: "person-json",
      label: say("person.keptGet"),
      fields: hiddenFields({ customer, as }),
    })}`;
}
