// The authorization server: `oidc-provider`, set up as a SMART App Launch 2.2 server for the standalone launch.
import http from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import { SignJWT, createLocalJWKSet, exportJWK, importJWK, jwtVerify } from 'jose';
import Provider from 'oidc-provider';
import { resourceTypes } from './definitions.mjs';
import { listen, stop } from './wire.mjs';

const CONTEXT = ['openid', 'fhirUser', 'profile', 'launch/patient', 'offline_access', 'online_access'];
const APP = {
  application_type: 'native',
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
};
// What a form must encode, the header's own separator among it.
const SECRET = 'a secret: 100% + more & "quoted"';
// One key for all: making one takes long. Lives as long as this process.
const secret = await exportJWK(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey);
Object.assign(secret, { kid: 'independent', use: 'sig', alg: 'RS256' });
const { kty, n, e, kid, use, alg } = secret;
const keys = createLocalJWKSet({ keys: [{ kty, n, e, kid, use, alg }] });

/** Every scope that this server knows; it drops others without a word. */
function everyScope() {
  const rights = ['rs', 'r', 's', 'read'];
  const types = ['*', ...resourceTypes()];
  return [...CONTEXT, ...types.flatMap((type) => rights.map((right) => `patient/${type}.${right}`))];
}

export class Authorization {
  /** Who signs in, as the id of their Patient; `undefined` refuses every sign-in. */
  patient;
  /** What the token answer says was granted, in place of what was. */
  overstated;
  /** Every token request and its answer's status; tests replay what stands here. */
  log = [];
  issued = new Set();
  expired = new Set();

  /** Takes a port, so that the FHIR server can be told of it before it runs. */
  static async reserve(options) {
    const authorization = new Authorization();
    Object.assign(authorization, options);
    authorization.server = http.createServer((request, response) => authorization.app(request, response));
    authorization.port = await listen(authorization.server);
    authorization.issuer = `http://127.0.0.1:${authorization.port}`;
    return authorization;
  }

  /** Begins to answer, with empty memory: what it gave before, it knows no more. */
  serve(audience) {
    this.audience = audience;
    const provider = new Provider(this.issuer, this.configuration());
    provider.use((context, next) => this.around(provider, context, next));
    this.app = provider.callback();
  }

  /** Closes the port, and forgets every grant. */
  async stop() {
    await stop(this.server);
  }

  async start() {
    this.server = http.createServer((request, response) => this.app(request, response));
    await listen(this.server, this.port);
    this.serve(this.audience);
  }

