import { html, type Html } from "../../../pages/html.ts";
import { notice } from "../../../pages/layout.ts";
import type { ToldStory } from "../../acts/story.ts";
import { localTime } from "../../local-time.ts";
import { tellEntry } from "../../story/tell-entry.ts";
import { tellPerson } from "../../story/tell-person.ts";
import { fieldsOf } from "../fields.ts";
import type { Screen, ScreenView } from "../screen.ts";
import { timesOf } from "../times.ts";
import { say } from "../words.ts";
import { personActs } from "./person-acts.ts";
import { forgetPart } from "./person-forget.ts";
import { keptPart } from "./person-json.ts";
import { factorsPart } from "./person-factors.ts";
import { namedBy, type PersonNamed } from "./person-link.ts";

/** Why a person got no code, what holds now, and what may be done about it. */
export const personScreen: Screen = {
  name: "person",
  title: "person",
  least: "operator",
  posted: true,
  async show({ settings }, view) {
    const named = namedBy(view);
    if (!named)
      return html`<p class="lead">${say("person.lead")}</p>
        ${searchForm(view)}`;
    const { before } = view.query;
    const asked = await view.ask("story", { ...named, ...(before && { before }) });
    if (asked.kind === "invalid")
      return html`${asked.errors.map(({ message }) => notice("bad", html`${message}`))} ${searchForm(view)}`;
    if (asked.kind === "forbidden") return searchForm(view);
    const { answer } = asked;
    if (answer.outcome !== "told")
      return html`${notice("bad", say(answer.outcome === "ambiguous" ? "person.ambiguous" : "person.notFound"))}
      ${searchForm(view)}`;
    const times = timesOf(settings);
    const isCustomer = answer.contacts.some(({ customer }) => customer !== undefined);
    return html`${searchForm(view)} ${storyOf(view, named, answer, times.zone)}
    ${personActs(view, named, isCustomer)} ${await factorsPart(view, named, times)} ${keptPart(view, named)}
    ${forgetPart(view, named, answer)}`;
  },
};

function searchForm({ forms, query }: ScreenView): Html {
  const fields = fieldsOf({}, "find");
  return forms.find({
    screen: "person",
    label: say("person.find"),
    fields: html`<div class="beside">
      ${fields.text("customer", { label: say("person.who"), isName: true, isRequired: true, type: "search", value: query.customer, most: 320 })}
      ${fields.choice("as", {
        label: say("person.as"),
        value: query.as ?? "",
        options: [
          { value: "", label: say("person.asEither") },
          { value: "address", label: say("person.asAddress") },
          { value: "id", label: say("person.asId") },
        ],
      })}
    </div>`,
  });
}

function storyOf(view: ScreenView, named: PersonNamed, story: ToldStory, zone: string): Html {
  const time = localTime(zone);
  const { contacts, now } = tellPerson(story, time);
  const days = Map.groupBy(
    story.entries.map((entry) => tellEntry(entry, time)),
    ({ day }) => day,
  );
  return html`<section class="story">
    <h2>${say("person.now")}</h2>
    ${contacts.map(
      ({ what, now: lines }) =>
        html`<p><strong dir="auto">${what}</strong></p>
          ${
            lines.length > 0 &&
            html`<ul>
              ${lines.map((line) => html`<li dir="auto">${line}</li>`)}
            </ul>`
          }`,
    )}
    ${now.map((line) => html`<p dir="auto">${line}</p>`)}
    <h2>${say("person.happened")}</h2>
    ${days.size === 0 && html`<p class="empty">${say("person.nothing")}</p>`}
    ${[...days].map(
      ([day, entries]) =>
        html`<h3>${day} <small>${zone}</small></h3>
          <dl class="entries">
            ${entries.map(
              ({ time: at, text }) =>
                html`<div>
                  <dt>${at}</dt>
                  <dd dir="auto">${text}</dd>
                </div>`,
            )}
          </dl>`,
    )}
    ${story.next !== undefined && older(view, named, story.next)}
  </section>`;
}

function older({ forms }: ScreenView, { customer, as }: PersonNamed, before: string): Html {
  return forms.find({
    screen: "person",
    label: say("person.older"),
    fields: Object.entries({ customer, as: as ?? "", before }).map(
      ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
    ),
  });
}
