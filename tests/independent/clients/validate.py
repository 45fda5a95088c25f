"""Validates resources of R4, one a line: `python validate.py FILE`."""

import json
import sys

import fhirkit

lines = [line for line in open(sys.argv[1], encoding="utf-8").read().split("\n") if line]
issues = [[at, str(issue)] for at, line in enumerate(lines) for issue in fhirkit.validate(line)]
print(json.dumps({"validated": len(lines), "issues": issues}))
