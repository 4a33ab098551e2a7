"""Text as a PDF document: minimal, uncompressed, and deterministic."""

LINES_A_PAGE = 60


def pdf(title, lines):
    """Returns a document with its title on the first page. The text must be Latin-1."""
    pages = [lines[start:start + LINES_A_PAGE] for start in range(0, len(lines), LINES_A_PAGE)]
    first = 4
    kids = " ".join(f"{first + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for index, page in enumerate(pages):
        content = page_content(title if index == 0 else None, page)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {first + 2 * index + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return assembled(objects)


def page_content(title, lines):
    parts = ["BT", "/F1 10 Tf", "12 TL", "54 738 Td"]
    if title:
        parts += ["/F1 14 Tf", f"({escaped(title)}) Tj", "/F1 10 Tf", "0 -24 Td"]
    for line in lines:
        parts.append(f"({escaped(line)}) Tj T*" if line else "T*")
    return "\n".join(parts + ["ET"]).encode("latin-1")


def escaped(text):
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def assembled(objects):
    """Returns the header, the objects, their cross-reference table, and the trailer."""
    body, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        body += b"%010d 00000 n \n" % offset
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(body)
