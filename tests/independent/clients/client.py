"""PyPI `fhirclient` as an app of its own: it signs in, and reads every record of a person into its strict R4 models.

    python client.py FHIR_BASE CLIENT_ID COUNT TYPE...

Prints what it saw as one line of JSON.
"""

import importlib
import json
import sys

import requests
from fhirclient import client
from fhirclient.models.fhirabstractbase import FHIRValidationError

base, client_id, count, *types = sys.argv[1:]
TIME = 30

smart = client.FHIRClient(
    settings={
        "app_id": client_id,
        "api_base": base,
        "redirect_uri": "http://127.0.0.1/callback",
        "scope": "offline_access patient/*.read",
    }
)
# It reads the endpoints from the capability statement alone.
smart.prepare()
page = requests.get(smart.authorize_url, allow_redirects=False, timeout=TIME)
smart.handle_callback(page.headers["location"])
patient = smart.patient

found, invalid = [], {}
for name in types:
    model = getattr(importlib.import_module(f"fhirclient.models.{name.lower()}"), name)
    search = model.where({"patient": patient.id, "_count": count})
    try:
        for resource in search.perform_resources_iter(smart.server):
            if resource.resource_type == name:
                found.append(f"{name}/{resource.id}")
    except FHIRValidationError as error:
        invalid[name] = str(error)

signed_in = smart.server.auth.access_token
smart.reauthorize()
refreshed = smart.server.auth.access_token != signed_in and smart.patient.id == patient.id
said = {"patient": patient.id, "found": sorted(found), "invalid": invalid, "refreshed": refreshed}
print(json.dumps(said))
