// A portal whose FHIR side is `@medplum/fhir-router` in memory, behind the tokens of `oidc-provider`.
//
// The router searches and reads; what it leaves out stands here: checking tokens and scopes, the patient's own
// compartment, and pages (the router cuts by `_count` and `_offset`, and names no next page).
import http from 'node:http';
import { FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import { Authorization } from './authorization.mjs';
import { index } from './definitions.mjs';
import { listen, outcome, send, stop } from './wire.mjs';

export async function startRouter(asked) {
  const portal = new Portal();
  await portal.begin(asked);
  return portal;
}

class Portal {
  log = [];
  found = new Map();
  repository = new MemoryRepository();
  router = new FhirRouter();

  async begin({ people, patient, scopes, withoutConsent, careless }) {
    index();
    this.patients = people.map(({ entry }) => entry.find(({ resource }) => resource.resourceType === 'Patient').resource.id);
    this.careless = careless;
    for (const transaction of people) await this.ask('POST', '/', transaction);
    this.backdate();
    const options = { patient: patient ?? this.patients[0], scopes, withoutConsent };
    this.authorization = await Authorization.reserve(options);
    await this.open(0);
    this.base = `http://127.0.0.1:${this.port}/fhir`;
    this.authorization.serve(this.base);
    this.facts = { base: this.base, issuer: this.authorization.issuer, client: 'backpack', patients: this.patients };
  }

  /** Makes what was loaded look as if it had been here for years, or every increment would bring it again. */
  backdate() {
    let day = Date.UTC(2020, 0, 1);
    for (const ofType of this.repository.resources.values()) {
      for (const { meta } of ofType.values()) meta.lastUpdated = new Date((day += 86_400_000)).toISOString();
    }
  }

  async open(port) {
    this.server = http.createServer((request, response) => {
      this.answer(request, response).catch((error) => send(response, 500, outcome('exception', String(error))));
    });
    this.port = await listen(this.server, port);
  }

  async steer(asked) {
    const { authorization } = this;
    switch (asked.do) {
      case 'log':
        return { fhir: this.log, authorization: authorization.log };
      case 'put':
        return this.ask('PUT', `/${asked.resource.resourceType}/${asked.resource.id}`, asked.resource);
      case 'delete':
        return this.ask('DELETE', `/${asked.reference}`);
      case 'expire':
        return authorization.expire();
      case 'patient':
        authorization.patient = asked.patient;
        return {};
      case 'stop at':
        // The next walk ends in the middle: at this page both ports close, as when a machine goes down.
        this.stopAt = asked.page;
        return {};
      case 'start':
        await authorization.start();
        return this.open(this.port);
    }
    throw new Error(`cannot do ${asked.do}`);
  }

  async answer(request, response) {
    const url = new URL(request.url, this.base);
    const [, root, ...path] = url.pathname.split('/');
    const row = { method: request.method, path: path.join('/'), query: url.search, token: 'authorization' in request.headers };
    this.log.push(row);
    response.on('finish', () => (row.status = response.statusCode));
    if (root !== 'fhir') return send(response, 404, outcome('not-found', 'nothing here'));
    if (row.path === '.well-known/smart-configuration') {
      return send(response, 200, this.authorization.describe(), { 'content-type': 'application/json' });
    }
    if (row.path === 'metadata') return send(response, 200, statement());
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const claims = token && (await this.authorization.check(token));
    if (!claims) return send(response, 401, outcome('login', 'who asks?'), { 'www-authenticate': 'Bearer' });
    if (!allows(claims.scope ?? '', path)) return send(response, 403, outcome('forbidden', 'insufficient scope'));
    if (this.stopAt !== undefined && Number(url.searchParams.get('_offset')) >= this.stopAt) return this.goDown();
    if (path.length === 1) return this.search(url, path[0], claims.patient, response);
    const [{ issue }, resource] = await this.ask('GET', `/${path.join('/')}`);
    if (!resource) return send(response, issue[0].code === 'deleted' ? 410 : 404, outcome('not-found', 'it is not here'));
    if (this.concernsAnother(resource, claims.patient)) return send(response, 403, outcome('forbidden', 'not yours'));
    send(response, 200, resource, { etag: `W/"${resource.meta.versionId}"` });
  }

  async search(url, type, patient, response) {
    const count = Number(url.searchParams.get('_count') ?? 20);
    const offset = Number(url.searchParams.get('_offset') ?? 0);
    const entries = await this.find(type, url.searchParams, patient);
    const next = new URL(url);
    next.searchParams.set('_offset', offset + count);
    const link = offset + count < entries.length ? [{ relation: 'next', url: next.href }] : [];
    const entry = entries.slice(offset, offset + count);
    send(response, 200, { resourceType: 'Bundle', type: 'searchset', total: entries.length, entry, link });
  }

  /** Everything that a search finds, by the router's own reading of it; kept until something changes, for its pages. */
  async find(type, parameters, patient) {
    const asked = new URLSearchParams(parameters);
    asked.delete('_offset');
    asked.set('_count', '1000');
    if (this.careless) asked.delete('patient');
    const question = `/${type}?${asked}`;
    if (!this.found.has(question)) this.found.set(question, this.ask('GET', question));
    const [, bundle] = await this.found.get(question);
    const entries = bundle.entry ?? [];
    return this.careless ? entries : entries.filter(({ resource }) => !this.concernsAnother(resource, patient));
  }

  /** Says whether a resource names another of the patients here. */
  concernsAnother(resource, patient) {
    const text = JSON.stringify(resource);
    return this.patients.some((other) => other !== patient && text.includes(other));
  }

  async ask(method, address, body) {
    if (method !== 'GET') this.found.clear();
    const url = new URL(address, 'http://router/');
    const query = Object.fromEntries([...new Set(url.searchParams.keys())].map((key) => {
      const values = url.searchParams.getAll(key);
      return [key, values.length === 1 ? values[0] : values];
    }));
    const asked = { method, url: url.pathname + url.search, pathname: '', body, params: {}, query };
    return this.router.handleRequest(asked, this.repository);
  }

  async goDown() {
    this.stopAt = undefined;
    await Promise.all([stop(this.server), this.authorization.stop()]);
  }
}

function statement() {
  return { resourceType: 'CapabilityStatement', status: 'active', kind: 'instance', fhirVersion: '4.0.1', format: ['json'], rest: [{ mode: 'server' }] };
}

/** Says whether scopes of version 1 or 2 allow a read or a search of a type. */
function allows(scopes, [type, id]) {
  const right = id === undefined ? 's' : 'r';
  return scopes.split(' ').some((scope) => {
    const [, of, rights] = /^patient\/([^.]+)\.([a-z*]+)$/.exec(scope) ?? [];
    return (of === '*' || of === type) && (rights === 'read' || rights.includes(right));
  });
}
