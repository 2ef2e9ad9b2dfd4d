import { randomInt, randomUUID } from "node:crypto";
import { Auth } from "@auth/core";
import { getRequestListener } from "@hono/node-server";
import { deliver, serve } from "./serve.js";

/**
 * A store in memory that keeps what the product's own stores promise: a code is found and taken away in one step.
 * @returns {import("@auth/core/adapters").Adapter}
 */
function memory() {
  const users = new Map();
  const sessions = new Map();
  const tokens = new Map();
  const nameOf = ({ identifier, token }) => `${identifier} ${token}`;
  return {
    async createUser(user) {
      const created = { ...user, id: randomUUID() };
      users.set(created.id, created);
      return created;
    },
    getUser: async (id) => users.get(id) ?? null,
    getUserByEmail: async (email) => [...users.values()].find((user) => user.email === email) ?? null,
    updateUser: async (user) => Object.assign(users.get(user.id), user),
    async createSession(session) {
      sessions.set(session.sessionToken, session);
      return session;
    },
    async getSessionAndUser(token) {
      const session = sessions.get(token);
      return session ? { session, user: users.get(session.userId) } : null;
    },
    updateSession: async (session) => Object.assign(sessions.get(session.sessionToken), session),
    async deleteSession(token) {
      sessions.delete(token);
    },
    async createVerificationToken(token) {
      tokens.set(nameOf(token), token);
      return token;
    },
    async useVerificationToken(asked) {
      const found = tokens.get(nameOf(asked)) ?? null;
      tokens.delete(nameOf(asked));
      return found;
    },
  };
}

const silent = () => undefined;

/** The provider of e-mail links, with a code of six digits as its token, as https://authjs.dev/guides/configuring-http-email begins. */
const config = {
  ...{ basePath: "/auth", secret: "x".repeat(40), trustHost: true, adapter: memory() },
  logger: { error: silent, warn: silent, debug: silent },
  providers: [
    {
      ...{ id: "email", type: "email", name: "E-mail", from: "a@example.com" },
      generateVerificationToken: () => String(randomInt(1_000_000)).padStart(6, "0"),
      sendVerificationRequest: async ({ identifier, token }) => deliver(identifier, token),
    },
  ],
};

serve(() => getRequestListener((request) => Auth(request, config)));
