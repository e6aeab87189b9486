"""Run the cells of docs/measure.ipynb again and keep what they print: `.cache/venv/bin/python docs/notebook.py`."""

import contextlib
import io
import json
import sys
from pathlib import Path

FILE = Path(__file__).with_name("measure.ipynb")


def main() -> None:
    """Run all code cells in order, as one program."""
    sys.path.insert(0, str(FILE.parent.parent))
    book, names = json.loads(FILE.read_text()), {"__name__": "notebook"}
    for number, cell in enumerate((c for c in book["cells"] if c["cell_type"] == "code"), 1):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile("".join(cell["source"]), f"cell {number}", "exec"), names)
        cell["execution_count"] = number
        text = said.getvalue().splitlines(keepends=True)
        cell["outputs"] = [{"name": "stdout", "output_type": "stream", "text": text}] if text else []
    FILE.write_text(json.dumps(book, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
