import { notice } from "../../../pages/layout.ts";
import type { Screen } from "../screen.ts";
import { say } from "../words.ts";
import { editOf } from "./preview.ts";

/** One e-mail with a change that nobody has saved, as it would look: a page of its own, on which nothing runs and loads. */
export const mailScreen: Screen = {
  name: "settings-mail",
  title: "settings",
  least: "operator",
  unlisted: true,
  posted: true,
  async show(_services, { ask, query }) {
    const { path = "", entry = "", purpose, locale = "" } = query;
    const asked = await ask("settings-preview", {
      edits: [editOf(query, path, entry.trim() !== "")],
      ...(locale !== "" && { locale }),
    });
    const seen = asked.kind === "answered" && asked.answer.outcome === "previewed" ? asked.answer : undefined;
    const mail = seen?.messages.find((one) => one.html !== undefined && one.purpose === purpose);
    return mail?.html === undefined
      ? notice("bad", say("problem.not-found"))
      : { kind: "mail", text: mail.html };
  },
};
