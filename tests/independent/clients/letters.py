"""Says as JSON what two readers of other people find in a PDF: pypdf and pdfminer.

letters.py FILE
"""
import json
import sys

from pdfminer.high_level import extract_text
from pypdf import PdfReader

path = sys.argv[1]
reader = PdfReader(path, strict=True)
root = reader.trailer["/Root"]


def roles(element):
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    found = [element["/S"]] if "/S" in element else []
    for kid in kids:
        kid = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(kid, dict):
            found += roles(kid)
    return found


print(json.dumps({
    "pypdf": "\n".join(page.extract_text() for page in reader.pages),
    "pdfminer": extract_text(path),
    "pages": len(reader.pages),
    "title": reader.metadata.title,
    "language": root["/Lang"],
    "roles": sorted(set(roles(root["/StructTreeRoot"]))),
}))
