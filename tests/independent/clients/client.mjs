// npm `fhirclient` as an app of its own: a standalone launch with PKCE, the patient, a search page by page, a refresh.
//
//   node client.mjs FHIR_BASE CLIENT_ID PATIENT_QUERY
//
// Prints what it saw as one line of JSON. Ends by itself, at the latest after a minute.
import http from 'node:http';
import fhirclient from 'fhirclient';

const [base, clientId, query] = process.argv.slice(2);
setTimeout(() => process.exit(1), 60_000).unref();

const kept = new Map();
const storage = {
  get: async (key) => kept.get(key),
  set: async (key, value) => (kept.set(key, value), value),
  unset: async (key) => kept.delete(key),
};

/** Reads what an app reads, once it is signed in. */
async function visit(client) {
  const patient = await client.patient.read();
  const url = `${query}&patient=${client.patient.id}`;
  const bundles = await client.request(url, { pageLimit: 0 });
  const found = await client.request(url, { pageLimit: 0, flat: true });
  const before = client.state.tokenResponse.access_token;
  await client.refresh();
  const after = await client.patient.read({ cache: 'no-store' });
  return {
    patient: patient.id,
    found: found.map(({ resourceType, id }) => `${resourceType}/${id}`).sort(),
    pages: bundles.length,
    refreshed: client.state.tokenResponse.access_token !== before && after.id === patient.id,
    scope: client.state.tokenResponse.scope,
  };
}

const server = http.createServer(async (request, response) => {
  const smart = fhirclient(request, response, storage);
  // A public client has nothing but its id to say who refreshes; this one leaves it out unless told.
  smart.options.refreshTokenWithClientId = true;
  try {
    if (request.url.startsWith('/launch')) {
      const scope = 'launch/patient offline_access patient/*.rs';
      await smart.authorize({ iss: base, clientId, scope, redirectUri: 'callback', pkceMode: 'required' });
    } else {
      response.end(JSON.stringify(await visit(await smart.ready())));
    }
  } catch (error) {
    response.writeHead(500).end(JSON.stringify({ error: String(error?.stack ?? error) }));
  }
});
server.listen(0, '127.0.0.1', async () => {
  const answer = await fetch(`http://127.0.0.1:${server.address().port}/launch`);
  console.log(await answer.text());
  server.close();
  process.exit(answer.ok ? 0 : 1);
});
