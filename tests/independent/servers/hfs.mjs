// A portal whose FHIR side is `helios-hfs`, a server in Rust on SQLite, behind the tokens of `oidc-provider`.
//
// It checks tokens by the issuer's JWKS, enforces scopes and the patient's compartment by itself, and serves its own
// `smart-configuration`. Asked to be careless it is given no file of search parameters and no tokens to check: it then
// ignores the patient of a search, and a door before it serves the `smart-configuration`.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import net from 'node:net';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Authorization } from './authorization.mjs';
import { searchParameters } from './definitions.mjs';
import { listen, send } from './wire.mjs';

/** The longest that the server may take to begin, and to live: `timeout` ends one that is left over. */
const START = 240_000;
const LIFE = '900';
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGTERM')));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

export async function startHfs(asked) {
  const portal = new Portal();
  await portal.begin(asked);
  return portal;
}

class Portal {
  async begin({ people, patient, scopes, overstated, careless }) {
    this.patients = people.map(({ entry }) => entry.find(({ resource }) => resource.resourceType === 'Patient').resource.id);
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hfs-'));
    process.on('exit', () => fs.rmSync(this.folder, { recursive: true, force: true }));
    this.careless = careless;
    if (!careless) {
      fs.writeFileSync(path.join(this.folder, 'search-parameters-r4.json'), JSON.stringify(searchParameters()));
    }
    this.authorization = await Authorization.reserve({ patient: patient ?? this.patients[0], scopes, overstated });
    this.port = await freePort();
    this.inside = `http://127.0.0.1:${this.port}`;
    this.base = careless ? `http://127.0.0.1:${await this.door()}` : this.inside;
    this.authorization.serve(this.base);
    await this.start();
    for (const transaction of people) await this.change('POST', '', transaction);
    this.facts = { base: this.base, issuer: this.authorization.issuer, client: 'backpack', patients: this.patients };
  }

  async steer(asked) {
    switch (asked.do) {
      case 'log':
        return { authorization: this.authorization.log };
      case 'put':
        return this.change('PUT', `${asked.resource.resourceType}/${asked.resource.id}`, asked.resource);
      case 'delete':
        return this.change('DELETE', asked.reference);
      case 'patient':
        this.authorization.patient = asked.patient;
        return {};
      case 'token':
        // The last one that was given to an app.
        return { token: [...this.authorization.issued].at(-1) };
      case 'stop':
        return this.stop();
      case 'start':
        return this.start();
    }
    throw new Error(`cannot do ${asked.do}`);
  }

  async start() {
    const { issuer } = this.authorization;
    const environment = {
      HFS_UI_ENABLED: 'false',
      HFS_BASE_URL: this.base,
      HFS_LOG_LEVEL: 'warn',
      HFS_AUTH_ENABLED: this.careless ? 'false' : 'true',
      HFS_AUTH_JWKS_URL: `${issuer}/jwks`,
      HFS_AUTH_ISSUER: issuer,
      HFS_AUTH_AUDIENCE: this.base,
      HFS_SMART_AUTHORIZE_ENDPOINT: `${issuer}/auth`,
      HFS_SMART_TOKEN_ENDPOINT: `${issuer}/token`,
      HFS_SMART_REGISTRATION_ENDPOINT: `${issuer}/reg`,
      HFS_SMART_REVOCATION_ENDPOINT: `${issuer}/token/revocation`,
    };
    const database = path.join(this.folder, 'records.db');
    const asked = ['--host', '127.0.0.1', '--port', `${this.port}`, '--database-url', database, '--data-dir', this.folder];
    const log = fs.openSync(path.join(this.folder, 'log'), 'a');
    // Its own folder, since it may write beside it.
    const options = { cwd: this.folder, env: { ...process.env, ...environment }, stdio: ['ignore', log, log] };
    this.child = spawn('timeout', ['-k', '5', LIFE, process.env.HFS_BINARY, ...asked], options);
    running.add(this.child);
    const end = Date.now() + START;
    while (Date.now() < end) {
      if (this.child.exitCode !== null) break;
      const metadata = await fetch(`${this.inside}/metadata`).catch(() => undefined);
      if (metadata?.ok) return {};
      await sleep(200);
    }
    throw new Error(`helios-hfs did not start: ${fs.readFileSync(path.join(this.folder, 'log'), 'utf8').slice(-2000)}`);
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    await ended;
    running.delete(this.child);
    return {};
  }

  /** Passes everything on but the one question that a server without tokens cannot answer. */
  door() {
    const server = http.createServer((request, response) => {
      if (request.url === '/.well-known/smart-configuration') return send(response, 200, this.authorization.describe());
      const { method, headers } = request;
      const inside = http.request(this.inside + request.url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      });
      inside.on('error', () => response.destroy());
      request.pipe(inside);
    });
    return listen(server);
  }

  /** Changes what it holds, as its administrator. */
  async change(method, path, resource) {
    const headers = { authorization: `Bearer ${await this.authorization.administrator()}`, 'content-type': 'application/fhir+json' };
    const body = resource && JSON.stringify(resource);
    const response = await fetch(`${this.inside}/${path}`, { method, headers, body });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
    return { status: response.status, body: text && JSON.parse(text) };
  }
}

/** A port that was free a moment ago. */
function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
