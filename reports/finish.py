"""The last step of a printed document: what PDF/UA-1 asks beyond what WeasyPrint's PDF/A-3a gives.

Called with WeasyPrint's finished objects before they are written, so that nothing is read or written twice.
"""

from __future__ import annotations

from typing import Any

PX_TO_PT = 0.75
END_OF_RDF = b"</rdf:RDF>"
# PDF/A allows a property from outside its own list only when the file says what it is.
IDENTIFICATION = (
    b'<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>'
    b'<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"'
    b' xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"'
    b' rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    b"<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    b"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    b'<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    b"<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    b"<pdfaProperty:category>internal</pdfaProperty:category>"
    b"<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>"
    b"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


def finish(document: Any, pdf: Any) -> None:
    """Declare PDF/UA-1, give header cells their direction, and put the frames of drawings into PDF units."""
    _identify(pdf)
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])  # each is named twice by the time we are called
    heights = {page.reference: page["MediaBox"][3] for page in _of_type(pdf, "/Page")}
    for element in _of_type(pdf, "/StructElem"):
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if _group(pdf, element) == "/THead" else "/Row"
        elif element["S"] == "/Figure":
            left, top, right, bottom = (PX_TO_PT * side for side in element["A"]["BBox"])
            height = heights[element["Pg"]]
            element["A"]["BBox"][:] = [left, height - bottom, right, height - top]


def _identify(pdf: Any) -> None:
    metadata = pdf.objects[_number(pdf.catalog["Metadata"])]
    before, _end, after = metadata.stream[0].rpartition(END_OF_RDF)
    metadata.stream[0] = before + IDENTIFICATION + END_OF_RDF + after


def _of_type(pdf: Any, kind: str) -> list[Any]:
    return [item for item in pdf.objects if isinstance(item, dict) and item.get("Type") == kind]


def _group(pdf: Any, cell: Any) -> str:
    """What the cell's row stands in: /THead or /TBody."""
    row = pdf.objects[_number(cell["P"])]
    return str(pdf.objects[_number(row["P"])]["S"])


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
