// Audits the door with `graphql-http`, without a network: requests go out as lines of JSON, and
// their answers come in as lines of JSON.
//     node audit.mjs MODULES
// The last line is {results: [{id, name, status, reason}]}.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.argv[2]}/`);
const { auditServer } = require("graphql-http");
const waiting = new Map();
const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const { id, status, headers, body } = JSON.parse(line);
  waiting.get(id)(new Response(body, { status, headers }));
  waiting.delete(id);
});

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
let requests = 0;

async function fetchFn(url, init) {
  const request = new Request(url, init); // it adds what a browser would add
  const id = (requests += 1);
  const answered = new Promise((resolve) => waiting.set(id, resolve));
  const { pathname, search } = new URL(request.url);
  const headers = Object.fromEntries(request.headers);
  say({ id, method: request.method, path: pathname + search, headers, body: await request.text() });
  return answered;
}

const results = await auditServer({ url: "http://career.test/graphql", fetchFn });
say({ results: results.map(({ id, name, status, reason }) => ({ id, name, status, reason })) });
lines.close();
process.stdin.destroy();
