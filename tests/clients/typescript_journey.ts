// The journey by a generated TypeScript client: search, dry run, submit, follow, decide by the link.
// Run with API, TOOLS, TOKEN and DOMAIN in the environment; prints what it saw, as JSON.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

type Body = components["schemas"]["AccountRequestBody"];
declare const process: { env: Record<string, string | undefined> };

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
}

function present<T>(answer: { data?: T; error?: components["schemas"]["Problem"] }): T {
  if (answer.data === undefined) throw new Error(answer.error?.detail ?? "no answer");
  return answer.data;
}

const [api, tools, domain] = [given("API"), given("TOOLS"), given("DOMAIN")];
const client = createClient<paths>({ baseUrl: api, headers: { Authorization: `Bearer ${given("TOKEN")}` } });
const anybody = createClient<paths>({ baseUrl: api });

async function linkToken(): Promise<string> {
  await fetch(`${tools}/work`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ schedule: false }),
  });
  const mails = (await (await fetch(`${tools}/messages.json`)).json()) as { to: string[]; text: string }[];
  const text = mails.filter((mail) => mail.to.includes(`it@${domain}`)).at(-1)?.text ?? "";
  const token = /\/approvals\/([A-Za-z0-9_.-]+)/.exec(text)?.[1];
  if (token === undefined) throw new Error("no link");
  return token;
}

const found = present(await client.GET("/v1/accounts", { params: { query: { q: "acme", limit: 5 } } }));
const body: Body = {
  account_name: "Wayne Enterprises",
  domain_identifier: domain,
  customer_emails: [`it@${domain}`],
  customer_language: "fr",
};
const submission = (query: { dry_run?: boolean }, key?: string, sent: Body = body) =>
  client.POST("/v1/account-requests", {
    params: { query, header: key === undefined ? {} : { "Idempotency-Key": key } },
    body: sent,
  });
const preview = present(await submission({ dry_run: true }));
if (!("mails" in preview)) throw new Error("no dry run");
const key = `order-${domain}`;
const request = present(await submission({}, key));
if (!("request_id" in request)) throw new Error("not submitted");
const replayed = (await submission({}, key)).response.headers.get("Idempotency-Replayed");
const refused = await submission({}, "wrong", { account_name: "x", domain_identifier: domain, customer_emails: [] });
const link = { params: { path: { token: await linkToken() } } };
const approval = present(await anybody.GET("/v1/approvals/{token}", link));
present(await anybody.POST("/v1/approvals/{token}/approve", { ...link, body: { authority_confirmed: true } }));
const one = { params: { path: { request_id: request.request_id } } };
const shown = present(await client.GET("/v1/account-requests/{request_id}", one));
const events = present(await client.GET("/v1/account-requests/{request_id}/events", one));
console.log(
  JSON.stringify({
    found: found.items.map((account) => account.account_name),
    mails: preview.mails.map((mail) => mail.kind),
    replayed,
    faults: (refused.error?.errors ?? []).map((error) => error.pointer).sort(),
    allowed: approval.allowed_actions,
    status: shown.status,
    events: events.items.map((event) => event.kind),
  }),
);
