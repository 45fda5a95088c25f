// An authorization server that lies on demand: `oauth2-mock-server`, and a FHIR side with a single patient.
import http from 'node:http';
import { OAuth2Server } from 'oauth2-mock-server';
import { listen, outcome, send } from './wire.mjs';

export async function startLiar(asked) {
  const portal = new Portal();
  await portal.begin(asked);
  return portal;
}

const claim = (change) => (service) => service.once('beforeTokenSigning', () => service.once('beforeTokenSigning', change));
const answer = (change) => (service) => service.once('beforeResponse', ({ body }) => change(body));
const redirect = (change) => (service) => service.once('beforeAuthorizeRedirect', ({ url }) => change(url.searchParams));
const unsigned = (idToken) => {
  const [, payload] = idToken.split('.');
  return `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
};
const resigned = (idToken) => idToken.replace(/\.[^.]+$/, `.${Buffer.alloc(256, 7).toString('base64url')}`);

/** Each lie, armed for one sign-in. The first token that the server signs is the access token, the second the id token. */
const LIES = {
  none: () => {},
  'wrong nonce': claim(({ payload }) => (payload.nonce = 'of another sign-in')),
  'wrong audience': claim(({ payload }) => (payload.aud = 'another client')),
  'wrong issuer': claim(({ payload }) => (payload.iss = 'https://elsewhere.example')),
  'expired id token': claim(({ payload }) => Object.assign(payload, { iat: 1000, exp: 2000 })),
  'alg none': answer((body) => (body.id_token = unsigned(body.id_token))),
  'false signature': answer((body) => (body.id_token = resigned(body.id_token))),
  'token type mac': answer((body) => (body.token_type = 'mac')),
  'no token type': answer((body) => delete body.token_type),
  'no access token': answer((body) => delete body.access_token),
  'empty access token': answer((body) => (body.access_token = '')),
  'line break in the token': answer((body) => (body.access_token = 'a\r\nX-Injected: b')),
  'expires soon': answer((body) => (body.expires_in = 'soon')),
  'expires long ago': answer((body) => (body.expires_in = -1)),
  'patient is a path': answer((body) => (body.patient = '../Patient/1')),
  'patient of somebody else': answer((body) => (body.patient = 'somebody-else')),
  'an error with status 200': answer((body) => {
    for (const name of Object.keys(body)) delete body[name];
    body.error = 'invalid_grant';
  }),
  'state tampered': redirect((query) => query.set('state', 'TAMPERED')),
  'no state': redirect((query) => query.delete('state')),
  'two codes': redirect((query) => query.append('code', 'another')),
  'another issuer': redirect((query) => query.set('iss', 'https://elsewhere.example')),
  'error and code': redirect((query) => query.set('error', 'access_denied')),
};

class Portal {
  log = [];

  async begin({ patient }) {
    this.patient = patient;
    this.oauth = new OAuth2Server();
    await this.oauth.issuer.keys.generate('RS256');
    await this.oauth.start(0, '127.0.0.1');
    const { service } = this.oauth;
    service.on('beforeTokenSigning', (token, { body }) => {
      token.payload.fhirUser = `Patient/${patient.id}`;
      token.payload.aud ??= body?.client_id;
    });
    service.on('beforeResponse', ({ body }, { body: asked }) => {
      this.log.push({ grant_type: asked.grant_type });
      body.patient ??= patient.id;
      body.refresh_token ??= 'of this server';
      body.scope = 'launch/patient openid fhirUser offline_access patient/*.rs';
    });
    const server = http.createServer((request, response) => this.answer(request, response));
    const port = await listen(server);
    this.base = `http://127.0.0.1:${port}/fhir`;
    this.facts = { base: this.base, issuer: this.oauth.issuer.url, client: 'backpack', patients: [patient.id], lies: Object.keys(LIES) };
  }

  async steer(asked) {
    switch (asked.do) {
      case 'lie': {
        const { service } = this.oauth;
        this.log.length = 0;
        // A lie that was never told, since the sign-in ended before it, must not wait for the next one.
        for (const name of ['beforeTokenSigning', 'beforeResponse', 'beforeAuthorizeRedirect']) {
          service.listeners(name).slice(name === 'beforeAuthorizeRedirect' ? 0 : 1).forEach((told) => service.off(name, told));
        }
        LIES[asked.lie](service);
        return {};
      }
      case 'log':
        return { authorization: this.log };
    }
    throw new Error(`cannot do ${asked.do}`);
  }

  answer(request, response) {
    const { issuer } = this.oauth;
    switch (new URL(request.url, this.base).pathname) {
      case '/fhir/.well-known/smart-configuration':
        return send(response, 200, {
          issuer: issuer.url,
          jwks_uri: `${issuer.url}/jwks`,
          authorization_endpoint: `${issuer.url}/authorize`,
          token_endpoint: `${issuer.url}/token`,
          revocation_endpoint: `${issuer.url}/revoke`,
          code_challenge_methods_supported: ['S256'],
          capabilities: ['launch-standalone', 'client-public', 'permission-v2', 'sso-openid-connect'],
        });
      case `/fhir/Patient/${this.patient.id}`:
        return send(response, 200, this.patient);
      case '/fhir/Patient/somebody-else':
        return send(response, 200, { ...this.patient, id: 'somebody-else', name: [{ family: 'Lindqvist', given: ['Otto'] }], birthDate: '1931-01-01' });
    }
    return send(response, 404, outcome('not-found', 'nothing here'));
  }
}
