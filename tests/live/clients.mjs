// Clients of GraphQL as applications use them, led by lines of JSON; each line that comes back says
// `of` whom it is.
//     node clients.mjs MODULES URL
// urql compares kinds of operations except in production, and a document known by id shows none.
process.env.NODE_ENV = "production";

import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [modules, url] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const retryPause = () => new Promise((resolve) => setTimeout(resolve, 50));
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const told = (error) =>
  error instanceof Error
    ? { message: error.message, status: error.response?.status }
    : { code: error.code, reason: error.reason, errors: Array.isArray(error) ? error : undefined };

const tokens = {};
const clients = {};
const ends = {};
const bearer = (of) => `Bearer ${tokens[of]}`;

const make = {
  ws(of, options) {
    let socket;
    const client = require("graphql-ws").createClient({
      url: url.replace(/^http/, "ws"),
      webSocketImpl: require("ws"),
      retryAttempts: Infinity,
      retryWait: retryPause,
      shouldRetry: (why) => !(why instanceof Error), // also while nobody listens there
      connectionParams: async () => ({ authorization: bearer(of) }),
      on: {
        connected(opened, _payload, again) {
          socket = opened;
          say({ of, is: "connected", again });
        },
        closed: ({ code, reason }) => say({ of, is: "closed", code, reason }),
        pong: (received) => received && say({ of, is: "pong" }),
      },
      ...options,
    });
    return { client, cut: () => socket.terminate() };
  },
  sse(of, options) {
    let line = new AbortController();
    const client = require("graphql-sse").createClient({
      url,
      headers: async () => ({ authorization: bearer(of) }),
      retryAttempts: 1000,
      retry: retryPause,
      fetchFn(address, init) {
        line = new AbortController();
        return fetch(address, { ...init, signal: AbortSignal.any([init.signal, line.signal]) });
      },
      on: { connected: (again) => say({ of, is: "connected", again }) },
      ...options,
    });
    return { client, cut: () => line.abort() };
  },
};

const ask = {
  async urql(of, { query, documentId, variables }) {
    const { Client, fetchExchange } = require("@urql/core");
    const fetchOptions = { headers: { authorization: bearer(of) } };
    const client = new Client({ url, exchanges: [fetchExchange], fetchOptions, preferGetMethod: false });
    const asked = documentId ? { kind: "Document", definitions: [], documentId } : query;
    const kind = query?.startsWith("mutation") ? "mutation" : "query";
    const { data, error } = await client[kind](asked, variables).toPromise();
    return { data, errors: error?.graphQLErrors.map(({ extensions }) => ({ extensions })) };
  },
  async request(of, { query, variables }) {
    const { GraphQLClient } = require("graphql-request");
    const client = new GraphQLClient(url, { headers: { authorization: bearer(of) } });
    try {
      return { data: await client.request(query, variables) };
    } catch ({ response: { status, errors } }) {
      return { status, errors };
    }
  },
};

const commands = {
  token: ({ of, token }) => (tokens[of] = token),
  client: ({ of, kind, options }) => (clients[of] = make[kind](of, options)),
  cut: ({ of }) => clients[of].cut(),
  dispose: ({ of }) => clients[of].client.dispose(),
  end: ({ of }) => ends[of](),
  async ask({ of, by, payload }) {
    say({ of, is: "answer", ...(await ask[by](of, payload)) });
  },
  subscribe({ of, by, payload }) {
    payload.variables ??= {};
    ends[of] = clients[by].client.subscribe(payload, {
      next(result) {
        for (const { cursor } of Object.values(result.data ?? {}).filter(Boolean)) {
          payload.variables.after = cursor; // it is sent again with the variables as they are
        }
        say({ of, is: "next", result });
      },
      error: (error) => say({ of, is: "error", ...told(error) }),
      complete: () => say({ of, is: "complete" }),
    });
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...given } = JSON.parse(line);
  await commands[name](given);
}
process.exit();
