// Verifies what arrived with the libraries that receivers use in JavaScript:
//     node verify.mjs MODULES < requests.json
// where each request is {secret, headers, body}. Says how many were verified, or throws.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(`${process.argv[2]}/`);
const libraries = [require("standardwebhooks").Webhook, require("svix").Webhook];
let verified = 0;
for (const { secret, headers, body } of JSON.parse(readFileSync(0, "utf8"))) {
  for (const Webhook of libraries) {
    const event = new Webhook(secret).verify(body, headers);
    if (event.id !== headers["webhook-id"]) throw new Error("not what was sent");
    verified += 1;
    let refused = false;
    try {
      new Webhook(secret).verify(body + " ", headers);
    } catch {
      refused = true;
    }
    if (!refused) throw new Error("verified although it was altered");
  }
}
console.log(verified);
