// Starts portals made of other people's servers, and steers them: one JSON request each over a control port.
//
//   POST /portals            {"kind": "router" | "hfs" | "liar", ...}   makes a portal of its own, on ports of its own
//   POST /portals/NUMBER     {"do": "..."}                              steers it, as its file says
//   POST /keys               {}                                         makes an RSA key for an app
//
// Prints the address of the control port as its first line. Everything listens on 127.0.0.1 alone, and all of it ends
// with this process, which ends by itself after `IDLE` without a request.
import http from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { body, listen } from './wire.mjs';
import { startHfs } from './hfs.mjs';
import { startLiar } from './liar.mjs';
import { startRouter } from './router.mjs';

const IDLE = 10 * 60 * 1000;
const kinds = { router: startRouter, hfs: startHfs, liar: startLiar };
const portals = [];

async function answer(request) {
  if (request.url === '/keys') {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return { pem: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
  }
  const number = /^\/portals(?:\/(\d+))?$/.exec(request.url)?.[1];
  const asked = JSON.parse(await body(request));
  if (number !== undefined) return (await portals[Number(number)].steer(asked)) ?? {};
  const portal = await kinds[asked.kind](asked);
  return { ...portal.facts, number: portals.push(portal) - 1 };
}

const idle = setTimeout(() => process.exit(1), IDLE);
const control = http.createServer(async (request, response) => {
  idle.refresh();
  let [status, said] = [200, undefined];
  try {
    said = await answer(request);
  } catch (error) {
    [status, said] = [500, { error: String(error?.stack ?? error) }];
  }
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(said));
});
const port = await listen(control);
console.log(`http://127.0.0.1:${port}`);
