"""Markdown: a table, and the part of a document that is written by the machine."""

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def table(head, rows):
    """The first column reads from the left, the others are figures."""
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def replaced(document, part):
    """The document with everything between its two marks replaced by `part`."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"the document has no {BEGIN} ... {END}")
    return f"{before}{BEGIN}\n{part.strip()}\n{END}{after}"