  configuration() {
    const scopes = this.scopes ?? everyScope();
    const audience = this.audience;
    return {
      clients: [
        { ...APP, client_id: 'backpack', token_endpoint_auth_method: 'none' },
        { ...APP, client_id: 'confidential by header', client_secret: SECRET, token_endpoint_auth_method: 'client_secret_basic' },
      ],
      jwks: { keys: [secret] },
      cookies: { keys: ['independent'] },
      scopes,
      claims: { openid: ['sub'], fhirUser: ['fhirUser'] },
      conformIdTokenClaims: false,
      clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
      // The two that SMART names are off unless asked for.
      enabledJWA: { clientAuthSigningAlgValues: ['RS384', 'ES384'] },
      extraParams: ['aud', 'launch'],
      pkce: { required: () => true },
      rotateRefreshToken: true,
      ttl: { AccessToken: 3600, AuthorizationCode: 60, IdToken: 300, RefreshToken: 86400, Grant: 86400, Session: 600, Interaction: 600 },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({ sub: id, fhirUser: `${audience}/Patient/${id}` }),
      }),
      extraTokenClaims: (_, token) => ({ patient: token.accountId, tenant_id: 'default' }),
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      features: {
        devInteractions: { enabled: false },
        introspection: { enabled: true },
        revocation: { enabled: true },
        registration: { enabled: true },
        registrationManagement: { enabled: true },
        resourceIndicators: {
          enabled: true,
          defaultResource: () => audience,
          useGrantedResource: () => true,
          getResourceServerInfo: () => ({
            scope: scopes.join(' '),
            audience,
            accessTokenFormat: 'jwt',
            accessTokenTTL: 3600,
            jwt: { sign: { alg: 'RS256' } },
          }),
        },
      },
    };
  }

  /** What stands around every request: consent, the interaction, and `patient` in the token answer. */
  async around(provider, context, next) {
    if (context.path.startsWith('/interaction/')) return this.interact(provider, context);
    // SMART clients send no `prompt`, and this server gives offline access only where consent was asked for.
    if (context.path === '/auth' && !this.withoutConsent) {
      context.query = { ...context.query, prompt: 'consent' };
    }
    await next();
    if (context.method !== 'POST') return;
    const { body, params } = context.oidc ?? {};
    const { grant_type, refresh_token, token } = body ?? {};
    this.log.push({ path: context.path, status: context.status, grant_type, refresh_token, token, scope: params?.scope });
    if (context.oidc?.route === 'token' && context.status === 200) {
      const patient = context.oidc.entities.Account?.accountId;
      context.body = { ...context.body, patient, scope: this.overstated ?? context.body.scope };
      this.issued.add(context.body.access_token);
    }
  }

  /** Signs in and consents at once, as the person would with two clicks. */
  async interact(provider, context) {
    const { grantId, params, prompt } = await provider.interactionDetails(context.req, context.res);
    context.respond = false;
    if (this.patient === undefined) {
      const refused = { error: 'access_denied', error_description: 'not <today>' };
      return provider.interactionFinished(context.req, context.res, refused, { mergeWithLastSubmission: false });
    }
    const accountId = this.patient;
    const known = grantId && (await provider.Grant.find(grantId));
    const grant = known || new provider.Grant({ accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    if (prompt.details.missingOIDCClaims) grant.addOIDCClaims(prompt.details.missingOIDCClaims);
    grant.addResourceScope(this.audience, params.scope);
    const consent = { grantId: await grant.save() };
    const done = { login: { accountId }, consent };
    return provider.interactionFinished(context.req, context.res, done, { mergeWithLastSubmission: true });
  }

  /** Returns an access token's claims, or nothing if it does not hold. */
  async check(token) {
    if (this.expired.has(token)) return undefined;
    const options = { issuer: this.issuer, audience: this.audience, typ: 'at+jwt' };
    const checked = await jwtVerify(token, keys, options).catch(() => undefined);
    return checked?.payload;
  }

  /** Ends every access token given so far, as if its time had passed; refresh tokens stay. */
  expire() {
    this.issued.forEach((token) => this.expired.add(token));
  }

  /** Returns a token by which the tests fill and change the FHIR server, past every person. */
  async administrator() {
    const claims = { scope: 'system/*.cruds', tenant_id: 'default', client_id: 'administrator' };
    const token = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid, typ: 'at+jwt' });
    token.setIssuer(this.issuer).setSubject('administrator').setAudience(this.audience).setJti(String(Math.random()));
    return token.setIssuedAt().setExpirationTime('10m').sign(await importJWK(secret, 'RS256'));
  }

  /** What a `smart-configuration` says of this server. */
  describe() {
    const { issuer } = this;
    return {
      issuer,
      jwks_uri: `${issuer}/jwks`,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      registration_endpoint: `${issuer}/reg`,
      revocation_endpoint: `${issuer}/token/revocation`,
      introspection_endpoint: `${issuer}/token/introspection`,
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'private_key_jwt'],
      grant_types_supported: ['authorization_code'],
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      capabilities: [
        'launch-standalone',
        'client-public',
        'context-standalone-patient',
        'permission-offline',
        'permission-patient',
        'permission-v2',
        'sso-openid-connect',
      ],
    };
  }
}
