import { beforeAll, describe, expect, it } from "@jest/globals";
import { authorizeAddress, CALLBACK, CLIENTS, NATIVE, pkce, tokenFields } from "../../support/app.ts";
import { hiddenOf, person, type Person, type Shown } from "../../support/person.ts";
import { startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
let serial = 0;
const { verifier, challenge } = pkce();

beforeAll(async () => {
  service = await startTestService(CLIENTS);
});

const asked = (change: Record<string, string | undefined> = {}) =>
  authorizeAddress(challenge, { response_mode: "form_post", ...change });
const signedIn = async (): Promise<Person> => {
  const user = person(service);
  await user.signIn(`form${++serial}@example.com`);
  return user;
};
/** The one form of the page, and what it would post. */
const formOf = (shown: Shown) => {
  const forms = [...shown.text.matchAll(/<form method="post" action="([^"]+)" id="onward">/g)];
  expect(forms).toHaveLength(1);
  return { to: forms[0]?.[1], fields: hiddenOf(shown) };
};

describe("an app that wants to be told by a form", () => {
  it("gets code, state and our name from a page that posts them, and none of it in an address", async () => {
    const user = await signedIn();
    const shown = await user.open(asked(), "cross-site");
    const { to, fields } = formOf(shown);
    expect(shown).toMatchObject({ leaves: undefined, status: 200 });
    expect({ to, fields }).toEqual({
      to: CALLBACK,
      fields: { code: expect.stringMatching(/^[\w-]{67}$/), state: "s1", iss: service.url },
    });
    const { status } = await service.form("/otp/token", tokenFields(fields.code ?? "", verifier));
    expect(status).toBe(200);
  });

  it("gets them after a sign-in too", async () => {
    const user = person(service);
    await user.open(asked(), "cross-site");
    const shown = await user.signIn(`form${++serial}@example.com`);
    expect(formOf(shown)).toMatchObject({ to: CALLBACK, fields: { state: "s1", iss: service.url } });
    expect([...user.cookies.keys()]).not.toContain("latchkey-waiting");
  });

  // wso2/product-is#3501
  it("is told of errors the same way", async () => {
    const user = person(service);
    const shown = await user.open(asked({ prompt: "none" }), "cross-site");
    expect(formOf(shown)).toEqual({
      to: CALLBACK,
      fields: {
        error: "login_required",
        error_description: expect.any(String),
        state: "s1",
        iss: service.url,
      },
    });
    expect(formOf(await user.open(asked({ scope: "email" }))).fields.error).toBe("invalid_scope");
  });

  it("has its state back as it was, whatever stands in it", async () => {
    const user = await signedIn();
    const shown = await user.open(asked({ state: `"><script>1</script>` }));
    expect(shown.text).not.toContain("<script>1");
    expect(formOf(shown).fields.state).toContain("&#34;");
  });

  // vmware/pinniped#1179: a page that tells of an error needs the policy as much
  it("has a page whose policy lets its form go elsewhere, and is as strict otherwise", async () => {
    const { headers } = await service.get(asked({ prompt: "none" }));
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).not.toContain("form-action");
    const usual = (await service.get("/otp/request")).headers.get("content-security-policy") ?? "";
    expect(usual.replace("form-action 'self'; ", "")).toBe(policy);
    expect(headers.get("cache-control")).toBe("no-store");
    // With the usual one a browser would name no origin to the app.
    expect(headers.get("referrer-policy")).toBe("origin");
  });
});

describe("a form that cannot be", () => {
  it("is refused to a program with a scheme of its own", async () => {
    const [redirect_uri = ""] = NATIVE.redirectUris;
    const { leaves } = await (await signedIn()).open(asked({ client_id: NATIVE.id, redirect_uri }));
    expect(leaves?.protocol).toBe("com.example.phone:");
    expect(leaves?.searchParams.get("error")).toBe("invalid_request");
  });

  it.each(["fragment", "web_message", "form_post.jwt"])(
    "is refused by the address: %s",
    async (response_mode) => {
      const { leaves } = await (await signedIn()).open(asked({ response_mode }));
      expect(leaves?.searchParams.get("error")).toBe("invalid_request");
    },
  );

  it.each([
    ["form_post", "query"],
    ["query", "form_post"],
  ])("is refused by the address where it stands there twice: %s, %s", async (response_mode, again) => {
    const { leaves } = await (await signedIn()).open(`${asked({ response_mode })}&response_mode=${again}`);
    expect(leaves?.searchParams.get("error")).toBe("invalid_request");
  });
});

describe("the ways that an app may be told", () => {
  it("are announced", async () => {
    const { body } = await service.get("/.well-known/openid-configuration");
    expect(body.response_modes_supported).toEqual(["query", "form_post"]);
  });
});
