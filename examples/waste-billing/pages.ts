import { type Bill, type Customer, type ProvenContact, stateOf } from "./customers.ts";
import { Html, html } from "./html.ts";
import type { Session } from "./sessions.ts";
import { STYLE } from "./style.ts";

const LEAF = new Html(
  '<svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true"><rect width="28" height="28" rx="8" fill="currentColor"/><path d="M8 20c0-8 5-12 13-12 0 8-5 12-11 11.5M8 21c1-4 4-7 8-9" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round"/></svg>',
);

const STATES = { paid: "Paid", open: "Open", overdue: "Overdue" };

/** A page of the portal. @param session of a user who has signed in */
export function layout(title: string, session: Session | undefined, body: Html): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – Greenway</title>
        <link rel="icon" href="data:," />
        ${new Html(`<style>${STYLE}</style>`)}
      </head>
      <body>
        <header>
          <div>
            <a class="brand" href="/">${LEAF} Greenway Waste Services</a>
            ${
              session &&
              html`<nav>
                <a href="/">Bills</a><a href="/feedback">Feedback</a>
                <form method="post" action="/sign-out">
                  ${formToken(session)}<button class="quiet">Sign out</button>
                </form>
              </nav>`
            }
          </div>
        </header>
        <main>${body}</main>
        <footer><p>An example that signs people in through Latchkey. Nothing here is real.</p></footer>
      </body>
    </html>`.markup;
}

export function welcomePage(): Html {
  return html`<div class="hero">
    <h1>Your bins, your bills, one place</h1>
    <p>
      See what you owe and when we come next. Sign in with the e-mail address or phone number that we have on
      file.
    </p>
    <a class="button" href="/sign-in">Sign in</a>
  </div>`;
}

export function billsPage({ name, street, nextCollection, bills }: Customer, today: string): Html {
  const unpaid = bills.filter(({ paid }) => paid === null);
  const owed = unpaid.reduce((sum, { cents }) => sum + cents, 0);
  return html`<h1>Hello, ${name}</h1>
    <p class="soft">${street}</p>
    <div class="figures">
      <section class="card">
        <p>To pay</p>
        <strong>${money(owed)}</strong>
      </section>
      <section class="card">
        <p>Next collection</p>
        <strong>${day(nextCollection)}</strong>
      </section>
    </div>
    <section class="card">
      <h2>Bills</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">Period</th>
            <th scope="col" class="wide">Due</th>
            <th scope="col">Status</th>
            <th scope="col" class="amount">Amount</th>
          </tr>
        </thead>
        <tbody>
          ${bills.map(
            (bill) =>
              html`<tr>
                <td><a href="/bills/${bill.id}">${bill.period}</a></td>
                <td class="wide">${day(bill.due)}</td>
                <td>${badge(bill, today)}</td>
                <td class="amount">${money(bill.cents)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
}

export function billPage(bill: Bill, today: string): Html {
  return html`<h1>${bill.period}</h1>
    <p class="soft">Bill ${bill.id}</p>
    <section class="card">
      <dl>
        <dt>Amount</dt>
        <dd>${money(bill.cents)}</dd>
        <dt>Due</dt>
        <dd>${day(bill.due)}</dd>
        <dt>Status</dt>
        <dd>${badge(bill, today)} ${bill.paid !== null && `on ${day(bill.paid)}`}</dd>
      </dl>
    </section>
    <p class="card"><a href="/">All bills</a></p>`;
}

export function feedbackPage(session: Session, outcome?: "sent" | "empty"): Html {
  return html`<h1>Feedback</h1>
    <p class="soft">Missed bin, wrong bill, or a word of thanks: a person reads it.</p>
    <section class="card">
      ${outcome === "sent" && html`<p class="notice" role="status">Thank you. We have your message.</p>`}
      ${outcome === "empty" && html`<p class="notice wrong" role="alert" id="error">Write something first, up to 1000 characters.</p>`}
      <form method="post" action="/feedback">
        ${formToken(session)}
        <label for="message">Your message</label>
        <textarea
          id="message"
          name="message"
          maxlength="1000"
          ${outcome === "empty" && new Html('aria-invalid="true" aria-describedby="error"')}
        ></textarea>
        <button>Send</button>
      </form>
    </section>`;
}

/** For a user who proved a contact that no customer has. */
export function strangerPage({ email, phone_number: phone }: ProvenContact): Html {
  return html`<h1>We do not know this contact yet</h1>
    <section class="card">
      <p>
        You are signed in with <strong>${email ?? phone ?? "a contact"}</strong>, but none of our customers
        has it on file.
      </p>
      <p>
        Sign out and use the contact that your bills are sent to, or call us on 555 0100: we will add this
        one.
      </p>
    </section>`;
}

export function problemPage(title: string, text: string): Html {
  return html`<h1>${title}</h1>
    <section class="card">
      <p>${text}</p>
      <a href="/">Back to the start</a>
    </section>`;
}

function formToken(session: Session): Html {
  return html`<input type="hidden" name="form" value="${session.formToken}" />`;
}

function badge(bill: Bill, today: string): Html {
  const state = stateOf(bill, today);
  return html`<span class="badge ${state}">${STATES[state]}</span>`;
}

function money(cents: number): string {
  return new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(cents / 100);
}

function day(iso: string): string {
  return new Date(iso).toLocaleDateString("en-US", {
    month: "short",
    day: "numeric",
    year: "numeric",
    timeZone: "UTC",
  });
}
